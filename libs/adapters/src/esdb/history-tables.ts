import type { Database as Connection } from 'better-sqlite3';
import { Outage, type Instant, type Position } from '@xf/es';
import { isDamaged, sqliteCode } from '../sqlite/data-folder';
import { openFile, removeFile, unusable } from './history-file';
import type { Verdict } from './records';

/** A batch that counts. Its events take the positions from `at` on and share one time, unless each brings its own. */
export type Committed = Omit<Extract<Verdict, { kind: 'committed' }>, 'room'> & {
  readonly at: Position;
  readonly time: Instant;
};
export type Decided = Committed | { readonly kind: 'void' };
export type Batch = { readonly kind: 'open' } | Decided;

/** An event of an open batch. `moved` is what one that another log recorded brings of its own. */
export type OpenPlace = { readonly server: string; readonly revision: number; readonly moved?: Moved };
export type Moved = { readonly index: number; readonly created: Instant; readonly command: string };

/**
 * A stretch of the log in which the events of a partition stand close together: the records it begins and ends with, and
 * the position of its last event.
 */
export type Run = { readonly first: Position; readonly last: Position; readonly end: Position };

export type Counted = { readonly pos: Position; readonly before: number };

/** How far the fold is, and what its next step needs to know. */
export type FoldState = {
  readonly log: string;
  upTo: Position;
  head: Position;
  latest: Instant;
  count: number;
  nextMark: number;
  previous: { readonly command: string; readonly position: Position };
  /** The last record folded, by which the file is recognised as one of this very log. */
  readonly last?: { readonly stream: string; readonly revision: number; readonly proof: string };
};

/** Records after which what was folded goes to disk, and the time after which it does in any case. */
const keepEvery = 5_000;
const keepMs = 10_000;
/** Decided batches, and streams with events that came to nothing, that are kept at hand. */
const atHandMax = 2_000;
/** Bytes of the log between two events of a partition that are rather passed over than read around: some 400 records. */
const gapMax = 256 * 1024;

/**
 * Where the history is kept: a file that is a mere cache, or memory when there is none. Writes gather in one transaction
 * with the state they lead to, so that whatever happens to the process, the file is a fold up to some record.
 *
 * Commands are known by a short hash of their id: ids are random, so they wait in memory and go into the file sorted.
 */
export class HistoryTables {
  private db: Connection;
  private sql: ReturnType<typeof statementsOf>;
  private broken: unknown;
  private readonly pending = new Map<number, readonly Position[]>();
  /** The last run of each partition that has grown since. */
  private readonly growing = new Map<string, Run>();
  private readonly decided = new AtHand<Decided | undefined>(atHandMax);
  private readonly buried = new AtHand<readonly number[]>(atHandMax);
  private hasDead = true;
  /** Where the last answer about steps holds; readers go along the log. */
  private step: { readonly from: Position; readonly until: Position; readonly at: Instant } | undefined;
  private written = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly state: () => FoldState,
    /** Told when the file cannot be used; nothing is answered from then on until `mend`. */
    private readonly onBroken: () => void,
  ) {
    this.db = openFile(file);
    this.sql = statementsOf(this.db);
  }

  get isSound(): boolean {
    return this.broken === undefined;
  }

  /** Undefined for an empty file, and for a damaged one, which gives way to an empty one. */
  load(): FoldState | undefined {
    try {
      return this.read();
    } catch (error) {
      if (!isDamaged(this.broken)) throw error;
      this.mend();
      return undefined;
    }
  }

  private read(): FoldState | undefined {
    const row = this.use(() => this.sql.state.get()) as string | undefined;
    this.hasDead = this.use(() => this.sql.anyDead.get()) !== undefined;
    return row === undefined ? undefined : (JSON.parse(row) as FoldState);
  }

  /** After every record. */
  folded(): void {
    this.written += 1;
    if (this.written >= keepEvery) this.keep();
    else this.timer ??= setTimeout(() => this.keepSoon(), keepMs).unref();
  }

  /** Puts everything into the file. */
  keep(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.written = 0;
    this.change(() => {
      const rows = [...this.pending].sort(([a], [b]) => a - b);
      for (const [hash, positions] of rows) for (const position of positions) this.sql.addCommand.run(hash, position);
      for (const [partition, run] of this.growing) this.addRun(partition, run);
      this.sql.setState.run(JSON.stringify(this.state()));
      this.db.exec('COMMIT');
    });
    this.pending.clear();
    this.growing.clear();
  }

  /** Opens the file again after a failure, or an empty one where it was damaged; with `anew` always an empty one. */
  mend(anew = false): void {
    const isLost = anew || isDamaged(this.broken);
    this.forget();
    if (isLost) removeFile(this.file);
    this.db = openFile(this.file);
    this.sql = statementsOf(this.db);
    this.broken = undefined;
  }

  close(): void {
    try {
      if (this.isSound && this.db.inTransaction) this.keep();
    } finally {
      this.forget();
    }
  }

  /** The time that is held from the last step at or before a position on; 0 before the first step. */
  stepAt(position: Position): Instant {
    if (this.step === undefined || position < this.step.from || position >= this.step.until) {
      this.step = this.use(() => {
        const at = this.sql.stepAt.get(position) as { readonly pos: Position; readonly at: Instant } | undefined;
        const until = this.sql.stepBehind.get(position) as Position | undefined;
        return { from: at?.pos ?? 0, at: at?.at ?? 0, until: until ?? Number.POSITIVE_INFINITY };
      });
    }
    return this.step.at;
  }

  addStep(position: Position, at: Instant): void {
    this.step = undefined;
    this.change(() => this.sql.addStep.run(position, at));
  }

  /** Position of the last mark at or before an instant. */
  markBefore(instant: Instant): Position | undefined {
    return this.use(() => this.sql.markBefore.get(instant)) as Position | undefined;
  }

  /** The last mark at or before a position, and how many events stand before it. */
  countedAt(position: Position): Counted | undefined {
    return this.use(() => this.sql.countedAt.get(position)) as Counted | undefined;
  }

  addMark(position: Position, at: Instant, before: number): void {
    this.change(() => this.sql.addMark.run(position, at, before));
  }

  /** The first run of a partition that has an event behind a position. */
  runBehind(partition: string, after: Position): Run | undefined {
    const growing = this.growing.get(partition);
    if (growing !== undefined && growing.first <= after) return growing.end > after ? growing : undefined;
    return this.use(() => {
      const around = this.sql.runAround.get(partition, after) as Run | undefined;
      if (around !== undefined && around.end > after) return around;
      const behind = this.sql.runBehind.get(partition, after) as Run | undefined;
      return behind === undefined || behind.first === growing?.first ? growing : behind;
    });
  }

  /** Runs of a partition are noted in the order of their ends. */
  noteRun(partition: string, run: Run): void {
    const before =
      this.growing.get(partition) ??
      this.use(() => this.sql.runAround.get(partition, Number.MAX_SAFE_INTEGER) as Run | undefined);
    if (before !== undefined && run.first - before.last <= gapMax) {
      this.growing.set(partition, { ...run, first: before.first });
      return;
    }
    if (before !== undefined) this.change(() => this.addRun(partition, before));
    this.growing.set(partition, run);
  }

  /** Positions that were noted for a command, and perhaps for another, growing. */
  commandsAt(command: string): readonly Position[] {
    const hash = shortHash(command);
    const kept = this.use(() => this.sql.commands.all(hash)) as Position[];
    return [...kept, ...(this.pending.get(hash) ?? [])];
  }

  /** @param instead a place that was noted for it before and gives way to this one */
  noteCommand(command: string, position: Position, instead?: Position): void {
    const hash = shortHash(command);
    const before = this.pending.get(hash);
    if (instead === undefined) this.pending.set(hash, before === undefined ? [position] : [...before, position]);
    else {
      if (before?.includes(instead) !== true) this.change(() => this.sql.removeCommand.run(hash, instead));
      this.pending.set(hash, [...(before ?? []).filter((one) => one !== instead), position]);
    }
  }

  batch(id: string): Batch | undefined {
    const decided = this.decided.get(id, () => {
      const text = this.use(() => this.sql.batch.get(id)) as string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as Decided);
    });
    if (decided !== undefined) return decided;
    return this.use(() => this.sql.anyPlace.get(id)) === undefined ? undefined : { kind: 'open' };
  }

  /** The last batch whose events begin at or before a position. */
  committedAt(position: Position): Committed | undefined {
    const id = this.use(() => this.sql.committedAt.get(position)) as string | undefined;
    const batch = id === undefined ? undefined : this.batch(id);
    return batch?.kind === 'committed' ? batch : undefined;
  }

  /** Its places are no longer known. */
  decide(id: string, batch: Decided): void {
    this.decided.forget(id);
    this.change(() => {
      this.sql.removePlaces.run(id);
      this.sql.setBatch.run(id, JSON.stringify(batch));
      if (batch.kind === 'committed') this.sql.addCommitted.run(batch.at, id);
    });
  }

  /** Of an open batch, in the order of their streams; or of one stream of it. */
  placesOf(id: string, server?: string): readonly OpenPlace[] {
    const rows = this.use(() =>
      server === undefined ? this.sql.places.all(id) : this.sql.placesIn.all(id, server),
    ) as { readonly server: string; readonly revision: number; readonly moved: string | null }[];
    return rows.map(({ moved, ...place }) =>
      moved === null ? place : { ...place, moved: JSON.parse(moved) as Moved },
    );
  }

  addPlace(id: string, { server, revision, moved }: OpenPlace): void {
    this.change(() => this.sql.addPlace.run(id, server, revision, moved === undefined ? null : JSON.stringify(moved)));
  }

  /** Revisions of a stream on the server that came to nothing, growing. */
  deadIn(server: string): readonly number[] {
    if (!this.hasDead) return none;
    return this.buried.get(server, () => this.use(() => this.sql.dead.all(server)) as number[]);
  }

  bury(server: string, revision: number): void {
    this.hasDead = true;
    this.buried.forget(server);
    this.change(() => this.sql.addDead.run(server, revision));
  }

  private addRun(partition: string, { first, last, end }: Run): void {
    this.sql.addRun.run(partition, first, last, end);
  }

  private keepSoon(): void {
    try {
      this.keep();
    } catch (error) {
      // Whoever asks next hears of it.
      if (!(error instanceof Outage)) throw error;
    }
  }

  private change(work: () => unknown): void {
    this.use(() => {
      if (!this.db.inTransaction) this.db.exec('BEGIN IMMEDIATE');
      work();
    });
  }

  private use<T>(work: () => T): T {
    if (this.broken !== undefined) throw unusable(this.file, this.broken);
    try {
      return work();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      this.broken = error;
      this.onBroken();
      throw unusable(this.file, error);
    }
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.written = 0;
    this.step = undefined;
    this.db.close();
    this.pending.clear();
    this.growing.clear();
    this.decided.clear();
    this.buried.clear();
  }
}

const none: readonly number[] = [];

/** Answers that were looked up, so many at most; beyond that all are looked up again. */
class AtHand<T> {
  private readonly values = new Map<string, T>();

  constructor(private readonly max: number) {}

  get(key: string, find: () => T): T {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const found = find();
    if (this.values.size >= this.max) this.values.clear();
    if (found !== undefined) this.values.set(key, found);
    return found;
  }

  forget(key: string): void {
    this.values.delete(key);
  }

  clear(): void {
    this.values.clear();
  }
}

function statementsOf(db: Connection) {
  const value = (sql: string) => db.prepare(sql).pluck();
  const places = 'SELECT server, rev AS revision, moved FROM places WHERE batch = ?';
  const runs = 'SELECT first, last, end FROM runs WHERE part = ?';
  return {
    state: value('SELECT text FROM state'),
    setState: db.prepare('INSERT OR REPLACE INTO state (id, text) VALUES (1, ?)'),
    commands: value('SELECT pos FROM commands WHERE hash = ? ORDER BY pos'),
    addCommand: db.prepare('INSERT OR IGNORE INTO commands (hash, pos) VALUES (?, ?)'),
    removeCommand: db.prepare('DELETE FROM commands WHERE hash = ? AND pos = ?'),
    markBefore: value('SELECT pos FROM marks WHERE at <= ? ORDER BY at DESC, pos DESC LIMIT 1'),
    countedAt: db.prepare('SELECT pos, before FROM marks WHERE pos <= ? ORDER BY pos DESC LIMIT 1'),
    addMark: db.prepare('INSERT OR REPLACE INTO marks (pos, at, before) VALUES (?, ?, ?)'),
    runAround: db.prepare(`${runs} AND first <= ? ORDER BY first DESC LIMIT 1`),
    runBehind: db.prepare(`${runs} AND first > ? ORDER BY first LIMIT 1`),
    addRun: db.prepare('INSERT OR REPLACE INTO runs (part, first, last, end) VALUES (?, ?, ?, ?)'),
    stepAt: db.prepare('SELECT pos, at FROM steps WHERE pos <= ? ORDER BY pos DESC LIMIT 1'),
    stepBehind: value('SELECT pos FROM steps WHERE pos > ? ORDER BY pos LIMIT 1'),
    addStep: db.prepare('INSERT OR REPLACE INTO steps (pos, at) VALUES (?, ?)'),
    batch: value('SELECT text FROM batches WHERE id = ?'),
    setBatch: db.prepare('INSERT OR REPLACE INTO batches (id, text) VALUES (?, ?)'),
    committedAt: value('SELECT id FROM committed WHERE at <= ? ORDER BY at DESC LIMIT 1'),
    addCommitted: db.prepare('INSERT OR REPLACE INTO committed (at, id) VALUES (?, ?)'),
    anyPlace: value('SELECT 1 FROM places WHERE batch = ? LIMIT 1'),
    places: db.prepare(`${places} ORDER BY server, rev`),
    placesIn: db.prepare(`${places} AND server = ? ORDER BY rev`),
    addPlace: db.prepare('INSERT OR REPLACE INTO places (batch, server, rev, moved) VALUES (?, ?, ?, ?)'),
    removePlaces: db.prepare('DELETE FROM places WHERE batch = ?'),
    dead: value('SELECT rev FROM dead WHERE server = ? ORDER BY rev'),
    anyDead: value('SELECT 1 FROM dead LIMIT 1'),
    addDead: db.prepare('INSERT OR IGNORE INTO dead (server, rev) VALUES (?, ?)'),
  };
}

/** Spreads ids over 52 bits. It need not resist anyone: two ids that meet are told apart by their events. */
function shortHash(id: string): number {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let n = 0; n < id.length; n++) {
    const code = id.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0xcc9e2d51) + (a >>> 13);
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff);
}
