import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock, inProcessJobs, openBullJobs, systemClock } from '@xf/adapters';
import { Outage, type Jobs } from '@xf/es';
import { startRedis, type RedisServer } from '../support/redis';

type Runner = { readonly child: ChildProcess; readonly said: () => string; readonly exited: Promise<unknown[]> };

/** Needs the built program. */
function startRunner(port: number, lockMs: number, run: 'endless' | 'short'): Runner {
  const args = [join(__dirname, 'runner.cjs'), String(port), String(lockMs), run];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said, exited: once(child, 'close') };
}

async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (await test()) return;
    await sleep(10);
  }
  throw new Error(`did not happen: ${what}`);
}

describe('jobs in Redis, when something breaks', () => {
  let redis: RedisServer;
  const opened: Jobs[] = [];
  const open = (lockMs = 30_000): Jobs => {
    const address = { nodes: [{ host: '127.0.0.1', port: redis.port }] };
    const jobs = openBullJobs({ address, clock: systemClock, names: ['a', 'sweep'], lockMs, repairMs: 100 });
    opened.push(jobs);
    return jobs;
  };
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((jobs) => jobs.close(2_000)));
    await redis.stop();
  });

  it('runs a job again whose process was killed in the middle', async () => {
    const { child, said, exited } = startRunner(redis.port, 500, 'endless');
    const jobs = open(500);
    await jobs.enqueue('a', 'half');
    await until('it has begun', () => said().includes('began half'));
    child.kill('SIGKILL');
    await exited;
    const ran: string[] = [];
    jobs.handle('a', async ({ key, attempt }) => void ran.push(`${key} ${attempt}`));
    await jobs.enqueue('a', 'half');
    await until('it is done', async () => (await jobs.list('done')).some(({ key }) => key === 'half'));
    expect(new Set(ran)).toEqual(new Set(['half 1']));
    await jobs.enqueue('a', 'half');
    await until('its line is free', async () => (await jobs.list('done')).length === ran.length && ran.length > 1);
  });

  it('answers an enqueue with Outage while Redis is away, and goes on by itself when it is back', async () => {
    const jobs = open();
    const ran: string[] = [];
    jobs.handle('a', async ({ key }) => void ran.push(key));
    await jobs.enqueue('a', 'before');
    await until('it ran', () => ran.length === 1);
    await redis.kill();
    await expect(jobs.enqueue('a', 'during')).rejects.toThrow(Outage);
    await expect(jobs.list('failed')).rejects.toThrow(Outage);
    await redis.start();
    await until('it can be enqueued', () =>
      jobs.enqueue('a', 'after').then(
        () => true,
        () => false,
      ),
    );
    await until('the handler goes on', () => ran.includes('after'));
  });

  it('opens while Redis is away, and works when it has come', async () => {
    await redis.kill();
    const jobs = open();
    const ran: string[] = [];
    jobs.handle('a', async ({ key }) => void ran.push(key));
    await expect(jobs.enqueue('a', '1')).rejects.toThrow(Outage);
    await redis.start();
    await until('it ran', async () => {
      await jobs.enqueue('a', '2').catch(() => undefined);
      return ran.includes('2');
    });
  });

  it('finds again what is due after Redis was killed and has lost everything', async () => {
    const due = new Set<string>();
    const jobs = open();
    jobs.handle('a', async ({ key }) => void due.delete(key));
    jobs.handle('sweep', async () => {
      for (const key of due) await jobs.enqueue('a', key);
    });
    await jobs.every('sweep', 50);
    due.add('first');
    await until('the sweep works', () => due.size === 0);
    await redis.kill();
    due.add('second').add('third');
    await redis.start();
    await until('all is found', () => due.size === 0);
    await redis.call('FLUSHALL');
    due.add('fourth');
    await until('after a flush too', () => due.size === 0);
  });

  it('closes in its time while Redis is away', async () => {
    const jobs = open();
    jobs.handle('a', async () => undefined);
    await jobs.enqueue('a', '1');
    await redis.kill();
    expect(typeof (await jobs.close(1_000))).toBe('boolean');
  });
});

describe('a process with jobs in Redis', () => {
  // Far beyond the test's own limit: no timer that goes by the lock may be waited for.
  const lockMs = 600_000;
  let redis: RedisServer;
  let runner: Runner | undefined;
  const start = (run: 'endless' | 'short'): Runner => (runner = startRunner(redis.port, lockMs, run));
  const enqueue = async (): Promise<void> => {
    const address = { nodes: [{ host: '127.0.0.1', port: redis.port }] };
    const jobs = openBullJobs({ address, clock: systemClock, names: ['a', 'sweep'] });
    await jobs.enqueue('a', '1');
    await jobs.close(100);
  };
  const hasBegun = (): Promise<void> => until('it has begun', () => runner?.said().includes('began 1') === true);
  const isToEnd = async (): Promise<void> => {
    runner?.child.kill('SIGTERM');
    expect(await runner?.exited).toEqual([0, null]);
  };
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    runner?.child.kill('SIGKILL');
    redis.signal('SIGCONT');
    await redis.stop();
  });

  it('ends by itself once they are closed', async () => {
    start('short');
    await enqueue();
    await hasBegun();
    await isToEnd();
    expect(runner?.said()).toContain('\nended\n');
  });

  it('ends by itself though a run does not', async () => {
    start('endless');
    await enqueue();
    await hasBegun();
    await isToEnd();
    expect(runner?.said()).toContain('\ncut off\n');
  });

  it.each(['short', 'endless'] as const)(
    'ends by itself when Redis was killed behind a run that is %s',
    async (run) => {
      start(run);
      await enqueue();
      await hasBegun();
      await redis.kill();
      await isToEnd();
    },
  );

  it.each(['short', 'endless'] as const)(
    'ends by itself when Redis stands still behind a run that is %s',
    async (run) => {
      start(run);
      await enqueue();
      await hasBegun();
      redis.signal('SIGSTOP');
      await isToEnd();
    },
  );

  it('ends by itself when Redis never came', async () => {
    await redis.kill();
    const { said } = start('short');
    await until('it handles', () => said() === 'handles\n');
    await isToEnd();
  });
});

describe('jobs in the process', () => {
  it('go by the clock they were given', async () => {
    const clock = fixedClock(1_000);
    const jobs = inProcessJobs({ clock, tickMs: 2 });
    const ran: string[] = [];
    jobs.handle('a', async ({ key }) => void ran.push(key));
    jobs.handle('sweep', async () => void ran.push('sweep'));
    await jobs.every('sweep', 60_000);
    await jobs.enqueue('a', 'late', { at: 61_000 });
    await until('the first sweep', () => ran.length === 1);
    await sleep(20);
    expect(ran).toEqual(['sweep']);
    expect(await jobs.list('delayed')).toHaveLength(1);
    clock.advance(60_000);
    await until('both', () => ran.length === 3);
    expect([...ran].sort()).toEqual(['late', 'sweep', 'sweep']);
    await jobs.close(100);
  });
});
