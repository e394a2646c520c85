import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEsdbEventStore } from '@xf/adapters';
import { noStream, Outage, type EventStore } from '@xf/es';
import { appendOf, eventStoreContract } from '@xf/es/testing';
import { Double } from './double/server';
import { Bench, everything, expectSound, newDisk, persist } from './support';

const bench = new Bench();
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xianfeng-cache-'));
  file = join(folder, 'index', 'history.sqlite');
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

// One server for all of them, which holds the logs of the tests before.
const shared = newDisk();
let logs = 0;
eventStoreContract('esdb with a cache file, on a log that others write to', async () => {
  const double = new Double({ disk: shared });
  await double.start();
  const [log, home] = [`shared${++logs}`, mkdtempSync(join(tmpdir(), 'xianfeng-cache-'))];
  return {
    durable: true,
    cleanup: async () => {
      await double.stop();
      rmSync(home, { recursive: true });
    },
    open: async (clock) => {
      shared.now = () => clock.now();
      return openEsdbEventStore({ url: double.url, log, cache: join(home, 'history.sqlite') });
    },
  };
});

/** Single appends, batches, and one that comes to nothing. */
async function fill(store: EventStore): Promise<void> {
  for (let n = 0; n < 20; n++) await store.append([appendOf('entry-c1.e1', n - 1, 1, `cmd-one-${n}`)]);
  const wide = (command: string) => ['a', 'b', 'c'].map((x) => appendOf(`honour-c1.${x}`, noStream, 2, command));
  await store.append(wide('cmd-wide'));
  await store.append([appendOf('entry-c1.e1', 19, 3, 'cmd-three')]);
}

async function expectSame(one: EventStore, other: EventStore): Promise<void> {
  const events = await everything(one);
  expectSound(events);
  expect(await everything(other)).toEqual(events);
  expect(await other.head()).toBe(await one.head());
  for (const command of new Set(events.map(({ command }) => command)))
    expect(await other.findCommand(command)).toEqual(await one.findCommand(command));
  for (const { recordedAt } of events)
    expect(await other.positionAt(recordedAt)).toBe(await one.positionAt(recordedAt));
}

it('reads at the start what is behind the cache, and answers as one that read everything', async () => {
  const double = await bench.double();
  const first = bench.store(double.url, { cache: file });
  await fill(first);
  await first.close();
  const other = bench.store(double.url);
  await persist(other, [appendOf('entry-c1.e1', 22, 1, 'cmd-behind')]);
  await other.close();
  const before = double.counts.sent;
  const again = bench.store(double.url, { cache: file });
  expect(await again.head()).toBeGreaterThan(0);
  // The record it is recognised by, the last of the log, and what is behind the cache.
  expect(double.counts.sent - before).toBeLessThan(10);
  await expectSame(again, bench.store(double.url));
  expect(await again.findCommand('cmd-behind')).toMatchObject({ revision: 23 });
});

it('goes on from a copy that was taken while a process had it open, as from one that was killed', async () => {
  const double = await bench.double();
  const first = bench.store(double.url, { cache: file });
  await fill(first);
  const killed = join(folder, 'killed.sqlite');
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, killed + end);
  await first.append([appendOf('entry-c1.e1', 22, 1, 'cmd-later')]);
  await expectSame(first, bench.store(double.url, { cache: killed }));
});

it('begins anew on a server that was put back to another log', async () => {
  const [one, two] = [await bench.double(newDisk()), await bench.double(newDisk())];
  const first = bench.store(one.url, { cache: file });
  await fill(first);
  await first.close();
  const other = bench.store(two.url);
  for (let n = 0; n < 40; n++) await other.append([appendOf('entry-c1.e1', n - 1, 1, `cmd-two-${n}`)]);
  const again = bench.store(two.url, { cache: file });
  expect(await again.findCommand('cmd-one-1')).toBeUndefined();
  await expectSame(other, again);
});

it('is made again when it is damaged, also while it is read', async () => {
  const double = await bench.double();
  const first = bench.store(double.url, { cache: file });
  await fill(first);
  await first.close();
  const size = readFileSync(file).length;
  for (const from of [4_096, 8_192]) {
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(size - from, 0xa5), 0, size - from, from);
    closeSync(handle);
    const again = bench.store(double.url, { cache: file, patienceMs: 8_000 });
    const reference = bench.store(double.url);
    for (let tries = 0; tries < 20; tries++) {
      const told = await again.findCommand('cmd-one-3').catch((error: unknown) => error);
      if (!(told instanceof Outage)) break;
    }
    await expectSame(reference, again);
    await again.close();
  }
});

it('is left alone when it is something else or in use, and that is told', async () => {
  const double = await bench.double();
  const notes = join(folder, 'notes.sqlite');
  writeFileSync(notes, '不是缓存'.repeat(2_000));
  expect(() => bench.store(double.url, { cache: notes })).toThrow(Outage);
  expect(readFileSync(notes, 'utf8')).toBe('不是缓存'.repeat(2_000));
  const first = bench.store(double.url, { cache: file });
  await persist(first, [appendOf('entry-c1.e1', noStream)]);
  expect(() => bench.store(double.url, { cache: file })).toThrow(/另一个进程.*another process/s);
  expect(await first.readStream('entry-c1.e1')).toHaveLength(1);
});
