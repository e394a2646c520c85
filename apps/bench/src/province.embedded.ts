import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  boardsFeed,
  connectRedis,
  openSqliteEventStore,
  openSqliteVault,
  openSqliteViews,
  redisBoards,
  systemClock,
  type BoardsFeed,
  type Layout,
} from '@xf/adapters';
import { standings, type StandingRow } from '@xf/competitions';
import {
  decodeRecorded,
  fillAll,
  viewFollower,
  type Boards,
  type Engine,
  type EventShape,
  type Follower,
  type Recorded,
  type View,
} from '@xf/es';
import { engineOf, everyCodec } from '@xf/runtime';
import { costing, stages, type Measured, type Season } from './province.play';
import { textOf } from './province.looks';
import { contestantsOf, drawProvince, marksOf, type Contestant, type Province } from './province.draw';
import { competitionOf, importMarks, openCompetitions, sendMarks, submitAll } from './province.load';
import { startRedis, type RedisServer } from './province.servers';

const layout: Layout = {
  ...{ log: 'province', projection: standings.name, version: standings.version, shards: 1 },
  partitionOf: (key) => key.split('/')[1] ?? '',
  partitionOfSet: (set) => set.split('/')[1],
};

type Home = {
  readonly season: Season;
  readonly folder: string;
  readonly engine: Engine;
  readonly views: ReturnType<typeof openSqliteViews>;
  readonly figures: Record<string, number>;
  readonly province: Province;
  readonly everybody: readonly Contestant[];
  /** Those of them whose marks come on sheets; the others' come one by one. */
  readonly judged: readonly Contestant[];
};

/**
 * A log in SQLite, a view in SQLite and a shard in Redis at the size the province has by then: for what the log's server has
 * no part in. Throws unless shard and view are the same.
 */
export async function playEmbedded(season: Season): Promise<Measured> {
  const { scale, seed, live } = season;
  const folder = mkdtempSync(join(season.folder, 'embedded-'));
  const province = drawProvince(seed, scale);
  const everybody = contestantsOf(province, seed);
  const judged = everybody.slice(0, Math.max(0, everybody.length - Math.floor(live / province.judges)));
  const [store, vault] = [openSqliteEventStore({ folder, clock: systemClock }), openSqliteVault({ folder })];
  const views = openSqliteViews({ folder });
  const engine = engineOf({ store, vault, clock: systemClock });
  const home: Home = { season, folder, engine, views, figures: {}, province, everybody, judged };
  try {
    await fillLog(home);
    await onShard(home);
  } finally {
    await store.close();
    views.close();
    await vault.close();
  }
  // Closing writes what waits beside the file into it.
  const events = 2 * province.sizes.length + everybody.length * (1 + province.judges);
  home.figures['SQLite bytes an event'] = statSync(join(folder, 'log.sqlite')).size / events;
  return home.figures;
}

async function fillLog({ season, engine, figures, province, everybody, judged }: Home): Promise<void> {
  await openCompetitions(engine, province);
  const entering = await costing(() => submitAll(engine, everybody, province));
  figures['import of an entry us'] = entering.cpu / everybody.length;
  const sheets = await costing(() => importMarks(engine, judged, province, season.seed));
  const imported = Math.max(1, judged.length * province.judges);
  figures['import of a mark us'] = sheets.cpu / imported;
  figures['import of a mark wall us'] = (sheets.ms * 1_000) / imported;
  season.say(`embedded: ${imported} marks imported in ${Math.round(sheets.ms / 1_000)} s`);
}

async function onShard(home: Home): Promise<void> {
  const { engine, figures, views, province, everybody } = home;
  const from = await engine.store.head();
  const view = views.open<StandingRow>(standings.name, standings.version);
  const filling = { projection: standings as never, view: view as never };
  const filled = await costing(() => fillAll(engine.store, everyCodec, [filling], from));
  figures['rebuilding a view us'] = filled.cpu / from;
  figures['rebuilding a view wall us'] = (filled.ms * 1_000) / from;
  const server = await startRedis(join(home.folder, 'redis'));
  const link = connectRedis(server.address);
  const empty = await server.told('used_memory');
  const head = (): Promise<number> => Promise.resolve(from);
  const feed = boardsFeed({ redis: link, layout, shard: 0, projection: standings, views, head });
  try {
    const shard = await costing(() => feedAll(engine, feed, 0, from));
    figures['rebuilding a shard us'] = shard.cpu / from;
    figures['rebuilding a shard wall us'] = (shard.ms * 1_000) / from;
    const rows = everybody.length + province.sizes.length;
    figures['Redis bytes a row'] = ((await server.told('used_memory')) - empty) / rows;
    home.season.say(`embedded: a shard of ${rows} rows filled in ${Math.round(shard.ms / 1_000)} s`);
    await oneByOne(home, { server, feed, follower: viewFollower(standings, view), from });
    await compare(home, view, redisBoards<StandingRow>(link, layout));
  } finally {
    await feed.close();
    link.close();
    await server.stop();
  }
}

type Live = {
  readonly server: RedisServer;
  readonly feed: BoardsFeed;
  readonly follower: Follower;
  readonly from: number;
};

/** The rest of the marks as commands, and then what each of them costs whoever follows, at the full size of the boards. */
async function oneByOne(
  { season, engine, figures, province, everybody, judged }: Home,
  { server, feed, follower, from }: Live,
): Promise<void> {
  const marks = [...marksOf(everybody.slice(judged.length), { judges: province.judges, stages }, season.seed)];
  const sent = await costing(() => sendMarks([engine], marks, 0));
  figures['command us'] = sent.cpu / marks.length;
  figures['command wall us'] = (sent.ms * 1_000) / marks.length;
  const head = await engine.store.head();
  const each = async (by?: Pick<Follower, 'take'>): Promise<number> =>
    (await costing(() => feedAll(engine, by, from, head))).cpu / marks.length;
  figures['reading and decoding us'] = await each();
  figures['folding into a view, with reading us'] = await each(follower);
  const before = await server.cpu();
  figures['folding into a shard, with reading us'] = await each(feed);
  figures['Redis itself us'] = ((await server.cpu()) - before) / marks.length;
}

async function compare({ province: { sizes } }: Home, view: View<StandingRow>, boards: Boards<StandingRow>) {
  const largest = sizes.indexOf(Math.max(...sizes));
  for (const n of sizes.keys()) {
    if (n !== largest && n % 17 !== 0) continue;
    const shown = await boards.read((reader) => textOf(reader, n), competitionOf(n));
    if (textOf(view, n) !== shown) throw new Error(`the boards of ${competitionOf(n)} differ from the view`);
  }
}

/** The log between two positions by batches of 1,000, as a worker takes it in; nobody takes it when only reading is measured. */
async function feedAll(
  { store }: Engine,
  feed: Pick<BoardsFeed, 'take'> | undefined,
  from: number,
  to: number,
): Promise<void> {
  for (let after = from; after < to;) {
    const page = await store.readAll(after, Math.min(1_000, to - after));
    const batch: Recorded<EventShape>[] = page.flatMap((stored) => decodeRecorded(everyCodec, stored) ?? []);
    after = page.at(-1)?.position ?? to;
    await feed?.take(batch, after);
  }
}
