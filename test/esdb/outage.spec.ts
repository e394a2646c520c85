import { setTimeout as sleep } from 'node:timers/promises';
import { noStream, Outage, type AppendAnswer, type EventStore } from '@xf/es';
import { appendOf, eventOf } from '@xf/es/testing';
import { Disk } from './double/disk';
import { Bench, everything, expectSound, newDisk, persist } from './support';

const bench = new Bench();
afterEach(() => bench.close());

/** Writers that go on until told to stop; each keeps what was acknowledged. */
function writers(store: EventStore, count: number) {
  const acknowledged = new Map<string, AppendAnswer>();
  const life = { going: true };
  const write = async (writer: number): Promise<void> => {
    let next = noStream;
    for (let n = 0; life.going; n++) {
      const command = `cmd-${writer}-${n}`;
      const one = appendOf(`score-c1.w${writer}`, next, 1 + (n % 2), command);
      const other = appendOf(`entry-c2.w${writer}`, n - 1, 1, command);
      // Every stream of the second kind gets an event with every round, so every round is a batch of two streams.
      const answer = await persist(store, [one, other]);
      acknowledged.set(command, answer);
      next += 1 + (n % 2);
    }
  };
  const running = Array.from({ length: count }, (_, writer) => write(writer));
  return {
    acknowledged,
    /** Until so many more were acknowledged. */
    async more(count: number) {
      for (const goal = acknowledged.size + count; acknowledged.size < goal;) await sleep(5);
    },
    async stop() {
      life.going = false;
      await Promise.all(running);
    },
  };
}

it('loses and doubles nothing when the server is restarted under load', async () => {
  const double = await bench.double();
  const store = bench.store(double.url);
  const load = writers(store, 8);
  for (let n = 0; n < 3; n++) {
    await load.more(10);
    await double.stop();
    await sleep(60);
    await double.start();
  }
  await load.more(10);
  await load.stop();
  const events = await everything(bench.store(double.url));
  expectSound(events);
  const commands = new Set(events.map(({ command }) => command));
  expect(commands).toEqual(new Set(load.acknowledged.keys()));
  expect(events).toEqual(await everything(store));
});

it('loses and doubles nothing when connections break again and again', async () => {
  const double = await bench.double();
  const store = bench.store(double.url);
  const load = writers(store, 8);
  for (let n = 0; n < 12; n++) {
    await load.more(2);
    double.cut();
  }
  await load.more(10);
  await load.stop();
  const events = await everything(bench.store(double.url));
  expectSound(events);
  expect(new Set(events.map(({ command }) => command))).toEqual(new Set(load.acknowledged.keys()));
});

it('says that the store is out when it is too slow, and goes on when it is not', async () => {
  const double = await bench.double();
  const store = bench.store(double.url, { deadlineMs: 200, patienceMs: 250 });
  await persist(store, [appendOf('score-c1.e1', noStream)]);
  double.slowMs = 1_000;
  const call = [appendOf('score-c1.e1', 0, 1, 'cmd-slow')];
  await expect(store.append(call)).rejects.toThrow(Outage);
  await expect(store.readStream('score-c1.e1')).rejects.toThrow(Outage);
  double.slowMs = 0;
  await persist(store, call);
  expect((await everything(store)).map(({ command }) => command).slice(1)).toEqual(['cmd-slow']);
});

it('says that the store is out when the server hangs, and adds once what was asked meanwhile', async () => {
  const double = await bench.double();
  const store = bench.store(double.url, { deadlineMs: 200, patienceMs: 250 });
  await persist(store, [appendOf('score-c1.e1', noStream)]);
  double.freeze();
  const call = [appendOf('score-c1.e1', 0, 2, 'cmd-hung')];
  await expect(store.append(call)).rejects.toThrow(Outage);
  await expect(store.readAll(0, 10)).rejects.toThrow(Outage);
  double.thaw();
  await persist(store, call);
  const events = await everything(store);
  expect(events).toHaveLength(3);
  expectSound(events);
});

it('says that the store is out when it was never there, and takes the log up when it comes', async () => {
  const double = await bench.double();
  await double.stop();
  const store = bench.store(double.url, { patienceMs: 100 });
  await expect(store.head()).rejects.toThrow(/事件库.*event store/s);
  await expect(store.append([appendOf('score-c1.e1', noStream)])).rejects.toThrow(Outage);
  await double.start();
  expect(await persist(store, [appendOf('score-c1.e1', noStream)])).toMatchObject({ kind: 'appended' });
});

it('goes on behind the last event when a subscription is dropped, also while it catches up', async () => {
  const disk = newDisk();
  const double = await bench.double(disk);
  const writing = bench.store(double.url);
  for (let n = 0; n < 30; n++) await writing.append([appendOf('score-c1.e1', n - 1)]);
  const following = bench.store(double.url);
  const followed: number[] = [];
  const follow = async (until: number): Promise<void> => {
    while (followed.length < until) {
      const events = await following.readAll(followed.at(-1) ?? 0, 4);
      followed.push(...events.map(({ position }) => position));
      if (events.length === 0) await following.waitBeyond(followed.at(-1) ?? 0, 5_000);
    }
  };
  await follow(30);
  for (let round = 1; round <= 4; round++) {
    double.cutSubscriptionAfter = round;
    double.cut();
    const [upTo, start] = [30 + round * 10, 30 + (round - 1) * 10];
    const appends = (async () => {
      for (let n = start; n < upTo; n++) await persist(writing, [appendOf('score-c1.e1', n - 1)]);
    })();
    await Promise.all([appends, follow(upTo)]);
  }
  expect(followed).toEqual((await everything(writing)).map(({ position }) => position));
  expect(double.counts.subscriptions).toBeGreaterThan(5);
});

it('throws at a position that a number does not hold exactly', async () => {
  const disk = new Disk(() => 1_000, undefined, 2 ** 53);
  const { url } = await bench.double(disk);
  await expect(bench.store(url).append([appendOf('score-c1.e1', noStream)])).rejects.toThrow(/2\^53/);
  await expect(bench.store(url).head()).rejects.toThrow(/2\^53/);
});

it('says what to set when a server takes less than an event may be, and names no stream', async () => {
  const double = await bench.double(new Disk(() => 1, 1_000));
  const store = bench.store(double.url);
  const events = [eventOf({ text: 'x'.repeat(1_000) }, 'cmd-large')];
  const told = store.append([{ stream: 'score-c1.e1', expected: noStream, events }]);
  await expect(told).rejects.toThrow(Outage);
  await expect(told).rejects.toThrow(/^(?!.*c1).*1000 .*max-append-size.*default/s);
});
