import { minuteText } from '@xf/calendar';
import { acceptAt, noChange, reject, type Instant } from '@xf/es';
import { isAbsent } from '@xf/rules';
import { processOf } from '../competition/rules';
import type { Answer, Command, Known, Open } from './decide.state';

const minuteMs = 60_000;

/**
 * An arrival. Whoever comes as late as the rule document calls absent is absent by that alone, and both times stand in the
 * log beside it. What was told once is not told otherwise; an absence is taken back first. domain-rules 52.
 */
export function checkIn(command: Command<'CheckInEntry'>, state: Known, contest: Open, now: Instant): Answer {
  const { competition, entry, arrivedAt } = command;
  const process = processOf(contest.rules.document);
  if (process.absentAfterMinutes === undefined) return reject({ code: 'check-in-not-asked' });
  const { arrival } = state;
  if (arrival !== undefined) {
    const isSame = arrival.arrivedAt === arrivedAt && (command.dueAt ?? arrival.dueAt) === arrival.dueAt;
    return isSame ? noChange : reject({ code: 'checked-in', ...arrival });
  }
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  if (state.status !== 'competing') return reject({ code: 'entry-not-competing', status: state.status });
  const dueAt = command.dueAt ?? contest.startsAt;
  if (dueAt === undefined) return reject({ code: 'start-missing' });
  if (arrivedAt > now) return reject({ code: 'arrival-to-come', now });
  const late = Math.max(0, arrivedAt - dueAt) / minuteMs;
  const minutesLate = Math.floor(late);
  const on = { competition, contest: contest.contest.contest, entry };
  const there = { type: 'EntryCheckedIn', ...on, dueAt, arrivedAt, minutesLate } as const;
  if (!isAbsent(process, late)) return acceptAt(arrivedAt, there);
  const reason = `迟到 ${minutesLate} 分钟：应于 ${minuteText(dueAt)} 到场，实于 ${minuteText(arrivedAt)} 到场`;
  return acceptAt(arrivedAt, there, { type: 'EntryAbsent', ...on, reason });
}
