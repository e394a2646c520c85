import type Database from 'better-sqlite3';
import { SubjectErased } from '@xf/es';
import type { Vault } from '@xf/es';
import { groupCommit } from '../group-commit';
import { promised } from '../promised';
import { assertSealable, newKey, openText, parseSealed, sealText, secretsFrom } from '../sealing';
import { adoptMaster, emptyWal, keyTable, openKeyFile, openKeyFileToRead, type KeyTable } from './key-table';

/** Keys of persons in a file of its own, readable by this account only, so that backups can treat it apart. */
export function openSqliteVault({ folder }: { readonly folder: string }): Vault {
  const db = openKeyFile(folder);
  try {
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
  const db = openKeyFileToRead(folder);
  const keys = keyTable(db);
  return {
    reveal: revealing(keys),
    close() {
      keys.forget();
      db.close();
    },
  };
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
  const { pseudonym, secret } = secretsFrom(adoptMaster(db, newKey()));
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
      keys.destroy([subject]);
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
