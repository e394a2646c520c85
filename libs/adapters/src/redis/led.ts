import { setTimeout as sleep } from 'node:timers/promises';
import { Outage, unlessOutage, type Follower, type Position } from '@xf/es';
import type { RedisLink } from './client';
import { metaKey, prefixOf, type Layout } from './layout';
import { leaseOf, tickMs } from './lease';

/** Work that one of several processes does, the others standing by. */
export type Led = Follower & {
  /** Gives the lease back and lets a waiting `take` go. */
  readonly close: () => Promise<void>;
};

export type LedOptions = {
  readonly redis: RedisLink;
  /** The log whose events are worked on: each has a leader of its own. */
  readonly log: string;
  /** What is led; the same in every process. */
  readonly name: string;
  /** Does the work. Doing it twice must be the same as once: a leader that stood still may wake up behind its successor. */
  readonly worker: Follower;
  /** Moves the worker's checkpoint without doing the work. */
  readonly skip: (upTo: Position) => void;
};

const standByMs = 100;

/**
 * Of several processes one leads and does the work; the others keep their checkpoints at its own and take over when its
 * lease ends. When Redis lost the leader's checkpoint, they wait until it is told again; a new leader goes on from its own,
 * which is never ahead of what was done.
 */
export function ledFollower({ redis, log, name, worker, skip }: LedOptions): Led {
  const layout: Layout = {
    ...{ log, projection: `led:${name}`, version: 1 },
    partitionOf: () => '',
    partitionOfSet: () => '',
  };
  const key = metaKey(prefixOf(layout, 0));
  const lease = leaseOf(redis, layout, 0);
  const life = { isClosed: false };
  const told = async (): Promise<Position> => Number((await redis.fields(key, ['done']))[0] ?? -1);

  const take: Follower['take'] = async (batch, upTo) => {
    for (;;) {
      if (life.isClosed) throw new Outage('此进程正在停止。This process is stopping.');
      if (lease.epoch() !== undefined) {
        await worker.take(batch, upTo);
        await redis.put(key, 'done', worker.position());
        return;
      }
      if ((await told()) >= upTo) {
        skip(upTo);
        return;
      }
      await sleep(standByMs);
    }
  };

  const stopped = new AbortController();
  const beating = (async () => {
    while (!life.isClosed) {
      await lease.tick().catch(unlessOutage);
      // What was told may have been lost while no event came.
      if (lease.epoch() !== undefined) await redis.put(key, 'done', worker.position()).catch(() => undefined);
      await sleep(tickMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();

  return {
    name: worker.name,
    kind: worker.kind,
    position: () => worker.position(),
    take,
    close: async () => {
      life.isClosed = true;
      stopped.abort();
      await beating;
      // An unreachable Redis lets the lease end by itself.
      await lease.release().catch(() => undefined);
    },
  };
}
