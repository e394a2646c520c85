import { accept, noChange, reject } from '@xf/es';
import { spreadBreaches, type SpreadBreach } from '@xf/rules';
import { headJudgeOnly, rulesOf } from '../competition/rules';
import { sameNumber, type Origin } from '../terms';
import { change, correct, wrongMark } from './decide.corrections';
import { keyOf, type Answer, type Command, type Known, type Open } from './decide.state';

/**
 * A published total becomes a mark, or corrects the one an earlier publication gave. Behind the freeze a mark that its source
 * did not give before, of who was vetoed and is no longer, say, comes as a correction too. domain-rules 81, 83, 96.
 */
export function take(command: Command<'TakeScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry: id, criterion, slot, from } = command;
  const score = { competition, entry: id, criterion, slot, value: from.total };
  const isNew = !state.scores.has(keyOf(score));
  if (isNew && !contest.frozen) return record({ type: 'RecordScore', ...score }, state, contest, from);
  const { contest: of, version } = from;
  const source = { competition: from.competition, contest: of, version };
  const reason = `${from.competition}/${from.contest} 第 ${from.version} 次公布`;
  return correct({ type: 'CorrectScore', ...score, reason }, state, contest, actor, source);
}

/**
 * A mark goes as it came when its source gives it no longer; like any correction it waits for a second person after a
 * publication. What a person recorded, or corrected since, is theirs and stands. domain-rules 96, 131.
 */
export function drop(command: Command<'DropScore'>, state: Known, contest: Open, actor: string): Answer {
  const { competition, entry, criterion, slot, source } = command;
  const given = state.scores.get(keyOf(command))?.source;
  if (given?.competition !== source.competition || given.contest !== source.contest) return noChange;
  const reason = `${source.competition}/${source.contest} 第 ${source.version} 次公布不再给出`;
  return change({ competition, entry, criterion, slot, reason, source }, state, contest, actor);
}

export function record(command: Command<'RecordScore'>, state: Known, contest: Open, from?: Origin): Answer {
  const { competition, entry: id, criterion, slot, value, deducted } = command;
  const known = state.scores.get(keyOf(command));
  if (known !== undefined) {
    // The mark of another paper: to take it for this one's would take nothing off.
    const isSame = deducted === undefined && sameNumber(known.value, value);
    return isSame ? noChange : reject({ code: 'score-exists', value: known.value });
  }
  if (contest.frozen && deducted === undefined) return reject({ code: 'scores-frozen' });
  const wrong = wrongMark(command, state, contest);
  if (wrong !== undefined) return reject(wrong);
  if (contest.frozen && deducted !== undefined) {
    const at = { competition, contest: contest.contest.contest, entry: id, criterion, slot };
    const afterPublication = contest.published > 0;
    return accept({ type: 'ScoreCorrected', ...at, to: value, reason: deducted, afterPublication });
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
