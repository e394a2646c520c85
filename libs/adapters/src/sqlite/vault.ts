import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SubjectErased } from '@xf/es';
import type { Vault } from '@xf/es';
import { groupCommit } from '../group-commit';
import { promised } from '../promised';
import { assertSealable, newKey, newKeys, openText, parseSealed, sealText, secretsFrom } from '../sealing';
import { prepareSchema, transactionsOn } from './data-folder';
import { KeyCache } from './key-cache';

const vaultFile = 'keys.sqlite';
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
/** A key, the fact that it was destroyed, or nothing known. */
type Found = Buffer | 'erased' | undefined;

/** Keys of persons in a file of its own, readable by this account only, so that backups can treat it apart. */
export function openSqliteVault({ folder }: { readonly folder: string }): Vault {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, vaultFile);
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
    return vaultOn(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Looks at keys at once: for a reader of a whole log, who has no time to wait for each text. */
export type VaultReader = {
  readonly reveal: (sealed: string) => string | undefined;
  readonly close: () => void;
};

/** The keys for looking only: makes no file, no key and no table. Throws when the folder holds no keys. */
export function openVaultReader({ folder }: { readonly folder: string }): VaultReader {
  const db = new Database(join(folder, vaultFile), { readonly: true, fileMustExist: true });
  try {
    prepareSchema(db, schemaVersion, schema);
    const keys = keyTable(db);
    return {
      reveal: revealing(keys),
      close() {
        keys.forget();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

const revealing =
  (keys: KeyTable): VaultReader['reveal'] =>
  (sealed) => {
    const parts = parseSealed(sealed);
    const key = keys.find(parts.subject);
    if (key === undefined) throw new Error(`no key was ever made for ${parts.subject}`);
    return key === 'erased' ? undefined : openText(key, parts);
  };

function vaultOn(db: Database.Database): Vault {
  const keys = keyTable(db);
  const { pseudonym, secret } = secretsFrom(masterIn(db));
  let erasures = 0;
  const making = groupCommit<ReadonlySet<string>, undefined>((calls) => {
    keys.make(new Set(calls.flatMap((subjects) => [...subjects])));
    return calls.map(() => undefined);
  });
  return {
    pseudonym,
    secret,
    async seal(items) {
      const missing = new Set<string>();
      for (const item of items) {
        assertSealable(item);
        if (!keys.atHand(item.subject)) missing.add(item.subject);
      }
      if (missing.size > 0) await making.submit(missing);
      return items.map((item) => {
        const key = keys.find(item.subject);
        if (key === 'erased') throw new SubjectErased(item.subject);
        if (key === undefined) throw new Error(`no key for ${item.subject}`);
        return sealText(key, item);
      });
    },
    reveal: promised((sealed) => sealed.map(revealing(keys))),
    destroy: promised((subject) => {
      keys.destroy(subject);
      erasures++;
      emptyWal(db);
    }),
    erasures: promised(() => erasures),
    close: promised(() => {
      if (!db.open) return;
      making.flush();
      keys.forget();
      db.close();
    }),
  };
}

/** The log beside the file still holds the pages from before a key was destroyed: it must be empty before we answer. */
function emptyWal(db: Database.Database): void {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  if (result?.busy !== 0) {
    throw new Error(`密钥库 ${db.name} 被占用，旧数据尚未清除。The key file is busy; old contents are not wiped yet.`);
  }
}

function masterIn(db: Database.Database): Buffer {
  const find = db.prepare("SELECT bytes FROM secrets WHERE name = 'master'").pluck();
  db.prepare("INSERT INTO secrets VALUES ('master', ?) ON CONFLICT DO NOTHING").run(newKey());
  return find.get() as Buffer;
}

type KeyTable = {
  readonly find: (subject: string) => Found;
  /** Whether the key is in memory: nothing needs to be asked or made. */
  readonly atHand: (subject: string) => boolean;
  /** Makes keys for those of the subjects that never had one. */
  readonly make: (subjects: ReadonlySet<string>) => void;
  readonly destroy: (subject: string) => void;
  readonly forget: () => void;
};

function keyTable(db: Database.Database): KeyTable {
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

  const find = (subject: string): Found => {
    const cached = cache.get(subject);
    if (cached !== undefined) return cached;
    const row = findSubject.get(subject) as SubjectRow | undefined;
    if (row === undefined) return undefined;
    if (row.key === null) return 'erased';
    const key = findKey.get(row.key) as Buffer;
    cache.set(subject, key);
    return key;
  };

  return {
    find,
    atHand: (subject) => cache.has(subject),
    make(subjects) {
      const fresh = newKeys(subjects.size);
      const made: [subject: string, key: Buffer][] = [];
      inTransaction(() => {
        let id = lastKey.get() as number;
        // In the order of their index, so that neighbours share a page.
        for (const subject of [...subjects].sort()) {
          if (addSubject.run(subject, id + 1).changes === 0) continue;
          const key = fresh[made.length] as Buffer;
          addKey.run(++id, key);
          made.push([subject, key]);
        }
      });
      for (const [subject, key] of made) cache.set(subject, key);
    },
    destroy(subject) {
      inTransaction(() => {
        const row = findSubject.get(subject) as SubjectRow | undefined;
        if (row !== undefined && row.key === null) return;
        if (row !== undefined) wipeKey.run(row.key);
        bury.run(subject);
      });
      cache.forget(subject);
    },
    forget() {
      cache.forgetAll();
    },
  };
}
