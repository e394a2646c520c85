import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Views } from '@xf/es';
import { NewerFile, prepareSchema, sqliteCode, transactionsOn } from './data-folder';
import { dumpTable, tableNames, viewTable, type Table, type TableNames } from './view-table';

const viewsFile = 'views.sqlite';
const schemaVersion = 2;
/** Pages of the file kept in memory: rebuilding writes all over it. */
const cacheKib = 64 * 1_024;

const schema = `
  CREATE TABLE checkpoints (
    name TEXT NOT NULL, version INTEGER NOT NULL, rebuild INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (name, version, rebuild)
  ) WITHOUT ROWID;
  CREATE TABLE sets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
`;

export type SqliteViews = Views & {
  /** Set when the file was not readable and a fresh one was started; for the caller to print. */
  readonly notice: string | undefined;
};

/**
 * Views in one SQLite file of a data folder; one process opens it, as it opens the log. All of it follows from the log,
 * so commits need no fsync: after a power cut the file is some earlier commit as a whole, and catches up.
 */
export function openSqliteViews({ folder }: { readonly folder: string }): SqliteViews {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, viewsFile);
  try {
    return viewsOn(openFile(path), undefined);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    setAside(path);
    const notice =
      `视图文件 ${path} 无法读取，已移至 ${path}.bad，将从事件日志重建。` +
      `The views file could not be read; it was moved to ${path}.bad and is rebuilt from the event log.`;
    return viewsOn(openFile(path), notice);
  }
}

function openFile(path: string): Database.Database {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('wal_autocheckpoint = 8000');
    db.pragma(`cache_size = -${cacheKib}`);
    prepareSchema(db, schemaVersion, schema);
    // Reads a page of every table, so that a damaged file is met here and not in the middle of a request.
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    for (const table of tables) db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Damaged, foreign or newer. A missing permission or a full disk is none of these and is for a person to mend. */
function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error) ?? '';
  return error instanceof NewerFile || /^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(code);
}

function setAside(path: string): void {
  for (const side of ['-wal', '-shm']) rmSync(`${path}${side}`, { force: true });
  renameSync(path, `${path}.bad`);
}

function viewsOn(db: Database.Database, notice: string | undefined): SqliteViews {
  const inTransaction = transactionsOn(db);
  const opened = new Map<string, Table>();
  const open = (names: TableNames): Table => {
    let table = opened.get(names.rows);
    if (table === undefined) {
      table = viewTable(db, names);
      opened.set(names.rows, table);
    }
    return table;
  };
  const drop = (names: TableNames): void => {
    db.exec(`DROP TABLE IF EXISTS "${names.rows}"; DROP TABLE IF EXISTS "${names.places}"`);
    db.prepare('DELETE FROM checkpoints WHERE name = ? AND version = ? AND rebuild = ?').run(...names.id);
  };
  return {
    notice,
    open: <Row>(name: string, version: number) => open(tableNames(name, version, false)).view<Row>(),
    openRebuild: <Row>(name: string, version: number) => open(tableNames(name, version, true)).view<Row>(),
    dump: (name, version, rebuild) => dumpTable(db, tableNames(name, version, rebuild)),
    promote(name, version) {
      const rebuild = tableNames(name, version, true);
      const live = tableNames(name, version, false);
      const exists = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(rebuild.rows) !== undefined;
      if (!exists) throw new Error(`promote: no rebuild of ${name} version ${version}`);
      inTransaction(() => {
        drop(live);
        db.exec(`ALTER TABLE "${rebuild.rows}" RENAME TO "${live.rows}"`);
        db.exec(`ALTER TABLE "${rebuild.places}" RENAME TO "${live.places}"`);
        db.prepare('UPDATE checkpoints SET rebuild = 0 WHERE name = ? AND version = ? AND rebuild = 1').run(
          name,
          version,
        );
      });
      opened.delete(rebuild.rows);
      opened.get(live.rows)?.reload();
    },
    dropRebuild(name, version) {
      const names = tableNames(name, version, true);
      inTransaction(() => drop(names));
      opened.delete(names.rows);
    },
    close() {
      db.close();
    },
  };
}
