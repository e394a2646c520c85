import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Outage } from '@xf/es';
import type {
  AdoptingEventStore,
  Append,
  AppendAnswer,
  Clock,
  EventStore,
  Instant,
  KnownCommand,
  Position,
  StoredEvent,
} from '@xf/es';
import { commandOf } from '../append-call';
import { waiters } from '../beyond';
import { groupCommit } from '../group-commit';
import { promised } from '../promised';
import { batches, type AppendCall } from './append-batch';
import { CommandIndex } from './command-index';
import { isDamaged, lockFolder, prepareSchema } from './data-folder';
import { eventRows, logSchema } from './event-rows';
import { StreamHeads } from './stream-heads';

export const logFile = 'log.sqlite';
export const schemaVersion = 1;
/** How often a reader beside the writing process looks for new events while someone waits for them. */
const pollMs = 50;

export type SqliteEventStoreOptions = {
  readonly folder: string;
  readonly clock: Clock;
  /** Reads beside the process that writes; every append throws. */
  readonly readOnly?: boolean;
};

/**
 * The log in one SQLite file of a data folder. One process writes a folder: a second throws `DataFolderInUse`.
 * Positions are 1..N without gaps. Appends queued together share one transaction and one fsync.
 */
export function openSqliteEventStore({ folder, clock, readOnly = false }: SqliteEventStoreOptions): AdoptingEventStore {
  if (readOnly) return readOnlyStore(folder);
  const unlock = lockFolder(folder);
  try {
    return writingStore(openLog(folder), clock, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The connection of the writing process: every commit is flushed to the disk before it returns. */
export function openLog(folder: string): Database.Database {
  const db = new Database(join(folder, logFile));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 4000');
    // New streams fall all over the index of their names: with SQLite's own 2 MB an import writes its pages over and over.
    db.pragma('cache_size = -65536');
    prepareSchema(db, schemaVersion, logSchema);
    return db;
  } catch (error) {
    db.close();
    if (isDamaged(error)) throw damagedLog(db.name, error);
    throw error;
  }
}

/** Never moved aside or mended, as views are: it is the only copy of the truth here. */
function damagedLog(path: string, cause: unknown): Outage {
  const zh = `事件日志 ${path} 已损坏或不是日志文件，未作任何改动，请从备份恢复。`;
  return new Outage(`${zh}The event log is damaged or no log at all; it was left as it is. Restore it from a backup.`, {
    cause,
  });
}

function writingStore(db: Database.Database, clock: Clock, unlock: () => void): AdoptingEventStore {
  const heads = new StreamHeads(db);
  const commands = new CommandIndex(db);
  const log = batches(db, clock, heads, commands);
  const reads = reading(db, (command) => commands.find(command));
  const waiting = waiters();
  const queue = groupCommit<AppendCall, AppendAnswer>((calls) => {
    const answers = log.write(calls);
    waiting.wake(log.end().position);
    return answers;
  });
  return {
    ...reads,
    readStream(stream, from = 0) {
      // The usual load of a command: a stream this process knows to its end.
      const rev = heads.committed(stream);
      return rev !== undefined && from > rev ? nothing : reads.readStream(stream, from);
    },
    async append(appends) {
      if (!db.open) throw new Error(`the event log is closed: ${db.name}`);
      return queue.submit({ command: commandOf(appends), appends, texts: textsOf(appends) });
    },
    adopt: promised((events) => {
      if (!db.open) throw new Error(`the event log is closed: ${db.name}`);
      const answer = log.adopt(events);
      waiting.wake(log.end().position);
      return answer;
    }),
    head: promised(() => {
      return log.end().position;
    }),
    countBehind: promised((after) => {
      return behind(log.end().position, after);
    }),
    async waitBeyond(after, timeoutMs) {
      if (log.end().position > after) return true;
      return db.open ? waiting.wait(after, timeoutMs) : false;
    },
    close: promised(() => {
      if (!db.open) return;
      queue.flush();
      waiting.end();
      db.close();
      unlock();
    }),
  };
}

/** Positions have no gaps here. */
const behind = (head: Position, after: Position): number => Math.max(0, head - Math.max(0, after));

function readOnlyStore(folder: string): AdoptingEventStore {
  const db = new Database(join(folder, logFile), { readonly: true, fileMustExist: true });
  try {
    const found = db.pragma('user_version', { simple: true }) as number;
    if (found === 0) throw new Error(`${db.name} 还不是事件日志。The file is not an event log yet.`);
    prepareSchema(db, schemaVersion, logSchema);
  } catch (error) {
    db.close();
    throw error;
  }
  const lastPosition = db.prepare('SELECT coalesce(max(pos), 0) FROM events').pluck();
  const head = (): Position => lastPosition.get() as Position;
  const waiting = waiters();
  let poll: NodeJS.Timeout | undefined;
  const look = (): void => {
    waiting.wake(head());
    if (waiting.count() > 0) return;
    clearInterval(poll);
    poll = undefined;
  };
  const refused = promised((): never => {
    throw new Error(`the event log was opened for reading only: ${db.name}`);
  });
  return {
    // Another process writes: what is behind the index is looked up anew each time.
    ...reading(db, (command) => new CommandIndex(db).find(command)),
    append: refused,
    adopt: refused,
    head: promised(() => {
      return head();
    }),
    countBehind: promised((after) => {
      return behind(head(), after);
    }),
    async waitBeyond(after, timeoutMs) {
      if (!db.open) return false;
      if (head() > after) return true;
      poll ??= setInterval(look, pollMs);
      return waiting.wait(after, timeoutMs);
    },
    close: promised(() => {
      clearInterval(poll);
      waiting.end();
      db.close();
    }),
  };
}

const nothing: Promise<readonly StoredEvent[]> = Promise.resolve([]);

type Reading = Pick<EventStore, 'readStream' | 'readAll' | 'findCommand' | 'positionAt'>;
type Find = (command: string) => KnownCommand | undefined;

function reading(db: Database.Database, find: Find): Reading {
  const rows = eventRows(db);
  const lastPosition = db.prepare('SELECT coalesce(max(pos), 0) FROM events').pluck();
  const recordedAt = db.prepare('SELECT at FROM events WHERE pos = ?').pluck();
  return {
    readStream: promised((stream, from = 0) => {
      return rows.stream(stream, from);
    }),
    readAll: promised((after, limit, partition) => {
      return rows.all(after, limit, partition);
    }),
    findCommand: promised((command) => {
      return find(command);
    }),
    positionAt: promised((instant) => {
      return lastAtOrBefore(instant, lastPosition.get() as Position, (pos) => recordedAt.get(pos) as Instant);
    }),
  };
}

/** Positions have no gaps and `recordedAt` never decreases, so halving finds the place without an index. */
function lastAtOrBefore(instant: Instant, head: Position, recordedAt: (pos: Position) => Instant): Position {
  let low = 0;
  let high = head;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (recordedAt(middle) <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

function textsOf(appends: readonly Append[]): readonly string[] {
  const texts: string[] = [];
  for (const { events } of appends) for (const { data } of events) texts.push(JSON.stringify(data));
  return texts;
}
