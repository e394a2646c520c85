import { spreadBreaches, type EntryInput, type RuleDocument, type SpreadBreach } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import type { ContestRow, EntryRow } from './project.rows';

/** How the rule engine is to take an entry: who is marked again has no score until that is done. */
export const statusOf = (row: EntryRow, contest: ContestRow, marks: EntryInput['marks']): EntryInput['status'] =>
  statusUnder(documentOf(contest), row, marks);

/** The same under another document. */
export function statusUnder(
  document: RuleDocument | undefined,
  row: EntryRow,
  marks: EntryInput['marks'],
): EntryInput['status'] {
  if (row.status !== 'competing') {
    return { kind: row.status, reason: row.reason ?? '', ...(row.clause === undefined ? {} : { clause: row.clause }) };
  }
  const breaches = breachesUnder(document, row, marks);
  return breaches.length === 0 ? { kind: 'competing' } : { kind: 'held', reason: breaches.map(breachText).join('；') };
}

/** Values of an entry whose judges must mark again: they lie too far apart, and nobody let them stand. domain-rules 65. */
export const openBreaches = (row: EntryRow, contest: ContestRow, marks: EntryInput['marks']): readonly SpreadBreach[] =>
  breachesUnder(documentOf(contest), row, marks);

const documentOf = ({ rules }: ContestRow): RuleDocument | undefined => rules && rulesOf(rules).document;

function breachesUnder(document: RuleDocument | undefined, row: EntryRow, marks: EntryInput['marks']) {
  if (row.status !== 'competing' || document?.process?.remark === undefined) return [];
  return spreadBreaches(document, marks).filter(({ value }) => row.stands?.includes(value) !== true);
}

const breachText = ({ value, lowest, highest, spread, allowed }: SpreadBreach): string =>
  `${value} ${lowest.slot} ${lowest.mark}、${highest.slot} ${highest.mark}（${spread} > ${allowed}）`;
