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
  private readonly byDecider = new Map<string, Map<StreamName, Loaded<unknown>>>();

  /** @param entriesMax states kept for each decider */
  constructor(private readonly entriesMax = 20_000) {}

  async load<S, E extends EventShape>(
    store: EventStore,
    decider: Foldable<S, E>,
    stream: StreamName,
  ): Promise<Loaded<S>> {
    const entries = this.of(decider.name);
    const cached = entries.get(stream) as Loaded<S> | undefined;
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
    const cached = entries.get(stream) as Loaded<S> | undefined;
    if (cached?.revision === revision) this.keep(entries, stream, fold(decider, cached, events));
  }

  private of(decider: string): Map<StreamName, Loaded<unknown>> {
    const known = this.byDecider.get(decider);
    if (known !== undefined) return known;
    const entries = new Map<StreamName, Loaded<unknown>>();
    this.byDecider.set(decider, entries);
    return entries;
  }

  private keep<S>(entries: Map<StreamName, Loaded<unknown>>, stream: StreamName, loaded: Loaded<S>): Loaded<S> {
    // The first in a Map's order is the one that was first read: a plain bound, and no order kept up on every command.
    if (entries.size >= this.entriesMax && !entries.has(stream)) entries.delete(entries.keys().next().value ?? stream);
    entries.set(stream, loaded);
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
