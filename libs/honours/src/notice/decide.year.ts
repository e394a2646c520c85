import { countTerm, dayOf, daysAfter, minuteAt, type YearTable } from '@xf/calendar';
import { accept, noChange, reject, type Decision, type Facts, type Instant } from '@xf/es';
import type { NoticeCommand, NoticeRejection } from './command';
import type { CountedTerm, NoticeEvent } from './events';
import { calendarFor, hashNoticeYear, loadNoticeYear, type NoticeDocument, type NoticeLevel } from './rules';
import { levelOf, type NoticesState } from './rules.standing';

type AddNoticeYear = Extract<NoticeCommand, { type: 'AddNoticeYear' }>;

/** The last minute for a signed answer, or the year that would have to be known. domain-rules 31, 37. */
export function answerTerm(
  document: NoticeDocument,
  { verification }: NoticeLevel,
  years: readonly YearTable[],
  received: Instant,
): Instant | { readonly unknownYear: number } {
  const counted = countTerm(calendarFor(document, years), dayOf(received), verification);
  return counted.ok ? minuteAt(counted.last, verification.closesAt) : { unknownYear: counted.unknownYear };
}

/**
 * What lay on a desk before it was recorded may have its answer in the same drawer: whoever records it has until the end of the next
 * working day to record that too, whatever the day on it. Undefined of what is recorded on the day of receipt. Where nobody knows
 * the working days it is the next day.
 */
export function recordingTerm(
  document: NoticeDocument,
  years: readonly YearTable[],
  received: Instant,
  now: Instant,
): Instant | undefined {
  const today = dayOf(now);
  if (dayOf(received) >= today) return undefined;
  const term = { days: 1, counting: 'working', firstDay: 'next' } as const;
  const counted = countTerm(calendarFor(document, years), today, term);
  return minuteAt(counted.ok ? counted.last : daysAfter(today, 1));
}

/**
 * The holidays of a year are announced at the end of the one before, when rounds that reach into it are open already. So a
 * year may be added to pinned rules, but none that they have, and once. Windows that were announced stay as they are.
 */
export function addYear(
  command: AddNoticeYear,
  state: NoticesState,
  { actor }: Facts<unknown>,
): Decision<NoticeEvent, NoticeRejection> {
  const { document, years } = state;
  if (document === undefined) return reject({ code: 'notice-rules-missing' });
  const loaded = loadNoticeYear(command.table);
  if (!loaded.ok) return reject({ code: 'calendar-year-refused', problems: loaded.problems });
  const { table } = loaded;
  const { year } = table;
  const known = [...(document.calendar ?? []), ...years].find((one) => one.year === year);
  if (known !== undefined) {
    return hashNoticeYear(known) === hashNoticeYear(table) ? noChange : reject({ code: 'calendar-year-known', year });
  }
  const terms = termsUnder(document, state, [...years, table]);
  return accept({ type: 'NoticeYearAdded', round: command.round, table, terms, by: actor });
}

/** Of open objections that hold somebody without a term, all that can be counted now. */
function termsUnder(
  document: NoticeDocument,
  state: NoticesState,
  years: readonly YearTable[],
): readonly CountedTerm[] {
  return [...state.objections.values()].flatMap(({ objection, notice, status, blocking, answerBy, receivedAt }) => {
    const found = state.notices.get(notice);
    const level = found && levelOf(state, found.level);
    if (level === undefined || status !== 'open' || !blocking || answerBy !== undefined) return [];
    const term = answerTerm(document, level, years, receivedAt);
    return typeof term === 'number' ? [{ objection, answerBy: term }] : [];
  });
}
