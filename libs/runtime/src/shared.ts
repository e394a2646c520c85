import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  boardsFeed,
  connectRedis,
  FirstReading,
  ledFollower,
  openEsdbEventStore,
  openRedisVault,
  openSqliteFrames,
  openSqliteViews,
  redisBoards,
  systemClock,
  type BoardsFeed,
  type Layout,
  type Led,
  type RedisLink,
} from '@xf/adapters';
import { erasureLog } from '@xf/access';
import { standings } from '@xf/competitions';
import {
  erasing,
  follow,
  Outage,
  reactionFollower,
  viewFollower,
  type Boards,
  type Clock,
  type EventStore,
  type Follower,
  type FollowerStatus,
  type Following,
  type Frames,
  type Position,
  type Reads,
  type View,
} from '@xf/es';
import { keysApart, type SharedDeployment } from './deployment';
import { asIs, engineOf, type Around, type Ports } from './engine';
import { frameMaker } from './past';
import { everyCodec, everyProjection, everyReaction } from './product';
import { readsOf, viewIn } from './reads';
import { breathe, closePorts, type Runtime } from './runtime';

export type SharedOptions = SharedDeployment & {
  readonly clock?: Clock;
  readonly around?: Around;
  /** For tests, which cannot wait as long as a server may take. */
  readonly storeTimes?: { readonly deadlineMs: number; readonly patienceMs: number };
};

/** How the standings are spread over Redis; everything of a competition is in one shard. */
const standingsLayout = ({ log, shards }: SharedDeployment): Layout => ({
  log,
  projection: standings.name,
  version: standings.version,
  shards,
  partitionOf: (key) => key.split('/')[1] ?? '',
  partitionOfSet: (set) => set.split('/')[1],
});

/** The shared log and the keys to the names in it, for a program that looks or writes and ends. */
export async function openSharedLog(options: SharedOptions): Promise<Pick<Ports, 'store' | 'vault'>> {
  const { eventStore, log, keys, keyReplicas, folder, storeTimes } = options;
  mkdirSync(folder, { recursive: true });
  const vault = await openRedisVault({ redis: keys, replicas: keyReplicas, prefix: `xf:${log}:keys:` });
  const store = openEsdbEventStore({ url: eventStore, log, cache: join(folder, 'log-index.sqlite'), ...storeTimes });
  await firstRead(store);
  return { store, vault };
}

/**
 * Whoever ended over this and was started again would begin it again: of what other programs have written to the server,
 * however much it is, nothing is kept.
 */
async function firstRead(store: EventStore): Promise<void> {
  for (;;) {
    try {
      await store.head();
      return;
    } catch (error) {
      // Of what is wrong otherwise, whoever needs the log hears.
      if (!(error instanceof FirstReading)) return;
      process.stderr.write(`${error.message}\n`);
    }
  }
}

type Opened = Ports & {
  readonly erasures: Follower;
  readonly redis: RedisLink;
  readonly frames: Frames;
  readonly notices: readonly string[];
  readonly close: () => Promise<void>;
};

async function openPorts(options: SharedOptions, role: string): Promise<Opened> {
  const { boards, clock = systemClock, around = asIs } = options;
  const folder = join(options.folder, role);
  await keysApart(options);
  const opened = await openSharedLog({ ...options, folder });
  const views = openSqliteViews({ folder });
  const ports = around({ ...opened, views, clock });
  try {
    const { vault, follower } = await erasing(ports.vault, ports.store, erasureLog);
    const redis = connectRedis(boards);
    const frames = openSqliteFrames({ folder });
    return {
      ...{ ...ports, vault, redis, frames, erasures: follower },
      notices: views.notice === undefined ? [] : [views.notice],
      close: async () => {
        redis.close();
        frames.close();
        await closePorts(ports);
      },
    };
  } catch (error) {
    await closePorts(ports);
    throw error;
  }
}

/**
 * One of several processes that serve requests. The log, the keys and the standings are shared; the other views are its own
 * and fed from the log, so more processes serve more readers. What is done by itself is done by workers.
 */
export async function openShared(options: SharedOptions): Promise<Runtime> {
  const { store, vault, views, clock, erasures, redis, frames, notices, close } = await openPorts(options, 'api');
  const engine = engineOf({ store, vault, clock });
  const boards = redisBoards<unknown>(redis, standingsLayout(options));
  const own = everyProjection.filter(({ name }) => name !== standings.name);
  const live = new Map<string, View<unknown>>(own.map((one) => [one.name, views.open(one.name, one.version)]));
  const past = frameMaker(store, frames);
  const [first, ...others] = own.map((one) => viewFollower(one, viewIn(live, one.name)));
  // Beside a view, which goes on where this process ended: the erasures begin where the log ends now.
  const followers = [...(first === undefined ? [] : [past.beside(first)]), ...others, erasures];
  const following = withBoards(follow({ store, codec: everyCodec, followers, breathe }), boards, store);
  const reached: Reads['reached'] = (position, timeoutMs) => following.until(position, AbortSignal.timeout(timeoutMs));
  const reads = readsOf(store, { views: live, shared: new Map([[standings.name, boards]]), reached, frames });
  return {
    engine,
    views,
    reads,
    following,
    notices,
    close: async () => {
      await following.stop();
      await past.stop();
      await close();
    },
  };
}

const lookMs = 1_000;

/** What is told of the boards beside the views of this process: how far they are, or were when they could be read. */
function withBoards(following: Following, boards: Boards<unknown>, store: EventStore): Following {
  let seen: Position | undefined;
  const look = async (): Promise<FollowerStatus> => {
    const head = await store.head();
    const told = { name: standings.name, kind: 'view', head, shared: true } as const;
    try {
      seen = await inTime(boards.position());
      return { ...told, position: seen };
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      return { ...told, position: seen, outage: error.message };
    }
  };
  return {
    until: following.until,
    stop: following.stop,
    status: async () => (await Promise.all([following.status(), look()])).flat(),
  };
}

/** A Redis that does not answer at all must not hold up what is told of the rest. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = sleep(lookMs, undefined, { signal: ended.signal }).then(() => {
    throw new Outage('榜单存储 Redis 没有回答。Redis, which holds the boards, does not answer.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}

/** A process that keeps the shared boards and does what follows from events. */
export type Worker = Pick<Runtime, 'engine' | 'reads' | 'following' | 'notices' | 'close'> & {
  /** Fills one part of the boards anew; false when another worker leads it. Throws `Outage` when it cannot be done now. */
  readonly rebuildPart: (part: number) => Promise<boolean>;
};

/**
 * Opens one of several workers. Each stands ready for all of the work; a shard of the boards, and each kind of reaction, is
 * done by one at a time, and another takes it over within seconds of its end.
 */
export async function openWorker(options: SharedOptions): Promise<Worker> {
  const { store, vault, views, clock, erasures, redis, frames, notices, close } = await openPorts(options, 'worker');
  const engine = engineOf({ store, vault, clock });
  const layout = standingsLayout(options);
  const boards = redisBoards<unknown>(redis, layout);
  const reached: Reads['reached'] = (position, timeoutMs) => boards.reached(position, timeoutMs);
  const reads = readsOf(store, { views: new Map(), shared: new Map([[standings.name, boards]]), reached, frames });
  const feeds: readonly BoardsFeed[] = Array.from({ length: options.shards }, (_, shard) =>
    boardsFeed({ redis, layout, shard, projection: standings, views, head: () => store.head() }),
  );
  const led = everyReaction(engine, reads).map((reaction): Led => {
    const checkpoint = views.open<never>(`reaction-${reaction.name}`, 1);
    const worker = reactionFollower(engine, reaction, checkpoint);
    return ledFollower({
      ...{ redis, log: options.log, name: reaction.name, worker },
      skip: (upTo) => checkpoint.commit([], upTo),
    });
  });
  // Each waits for its own leader: together they would wait for the slowest.
  const following = together(
    [...feeds, ...led, erasures].map((one) => follow({ store, codec: everyCodec, followers: [one], breathe })),
  );
  return {
    engine,
    reads,
    following,
    notices,
    rebuildPart: async (part) => {
      const feed = feeds[part];
      if (feed?.isLeading() !== true) return false;
      await feed.rebuild();
      return true;
    },
    close: async () => {
      await Promise.all([...feeds, ...led].map((one) => one.close()));
      await following.stop();
      await close();
    },
  };
}

/** Several followings as one. */
function together(followings: readonly Following[]): Following {
  return {
    until: async (position, signal, kind) =>
      (await Promise.all(followings.map((one) => one.until(position, signal, kind)))).every(Boolean),
    status: async () => (await Promise.all(followings.map((one) => one.status()))).flat(),
    stop: async () => {
      await Promise.all(followings.map((one) => one.stop()));
    },
  };
}
