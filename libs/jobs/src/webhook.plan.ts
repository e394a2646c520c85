import { createHmac } from 'node:crypto';
import { refOf, sha256, type Instant, type Position, type StoredEvent } from '@xf/es';

/** Somebody who wants to be told. */
export type Subscription = {
  /** Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** Types of events that are told. */
  readonly events: readonly string[];
  /** Events up to here are not told. @defaultValue 0 */
  readonly since?: Position;
};

/** Names of the jobs; the key of a `deliver` is the id of its subscription. */
export const webhookJobs = { deliver: 'webhook', sweep: 'webhook-sweep' } as const;

/** How often a delivery is tried before its line stops, and the wait after the first failure, in milliseconds. */
export type DeliveryTries = { readonly attempts?: number; readonly backoffMs?: number };
export const deliveryTries = { attempts: 8, backoffMs: 5_000 } as const satisfies DeliveryTries;

export const deliveryHeader = 'xianfeng-delivery';
export const signatureHeader = 'xianfeng-signature';

/** Streams whose names say nothing of a person. */
const openKinds = ['competition-', 'entry-', 'round-', 'nomination-', 'organization-'];

/** The same for the same event and subscription for ever, so that a receiver knows a repetition. */
export const deliveryIdOf = ({ id }: Subscription, event: StoredEvent): string =>
  sha256(`${id}\n${refOf(event)}`).slice(0, 32);

/**
 * What is told: that something happened and where, as JSON. Never what an event holds, which may be about a person: the
 * receiver asks the API, which knows who may see it.
 */
export function bodyOf(subscription: Subscription, event: StoredEvent): string {
  const { type, position, stream, revision, recordedAt } = event;
  const place = openKinds.some((kind) => stream.startsWith(kind)) ? { stream, revision } : {};
  const time = new Date(recordedAt).toISOString();
  return JSON.stringify({ delivery: deliveryIdOf(subscription, event), type, position, ...place, recordedAt: time });
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>` under the secret. */
export function signatureOf(secret: string, now: Instant, body: string): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** The first event of a page that a subscription is told of. */
export const nextOf = (subscription: Subscription, page: readonly StoredEvent[]): StoredEvent | undefined =>
  page.find(({ type }) => subscription.events.includes(type));

/** What a run that failed tells of where it stands, for people and for `stoppedAt`. */
export const stopNote = (position: Position): string => `停在位置 ${position} stopped at ${position}`;

/** The position in a note of `stopNote`; undefined in any other. */
export function stoppedAt(note: string | undefined): Position | undefined {
  const digits = /^停在位置 (\d+) /.exec(note ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
