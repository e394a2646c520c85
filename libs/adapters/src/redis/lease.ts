import { randomUUID } from 'node:crypto';
import type { RedisLink } from './client';
import { metaKey, prefixOf, type Layout } from './layout';

/** Who writes a shard: at most one, by a lease that ends by itself, and by an epoch that grows with every change. */
export type Lease = {
  /** The epoch to write with; undefined while another leads or while the lease may have ended. */
  readonly epoch: () => number | undefined;
  /** Takes the lease if it is free, renews it if it is ours. Throws `Outage`. */
  readonly tick: () => Promise<void>;
  readonly stepDown: () => void;
  readonly release: () => Promise<void>;
};

/** How long nobody writes after a leader died. */
export const leaseMs = 5_000;
/** How often it is renewed: twice it may fail. */
export const tickMs = 1_500;

export function leaseOf(redis: RedisLink, layout: Layout, shard: number): Lease {
  const prefix = prefixOf(layout, shard);
  const token = randomUUID();
  let epoch: number | undefined;
  let endsAt = 0;
  return {
    epoch: () => (performance.now() < endsAt ? epoch : undefined),
    tick: async () => {
      // Counted from before the call: Redis starts counting later, so the lease never seems longer than it is.
      const asked = performance.now();
      const answer = await redis.run('lease', metaKey(prefix), [prefix, token, leaseMs, epoch ?? '']);
      epoch = answer === null ? undefined : Number(answer);
      endsAt = asked + leaseMs;
    },
    stepDown: () => {
      epoch = undefined;
    },
    release: async () => {
      epoch = undefined;
      await redis.run('release', metaKey(prefix), [prefix, token]);
    },
  };
}
