import { setTimeout } from 'node:timers/promises';
import { Outage, type Boards, type Position, type ViewReader } from '@xf/es';
import type { RedisLink } from './client';
import { habits } from './habits';
import { shardOf, shardsOf, type Layout } from './layout';
import { mergedReader } from './merged';
import { shardReader, type ShardReader } from './shard-reader';
import type { Ask, NotFetched, Snapshot } from './snapshot';

/** Runs of one query whose boards changed under it. */
const runsMax = 40;
/** After so many the writer is asked to wait: a long board is read in many calls. */
const runsBeforeHold = 6;
const pauseMs = 3;
const pollMs = 20;

/** Boards in Redis, read by any number of processes. Nothing is answered that Redis did not confirm during the call. */
export function redisBoards<Row>(redis: RedisLink, layout: Layout): Boards<Row> {
  const parse = rowParser();
  const all = Array.from({ length: shardsOf(layout) }, (_, shard) => shardReader<Row>(redis, layout, shard, parse));
  const learned = habits();

  const position = async (): Promise<Position> => {
    const states = await Promise.all(all.map((shard) => shard.fetch([])));
    return Math.min(...states.map((state) => state.position));
  };

  return {
    position,
    read: (query, scope) => {
      const own = scope === undefined ? undefined : all[shardOf(layout, scope)];
      if (scope === undefined || own === undefined) return run(layout, all, query, { usual: [] });
      const learn = (asked: readonly Ask[]) => {
        learned.learn(scope, asked);
      };
      return run(layout, [own], query, { usual: learned.of(scope), learn });
    },
    reached: async (target, timeoutMs) => {
      for (const end = performance.now() + timeoutMs; ;) {
        if ((await position()) >= target) return true;
        if (performance.now() + pollMs > end) return false;
        await setTimeout(pollMs);
      }
    },
  };
}

type Told<T> =
  | { readonly kind: 'done'; readonly answer: T }
  | { readonly kind: 'miss'; readonly miss: NotFetched }
  | { readonly kind: 'failed'; readonly error: unknown };
type Reads = { readonly usual: readonly Ask[]; readonly learn?: (asked: readonly Ask[]) => void };

/** Runs a query until it completes on one state of its shards. */
async function run<Row, T>(
  layout: Layout,
  group: readonly ShardReader<Row>[],
  query: (view: ViewReader<Row>) => T,
  { usual, learn }: Reads,
): Promise<T> {
  const confirmed = new Set<Snapshot<Row>>();
  const asked: Ask[] = [];
  for (let runs = 0; runs < runsMax; runs++) {
    if (runs > runsBeforeHold) {
      await Promise.all(group.map((shard) => shard.hold()));
      await setTimeout(pauseMs * (runs - runsBeforeHold));
    }
    const states = group.map((shard) => shard.known());
    const reader = readerOf(layout, states);
    for (let still = true; still;) {
      const told = attempt(() => query(reader), states);
      const miss = told.kind === 'miss' ? told.miss : undefined;
      still = await areStill(group, states, { miss, usual, confirmed });
      if (miss !== undefined) asked.push(miss.ask);
      if (!still || told.kind === 'miss') continue;
      if (!atOnce(states)) break;
      if (told.kind === 'failed') throw told.error;
      learn?.(asked);
      return told.answer;
    }
  }
  throw new Outage(
    '榜单变动频繁，请稍后再试。The boards change too fast to be read as a whole; try again in a moment.',
  );
}

function readerOf<Row>(layout: Layout, states: readonly Snapshot<Row>[]): ViewReader<Row> {
  const [only] = states;
  if (only !== undefined && states.length === 1) return only.reader;
  return mergedReader(
    layout,
    states.map((state) => state.reader),
  );
}

type Fetching<Row> = {
  readonly miss: NotFetched | undefined;
  readonly usual: readonly Ask[];
  readonly confirmed: Set<Snapshot<Row>>;
};

/** Whether all shards are as the query saw them: asked of those not confirmed yet, and of the one that has what it missed. */
function areStill<Row>(
  group: readonly ShardReader<Row>[],
  states: readonly Snapshot<Row>[],
  fetching: Fetching<Row>,
): Promise<boolean> {
  const { miss, confirmed } = fetching;
  const fetches: Promise<boolean>[] = [];
  for (let n = 0; n < group.length; n++) {
    const [shard, state] = [group[n], states[n]];
    if (shard === undefined || state === undefined) continue;
    if (shard.shard === miss?.ask.shard || !confirmed.has(state)) fetches.push(isStill(shard, state, fetching));
  }
  const [only] = fetches;
  if (only !== undefined && fetches.length === 1) return only;
  return Promise.all(fetches).then((all) => !all.includes(false));
}

/**
 * Fetches what was asked; a long range goes on page by page, as long as the shard stays as it is. Answers whether it did, and
 * adds what it is now to `confirmed`.
 */
async function isStill<Row>(
  shard: ShardReader<Row>,
  state: Snapshot<Row>,
  { miss, usual, confirmed }: Fetching<Row>,
): Promise<boolean> {
  const isAsked = miss?.ask.shard === shard.shard;
  const isPaged = isAsked && miss.ask.limit !== undefined;
  let asks = isAsked ? [miss.ask, ...usual.filter((ask) => !state.has(ask))] : [];
  for (;;) {
    const now = await shard.fetch(asks);
    const next = now === state && isPaged ? attempt(() => miss.again(), [state]) : undefined;
    if (next?.kind !== 'miss') {
      confirmed.add(now);
      return now === state;
    }
    asks = [next.miss.ask];
  }
}

/** Whether there is a position at which all these states were the boards: each is so from its last change on. */
const atOnce = (states: readonly Snapshot<unknown>[]): boolean =>
  Math.max(...states.map(({ changed }) => changed)) <= Math.min(...states.map((state) => state.position));

/** A query that caught the signal and went on has not completed either: what it missed is kept with the state. */
function attempt<T>(query: () => T, states: readonly Snapshot<unknown>[]): Told<T> {
  for (const state of states) state.missed = undefined;
  let told: Told<T>;
  try {
    told = { kind: 'done', answer: query() };
  } catch (error) {
    told = { kind: 'failed', error };
  }
  const miss = states.find(({ missed }) => missed !== undefined)?.missed;
  return miss === undefined ? told : { kind: 'miss', miss };
}

const rowsMax = 20_000;

/** Rows that are read again and again are parsed once, as long as their text is the same; what is derived of them stays. */
function rowParser(): (key: string, text: string) => unknown {
  const parsed = new Map<string, { readonly text: string; readonly row: unknown }>();
  return (key, text) => {
    const known = parsed.get(key);
    if (known?.text === text) return known.row;
    const row: unknown = JSON.parse(text);
    if (parsed.size >= rowsMax) parsed.clear();
    parsed.set(key, { text, row });
    return row;
  };
}
