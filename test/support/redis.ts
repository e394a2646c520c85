import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './port';

/** A real server of a test: on a port and in a folder of its own. */
export type RedisServer = {
  readonly port: number;
  readonly folder: string;
  /** SIGKILL, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port and folder; resolves when it answers. */
  readonly start: () => Promise<void>;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
  /** Runs one command on a connection of its own. */
  readonly call: (...command: readonly [string, ...string[]]) => Promise<unknown>;
  /** Kills it and removes its folder. */
  readonly stop: () => Promise<void>;
};

const startTries = 100;

/** Starts Debian's redis-server; throws when there is none or it does not come up. */
export async function startRedis(extra: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'xianfeng-redis-'));
  let child: ChildProcess | undefined;
  const call: RedisServer['call'] = async (name, ...args) => {
    const client = new Redis({ port, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  };
  const start = async (): Promise<void> => {
    const settings = ['--port', String(port), '--dir', folder, '--bind', '127.0.0.1', '--save', '', ...extra];
    const started = spawn('redis-server', settings, { stdio: 'ignore' });
    let failure: unknown;
    started.on('error', (error) => (failure = error));
    child = started;
    for (let tries = 0; tries < startTries; tries++) {
      if (failure !== undefined) throw new Error('redis-server cannot be started', { cause: failure });
      if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`);
      if ((await call('PING').catch(() => undefined)) === 'PONG') return;
      await sleep(50);
    }
    throw new Error(`redis-server does not answer on port ${port}`);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    folder,
    kill,
    start,
    signal: (name) => void child?.kill(name),
    call,
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const slots = 16_384;

/** Three masters that share the slots. */
export async function startRedisCluster(): Promise<readonly RedisServer[]> {
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(['--cluster-enabled', 'yes'])));
  const share = Math.ceil(slots / nodes.length);
  for (const [n, node] of nodes.entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', String(n * share), String(Math.min(slots, (n + 1) * share) - 1));
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', String(n + 1));
  }
  for (const node of nodes.slice(1)) await node.call('CLUSTER', 'MEET', '127.0.0.1', String(nodes[0]?.port));
  for (let tries = 0; tries < startTries; tries++) {
    const told = await Promise.all(nodes.map((node) => node.call('CLUSTER', 'INFO')));
    if (told.every((text) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(String(text)))) return nodes;
    await sleep(100);
  }
  throw new Error('the cluster does not come up');
}
