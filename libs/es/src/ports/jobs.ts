import type { Instant } from '../event';

/** Where a job stands. `failed` is a dead letter: every attempt was used up and an operator decides. */
export type JobState = 'waiting' | 'active' | 'delayed' | 'failed' | 'done';

/** What an operator sees of a job. */
export type JobInfo = {
  /** Names it for `retry` and `discard`; of no other use. */
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly state: JobState;
  /** Attempts that have begun and ended. */
  readonly attempts: number;
  /** What the handler told last, if it told anything. */
  readonly progress?: JobProgress;
  /** Why the last attempt failed. Never a message that may hold personal data. */
  readonly error?: string;
};

export type JobProgress = {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly note: string;
};

/** One run of a job, as its handler sees it. */
export type JobRun = {
  readonly key: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the process has waited for the run as long as it can. */
  readonly signal: AbortSignal;
  readonly progress: (fraction: number, note: string) => Promise<void>;
};

/** Looks at the views, works out what is due and sends commands. What it throws makes the attempt fail. */
export type JobHandler = (run: JobRun) => Promise<void>;

export type EnqueueOptions = {
  /** Not before. @defaultValue now */
  readonly at?: Instant;
  /** Attempts before it is a dead letter. @defaultValue 5 */
  readonly attempts?: number;
  /** The longest wait after the first failure, in milliseconds; it doubles with each. @defaultValue 1,000 */
  readonly backoffMs?: number;
};

/**
 * Wakes handlers. A job is a name and a key and carries no data: what is due is a query on a view, and commands get ids
 * that follow from what they act on. So a job that is lost, doubled or late does no harm, as long as a sweep (`every`) asks
 * the views from time to time.
 *
 * Guarantees for every adapter: at least one run begins after an enqueue that was answered, unless the jobs are lost as a
 * whole; runs of one name and key do not overlap, so a key is a line in which things happen in order; a job that is
 * enqueued while its like waits is one job, and while its like runs is one more run after that went well. A run whose process died,
 * or was cut off, is run again and may then overlap with what is left of it.
 */
export interface Jobs {
  /**
   * Begins to run the jobs of a name in this process, `concurrency` (@defaultValue 1) at a time. Once for each name; a
   * second time throws.
   */
  handle(name: string, handler: JobHandler, options?: { readonly concurrency?: number }): void;
  /**
   * Runs a name with the empty key now and then every `everyMs`, in one of the processes that handle it. A run that fails
   * is not tried again: the next one takes its place, also in the list of dead letters. Throws `Outage` when that cannot
   * be noted.
   */
  every(name: string, everyMs: number): Promise<void>;
  /**
   * Resolves when the job is noted, not when it has run. Adds nothing when its like waits already (whose time then holds)
   * or is a dead letter (which rests until an operator acts). Throws `Outage` when it cannot be noted.
   */
  enqueue(name: string, key: string, options?: EnqueueOptions): Promise<void>;
  /** Jobs in a state, of all names, at most `limit` of each (@defaultValue 100). `done` holds the recent ones. */
  list(state: JobState, limit?: number): Promise<readonly JobInfo[]>;
  /** Runs a dead letter again with all its attempts; false when there is none of this id. */
  retry(id: string): Promise<boolean>;
  /** Forgets a job that is not running; false when there is none of this id. */
  discard(id: string): Promise<boolean>;
  /**
   * Starts nothing new and waits for what runs; when `limitMs` is over, aborts the signals of what is left. Answers
   * whether everything ended by itself.
   */
  close(limitMs: number): Promise<boolean>;
}

export const jobDefaults = { attempts: 5, backoffMs: 1_000 } as const;

const longestWaitMs = 3_600_000;

/**
 * How long to wait after a failed attempt, in milliseconds: doubled each time up to an hour, and of that between half and
 * all by `chance` (from 0 to 1), so that what failed together does not come back together.
 */
export function backoffOf(attempt: number, backoffMs: number, chance: number): number {
  const whole = Math.min(longestWaitMs, backoffMs * 2 ** (attempt - 1));
  return Math.round(whole / 2 + (whole / 2) * chance);
}
