import type { Instant } from '@xf/es';
import { dayOf, type Day } from './terms';

/** Nobody outside learns of it before this moment, which is the first at which it may be known. */
export type Embargoed = { readonly embargoUntil?: Instant };

/** `latest`: the last day on which an embargo may end, in Asia/Shanghai. */
export type EmbargoRejection = { code: 'embargo-over' } | { code: 'embargo-long'; latest: Day };

/** Longer is a slip of the pen: the roll would keep an honour back for years, and nobody can put an embargo right. */
const longestMs = 366 * 86_400_000;

/** Why an embargo cannot be set, or undefined. */
export function wrongEmbargo(until: Instant, now: Instant): EmbargoRejection | undefined {
  if (until <= now) return { code: 'embargo-over' };
  return until > now + longestMs ? { code: 'embargo-long', latest: dayOf(now + longestMs) } : undefined;
}

export const isEmbargoed = (of: Embargoed | undefined, now: Instant): boolean =>
  of?.embargoUntil !== undefined && now < of.embargoUntil;

/** An award as it is told while nobody may know of its decision. */
export function asTold<A extends { readonly decision?: Embargoed }>(award: A, now: Instant): A | Omit<A, 'decision'> {
  const { decision, ...open } = award;
  return isEmbargoed(decision, now) ? open : award;
}
