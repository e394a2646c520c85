import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Outage, type Change, type Position } from '@xf/es';
import type { RedisLink, Reply } from './client';
import { metaKey, prefixOf, rowText, type Layout } from './layout';

/**
 * How a commit went. `skipped`: the boards are at its end already, or further. `fenced`: a later leader writes. `gap`: the
 * boards end before it begins. `lost`: there are no boards.
 */
export type Published = 'applied' | 'skipped' | 'fenced' | 'gap' | 'lost';

/** Writing one shard of the boards. */
export type Publisher<Row> = {
  /** Where the boards stand; undefined when there are none. */
  readonly position: () => Promise<Position | undefined>;
  /**
   * Applies a batch and moves the position, all or nothing to every reader. Rows are as they are after `upTo`; a batch that
   * overlaps what is there may be applied again. While a batch of more than `partMax` rows is under way, readers wait.
   */
  readonly commit: (
    epoch: number,
    from: Position,
    upTo: Position,
    changes: readonly Change<Row>[],
  ) => Promise<Published>;
  /**
   * Fills a generation of its own and puts it in the place of what is there, at once. With `keep`, readers see what is
   * there until then; without, there are no boards.
   */
  readonly replace: (
    epoch: number,
    position: Position,
    rows: Iterable<Change<Row>>,
    keep: boolean,
  ) => Promise<'applied' | 'fenced' | 'lost'>;
};

/** Rows to one script call: it holds Redis for about 5 ms. */
const partMax = 500;
/** Longest time a commit waits for a reader of a whole board, and how long it then waits for none. */
const holdMs = 3_000;
const holdAgainMs = 6_000;
const pauseMs = 10;

export function publisher<Row>(redis: RedisLink, layout: Layout, shard: number): Publisher<Row> {
  const prefix = prefixOf(layout, shard);
  const key = metaKey(prefix);
  let holdsFrom = 0;

  const part = async (
    head: readonly (string | number)[],
    kind: 'more' | 'last',
    changes: readonly Change<Row>[],
  ): Promise<Published> => {
    const started = performance.now();
    for (;;) {
      const isPatient = started >= holdsFrom && performance.now() - started < holdMs;
      const args = [prefix, ...head, kind, isPatient ? '1' : '0', ...texts(changes)];
      const answer = told(await redis.run('commit', key, args), commitAnswers);
      if (answer !== 'held') {
        if (!isPatient && started >= holdsFrom) holdsFrom = performance.now() + holdAgainMs;
        return answer;
      }
      await setTimeout(pauseMs);
    }
  };

  return {
    position: async () => {
      const [gen, position] = await redis.fields(key, ['gen', 'pos']);
      return gen === undefined || gen === null ? undefined : Number(position);
    },
    commit: async (epoch, from, upTo, batch) => {
      // The script reads all old rows first, so a row may come once.
      const changes = [...new Map(batch.map((change) => [change.key, change])).values()];
      const head = [epoch, from, upTo];
      let at = 0;
      for (; changes.length - at > partMax; at += partMax) {
        const answer = await part(head, 'more', changes.slice(at, at + partMax));
        if (answer !== 'applied') return answer;
      }
      return part(head, 'last', at === 0 ? changes : changes.slice(at));
    },
    replace: async (epoch, position, rows, keep) => {
      const gen = randomUUID();
      const run = async (script: 'begin' | 'load' | 'promote', ...args: readonly (string | number)[]) =>
        told(await redis.run(script, key, [prefix, epoch, gen, ...args]), loadAnswers);
      let answer = await run('begin', keep ? '1' : '0');
      let parts = 0;
      for (const changes of inParts(rows)) {
        if (answer !== 'applied') return answer;
        answer = await run('load', parts++, ...texts(changes));
      }
      if (answer === 'applied') answer = await run('promote', parts, position);
      // Keys of other generations are in nobody's way; the next one sweeps again.
      if (answer === 'applied') sweep(redis, prefix).catch(() => undefined);
      return answer;
    },
  };
}

function texts(changes: readonly Change<unknown>[]): string[] {
  const args: string[] = [];
  for (const { key, row, places } of changes) args.push(key, row === undefined ? '' : rowText(row, places));
  return args;
}

function* inParts<T>(items: Iterable<T>): Generator<readonly T[]> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < partMax) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function sweep(redis: RedisLink, prefix: string): Promise<void> {
  const start = `${prefix}g:`;
  for await (const keys of redis.keys(start)) {
    const pairs = keys.flatMap((key) => [key.slice(start.length, key.indexOf(':', start.length)), key]);
    await redis.run('sweep', metaKey(prefix), [prefix, ...pairs]);
  }
}

const loadAnswers = ['applied', 'fenced', 'lost'] as const;
const commitAnswers = ['applied', 'skipped', 'fenced', 'gap', 'lost', 'held'] as const;

function told<Answer extends string>(reply: Reply, answers: readonly Answer[]): Answer {
  const answer = answers.find((one) => one === reply);
  if (answer === undefined) throw new Outage(`Redis 的答复无法识别。Redis answered ${JSON.stringify(reply)}.`);
  return answer;
}
