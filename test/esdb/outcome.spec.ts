import { noStream, Outage, type Append } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import type { Fault } from './double/server';
import { Bench, everything, expectSound, newDisk, persist } from './support';

const bench = new Bench();
afterEach(() => bench.close());

const faults: readonly Exclude<Fault, undefined>[] = ['cut-before', 'cut-after', 'timeout', 'silent'];

describe.each(faults)('an append whose outcome is unknown (%s)', (fault) => {
  it('is made again and stands once', async () => {
    const double = await bench.double();
    const store = bench.store(double.url);
    await store.append([appendOf('score-c1.e1', noStream)]);
    let broken = 0;
    double.fault = () => (broken++ === 0 ? fault : undefined);
    expect(await store.append([appendOf('score-c1.e1', 0, 3, `cmd-${fault}`)])).toMatchObject({
      kind: 'appended',
      revision: 3,
    });
    expect(broken).toBe(2);
    double.fault = () => undefined;
    expect(await store.append([appendOf('score-c1.e1', 3)])).toMatchObject({ kind: 'appended', revision: 4 });
    const events = await everything(store);
    expect(events).toHaveLength(5);
    expectSound(events);
    expect(await store.findCommand(`cmd-${fault}`)).toMatchObject({ revision: 3, position: events[3]?.position });
  });

  it('is found by its command when the process never heard of it', async () => {
    const double = await bench.double();
    const first = bench.store(double.url, { patienceMs: 300, deadlineMs: 600 });
    await first.append([appendOf('score-c1.e1', noStream)]);
    double.fault = () => fault;
    const call = [appendOf('score-c1.e1', 0, 2, 'cmd-lost')];
    await expect(first.append(call)).rejects.toThrow(Outage);
    double.fault = () => undefined;
    const second = bench.store(double.url);
    const wasThere = fault !== 'cut-before';
    // Another process decides again, on what stands there, and perhaps other events.
    const expected = (await second.readStream('score-c1.e1')).length - 1;
    expect(expected).toBe(wasThere ? 2 : 0);
    const again = await persist(second, [appendOf('score-c1.e1', expected, 1, 'cmd-lost')]);
    expect(again.kind).toBe(wasThere ? 'repeated' : 'appended');
    expect(await everything(second)).toHaveLength(wasThere ? 3 : 2);
    // Its own call again finds its own events; a call for what another wrote is a repeat.
    expect(['appended', 'repeated']).toContain((await persist(first, call)).kind);
    expect(await everything(second)).toHaveLength(wasThere ? 3 : 2);
    expectSound(await everything(second));
  });
});

/** The steps of a batch are its appends and its verdict. */
const call = (command: string): readonly Append[] => [
  appendOf('round-r1', 0, 1, command),
  appendOf('honour-a.x', noStream, 2, command),
  appendOf('honour-a.y', noStream, 1, command),
];

describe.each(faults)('a batch that breaks off at any step (%s)', (fault) => {
  it('is seen whole or not at all, and the same command finishes it', async () => {
    let finished = false;
    for (let step = 0; !finished; step++) {
      const double = await bench.double(newDisk());
      const before = bench.store(double.url);
      await before.append([appendOf('round-r1', noStream)]);
      let appends = 0;
      double.fault = () => (appends++ >= step ? fault : undefined);
      const died = bench.store(double.url, { patienceMs: 300, deadlineMs: 600 });
      const answer = await died.append(call('cmd-batch')).catch((error: unknown) => error);
      finished = !(answer instanceof Outage);
      double.fault = () => undefined;
      const after = bench.store(double.url, { openBatchMs: 50 });
      const seen = (await everything(after)).length;
      const isThere = finished || (fault !== 'cut-before' && step === 3);
      expect([step, seen]).toEqual([step, isThere ? 5 : 1]);
      expect(await after.readStream('honour-a.x')).toHaveLength(isThere ? 2 : 0);
      // The same content finishes what was begun; other content, as a second decision makes it, begins anew.
      const again = step % 2 === 0 ? call('cmd-batch') : call('cmd-batch').map((one) => changed(one));
      expect([step, (await persist(after, again)).kind]).toEqual([step, isThere ? 'repeated' : 'appended']);
      const events = await everything(after);
      expect(events).toHaveLength(5);
      expectSound(events);
      if (step % 2 === 0) expect(double.options.disk.of(`${bench.log}-a|honour-a.x`)).toHaveLength(2);
      expect(await before.readStream('honour-a.x')).toEqual(await after.readStream('honour-a.x'));
      await before.waitBeyond((events.at(-1)?.position ?? 0) - 1, 5_000);
      expect(await everything(before)).toEqual(events);
      expect(['appended', 'repeated']).toContain((await persist(died, call('cmd-batch'))).kind);
      expect(await everything(before)).toHaveLength(5);
      await bench.close();
      if (finished) expect(step).toBe(4);
    }
  });

  it('does not hold its streams for ever', async () => {
    const double = await bench.double();
    const before = bench.store(double.url);
    await before.append([appendOf('round-r1', noStream)]);
    let appends = 0;
    double.fault = () => (appends++ >= 2 ? fault : undefined);
    const died = bench.store(double.url, { patienceMs: 300, deadlineMs: 600 });
    await expect(died.append(call('cmd-batch'))).rejects.toThrow(Outage);
    double.fault = () => undefined;
    const other = bench.store(double.url, { openBatchMs: 50 });
    expect(await persist(other, [appendOf('honour-a.x', noStream)])).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await persist(other, [appendOf('honour-a.y', noStream)])).toMatchObject({ kind: 'appended', revision: 0 });
    // Whoever comes back late finds that it came to nothing.
    expect((await persist(died, call('cmd-batch'))).kind).toBe('conflict');
    const events = await everything(before);
    expect(events.map(({ stream }) => stream)).toEqual(['round-r1', 'honour-a.x', 'honour-a.y']);
    expectSound(events);
    expect(await before.findCommand('cmd-batch')).toBeUndefined();
  });
});

function changed(append: Append): Append {
  return { ...append, events: append.events.map((event) => ({ ...event, validAt: event.validAt + 1 })) };
}
