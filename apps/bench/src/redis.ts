import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  boardsFeed,
  connectRedis,
  memoryEventStore,
  memoryVault,
  openSqliteViews,
  publisher,
  redisBoards,
  systemClock,
  type Layout,
} from '@xf/adapters';
import { standings, type StandingRow } from '@xf/competitions';
import { decodeRecorded, viewFollower, type Change, type EventShape, type Follower, type Recorded } from '@xf/es';
import { engineOf, everyCodec } from '@xf/runtime';
import { inTurns, timed, type Bench, type Figure, type Scale } from './measure';
import { fillLog, noise, openCompetition, shapes, type Shape } from './season';

type Row = { readonly name: string; readonly points: number };

const board = 'c/board';
const rounds = 5;
const together = 500;
/** Who waits for a rank at the same time: people look while a contest goes on. */
const readers = 64;

const layout = (projection: string): Layout => ({
  log: 'bench',
  projection,
  version: 1,
  partitionOf: (key) => key.slice(0, key.indexOf('/')),
  partitionOfSet: (set) => set.slice(0, set.indexOf('/')),
});

async function server(folder: string) {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  const settings = ['--port', String(port), '--dir', folder, '--bind', '127.0.0.1', '--save', ''];
  const child = spawn('redis-server', settings, { stdio: 'ignore' });
  child.on('error', (error) => {
    throw error;
  });
  const raw = new Redis({ port, maxRetriesPerRequest: null });
  raw.on('error', () => undefined);
  await raw.ping();
  return {
    raw,
    link: connectRedis({ nodes: [{ host: '127.0.0.1', port }] }),
    stop: async () => {
      raw.disconnect();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

type Server = Awaited<ReturnType<typeof server>>;

const keyOf = (n: number): string => `c/e${n}`;
const sortOf = (points: number): string => String(10_000 - points).padStart(6, '0');
const pointsOf = (n: number): number => Math.floor(noise(n) * 10_000);
const changeOf = (n: number, points: number): Change<Row> => ({
  key: keyOf(n),
  row: { name: `第${n}班组`, points },
  places: [{ set: board, sort: sortOf(points) }],
});

const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> =>
  (count / (await timed(work)).ms) * 1_000;

async function oneByOne(calls: number, call: (n: number) => Promise<unknown>): Promise<number> {
  return perSecond(calls, async () => {
    for (let n = 0; n < calls; n++) await call(n);
  });
}

async function sideBySide(calls: number, call: () => Promise<unknown>): Promise<number> {
  const each = Math.ceil(calls / readers);
  const reader = async () => {
    for (let n = 0; n < each; n++) await call();
  };
  return perSecond(each * readers, () => Promise.all(Array.from({ length: readers }, reader)));
}

/** Commits of marks on single entries, each batch of them one call, against as many ZADD in pipelines of as many. */
async function calls({ raw, link }: Server, entries: number, quick: boolean): Promise<Figure[]> {
  const own = layout('bench');
  const writer = publisher<Row>(link, own, 0);
  const all = Array.from({ length: entries }, (_, n) => changeOf(n, pointsOf(n)));
  await writer.replace(1, 1, all, false);
  for (let from = 0; from < entries; from += 1_000) {
    const pipeline = raw.pipeline();
    for (const { key, row } of all.slice(from, from + 1_000)) {
      pipeline.zadd('raw', String(row?.points ?? 0), key).hset('rows', key, JSON.stringify(row));
    }
    await pipeline.exec();
  }
  const updates = quick ? 5_000 : 40_000;
  let [position, seed] = [1, 0];
  const marks = () => {
    const from = seed++ * updates;
    return Array.from({ length: together }, (_, n) => from + n).map((n) => ({
      n: Math.floor(noise(n) * entries),
      points: pointsOf(n * 7 + 1),
    }));
  };
  const eachBatch = (write: (batch: ReturnType<typeof marks>) => Promise<unknown>) =>
    perSecond(updates, async () => {
      for (let done = 0; done < updates; done += together) await write(marks());
    });
  const update = await inTurns(
    rounds,
    () =>
      eachBatch((batch) => {
        const changes = new Map(batch.map(({ n, points }) => [n, changeOf(n, points)]));
        return writer.commit(1, position, ++position, [...changes.values()]);
      }),
    () =>
      eachBatch((batch) => {
        const pipeline = raw.pipeline();
        for (const { n, points } of batch) pipeline.zadd('raw', points, keyOf(n));
        return pipeline.exec();
      }),
  );
  const figure = (what: string, against: string, { ours, theirs }: typeof update, bar: number): Figure => ({
    ...{ what: `Redis, ${entries.toLocaleString('en')} entries: ${what}`, against, ours, theirs, bar },
    ...{ unit: '/s', ratio: ours / theirs },
  });
  const marked = figure('marks, 500 to a commit', 'ZADD, 500 to a pipeline', update, 0.5);
  return [marked, ...(await lookups({ raw, link }, entries, quick, figure))];
}

type Told = (what: string, against: string, rates: { ours: number; theirs: number }, bar: number) => Figure;

/** What people ask of a board that was filled before. */
async function lookups(
  { raw, link }: Pick<Server, 'raw' | 'link'>,
  entries: number,
  quick: boolean,
  figure: Told,
): Promise<Figure[]> {
  const reads = quick ? 1_000 : 5_000;
  let seed = 1_000_000;
  const boards = redisBoards<Row>(link, layout('bench'));
  const any = () => Math.floor(noise(seed++) * entries);
  const rankOf = (key: string): Promise<number> =>
    boards.read((view) => view.standing(board, sortOf(view.get(key)?.points ?? 0)).before, 'c');
  const rank = await inTurns(
    rounds,
    () => oneByOne(reads, () => rankOf(keyOf(any()))),
    () => oneByOne(reads, () => raw.zrank('raw', keyOf(any()))),
  );
  const many = await inTurns(
    rounds,
    () => sideBySide(20_000, () => rankOf(keyOf(any()))),
    () => sideBySide(20_000, () => raw.zrank('raw', keyOf(any()))),
  );
  // The rank that those who are level share: an entry's points, then how many have more.
  const shared = await inTurns(
    rounds,
    () => oneByOne(reads, () => rankOf(keyOf(any()))),
    () => oneByOne(reads, async () => raw.zcount('raw', `(${await raw.zscore('raw', keyOf(any()))}`, '+inf')),
  );
  const top = await inTurns(
    rounds,
    () => oneByOne(reads / 5, () => boards.read((view) => view.range(board, { limit: 100 }), 'c')),
    () => oneByOne(reads / 5, async () => raw.hmget('rows', ...(await raw.zrange('raw', '0', '99')))),
  );
  return [
    figure('rank of an entry, one reader', 'ZRANK', rank, 0.7),
    figure(`rank of an entry, ${readers} readers`, 'ZRANK', many, 0.7),
    figure('rank of an entry, one reader', 'ZSCORE, then ZCOUNT', shared, 0.7),
    figure('top 100, unchanged board', 'ZRANGE 0 99 and HMGET', top, 0.7),
  ];
}

/** The season's log taken in by batches of 1,000: the embedded view alone, and the feed, which keeps one too. */
async function catchUp({ link }: Server, folder: string, entries: number, shape: Shape): Promise<Figure> {
  const engine = engineOf({ store: memoryEventStore(systemClock), vault: memoryVault(), clock: systemClock });
  await openCompetition(engine, shape);
  await fillLog(engine, entries, ['practice'], shape);
  const batches: Recorded<EventShape>[][] = [];
  for (let after = 0; ; after += 1_000) {
    const page = await engine.store.readAll(after, 1_000);
    if (page.length === 0) break;
    batches.push(page.flatMap((stored) => decodeRecorded(everyCodec, stored) ?? []));
  }
  const events = batches.reduce((sum, batch) => sum + batch.length, 0);
  const takeAll = (follower: Follower) =>
    perSecond(events, async () => {
      for (const batch of batches) await follower.take(batch, batch.at(-1)?.position ?? 0);
    });
  let round = 0;
  const scratch = () => openSqliteViews({ folder: mkdtempSync(join(folder, 'views-')) });
  const result = await inTurns(
    3,
    async () => {
      const views = scratch();
      const own = { ...layout(`catch-${shape}-${round++}`), partitionOf: () => 'c', partitionOfSet: () => 'c' };
      const feed = boardsFeed<never, StandingRow>({
        ...{ redis: link, layout: own, shard: 0, views, head: () => Promise.resolve(0) },
        projection: standings as never,
      });
      const boards = redisBoards<StandingRow>(link, own);
      while (!(await boards.reached(0, 1).catch(() => false))) await setTimeout(20);
      const rate = await takeAll(feed);
      await feed.close();
      views.close();
      return rate;
    },
    async () => {
      const views = scratch();
      const rate = await takeAll(viewFollower(standings, views.open<StandingRow>(standings.name, standings.version)));
      views.close();
      return rate;
    },
  );
  return {
    ...{
      what: `Redis: catch-up of the boards${shape === 'plain' ? '' : `, ${shape}`} (${events.toLocaleString('en')} events)`,
      against: 'embedded view',
    },
    ...{ ours: result.ours, theirs: result.theirs, unit: 'events/s', ratio: result.ours / result.theirs, bar: 0.4 },
  };
}

export const redis: Bench = {
  name: 'redis',
  async run({ quick, folder, say }: Scale) {
    const home = mkdtempSync(join(folder, 'redis-'));
    const started = await server(home);
    try {
      say('redis: calls');
      const figures = await calls(started, quick ? 20_000 : 500_000, quick);
      say('redis: catching up');
      figures.push(await catchUp(started, home, quick ? 10_000 : 100_000, 'plain'));
      for (const shape of shapes) {
        if (shape !== 'plain') figures.push(await catchUp(started, home, quick ? 1_000 : 50_000, shape));
      }
      return figures;
    } finally {
      started.link.close();
      await started.stop();
      rmSync(home, { recursive: true, force: true });
    }
  },
};
