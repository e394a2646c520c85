import { UnreadableEvent, type Codec, type EventShape } from './codec';
import type { Position, Recorded } from './event';
import { decodeRecorded, foldBatch } from './fold';
import type { EventStore } from './ports/event-store';
import type { View, Views } from './ports/views';
import type { Projection } from './projection';

const batchMax = 5_000;

/** Folds a whole view from nothing up to a position, into `view`. Calls `progress` after every batch. */
export async function fill<E extends EventShape, Row>(
  store: EventStore,
  codec: Codec<E>,
  projection: Projection<E, Row>,
  view: View<Row>,
  upTo: Position,
  progress: (position: Position) => void = () => undefined,
): Promise<void> {
  for (let after = view.position(); after < upTo;) {
    const page = await store.readAll(after, Math.min(batchMax, upTo - after));
    if (page.length === 0) return;
    const batch: Recorded<E>[] = [];
    for (const stored of page) {
      const recorded = decodeRecorded(codec, stored);
      if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
      if (projection.codec.knows(stored.type)) batch.push(recorded);
    }
    after = page[page.length - 1]?.position ?? upTo;
    view.commit(foldBatch(projection, view, batch), after);
    progress(after);
  }
}

export type Comparison = { readonly equal: boolean; readonly rows: number; readonly firstDifference?: string };

/** Compares the rebuilt copy of a view with the live one, line by line; both must be at the same position. */
export function compareRebuild(views: Views, name: string, version: number): Comparison {
  const live = views.dump(name, version, false)[Symbol.iterator]();
  const rebuilt = views.dump(name, version, true)[Symbol.iterator]();
  for (let rows = 0; ; rows++) {
    const a = live.next();
    const b = rebuilt.next();
    if (a.done === true && b.done === true) return { equal: true, rows };
    if (a.value !== b.value || a.done !== b.done) {
      const show = (side: IteratorResult<string>): string => (side.done === true ? '(none)' : side.value);
      return { equal: false, rows, firstDifference: `live: ${show(a)}\nrebuilt: ${show(b)}` };
    }
  }
}
