import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteVault } from './vault';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xianfeng-keys-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Through another process: closing a file here would drop the locks that SQLite holds on it. */
const bytesOnDisk = (): Buffer =>
  Buffer.concat(readdirSync(folder).map((file) => execFileSync('cat', [join(folder, file)], { maxBuffer: 1e9 })));

function storedKeys(): Map<string, Buffer> {
  const db = new Database(join(folder, 'keys.sqlite'), { readonly: true });
  const rows = db.prepare('SELECT s.name, k.bytes FROM subjects s JOIN keys k ON k.id = s.key').raw().all();
  db.close();
  return new Map(rows as [string, Buffer][]);
}

describe('sqlite vault', () => {
  it('leaves no byte of a destroyed key on disk, in the file or beside it', async () => {
    const vault = openSqliteVault({ folder });
    const subjects = Array.from({ length: 3_000 }, (_, n) => `person-${(n * 7_919) % 3_000}`);
    for (let n = 0; n < subjects.length; n += 100) {
      await vault.seal(subjects.slice(n, n + 100).map((subject) => ({ subject, field: 'name', text: '张三' })));
    }
    const keys = storedKeys();
    expect(keys.size).toBe(3_000);
    const before = bytesOnDisk();
    for (const key of keys.values()) expect(before.includes(key)).toBe(true);
    const erased = subjects.filter((_, n) => n % 30 === 0);
    for (const subject of erased) await vault.destroy(subject);
    const after = bytesOnDisk();
    for (const [subject, key] of keys)
      expect([subject, after.includes(key)]).toEqual([subject, !erased.includes(subject)]);
    await vault.close();
    const closed = bytesOnDisk();
    for (const subject of erased) expect(closed.includes(keys.get(subject) ?? '')).toBe(false);
  });

  it('is readable by its own account only, with all its side files', async () => {
    const vault = openSqliteVault({ folder });
    await vault.seal([{ subject: 'p1', field: 'name', text: '张三' }]);
    expect(readdirSync(folder).sort()).toEqual(['keys.sqlite', 'keys.sqlite-shm', 'keys.sqlite-wal']);
    for (const file of readdirSync(folder))
      expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600]);
    await vault.close();
  });

  it('finishes at the next opening what a crash left of an erasure', async () => {
    const vault = openSqliteVault({ folder });
    await vault.seal([{ subject: 'p1', field: 'name', text: '张三' }]);
    await vault.close();
    const key = storedKeys().get('p1') ?? Buffer.alloc(0);
    // The transaction of an erasure without what follows it; the second connection keeps the side file in place.
    const crashed = new Database(join(folder, 'keys.sqlite'));
    const bystander = new Database(join(folder, 'keys.sqlite'));
    bystander.prepare('SELECT count(*) FROM keys').get();
    crashed.pragma('secure_delete = ON');
    crashed.exec(
      "UPDATE keys SET bytes = zeroblob(32); UPDATE subjects SET key = NULL, destroyed = 1 WHERE name = 'p1'",
    );
    crashed.close();
    expect(bytesOnDisk().includes(key)).toBe(true);
    const again = openSqliteVault({ folder });
    expect(bytesOnDisk().includes(key)).toBe(false);
    bystander.close();
    await again.close();
  });

  it('refuses a file that a newer program wrote', async () => {
    await openSqliteVault({ folder }).close();
    const db = new Database(join(folder, 'keys.sqlite'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => openSqliteVault({ folder })).toThrow(/newer program/);
  });
});
