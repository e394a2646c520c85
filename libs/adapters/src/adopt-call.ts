import type { AdoptedEvent, Revision, StreamName } from '@xf/es';

/** What a call adds to one stream. `indexes` are the places of its events in the whole call. */
export type Adopting = {
  readonly stream: StreamName;
  readonly expected: Revision;
  readonly events: readonly AdoptedEvent[];
  readonly indexes: readonly number[];
};

/** The events of a call by stream, in the order in which the streams first appear. Throws when revisions leave a gap. */
export function adoptingOf(events: readonly AdoptedEvent[]): readonly Adopting[] {
  if (events.length === 0) throw new Error('adopt: no events');
  const streams = new Map<StreamName, { expected: Revision; events: AdoptedEvent[]; indexes: number[] }>();
  for (const [index, event] of events.entries()) {
    let own = streams.get(event.stream);
    if (own === undefined) {
      own = { expected: event.revision - 1, events: [], indexes: [] };
      streams.set(event.stream, own);
    }
    const next = own.expected + 1 + own.events.length;
    if (event.revision !== next) throw new Error(`adopt: ${event.stream}@${event.revision} where ${next} follows`);
    own.events.push(event);
    own.indexes.push(index);
  }
  return [...streams].map(([stream, own]) => ({ stream, ...own }));
}
