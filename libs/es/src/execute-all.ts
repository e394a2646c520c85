import { canonicalJson } from './canonical';
import type { EventShape } from './codec';
import { attemptsMax, encodeEvents, metaOf, type Context, type Engine } from './context';
import type { Decider, ReadState, Rejection } from './decider';
import type { NewEvent, Position, Revision, StreamName } from './event';
import type { Append } from './ports/event-store';
import type { Vault } from './ports/vault';
import { sealAll } from './seal';

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
