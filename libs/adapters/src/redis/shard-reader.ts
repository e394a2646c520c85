import { setTimeout } from 'node:timers/promises';
import { Outage, type Position } from '@xf/es';
import type { RedisLink, Reply } from './client';
import { metaKey, prefixOf, type Layout } from './layout';
import { askArgs, snapshot, type Ask, type ParseRow, type Snapshot } from './snapshot';

/** The reading side of one shard: what was fetched of its latest state. */
export type ShardReader<Row> = {
  readonly shard: number;
  /** What is known, which may be old: whoever answers from it has `fetch` confirm it. */
  readonly known: () => Snapshot<Row>;
  /** Fetches in one atomic call and answers what is known then: the same object as before when nothing has changed. */
  readonly fetch: (asks: readonly Ask[]) => Promise<Snapshot<Row>>;
  /** Asks the writer to wait a moment; ends by itself. */
  readonly hold: () => Promise<void>;
};

const weightMax = 100_000;
const busyMs = 3_000;
const pauseMs = 5;
const holdMs = 3_000;

export function shardReader<Row>(redis: RedisLink, layout: Layout, shard: number, parse: ParseRow): ShardReader<Row> {
  const prefix = prefixOf(layout, shard);
  const key = metaKey(prefix);
  const fresh = (token: string, changed: Position, position: Position): Snapshot<Row> =>
    snapshot<Row>({ shard, token, changed, position }, parse);
  let current = fresh('', 0, 0);
  let seen = 0;

  const ask = async (args: readonly (string | number)[]): Promise<readonly Reply[]> => {
    for (let waited = 0; ; waited += pauseMs) {
      const reply = (await redis.run('fetch', key, args)) as readonly Reply[];
      if (reply[0] === 'lost') throw notReady();
      if (reply[0] !== 'busy') return reply;
      if (waited > busyMs) throw notReady();
      await setTimeout(pauseMs);
    }
  };

  return {
    shard,
    known: () => {
      if (current.weight() > weightMax) current = fresh('', 0, 0);
      return current;
    },
    fetch: async (asks) => {
      const [gen, pos, changed, ...answers] = await ask([prefix, ...asks.flatMap(askArgs)]);
      const position = Number(pos);
      // Redis was put back to an older state. What was shown once is not taken back; the writer fills the boards anew.
      if (position < seen) throw notReady();
      seen = position;
      const token = `${String(gen)}:${String(changed)}`;
      if (current.token !== token) current = fresh(token, Number(changed), position);
      current.position = position;
      const told = current;
      asks.forEach((one, n) => told.take(one, answers[n] as readonly Reply[]));
      return told;
    },
    hold: () => redis.mark(`${prefix}hold`, holdMs),
  };
}

const notReady = (): Outage =>
  new Outage('榜单正在重建，请稍后再试。The boards are being filled anew; try again in a moment.');
