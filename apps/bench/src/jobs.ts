import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { openBullJobs, systemClock } from '@xf/adapters';
import { inTurns, timed, type Bench, type Figure } from './measure';

const name = 'bench';
const concurrency = 16;

/** What each side has to run: filled before the clock starts, so that only running is measured. */
type Side = (count: number) => Promise<number>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startServer(folder: string) {
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--dir', folder, '--save', ''], { stdio: 'ignore' });
  const client = new Redis({ port, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    port,
    client,
    stop: () => {
      client.disconnect();
      child.kill('SIGKILL');
    },
  };
}

const perSecond = (count: number, ms: number): number => (count / ms) * 1_000;

/** Counts runs, and tells when the last has begun. */
function counter(count: number) {
  let left = count;
  let all = (): void => undefined;
  const finished = new Promise<void>((resolve) => (all = resolve));
  const one = (): Promise<void> => {
    if ((left -= 1) === 0) all();
    return Promise.resolve();
  };
  return { one, finished };
}

const ours =
  (port: number): Side =>
  async (count) => {
    const address = { nodes: [{ host: '127.0.0.1', port }] };
    const jobs = openBullJobs({ address, clock: systemClock, names: [name], prefix: '{xf:bench}' });
    await Promise.all(Array.from({ length: count }, (_, n) => jobs.enqueue(name, `key-${n}`)));
    const { one, finished } = counter(count);
    const { ms } = await timed(() => {
      jobs.handle(name, one, { concurrency });
      return finished;
    });
    await jobs.close(5_000);
    return perSecond(count, ms);
  };

/** BullMQ alone: a worker that does nothing, jobs without a key to be one of, and what is done is kept as ours is. */
const bare =
  (port: number): Side =>
  async (count) => {
    const options = { connection: { port, host: '127.0.0.1', maxRetriesPerRequest: null }, prefix: '{xf:bare}' };
    const queue = new Queue(name, options);
    const removeOnComplete = { count: 100, age: 86_400 };
    const add = (n: number) => queue.add(`key-${n}`, null, { attempts: 5, removeOnComplete, stackTraceLimit: 0 });
    await Promise.all(Array.from({ length: count }, (_, n) => add(n)));
    const { one, finished } = counter(count);
    let worker: Worker | undefined;
    const { ms } = await timed(() => {
      worker = new Worker(name, one, { ...options, concurrency });
      return finished;
    });
    await worker?.close();
    await queue.close();
    return perSecond(count, ms);
  };

/** How much of BullMQ's own speed is left behind the port. */
export const jobs: Bench = {
  name: 'jobs',
  run: async ({ quick, folder, say }): Promise<readonly Figure[]> => {
    const count = quick ? 2_000 : 10_000;
    const server = await startServer(folder);
    try {
      const side =
        (run: Side): (() => Promise<number>) =>
        async () => {
          await server.client.flushall();
          return run(count);
        };
      await side(bare(server.port))();
      const rates = await inTurns(quick ? 3 : 5, side(ours(server.port)), side(bare(server.port)));
      say(`jobs: ${count} jobs, ${concurrency} at a time, in turns`);
      const ratio = rates.ours / rates.theirs;
      const what = 'jobs run through the port';
      return [{ what, ...rates, against: 'bare BullMQ worker', unit: 'jobs/s', ratio, bar: 0.8 }];
    } finally {
      server.stop();
    }
  },
};
