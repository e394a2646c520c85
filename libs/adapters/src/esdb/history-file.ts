import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Outage } from '@xf/es';

const application = 0x78664849;
const format = 3;
const schema = `
  CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL);
  CREATE TABLE commands (hash INTEGER, pos INTEGER, PRIMARY KEY (hash, pos)) WITHOUT ROWID;
  CREATE TABLE marks (pos INTEGER PRIMARY KEY, at INTEGER NOT NULL, before INTEGER NOT NULL);
  CREATE INDEX marks_at ON marks (at, pos);
  CREATE TABLE steps (pos INTEGER PRIMARY KEY, at INTEGER NOT NULL);
  CREATE TABLE batches (id TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE committed (at INTEGER PRIMARY KEY, id TEXT NOT NULL);
  CREATE TABLE places (batch TEXT, server TEXT, rev INTEGER, moved TEXT, PRIMARY KEY (batch, server, rev)) WITHOUT ROWID;
  CREATE TABLE runs (
    part TEXT, first INTEGER, last INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (part, first)) WITHOUT ROWID;
  CREATE TABLE dead (server TEXT, rev INTEGER, PRIMARY KEY (server, rev)) WITHOUT ROWID;`;

const memory = ':memory:';

/** Throws an `Outage` for a file that is in use or not such a cache; an older or newer format gives way to an empty one. */
export function openFile(file = memory): Database.Database {
  let db: Database.Database | undefined;
  try {
    if (file !== memory) mkdirSync(dirname(file), { recursive: true });
    db = new Database(file, { timeout: 0 });
    const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
    if (!isEmpty && db.pragma('application_id', { simple: true }) !== application) throw notOurs(file);
    if (!isEmpty && db.pragma('user_version', { simple: true }) !== format) {
      db.close();
      removeFile(file);
      return openFile(file);
    }
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // Only what was folded last may be missing after a power cut, never a part of it.
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -32000');
    db.exec('BEGIN IMMEDIATE');
    if (isEmpty) db.exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${format}; ${schema}`);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    db?.close();
    throw codeOf(error) === undefined ? error : unusable(file, error);
  }
}

export function removeFile(file: string | undefined): void {
  if (file === undefined) return;
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
}

function notOurs(file: string): Outage {
  const zh = `${file} 不是事件库的本地索引缓存，未作改动，请另选路径。`;
  return new Outage(
    `${zh}The file is not a cache of the event store's index and was left as it is; choose another path.`,
  );
}

export function unusable(file = memory, cause: unknown): Outage {
  const code = codeOf(cause) ?? 'unknown';
  const busy = code.startsWith('SQLITE_BUSY');
  const zh = busy ? '正被另一个进程使用' : `无法使用（${code}），可以删除，会重新生成`;
  const en = busy
    ? 'is in use by another process'
    : `cannot be used (${code}); it may be deleted and is then made again`;
  return new Outage(`事件库的本地索引缓存 ${file} ${zh}。The cache of the event store's index ${en}.`, { cause });
}

/** The code of an error of SQLite or of the file system. The driver's errors need not be of this context's `Error`. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
