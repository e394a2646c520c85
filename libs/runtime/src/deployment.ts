import { isLogName, redisAddressOf, redisIdsOf, type RedisAddress } from '@xf/adapters';
import { Outage } from '@xf/es';

/** Several processes on one log: where everything is that they share. */
export type SharedDeployment = {
  /** Where this process keeps its own views. It may be deleted at any time. */
  readonly folder: string;
  /** Connection string of EventStoreDB or KurrentDB. */
  readonly eventStore: string;
  readonly log: string;
  /** Boards and jobs: may be lost, and are then filled anew. */
  readonly boards: RedisAddress;
  /** How many parts the boards are kept in; the same in every process. */
  readonly shards: number;
  /** Keys of people: durable, on servers of their own. */
  readonly keys: RedisAddress;
  /** How many replicas must have a key before it is used. */
  readonly keyReplicas: number;
};

/**
 * How the environment says that several processes share a log; undefined when it does not, and one process keeps all in a
 * folder. Throws an `Outage` that names the variable and what it may be.
 */
export function sharedDeploymentOf(env: NodeJS.ProcessEnv): SharedDeployment | undefined {
  const {
    EVENTSTORE_URL = '',
    EVENTSTORE_LOG = 'xianfeng',
    REDIS_URL = '',
    KEYS_REDIS_URL = '',
    DATA = './data',
  } = env;
  if (EVENTSTORE_URL === '') return undefined;
  if (!/^(esdb|kurrentdb)(\+discover)?:\/\//.test(EVENTSTORE_URL)) {
    throw new Outage(
      'EVENTSTORE_URL 应为 esdb:// 或 esdb+discover:// 开头的连接串。Expected a connection string esdb://….',
    );
  }
  if (!isLogName(EVENTSTORE_LOG)) {
    throw new Outage(
      'EVENTSTORE_LOG 应为小写字母和数字，以字母开头，至多 40 个。Expected up to 40 lower-case letters and digits, a letter first.',
    );
  }
  for (const [name, value] of Object.entries({ REDIS_URL, KEYS_REDIS_URL })) {
    if (value === '')
      throw new Outage(`设了 EVENTSTORE_URL，还须设 ${name}。With EVENTSTORE_URL, set ${name} as well.`);
  }
  const boards = redisAddressOf('REDIS_URL', REDIS_URL);
  const keys = redisAddressOf('KEYS_REDIS_URL', KEYS_REDIS_URL);
  const same = keys.nodes.find(({ host, port }) => boards.nodes.some((one) => one.host === host && one.port === port));
  if (same !== undefined) throw oneServer();
  return {
    // Positions of one log mean nothing in another: views of the embedded log in the same folder stay untouched.
    folder: `${DATA}/${EVENTSTORE_LOG}-views`,
    eventStore: EVENTSTORE_URL,
    log: EVENTSTORE_LOG,
    boards,
    shards: wholeOf('BOARD_SHARDS', env['BOARD_SHARDS'] ?? '1', 1, 1_024),
    keys,
    keyReplicas: wholeOf('KEYS_REPLICAS', env['KEYS_REPLICAS'] ?? '0', 0, 5),
  };
}

/**
 * Throws an `Outage` when the Redis of the boards is that of the keys under another name, or one of the two refuses its
 * password. One that cannot be reached now is no reason.
 */
export async function keysApart({ boards, keys }: Pick<SharedDeployment, 'boards' | 'keys'>): Promise<void> {
  const [ofBoards, ofKeys] = await Promise.all([redisIdsOf('REDIS_URL', boards), redisIdsOf('KEYS_REDIS_URL', keys)]);
  if (ofBoards.some((id) => ofKeys.includes(id))) throw oneServer();
}

function oneServer(): Outage {
  const zh = '个人密钥须有自己的 Redis：榜单可以丢失重建，密钥不可以。REDIS_URL 与 KEYS_REDIS_URL 指向同一台服务器。';
  return new Outage(
    `${zh}KEYS_REDIS_URL must be another server than REDIS_URL, under whatever name: boards may be lost, keys may not.`,
  );
}

function wholeOf(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
  throw new Outage(`${name} 应为 ${min}–${max} 的整数。Expected a whole number from ${min} to ${max}.`);
}
