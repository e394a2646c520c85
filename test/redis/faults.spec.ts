import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  boardsFeed,
  connectRedis,
  memoryViews,
  publisher,
  redisBoards,
  type BoardsFeed,
  type Layout,
  type RedisLink,
} from '@xf/adapters';
import { execute, fill, follow, Outage, type Following, type View, type ViewReader, type Views } from '@xf/es';
import { beanCount, jar, jarCodec, toyEngine, type JarEvent, type JarRow } from '../kernel/toy';
import { startRedis, type RedisServer } from '../support/redis';

const layout: Layout = {
  ...{ log: 'jars', projection: 'beans', version: 1 },
  partitionOf: () => 'p',
  partitionOfSet: () => 'p',
};
const jars = ['red', 'blue', 'tall', 'round'];

type Seen = readonly [position: number, rows: readonly unknown[]];
const look = (view: ViewReader<JarRow>): Seen => [view.position(), view.range('all', { limit: 100 })];

function world(server: RedisServer) {
  const { engine } = toyEngine();
  const links: RedisLink[] = [];
  const open: (() => Promise<void>)[] = [];
  let n = 0;
  const link = (): RedisLink => {
    const one = connectRedis({ nodes: [{ host: '127.0.0.1', port: server.port }] });
    links.push(one);
    return one;
  };
  const boards = redisBoards<JarRow>(link(), layout);
  const add = async (count: number): Promise<number> => {
    for (let i = 0; i < count; i++) {
      const command = { type: 'Add' as const, jar: jars[n % 4]!, by: `p${n}`, name: '王', beans: 1 + (n % 7) };
      const outcome = await execute(engine, jar, command, { actor: 'ann', command: `c${n++}` });
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    }
    return engine.store.head();
  };
  const worker = (views: Views = memoryViews(), redis: RedisLink = link(), batchMax = 10) => {
    const feed: BoardsFeed = boardsFeed<JarEvent, JarRow>({
      ...{ redis, layout, shard: 0, projection: beanCount, views, head: () => engine.store.head() },
    });
    const breathe = (ms = 0): Promise<void> => sleep(ms);
    const following: Following = follow({
      ...{ store: engine.store, codec: jarCodec as never, followers: [feed], breathe, batchMax },
    });
    const stop = async (): Promise<void> => {
      await feed.close();
      await following.stop();
    };
    open.push(stop);
    return { feed, stop, views };
  };
  /** The board at a position, by folding the log anew. */
  const clean = async (position: number): Promise<Seen> => {
    const view = memoryViews().open<JarRow>('clean', 1);
    await fill(engine.store, jarCodec, beanCount, view, position);
    return look(view);
  };
  const settled = async (position: number): Promise<void> => {
    const end = Date.now() + 20_000;
    while (!(await boards.reached(position, 100).catch(() => false))) {
      if (Date.now() > end) throw new Error(`the boards never reached ${position}`);
      await sleep(50);
    }
    expect(await boards.read(look)).toEqual(await clean(position));
  };
  /** Reads all the time: every answer is the board of its position, or there is none. */
  const watch = () => {
    const life = { isOn: true };
    const seen = new Map<number, Seen>();
    let outages = 0;
    const watching = (async () => {
      const own = redisBoards<JarRow>(link(), layout);
      let last = 0;
      while (life.isOn) {
        try {
          const one = await own.read(look);
          expect(one[0]).toBeGreaterThanOrEqual(last);
          last = one[0];
          seen.set(last, one);
        } catch (error) {
          if (!(error instanceof Outage)) throw error;
          outages += 1;
        }
        await sleep(2);
      }
    })();
    return async (): Promise<number> => {
      life.isOn = false;
      await watching;
      for (const [position, one] of seen) expect(one).toEqual(await clean(position));
      return outages;
    };
  };
  const close = async (): Promise<void> => {
    for (const stop of open) await stop();
    for (const one of links) one.close();
  };
  return { add, worker, settled, watch, boards, close, link, clean };
}

describe('boards in Redis when something breaks', () => {
  let server: RedisServer;
  let w: ReturnType<typeof world>;
  beforeEach(async () => {
    server = await startRedis();
    w = world(server);
  });
  afterEach(async () => {
    await w.close();
    await server.stop();
  });

  it('tells an outage, never an empty board, before they were filled', async () => {
    await w.add(3);
    await expect(w.boards.read(look)).rejects.toThrow(Outage);
    await expect(w.boards.position()).rejects.toThrow(Outage);
  });

  it('tells a process with another number of shards so, and not to wait', async () => {
    const other = redisBoards<JarRow>(w.link(), { ...layout, shards: 2 });
    await expect(other.read(look)).rejects.toThrow(/being filled anew/);
    w.worker();
    await w.settled(await w.add(3));
    const told = () => other.read(look).then(String, String);
    while ((await told()).includes('anew')) await sleep(50);
    await expect(other.read(look)).rejects.toThrow(/ 1 .*BOARD_SHARDS .* 2/s);
  });

  it('fills them anew after FLUSHALL, also when no event comes', async () => {
    w.worker();
    await w.settled(await w.add(40));
    const stop = w.watch();
    await sleep(50);
    await server.call('FLUSHALL');
    await sleep(300);
    await w.settled(40);
    expect(await stop()).toBeGreaterThan(0);
    await w.settled(await w.add(15));
  });

  it('fills them anew when the server was killed and comes back with nothing', async () => {
    w.worker();
    await w.settled(await w.add(20));
    const stop = w.watch();
    await server.kill();
    await w.add(10);
    await sleep(300);
    await server.start();
    await w.settled(30);
    expect(await stop()).toBeGreaterThan(0);
  });

  it('notices an older dump that was put back', async () => {
    w.worker();
    await w.settled(await w.add(20));
    await server.call('SAVE');
    copyFileSync(join(server.folder, 'dump.rdb'), join(server.folder, 'older.rdb'));
    await w.settled(await w.add(20));
    const stop = w.watch();
    await sleep(50);
    await server.kill();
    copyFileSync(join(server.folder, 'older.rdb'), join(server.folder, 'dump.rdb'));
    await server.start();
    await w.settled(40);
    expect(await stop()).toBeGreaterThan(0);
    await w.settled(await w.add(5));
  });

  it('is right after a death at any step, before or after it landed', async () => {
    for (const lands of [false, true]) {
      for (let step = 1, isOver = false; !isOver; step++) {
        await server.call('FLUSHALL');
        await w.close();
        w = world(server);
        await w.add(25);
        let left = step;
        const fails = <T>(work: () => T): T => {
          left -= 1;
          if (left !== 0) return work();
          if (lands) work();
          throw new Outage('died');
        };
        const real = w.link();
        const redis: RedisLink = {
          ...real,
          run: (script, key, args) =>
            script === 'lease' || script === 'release'
              ? real.run(script, key, args)
              : Promise.resolve(fails(() => real.run(script, key, args))),
        };
        const views = memoryViews();
        const dying: Views = {
          ...views,
          open: <Row>(name: string, version: number): View<Row> => {
            const view = views.open<Row>(name, version);
            return { ...view, commit: (changes, position) => fails(() => view.commit(changes, position)) };
          },
        };
        const dead = (async () => {
          const first = w.worker(dying, redis, 6);
          for (let waited = 0; waited < 60 && left > 0; waited++) await sleep(10);
          await first.stop();
        })();
        await dead;
        isOver = left > 0;
        // The next process, once with the local view of the dead one, once with none.
        w.worker(step % 2 === 0 ? views : memoryViews());
        await w.settled(await w.add(3));
      }
    }
  });

  it('rebuilds under readers and writes: every answer is right, and there always is one', async () => {
    const { feed } = w.worker();
    await w.settled(await w.add(30));
    const generation = async () => server.call('HGET', '{xf:jars:beans:1:0of1}:meta', 'gen');
    const seen = new Set([await generation()]);
    const stop = w.watch();
    const life = { isWriting: true };
    const writing = (async () => {
      while (life.isWriting) {
        await w.add(2);
        await sleep(1);
      }
    })();
    for (let n = 0; n < 8; n++) {
      const [before] = await w.boards.read(look);
      await feed.rebuild();
      seen.add(await generation());
      await w.boards.reached(before + 1, 10_000);
    }
    life.isWriting = false;
    await writing;
    await w.settled(await w.add(1));
    expect(seen.size).toBe(9);
    expect(await stop()).toBe(0);
  });

  it('has one leader of two; the other takes over within ten seconds of its death', async () => {
    const redis = w.link();
    const first = w.worker(memoryViews(), redis);
    await w.settled(await w.add(10));
    const second = w.worker();
    await w.settled(await w.add(10));
    expect([first.feed.isLeading(), second.feed.isLeading()]).toEqual([true, false]);
    const stop = w.watch();
    redis.close();
    await w.settled(await w.add(10));
    expect([first.feed.isLeading(), second.feed.isLeading()]).toEqual([false, true]);
    await stop();
  });

  it('refuses what a leader writes that slept through the end of its lease', async () => {
    w.worker();
    await w.settled(await w.add(10));
    const late = publisher<JarRow>(w.link(), layout, 0);
    const wrong = { key: 'red', row: { jar: 'red', beans: 999, last: '' }, places: [{ set: 'all', sort: '0' }] };
    expect(await late.commit(1, 10, 11, [wrong])).toBe('fenced');
    expect(await late.replace(1, 99, [wrong], false)).toBe('fenced');
    await w.settled(await w.add(1));
  });

  it('refuses a batch that begins behind the boards, and skips one that ends before their end', async () => {
    const boards = publisher<JarRow>(w.link(), layout, 0);
    const row = (beans: number) => [{ key: 'red', row: { jar: 'red', beans, last: '' }, places: [] }];
    expect(await boards.commit(1, 0, 5, row(1))).toBe('lost');
    expect(await boards.replace(1, 5, row(1), false)).toBe('applied');
    expect(await boards.commit(1, 6, 8, row(2))).toBe('gap');
    expect(await boards.commit(1, 2, 5, row(3))).toBe('skipped');
    expect(await boards.commit(1, 3, 7, row(4))).toBe('applied');
    expect(await w.boards.read((view) => [view.position(), view.get('red')?.beans])).toEqual([7, 4]);
  });

  it('counts distinct sorts in whichever generation is there, from the first time they are asked for', async () => {
    const boards = publisher<JarRow>(w.link(), layout, 0);
    const at = (jar: string, sort: string) => ({
      ...{ key: jar, row: { jar, beans: 1, last: '' }, places: [{ set: 'jars', sort }] },
    });
    const steps = (sort: string) => w.boards.read((view) => view.standing('jars', sort).stepsBefore);
    const jars = [at('red', '1'), at('blue', '1'), at('green', '2'), at('white', '3')];
    expect(await boards.replace(1, 5, jars, false)).toBe('applied');
    expect([await steps('3'), await steps('9')]).toEqual([2, 3]);
    expect(await boards.replace(1, 6, [at('red', '0'), ...jars.slice(1)], true)).toBe('applied');
    expect([await steps('1'), await steps('3')]).toEqual([1, 3]);
    expect(await boards.commit(1, 6, 7, [at('blue', '0'), at('white', '0')])).toBe('applied');
    expect([await steps('2'), await steps('3')]).toEqual([1, 2]);
  });

  it('takes nothing back that a reader has seen', async () => {
    const boards = publisher<JarRow>(w.link(), layout, 0);
    expect(await boards.replace(1, 5, [], false)).toBe('applied');
    expect(await w.boards.position()).toBe(5);
    expect(await boards.replace(1, 3, [], false)).toBe('applied');
    await expect(w.boards.read(look)).rejects.toThrow(Outage);
  });
});
