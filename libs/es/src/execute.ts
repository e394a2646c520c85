import { canonicalJson } from './canonical';
import type { EventShape } from './codec';
import type { Decider, Facts, ReadState, Rejection } from './decider';
import type { Instant, NewEvent, Position, Revision, StreamName } from './event';
import type { Clock } from './ports/clock';
import type { Append, EventStore, KnownCommand } from './ports/event-store';
import type { Vault } from './ports/vault';
import { sealAll } from './seal';
import type { StateCache } from './state-cache';

/** What a command needs around it. One per process. */
export type Engine = {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly states: StateCache;
  /** Keyed hash of a command's content; keyed because commands carry names and ID numbers. */
  readonly fingerprint: (content: Iterable<string>) => string;
};

/** On whose authority, as an answer to what. An argument of every command, never an ambient. */
export type Context = {
  readonly actor: string;
  /** The command's own id: the same id again adds nothing and gets the same answer. */
  readonly command: string;
  /** When it happened, if earlier than now. Later than now is refused at the edge. */
  readonly validAt?: Instant | undefined;
  readonly correlation?: string | undefined;
  readonly causation?: string | undefined;
  /** The revision the caller saw (If-Match); another one is answered with `stale`. */
  readonly expected?: Revision | undefined;
  /** Decide and answer the events, write nothing. */
  readonly dryRun?: boolean | undefined;
  /** Told now and then how many commands of a batch are decided. */
  readonly progress?: ((decided: number) => void) | undefined;
};

export type Done<E> = {
  readonly kind: 'done';
  readonly stream: StreamName;
  readonly position: Position;
  readonly revision: Revision;
  /** The events written (or that would be written in a dry run). Empty when there was nothing to add. */
  readonly events: readonly E[];
  /** The command had been carried out before; this is its first answer. */
  readonly repeated: boolean;
};

export type Outcome<E, R> =
  | Done<E>
  | { readonly kind: 'refused'; readonly rejection: R }
  | { readonly kind: 'stale'; readonly actual: Revision }
  | { readonly kind: 'command-reused' }
  | { readonly kind: 'busy' };

/** Appends to one stream by other writers that a command tolerates before it answers `busy`. */
const attemptsMax = 8;

/** load → decide → append; again on conflict only. Refusals are values; outages throw. */
export async function execute<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  command: C,
  context: Context,
): Promise<Outcome<E, R>> {
  const fingerprint = engine.fingerprint([canonicalJson([decider.name, command, context.validAt])]);
  const stream = decider.stream(command);
  // Whether the command is known, the append finds out; only an answer that writes nothing has to ask for itself.
  const unlessKnown = async (outcome: Outcome<E, R>): Promise<Outcome<E, R>> => {
    const known = await engine.store.findCommand(context.command);
    return known === undefined ? outcome : answerAgain(known, fingerprint);
  };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { state, revision } = await engine.states.load(engine.store, decider, stream);
    if (context.expected !== undefined && context.expected !== revision)
      return unlessKnown({ kind: 'stale', actual: revision });
    const facts = await gather(engine, decider, command, context);
    const decision = decider.decide(command, state, facts);
    if ('rejected' in decision) return unlessKnown({ kind: 'refused', rejection: decision.rejected });
    const { events, validAt } = decision;
    if (events.length === 0 || context.dryRun === true) {
      const position = await engine.store.head();
      return unlessKnown({ kind: 'done', stream, position, revision, events, repeated: false });
    }
    const sealed = await sealedEvents(engine.vault, decider, events, metaOf(context, fingerprint, facts.now, validAt));
    const answer = await engine.store.append([{ stream, expected: revision, events: sealed }]);
    if (answer.kind === 'repeated') return answerAgain(answer.command, fingerprint);
    if (answer.kind === 'appended') {
      engine.states.advance(decider, stream, revision, sealed);
      return { kind: 'done', stream, position: answer.position, revision: answer.revision, events, repeated: false };
    }
  }
  return unlessKnown({ kind: 'busy' });
}

export type BatchItem = { readonly decider: AnyDecider; readonly command: { readonly type: string } };
export type AnyDecider = Decider<unknown, { readonly type: string }, EventShape, Rejection, unknown>;

/** A decider seen without its types, for batches and reactions that mix several. */
export const untyped = <S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  decider: Decider<S, C, E, R, G>,
): AnyDecider => decider as unknown as AnyDecider;

export type BatchOutcome =
  | {
      readonly kind: 'done';
      readonly position: Position;
      readonly added: number;
      readonly repeated: boolean;
      /** In a dry run: what would be written, with the item it comes from. An import's millions are not kept otherwise. */
      readonly events?: readonly { readonly item: BatchItem; readonly event: EventShape }[];
    }
  /** The stream of the first item is not at the revision the caller saw. */
  | { readonly kind: 'stale'; readonly actual: Revision }
  | {
      readonly kind: 'refused';
      readonly refusals: readonly { readonly index: number; readonly rejection: Rejection }[];
    }
  | { readonly kind: 'command-reused' }
  | { readonly kind: 'busy' };

/**
 * Many commands as one: either every one is accepted and all their events are appended in one piece, or nothing is
 * written and every refusal is answered with its index. Later commands see the effect of earlier ones on their stream.
 * `expected` speaks of the first command's stream.
 */
export async function executeAll(engine: Engine, items: readonly BatchItem[], context: Context): Promise<BatchOutcome> {
  const fingerprint = engine.fingerprint(contentOf(items, context));
  const known = await engine.store.findCommand(context.command);
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return { kind: 'command-reused' };
    return { kind: 'done', position: known.position, added: 0, repeated: true };
  }
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const decided = await decideAll(engine, items, context, fingerprint);
    if ('stale' in decided) return { kind: 'stale', actual: decided.stale };
    if (decided.refusals.length > 0) return { kind: 'refused', refusals: decided.refusals };
    const added = decided.appends.reduce((sum, append) => sum + append.events.length, 0);
    if (added === 0 || context.dryRun === true) {
      const dry = context.dryRun === true ? { events: decided.events } : {};
      return { kind: 'done', position: await engine.store.head(), added, repeated: false, ...dry };
    }
    const answer = await engine.store.append(decided.appends);
    if (answer.kind === 'appended') return { kind: 'done', position: answer.position, added, repeated: false };
    if (answer.kind === 'repeated')
      return { kind: 'done', position: answer.command.position, added: 0, repeated: true };
  }
  return { kind: 'busy' };
}

/** Piece by piece: the text of an import of a million rows never stands in memory at once. */
function* contentOf(items: readonly BatchItem[], context: Context): Iterable<string> {
  yield canonicalJson([context.validAt]);
  for (const { decider, command } of items) yield canonicalJson([decider.name, command]);
}

const progressEvery = 1_000;

type Working = { readonly expected: Revision; state: unknown; events: NewEvent[] };

async function decideAll(engine: Engine, items: readonly BatchItem[], context: Context, fingerprint: string) {
  const working = new Map<StreamName, Working>();
  const refusals: { index: number; rejection: Rejection }[] = [];
  const events: { item: BatchItem; event: EventShape }[] = [];
  const read = memoized(engine);
  for (const [index, item] of items.entries()) {
    const { decider, command } = item;
    const stream = decider.stream(command);
    let current = working.get(stream);
    if (current === undefined) {
      const loaded = await engine.states.load(engine.store, decider, stream);
      if (index === 0 && context.expected !== undefined && context.expected !== loaded.revision) {
        return { stale: loaded.revision };
      }
      current = { expected: loaded.revision, state: loaded.state, events: [] };
      working.set(stream, current);
    }
    if (index % progressEvery === 0) context.progress?.(index);
    const now = engine.clock.now();
    const given = decider.given === undefined ? undefined : await decider.given(command, read);
    const decision = decider.decide(command, current.state, { now, actor: context.actor, given });
    if ('rejected' in decision) {
      refusals.push({ index, rejection: decision.rejected });
      continue;
    }
    const meta = metaOf(context, fingerprint, now, decision.validAt);
    // After a refusal nothing will be written, but going on finds the other refusals.
    if (refusals.length === 0) current.events.push(...encodeEvents(decider, decision.events, meta));
    for (const event of decision.events) {
      current.state = decider.evolve(current.state, event, meta.validAt);
      if (context.dryRun === true) events.push({ item, event });
    }
  }
  const appends: Append[] = [];
  if (refusals.length === 0) await sealWorking(engine.vault, items, working, appends);
  return { appends, refusals, events };
}

async function sealWorking(
  vault: Vault,
  items: readonly BatchItem[],
  working: ReadonlyMap<StreamName, Working>,
  into: Append[],
): Promise<void> {
  const catalogues = new Set(items.map(({ decider }) => decider.codec.catalogue));
  const fieldsOf = (type: string) => {
    for (const catalogue of catalogues) {
      const spec = catalogue[type];
      if (spec !== undefined) return spec.fields;
    }
    throw new Error(`${type}: not in any catalogue`);
  };
  const events = [...working.values()].flatMap((current) => current.events);
  const sealed = await sealAll(
    vault,
    events.map((event) => fieldsOf(event.type)),
    events,
  );
  let from = 0;
  for (const [stream, { expected, events: own }] of working) {
    if (own.length === 0) continue;
    into.push({ stream, expected, events: sealed.slice(from, from + own.length) as NewEvent[] });
    from += own.length;
  }
}

/** States of other streams are read once a batch: an import of 500,000 rows asks for its competition once. */
function memoized(engine: Engine): ReadState {
  const seen = new Map<string, Promise<unknown>>();
  return (decider, stream) => {
    const key = `${decider.name}/${stream}`;
    let state = seen.get(key);
    if (state === undefined) {
      state = engine.states.load(engine.store, decider, stream).then((loaded) => loaded.state);
      seen.set(key, state);
    }
    return state as never;
  };
}

async function gather<S, C, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  command: C,
  context: Context,
): Promise<Facts<G>> {
  const read: ReadState = async (other, stream) => (await engine.states.load(engine.store, other, stream)).state;
  const given = (decider.given === undefined ? undefined : await decider.given(command, read)) as G;
  return { now: engine.clock.now(), actor: context.actor, given };
}

type Meta = Omit<NewEvent, 'type' | 'version' | 'data'>;

function metaOf(context: Context, fingerprint: string, now: Instant, decided?: Instant): Meta {
  return {
    actor: context.actor,
    validAt: decided ?? context.validAt ?? now,
    command: context.command,
    fingerprint,
    correlation: context.correlation ?? context.command,
    ...(context.causation === undefined ? {} : { causation: context.causation }),
  };
}

function encodeEvents<E extends EventShape>(
  decider: { codec: { encode: (event: E) => object } },
  events: readonly E[],
  meta: Meta,
): NewEvent[] {
  return events.map((event) => ({ ...decider.codec.encode(event), ...meta }) as NewEvent);
}

async function sealedEvents<S, C, E extends EventShape, R extends Rejection, G>(
  vault: Vault,
  decider: Decider<S, C, E, R, G>,
  events: readonly E[],
  meta: Meta,
): Promise<NewEvent[]> {
  const encoded = encodeEvents(decider, events, meta);
  const fields = encoded.map((event) => decider.codec.catalogue[event.type]?.fields ?? {});
  return (await sealAll(vault, fields, encoded)) as NewEvent[];
}

function answerAgain<E, R>(known: KnownCommand, fingerprint: string): Outcome<E, R> {
  if (known.fingerprint !== fingerprint) return { kind: 'command-reused' };
  return {
    kind: 'done',
    stream: known.stream,
    position: known.position,
    revision: known.revision,
    events: [],
    repeated: true,
  };
}
