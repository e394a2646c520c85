import { setTimeout } from 'node:timers/promises';
import { Outage, type Position } from '@xf/es';
import type { RedisLink, Reply } from './client';
import { metaKey, prefixOf, shardsKey, shardsOf, type Layout } from './layout';
import { askArgs, askId, depthOf, snapshot, type Ask, type Count, type ParseRow, type Snapshot } from './snapshot';

/** The reading side of one shard: what was fetched of its latest state. */
export type ShardReader<Row> = {
  readonly shard: number;
  /** What is known, which may be old: whoever answers from it has `fetch` confirm it. */
  readonly known: () => Snapshot<Row>;
  /**
   * Fetches in one atomic call and answers what is known then: the same object as before when nothing has changed. Fetches
   * of one turn of the event loop share a call.
   */
  readonly fetch: (asks: readonly Ask[]) => Promise<Snapshot<Row>>;
  /** Asks the writer to wait a moment; ends by itself. */
  readonly hold: () => Promise<void>;
};

const weightMax = 100_000;
const busyMs = 3_000;
const pauseMs = 5;
const holdMs = 3_000;
/** Reads to one script call, a member of a page counted as one: it holds Redis for a few milliseconds. */
const togetherMax = 400;

export function shardReader<Row>(redis: RedisLink, layout: Layout, shard: number, parse: ParseRow): ShardReader<Row> {
  const prefix = prefixOf(layout, shard);
  const key = metaKey(prefix);
  const fresh = (token: string, changed: Position, position: Position): Snapshot<Row> =>
    snapshot<Row>({ shard, token, changed, position }, parse);
  let current = fresh('', 0, 0);
  let seen = 0;
  /** Counts that were asked for once are fetched with every row from then on. */
  let depth = 0;

  const ask = async (args: readonly (string | number)[]): Promise<Reply> => {
    for (let waited = 0; ; waited += pauseMs) {
      const reply = await redis.run('fetch', key, args);
      if (reply === 'lost') throw await whyLost(redis, layout);
      if (reply !== 'busy') return reply;
      if (waited > busyMs) throw notReady();
      await setTimeout(pauseMs);
    }
  };

  const fetch = async (asks: readonly Ask[]): Promise<Snapshot<Row>> => {
    for (const { kind } of asks) if (kind in depthOf) depth = Math.max(depth, depthOf[kind as Count]);
    const along = depth;
    const args: (string | number)[] = [along];
    for (const one of asks) args.push(...askArgs(one));
    const reply = await ask(args);
    const [state, ...answers] = typeof reply === 'string' ? alone(reply) : (reply as readonly Reply[]);
    const [gen = '', pos, changed = ''] = String(state).split(' ');
    const position = Number(pos);
    // Redis was put back to an older state. What was shown once is not taken back; the writer fills the boards anew.
    if (position < seen) throw notReady();
    seen = position;
    const token = `${gen}:${changed}`;
    if (current.token !== token) current = fresh(token, Number(changed), position);
    current.position = position;
    const told = current;
    asks.forEach((one, n) => told.take(one, answers[n] ?? null, along));
    return told;
  };

  return {
    shard,
    known: () => {
      if (current.weight() > weightMax) current = fresh('', 0, 0);
      return current;
    },
    fetch: together(fetch),
    hold: () => redis.mark(`${prefix}hold`, holdMs),
  };
}

/** The state, and a row where that is all that was asked for. */
function alone(reply: string): readonly string[] {
  const end = reply.indexOf('\0');
  return end < 0 ? [reply] : [reply.slice(0, end), reply.slice(end + 1)];
}

/** Puts the fetches of one turn into one call. What several of them ask is asked once. */
function together<T>(fetch: (asks: readonly Ask[]) => Promise<T>): (asks: readonly Ask[]) => Promise<T> {
  type Call = { readonly asks: Map<string, Ask>; weight: number; readonly answer: Promise<T> };
  let waiting: Call | undefined;
  const begin = (): Call => {
    const asks = new Map<string, Ask>();
    const answer = Promise.resolve().then(() => {
      if (waiting === call) waiting = undefined;
      return fetch([...asks.values()]);
    });
    const call = { asks, weight: 0, answer };
    return call;
  };
  return (asks) => {
    if (waiting === undefined || waiting.weight > togetherMax) waiting = begin();
    for (const one of asks) {
      waiting.asks.set(askId(one), one);
      waiting.weight += one.limit ?? 1;
    }
    return waiting.answer;
  };
}

/** Boards in another number of shards are never filled, however long one waits. */
async function whyLost(redis: RedisLink, layout: Layout): Promise<Outage> {
  const [noted] = await redis.fields(shardsKey(layout), [String(layout.version)]);
  const own = String(shardsOf(layout));
  if (noted === undefined || noted === null || noted === own) return notReady();
  const zh = `榜单由 worker 分为 ${noted} 片，而此进程的 BOARD_SHARDS 是 ${own}，请改为一致后重启。`;
  return new Outage(
    `${zh}Workers keep the boards in ${noted} shards; BOARD_SHARDS of this process is ${own}. Make them equal.`,
  );
}

const notReady = (): Outage =>
  new Outage('榜单正在重建，请稍后再试。The boards are being filled anew; try again in a moment.');
