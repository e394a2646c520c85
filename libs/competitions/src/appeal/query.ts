import { memberPage, type Instant, type ViewReader } from '@xf/es';
import { appealKey, appealsSet, type AppealRow } from './project';
import { isLate, lastMinute } from './rules';

type Reader = ViewReader<AppealRow>;
type After = { readonly sort: string; readonly key: string } | undefined;

/** A page, in the order in which they were received. */
export const appealsOf = (view: Reader, competition: string, contest: string, after: After, limit: number) =>
  memberPage(view, appealsSet(competition, contest), { after, limit });

export const appealRow = (view: Reader, competition: string, appeal: string): AppealRow | undefined =>
  view.get(appealKey(competition, appeal));

export type Answering = {
  /** The last minute in which the answer is in time, as the instant it begins. */
  readonly dueAt: Instant;
  /** The answer came later, or has not come and the time is over. */
  readonly late: boolean;
};

/** Until when an appeal is to be answered; undefined where the rules set no time, or nobody waits for an answer any more. */
export function answeringOf(row: AppealRow, answerMinutes: number | undefined, now: Instant): Answering | undefined {
  if (answerMinutes === undefined || row.status === 'withdrawn') return undefined;
  const dueAt = lastMinute(row.receivedAt, answerMinutes);
  return { dueAt, late: isLate(row.end?.at ?? now, dueAt) };
}
