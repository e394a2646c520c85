import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fixedClock } from '../clocks';
import { batches } from './append-batch';
import { CommandIndex } from './command-index';
import { prepareSchema } from './data-folder';
import { logSchema } from './event-rows';
import { StreamHeads } from './stream-heads';

const folder = mkdtempSync(join(tmpdir(), 'xianfeng-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const call = (n: number) => {
  const meta = { actor: 'a', validAt: 0, command: `cmd-${n}`, fingerprint: `fp-${n}`, correlation: 'x' };
  const event = { ...meta, type: 'T', version: 1, data: {} };
  return { command: `cmd-${n}`, appends: [{ stream: `s-p.${n}`, expected: -1, events: [event] }], texts: ['{}'] };
};

function opened(file: string, recentMax: number) {
  const db = new Database(join(folder, file));
  prepareSchema(db, 1, logSchema);
  const commands = new CommandIndex(db, recentMax);
  return { db, commands, log: batches(db, fixedClock(1), new StreamHeads(db), commands) };
}

const inTable = (db: Database.Database): unknown => db.prepare('SELECT count(*) FROM commands').pluck().get();

it('finds every command, whether it stands in memory, in the table, or was read back at open', () => {
  const first = opened('a.sqlite', 4);
  for (let n = 1; n <= 10; n++) first.log.write([call(n)]);
  expect(inTable(first.db)).toBe(8);
  for (let n = 1; n <= 10; n++) {
    expect(first.commands.find(`cmd-${n}`)).toEqual({
      fingerprint: `fp-${n}`,
      stream: `s-p.${n}`,
      position: n,
      revision: 0,
    });
  }
  first.db.close();
  const again = opened('a.sqlite', 4);
  for (let n = 1; n <= 10; n++) {
    expect(again.log.write([call(n)])).toMatchObject([{ kind: 'repeated', command: { position: n } }]);
  }
  expect(again.commands.find('cmd-11')).toBeUndefined();
  expect(again.log.end().position).toBe(10);
  again.db.close();
});

it('keeps nothing of a batch that was rolled back, also one that went to the table', () => {
  const { db, commands, log } = opened('b.sqlite', 3);
  log.write([call(1)]);
  const bad = { ...call(4), texts: [undefined as unknown as string] };
  expect(() => log.write([call(2), call(3), bad])).toThrow(/NOT NULL/);
  expect([1, 2, 3, 4].map((n) => commands.find(`cmd-${n}`)?.position)).toEqual([1, undefined, undefined, undefined]);
  expect(inTable(db)).toBe(0);
  expect(log.write([call(2), call(3)])).toMatchObject([{ position: 2 }, { position: 3 }]);
  expect(inTable(db)).toBe(3);
  db.close();
});
