import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { HeldKey, SubjectKey } from '../key-store';
import { newKeys } from '../sealing';
import { prepareSchema, transactionsOn } from './data-folder';
import { KeyCache } from './key-cache';

export const keyFile = 'keys.sqlite';
const schemaVersion = 1;
/** Keys held in memory. */
const cacheMax = 50_000;

/**
 * Keys are only ever appended in rowid order and overwritten with as many zeros, so that SQLite never moves a key to
 * another page and leaves a copy behind. What changes size or order (subjects, tombstones) stands in other tables.
 */
const schema = `
  CREATE TABLE secrets (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE keys (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE subjects (name TEXT PRIMARY KEY, key INTEGER, destroyed INTEGER) WITHOUT ROWID;
`;

type SubjectRow = { readonly key: number | null };

/** Opens the file of keys, readable by this account only, and makes it when there is none. */
export function openKeyFile(folder: string): Database.Database {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, keyFile);
  // SQLite gives its side files the mode of the main file, so the mode must be right before it opens.
  closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    // The keys of half a million persons come in pieces that touch all of the index: kept in memory and put back seldom,
    // a page is not written again for every few of them.
    db.pragma('cache_size = -65536');
    db.pragma('wal_autocheckpoint = 8000');
    prepareSchema(db, schemaVersion, schema);
    emptyWal(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The file of keys for looking only: makes nothing. Throws when the folder holds none. */
export function openKeyFileToRead(folder: string): Database.Database {
  const db = new Database(join(folder, keyFile), { readonly: true, fileMustExist: true });
  try {
    prepareSchema(db, schemaVersion, schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The log beside the file still holds the pages from before a key was destroyed: it must be empty before we answer. */
export function emptyWal(db: Database.Database): void {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  if (result?.busy !== 0) {
    throw new Error(`密钥库 ${db.name} 被占用，旧数据尚未清除。The key file is busy; old contents are not wiped yet.`);
  }
}

/** The secret that the others follow from; undefined before there is one. */
export const masterIn = (db: Database.Database): Buffer | undefined =>
  db.prepare("SELECT bytes FROM secrets WHERE name = 'master'").pluck().get() as Buffer | undefined;

/** Sets the master secret where there is none. Answers the one that holds. */
export function adoptMaster(db: Database.Database, fresh: Buffer): Buffer {
  db.prepare("INSERT INTO secrets VALUES ('master', ?) ON CONFLICT DO NOTHING").run(fresh);
  return masterIn(db) as Buffer;
}

export type KeyTable = {
  /** From the file; the bytes are the caller's. */
  readonly look: (subject: string) => HeldKey | undefined;
  /** From memory where it is there. The bytes become zeros when the key is forgotten. */
  readonly find: (subject: string) => HeldKey | undefined;
  /** Whether the key is in memory: nothing needs to be asked or made. */
  readonly atHand: (subject: string) => boolean;
  /** Makes keys for those of the subjects that never had one. */
  readonly make: (subjects: ReadonlySet<string>) => void;
  /** Adds keys that were made elsewhere, for those of the subjects that never had one; all of them or none. */
  readonly adopt: (keys: readonly SubjectKey[]) => void;
  /** All of them or none. */
  readonly destroy: (subjects: readonly string[]) => void;
  readonly forget: () => void;
};

export function keyTable(db: Database.Database): KeyTable {
  const findSubject = db.prepare('SELECT key FROM subjects WHERE name = ?');
  const findKey = db.prepare('SELECT bytes FROM keys WHERE id = ?').pluck();
  const lastKey = db.prepare('SELECT coalesce(max(id), 0) FROM keys').pluck();
  const addKey = db.prepare('INSERT INTO keys (id, bytes) VALUES (?, ?)');
  const addSubject = db.prepare('INSERT INTO subjects (name, key) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const wipeKey = db.prepare('UPDATE keys SET bytes = zeroblob(length(bytes)) WHERE id = ?');
  const bury = db.prepare(
    `INSERT INTO subjects (name, key, destroyed) VALUES (?, NULL, unixepoch())
     ON CONFLICT (name) DO UPDATE SET key = NULL, destroyed = excluded.destroyed`,
  );
  const inTransaction = transactionsOn(db);
  const cache = new KeyCache(cacheMax / 2);

  const look = (subject: string): HeldKey | undefined => {
    const row = findSubject.get(subject) as SubjectRow | undefined;
    if (row === undefined) return undefined;
    return row.key === null ? 'erased' : (findKey.get(row.key) as Buffer);
  };

  const find = (subject: string): HeldKey | undefined => {
    const cached = cache.get(subject);
    if (cached !== undefined) return cached;
    const key = look(subject);
    if (Buffer.isBuffer(key)) cache.set(subject, key);
    return key;
  };

  const added = (subjects: readonly string[], keyOf: (subject: string, n: number) => Buffer) =>
    inTransaction(() => {
      const made: [subject: string, key: Buffer][] = [];
      let id = lastKey.get() as number;
      for (const subject of subjects) {
        if (addSubject.run(subject, id + 1).changes === 0) continue;
        const key = keyOf(subject, made.length);
        addKey.run(++id, key);
        made.push([subject, key]);
      }
      return made;
    });

  return {
    look,
    find,
    atHand: (subject) => cache.has(subject),
    make(subjects) {
      const fresh = newKeys(subjects.size);
      // In the order of their index, so that neighbours share a page.
      const made = added([...subjects].sort(), (_subject, n) => fresh[n] as Buffer);
      for (const [subject, key] of made) cache.set(subject, key);
    },
    adopt(keys) {
      const bySubject = new Map(keys.map(({ subject, key }) => [subject, key]));
      added([...bySubject.keys()].sort(), (subject) => bySubject.get(subject) as Buffer);
    },
    destroy(subjects) {
      inTransaction(() => {
        for (const subject of subjects) {
          const row = findSubject.get(subject) as SubjectRow | undefined;
          if (row !== undefined && row.key === null) continue;
          if (row !== undefined) wipeKey.run(row.key);
          bury.run(subject);
        }
      });
      for (const subject of subjects) cache.forget(subject);
    },
    forget() {
      cache.forgetAll();
    },
  };
}
