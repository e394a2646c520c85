import { UnreadableEvent, type Codec, type EventShape } from './codec';
import type { Position, Recorded } from './event';
import { decodeRecorded, folding } from './fold';
import type { EventStore } from './ports/event-store';
import type { View, Views } from './ports/views';
import type { Projection } from './projection';

const pageMax = 5_000;

/**
 * Rows kept in memory before they are written. A row that many events touch is then scored and written once, which is
 * most of what a rebuild costs; a city's 500,000 entries fit, in about half a gigabyte.
 */
const rowsMax = 600_000;

/** A view to be filled and the fold that fills it. */
export type Filling<Row = unknown> = {
  readonly projection: Projection<EventShape, Row>;
  readonly view: View<Row>;
};

/**
 * Folds whole views from where each stands up to a position: one reading of the log for all of them. Calls `progress`
 * after every page.
 */
export async function fillAll(
  store: EventStore,
  codec: Codec<EventShape>,
  fillings: readonly Filling[],
  upTo: Position,
  progress: (position: Position) => void = () => undefined,
): Promise<void> {
  const targets = fillings.map(({ projection, view }) => filler(projection, view));
  let after = Math.min(...fillings.map(({ view }) => view.position()));
  const commit = (): void => {
    for (const target of targets) target.commit(after);
  };
  while (after < upTo) {
    // Fewer events than positions, for positions may have gaps: a page may reach beyond.
    const page = await store.readAll(after, Math.min(pageMax, upTo - after));
    const last = page[page.length - 1];
    if (last === undefined) break;
    const within = page.filter(({ position }) => position <= upTo);
    const batch = within.map((stored) => {
      const recorded = decodeRecorded(codec, stored);
      if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
      return recorded;
    });
    for (const target of targets) target.take(batch);
    after = Math.min(last.position, upTo);
    if (targets.reduce((sum, target) => sum + target.size(), 0) >= rowsMax) commit();
    progress(after);
  }
  commit();
}

function filler<Row>(projection: Projection<EventShape, Row>, view: View<Row>) {
  let current = folding(projection, view);
  const from = view.position();
  return {
    size: () => current.size(),
    take(batch: readonly Recorded<EventShape>[]): void {
      current.take(batch.filter(({ position, event }) => position > from && projection.codec.knows(event.type)));
    },
    commit(upTo: Position): void {
      if (upTo <= view.position()) return;
      view.commit(current.changes(), upTo);
      current = folding(projection, view);
    },
  };
}

/** Folds one view as `fillAll` does. */
export const fill = <E extends EventShape, Row>(
  store: EventStore,
  codec: Codec<E>,
  projection: Projection<E, Row>,
  view: View<Row>,
  upTo: Position,
  progress?: (position: Position) => void,
): Promise<void> => fillAll(store, codec as never, [{ projection: projection as never, view: view }], upTo, progress);

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
