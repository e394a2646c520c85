export { fixedClock, systemClock, type FixedClock } from './clocks';
export { inProcessJobs } from './jobs/in-process';
export type { EsdbEventStoreOptions } from './esdb/event-store';
export { FirstReading } from './esdb/first-reading';
export { isLogName } from './esdb/names';
export { embeddedBoards } from './boards';
export { redisBoards } from './redis/boards';
export {
  connectRedis,
  openBullJobs,
  openEsdbEventStore,
  openRedisCursors,
  openRedisKeys,
  openRedisVault,
  redisIdsOf,
} from './on-demand';
export type { RedisAddress, RedisLink } from './redis/client';
export { boardsFeed, type BoardsFeed } from './redis/feed';
export type { Layout } from './redis/layout';
export { ledFollower, type Led } from './redis/led';
export { publisher } from './redis/publisher';
export { redisAddressOf } from './redis/url';
export type { HeldKey, KeyStore, ListedKeyStore, SubjectKey } from './key-store';
export { memoryEventStore } from './memory/event-store';
export { memoryVault } from './memory/vault';
export { memoryViews } from './memory/views';
export { copyDatabase, flushFile } from './sqlite/backup';
export { DataFolderInUse, isDamaged } from './sqlite/data-folder';
export { openLogCheck, type LogCheck, type LogRow } from './sqlite/log-check';
export { openSqliteEventStore } from './sqlite/event-store';
export { openSqliteKeys } from './sqlite/key-store';
export { openSqliteVault, openVaultReader, type VaultReader } from './sqlite/vault';
export { openSqliteFrames } from './sqlite/past';
export { openSqliteViews } from './sqlite/views';
