import { accept, noChange, reject, type Decider, type Decision } from '@xf/es';
import type { Problem } from '@xf/rules';
import { check, type ShortlistDocument, type ShortlistResult } from '@xf/shortlist';
import { printDecisionNumber } from '../decision-number';
import { nominationStates, type NominationState } from '../nomination/rules';
import { quotaStream } from '../quota/events';
import { quotaFold, type QuotaState } from '../quota/rules.standing';
import { awardInRound, roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { ProposeShortlist, ShortlistCommand, ShortlistRejection, StateMerits } from './command';
import { readyOf } from './decide.ready';
import { shortlistStream, type ShortlistEvent, type ShortlistInputs, type Stated } from './events';
import { hashShortlist, type AwardShortlist } from './rules';
import { answerOf, chosenOf } from './rules.answer';
import { asCandidates, candidatesOf, ordinarySeats, shortlistOf } from './rules.candidates';
import { shortlistFold, type ShortlistState } from './rules.standing';

type Answer = Decision<ShortlistEvent, ShortlistRejection>;
type Refused = { readonly rejected: ShortlistRejection };
type Nominations = ReadonlyMap<string, NominationState>;

/** Works out the best list; deterministic, but not pure: it loads a solver. */
export type Solve = (
  document: ShortlistDocument,
  candidates: ReturnType<typeof asCandidates>,
  seats: number,
) => Promise<ShortlistResult>;

type Solved = { readonly inputs: ShortlistInputs; readonly result: ShortlistResult };
export type ShortlistGiven = {
  readonly round: RoundState;
  readonly nominations: Nominations;
  readonly solved?: Solved | Refused;
};

/** Merits and proposals of one award. Who solves comes from outside; what it answers is counted again before it is kept. */
export const shortlisting = (
  solve: Solve,
): Decider<ShortlistState, ShortlistCommand, ShortlistEvent, ShortlistRejection, ShortlistGiven> => ({
  ...shortlistFold,
  stream: (command) => shortlistStream(command.round, command.award),
  async given(command, read) {
    const round = await read(roundFold, roundStream(command.round));
    const found = awardInRound(round, command.award);
    if ('rejected' in found) return { round, nominations: new Map() };
    const nominations = await nominationStates(read, command.round, found.award.announced);
    const rules = shortlistOf(found.round.rules?.shortlist, command.award);
    if (command.type !== 'ProposeShortlist' || rules === undefined) return { round, nominations };
    const state = await read(shortlistFold, shortlistStream(command.round, command.award));
    const quota = await read(quotaFold, quotaStream(command.round, command.award));
    const asked = { id: command.round, round: found.round, announced: [...found.award.announced] };
    const ready = await readyOf(read, asked);
    const inputs = inputsOf(rules, ready, { nominations, state, quota });
    if ('rejected' in inputs) return { round, nominations, solved: inputs };
    const result = await solve(rules.document, asCandidates(inputs.candidates), inputs.seats);
    return { round, nominations, solved: { inputs, result } };
  },
  decide(command, state, { actor, given }) {
    const found = awardInRound(given.round, command.award);
    if ('rejected' in found) return reject(found.rejected);
    const { decision } = found.award;
    if (decision !== undefined) return reject({ code: 'honours-decided', decision: printDecisionNumber(decision) });
    const rules = shortlistOf(found.round.rules?.shortlist, command.award);
    if (rules === undefined) return reject({ code: 'shortlist-rules-missing' });
    if (command.type === 'StateMerits') return stateMerits(command, state, rules, given.nominations, actor);
    if (given.solved === undefined) throw new Error('a proposal that nobody worked out');
    return 'rejected' in given.solved ? given.solved : propose(command, state, rules, given.solved, actor);
  },
});

type Known = { readonly nominations: Nominations; readonly state: ShortlistState; readonly quota: QuotaState };

/** What a list is worked out from, or why it cannot be. */
function inputsOf(rules: AwardShortlist, ready: readonly string[], known: Known): ShortlistInputs | Refused {
  const { candidates, missing } = candidatesOf(ready, known.nominations, known.state);
  if (missing.length > 0) return { rejected: { code: 'merits-missing', nominations: missing } };
  const seats = ordinarySeats(rules, known.quota);
  return seats === undefined ? { rejected: { code: 'shortlist-seats-unknown' } } : { seats, candidates };
}

function stateMerits(
  command: StateMerits,
  state: ShortlistState,
  { document }: AwardShortlist,
  known: Nominations,
  by: string,
): Answer {
  const { round, award, stated } = command;
  const problems = [...nomineeProblems(stated, known), ...contentProblems(stated, document, known)];
  if (problems.length > 0) return reject({ code: 'merits-refused', problems });
  const changed = stated.filter((one) => {
    const before = state.stated.get(one.nomination);
    return before === undefined || hashShortlist(one) !== hashShortlist(before);
  });
  return changed.length === 0 ? noChange : accept({ type: 'MeritsStated', round, award, stated: changed, by });
}

function nomineeProblems(stated: readonly Stated[], known: Nominations): readonly Problem[] {
  const seen = new Set<string>();
  return stated.flatMap(({ nomination }, at): readonly Problem[] => {
    const pointer = `/stated/${at}/nomination`;
    const isRepeated = seen.has(nomination);
    seen.add(nomination);
    if (isRepeated) {
      return [{ pointer, code: 'nomination-repeated', zh: `${nomination} 重复`, en: `${nomination} is repeated` }];
    }
    const status = known.get(nomination)?.status ?? 'unknown';
    if (status === 'open') return [];
    const code = status === 'unknown' ? 'nomination-unknown' : 'nomination-not-open';
    const zh = `须是本奖项在评的提名；${nomination} 现状：${status}`;
    return [{ pointer, code, zh, en: `an open nomination of this award is expected; ${nomination} is: ${status}` }];
  });
}

/** Against the document, but not yet against each other: more may be stated later. */
function contentProblems(
  stated: readonly Stated[],
  document: ShortlistDocument,
  known: Nominations,
): readonly Problem[] {
  const { contested: _contested, ...rest } = document;
  const clauses = document.clauses.filter(({ kind }) => kind !== 'obligatory');
  const candidates = stated.map((one, at) => {
    const found = known.get(one.nomination);
    const unit = found === undefined || found.status === 'unknown' ? undefined : found.proposed.unit;
    // A repeated id is told once, by the nominations.
    return { ...one, nomination: String(at), ...(unit === undefined ? {} : { unit }) };
  });
  const checked = check({ ...rest, clauses }, asCandidates(candidates), 0, []);
  const attributes = new Set((document.attributes ?? []).map(({ id }) => id));
  const strays = stated.flatMap((one, at) =>
    (one.attributes ?? []).flatMap(({ attribute }, n): readonly Problem[] => {
      if (attributes.has(attribute)) return [];
      const all = [...attributes];
      const pointer = `/stated/${at}/attributes/${n}/attribute`;
      const zh = `没有属性 ${attribute}；可用：${all.join('、')}`;
      return [{ pointer, code: 'attribute-unknown', zh, en: `no attribute ${attribute}; known: ${all.join(', ')}` }];
    }),
  );
  if (checked.kind !== 'refused') return strays;
  return [
    ...checked.problems.map(({ index, field, code, zh, en }) => {
      const place = field === 'unit' || field === undefined || field === 'id' ? 'nomination' : field;
      return { pointer: index === undefined ? '/stated' : `/stated/${index}/${place}`, code, zh, en };
    }),
    ...strays,
  ];
}

/** What the solver answers is not believed: the list is counted again, by other means. */
function propose(
  command: ProposeShortlist,
  state: ShortlistState,
  { document }: AwardShortlist,
  { inputs, result }: Solved,
  by: string,
): Answer {
  if (result.kind === 'refused') {
    const problems = result.problems.map((one) => {
      const nomination = one.index === undefined ? undefined : inputs.candidates[one.index]?.nomination;
      return { ...one, ...(nomination === undefined ? {} : { nomination }) };
    });
    return reject({ code: 'shortlist-inputs-refused', problems });
  }
  const [documentHash, inputsHash] = [hashShortlist(document), hashShortlist(inputs)];
  const last = state.proposal;
  if (last?.documentHash === documentHash && last.inputsHash === inputsHash) return noChange;
  const chosen = chosenOf(result);
  const counted = check(document, asCandidates(inputs.candidates), inputs.seats, chosen);
  const merit = result.kind === 'list' ? result.merit : result.proposal.merit;
  const short = result.kind === 'list' ? 0 : result.persons;
  if (counted.kind === 'refused' || counted.merit !== merit || shortOf(counted.broken) !== short) {
    throw new Error(`the list worked out for ${command.award} of ${command.round} is not what it says`);
  }
  const { round, award } = command;
  const answer = answerOf(result);
  return accept({
    ...{ type: 'ShortlistProposed', round, award, version: (last?.version ?? 0) + 1, documentHash },
    ...{ inputs, inputsHash, fits: result.kind === 'list', chosen, answer, answerHash: hashShortlist(answer), by },
  });
}

const shortOf = (broken: readonly { readonly short: number }[]): number =>
  broken.reduce((sum, { short }) => sum + short, 0);
