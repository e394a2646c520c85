import type { Instant } from '@xf/es';

const minuteMs = 60_000;
const minuteOf = (instant: Instant): number => Math.floor(instant / minuteMs);

/**
 * The last minute of a time limit, as the instant it begins. Limits are told and papers stamped in whole minutes, so the
 * limit's last minute counts to its end, and seconds never decide. domain-rules 82.
 */
export const lastMinute = (from: Instant, minutes: number): Instant => (minuteOf(from) + minutes) * minuteMs;

/** Whether something came after the last minute of its limit. */
export const isLate = (at: Instant, last: Instant): boolean => minuteOf(at) > minuteOf(last);

/** Whether something came in an earlier minute than what it answers. */
export const isEarly = (at: Instant, from: Instant): boolean => minuteOf(at) < minuteOf(from);
