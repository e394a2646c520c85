import { isWorkingDay, type Calendar } from './calendar';
import { daysAfter, type Day } from './day';

/** How long something lasts, in days. Practice counts the day it begins; civil law begins with the next one. */
export type Term = {
  /** From 1 to `termMax`. */
  readonly days: number;
  readonly counting: 'working' | 'calendar';
  readonly firstDay: 'counted' | 'next';
};

export const termMax = 366;
/** No arrangement of holidays leaves a month without a working day. */
const daysOffMax = 31;

/** The days that were counted, first to last, or the year whose working days nobody knows. */
export type Counted =
  | { readonly ok: true; readonly days: readonly Day[]; readonly last: Day }
  | { readonly ok: false; readonly unknownYear: number };

/**
 * Counts a term from a day. A year that is not in the calendar is a refusal: Monday to Friday would be wrong in every year
 * so far. Throws on a term out of its bounds. domain-rules 30-32.
 */
export function countTerm(calendar: Calendar, from: Day, { days, counting, firstDay }: Term): Counted {
  if (!Number.isInteger(days) || days < 1 || days > termMax) throw new Error(`a term of ${days} days`);
  const counted: Day[] = [];
  for (let step = firstDay === 'counted' ? 0 : 1; step <= days * daysOffMax; step += 1) {
    const day = daysAfter(from, step);
    const works = counting === 'calendar' || isWorkingDay(calendar, day);
    if (works === undefined) return { ok: false, unknownYear: Number(day.slice(0, 4)) };
    if (works) counted.push(day);
    if (counted.length === days) return { ok: true, days: counted, last: day };
  }
  throw new Error(`no ${days} working days after ${from}`);
}
