import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { readingAhead, type FlowOf, type PageOf } from './ahead';
import type { ServerRecord } from './records';

const recordAt = (position: number) => ({ position }) as ServerRecord;

/** A log that grows, and how often it was asked. */
function world(chunk: number, breaksAfter: number) {
  const log: ServerRecord[] = [];
  const asked = { pages: 0, flows: 0, open: 0 };
  const behind = (from: number, count: number) => log.filter(({ position }) => position >= from).slice(0, count);
  const read: PageOf = async (from, _prefixes, count) => {
    asked.pages += 1;
    const page = behind(from, count);
    await setImmediate();
    return page;
  };
  const flowOf: FlowOf = (from, _prefixes, count, _until, each) => {
    asked.flows += 1;
    asked.open += 1;
    const life = { open: true };
    const records = behind(from, count);
    const work = async () => {
      for (const [n, record] of records.entries()) {
        if (n % chunk === 0) await setImmediate();
        if (!life.open) break;
        if (n === breaksAfter) throw new Error('broken');
        each(record);
      }
    };
    const ended = work().finally(() => {
      asked.open -= 1;
    });
    return { ended, cancel: () => void (life.open = false) };
  };
  const add = (count: number) => {
    for (let n = 0; n < count; n++) log.push(recordAt(log.length + 1));
  };
  return { log, asked, add, pageOf: readingAhead(read, flowOf) };
}

describe('reading ahead', () => {
  it('gives every reader every record once and in order, while the log grows and readings break', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 60 })),
        fc.array(fc.record({ reader: fc.nat(2), count: fc.integer({ min: 2, max: 9 }), added: fc.nat(5) }), {
          minLength: 1,
          maxLength: 60,
        }),
        async (chunk, breaksAfter, steps) => {
          const w = world(chunk, breaksAfter);
          const readers = Array.from({ length: 3 }, () => ({ seen: [] as number[], running: Promise.resolve() }));
          const go = async (reader: (typeof readers)[number], count: number) => {
            const before = w.log.length;
            const last = reader.seen.at(-1) ?? 0;
            const page = (await w.pageOf(last, ['a'], count, Infinity)).map(({ position }) => position);
            if (page.length < count) expect(page.at(-1) ?? last).toBeGreaterThanOrEqual(before);
            if (last > 0) expect(page[0]).toBe(last);
            reader.seen.push(...page.filter((position) => position > last));
          };
          for (const { reader: n, count, added } of steps) {
            w.add(added);
            const reader = readers[n]!;
            reader.running = reader.running.then(() => go(reader, count));
            if (added % 2 === 0) await reader.running;
          }
          for (const { running } of readers) await running;
          for (const { seen } of readers) expect(seen).toEqual(seen.map((_, n) => n + 1));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('asks once for many pages of one who reads on, and not for one who does not', async () => {
    const w = world(3, Infinity);
    w.add(100);
    let from = 0;
    for (let page = 0; page < 9; page++) from = (await w.pageOf(from, ['a'], 10, Infinity)).at(-1)!.position;
    expect(w.asked).toMatchObject({ pages: 1, flows: 1 });
    for (const other of [3, 17, 41]) await w.pageOf(other, ['a'], 10, Infinity);
    expect(w.asked).toMatchObject({ pages: 4, flows: 1 });
  });

  it('keeps few readings open, however many read on', async () => {
    const w = world(1, Infinity);
    w.add(2_000);
    for (let reader = 0; reader < 8; reader++) {
      const first = await w.pageOf(reader * 100, [`p${reader}`], 10, Infinity);
      await w.pageOf(first.at(-1)!.position, [`p${reader}`], 10, Infinity);
    }
    await setImmediate();
    expect(w.asked).toMatchObject({ pages: 8, flows: 8, open: 4 });
  });
});
