import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { Outage } from '@xf/es';
import type { HeldKey, ListedKeyStore } from '../key-store';
import { promised } from '../promised';
import { adoptMaster, emptyWal, keyFile, keyTable, masterIn, openKeyFile } from './key-table';

/** Subjects of one page. */
const pageMax = 10_000;

/** The keys of a data folder as bytes. Throws `Outage` when the folder holds none and `create` is not set. */
export function openSqliteKeys({
  folder,
  create = false,
}: {
  readonly folder: string;
  readonly create?: boolean;
}): ListedKeyStore {
  if (!create && !existsSync(join(folder, keyFile))) throw noKeys(resolve(folder));
  const db = openKeyFile(folder);
  const keys = keyTable(db);
  return {
    master: promised(() => masterIn(db)),
    adoptMaster: promised((master) => adoptMaster(db, master)),
    find: promised((subjects) => subjects.map(keys.look)),
    adopt: promised((given) => {
      keys.adopt(given);
      return given.map(({ subject }) => keys.look(subject) as HeldKey);
    }),
    destroy: promised((subjects) => {
      keys.destroy(subjects);
    }),
    wiped: promised(() => {
      emptyWal(db);
    }),
    count: promised(() => db.prepare('SELECT count(*) FROM subjects').pluck().get() as number),
    subjects: () => subjectsIn(db),
    close: promised(() => {
      db.close();
    }),
  };
}

/** Each page is a reading of its own: one that lasted would keep the log beside the file from being emptied. */
function* subjectsIn(db: Database.Database): Generator<readonly string[]> {
  const next = db.prepare('SELECT name FROM subjects WHERE name > ? ORDER BY name LIMIT ?').pluck();
  for (let last = ''; ;) {
    const page = next.all(last, pageMax) as string[];
    if (page.length > 0) yield page;
    if (page.length < pageMax) return;
    last = page[page.length - 1] as string;
  }
}

function noKeys(folder: string): Outage {
  const zh = `${folder} 里没有密钥库 keys.sqlite，请恢复与日志配套的密钥备份。`;
  return new Outage(`${zh}There is no keys.sqlite in ${folder}; restore the one that was backed up with the log.`);
}
