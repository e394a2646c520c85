import { accept, acceptAt, noChange, reject } from '@xf/es';
import { spreadBreaches, type SpreadBreach } from '@xf/rules';
import { headJudgeOnly, processOf, rulesOf } from '../competition/rules';
import type { Origin } from '../terms';
import { keyOf, type Answer, type Command, type Known, type Open } from './decide.state';

/** A published total becomes a mark, or corrects the one an earlier publication gave. */
export function take(command: Command<'TakeScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry: id, criterion, slot, from } = command;
  const score = { competition, entry: id, criterion, slot, value: from.total };
  if (!state.scores.has(keyOf(score))) return record({ type: 'RecordScore', ...score }, state, contest, from);
  const reason = `${from.competition}/${from.contest} 第 ${from.version} 次公布`;
  return correct({ type: 'CorrectScore', ...score, reason }, state, contest, actor);
}

export function record(command: Command<'RecordScore'>, state: Known, contest: Open, from?: Origin): Answer {
  const { competition, entry: id, criterion, slot, value } = command;
  const known = state.scores.get(keyOf(command));
  if (known !== undefined)
    return sameNumber(known.value, value) ? noChange : reject({ code: 'score-exists', value: known.value });
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  if (state.status === 'withdrawn' || state.status === 'absent') {
    return reject({ code: 'entry-not-competing', status: state.status });
  }
  const problem = rulesOf(contest.rules).checkMark(criterion, slot, value);
  if (problem !== undefined) return reject({ code: 'score-refused', problem });
  const { headJudge } = contest;
  if (processOf(contest.rules.document).headJudge?.values?.includes(criterion) === true && slot !== headJudge) {
    return reject({ code: 'head-judge-slot', criterion, ...(headJudge === undefined ? {} : { headJudge }) });
  }
  return accept({
    type: 'ScoreRecorded',
    competition,
    contest: contest.contest.contest,
    entry: id,
    criterion,
    slot,
    value,
    ...(from === undefined ? {} : { from }),
  });
}

export function correct(command: Command<'CorrectScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry: id, criterion, slot, value, reason } = command;
  const known = state.scores.get(keyOf(command));
  if (known === undefined) return reject({ code: 'score-unknown' });
  if (sameNumber(known.value, value)) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const problem = rulesOf(contest.rules).checkMark(criterion, slot, value);
  if (problem !== undefined) return reject({ code: 'score-refused', problem });
  const pending = state.proposals.get(keyOf(command));
  if (pending !== undefined && !sameNumber(pending.to, value))
    return reject({ code: 'correction-pending', value: pending.to });
  const at = {
    competition,
    contest: contest.contest.contest,
    entry: id,
    criterion,
    slot,
    from: known.value,
    to: value,
  };
  if (contest.published === 0) {
    return acceptAt(known.validAt, { type: 'ScoreCorrected', ...at, reason, afterPublication: false });
  }
  if (pending !== undefined) return noChange;
  return accept({ type: 'CorrectionProposed', ...at, reason, by: actor });
}

/** Who proposed it may not confirm it: a published result changes with two people's knowledge. domain-rules 131. */
export function confirm(
  command: Command<'ConfirmCorrection'>,
  state: Known,
  on: { competition: string; contest: string; entry: string },
  actor: string,
): Answer {
  const known = state.scores.get(keyOf(command));
  const proposal = state.proposals.get(keyOf(command));
  if (known === undefined || proposal === undefined) return reject({ code: 'correction-unknown' });
  if (proposal.by === actor) return reject({ code: 'second-person-needed' });
  const { criterion, slot } = command;
  const { to, reason } = proposal;
  const corrected = { ...on, criterion, slot, from: known.value, to, reason, afterPublication: true };
  return acceptAt(known.validAt, { type: 'ScoreCorrected', ...corrected });
}

/** 91.5 in a sheet and 91.50 in a file are one mark. */
export const sameNumber = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

/**
 * A judge of marks that lie too far apart marks again: only while they do, only before the freeze, and only where there is
 * a mark of theirs. The same mark again is no answer to the question, and changes nothing. domain-rules 65.
 */
export function remark(command: Command<'RemarkScore'>, state: Known, contest: Open): Answer {
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  const breach = breachOf(command.criterion, state, contest);
  if (breach === undefined) return reject({ code: 'spread-not-open' });
  const reason = `复评：${breach.lowest.mark} 与 ${breach.highest.mark} 相差 ${breach.spread}，超过 ${breach.allowed}`;
  return correct({ ...command, type: 'CorrectScore', reason }, state, contest, '');
}

export function letStand(command: Command<'LetSpreadStand'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry, criterion, reason } = command;
  const notTheirs = headJudgeOnly('spreads', contest, actor);
  if (notTheirs !== undefined) return reject(notTheirs);
  if (state.stands.has(criterion)) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  if (breachOf(criterion, state, contest) === undefined) return reject({ code: 'spread-not-open' });
  return accept({ type: 'SpreadStands', competition, contest: contest.contest.contest, entry, criterion, reason });
}

/** Where the marks of a value lie too far apart; undefined where they do not, or stand, or the entry is out. */
function breachOf(criterion: string, state: Known, contest: Open): SpreadBreach | undefined {
  if (state.status !== 'competing' || state.stands.has(criterion)) return undefined;
  const marks: Record<string, string> = {};
  for (const [key, { value }] of state.scores) {
    if (key.startsWith(`${criterion}/`)) marks[key.slice(criterion.length + 1)] = value;
  }
  const { document } = rulesOf(contest.rules);
  return spreadBreaches(document, { [criterion]: marks }).find(({ value }) => value === criterion);
}
