import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { entry } from '@xf/competitions';
import { execute, type Engine } from '@xf/es';
import { engineOf } from '@xf/runtime';
import { concurrently, inTurns, type Bench, type Figure } from './measure';
import { entryOf, fillLog, ids, openCompetition, scoreCommand } from './season';

const entries = 16_000;

/**
 * The ceiling: the barest store of events on the same library, that decides nothing, encodes nothing and remembers no
 * command. A stream is found by name, its revision checked, moved and written with the event in one transaction with all
 * that wait, and flushed in the same way. Every event has as many bytes as one of ours.
 */
function rawWriter(folder: string, bytes: number) {
  const db = new Database(join(folder, 'raw.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 4000');
  db.exec(
    `CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT UNIQUE, rev INT);
     CREATE TABLE events (pos INTEGER PRIMARY KEY, sid INT, rev INT, type TEXT, data TEXT, at INT);
     CREATE UNIQUE INDEX s ON events (sid, rev)`,
  );
  const data = 'x'.repeat(bytes);
  const find = db.prepare('SELECT id, rev FROM streams WHERE name = ?').raw();
  const create = db.prepare('INSERT INTO streams VALUES (?, ?, -1)');
  const move = db.prepare('UPDATE streams SET rev = ? WHERE id = ?');
  const insert = db.prepare('INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?)');
  const names = Array.from({ length: entries }, (_, n) => `entry-${ids.competition}.${entryOf(n)}`);
  db.exec('BEGIN');
  for (const [id, name] of names.entries()) create.run(id, name);
  db.exec('COMMIT');
  const revisions = new Array<number>(entries).fill(-1);
  let calls = 0;
  const one = (): void => {
    const n = calls++ % entries;
    const expected = revisions[n] ?? -1;
    const [id, rev] = find.get(names[n]) as [number, number];
    if (rev !== expected) throw new Error(`${names[n]}: ${rev}, not ${expected}`);
    insert.run(id, rev + 1, 'ScoreRecorded', data, Date.now());
    move.run(rev + 1, id);
    revisions[n] = rev + 1;
  };
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    const now = waiting;
    waiting = [];
    db.exec('BEGIN IMMEDIATE');
    for (let n = 0; n < now.length; n++) one();
    db.exec('COMMIT');
    for (const done of now) done();
  };
  return {
    /** One insert and its flush, and nothing else. */
    single: (): Promise<void> => {
      insert.run(-1, calls++, 'ScoreRecorded', data, Date.now());
      return Promise.resolve();
    },
    grouped: (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) setImmediate(flush);
      }),
    close: (): void => {
      db.close();
    },
  };
}

/** Bytes of text that the log holds for one mark, all columns together. */
function bytesOfMark(home: string): number {
  const db = new Database(join(home, 'log.sqlite'), { readonly: true });
  const texts = "coalesce(type || data || actor || cmd || fp || coalesce(corr, '') || coalesce(caus, ''), '')";
  const bytes = db.prepare(`SELECT length(CAST(${texts} AS BLOB)) FROM events ORDER BY pos DESC LIMIT 1`).pluck().get();
  db.close();
  return bytes as number;
}

/** The full path of a command: validate, load, decide, append, fsync. Every call writes one new mark. */
export function commands(engine: Engine, among = entries) {
  let next = 0;
  return async (): Promise<void> => {
    const n = next++;
    const command = scoreCommand(n % among, `s${Math.floor(n / among)}`);
    const outcome = await execute(engine, entry, command, { actor: 'bench', command: `bench-mark-${n}` });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  };
}

export const append: Bench = {
  name: 'append',
  async run({ quick, folder, say }) {
    const home = mkdtempSync(join(folder, 'append-'));
    const store = openSqliteEventStore({ folder: home, clock: systemClock });
    const vault = openSqliteVault({ folder: home });
    const engine = engineOf({ store, vault, clock: systemClock });
    await openCompetition(engine);
    await fillLog(engine, entries, []);
    const command = commands(engine);
    await command();
    const raw = rawWriter(home, bytesOfMark(home) - 'ScoreRecorded'.length);
    const rounds = quick ? 3 : 7;
    const calls = quick ? 4_000 : 16_000;
    say(`append: ${rounds} rounds of ${calls} with 64 writers, then one writer`);
    await concurrently(64, entries, command);
    const many = await inTurns(
      rounds,
      () => concurrently(64, calls, command),
      () => concurrently(64, calls, raw.grouped),
    );
    const lone = await inTurns(
      rounds,
      () => concurrently(1, calls / 8, command),
      () => concurrently(1, calls / 8, raw.single),
    );
    raw.close();
    await store.close();
    await vault.close();
    rmSync(home, { recursive: true });
    const figure = (what: string, against: string, { ours, theirs }: typeof many, bar: number): Figure => ({
      ...{ what, against, ours, theirs, unit: '1/s', ratio: ours / theirs, bar },
    });
    return [
      figure('command, 64 clients', 'raw better-sqlite3 group commit', many, 0.5),
      figure('command, 1 client', 'raw better-sqlite3 durable insert', lone, 0.7),
    ];
  },
};
