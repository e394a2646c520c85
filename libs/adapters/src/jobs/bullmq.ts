import { Queue, Worker, type Job, type JobsOptions } from 'bullmq';
import {
  backoffOf,
  jobDefaults,
  Outage,
  type Clock,
  type EnqueueOptions,
  type JobHandler,
  type JobInfo,
  type JobProgress,
  type Jobs,
  type JobState,
} from '@xf/es';
import type { RedisAddress } from '../redis/client';
import { connectForJobs, type JobsRedis } from './bullmq-redis';
import { reasonOf } from './reason';

export type BullJobsOptions = {
  readonly address: RedisAddress;
  readonly clock: Clock;
  /** Every job name of the program. A colon is not allowed in one. */
  readonly names: readonly string[];
  /** Apart from others on the same Redis. The braces keep it in one slot of a cluster. @defaultValue {xf:jobs} */
  readonly prefix?: string;
  /** After how long without a sign of life a run is taken for dead, in milliseconds. @defaultValue 30,000 */
  readonly lockMs?: number;
  /** How often lost schedules are put back, in milliseconds. @defaultValue 30,000 */
  readonly repairMs?: number;
};

/** A job's key stands in its BullMQ name, behind this; it carries no data. */
const keyMark = '=';
const tickName = 'tick';
/** BullMQ counts the jobs. Under any other id it keeps what is its own: the queue's settings, its sets, its schedules. */
const ownId = /^\d{1,19}$/;
/** How often a run may be cut off before the job is a dead letter: it may be what kills the process. */
const cutOffMax = 3;
const doneKept = { count: 100, age: 86_400 };
/** Far longer than a dead letter is left lying; see `holdLine`. */
const holdMs = 10 * 365 * 86_400_000;

const bullStates = {
  waiting: 'waiting',
  active: 'active',
  delayed: 'delayed',
  failed: 'failed',
  done: 'completed',
} as const;

/**
 * Jobs in Redis, for several processes. Answers before Redis does: while it is away, calls throw `Outage` and handlers
 * wait; when it is back they go on. What Redis loses is found again by the sweeps, whose schedules are put back.
 */
export function openBullJobs(options: BullJobsOptions): Jobs {
  return new BullJobs(options);
}

class BullJobs implements Jobs {
  private readonly redis: JobsRedis;
  private readonly queues = new Map<string, Queue>();
  private readonly workers = new Map<string, LeavableWorker>();
  private readonly schedules = new Map<string, number>();
  private readonly cutOff = new AbortController();
  private readonly repairing: NodeJS.Timeout;
  private readonly prefix: string;
  private isOpen = true;

  constructor(private readonly options: BullJobsOptions) {
    const { address, names, prefix = '{xf:jobs}', repairMs = 30_000 } = options;
    this.prefix = prefix;
    this.redis = connectForJobs(address);
    for (const name of names) {
      const queue = new Queue(name, { connection: this.redis.asking, prefix, skipVersionCheck: true });
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    this.repairing = setInterval(() => void this.repair(), repairMs).unref();
  }

  handle(name: string, handler: JobHandler, { concurrency = 1 }: { readonly concurrency?: number } = {}): void {
    if (this.workers.has(name)) throw new Error(`job ${name}: handled already`);
    this.queueOf(name);
    const { lockMs = 30_000 } = this.options;
    const worker = new LeavableWorker(name, (job) => this.run(name, handler, job), {
      connection: this.redis.working,
      prefix: this.prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: cutOffMax,
      runRetryDelay: 500,
      settings: {
        backoffStrategy: (attempt, _type, _error, job) => backoffOf(attempt, firstWaitOf(job), Math.random()),
      },
    });
    worker.on('error', () => undefined);
    // A run that was cut off too often fails in BullMQ alone, past `holdLine`, so its line is held here.
    worker.on('failed', (job) => {
      if (job?.finishedOn === undefined || job.name === tickName) return;
      this.redis.asking.set(this.lineKey(name, job), String(job.id), 'NX').catch(() => undefined);
    });
    this.workers.set(name, worker);
  }

  async every(name: string, everyMs: number): Promise<void> {
    this.schedules.set(name, everyMs);
    await this.asked(() => this.schedule(name, everyMs));
  }

  async enqueue(name: string, key: string, options: EnqueueOptions = {}): Promise<void> {
    const queue = this.queueOf(name);
    if (!this.isOpen) throw new Error(`job ${name}: enqueued after close`);
    const { at, attempts, backoffMs } = { ...jobDefaults, ...options };
    const delay = at === undefined ? 0 : Math.max(0, at - this.options.clock.now());
    const id = keyMark + key;
    const settings: JobsOptions = {
      delay,
      attempts,
      backoff: { type: 'doubling', delay: backoffMs },
      deduplication: { id, keepLastIfActive: true },
      removeOnComplete: doneKept,
      stackTraceLimit: 0,
    };
    await this.asked(() => queue.add(id, null, settings));
  }

  async list(state: JobState, limit = 100): Promise<readonly JobInfo[]> {
    const found: JobInfo[] = [];
    for (const [name, queue] of this.queues) {
      const jobs = await this.asked(() => queue.getJobs(bullStates[state], 0, limit, state !== 'done'));
      // What is removed between the list and its reading comes as a gap.
      const own = (jobs as readonly (Job | undefined)[]).filter((job) => job?.name.startsWith(keyMark)).slice(0, limit);
      for (const job of own) if (job !== undefined) found.push(infoOf(name, job, state));
    }
    return found;
  }

  async retry(id: string): Promise<boolean> {
    const found = await this.find(id);
    if (found === undefined || !(await this.asked(() => found.job.isFailed()))) return false;
    const { name, job } = found;
    await this.asked(() => this.redis.asking.set(this.lineKey(name, job), String(job.id)));
    await this.asked(() => job.retry('failed', { resetAttemptsMade: true }));
    return true;
  }

  async discard(id: string): Promise<boolean> {
    const found = await this.find(id);
    if (found === undefined || (await this.asked(() => found.job.isActive()))) return false;
    await this.asked(() => found.job.remove());
    return true;
  }

  async close(limitMs: number): Promise<boolean> {
    this.isOpen = false;
    clearInterval(this.repairing);
    const workers = [...this.workers.values()].map((worker) => worker.close());
    const ended = await within(limitMs, Promise.all(workers));
    if (!ended) {
      this.cutOff.abort();
      for (const worker of this.workers.values()) worker.leave();
    }
    await within(1_000, Promise.all([...this.queues.values()].map((queue) => queue.close())));
    this.redis.close();
    return ended;
  }

  private async run(name: string, handler: JobHandler, job: Job): Promise<void> {
    if (job.name === tickName) return this.tick(name);
    const attempt = job.attemptsMade + 1;
    const progress = (fraction: number, note: string): Promise<void> =>
      this.asked(() => job.updateProgress({ fraction, note }));
    try {
      // A run that was cut off may have held its line already, and would then never let go of it.
      if (job.stalledCounter > 0) await this.asked(() => this.redis.asking.persist(this.lineKey(name, job)));
      await handler({ key: keyOf(job), attempt, signal: this.cutOff.signal, progress });
    } catch (error) {
      if (attempt >= (job.opts.attempts ?? 1)) await this.holdLine(name, job);
      throw new Error(reasonOf(error), { cause: error });
    }
  }

  /**
   * Makes the dead letter keep its place: BullMQ lets go of a deduplication key when the job fails for good, unless the key
   * has a time to live. It goes with the job when that is removed. What was enqueued during the run is dropped, for BullMQ
   * would begin it at once. Should any of this fail, the job is only run once more.
   */
  private async holdLine(name: string, job: Job): Promise<void> {
    const { asking } = this.redis;
    await this.asked(() => asking.del(`${this.prefix}:${name}:dn:${job.name}`)).catch(() => undefined);
    await this.asked(() => asking.pexpire(this.lineKey(name, job), holdMs)).catch(() => undefined);
  }

  /** A failed sweep does not rest as others do: the next one takes its place. */
  private async tick(name: string): Promise<void> {
    const queue = this.queueOf(name);
    const id = await this.asked(() => queue.getDeduplicationJobId(keyMark));
    const before = id === null ? undefined : await this.find(`${name}/${id}`);
    if (before !== undefined && (await this.asked(() => before.job.isFailed()))) await this.discard(`${name}/${id}`);
    await this.enqueue(name, '', { attempts: 1 });
  }

  private async schedule(name: string, everyMs: number): Promise<void> {
    const opts = { removeOnComplete: true, removeOnFail: true };
    await this.queueOf(name).upsertJobScheduler(tickName, { every: everyMs }, { name: tickName, data: null, opts });
  }

  private async repair(): Promise<void> {
    for (const [name, everyMs] of this.schedules) {
      try {
        const known = await this.asked(() => this.queueOf(name).getJobScheduler(tickName));
        if (known === undefined) await this.every(name, everyMs);
      } catch (error) {
        // Redis is still away: the next repair comes.
        if (!(error instanceof Outage)) throw error;
      }
    }
  }

  private async find(id: string): Promise<{ readonly name: string; readonly job: Job } | undefined> {
    const cut = id.lastIndexOf('/');
    const name = id.slice(0, cut);
    const queue = this.queues.get(name);
    const own = id.slice(cut + 1);
    if (queue === undefined || !ownId.test(own)) return undefined;
    const job = (await this.asked(() => queue.getJob(own))) as Job | undefined;
    return job?.name.startsWith(keyMark) === true ? { name, job } : undefined;
  }

  private queueOf(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`job ${name}: not among the names`);
    return queue;
  }

  /** Where BullMQ remembers the one job of a name and key that is not over. */
  private lineKey(name: string, job: Job): string {
    return `${this.prefix}:${name}:de:${job.name}`;
  }

  private asked<T>(ask: () => Promise<T>): Promise<T> {
    return this.redis.asked(ask);
  }
}

/**
 * BullMQ's own `close` waits for the runs and for Redis, however long they take, and lets go of its timers and of its
 * second connection only then; either would keep a process from ending.
 */
class LeavableWorker extends Worker {
  /** Lets go of everything now; what still runs is not noted any more. */
  leave(): void {
    const steps = [this.lockManager.close(), this.pause(true), this.getBackend().close(true)];
    for (const step of steps) step.catch(() => undefined);
  }
}

const keyOf = (job: Job): string => job.name.slice(keyMark.length);

function firstWaitOf(job: { readonly opts: JobsOptions } | undefined): number {
  const backoff = job?.opts.backoff;
  return typeof backoff === 'object' ? (backoff.delay ?? jobDefaults.backoffMs) : jobDefaults.backoffMs;
}

function infoOf(name: string, job: Job, state: JobState): JobInfo {
  const told = typeof job.progress === 'object' ? (job.progress as JobProgress) : undefined;
  const error = state === 'done' || job.failedReason === '' ? undefined : (job.failedReason as string | undefined);
  return {
    ...{ id: `${name}/${job.id}`, name, key: keyOf(job), state, attempts: job.attemptsMade },
    ...(told === undefined ? {} : { progress: told }),
    ...(error === undefined ? {} : { error }),
  };
}

async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const ended = work.then(
    () => true,
    () => false,
  );
  const answer = await Promise.race([ended, late]);
  clearTimeout(timer);
  return answer;
}
