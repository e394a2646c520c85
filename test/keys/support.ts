import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openRedisVault } from '@xf/adapters';
import type { Vault } from '@xf/es';
import { startRedis, type RedisServer } from '../support/redis';

/** How a Redis that holds keys has to be set up. */
export const durableSettings = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];
/** How a copy of it has to be: no file of keys anywhere but on the server itself. */
export const inMemoryOnly = ['--appendonly', 'no', '--repl-diskless-load', 'swapdb'];

export const startKeyServer = (...extra: readonly string[]): Promise<RedisServer> =>
  startRedis([...durableSettings, ...extra]);

export const addressOf = ({ port }: RedisServer) => ({ nodes: [{ host: '127.0.0.1', port }] });

export const vaultOn = (server: RedisServer, more: { prefix?: string; replicas?: number } = {}): Promise<Vault> =>
  openRedisVault({ redis: addressOf(server), ...more });

/** Every file below a folder that holds some bytes, by its path from there. */
export function filesWith(folder: string, bytes: Buffer): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(bytes));
}

/** Every key of persons that a server holds, as bytes. */
export async function keysHeld(server: RedisServer): Promise<readonly Buffer[]> {
  const client = new Redis({ port: server.port });
  try {
    const keys: Buffer[] = [];
    for (const name of await client.keys('xf:keys:*')) {
      if (name === 'xf:keys:meta') continue;
      keys.push(...Object.values(await client.hgetallBuffer(name)).filter(({ length }) => length === 32));
    }
    return keys;
  } finally {
    client.disconnect();
  }
}
