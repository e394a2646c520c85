import type { EventStore, JobInfo, Jobs, Position, StoredEvent } from '@xf/es';
import type { Skipped } from './desk';
import type { Cursors } from './webhook.cursors';
import { deliveryTries, nextOf, stoppedAt, webhookJobs, type DeliveryTries, type Subscription } from './webhook.plan';

/** Where the events are and how far each subscription is. */
export type Telling = { readonly store: EventStore; readonly cursors: Cursors };

const pageSize = 500;
/** More subscriptions than anybody has. */
const lettersMax = 1_000;

export const cursorOf = async ({ cursors }: Pick<Telling, 'cursors'>, { id, since = 0 }: Subscription) =>
  Math.max(since, (await cursors.get(id)) ?? 0);

/** The next event to tell of, or the position up to which there is none. */
export async function findNext(
  telling: Telling,
  subscription: Subscription,
): Promise<{ readonly event: StoredEvent | undefined; readonly looked: Position }> {
  let looked = await cursorOf(telling, subscription);
  while (true) {
    const page = await telling.store.readAll(looked, pageSize);
    const event = nextOf(subscription, page);
    looked = page.at(-1)?.position ?? looked;
    if (event !== undefined || page.length < pageSize) return { event, looked };
  }
}

/**
 * Gives up the event at which a subscription's line stopped, and lets the line go on. The dead letter says which event that
 * is, so several who ask at once, or again after a crash in between, give up that one and no second.
 */
export async function skipNext(
  { jobs, attempts, backoffMs, ...telling }: Telling & DeliveryTries & { readonly jobs: Jobs },
  subscription: Subscription,
): Promise<Skipped> {
  const isOwn = ({ name, key }: JobInfo): boolean => name === webhookJobs.deliver && key === subscription.id;
  // One as a rule; a line that was woken in the very moment in which it stopped may have stopped twice.
  const letters = (await jobs.list('failed', lettersMax)).filter(isOwn);
  if (letters.length === 0) return { kind: 'not-stopped' };
  const told = letters.map(({ progress }) => stoppedAt(progress?.note) ?? -1);
  // A run that was cut off each time told nothing.
  const position = Math.max(...told) >= 0 ? Math.max(...told) : (await findNext(telling, subscription)).event?.position;
  if (position !== undefined) await telling.cursors.put(subscription.id, position);
  for (const { id } of letters) await jobs.discard(id);
  const tries = { attempts: attempts ?? deliveryTries.attempts, backoffMs: backoffMs ?? deliveryTries.backoffMs };
  await jobs.enqueue(webhookJobs.deliver, subscription.id, tries);
  return { kind: 'skipped', ...(position === undefined ? {} : { position }) };
}
