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

  it('takes nothing for a job that the list would not tell, and leaves it as it was', async () => {
    const prefix = `{xf:test${(tests += 1)}}`;
    const address = { nodes: [{ host: '127.0.0.1', port: redis.port }] };
    const jobs = openBullJobs({ address, clock: systemClock, names, prefix });
    await jobs.enqueue('a', 'later', { at: systemClock.now() + 3_600_000 });
    await jobs.every('sweep', 3_600_000);
    const [known] = await jobs.list('delayed');
    const found = ((await redis.call('KEYS', `${prefix}*`)) as readonly string[]).toSorted();
    const ids = found.map((key) => key.slice(prefix.length + 1).replace(':', '/')).filter((id) => id !== known?.id);
    expect(ids).toEqual(expect.arrayContaining(['a/meta', 'a/id', 'a/delayed', 'sweep/meta', 'sweep/repeat:tick']));
    for (const id of ids) expect([id, await jobs.discard(id), await jobs.retry(id)]).toEqual([id, false, false]);
    expect(((await redis.call('KEYS', `${prefix}*`)) as readonly string[]).toSorted()).toEqual(found);
    expect(await jobs.discard(known?.id ?? '')).toBe(true);
    await jobs.close(1_000);
  });
});
