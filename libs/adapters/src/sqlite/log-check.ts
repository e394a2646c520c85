import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Instant, KnownCommand, Position, Revision, StreamName } from '@xf/es';
import { CommandIndex } from './command-index';
import { logSchema } from './event-rows';
import { prepareSchema } from './data-folder';
import { logFile, schemaVersion } from './event-store';

/** An event as the file holds it, with nothing taken for granted: names may be missing, `data` may be any text. */
export type LogRow = {
  readonly position: Position;
  readonly stream: StreamName | null;
  readonly revision: Revision;
  readonly partition: string | null;
  readonly streamPartition: string | null;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly recordedAt: Instant;
  readonly validAt: Instant;
  readonly actor: string;
  readonly command: string;
  readonly fingerprint: string;
  readonly correlation: string;
  readonly causation: string | null;
};

export type BrokenStream = {
  readonly position: Position;
  readonly stream: string;
  readonly expected: Revision;
  readonly found: Revision;
};

export type LogCheck = {
  /** Where the log ended when it was opened. Nothing behind it is looked at: it may grow meanwhile. */
  readonly head: Position;
  /** What SQLite says about pages and indexes; none when they are whole. `quick` leaves the indexes out. */
  readonly damage: (quick: boolean) => readonly string[];
  /** The first event, in log order, whose revision does not follow from the one before it in its stream. */
  readonly brokenStream: () => BrokenStream | undefined;
  readonly page: (after: Position, limit: number) => readonly LogRow[];
  readonly findCommand: (id: string) => KnownCommand | undefined;
  readonly counts: () => { readonly streams: number; readonly partitions: number };
  readonly close: () => void;
};

const rowQuery = `
  SELECT e.pos AS position, s.name AS stream, e.rev AS revision, p.name AS partition, q.name AS streamPartition,
    e.type, e.v AS version, e.data, e.at AS recordedAt, e.valid AS validAt, e.actor, e.cmd AS command,
    e.fp AS fingerprint, coalesce(e.corr, e.cmd) AS correlation, e.caus AS causation
  FROM events e LEFT JOIN streams s ON s.id = e.sid
    LEFT JOIN partitions p ON p.id = e.part LEFT JOIN partitions q ON q.id = s.part
  WHERE e.pos > ? AND e.pos <= ? ORDER BY e.pos LIMIT ?`;

const tables = ['commands', 'events', 'indexed', 'partitions', 'streams'];

/**
 * Opens the log of a folder for looking it over, also while it is being written. Undefined when the file is a database
 * of something else; throws when it is none, or out of reach.
 */
export function openLogCheck({ folder }: { readonly folder: string }): LogCheck | undefined {
  const db = new Database(join(folder, logFile), { readonly: true, fileMustExist: true });
  try {
    const found = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    if (tables.every((table) => found.includes(table))) {
      prepareSchema(db, schemaVersion, logSchema);
      return checkOn(db);
    }
    db.close();
    return undefined;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkOn(db: Database.Database): LogCheck {
  const head = db.prepare('SELECT coalesce(max(pos), 0) FROM events').pluck().get() as Position;
  const rows = db.prepare(rowQuery);
  // Every command up to `head` is either in the table or behind it in what is read back here.
  let commands: CommandIndex | undefined;
  return {
    head,
    damage(quick) {
      const found = db.pragma(quick ? 'quick_check(1)' : 'integrity_check(1)', { simple: true }) as string;
      return found === 'ok' ? [] : [found];
    },
    brokenStream: () => firstBroken(db, head),
    page: (after, limit) => rows.all(after, head, limit) as LogRow[],
    findCommand: (id) => (commands ??= new CommandIndex(db)).find(id),
    counts: () =>
      db
        .prepare('SELECT (SELECT count(*) FROM streams) AS streams, (SELECT count(*) FROM partitions) AS partitions')
        .get() as { streams: number; partitions: number },
    close: () => db.close(),
  };
}

/** Walks the index of streams, so that no memory is needed however many streams there are. */
function firstBroken(db: Database.Database, head: Position): BrokenStream | undefined {
  const walk = db
    .prepare('SELECT sid, rev, pos FROM events INDEXED BY events_by_stream WHERE pos <= ? ORDER BY sid, rev')
    .raw();
  let last = { sid: Number.NaN, rev: -1, pos: 0 };
  let broken: typeof last | undefined;
  for (const [sid, rev, pos] of walk.iterate(head) as Iterable<[number, Revision, Position]>) {
    if (sid !== last.sid) last = { sid, rev: -1, pos: 0 };
    const follows = rev === last.rev + 1 && pos > last.pos;
    if (!follows && (broken === undefined || pos < broken.pos)) broken = { sid, rev, pos };
    last = { sid, rev, pos };
  }
  if (broken === undefined) return undefined;
  const { sid, rev: found, pos: position } = broken;
  const stream = db.prepare('SELECT name FROM streams WHERE id = ?').pluck().get(sid) as string | undefined;
  const before = db.prepare('SELECT count(*) FROM events WHERE sid = ? AND pos < ?').pluck();
  return { position, stream: stream ?? `#${sid}`, expected: before.get(sid, position) as Revision, found };
}
