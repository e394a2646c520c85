import { fixedClock, memoryEventStore } from '@xf/adapters';
import { Outage, streamName, type EventStore } from '@xf/es';
import { LogTail, pageMax } from './shell.tail';

const store = () => memoryEventStore(fixedClock(1_000));
let n = 0;
async function record(log: EventStore, partition: string, count: number): Promise<number> {
  const command = `c${n++}`;
  const meta = { actor: 'a', validAt: 1, command, fingerprint: '', correlation: command };
  const events = Array.from({ length: count }, () => ({ ...meta, type: 'Happened', version: 1, data: {} }));
  const answer = await log.append([{ stream: streamName('entry', partition, `e${n}`), expected: -1, events }]);
  if (answer.kind !== 'appended') throw new Error(answer.kind);
  return answer.position;
}
const tailOf = (log: EventStore): LogTail => new LogTail({ engine: { store: log } } as never);
const never = new AbortController().signal;
const places = (events: readonly { readonly position: number }[] | undefined) =>
  events?.map(({ position }) => position);

describe('the tail of the log', () => {
  it('gives each partition its own events, from where it was listened to', async () => {
    const log = store();
    await record(log, 'a', 3);
    const tail = tailOf(log);
    const [a, b] = await Promise.all([tail.listen('a'), tail.listen('b')]);
    expect([a.upTo(), a.since(3), a.since(2)]).toEqual([3, [], undefined]);
    const next = a.beyond(3, never);
    await record(log, 'b', 2);
    await record(log, 'a', 2);
    expect(await next).toBe(7);
    expect([places(a.since(3)), places(a.since(6)), places(b.since(3))]).toEqual([[6, 7], [7], [4, 5]]);
    expect(await a.beyond(6, never)).toBe(7);
    const late = await tail.listen('a');
    expect(places(late.since(3))).toEqual([6, 7]);
    for (const one of [a, b, late]) one.close();
    expect(tail.count()).toBe(0);
    await tail.onModuleDestroy();
  });

  it('keeps so many events and says where those begin', async () => {
    const log = store();
    const tail = tailOf(log);
    const listener = await tail.listen('a');
    for (let k = 0; k < 6; k++) await record(log, 'a', pageMax);
    await listener.beyond(6 * pageMax - 1, never);
    expect(listener.since(0)).toBeUndefined();
    const kept = [];
    for (let at = 4 * pageMax; ;) {
      const page = places(listener.since(at)) ?? [];
      expect(page.length).toBeLessThanOrEqual(pageMax);
      if (page.length === 0) break;
      kept.push(...page);
      at = page.at(-1) ?? 0;
    }
    expect(kept).toEqual(Array.from({ length: 2 * pageMax }, (_, k) => 4 * pageMax + 1 + k));
    listener.close();
    await tail.onModuleDestroy();
  });

  it('reads nothing while nobody listens, and goes on at the end when somebody does again', async () => {
    const log = store();
    const reads = jest.spyOn(log, 'readAll');
    const tail = tailOf(log);
    await record(log, 'a', 1);
    (await tail.listen('a')).close();
    const again = await tail.listen('a');
    again.close();
    const settle = async () => {
      for (let k = 0; k < 20; k++) await new Promise((resolve) => setImmediate(resolve));
    };
    await settle();
    reads.mockClear();
    await record(log, 'a', 5);
    await settle();
    expect(reads).not.toHaveBeenCalled();
    const listener = await tail.listen('a');
    expect([listener.upTo(), listener.since(5)]).toEqual([6, undefined]);
    const next = listener.beyond(6, never);
    await record(log, 'a', 1);
    expect([await next, places(listener.since(6))]).toEqual([7, [7]]);
    listener.close();
    await tail.onModuleDestroy();
  });

  it('sits an outage out, loses nothing by it, and hands a bug to whoever listens', async () => {
    const log = store();
    const tail = tailOf(log);
    const readAll = log.readAll.bind(log);
    const reads = jest.spyOn(log, 'readAll').mockRejectedValueOnce(new Outage('away'));
    const listener = await tail.listen('a');
    await record(log, 'a', 2);
    expect(await listener.beyond(0, never)).toBe(2);
    expect(places(listener.since(0))).toEqual([1, 2]);
    reads.mockImplementation((after, ...more) =>
      after < 2 ? readAll(after, ...more) : Promise.reject(new Error('bug')),
    );
    await expect(listener.beyond(2, never)).rejects.toThrow('bug');
    expect(tail.count()).toBe(0);
    reads.mockImplementation(readAll);
    const fresh = await tail.listen('a');
    listener.close();
    const next = fresh.beyond(2, never);
    await record(log, 'a', 1);
    expect(await next).toBe(3);
    fresh.close();
    await tail.onModuleDestroy();
  });

  it('lets go of who does not wait any more', async () => {
    const tail = tailOf(store());
    const listener = await tail.listen('a');
    const control = new AbortController();
    const waiting = listener.beyond(0, control.signal);
    control.abort();
    expect(await waiting).toBeUndefined();
    expect(await listener.beyond(0, control.signal)).toBeUndefined();
    listener.close();
    await tail.onModuleDestroy();
  });

  it('can be listened to after the log was away at the start', async () => {
    const log = store();
    const tail = tailOf(log);
    jest.spyOn(log, 'head').mockRejectedValueOnce(new Outage('away'));
    await expect(tail.listen('a')).rejects.toThrow('away');
    expect(tail.count()).toBe(0);
    (await tail.listen('a')).close();
    await tail.onModuleDestroy();
  });
});
