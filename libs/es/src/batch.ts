import { canonicalJson } from './canonical';
import type { EventShape } from './codec';
import { encodeEvents, metaOf, type Context, type Engine } from './context';
import type { AnyDecider, BatchItem, ReadState, Rejection } from './decider';
import type { Instant, NewEvent, Revision, StreamName } from './event';
import { openedFor } from './opened';
import type { Append } from './ports/event-store';
import { readEach } from './read-each';

type AnyCodec = AnyDecider['codec'];

/** `index` is the place of the refused command in its batch, also where what it brings along was refused. */
export type Refusal = { readonly index: number; readonly rejection: Rejection };

/** What a batch adds to a stream, and how the stream stands after it. `expected` is the revision before it. */
type Working = {
  /** The decider whose state this is. */
  readonly name: string;
  readonly expected: Revision;
  state: unknown;
  readonly events: NewEvent[];
};

export type Decided = {
  readonly working: ReadonlyMap<StreamName, Working>;
  readonly codecs: ReadonlySet<AnyCodec>;
  readonly refusals: readonly Refusal[];
  /** The places of commands that add something, themselves or by what they bring along. */
  readonly changing: ReadonlySet<number>;
  /** In a dry run only: every event, with the item it comes from. */
  readonly events: readonly { readonly item: BatchItem; readonly event: EventShape }[];
};

/** How a stream stands before a batch. */
export type Load = (
  decider: AnyDecider,
  stream: StreamName,
) => Promise<{ readonly state: unknown; readonly revision: Revision }>;

const contentParts = 64;

/** In parts: the text of a long batch never stands in memory at once, and a hash takes long texts faster than short ones. */
export function* contentOf(items: readonly BatchItem[], validAt: Instant | undefined): Iterable<string> {
  let text = canonicalJson([validAt]);
  for (const [index, { decider, command }] of items.entries()) {
    text += canonicalJson([decider.name, command]);
    if (index % contentParts !== 0) continue;
    yield text;
    text = '';
  }
  yield text;
}

const progressEvery = 1_000;
/** Commands whose streams are read together. */
const aheadEvery = 256;

/**
 * Decides commands in sight of each other; writes nothing. Streams are read ahead of their commands, unless the caller reads
 * in a way of its own.
 */
export async function decideAll(
  engine: Engine,
  items: readonly BatchItem[],
  context: Context,
  fingerprint: string,
  own?: Load,
): Promise<Decided> {
  const load: Load = own ?? ((decider, stream) => engine.states.load(engine.store, decider, stream));
  const working = new Map<StreamName, Working>();
  const refusals: Refusal[] = [];
  const changing = new Set<number>();
  const events: { item: BatchItem; event: EventShape }[] = [];
  const codecs = new Set<AnyCodec>();
  const readFor = readsOf(memoized(engine), working);
  const decideOne = async (item: BatchItem, index: number): Promise<readonly BatchItem[]> => {
    const { decider, command, causation = context.causation } = item;
    const stream = decider.stream(command);
    codecs.add(decider.codec);
    let current = working.get(stream);
    if (current === undefined) {
      const { state, revision } = await load(decider, stream);
      current = { name: decider.name, expected: revision, state, events: [] };
      working.set(stream, current);
    }
    const now = engine.clock.now();
    const given = decider.given === undefined ? undefined : await decider.given(command, readFor(decider));
    const opened = await openedFor(engine.vault, decider, command, current.state);
    const decision = decider.decide(command, current.state, { now, actor: context.actor, given, opened });
    if ('rejected' in decision) {
      refusals.push({ index, rejection: decision.rejected });
      return [];
    }
    const before = current.state;
    const meta = metaOf({ ...context, causation }, fingerprint, now, decision.validAt);
    current.events.push(...encodeEvents(decider, decision.events, meta));
    for (const event of decision.events) {
      current.state = decider.evolve(current.state, event, meta.validAt);
      if (context.dryRun === true) events.push({ item, event });
    }
    if (decision.events.length === 0) return [];
    changing.add(index);
    const along = decider.beside?.(command, before, given) ?? [];
    return causation === undefined ? along : along.map((one) => ({ causation, ...one }));
  };
  const decideWhole = async (item: BatchItem, index: number): Promise<void> => {
    for (const one of await decideOne(item, index)) await decideWhole(one, index);
  };
  for (const [index, item] of items.entries()) {
    if (index % progressEvery === 0) context.progress?.(index);
    if (own === undefined && index % aheadEvery === 0) {
      const next = items.slice(index, index + aheadEvery);
      await loadAhead(working, next, load);
      await askAhead(next, readFor);
    }
    await decideWhole(item, index);
  }
  return { working, codecs, refusals, changing, events };
}

/** What decisions are going to read, asked for side by side. Whoever fails now fails again in its turn. */
async function askAhead(items: readonly BatchItem[], readFor: (decider: AnyDecider) => ReadState): Promise<void> {
  await readEach(items, async ({ decider, command }) => {
    try {
      await decider.given?.(command, readFor(decider));
    } catch {
      // The decision asks again.
    }
  });
}

async function loadAhead(working: Map<StreamName, Working>, items: readonly BatchItem[], load: Load): Promise<void> {
  const wanted = new Map<StreamName, AnyDecider>();
  for (const { decider, command } of items) {
    const stream = decider.stream(command);
    if (!working.has(stream) && !wanted.has(stream)) wanted.set(stream, decider);
  }
  const loaded = await readEach(wanted, async ([stream, decider]) => {
    return { stream, name: decider.name, ...(await load(decider, stream)) };
  });
  for (const { stream, name, state, revision } of loaded) {
    working.set(stream, { name, expected: revision, state, events: [] });
  }
}

/** What a batch adds to each stream, personal data still in the clear. */
export function appendsOf(working: Decided['working']): readonly Append[] {
  const appends: Append[] = [];
  for (const [stream, { expected, events }] of working) {
    if (events.length > 0) appends.push({ stream, expected, events });
  }
  return appends;
}

export function eventsIn(appends: readonly Append[]): number {
  let count = 0;
  for (const { events } of appends) count += events.length;
  return count;
}

/** States of other streams are read once a batch: a thousand rows ask for their competition once. */
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

/** How each decider reads other streams: as they were before the batch, or as the batch leaves them. */
function readsOf(before: ReadState, working: ReadonlyMap<StreamName, Working>): (decider: AnyDecider) => ReadState {
  const now: ReadState = (fold, stream) => {
    const current = working.get(stream);
    return current?.name === fold.name ? (Promise.resolve(current.state) as never) : before(fold, stream);
  };
  return ({ seesBatch }) => (seesBatch === true ? now : before);
}
