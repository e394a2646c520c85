import { setTimeout as sleep } from 'node:timers/promises';
import { inProcessJobs, openBullJobs, systemClock } from '@xf/adapters';
import { jobsContract } from '@xf/es/testing';
import { startRedis, type RedisServer } from '../support/redis';
import { nothingToClean } from './setups';

const names = ['a', 'b', 'sweep'];
const pause = (ms: number): Promise<void> => sleep(ms);

jobsContract('in process', async () => {
  const jobs = inProcessJobs({ clock: systemClock, tickMs: 5 });
  return { jobs, now: systemClock.now, pause, cleanup: nothingToClean };
});

describe('with a Redis of its own', () => {
  let redis: RedisServer;
  let tests = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  jobsContract('bullmq', async () => {
    const address = { nodes: [{ host: '127.0.0.1', port: redis.port }] };
    const jobs = openBullJobs({ address, clock: systemClock, names, prefix: `{xf:test${(tests += 1)}}` });
    return { jobs, now: systemClock.now, pause, cleanup: nothingToClean };
  });
});
