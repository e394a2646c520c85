import type { EventShape } from './codec';
import type { Foldable } from './decider';
import { noStream, type NewEvent, type Revision, type StreamName } from './event';

/** The part of a log that states are folded from. */
type Streams = { readonly readStream: (stream: StreamName, from: Revision) => Promise<readonly NewEvent[]> };

type Loaded<S> = { readonly state: S; readonly revision: Revision };

/**
 * Folded states by stream. A load always asks the store for what is newer than the cached revision, so a cached state
 * is never older than the log at the moment of the load.
 */
export class StateCache {
  private readonly byDecider = new Map<string, Kept>();

  /** @param entriesMax states kept for each decider, and as many again that were read before them */
  constructor(private readonly entriesMax = 20_000) {}

  async load<S, E extends EventShape>(store: Streams, decider: Foldable<S, E>, stream: StreamName): Promise<Loaded<S>> {
    const entries = this.of(decider.name);
    const cached = find<S>(entries, stream);
    const news = await store.readStream(stream, (cached?.revision ?? noStream) + 1);
    if (cached !== undefined && news.length === 0) return cached;
    return this.keep(entries, stream, fold(decider, cached ?? { state: decider.initial, revision: noStream }, news));
  }

  /** Folds what was just appended behind `revision`, in its stored form, so that the next load reads nothing. */
  advance<S, E extends EventShape>(
    decider: Foldable<S, E>,
    stream: StreamName,
    revision: Revision,
    events: readonly NewEvent[],
  ): void {
    const entries = this.of(decider.name);
    const cached = find<S>(entries, stream);
    if (cached?.revision === revision) this.keep(entries, stream, fold(decider, cached, events));
  }

  private of(decider: string): Kept {
    const known = this.byDecider.get(decider);
    if (known !== undefined) return known;
    const kept = { young: new Map(), old: new Map() };
    this.byDecider.set(decider, kept);
    return kept;
  }

  private keep<S>(kept: Kept, stream: StreamName, loaded: Loaded<S>): Loaded<S> {
    kept.young.set(stream, loaded);
    if (kept.young.size >= this.entriesMax) {
      kept.old = kept.young;
      kept.young = new Map();
    }
    return loaded;
  }
}

/** Two generations instead of one Map that loses its first key: such a Map is searched from a longer and longer gap. */
type Kept = { young: Map<StreamName, Loaded<unknown>>; old: Map<StreamName, Loaded<unknown>> };

const find = <S>({ young, old }: Kept, stream: StreamName): Loaded<S> | undefined =>
  (young.get(stream) ?? old.get(stream)) as Loaded<S> | undefined;

function fold<S, E extends EventShape>(
  decider: Foldable<S, E>,
  from: Loaded<S>,
  events: readonly NewEvent[],
): Loaded<S> {
  let { state } = from;
  for (const stored of events) {
    const event = decider.codec.decode(stored);
    if (event === undefined) throw new Error(`event ${stored.type} does not belong to ${decider.name}`);
    state = decider.evolve(state, event, stored.validAt);
  }
  return { state, revision: from.revision + events.length };
}
