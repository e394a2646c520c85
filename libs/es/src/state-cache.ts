import type { EventShape } from './codec';
import type { Foldable } from './decider';
import { noStream, type NewEvent, type Revision, type StreamName } from './event';
import type { EventStore } from './ports/event-store';

type Loaded<S> = { readonly state: S; readonly revision: Revision };

/**
 * Folded states by stream. A load always asks the store for what is newer than the cached revision, so a cached state
 * is never older than the log at the moment of the load.
 */
export class StateCache {
  private readonly entries = new Map<string, Loaded<unknown>>();

  constructor(private readonly entriesMax = 20_000) {}

  async load<S, E extends EventShape>(
    store: EventStore,
    decider: Foldable<S, E>,
    stream: StreamName,
  ): Promise<Loaded<S>> {
    const key = `${decider.name}/${stream}`;
    const cached = this.entries.get(key) as Loaded<S> | undefined;
    const from = cached?.revision ?? noStream;
    const news = await store.readStream(stream, from + 1);
    if (cached !== undefined && news.length === 0) return cached;
    return this.keep(key, fold(decider, cached ?? { state: decider.initial, revision: noStream }, news));
  }

  /** Folds what was just appended behind `revision`, in its stored form, so that the next load reads nothing. */
  advance<S, E extends EventShape>(
    decider: Foldable<S, E>,
    stream: StreamName,
    revision: Revision,
    events: readonly NewEvent[],
  ): void {
    const key = `${decider.name}/${stream}`;
    const cached = this.entries.get(key) as Loaded<S> | undefined;
    if (cached?.revision === revision) this.keep(key, fold(decider, cached, events));
  }

  private keep<S>(key: string, loaded: Loaded<S>): Loaded<S> {
    // Re-inserting moves the entry to the end: the Map's order is the order in which states last changed.
    this.entries.delete(key);
    this.entries.set(key, loaded);
    if (this.entries.size > this.entriesMax) this.entries.delete(this.entries.keys().next().value ?? key);
    return loaded;
  }
}

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
