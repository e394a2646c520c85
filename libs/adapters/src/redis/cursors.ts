import { Redis } from 'ioredis';
import { Outage, type Position } from '@xf/es';
import { credentialsOf, isMistake, redisReasonOf, type RedisAddress } from './client';

export type RedisCursorsOptions = {
  /** A server that writes to disk before it answers; see `openRedisVault`, which refuses any other. */
  readonly redis: RedisAddress;
  /** The hash that holds the cursors, by name. @defaultValue `xf:webhook-cursors` */
  readonly key?: string;
};

/** Positions by name, shared by several processes. What fails outside the program throws `Outage`. */
export type RedisCursors = {
  readonly get: (name: string) => Promise<Position | undefined>;
  /** Never goes back: a position before the one that is kept changes nothing. */
  readonly put: (name: string, position: Position) => Promise<void>;
  readonly close: () => void;
};

const commandMs = 5_000;

const forward = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept and tonumber(kept) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** Answers before Redis does; every call throws `Outage` while it is away. */
export function openRedisCursors({ redis, key = 'xf:webhook-cursors' }: RedisCursorsOptions): RedisCursors {
  const client = clientOf(redis);
  return {
    get: async (name) => {
      const kept = await tried(() => client.hget(key, name));
      return kept === null ? undefined : Number(kept);
    },
    put: async (name, position) => {
      await tried(() => client.eval(forward, 1, key, name, position));
    },
    close: () => {
      client.disconnect();
    },
  };
}

function clientOf(address: RedisAddress): Redis {
  const client = new Redis({
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 2_000,
    commandTimeout: commandMs,
    retryStrategy: (times) => Math.min(50 * times, 500),
    ...credentialsOf(address),
    ...address.nodes[0],
  });
  // Every command reports its own failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  return client;
}

async function tried<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    if (isMistake(cause as Error)) throw cause;
    const zh = `推送进度所在的 Redis 暂时不可用（${redisReasonOf(cause as Error)}）。`;
    throw new Outage(`${zh}Redis, which holds the webhook cursors, cannot be used now.`, { cause });
  }
}
