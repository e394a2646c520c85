import { accept, acceptAt, noChange, reject } from '@xf/es';
import { processOf, rulesOf } from '../competition/rules';
import { sameNumber, type Source } from '../terms';
import type { EntryRejection, Score } from './command';
import { keyOf, slotsOf, type Answer, type Command, type Known, type Open } from './decide.state';

type Place = {
  readonly competition: string;
  readonly entry: string;
  readonly criterion: string;
  readonly slot: string;
};

type Refused<C extends EntryRejection['code']> = Extract<EntryRejection, { readonly code: C }>;
/** Every way a mark may be wrong by itself: whoever checks many at once tells each of them. */
export type MarkRefusal = Refused<'entry-not-competing' | 'score-refused' | 'head-judge-slot'>;

/** Why a mark cannot come to those that an entry has: nobody is there, it fits no rule, or it would be one too many. */
export function wrongMark(score: Score, state: Known, contest: Open): MarkRefusal | undefined {
  const { status } = state;
  if (status === 'withdrawn' || status === 'absent') return { code: 'entry-not-competing', status };
  return wrongNumber(score, contest, slotsOf(state, score.criterion));
}

/** The same whoever it is for; `taken` are the slots that have a mark. */
export function wrongNumber(
  { criterion, slot, value }: Score,
  contest: Open,
  taken: readonly string[] = [],
): MarkRefusal | undefined {
  const problem = rulesOf(contest.rules).checkMark(criterion, slot, value, taken);
  if (problem !== undefined) return { code: 'score-refused', problem };
  const { headJudge } = contest;
  if (processOf(contest.rules.document).headJudge?.values?.includes(criterion) === true && slot !== headJudge) {
    return { code: 'head-judge-slot', criterion, ...(headJudge === undefined ? {} : { headJudge }) };
  }
  return undefined;
}

/** What was never recorded is recorded while marks are taken; behind the freeze a correction adds it. domain-rules 83. */
export function correct(
  command: Command<'CorrectScore'>,
  state: Known,
  contest: Open,
  actor: string,
  source?: Source,
): Answer {
  const { criterion, slot, value, reason } = command;
  const known = state.scores.get(keyOf(command));
  if (known === undefined && !contest.frozen) return reject({ code: 'score-unknown' });
  // While a proposal waits, what stands is another value than it says: that is no repeat of it.
  if (!state.proposals.has(keyOf(command)) && known !== undefined && sameNumber(known.value, value)) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const problem = known && rulesOf(contest.rules).checkMark(criterion, slot, value);
  if (problem !== undefined) return reject({ code: 'score-refused', problem });
  const wrong = known === undefined ? wrongMark(command, state, contest) : undefined;
  if (wrong !== undefined) return reject(wrong);
  return change({ ...command, to: value, ...(source && { source }) }, state, contest, actor);
}

/**
 * A mark that nobody should have recorded, one in another slot say, is taken back like any correction. What an appeal lifts is
 * gone at once, and may have been taken back before.
 */
export function takeBack(command: Command<'VoidScore'>, state: Known, contest: Open, actor: string): Answer {
  const known = state.scores.get(keyOf(command));
  if (known === undefined) return command.decided === true ? noChange : reject({ code: 'score-unknown' });
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  if (command.decided !== true) return change(command, state, contest, actor);
  const { competition, entry, criterion, slot, reason } = command;
  const at = { competition, contest: contest.contest.contest, entry, criterion, slot };
  const afterPublication = contest.published > 0;
  return acceptAt(known.validAt, { type: 'ScoreCorrected', ...at, from: known.value, reason, afterPublication });
}

type Change = Place & { readonly to?: string; readonly reason: string; readonly source?: Source };

export function change(
  { competition, entry, criterion, slot, to, reason, source }: Change,
  state: Known,
  contest: Open,
  by: string,
): Answer {
  const key = keyOf({ criterion, slot });
  const [known, pending] = [state.scores.get(key), state.proposals.get(key)];
  if (pending !== undefined) {
    const { to: value } = pending;
    return isSame(value, to)
      ? noChange
      : reject({ code: 'correction-pending' as const, ...(value === undefined ? {} : { value }) });
  }
  const at = { competition, contest: contest.contest.contest, entry, criterion, slot };
  const values = { ...(known && { from: known.value }), ...(to === undefined ? {} : { to }) };
  const what = { ...at, ...values, reason, ...(source && { source }) };
  if (contest.published > 0) return accept({ type: 'CorrectionProposed' as const, ...what, by });
  const corrected = { type: 'ScoreCorrected' as const, ...what, afterPublication: false };
  return known === undefined ? accept(corrected) : acceptAt(known.validAt, corrected);
}

/** Who proposed it may not confirm it: a published result changes with two people's knowledge. domain-rules 131. */
export function confirm(command: Command<'ConfirmCorrection'>, state: Known, contest: Open, actor: string): Answer {
  const known = state.scores.get(keyOf(command));
  const proposal = state.proposals.get(keyOf(command));
  if (proposal === undefined) return reject({ code: 'correction-unknown' });
  if (proposal.by === actor) return reject({ code: 'second-person-needed' });
  const { competition, entry, criterion, slot } = command;
  const { to, reason, at, source } = proposal;
  // Other marks may have come to the value since it was proposed.
  const wrong =
    known === undefined && to !== undefined ? wrongMark({ criterion, slot, value: to }, state, contest) : undefined;
  if (wrong !== undefined) return reject(wrong);
  return acceptAt(known?.validAt ?? at, {
    ...{ type: 'ScoreCorrected', competition, contest: contest.contest.contest, entry, criterion, slot },
    ...(known && { from: known.value }),
    ...(to === undefined ? {} : { to }),
    ...{ reason, afterPublication: true, by: actor, ...(source && { source }) },
  });
}

/** By whom it was proposed it is withdrawn, by anybody else refused; either way the mark stays and may be corrected anew. */
export function refuseCorrection(
  { competition, entry, criterion, slot, reason }: Command<'RefuseCorrection'>,
  state: Known,
  contest: Open,
  by: string,
): Answer {
  if (!state.proposals.has(keyOf({ criterion, slot }))) return reject({ code: 'correction-unknown' });
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const at = { competition, contest: contest.contest.contest, entry, criterion, slot };
  return accept({ type: 'CorrectionRefused', ...at, reason, by });
}

const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameNumber(a, b);
