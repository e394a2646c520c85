import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** A peer could not be had or did not hold out. The message is for the reader of the figures, who sees none of it. */
export class DidNotRun extends Error {}

export type Peer = {
  /** What the peer's store says of how it keeps what it has acknowledged. */
  readonly durable: string;
  /** Commands a second. Throws DidNotRun when one failed, the process ended or `patience` ran out. */
  readonly turn: (writers: number, calls: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

type Told = { readonly failed?: string; readonly durable?: string; readonly perSecond?: number };

/** The first line of a program's last words that names an error, else its last line. */
export function complaint(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error\b.*:/i.test(line)) ?? lines.at(-1) ?? 'ended without a word').trim();
}

/** Starts a peer's program in the folder where its packages are; it answers when it is ready to be measured. */
export async function startPeer(
  program: string,
  args: readonly string[],
  { folder, patience }: { readonly folder: string; readonly patience: number },
): Promise<Peer> {
  const child = fork(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-20_000)));
  const closed = once(child, 'close');
  const ended = closed.then((): never => {
    throw new DidNotRun(complaint(words));
  });
  ended.catch(() => undefined);
  const told = async (): Promise<Told> => {
    const settled = new AbortController();
    const { signal } = settled;
    const late = setTimeout(patience, undefined, { signal }).then((): never => {
      throw new DidNotRun(`no answer in ${patience / 1000} s`);
    });
    try {
      const [answer] = (await Promise.race([once(child, 'message', { signal }), ended, late])) as [Told];
      if (answer.failed !== undefined) throw new DidNotRun(answer.failed);
      return answer;
    } finally {
      settled.abort();
    }
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  try {
    const { durable = '' } = await told();
    return {
      durable,
      async turn(writers, calls) {
        // A child that is gone is found out by the end of it, which `told` waits for as well.
        if (child.connected) child.send({ writers, calls }, () => undefined);
        return (await told()).perSecond ?? Number.NaN;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
