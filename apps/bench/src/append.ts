import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { entry } from '@xf/competitions';
import { execute, type Engine } from '@xf/es';
import { engineOf } from '@xf/runtime';
import { concurrently, inTurns, type Bench, type Figure } from './measure';
import { fillLog, openCompetition, scoreCommand } from './season';

const entries = 16_000;

/** The ceiling: one prepared insert of an event of the same size, one transaction for all that wait, the same fsync. */
function rawWriter(folder: string, data: string) {
  const db = new Database(join(folder, 'raw.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 4000');
  db.exec(
    'CREATE TABLE events (pos INTEGER PRIMARY KEY, sid INT, rev INT, type TEXT, data TEXT, at INT); CREATE UNIQUE INDEX s ON events (sid, rev)',
  );
  const insert = db.prepare('INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?)');
  let rev = 0;
  const one = (): void => {
    rev += 1;
    insert.run(rev % entries, rev, 'ScoreRecorded', data, Date.now());
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
    single: (): Promise<void> => {
      one();
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

/** The full path of a command: validate, load, decide, append, fsync. Every call writes one new mark. */
function commands(engine: Engine) {
  let next = 0;
  return async (): Promise<void> => {
    const n = next++;
    const command = scoreCommand(n % entries, `s${Math.floor(n / entries)}`);
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
    const size = JSON.stringify(scoreCommand(1, 's1')).length;
    const raw = rawWriter(home, 'x'.repeat(size));
    const command = commands(engine);
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
