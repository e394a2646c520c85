import { UnreadableEvent, type Codec, type EventShape } from './codec';
import type { Position, Recorded } from './event';
import { decodeRecorded, folding } from './fold';
import type { EventStore } from './ports/event-store';
import type { View, Views } from './ports/views';
import type { Projection } from './projection';

const pageMax = 5_000;

/**
 * Rows kept in memory before they are written. A row that many events touch is then scored and written once, which is
 * most of what a rebuild costs.
 */
const rowsMax = 250_000;

/** Folds a whole view from where it stands up to a position, into `view`. Calls `progress` after every page. */
export async function fill<E extends EventShape, Row>(
  store: EventStore,
  codec: Codec<E>,
  projection: Projection<E, Row>,
  view: View<Row>,
  upTo: Position,
  progress: (position: Position) => void = () => undefined,
): Promise<void> {
  let current = folding(projection, view);
  let after = view.position();
  while (after < upTo) {
    const page = await store.readAll(after, Math.min(pageMax, upTo - after));
    const last = page[page.length - 1];
    if (last === undefined) break;
    const batch: Recorded<E>[] = [];
    for (const stored of page) {
      const recorded = decodeRecorded(codec, stored);
      if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
      if (projection.codec.knows(stored.type)) batch.push(recorded);
    }
    current.take(batch);
    after = last.position;
    if (current.size() >= rowsMax) {
      view.commit(current.changes(), after);
      current = folding(projection, view);
    }
    progress(after);
  }
  if (after > view.position()) view.commit(current.changes(), after);
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
