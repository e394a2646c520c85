import { isAfterMinute } from '@xf/calendar';
import { memberPage, type Instant, type ViewReader } from '@xf/es';
import { dueSet, objectionsSet, type ObjectionRow } from './project';
import { lastMinuteOf } from './rules.standing';

type Reader = ViewReader<ObjectionRow>;
type After = { readonly sort: string; readonly key: string } | undefined;

/** A page, in the order in which they were received. */
export const objectionsOf = (view: Reader, round: string, notice: string, after: After, limit: number) =>
  memberPage(view, objectionsSet(round, notice), { after, limit });

/** Objections whose term for a signed answer is over at an instant, at most `limit`, the earliest first. domain-rules 37. */
export function overdue(view: Reader, now: Instant, limit: number): readonly ObjectionRow[] {
  const first = view.range(dueSet, { limit }).map(({ row }) => row);
  return first.filter((row) => {
    const end = lastMinuteOf(row);
    return end !== undefined && isAfterMinute(now, end);
  });
}
