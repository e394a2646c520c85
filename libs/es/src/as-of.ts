import type { Codec, EventShape } from './codec';
import { UnreadableEvent } from './codec';
import type { Instant, Position, Recorded, StoredEvent } from './event';
import { decodeRecorded, folding } from './fold';
import type { EventStore } from './ports/event-store';
import type { View, ViewReader } from './ports/views';
import type { Projection } from './projection';
import type { When } from './reads';

/**
 * A moment on both time axes. `position` bounds what was recorded ("what did the committee see on Tuesday?");
 * `validAt` leaves out what happened later ("what was true on 31 March, as known then or now?").
 */
export type Moment = { readonly position: Position; readonly validAt?: Instant | undefined };

/** The last position of the log that a moment includes. */
export async function positionOf(store: Pick<EventStore, 'head' | 'positionAt'>, when: When): Promise<Position> {
  const head = await store.head();
  const bound = when.recordedAt === undefined ? head : await store.positionAt(when.recordedAt);
  return Math.min(head, bound, when.position ?? head);
}

const batchMax = 500;

/**
 * The view as it stood at a moment, folded from the log by the very code that keeps the live view, on top of what `scratch`
 * holds. `partition` reads only that partition's events; right for every projection whose asked rows come from one partition.
 *
 * Costs the reading of every event up to the moment, of the partition or of the whole log, and the places of every row
 * once; and memory for all its rows. So of one log only one whole fold and two folds of a partition run at once, the others
 * wait their turn; and after every 500 events or rows the process does its other work.
 */
export async function viewAsOf<E extends EventShape, Row>(
  store: EventStore,
  codec: Codec<E>,
  projection: Projection<E, Row>,
  moment: Moment,
  scratch: View<Row>,
  partition?: string,
): Promise<ViewReader<Row>> {
  return inTurn(store, partition, async () => {
    await foldOn({ store, codec, projection, moment, scratch, partition });
    return scratch;
  });
}

export type FoldOn<E extends EventShape, Row> = {
  readonly store: EventStore;
  readonly codec: Codec<E>;
  readonly projection: Projection<E, Row>;
  readonly moment: Moment;
  /** Folded on from its position. */
  readonly scratch: View<Row>;
  readonly partition?: string | undefined;
  /** Events after which to stop. */
  readonly most?: number;
  /** How far there is nothing to fold behind a position: that position where nothing is known. Asked again after each page. */
  readonly beyond?: (reached: Position) => Position;
  /** Events or rows between two pauses. @defaultValue 500 */
  readonly slice?: number;
  /** Lets the process do other work. May throw, to give up. */
  readonly pause?: () => Promise<unknown>;
};

/** What was folded: its last event, behind which the view stands now, and when the first and the last of it happened. */
export type Folded = { readonly last: StoredEvent; readonly earliest: Instant; readonly latest: Instant };

/** Folds on until the moment, or until so many events: then answers what they were. Undefined when the moment is reached. */
export async function foldOn<E extends EventShape, Row>(options: FoldOn<E, Row>): Promise<Folded | undefined> {
  const { store, codec, projection, moment, scratch, partition } = options;
  const { most = Infinity, slice = batchMax, pause = () => othersTurn(store), beyond = itself } = options;
  const fold = folding(projection, scratch);
  let reached: Position = beyond(scratch.position());
  let left = most;
  let [earliest, latest] = [Infinity, -Infinity];
  let full: StoredEvent | undefined;
  for (let isEnd = reached >= moment.position; !isEnd;) {
    if (reached > 0) await pause();
    const limit = Math.min(slice, left);
    const page = await store.readAll(reached, limit, partition);
    fold.take(upTo(codec, moment, page).filter(({ event }) => projection.codec.knows(event.type)));
    const last = page[page.length - 1];
    for (const { validAt } of page) {
      earliest = Math.min(earliest, validAt);
      latest = Math.max(latest, validAt);
    }
    left -= page.length;
    isEnd = last === undefined || last.position >= moment.position || page.length < limit;
    if (left === 0 && last !== undefined && last.position <= moment.position) full = last;
    reached = isEnd ? moment.position : beyond(last?.position ?? reached);
    if (full !== undefined) break;
    isEnd ||= reached >= moment.position;
  }
  const at = full?.position ?? moment.position;
  // A row that many events touch finds its places once, and not once for each.
  for (const part of fold.parts(slice)) {
    scratch.commit(part, at);
    await pause();
  }
  scratch.commit([], at);
  return full === undefined ? undefined : { last: full, earliest, latest };
}

const itself = (reached: Position): Position => reached;

function upTo<E extends EventShape>(codec: Codec<E>, moment: Moment, page: readonly StoredEvent[]): Recorded<E>[] {
  const batch: Recorded<E>[] = [];
  for (const stored of page) {
    if (stored.position > moment.position) break;
    if (moment.validAt !== undefined && stored.validAt > moment.validAt) continue;
    const recorded = decodeRecorded(codec, stored);
    if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
    batch.push(recorded);
  }
  return batch;
}

/** The kernel has no timer of its own: the log's, asked to wait no time for an event that never comes. */
const othersTurn = (store: EventStore): Promise<boolean> => store.waitBeyond(Number.MAX_SAFE_INTEGER, 0);

type Turns = { readonly begin: () => Promise<void>; readonly end: () => void };
type TurnsOfLog = { readonly whole: Turns; readonly partition: Turns };
const turnsOfLogs = new WeakMap<EventStore, TurnsOfLog>();

/** Does work that folds the past when it is its turn. */
export async function inTurn<T>(store: EventStore, partition: string | undefined, work: () => Promise<T>): Promise<T> {
  const turn = turnsOf(store, partition);
  await turn.begin();
  try {
    return await work();
  } finally {
    turn.end();
  }
}

/** Folds of a partition do not queue behind those of the whole log: boards everybody reads are such folds. */
function turnsOf(store: EventStore, partition: string | undefined): Turns {
  let turns = turnsOfLogs.get(store);
  if (turns === undefined) {
    turns = { whole: turnsFor(1), partition: turnsFor(2) };
    turnsOfLogs.set(store, turns);
  }
  return partition === undefined ? turns.whole : turns.partition;
}

/** Lets so many run at once; the others are called in the order they came. */
function turnsFor(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async begin() {
      if (running < most) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    end() {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    },
  };
}

/** What a view without a row takes, counted in rows: moments before anything happened are many, too. */
const rowsOfEmpty = 20;

/**
 * Past views that were asked for, shared by all who ask for the same and kept until they hold more than `rowsMax` rows
 * together: then the ones that were not asked for longest go, but never the last. The past does not change, so nothing
 * goes stale. Views hold personal data sealed, as the log does; whoever shows a name opens it at that time, so a person
 * forgotten since is forgotten here too.
 */
export class PastViews<Row> {
  private readonly kept = new Map<string, { readonly view: Promise<ViewReader<Row>>; rows: number }>();
  private rows = 0;

  /** @param rowsIn how many rows a view holds */
  constructor(
    private readonly rowsMax: number,
    private readonly rowsIn: (view: ViewReader<Row>) => number,
  ) {}

  /** The view that stands for `key` (what was folded, and up to which moment). Folds it when nobody did, or it failed. */
  at(key: string, fold: () => Promise<ViewReader<Row>>): Promise<ViewReader<Row>> {
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.view;
    }
    const view = fold();
    const entry = { view, rows: 0 };
    this.kept.set(key, entry);
    view.then(
      (folded) => {
        entry.rows = rowsOfEmpty + this.rowsIn(folded);
        this.rows += entry.rows;
        this.dropOldest();
      },
      () => this.kept.delete(key),
    );
    return view;
  }

  private dropOldest(): void {
    for (const [key, { rows }] of this.kept) {
      if (this.rows <= this.rowsMax || this.kept.size === 1) return;
      // It is still being folded.
      if (rows === 0) continue;
      this.kept.delete(key);
      this.rows -= rows;
    }
  }
}
