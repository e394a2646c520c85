import { setTimeout as sleep } from 'node:timers/promises';
import { Outage } from '@xf/es';
import { convertToCommandError, ErrorType, isCommandError } from '@eventstore/db-client';

/** The server gave no answer in time. It may still do what it was asked. */
export class Slow extends Error {
  override readonly name = 'Slow';
}

/** The server answered, and asking again would get the same answer. */
const final = new Map<ErrorType, string>([
  [ErrorType.ACCESS_DENIED, '事件库拒绝了用户名、密码或权限。The event store refused the credentials or their rights.'],
  [
    ErrorType.STREAM_DELETED,
    '事件库中的流已被删除，日志不完整。A stream was deleted on the event store; the log is not whole.',
  ],
]);

const unreachable = '事件库没有应答，请检查它是否在运行。The event store does not answer; see whether it is running.';

const permissionDenied = 7;
const unauthenticated = 16;

/**
 * Does something until it succeeds, for as long as `patienceMs`; then throws an `Outage`. What was asked may have been
 * carried out, so it must be something that can be asked twice.
 */
export async function patiently<T>(patienceMs: number, isOpen: () => boolean, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(2 * pauseMs, 1_000)) {
    try {
      return await work();
    } catch (thrown) {
      const failure = lastingFailure(thrown);
      if (failure !== undefined) throw failure;
      if (performance.now() + pauseMs > until || !isOpen()) throw new Outage(unreachable, { cause: thrown });
    }
    await sleep(pauseMs);
  }
}

/** What to throw instead of trying again; undefined for what may pass. */
export function lastingFailure(thrown: unknown): Error | undefined {
  if (thrown instanceof Outage) return thrown;
  const error: unknown = thrown instanceof Error ? convertToCommandError(thrown) : thrown;
  if (error instanceof Error && isCommandError(error)) {
    const text = final.get(error.type);
    if (text !== undefined) return new Outage(text, { cause: thrown });
  }
  const code = (thrown as { readonly code?: unknown } | undefined)?.code;
  if (code === permissionDenied || code === unauthenticated) {
    return new Outage(final.get(ErrorType.ACCESS_DENIED), { cause: thrown });
  }
  // A bug of ours does not get better by waiting.
  if (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof SyntaxError) return thrown;
  return undefined;
}
