import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { Outage } from '@xf/es';
import { isMistake, oneConnection, redisReasonOf, type RedisAddress } from './client';
import { vaultScripts } from './vault-scripts';

export type RedisVaultOptions = {
  /** The server that holds keys and nothing else: one address, no cluster. */
  readonly redis: RedisAddress;
  /** Copies that must have a key or a tombstone before a call is answered. @defaultValue 0 */
  readonly replicas?: number;
  /** What every key's name begins with. @defaultValue `xf:keys:` */
  readonly prefix?: string;
};

type Bytes = Buffer | number | null;

/** One connection, whose server was found to be set up as it must be. It is never renewed: another one is checked anew. */
export type VaultLink = {
  /** Throws `Outage` when the server holds another master secret than the one this vault was opened with. */
  readonly run: (script: keyof typeof vaultScripts, ...args: readonly (Buffer | string)[]) => Promise<readonly Bytes[]>;
  /** Resolves when the replicas hold what was answered here before. Throws `Outage` when too few of them say so. */
  readonly confirmed: () => Promise<void>;
  /** Resolves when the append-only file holds nothing of the keys whose destruction was answered here before. */
  readonly rewritten: () => Promise<void>;
};

export type VaultServer = {
  /** The master secret, which is `fresh` when the server had none. This or `master` is to be called first. */
  readonly begin: (fresh: Buffer) => Promise<Buffer>;
  /** The master secret; undefined when the server has none. */
  readonly master: () => Promise<Buffer | undefined>;
  readonly link: () => Promise<VaultLink>;
  readonly close: () => void;
};

const replicasMs = 2_000;
const pollMs = 50;
/** Waiting for a rewrite ends after an hour: a file for 130 million people takes minutes. */
const pollsMax = (60 * 60_000) / pollMs;

type Call = (command: string, ...args: readonly (Buffer | string | number)[]) => Promise<unknown>;

export function vaultServer({ redis, replicas = 0, prefix = 'xf:keys:' }: RedisVaultOptions): VaultServer {
  let current: Promise<Connection> | undefined;
  let fingerprint = '';
  let isClosed = false;

  const connected = (): Promise<Connection> => {
    if (isClosed) throw new Error('this vault is closed');
    if (current === undefined) {
      const own = connect(redis, { prefix, replicas, fingerprint: () => fingerprint }, () => {
        if (current === own) current = undefined;
      });
      current = own;
    }
    return current;
  };

  const masterOf = async ({ call }: Connection): Promise<Buffer | undefined> => {
    const master = (await call('HGET', `${prefix}meta`, 'master')) as Buffer | null;
    if (master !== null) fingerprint = createHash('sha1').update(master).digest('hex');
    return master ?? undefined;
  };

  return {
    async begin(fresh) {
      const connection = await connected();
      await connection.call('HSETNX', `${prefix}meta`, 'master', fresh);
      const master = await masterOf(connection);
      await connection.link.confirmed();
      if (master === undefined) throw lost();
      return master;
    },
    master: async () => masterOf(await connected()),
    link: async () => (await connected()).link,
    close() {
      isClosed = true;
      current?.then(
        ({ giveUp }) => giveUp(),
        () => undefined,
      );
    },
  };
}

type Around = { readonly prefix: string; readonly replicas: number; readonly fingerprint: () => string };
type Connection = { readonly link: VaultLink; readonly call: Call; readonly giveUp: () => void };
/** Does what it is given; when that fails outside the program, nobody asks this connection again, and it throws `Outage`. */
type Tried = <T>(command: () => Promise<T>) => Promise<T>;

async function connect(redis: RedisAddress, around: Around, ended: () => void): Promise<Connection> {
  const client = clientOf(redis);
  let isGivenUp = false;
  const giveUp = (): void => {
    if (isGivenUp) return;
    isGivenUp = true;
    ended();
    // What is closed already would be given a timer that waits for its closing.
    if (client.status !== 'close' && client.status !== 'end') client.disconnect();
  };
  client.once('close', giveUp);
  const tried: Tried = async (command) => {
    try {
      return await command();
    } catch (cause) {
      // The client notes on an error what it had sent, keys among it; whoever prints the error would print them.
      delete (cause as { command?: unknown }).command;
      if (isMistake(cause as Error)) throw cause;
      giveUp();
      const zh = `密钥库 Redis 暂时不可用（${redisReasonOf(cause as Error)}）。`;
      throw new Outage(`${zh}Redis, which holds the keys of persons, cannot be used now.`, { cause });
    }
  };
  const call: Call = (command, ...args) => tried(() => client.callBuffer(command, args as (Buffer | string)[]));
  await tried(() => client.connect());
  try {
    await assertDurable(call);
  } catch (error) {
    giveUp();
    throw error;
  }
  return { link: linkOn(client, tried, call, around), call, giveUp };
}

function clientOf(address: RedisAddress): Redis {
  const client = oneConnection(address, address.nodes[0]);
  // Every command reports its own failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  for (const [name, lua] of Object.entries(vaultScripts)) client.defineCommand(`xf_${name}`, { lua, numberOfKeys: 1 });
  return client;
}

function linkOn(client: Redis, tried: Tried, call: Call, { prefix, replicas, fingerprint }: Around): VaultLink {
  const commands = client as unknown as Record<string, (...args: readonly (Buffer | string)[]) => Promise<unknown>>;
  const run: VaultLink['run'] = async (script, ...args) => {
    const command = commands[`xf_${script}Buffer`] as (typeof commands)[string];
    const answer = await tried(() => command.call(client, prefix, fingerprint(), ...args));
    if (!Array.isArray(answer)) throw lost();
    return answer as readonly Bytes[];
  };
  const confirmed = joined(async () => {
    if (replicas === 0) return;
    const told = Number(await call('WAIT', replicas, replicasMs));
    if (told < replicas) throw tooFew(told, replicas);
  });
  const rewritten = joined(async () => {
    for (let tries = 0; tries < pollsMax; tries++) {
      const [erasures, wiped] = await run('count');
      if (Number(wiped) >= Number(erasures)) return;
      const outcome = await rewrite(call);
      if (outcome === 'failed') break;
      if (outcome === 'busy') continue;
      // Slow commands are noted in the server's memory with what they were given.
      await call('SLOWLOG', 'RESET');
      await run('wiped', String(erasures));
      return;
    }
    throw notRewritten();
  });
  return { run, confirmed, rewritten };
}

/** Runs one after another; calls that come while one is under way share the next, which begins after all of them. */
export function joined(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    if (next !== undefined) return next;
    const own = running.then(() => {
      next = undefined;
      return run();
    });
    next = own;
    running = own.catch(() => undefined);
    return own;
  };
}

/**
 * Has the append-only file written anew by a rewrite that begins after this call. `busy`: another one was under way, which
 * may have begun before; it is over now, and whoever asked for it has told what it wiped. Of two that overlap, the outcome
 * of the later counts for both.
 */
async function rewrite(call: Call): Promise<'done' | 'failed' | 'busy'> {
  try {
    await call('BGREWRITEAOF');
  } catch (error) {
    if (error instanceof Outage) throw error;
    if (!(error as Error).message.includes('already in progress')) return 'failed';
    await rewriteEnded(call);
    await sleep(2 * pollMs);
    return 'busy';
  }
  return (await rewriteEnded(call)) ? 'done' : 'failed';
}

/** Answers whether the last one went well. */
async function rewriteEnded(call: Call): Promise<boolean> {
  for (let polls = 0; polls < pollsMax; polls++) {
    const info = String(await call('INFO', 'persistence'));
    if (!/^aof_rewrite_(?:in_progress|scheduled):1/m.test(info)) return info.includes('aof_last_bgrewrite_status:ok');
    await sleep(pollMs);
  }
  return false;
}

/** What a setting must be. With any other value a key could be lost, or stay where nobody destroys it. */
const settings: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'always',
  'no-appendfsync-on-rewrite': 'no',
  'maxmemory-policy': 'noeviction',
  save: '',
  'repl-diskless-sync': 'yes',
  'aof-disable-auto-gc': 'no',
  'cluster-enabled': 'no',
};

async function assertDurable(call: Call): Promise<void> {
  const info = String(await call('INFO'));
  const told = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  if (told('role') !== 'master') throw wrong('role', told('role'), 'master');
  if (Number.parseInt(told('redis_version') ?? '', 10) < 7) throw wrong('redis_version', told('redis_version'), '7');
  const listed = (await call('CONFIG', 'GET', ...Object.keys(settings)).catch((cause: unknown) => {
    if (cause instanceof Outage) throw cause;
    throw unknownSettings(cause);
  })) as readonly Buffer[] | ReadonlyMap<Buffer, Buffer>;
  const texts = [...listed].flat().map(String);
  const found = new Map(texts.flatMap((name, n) => (n % 2 === 0 ? [[name, texts[n + 1]] as const] : [])));
  for (const [name, must] of Object.entries(settings)) {
    if (found.get(name) !== must) throw wrong(name, found.get(name), must);
  }
}

function wrong(name: string, is: string | undefined, must: string): Outage {
  const zh = `密钥库 Redis 的 ${name} 为 "${is ?? '?'}"，必须为 "${must}"，否则密钥可能丢失或无法彻底销毁。`;
  return new Outage(
    `${zh}Redis, which holds the keys of persons, has ${name} "${is ?? '?'}"; it must be "${must}", or keys could be lost or linger.`,
  );
}

function unknownSettings(cause: unknown): Outage {
  const zh = '密钥库 Redis 不允许读取设置（CONFIG GET），无法确认密钥会落盘。';
  return new Outage(`${zh}The Redis for keys does not tell its settings (CONFIG GET), so nobody knows if keys last.`, {
    cause,
  });
}

function lost(): Outage {
  const zh = '密钥库 Redis 的主密钥不是启动时的那一把：数据已丢失或被替换，请恢复密钥备份后重新启动。';
  return new Outage(
    `${zh}Redis does not hold the master secret it held at start: its data was lost or replaced. Restore the keys, then restart.`,
  );
}

function tooFew(told: number, replicas: number): Outage {
  const zh = `密钥库 Redis 只有 ${told} 个副本确认（需要 ${replicas} 个），结果未知，请重试。`;
  return new Outage(
    `${zh}Only ${told} of ${replicas} replicas of the key store confirmed; the outcome is unknown, repeating is safe.`,
  );
}

function notRewritten(): Outage {
  const zh = '密钥已销毁，任何人不能再读取，但密钥库的追加文件未能重写，旧文件中仍有该密钥；请检查磁盘后重复删除。';
  return new Outage(
    `${zh}The key is destroyed, but the append-only file could not be rewritten and still holds it; look at the disk, then erase again.`,
  );
}
