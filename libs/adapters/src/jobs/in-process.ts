import {
  backoffOf,
  jobDefaults,
  type Clock,
  type EnqueueOptions,
  type Instant,
  type JobHandler,
  type JobInfo,
  type JobProgress,
  type Jobs,
  type JobState,
} from '@xf/es';
import { reasonOf } from './reason';

export type InProcessJobsOptions = {
  readonly clock: Clock;
  /** The longest time between two looks at the clock, in milliseconds. @defaultValue 250 */
  readonly tickMs?: number;
};

type Job = {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly attemptsMax: number;
  readonly backoffMs: number;
  at: Instant;
  attempts: number;
  state: JobState;
  /** Its like was enqueued while it ran: one more run. */
  again?: EnqueueOptions;
  progress?: JobProgress;
  error?: string;
};

type Handling = {
  readonly handler: JobHandler;
  readonly concurrency: number;
  /** Waiting or delayed, in the order in which they came. */
  readonly line: Set<Job>;
  running: number;
};

type Schedule = { readonly name: string; readonly everyMs: number; next: Instant };

const doneMax = 100;

/**
 * Jobs in this process and in its memory. What waits and the dead letters end with the process: nothing is lost by that,
 * for the sweeps find it again in the views, and a dead letter that is still due fails and is listed again.
 */
export function inProcessJobs(options: InProcessJobsOptions): Jobs {
  return new InProcessJobs(options);
}

class InProcessJobs implements Jobs {
  private readonly jobs = new Map<string, Job>();
  private readonly handlings = new Map<string, Handling>();
  private readonly schedules = new Map<string, Schedule>();
  private readonly done: JobInfo[] = [];
  private readonly runs = new Set<Promise<void>>();
  private readonly cutOff = new AbortController();
  private readonly clock: Clock;
  private readonly ticking: NodeJS.Timeout;
  private isOpen = true;

  constructor({ clock, tickMs = 250 }: InProcessJobsOptions) {
    this.clock = clock;
    this.ticking = setInterval(() => this.tick(), tickMs).unref();
  }

  handle(name: string, handler: JobHandler, { concurrency = 1 }: { readonly concurrency?: number } = {}): void {
    if (this.handlings.has(name)) throw new Error(`job ${name}: handled already`);
    const line = new Set([...this.jobs.values()].filter((job) => job.name === name && isPending(job)));
    this.handlings.set(name, { handler, concurrency, line, running: 0 });
    this.pump(name);
  }

  every(name: string, everyMs: number): Promise<void> {
    const before = this.schedules.get(name);
    if (before?.everyMs !== everyMs) this.schedules.set(name, { name, everyMs, next: this.clock.now() });
    this.tick();
    return Promise.resolve();
  }

  enqueue(name: string, key: string, options: EnqueueOptions = {}): Promise<void> {
    if (!this.isOpen) throw new Error(`job ${name}: enqueued after close`);
    const id = idOf(name, key);
    const like = this.jobs.get(id);
    if (like === undefined) this.add(id, name, key, options);
    else if (like.state === 'active') like.again = options;
    return Promise.resolve();
  }

  list(state: JobState, limit = 100): Promise<readonly JobInfo[]> {
    const found = new Map<string, number>();
    const known = state === 'done' ? this.done : [...this.jobs.values()].map((job) => this.infoOf(job));
    const wanted = known.filter((job) => {
      const count = (found.get(job.name) ?? 0) + (job.state === state ? 1 : 0);
      found.set(job.name, count);
      return job.state === state && count <= limit;
    });
    return Promise.resolve(wanted);
  }

  retry(id: string): Promise<boolean> {
    const job = this.jobs.get(id);
    if (job?.state !== 'failed') return Promise.resolve(false);
    job.attempts = 0;
    job.at = this.clock.now();
    this.wait(job);
    return Promise.resolve(true);
  }

  discard(id: string): Promise<boolean> {
    const job = this.jobs.get(id);
    if (job === undefined || job.state === 'active') return Promise.resolve(false);
    this.forget(job);
    return Promise.resolve(true);
  }

  async close(limitMs: number): Promise<boolean> {
    this.isOpen = false;
    clearInterval(this.ticking);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const ended = await Promise.race([Promise.all(this.runs).then(() => true), late]);
    clearTimeout(timer);
    if (!ended) this.cutOff.abort();
    return ended;
  }

  private tick(): void {
    const now = this.clock.now();
    for (const schedule of this.schedules.values()) {
      if (schedule.next > now || !this.isOpen) continue;
      schedule.next = now + schedule.everyMs;
      const like = this.jobs.get(idOf(schedule.name, ''));
      if (like?.state === 'failed') this.forget(like);
      void this.enqueue(schedule.name, '', { attempts: 1 });
    }
    for (const name of this.handlings.keys()) this.pump(name);
  }

  private add(id: string, name: string, key: string, options: EnqueueOptions): void {
    const { attempts, backoffMs } = { ...jobDefaults, ...options };
    const at = options.at ?? this.clock.now();
    const job: Job = { id, name, key, attemptsMax: attempts, backoffMs, at, attempts: 0, state: 'waiting' };
    this.jobs.set(id, job);
    this.wait(job);
  }

  private wait(job: Job): void {
    job.state = 'waiting';
    this.handlings.get(job.name)?.line.add(job);
    this.pump(job.name);
  }

  private forget(job: Job): void {
    this.jobs.delete(job.id);
    this.handlings.get(job.name)?.line.delete(job);
  }

  private pump(name: string): void {
    const handling = this.handlings.get(name);
    if (handling === undefined) return;
    const now = this.clock.now();
    for (const job of handling.line) {
      if (!this.isOpen || handling.running >= handling.concurrency) return;
      if (job.at > now) continue;
      handling.line.delete(job);
      handling.running += 1;
      job.state = 'active';
      const run = this.run(job, handling).finally(() => {
        this.runs.delete(run);
        handling.running -= 1;
        this.pump(name);
      });
      this.runs.add(run);
    }
  }

  private async run(job: Job, { handler }: Handling): Promise<void> {
    const { key, attempts } = job;
    // An enqueue never runs a handler before it is answered.
    await Promise.resolve();
    try {
      const progress = (fraction: number, note: string): Promise<void> => {
        job.progress = { fraction, note };
        return Promise.resolve();
      };
      await handler({ key, attempt: attempts + 1, signal: this.cutOff.signal, progress });
      job.attempts += 1;
      delete job.error;
      this.end(job);
    } catch (error) {
      job.attempts += 1;
      job.error = reasonOf(error);
      // What came while it ran comes to no more than the next attempt, or rests with the dead letter.
      delete job.again;
      if (job.attempts >= job.attemptsMax) {
        job.state = 'failed';
        return;
      }
      job.at = this.clock.now() + backoffOf(job.attempts, job.backoffMs, Math.random());
      this.wait(job);
    }
  }

  /** The run went well; what came while it ran comes next. */
  private end(job: Job): void {
    this.forget(job);
    this.done.unshift({ ...this.infoOf(job), state: 'done' });
    this.done.length = Math.min(this.done.length, doneMax);
    if (job.again !== undefined) this.add(job.id, job.name, job.key, job.again);
  }

  private infoOf(job: Job): JobInfo {
    const { id, name, key, attempts, progress, error } = job;
    const state = job.state === 'waiting' && job.at > this.clock.now() ? 'delayed' : job.state;
    return {
      ...{ id, name, key, attempts, state },
      ...(progress === undefined ? {} : { progress }),
      ...(error === undefined ? {} : { error }),
    };
  }
}

const idOf = (name: string, key: string): string => `${name}/${key}`;
const isPending = ({ state }: Job): boolean => state === 'waiting' || state === 'delayed';
