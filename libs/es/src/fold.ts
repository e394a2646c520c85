import type { Codec, EventShape } from './codec';
import type { Recorded, StoredEvent } from './event';
import type { Projection } from './projection';
import type { Change, ViewReader } from './ports/views';

/** Folding in progress on top of a view: rows touched so far, not committed yet. Pure: committing is the caller's. */
export type Folding<E extends EventShape, Row> = {
  readonly take: (batch: readonly Recorded<E>[]) => void;
  /** How many rows were touched. */
  readonly size: () => number;
  /** Works out what follows from the touched rows and answers what changes. Nothing may be taken afterwards. */
  readonly changes: () => readonly Change<Row>[];
  /** The same, at most so many rows at a time, so that other work may be done in between. */
  readonly parts: (size: number) => Iterable<readonly Change<Row>[]>;
};

export function folding<E extends EventShape, Row>(
  projection: Projection<E, Row>,
  view: ViewReader<Row>,
): Folding<E, Row> {
  // A row stands in a cell, so that folding an event onto it finds it once.
  const cells = new Map<string, { row: Row | undefined }>();
  const get = (key: string): Row | undefined => {
    const cell = cells.get(key);
    return cell === undefined ? view.get(key) : cell.row;
  };
  const put = (key: string, row: Row | undefined): void => {
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { row });
    else cell.row = row;
  };
  return {
    size: () => cells.size,
    take(batch) {
      for (const recorded of batch) {
        for (const key of projection.keys(recorded)) {
          const cell = cells.get(key);
          if (cell === undefined) cells.set(key, { row: projection.fold(view.get(key), recorded, key) });
          else cell.row = projection.fold(cell.row, recorded, key);
        }
      }
    },
    changes: () => [...parts(Number.MAX_SAFE_INTEGER)][0] ?? [],
    parts,
  };

  function* parts(size: number): Generator<readonly Change<Row>[]> {
    if (projection.derive !== undefined && cells.size > 0) {
      const derived = projection.derive([...cells.keys()], { get, members: (set) => membersOf(view, set) });
      for (const [key, row] of derived) put(key, row);
    }
    let changes: Change<Row>[] = [];
    for (const [key, { row }] of cells) {
      changes.push({ key, row, places: row === undefined ? [] : projection.places(row, key, get) });
      if (changes.length < size) continue;
      yield changes;
      changes = [];
    }
    if (changes.length > 0) yield changes;
  }
}

/** Folds one batch on top of a view; answers what changes. */
export function foldBatch<E extends EventShape, Row>(
  projection: Projection<E, Row>,
  view: ViewReader<Row>,
  batch: readonly Recorded<E>[],
): readonly Change<Row>[] {
  const one = folding(projection, view);
  one.take(batch);
  return one.changes();
}

const pageSize = 5_000;

function membersOf<Row>(view: ViewReader<Row>, set: string): string[] {
  const keys: string[] = [];
  for (let page = view.range(set, { limit: pageSize }); page.length > 0;) {
    for (const member of page) keys.push(member.key);
    const last = page[page.length - 1];
    if (last === undefined || page.length < pageSize) break;
    page = view.range(set, { after: { sort: last.sort, key: last.key }, limit: pageSize });
  }
  return keys;
}

/** Undefined when no codec of this program knows the type. Written out: every event of a rebuild passes here. */
export function decodeRecorded<E extends EventShape>(codec: Codec<E>, stored: StoredEvent): Recorded<E> | undefined {
  const event = codec.decode(stored);
  if (event === undefined) return undefined;
  const recorded = {
    position: stored.position,
    stream: stored.stream,
    revision: stored.revision,
    recordedAt: stored.recordedAt,
    validAt: stored.validAt,
    actor: stored.actor,
    command: stored.command,
    fingerprint: stored.fingerprint,
    correlation: stored.correlation,
    event,
  };
  return stored.causation === undefined ? recorded : { ...recorded, causation: stored.causation };
}
