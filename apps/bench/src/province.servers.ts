import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import type { RedisAddress } from '@xf/adapters';

export type RedisServer = {
  readonly address: RedisAddress;
  /** A number that `INFO` tells. */
  readonly told: (field: string) => Promise<number>;
  /** Processor time it has taken, in microseconds. */
  readonly cpu: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Debian's redis-server on a port of its own. */
export async function startRedis(folder: string, extra: readonly string[] = []): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true });
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  const settings = ['--port', String(port), '--dir', folder, '--bind', '127.0.0.1', '--save', '', ...extra];
  const child = spawn('redis-server', settings, { stdio: 'ignore' });
  const client = new Redis({ port, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await Promise.race([client.ping(), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
  const told = async (field: string): Promise<number> => {
    const value = new RegExp(`^${field}:([\\d.]+)`, 'm').exec(await client.info())?.[1];
    if (value === undefined) throw new Error(`INFO does not tell ${field}`);
    return Number(value);
  };
  return {
    address: { nodes: [{ host: '127.0.0.1', port }] },
    told,
    cpu: async () => ((await told('used_cpu_user')) + (await told('used_cpu_sys'))) * 1e6,
    stop: async () => {
      client.disconnect();
      await killed(child);
    },
  };
}

const program = resolve(__dirname, '../../../../test/esdb/double/serve.cjs');
const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

/** What a province shares: the log's protocol double and two Redis, each in a process of its own. */
export async function startServers(folder: string) {
  const log = fork(program, ['0', '-', '-'], { execArgv: ['--max-semi-space-size=64', '--max-old-space-size=10000'] });
  const [[{ port }], boards, keys] = await Promise.all([
    once(log, 'message') as Promise<[{ readonly port: number }]>,
    startRedis(join(folder, 'boards')),
    startRedis(join(folder, 'keys'), durable),
  ]);
  return {
    log: `esdb://127.0.0.1:${port}?tls=false`,
    boards,
    keys,
    stop: async () => {
      await Promise.all([killed(log), boards.stop(), keys.stop()]);
    },
  };
}

export type Servers = Awaited<ReturnType<typeof startServers>>;

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
