import { setTimeout as sleep } from 'node:timers/promises';
import {
  foldBatch,
  Outage,
  unlessOutage,
  type Change,
  type EventShape,
  type Follower,
  type Position,
  type Projection,
  type Recorded,
  type View,
  type Views,
} from '@xf/es';
import type { RedisLink } from './client';
import { shardOf, shardsKey, shardsOf, type Layout } from './layout';
import { leaseOf, tickMs, type Lease } from './lease';
import { publisher, type Publisher } from './publisher';

export type BoardsFeedOptions<E extends EventShape, Row> = {
  readonly redis: RedisLink;
  readonly layout: Layout;
  readonly shard: number;
  readonly projection: Projection<E, Row>;
  /** Where the feed keeps the view it folds with. It may be deleted at any time. */
  readonly views: Views;
  /** Position of the last event of the log. */
  readonly head: () => Promise<Position>;
};

/**
 * Keeps one shard of the boards. Of several feeds one leads and writes; the others follow behind it and take over when its
 * lease ends. `take` waits while another leads, so a feed runs in a `follow` of its own.
 */
export type BoardsFeed = Follower & {
  readonly isLeading: () => boolean;
  /** Fills the boards anew from the feed's own view while readers keep the old ones. Throws `Outage` when it does not lead. */
  readonly rebuild: () => Promise<void>;
  /** Gives the lease back and lets a waiting `take` go. */
  readonly close: () => Promise<void>;
};

const standByMs = 100;

export function boardsFeed<E extends EventShape, Row>(options: BoardsFeedOptions<E, Row>): BoardsFeed {
  const { redis, layout, shard, head, views } = options;
  const name = `${options.projection.name}-boards-${shard}of${shardsOf(layout)}`;
  const projection = ownPart(options.projection, layout, shard);
  const view = views.open<Row>(name, projection.version);
  const lease = leaseOf(redis, layout, shard);
  const boards = publisher<Row>(redis, layout, shard);
  const [inTurn, life] = [turns(), { isClosed: false }];
  const replace = replacer({ views, view, name, projection, boards, lease });

  /** Undefined: taken in. Otherwise the batch has to be tried again. */
  const lead = async (epoch: number, changes: readonly Change<Row>[], upTo: Position): Promise<'again' | undefined> => {
    const answer = await boards.commit(epoch, view.position(), upTo, changes);
    if (answer === 'fenced') {
      lease.stepDown();
      return 'again';
    }
    // With no boards at all, what is behind is taken in first and then filled at once.
    if (answer === 'gap' || (answer === 'lost' && upTo >= (await head()))) {
      await replace(epoch, false);
      return 'again';
    }
    view.commit(changes, upTo);
    return undefined;
  };

  const take = async (batch: readonly Recorded<EventShape>[], upTo: Position): Promise<void> => {
    const own = batch.filter(({ event }) => projection.codec.knows(event.type)) as unknown as Recorded<E>[];
    const changes = foldBatch(projection, view, own);
    for (;;) {
      if (life.isClosed) throw new Outage('榜单写入已停止。The boards are no longer written here.');
      const epoch = lease.epoch();
      if (epoch !== undefined) {
        if ((await lead(epoch, changes, upTo)) === undefined) return;
        continue;
      }
      // Never ahead of the boards: whoever takes over then has nothing to undo.
      if (((await boards.position()) ?? -1) >= upTo) {
        view.commit(changes, upTo);
        return;
      }
      await sleep(standByMs);
    }
  };

  /** Redis lost the boards, or went back to older ones, while no event came. */
  const mend = async (): Promise<void> => {
    const epoch = lease.epoch();
    if (epoch === undefined) return;
    await redis.put(shardsKey(layout), String(layout.version), shardsOf(layout));
    const position = await boards.position();
    const isBehind = position === undefined ? view.position() >= (await head()) : position < view.position();
    if (isBehind) await replace(epoch, false);
  };

  const beating = beat(lease, life, async () => {
    if (!inTurn.isBusy()) await inTurn.run(mend);
  });

  return {
    name,
    kind: 'view',
    position: () => view.position(),
    take: (batch, upTo) => inTurn.run(() => take(batch, upTo)),
    isLeading: () => lease.epoch() !== undefined,
    rebuild: () =>
      inTurn.run(async () => {
        const epoch = lease.epoch();
        if (epoch === undefined) throw new Outage('此进程不负责写入榜单。Another process writes the boards.');
        await replace(epoch, true);
      }),
    close: async () => {
      life.isClosed = true;
      await beating.stop();
      await inTurn.run(() => Promise.resolve()).catch(() => undefined);
      // An unreachable Redis lets the lease end by itself.
      await lease.release().catch(() => undefined);
    },
  };
}

/** The projection as far as it concerns one shard. */
function ownPart<E extends EventShape, Row>(
  projection: Projection<E, Row>,
  layout: Layout,
  shard: number,
): Projection<E, Row> {
  if (shardsOf(layout) === 1) return projection;
  const isOwn = (key: string): boolean => shardOf(layout, layout.partitionOf(key)) === shard;
  return { ...projection, keys: (recorded) => projection.keys(recorded).filter(isOwn) };
}

type Replacing<Row> = {
  readonly views: Views;
  readonly view: View<Row>;
  readonly name: string;
  readonly projection: Pick<Projection<EventShape, Row>, 'version' | 'places'>;
  readonly boards: Publisher<Row>;
  readonly lease: Lease;
};

/** Fills a fresh generation from the local view. */
function replacer<Row>({ views, view, name, projection, boards, lease }: Replacing<Row>) {
  function* rows(): Generator<Change<Row>> {
    for (const line of views.dump(name, projection.version, false)) {
      if (!line.startsWith('row ')) return;
      const key = keyIn(line, view);
      const row = view.get(key);
      if (row !== undefined) yield { key, row, places: projection.places(row, key, (other) => view.get(other)) };
    }
  }
  return async (epoch: number, keep: boolean): Promise<void> => {
    const answer = await boards.replace(epoch, view.position(), rows(), keep);
    if (answer === 'fenced') lease.stepDown();
    if (answer === 'lost')
      throw new Outage('Redis 在重建榜单时丢失数据。Redis lost the boards while they were filled.');
  };
}

/** The key in a line `row <key> <row>`: the view itself tells where it ends. */
function keyIn(line: string, view: View<unknown>): string {
  for (let end = line.indexOf(' ', 4); end > 0; end = line.indexOf(' ', end + 1)) {
    const key = line.slice(4, end);
    if (view.get(key) !== undefined) return key;
  }
  throw new Error(`not a row of the view: ${line.slice(0, 80)}`);
}

/** One piece of work after the other. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    isBusy: (): boolean => waiting > 0,
    run<T>(work: () => Promise<T>): Promise<T> {
      waiting += 1;
      const own = last.then(work);
      last = own.catch(() => undefined).then(() => (waiting -= 1));
      return own;
    },
  };
}

/** Renews the lease and looks after the boards, until it is stopped. What fails is tried again at the next beat. */
function beat(lease: Lease, life: { isClosed: boolean }, look: () => Promise<void>) {
  let wake: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (wake = resolve));
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  const loop = async (): Promise<void> => {
    while (!life.isClosed) {
      await lease.tick().catch(unlessOutage);
      if (!isLooking) {
        isLooking = true;
        looking = look()
          .catch(unlessOutage)
          .finally(() => (isLooking = false));
      }
      const pause = new AbortController();
      await Promise.race([sleep(tickMs, undefined, { signal: pause.signal }).catch(() => undefined), stopped]);
      pause.abort();
    }
  };
  const running = loop();
  return {
    stop: async (): Promise<void> => {
      wake();
      await running;
      await looking;
    },
  };
}
