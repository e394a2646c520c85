import { Outage, unlessOutage, type Clock, type JobRun, type Jobs, type StoredEvent } from '@xf/es';
import { cursorOf, findNext, type Telling } from './webhook.next';
import {
  bodyOf,
  deliveryHeader,
  deliveryIdOf,
  deliveryTries,
  signatureHeader,
  signatureOf,
  stopNote,
  webhookJobs,
  type DeliveryTries,
  type Subscription,
} from './webhook.plan';
import { post } from './webhook.post';

export type WebhookOptions = Telling &
  DeliveryTries & {
    readonly jobs: Jobs;
    readonly clock: Clock;
    readonly subscriptions: readonly Subscription[];
    /** Also to private addresses, and without TLS. @defaultValue false */
    readonly allowPrivate?: boolean;
    /** How long a receiver may take, in milliseconds. @defaultValue 10,000 */
    readonly limitMs?: number;
    /** How often the log is looked at, in milliseconds. @defaultValue 5,000 */
    readonly everyMs?: number;
  };

type Delivery = Required<WebhookOptions>;

const defaults = { ...deliveryTries, allowPrivate: false, limitMs: 10_000, everyMs: 5_000 };

/**
 * Tells every subscription of its events, one at a time and in log order. A delivery counts when it is answered with 2xx and
 * the cursor is on disk behind it: a crash in between repeats that one, with the same id. One that fails every time is a
 * dead letter and its subscription's line stops, the others go on. To go on, an operator retries the dead letter, or gives up
 * the event (`skipNext`).
 */
export async function handleWebhooks(options: WebhookOptions): Promise<void> {
  const delivery: Delivery = { ...defaults, ...options };
  const { jobs, subscriptions, attempts, backoffMs, everyMs } = delivery;
  const known = new Map(subscriptions.map((one) => [one.id, one]));
  const wake = (id: string): Promise<void> => jobs.enqueue(webhookJobs.deliver, id, { attempts, backoffMs });
  jobs.handle(
    webhookJobs.deliver,
    async (run) => {
      const subscription = known.get(run.key);
      // One that has been given up since; the job falls away with it.
      if (subscription === undefined) return;
      if (!(await deliverAll(delivery, subscription, run))) await wake(run.key);
    },
    { concurrency: Math.max(1, Math.min(16, subscriptions.length)) },
  );
  jobs.handle(webhookJobs.sweep, async () => {
    const head = await delivery.store.head();
    for (const one of subscriptions) if ((await cursorOf(delivery, one)) < head) await wake(one.id);
  });
  await jobs.every(webhookJobs.sweep, everyMs).catch(unlessOutage);
}

/** Tells all there is. False when one failed after others went well: that is no repeated failure, so attempts count anew. */
async function deliverAll(delivery: Delivery, subscription: Subscription, run: JobRun): Promise<boolean> {
  const { cursors } = delivery;
  for (let told = 0; !run.signal.aborted; told++) {
    const { event, looked } = await findNext(delivery, subscription);
    if (event === undefined) {
      if (looked > (await cursorOf(delivery, subscription))) await cursors.put(subscription.id, looked);
      return true;
    }
    try {
      await deliverOne(delivery, subscription, event, run);
    } catch (error) {
      await run.progress(0, stopNote(event.position));
      if (told === 0 || !(error instanceof Outage)) throw error;
      return false;
    }
    await cursors.put(subscription.id, event.position);
  }
  return true;
}

async function deliverOne(
  delivery: Delivery,
  subscription: Subscription,
  event: StoredEvent,
  run: JobRun,
): Promise<void> {
  const { clock, allowPrivate, limitMs } = delivery;
  const body = bodyOf(subscription, event);
  const headers = {
    [deliveryHeader]: deliveryIdOf(subscription, event),
    [signatureHeader]: signatureOf(subscription.secret, clock.now(), body),
  };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const signal = AbortSignal.any([run.signal, limit.signal]);
  const place = `${subscription.id}, ${event.position}`;
  let status: number;
  try {
    status = await post({ url: subscription.url, headers, body, signal, allowPrivate });
  } catch (cause) {
    const why = signal.aborted ? 'timeout' : ((cause as NodeJS.ErrnoException).code ?? (cause as Error).message);
    const zh = `推送未送达（${place}）：${why}。`;
    throw new Outage(`${zh}The webhook could not be delivered.`, { cause });
  } finally {
    clearTimeout(timer);
  }
  if (status < 200 || status > 299) {
    const zh = `推送被接收方以 ${status} 答复（${place}）。`;
    throw new Outage(`${zh}The receiver of the webhook did not accept it.`);
  }
}
