import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Append, Clock, EventStore, NewEvent } from '@xf/es';
import { fixedClock } from '../clocks';
import { batches, type AppendCall } from './append-batch';
import { CommandIndex } from './command-index';
import { StreamHeads } from './stream-heads';
import { DataFolderInUse, prepareSchema } from './data-folder';
import { openLog, openSqliteEventStore } from './event-store';
import { logSchema } from './event-rows';

const clock: Clock = fixedClock(1_000);
const event = (command: string, data: NewEvent['data']): NewEvent => {
  const meta = { actor: 'tester', validAt: 1, fingerprint: 'fp', correlation: command };
  return { type: 'Happened', version: 1, data, command, ...meta };
};
const append = (stream: string, expected: number, ...bodies: readonly NewEvent['data'][]): Append => ({
  stream,
  expected,
  events: bodies.map((data) => event(`cmd-${stream}-${expected}`, data)),
});

let folder: string;
const opened: EventStore[] = [];
const open = (readOnly = false): EventStore => {
  const store = openSqliteEventStore({ folder, clock, readOnly });
  opened.push(store);
  return store;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xianfeng-log-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('sqlite event store', () => {
  it('numbers positions 1..N without gaps, also after conflicts and failures', async () => {
    const store = open();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const calls = Array.from({ length: 60 }, (_, n) => {
      if (n % 3 === 0) return store.append([append(`score-c1.e${n}`, 5, { n })]);
      if (n % 3 === 1) return store.append([append(`score-c1.e${n}`, -1, circular)]);
      return store.append([append(`score-c1.e${n}`, -1, { n }, { n })]);
    });
    const kinds = (await Promise.allSettled(calls)).map((one) =>
      one.status === 'fulfilled' ? one.value.kind : one.status,
    );
    expect(kinds.slice(0, 3)).toEqual(['conflict', 'rejected', 'appended']);
    expect((await store.readAll(0, 1_000)).map(({ position }) => position)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
  });

  it('takes 200,000 events in one call', async () => {
    const store = open();
    const events = Array.from({ length: 200_000 }, (_, n) => event('cmd-big', { n }));
    expect(await store.append([{ stream: 'import-c1.big', expected: -1, events }])).toMatchObject({
      position: 200_000,
      revision: 199_999,
    });
    expect((await store.readStream('import-c1.big', 199_999))[0]?.data).toEqual({ n: 199_999 });
  });

  it('keeps what was said when the call was made, not what the caller changed later', async () => {
    const store = open();
    const body = { points: 1 };
    const answer = store.append([append('score-c1.e1', -1, body)]);
    body.points = 2;
    await answer;
    expect((await store.readStream('score-c1.e1'))[0]?.data).toEqual({ points: 1 });
  });

  it('refuses a second writer in the same process, naming folder and process', async () => {
    const first = open();
    expect(() => open()).toThrow(DataFolderInUse);
    expect(() => open()).toThrow(`数据目录 ${folder} 正被进程 ${process.pid} 使用`);
    await first.close();
    expect(await open().head()).toBe(0);
  });

  it('refuses a second writer beside another process, and takes over when that one is killed', async () => {
    const holder = spawn(process.execPath, [
      '-e',
      holdLock,
      join(folder, 'lock.sqlite'),
      require.resolve('better-sqlite3'),
    ]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(() => open()).toThrow(DataFolderInUse);
    const exit = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await exit;
    expect(await open().append([append('score-c1.e1', -1, {})])).toMatchObject({ kind: 'appended' });
    expect(readFileSync(join(folder, 'log.lock'), 'utf8').trim()).toBe(String(process.pid));
  });

  it('lets readers look on beside the writer and wait for it', async () => {
    const writer = open();
    await writer.append([append('score-c1.e1', -1, { n: 1 })]);
    const reader = open(true);
    expect(await reader.head()).toBe(1);
    const waiting = reader.waitBeyond(1, 60_000);
    expect(await reader.waitBeyond(5, 1)).toBe(false);
    await writer.append([append('score-c1.e2', -1, { n: 2 })]);
    expect(await waiting).toBe(true);
    expect((await reader.readAll(1, 10)).map(({ data }) => data)).toEqual([{ n: 2 }]);
    await expect(reader.append([append('score-c1.e3', -1, {})])).rejects.toThrow(/reading only/);
    await writer.close();
    await reader.close();
    expect(await open(true).head()).toBe(2);
  });

  it('reads no folder that holds no log', () => {
    expect(() => open(true)).toThrow();
  });

  it('refuses a file that a newer program wrote', async () => {
    await open().close();
    const db = new Database(join(folder, 'log.sqlite'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => open()).toThrow(/newer program \(format 99\)/);
    expect(() => open(true)).toThrow(/newer program \(format 99\)/);
    // The failed opening must not keep the folder locked.
    expect(() => open()).toThrow(/newer program/);
  });
});

/** A writer that never lets go by itself. */
const holdLock = `
  const db = new (require(process.argv[2]))(process.argv[1]);
  db.pragma('locking_mode = EXCLUSIVE');
  db.exec('BEGIN EXCLUSIVE');
  console.log('held');
  setInterval(() => db.name, 1000);
`;

describe('writing batches', () => {
  const callOf = (stream: string, size: number): AppendCall => {
    const body = { long: 'x'.repeat(size) };
    const one = append(stream, -1, body);
    return { command: `cmd-${stream}--1`, appends: [one], texts: [JSON.stringify(body)] };
  };

  it('leaves nothing of a batch that meets a full disk, and writes the next one', () => {
    const db = new Database(join(folder, 'small.sqlite'));
    prepareSchema(db, 1, logSchema);
    db.pragma('max_page_count = 40');
    const commands = new CommandIndex(db);
    const log = batches(db, clock, new StreamHeads(db), commands);
    expect(log.write([callOf('score-c1.a', 10), callOf('score-c1.b', 10)])).toMatchObject([
      { position: 1 },
      { position: 2 },
    ]);
    const full = (): unknown =>
      log.write([callOf('score-c1.c', 10), callOf('score-c1.d', 400_000), callOf('score-c1.e', 10)]);
    expect(full).toThrow(/the disk is full/);
    expect(thrownBy(full)).toMatchObject({ cause: { code: 'SQLITE_FULL' } });
    const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(['events', 'streams'].map(count)).toEqual([2, 2]);
    expect(['cmd-score-c1.b--1', 'cmd-score-c1.c--1'].map((id) => commands.find(id)?.position)).toEqual([2, undefined]);
    expect(log.end().position).toBe(2);
    expect(log.write([callOf('score-c1.c', 10)])).toMatchObject([{ kind: 'appended', position: 3, revision: 0 }]);
    db.close();
  });

  it('rejects every queued append of the failed transaction, and none after it', async () => {
    const store = open();
    await store.append([append('score-c1.a', -1, {})]);
    const breaker = new Database(join(folder, 'log.sqlite'));
    breaker.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON events WHEN new.type = 'Bad' BEGIN SELECT RAISE(FAIL, 'disk'); END",
    );
    const bad = { ...append('score-c1.b', -1), events: [{ ...event('cmd-bad', {}), type: 'Bad' }] };
    const both = await Promise.allSettled([store.append([append('score-c1.c', -1, {})]), store.append([bad])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(both).toMatchObject([{ reason: { message: 'disk' } }, { reason: { message: 'disk' } }]);
    expect(await store.head()).toBe(1);
    expect(await store.append([append('score-c1.c', -1, {})])).toMatchObject({ kind: 'appended', position: 2 });
    breaker.close();
  });
});

describe('the log file', () => {
  it('flushes every commit to the disk: write-ahead log with full synchronisation', () => {
    const db = openLog(folder);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(4_000);
    db.close();
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
