import type { Append, AppendAnswer, EventStore, StreamName } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import { Bench, everything, expectSound, persist } from './support';

const bench = new Bench();
afterEach(() => bench.close());

/** Loads and appends until the command is in the log, as an executor does. */
async function carryOut(store: EventStore, streams: readonly StreamName[], command: string): Promise<AppendAnswer> {
  for (;;) {
    const call: Append[] = [];
    for (const stream of streams) {
      const events = await store.readStream(stream);
      call.push(appendOf(stream, events.at(-1)?.revision ?? -1, 1, command));
    }
    const answer = await persist(store, call);
    if (answer.kind !== 'conflict') return answer;
  }
}

it('carries out each command once when two processes get all of them at the same time', async () => {
  const url = await bench.anyServer();
  const processes = [bench.store(url), bench.store(url)];
  const commands = Array.from({ length: 40 }, (_, n) => n);
  const streamsOf = (n: number): StreamName[] =>
    n % 4 === 0 ? [`entry-c1.e${n % 3}`, `score-c2.s${n % 5}`] : [`entry-c1.e${n % 3}`];
  await Promise.all(
    processes.map(async (store, index) => {
      const order = index === 0 ? commands : commands.toReversed();
      await Promise.all(order.map((n) => carryOut(store, streamsOf(n), `cmd-${n}`)));
    }),
  );
  const third = bench.store(url);
  const events = await everything(third);
  expectSound(events);
  expect(events).toHaveLength(50);
  expect(new Set(events.map(({ command }) => command)).size).toBe(40);
  for (const n of commands) expect(await third.findCommand(`cmd-${n}`)).toMatchObject({ fingerprint: `fp-cmd-${n}` });
});

it('shows a process what another wrote before, on the stream it decides on', async () => {
  const url = await bench.anyServer();
  const [one, two] = [bench.store(url), bench.store(url)];
  for (let n = 0; n < 10; n++) {
    await carryOut(n % 2 === 0 ? one : two, ['entry-c1.a', 'entry-c1.b'], `cmd-${n}`);
    const other = n % 2 === 0 ? two : one;
    expect(await other.readStream('entry-c1.b')).toHaveLength(n + 1);
    expect(await other.findCommand(`cmd-${n}`)).toMatchObject({ stream: 'entry-c1.b', revision: n });
  }
});
