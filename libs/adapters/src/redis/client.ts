import { createHash } from 'node:crypto';
import { Cluster, Redis } from 'ioredis';
import { Outage } from '@xf/es';
import { scripts } from './scripts';

export type RedisAddress = {
  /** One server, or some nodes of a cluster. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** @defaultValue false */
  readonly cluster?: boolean;
  /** @defaultValue false */
  readonly tls?: boolean;
  readonly username?: string;
  readonly password?: string;
};

/** Who asks, and whether by TLS, as the driver wants it said. */
export const credentialsOf = ({ username, password, tls = false }: RedisAddress) => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  ...(tls ? { tls: {} } : {}),
});

export type Reply = string | number | null | readonly Reply[];

/** A connection to Redis. What fails outside the program throws `Outage`. */
export type RedisLink = {
  /** Runs one of the scripts on the shard that `key` names. */
  readonly run: (script: keyof typeof scripts, key: string, args: readonly (string | number)[]) => Promise<Reply>;
  /** `SET key value PX ms NX`: a mark that goes away by itself. */
  readonly mark: (key: string, ms: number) => Promise<void>;
  /** Positions and the like, as they are now. */
  readonly fields: (key: string, names: readonly string[]) => Promise<readonly (string | null)[]>;
  /** Sets one of the fields that `fields` reads. */
  readonly put: (key: string, name: string, value: number) => Promise<void>;
  /** Every key that begins with a text, in pages; on a cluster of all its nodes. */
  readonly keys: (prefix: string) => AsyncIterable<readonly string[]>;
  readonly close: () => void;
};

const hashes = Object.fromEntries(
  Object.entries(scripts).map(([name, lua]) => [name, createHash('sha1').update(lua).digest('hex')]),
) as Record<keyof typeof scripts, string>;

const commandMs = 5_000;

/** A command is tried on one reconnection and then fails: whoever runs the loop tries again, and knows what it has read. */
const options = (address: RedisAddress) => ({
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 2_000,
  commandTimeout: commandMs,
  ...credentialsOf(address),
});

/** One connection to one server, begun by `connect` and never renewed: what was found out about the server holds for as long as it stands. */
export const oneConnection = (address: RedisAddress, node: RedisAddress['nodes'][number] | undefined): Redis =>
  new Redis({
    lazyConnect: true,
    // A server that is still loading answers so, and is an outage like others.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: commandMs,
    ...credentialsOf(address),
    ...node,
  });

const retryMs = (times: number): number => Math.min(50 * times, 500);

export function connectRedis(address: RedisAddress): RedisLink {
  const client = clientOf(address);
  // Every command reports its own failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  return {
    run: (script, key, args) =>
      tried(async () => {
        try {
          return (await client.evalsha(hashes[script], 1, key, ...args)) as Reply;
        } catch (error) {
          if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
          return (await client.eval(scripts[script], 1, key, ...args)) as Reply;
        }
      }),
    mark: async (key, ms) => {
      await tried(() => client.set(key, '1', 'PX', ms, 'NX'));
    },
    fields: (key, names) => tried(() => client.hmget(key, ...names)),
    put: async (key, name, value) => {
      await tried(() => client.hset(key, name, value));
    },
    keys: (prefix) => scan(client, prefix),
    close: () => {
      client.disconnect();
    },
  };
}

function clientOf(address: RedisAddress): Redis | Cluster {
  const { nodes, cluster = false } = address;
  if (!cluster) return new Redis({ ...options(address), retryStrategy: retryMs, ...nodes[0] });
  return new Cluster([...nodes], {
    redisOptions: options(address),
    clusterRetryStrategy: retryMs,
    clusterNodeRetryStrategy: retryMs,
    maxRedirections: 8,
  });
}

async function* scan(client: Redis | Cluster, prefix: string): AsyncIterable<readonly string[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await tried(() => node.scan(cursor, 'MATCH', pattern, 'COUNT', 500));
      if (keys.length > 0) yield keys;
      cursor = next;
    } while (cursor !== '0');
  }
}

/** Answers that say the server is not as it must be; any other error it answers is a mistake of this program. */
const outages =
  /^(?:LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|READONLY|OOM|MISCONF|NOREPLICAS|BUSY|UNKILLABLE|MOVED|ASK|NOAUTH|WRONGPASS|NOPERM)\b/;

export function isMistake({ name, message }: Error): boolean {
  return name === 'ReplyError' && !outages.test(message);
}

/** What the server said, or the system's code. The driver's own words are about the driver, and the system's name an address. */
export function redisReasonOf({ name, message, code }: Error & { readonly code?: unknown }): string {
  if (name === 'ReplyError') return message;
  return `无法连接 no connection${typeof code === 'string' ? `, ${code}` : ''}`;
}

async function tried<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    if (isMistake(cause as Error)) throw cause;
    const zh = `榜单存储 Redis 暂时不可用（${redisReasonOf(cause as Error)}）。`;
    throw new Outage(`${zh}Redis, which holds the boards, cannot be used now.`, { cause });
  }
}
