import { setImmediate } from 'node:timers/promises';
import { fixedClock, memoryEventStore, memoryViews } from '@xf/adapters';
import { PastViews, viewAsOf } from './as-of';
import { codec, whole } from './codec';
import type { EventStore } from './ports/event-store';
import type { ViewReader } from './ports/views';
import type { Projection } from './projection';

type Tick = { type: 'Ticked'; n: number };
const ticks = codec<Tick>({ Ticked: { version: 1, fields: { n: whole } } });
const latest: Projection<Tick, { n: number }> = {
  name: 'latest',
  version: 1,
  codec: ticks,
  keys: ({ stream }) => [stream],
  fold: (_row, { event }) => ({ n: event.n }),
  places: (_row, key) => [{ set: 'all', sort: key }],
};

async function logOf(count: number): Promise<EventStore> {
  const store = memoryEventStore(fixedClock(0));
  const meta = { actor: 'x', validAt: 0, command: 'c', fingerprint: '', correlation: 'c' };
  const events = Array.from({ length: count }, (_, n) => ({ type: 'Ticked', version: 1, data: { n }, ...meta }));
  await store.append([{ stream: 'clock-a', expected: -1, events }]);
  return store;
}

const foldOf = (store: EventStore, position: number, partition?: string) =>
  viewAsOf(store, ticks, latest, { position }, memoryViews().open<{ n: number }>('latest', 1), partition);

/** The store with a note of how many are reading it at once; every read takes a turn of the event loop. */
function counted(store: EventStore) {
  const now = { reading: 0, most: 0 };
  const readAll: EventStore['readAll'] = async (...range) => {
    now.most = Math.max(now.most, (now.reading += 1));
    await setImmediate();
    now.reading -= 1;
    return store.readAll(...range);
  };
  return { store: { ...store, readAll }, now };
}

describe('folding a past moment', () => {
  it('answers the same whatever the pages, and lets other work run between them', async () => {
    const store = await logOf(9_000);
    const others = { turns: 0, end: false };
    const work = (async () => {
      while (!others.end) {
        await setImmediate();
        others.turns += 1;
      }
    })();
    for (const position of [1, 499, 500, 501, 8_600, 9_000]) {
      const view = await foldOf(store, position);
      expect([view.get('clock-a'), view.position()]).toEqual([{ n: position - 1 }, position]);
    }
    others.turns = 0;
    await foldOf(store, 9_000);
    expect(others.turns).toBeGreaterThanOrEqual(17);
    others.end = true;
    await work;
  });

  it('works out the places of a row once, however many events touch it', async () => {
    const store = await logOf(1_700);
    let asked = 0;
    const places: typeof latest.places = (row, key) => {
      asked += 1;
      return [{ set: 'all', sort: `${key}${row.n}` }];
    };
    const scratch = memoryViews().open<{ n: number }>('latest', 1);
    const view = await viewAsOf(store, ticks, { ...latest, places }, { position: 1_600 }, scratch);
    expect([asked, view.range('all', { limit: 9 }).map(({ sort }) => sort)]).toEqual([1, ['clock-a1599']]);
  });

  it.each([
    ['the whole log', undefined, 1],
    ['one partition', 'a', 2],
  ])('of %s is not done more often at once than it may be, and everybody is answered', async (_of, partition, most) => {
    const { store, now } = counted(await logOf(4_500));
    const views = await Promise.all(Array.from({ length: 8 }, (_, n) => foldOf(store, 4_000 + n, partition)));
    expect(now.most).toBe(most);
    expect(views.map((view) => view.get('clock-a')?.n)).toEqual(Array.from({ length: 8 }, (_, n) => 3_999 + n));
  });

  it('that fails lets the next one in', async () => {
    const store = await logOf(10);
    const broken = { ...store, readAll: () => Promise.reject(new Error('unreadable')) };
    await expect(foldOf(broken, 5)).rejects.toThrow('unreadable');
    broken.readAll = store.readAll as never;
    expect((await foldOf(broken, 5)).get('clock-a')).toEqual({ n: 4 });
  });

  it('of a partition does not wait behind one of the whole log', async () => {
    const store = await logOf(6_000);
    const done: string[] = [];
    const whole = foldOf(store, 6_000).then(() => done.push('whole'));
    await Promise.all([whole, foldOf(store, 10, 'a').then(() => done.push('partition'))]);
    expect(done).toEqual(['partition', 'whole']);
  });
});

describe('past views', () => {
  const viewWith = (rows: number) => ({ size: () => rows }) as unknown as ViewReader<never>;
  const rowsIn = (view: ViewReader<never>) => view.size('all');

  it('are folded once for all who ask, while and after they are folded', async () => {
    const past = new PastViews<never>(1_000, rowsIn);
    let folds = 0;
    const fold = async () => {
      folds += 1;
      await setImmediate();
      return viewWith(1);
    };
    const views = await Promise.all([past.at('a', fold), past.at('a', fold), past.at('b', fold)]);
    expect(views[0]).toBe(views[1]);
    expect(await past.at('a', fold)).toBe(views[0]);
    expect(folds).toBe(2);
  });

  it('go when there is no room, the one asked for longest ago first, and the last one never', async () => {
    const past = new PastViews<never>(250, rowsIn);
    const folded: string[] = [];
    const ask = async (key: string, rows: number) => {
      await past.at(key, async () => {
        folded.push(key);
        return viewWith(rows);
      });
      await setImmediate();
    };
    await ask('a', 80);
    await ask('b', 80);
    await ask('a', 80);
    await ask('c', 80);
    await ask('a', 80);
    expect(folded).toEqual(['a', 'b', 'c']);
    await ask('b', 80);
    await ask('huge', 10_000);
    await ask('huge', 10_000);
    expect(folded).toEqual(['a', 'b', 'c', 'b', 'huge']);
    await ask('a', 80);
    expect(folded.slice(5)).toEqual(['a']);
  });

  it('without rows take room too', async () => {
    const past = new PastViews<never>(100, rowsIn);
    let folds = 0;
    const fold = async () => ((folds += 1), viewWith(0));
    for (let n = 0; n < 10; n++) await past.at(`k${n}`, fold);
    await setImmediate();
    await past.at('k0', fold);
    expect(folds).toBe(11);
  });

  it('that could not be folded are tried again', async () => {
    const past = new PastViews<never>(100, rowsIn);
    await expect(past.at('a', () => Promise.reject(new Error('outage')))).rejects.toThrow('outage');
    const view = viewWith(1);
    expect(await past.at('a', async () => view)).toBe(view);
  });
});
