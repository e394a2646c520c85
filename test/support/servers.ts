import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharedDeployment } from '@xf/runtime';
import { Disk } from '../esdb/double/disk';
import { Double } from '../esdb/double/server';
import { startRedis, type RedisServer } from './redis';

/** What several processes share: a log in (the double of) EventStoreDB, keys in one Redis and boards in another. */
export type Servers = {
  readonly esdb: Double;
  readonly boards: RedisServer;
  readonly keys: RedisServer;
  /** How a process is told of them. Each has a folder of its own. */
  readonly environment: (log: string, name: string) => Readonly<Record<string, string>>;
  readonly deployment: (log: string, name: string) => SharedDeployment;
  readonly stop: () => Promise<void>;
};

export const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

/** @param now the log's clock; @param shards parts of the boards */
export async function startServers(now: () => number, shards = 2): Promise<Servers> {
  const esdb = new Double({ disk: new Disk(now) });
  await esdb.start();
  const [boards, keys] = await Promise.all([startRedis(), startRedis(durable)]);
  const folder = mkdtempSync(join(tmpdir(), 'xianfeng-servers-'));
  const url = `esdb://127.0.0.1:${esdb.port}?tls=false`;
  const at = (port: number) => ({ nodes: [{ host: '127.0.0.1', port }] });
  return {
    esdb,
    boards,
    keys,
    environment: (log, name) => ({
      ...{ EVENTSTORE_URL: url, EVENTSTORE_LOG: log, DATA: join(folder, name), BOARD_SHARDS: String(shards) },
      ...{ REDIS_URL: `redis://127.0.0.1:${boards.port}`, KEYS_REDIS_URL: `redis://127.0.0.1:${keys.port}` },
    }),
    deployment: (log, name) => ({
      ...{ folder: join(folder, name), eventStore: url, log, shards },
      ...{ boards: at(boards.port), keys: at(keys.port), keyReplicas: 0 },
    }),
    stop: async () => {
      await Promise.all([esdb.stop(), boards.stop(), keys.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
