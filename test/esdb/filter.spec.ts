import { noStream } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import { Bench, everything, newDisk } from './support';

const bench = new Bench();
afterEach(() => bench.close());

/** A server on which another program has written so many records behind what is there. */
function foreign(disk: ReturnType<typeof newDisk>, records: number): void {
  const [data, meta] = [new Uint8Array(150), new Uint8Array(0)];
  for (let n = 0; n < records; n++) {
    const event = { id: `foreign-${n}`, type: 'note', contentType: 'application/json', data, meta };
    disk.append('elsewhere-x|y', disk.of('elsewhere-x|y').length - 1, [event]);
  }
}

it('opens a new log on a server that holds another one, however long the server looks for it', async () => {
  const disk = newDisk();
  foreign(disk, 6_100);
  const double = await bench.double(disk);
  // Three steps, each silent for longer than the deadline, and longer than patience together.
  double.stepMs = 1_300;
  const store = bench.store(double.url, { deadlineMs: 1_000, patienceMs: 2_500 });
  const opened = async (): Promise<number> => {
    for (;;) {
      const head = await store.head().catch((error: unknown) => error);
      if (typeof head === 'number') return head;
      // Nobody is sent to see whether a server is running that is at work.
      expect(String(head)).toMatch(/首次读取/);
    }
  };
  expect(await opened()).toBe(0);
  expect(await store.append([appendOf('score-c1.e1', noStream)])).toMatchObject({ kind: 'appended' });
});

it('reads a partition from where it stands, and not up to the end of the log', async () => {
  const disk = newDisk();
  const double = await bench.double(disk);
  const store = bench.store(double.url);
  for (let n = 0; n < 3; n++) await store.append([appendOf('entry-c1.e1', n - 1)]);
  foreign(disk, 6_000);
  const wide = ['entry-c1.e2', 'entry-c2.e1'].map((stream) => appendOf(stream, noStream, 2, 'cmd-wide'));
  await store.append(wide);
  for (let n = 0; n < 3; n++) await store.append([appendOf('entry-c1.e1', n + 2)]);
  foreign(disk, 6_000);
  await store.append([appendOf('entry-c3.e1', noStream)]);
  const all = await everything(store);
  const own = all.filter(({ stream }) => stream.includes('-c1.'));
  expect(own).toHaveLength(8);

  double.stepMs = 300;
  double.counts.looked = double.counts.reads = 0;
  expect(await store.readAll(0, 1_000, 'c1')).toEqual(own);
  for (const [n, { position }] of own.entries()) {
    expect(await store.readAll(position, 1_000, 'c1')).toEqual(own.slice(n + 1));
    expect(await store.readAll(position - 1, 2, 'c1')).toEqual(own.slice(n, n + 2));
  }
  expect(await store.readAll(own.at(-1)!.position, 1_000, 'c1')).toEqual([]);
  expect(await store.readAll(0, 1_000, 'c9')).toEqual([]);
  // Each was ended within its first step, before all that others have written.
  expect(double.counts.looked).toBeLessThanOrEqual(2_000 * double.counts.reads);
  expect(double.counts.reads).toBeLessThan(40);
});
