import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  Bulk,
  Outage,
  SubjectErased,
  untyped,
  type BatchItem,
  type BatchOutcome,
  type BulkOutcome,
  type Context,
  type Decider,
  type EventShape,
  type Instant,
  type Outcome,
  type Rejection,
  type Revision,
} from '@xf/es';
import { Run, RunAll, RunBulk } from './bus';
import type { Call } from './call';
import { signInNeeded } from './authority';
import { instantOf } from './instants';
import { maskedEvent } from './masks';
import { problem, problemOf, type Problem, type Refusals } from './problem';
import { RUNTIME, type ApiRuntime } from './runtime-token';
import { traceOf } from './trace';

export type CommandOptions<R extends Rejection, E = EventShape> = {
  readonly refusals: Refusals<R>;
  /** `required`: the caller must say by If-Match which state they saw. `taken`: only when they do. */
  readonly ifMatch?: 'required' | 'taken';
  /** When it happened, if earlier than now: RFC 3339 from the body. */
  readonly validAt?: string | undefined;
  /** What the events of a dry run would do, told beside them. Left out for callers who may not see it. */
  readonly effect?: (events: readonly E[]) => Promise<unknown>;
  /** Ids the answer names. They must follow from the request, so that a repeat answers the same. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** The rejection as the caller is to read it: with names in place of ids. */
  readonly told?: <T extends Rejection>(rejection: T) => Promise<T>;
};

type Refused = Extract<BatchOutcome, { kind: 'refused' }>['refusals'];
type BatchOptions<R extends Rejection> = CommandOptions<R> & {
  /** How all refusals of the batch are told at once. Without it the first one stands for them. */
  readonly refused?: (refusals: Refused) => Problem;
};

const keyPattern = /^[\x21-\x7e]{1,128}$/;

export const etagOf = (revision: Revision): string => `"${revision}"`;

/** Runs commands for routes: id, precondition and time from the request; outcome into status, headers and body. */
@Injectable()
export class Commands {
  constructor(
    private readonly bus: CommandBus,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /**
   * The id of the command a request makes: account and key, nothing else, so that the same key with other content is
   * noticed. A dry run has an id of its own and so neither repeats a command nor stands in the way of one.
   */
  idOf(call: Call): string {
    if (call.principal === undefined) throw signInNeeded();
    const key = call.headers['idempotency-key'];
    if (key === undefined) throw problem('idempotency-key-missing');
    if (typeof key !== 'string' || !keyPattern.test(key)) throw problem('idempotency-key-invalid');
    const purpose = call.query.dryRun === true ? 'dry-run' : 'command';
    return `http:${hash('sha256', `${purpose}\n${call.principal.account}\n${key}`, 'base64url').slice(0, 32)}`;
  }

  /** Position of the command's first carrying out, when this request repeats it. */
  async repeatOf(call: Call): Promise<number | undefined> {
    return (await this.runtime.engine.store.findCommand(this.idOf(call)))?.position;
  }

  /** The id of the command a request makes, where the log holds it already: the request is repeated. */
  async repeatedId(call: Call): Promise<string | undefined> {
    return (await this.repeatOf(call)) === undefined ? undefined : this.idOf(call);
  }

  async run<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
    call: Call,
    decider: Decider<S, C, E, R, G>,
    command: C,
    options: CommandOptions<R, E>,
  ): Promise<object> {
    const context = this.contextOf(call, options);
    const outcome = await this.execute<Outcome<E, R>>(new Run(untyped(decider), command, context));
    if (outcome.kind === 'refused') throw await refusedOf(outcome.rejection, options);
    const answer = answerOf(call, decider, outcome, options);
    if (call.query.dryRun !== true || outcome.kind !== 'done' || options.effect === undefined) return answer;
    return { ...answer, effect: await options.effect(outcome.events) };
  }

  /**
   * Many commands as one. `ifMatch` speaks of the first one's stream. The answer names no stream or revision of its own:
   * it wrote to several, and their names may hold ids of people.
   */
  async runAll<R extends Rejection>(
    call: Call,
    items: readonly BatchItem[],
    options: BatchOptions<R>,
  ): Promise<object> {
    const context = this.contextOf(call, options);
    const outcome = await this.execute<BatchOutcome>(new RunAll(items, context));
    switch (outcome.kind) {
      case 'refused': {
        const [first] = outcome.refusals;
        if (first === undefined) throw new Error('a batch refused without a refusal');
        throw options.refused?.(outcome.refusals) ?? (await refusedOf(first.rejection as R, options));
      }
      case 'stale':
        throw problem('stale', { headers: { etag: etagOf(outcome.actual) } });
      case 'command-reused':
        throw problem('command-reused');
      case 'busy':
        throw problem('busy', { headers: { 'retry-after': '1' } });
      case 'done': {
        const { position, events = [], repeated } = outcome;
        if (call.query.dryRun === true) {
          call.status = 200;
          const shown = events.map(({ item, event }) => maskedEvent(item.decider.codec, event));
          return { dryRun: true, ...options.answer, events: shown };
        }
        if (repeated) call.reply.header('idempotency-replayed', 'true');
        return { ...options.answer, position };
      }
    }
  }

  /**
   * More commands than one append takes, under the id of the request. Nothing is written before `runBulk`. Whoever decides and
   * writes them leaves room for other requests.
   */
  bulkOf(call: Call): Bulk {
    const actor = call.principal?.account ?? '';
    const context = { actor, command: this.idOf(call), correlation: traceOf(call.headers) };
    return new Bulk(this.runtime.engine, context, { together: 2, readsAhead: true });
  }

  /**
   * Writes what was found right. Throws `cut-short` when only a part could be written: the same request again, with its key,
   * writes the rest.
   */
  async runBulk(bulk: Bulk, name: RunBulk['name']): Promise<Extract<BulkOutcome, { readonly kind: 'done' }>> {
    let written = 0;
    const run = new RunBulk(bulk, name, (events) => (written = events));
    try {
      const outcome = await this.execute<BulkOutcome>(run);
      if (outcome.kind === 'done') return outcome;
    } catch (error) {
      if (written === 0 || !(error instanceof Outage)) throw error;
    }
    throw problem(written === 0 ? 'busy' : 'cut-short', { headers: { 'retry-after': '1' } });
  }

  private contextOf<R extends Rejection, E>(call: Call, options: CommandOptions<R, E>): Context {
    const command = this.idOf(call);
    const expected = options.ifMatch === undefined ? undefined : expectedOf(call, options.ifMatch);
    const actor = call.principal?.account ?? '';
    const validAt = this.validAtOf(options.validAt);
    return { actor, command, correlation: traceOf(call.headers), validAt, expected, dryRun: call.query.dryRun };
  }

  private async execute<O>(message: Run | RunAll | RunBulk): Promise<O> {
    try {
      return await this.bus.execute<Run | RunAll | RunBulk, O>(message);
    } catch (error) {
      if (error instanceof SubjectErased) throw problem('subject-erased');
      throw error;
    }
  }

  private validAtOf(text: string | undefined): Instant | undefined {
    if (text === undefined) return undefined;
    const instant = instantOf(text);
    if (instant <= this.runtime.engine.clock.now()) return instant;
    const wrong = {
      pointer: '/validAt',
      code: 'valid-at-in-future',
      zh: '不能晚于现在',
      en: 'must not lie in the future',
    };
    throw problem('valid-at-in-future', { errors: [wrong] });
  }
}

async function refusedOf<R extends Rejection>(
  rejection: R,
  { refusals, told }: Pick<CommandOptions<R>, 'refusals' | 'told'>,
): Promise<Problem> {
  return problemOf(refusals, told === undefined ? rejection : await told(rejection));
}

function expectedOf(call: Call, need: 'required' | 'taken'): Revision | undefined {
  const header = call.headers['if-match'];
  if (header === undefined) {
    if (need === 'required') throw problem('if-match-missing');
    return undefined;
  }
  const revision = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (revision === undefined) throw problem('if-match-invalid');
  return Number(revision);
}

function answerOf<S, C, E extends EventShape, R extends Rejection, G>(
  call: Call,
  decider: Decider<S, C, E, R, G>,
  outcome: Exclude<Outcome<E, R>, { kind: 'refused' }>,
  { answer }: CommandOptions<R, E>,
): object {
  switch (outcome.kind) {
    case 'stale':
      throw problem('stale', { headers: { etag: etagOf(outcome.actual) } });
    case 'command-reused':
      throw problem('command-reused');
    case 'busy':
      throw problem('busy', { headers: { 'retry-after': '1' } });
    case 'done': {
      const { stream, revision, position, events, repeated } = outcome;
      if (call.query.dryRun === true) {
        call.status = 200;
        return { dryRun: true, ...answer, events: events.map((event) => maskedEvent(decider.codec, event)) };
      }
      call.reply.header('etag', etagOf(revision));
      if (repeated) call.reply.header('idempotency-replayed', 'true');
      return { ...answer, stream, revision, position };
    }
  }
}
