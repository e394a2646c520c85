import { Outage, type Jobs, type JobState, type Position } from '@xf/es';
import { webhookJobs } from './webhook.plan';

/** What came of giving up the event at which a subscription stopped. */
export type Skipped =
  /** Without a position there was nothing to tell any more. */
  | { readonly kind: 'skipped'; readonly position?: Position }
  | { readonly kind: 'subscription-unknown' }
  /** There is no dead letter of the subscription: deliveries go on by themselves, and giving one up would lose it. */
  | { readonly kind: 'not-stopped' };

/** What operators see and do of the product's jobs. All of it throws `Outage` when the jobs cannot be reached. */
export type JobsDesk = {
  readonly jobs: Jobs;
  /** Puts a subscription that a dead letter has stopped behind its next event, and discards the dead letter. */
  readonly skip: (subscription: string) => Promise<Skipped>;
  /** Notes that the boards are to be filled anew, also where this failed before. Answers how many jobs that is. */
  readonly rebuildBoards: () => Promise<number>;
};

/** The key of a `boards-rebuild` is the number of a part of the boards, from 0; behind a dot, how often it was passed on. */
export const boardsRebuild = 'boards-rebuild';

/** Looks from time to time whether answers to objections are overdue. */
export const noticesDue = 'notices-due';

/** Looks from time to time which honours are to be looked at anew or taken back. */
export const honoursDue = 'honours-due';

/** Looks from time to time which embargoes on honours are over. */
export const embargoesDue = 'embargoes-due';

/** Every job of the product. */
export const jobNames = [
  webhookJobs.deliver,
  webhookJobs.sweep,
  boardsRebuild,
  noticesDue,
  honoursDue,
  embargoesDue,
] as const;

/** The queue of what was given up, of whatever name, beside those that `jobNames` lists. */
const deadLetters = 'dead-letters';

type Queue = (typeof jobNames)[number] | typeof deadLetters;

const countedMax = 1_000;
/** Queues are asked for one after another and answered from one look. */
const lookLastsMs = 2_000;

/**
 * How many jobs of each name wait, now or for their time, and how many are dead letters: one function for each queue, for
 * whoever watches them. Counts up to 1,000 of a name. NaN when the jobs cannot be reached.
 */
export function depths(jobs: Jobs): Readonly<Record<Queue, () => Promise<number>>> {
  let looked: Promise<ReadonlyMap<string, number>> | undefined;
  const look = (): Promise<ReadonlyMap<string, number>> => {
    looked ??= counted(jobs).finally(() => {
      setTimeout(() => (looked = undefined), lookLastsMs).unref();
    });
    return looked;
  };
  const depthOf = (queue: Queue) => async (): Promise<number> => {
    try {
      return (await look()).get(queue) ?? 0;
    } catch (error) {
      if (error instanceof Outage) return Number.NaN;
      throw error;
    }
  };
  const queues = [...jobNames, deadLetters] as const;
  return Object.fromEntries(queues.map((queue) => [queue, depthOf(queue)])) as Record<Queue, () => Promise<number>>;
}

async function counted(jobs: Jobs): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const count = async (state: JobState, queueOf: (name: string) => string): Promise<void> => {
    for (const { name } of await jobs.list(state, countedMax)) {
      counts.set(queueOf(name), (counts.get(queueOf(name)) ?? 0) + 1);
    }
  };
  await count('waiting', (name) => name);
  await count('delayed', (name) => name);
  await count('failed', () => deadLetters);
  return counts;
}
