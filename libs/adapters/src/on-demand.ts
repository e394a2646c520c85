import type * as bull from './jobs/bullmq';
import type * as esdb from './esdb/event-store';
import type * as client from './redis/client';
import type * as cursors from './redis/cursors';
import type * as identity from './redis/identity';
import type * as keys from './redis/key-store';
import type * as vault from './redis/vault';

/**
 * Whoever opens a server loads its client then: a program that keeps everything in its data folder never does, and most
 * of its start would be spent on that.
 */
export const openBullJobs: typeof bull.openBullJobs = (options) =>
  (require('./jobs/bullmq') as typeof bull).openBullJobs(options);

export const openEsdbEventStore: typeof esdb.openEsdbEventStore = (options) =>
  (require('./esdb/event-store') as typeof esdb).openEsdbEventStore(options);

export const connectRedis: typeof client.connectRedis = (address) =>
  (require('./redis/client') as typeof client).connectRedis(address);

export const openRedisCursors: typeof cursors.openRedisCursors = (options) =>
  (require('./redis/cursors') as typeof cursors).openRedisCursors(options);

export const redisIdsOf: typeof identity.redisIdsOf = (variable, address) =>
  (require('./redis/identity') as typeof identity).redisIdsOf(variable, address);

export const openRedisKeys: typeof keys.openRedisKeys = (options) =>
  (require('./redis/key-store') as typeof keys).openRedisKeys(options);

export const openRedisVault: typeof vault.openRedisVault = (options) =>
  (require('./redis/vault') as typeof vault).openRedisVault(options);
