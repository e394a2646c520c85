import { spreadBreaches, type EntryInput, type SpreadBreach } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import type { ContestRow, EntryRow } from './project.rows';

/** How the rule engine is to take an entry: who is marked again has no score until that is done. */
export function statusOf(row: EntryRow, contest: ContestRow, marks: EntryInput['marks']): EntryInput['status'] {
  if (row.status !== 'competing') {
    return { kind: row.status, reason: row.reason ?? '', ...(row.clause === undefined ? {} : { clause: row.clause }) };
  }
  const breaches = openBreaches(row, contest, marks);
  return breaches.length === 0 ? { kind: 'competing' } : { kind: 'held', reason: breaches.map(breachText).join('；') };
}

/** Values of an entry whose judges must mark again: they lie too far apart, and nobody let them stand. domain-rules 65. */
export function openBreaches(row: EntryRow, contest: ContestRow, marks: EntryInput['marks']): readonly SpreadBreach[] {
  if (contest.rules === undefined || row.status !== 'competing') return [];
  const { document } = rulesOf(contest.rules);
  if (document.process?.remark === undefined) return [];
  return spreadBreaches(document, marks).filter(({ value }) => row.stands?.includes(value) !== true);
}

const breachText = ({ value, lowest, highest, spread, allowed }: SpreadBreach): string =>
  `${value} ${lowest.slot} ${lowest.mark}、${highest.slot} ${highest.mark}（${spread} > ${allowed}）`;
