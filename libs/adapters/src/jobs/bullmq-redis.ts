import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { Outage } from '@xf/es';
import { credentialsOf, redisReasonOf, type RedisAddress } from '../redis/client';

/** The two connections BullMQ needs: one that fails soon, and one that waits for Redis as long as it takes. */
export type JobsRedis = {
  readonly asking: Redis | Cluster;
  readonly working: Redis | Cluster;
  /** Runs one call of the asking side; throws `Outage` when it fails or is not answered in time. */
  readonly asked: <T>(ask: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
};

const answerMs = 3_000;
const reconnectMs = (times: number): number => Math.min(50 * times, 500);

export function connectForJobs(address: RedisAddress): JobsRedis {
  const asking = clientOf(address, { maxRetriesPerRequest: 1 });
  const working = clientOf(address, { maxRetriesPerRequest: null });
  return {
    asking,
    working,
    asked: (ask) => asked(ask),
    close: () => {
      asking.disconnect();
      working.disconnect();
    },
  };
}

function clientOf(address: RedisAddress, own: Pick<RedisOptions, 'maxRetriesPerRequest'>): Redis | Cluster {
  const { nodes, cluster = false } = address;
  const options = {
    connectTimeout: 2_000,
    // Waited for at each disconnect of a socket that is gone already, too, and meanwhile the process does not end.
    disconnectTimeout: 500,
    ...own,
    ...credentialsOf(address),
  };
  const client = cluster
    ? new Cluster([...nodes], { redisOptions: options, clusterRetryStrategy: reconnectMs })
    : new Redis({ ...options, retryStrategy: reconnectMs, ...nodes[0] });
  // Every call reports its own failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  return client;
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${answerMs} ms`)), answerMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (cause) {
    if (cause instanceof Outage) throw cause;
    const { name } = cause as Error;
    if (name === 'TypeError' || name === 'RangeError') throw cause;
    const zh = `任务队列所在的 Redis 暂时不可用（${redisReasonOf(cause as Error)}）。`;
    throw new Outage(`${zh}Redis, which holds the jobs, cannot be used now.`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
