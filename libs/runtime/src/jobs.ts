import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProcessJobs, openBullJobs, openRedisCursors } from '@xf/adapters';
import { unlessOutage, type Engine, type JobRun, type Jobs, type Reads } from '@xf/es';
import { abandonOverdue, announceHonours, noteHonoursDue } from '@xf/honours';
import {
  boardsRebuild,
  embargoesDue,
  handleWebhooks,
  honoursDue,
  jobNames,
  noticesDue,
  openCursorFile,
  skipNext,
  type Cursors,
  type JobsDesk,
  type WebhookOptions,
  type WebhookSettings,
} from '@xf/jobs';
import type { SharedDeployment } from './deployment';
import { rebuildInPlace } from './rebuild';
import type { Runtime } from './runtime';

/** The jobs of the product: the desk is for the service, `jobs` also for whoever watches how many wait. */
export type ProductJobs = JobsDesk & {
  /** As `Jobs` does; to be called before the runtime is closed. */
  readonly close: (limitMs: number) => Promise<boolean>;
};

/**
 * Fills one part of the boards anew; false when another process has to, because it writes that part. Throws `Outage` when it
 * cannot be done now.
 */
export type RebuildPart = (part: number, run: Pick<JobRun, 'signal' | 'progress'>) => Promise<boolean>;

/** How webhooks are tried, where it is not as `handleWebhooks` does by itself. */
export type WebhookTimes = Partial<Pick<WebhookOptions, 'limitMs' | 'attempts' | 'backoffMs' | 'everyMs'>>;

export type ProductJobsOptions = {
  /** Must know `jobNames`. */
  readonly jobs: Jobs;
  readonly engine: Pick<Engine, 'store' | 'clock'>;
  /** Parts of the boards: 1 where one process keeps them. */
  readonly parts: number;
  /** Subscriptions and where it is kept how far they are told. Absent: nobody is told. */
  readonly webhooks?: (WebhookSettings & WebhookTimes & { readonly cursors: Cursors }) | undefined;
  /** Absent in a process that enqueues and leaves the work to others. */
  readonly rebuild?: RebuildPart | undefined;
  /** The views that tell what is due. Absent in a process that has none: others look. */
  readonly due?: Due | undefined;
};

/** Where it is looked what is due. */
type Due = { readonly engine: Engine; readonly reads: Pick<Reads, 'live'> };

/** Terms of notices end at a minute. */
const dueEveryMs = 60_000;
/** So do embargoes; the roll is no more than this behind. */
const embargoesDueEveryMs = 30_000;
/** Those of honours end with a day. */
const honoursDueEveryMs = 3_600_000;

/** How long at most a process that has passed a part on takes nothing, so that it comes to another one. */
const asideMs = 1_000;
const rebuildTries = { attempts: 3, backoffMs: 5_000 };
/** More parts than boards may have. */
const lettersMax = 2_000;

/**
 * Composes the jobs of the product. With `rebuild` this process also does them, without it only asks. Schedules that cannot
 * be noted now are put back when they can: what a process is for does not wait for them.
 */
export async function jobsOf(options: ProductJobsOptions): Promise<ProductJobs> {
  const { jobs, engine, parts, webhooks, rebuild, due } = options;
  if (due !== undefined) {
    jobs.handle(noticesDue, async () => {
      await abandonOverdue(due.engine, due.reads);
    });
    await jobs.every(noticesDue, dueEveryMs).catch(unlessOutage);
    jobs.handle(honoursDue, async () => {
      await noteHonoursDue(due.engine, due.reads);
    });
    await jobs.every(honoursDue, honoursDueEveryMs).catch(unlessOutage);
    jobs.handle(embargoesDue, async () => {
      await announceHonours(due.engine, due.reads);
    });
    await jobs.every(embargoesDue, embargoesDueEveryMs).catch(unlessOutage);
  }
  if (rebuild !== undefined) {
    handleRebuild(jobs, rebuild);
    if (webhooks !== undefined) await handleWebhooks({ jobs, store: engine.store, clock: engine.clock, ...webhooks });
  }
  return {
    jobs,
    close: (limitMs) => jobs.close(limitMs),
    async skip(id) {
      const subscription = webhooks?.subscriptions.find((one) => one.id === id);
      if (webhooks === undefined || subscription === undefined) return { kind: 'subscription-unknown' };
      return skipNext({ ...webhooks, jobs, store: engine.store }, subscription);
    },
    async rebuildBoards() {
      const letters = (await jobs.list('failed', lettersMax)).filter(({ name }) => name === boardsRebuild);
      for (let part = 0; part < parts; part++) {
        // A dead letter rests, whatever is enqueued.
        const letter = letters.find(({ key }) => key.split('.')[0] === String(part));
        const isRetried = letter !== undefined && (await jobs.retry(letter.id));
        if (!isRetried) await jobs.enqueue(boardsRebuild, String(part), rebuildTries);
      }
      return parts;
    },
  };
}

/**
 * A job comes to any process that works, and the part may be written by another one. That is no failure and uses up no
 * attempt: the job is passed on as one of another key, which need not wait for the end of this one. Whoever
 * passed it on takes nothing for a while, so it comes to all others before it comes here again.
 */
function handleRebuild(jobs: Jobs, rebuild: RebuildPart): void {
  jobs.handle(boardsRebuild, async (run) => {
    const [part, passed] = run.key.split('.').map(Number);
    if (await rebuild(part ?? 0, run)) return run.progress(1, '完成 done');
    await jobs.enqueue(boardsRebuild, `${part}.${(passed ?? 0) + 1}`, rebuildTries);
    await run.progress(0, '由另一进程写入 written by another process');
    // By chance, or two that hold what the other one waits for might exchange it in step for ever.
    await sleep(asideMs * Math.random(), undefined, { signal: run.signal }).catch(() => undefined);
  });
}

export type EmbeddedJobsOptions = {
  /** The data folder. */
  readonly folder: string;
  readonly webhooks?: (WebhookSettings & WebhookTimes) | undefined;
};

/** The jobs of a system that one process runs, in that process. */
export function openEmbeddedJobs(
  runtime: Pick<Runtime, 'engine' | 'views' | 'reads'>,
  { folder, webhooks }: EmbeddedJobsOptions,
): Promise<ProductJobs> {
  const { engine } = runtime;
  const cursors = (): Cursors => openCursorFile(join(folder, 'webhook-cursors.json'));
  return jobsOf({
    jobs: inProcessJobs({ clock: engine.clock }),
    engine,
    parts: 1,
    webhooks: webhooks === undefined ? undefined : { ...webhooks, cursors: cursors() },
    rebuild: async (_part, run) => {
      await rebuildInPlace(runtime, run);
      return true;
    },
    due: runtime,
  });
}

export type SharedJobsOptions = Pick<SharedDeployment, 'boards' | 'keys' | 'shards' | 'log'> & {
  readonly webhooks?: (WebhookSettings & WebhookTimes) | undefined;
  /** Given by workers. Absent: this process asks, lists and decides, and workers do it. */
  readonly rebuild?: RebuildPart | undefined;
  /** Given by processes that serve readers: they have the views. */
  readonly reads?: Pick<Reads, 'live'> | undefined;
};

/** The jobs of a system that several processes run: noted beside the boards, with the cursors beside the keys. */
export async function openSharedJobs(engine: Engine, options: SharedJobsOptions): Promise<ProductJobs> {
  const { boards, keys, shards, log, webhooks, rebuild, reads } = options;
  const jobs = openBullJobs({ address: boards, clock: engine.clock, names: jobNames, prefix: `{xf:jobs:${log}}` });
  // Positions of one log mean nothing in another.
  const cursors = openRedisCursors({ redis: keys, key: `xf:webhook-cursors:${log}` });
  const told = webhooks === undefined ? undefined : { ...webhooks, cursors };
  const close = async (limitMs: number): Promise<boolean> => {
    const ended = await jobs.close(limitMs);
    cursors.close();
    return ended;
  };
  try {
    const due = reads === undefined ? undefined : { engine, reads };
    return { ...(await jobsOf({ jobs, engine, parts: shards, webhooks: told, rebuild, due })), close };
  } catch (error) {
    await close(0);
    throw error;
  }
}
