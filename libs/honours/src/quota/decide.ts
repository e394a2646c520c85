import { accept, assertNever, noChange, reject, untyped, type BatchItem, type Decider, type Decision } from '@xf/es';
import { sourceOnly } from '../cites';
import { printDecisionNumber } from '../decision-number';
import { nominationStates, type NominationState } from '../nomination/rules';
import { round as roundDecider } from '../round/decide';
import { awardInRound, roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { AllocateQuota, PromoteSubstitute, QuotaCommand, QuotaRejection, RankCandidates } from './command';
import { homesOf, notOfUnit, type Homes } from './decide.homes';
import { applications, heldByApplicants } from './decide.outside';
import { quotaStream, type QuotaEvent } from './events';
import { hashQuota, loadQuotaFormula, type QuotaFormula } from './rules';
import { allocate } from './rules.allocate';
import type { YearHeld } from './rules.outside';
import { nextSubstitute, type Found } from './rules.seats';
import { quotaFold, seatsOf, type QuotaState } from './rules.standing';

type Answer = Decision<QuotaEvent, QuotaRejection>;
type Nominations = ReadonlyMap<string, NominationState>;
export type QuotaGiven = Homes & {
  readonly round: RoundState;
  readonly nominations: Nominations;
  /** By nomination that applies outside the quota: honours on the roll that might count. */
  readonly held?: ReadonlyMap<string, readonly YearHeld[]>;
};

export const quota: Decider<QuotaState, QuotaCommand, QuotaEvent, QuotaRejection, QuotaGiven> = {
  ...quotaFold,
  stream: (command) => quotaStream(command.round, command.award),
  async given(command, read) {
    const round = await read(roundFold, roundStream(command.round));
    const concerned: string[] = [];
    if (command.type === 'RankCandidates') {
      concerned.push(...command.formal, ...command.substitutes.map(({ nomination }) => nomination));
      concerned.push(...(command.outside ?? []).map(({ nomination }) => nomination));
    }
    if (command.type === 'PromoteSubstitute') {
      const { ranked } = await read(quotaFold, quotaStream(command.round, command.award));
      for (const { formal, substitutes } of ranked.values()) {
        concerned.push(...formal, ...substitutes.map(({ nomination }) => nomination));
      }
    }
    const nominations = await nominationStates(read, command.round, concerned);
    const ranks = command.type === 'RankCandidates' ? nominations : new Map<string, NominationState>();
    const homes = await homesOf(command.round, ranks, read);
    if (command.type !== 'RankCandidates' || (command.outside ?? []).length === 0) {
      return { round, nominations, ...homes };
    }
    const state = await read(quotaFold, quotaStream(command.round, command.award));
    const held = await heldByApplicants(command.outside ?? [], state, nominations, read);
    return { round, nominations, ...homes, held };
  },
  decide(command, state, { actor, given }) {
    const found = awardInRound(given.round, command.award);
    if ('rejected' in found) return reject(found.rejected);
    const { decision } = found.award;
    if (decision !== undefined) return reject({ code: 'honours-decided', decision: printDecisionNumber(decision) });
    switch (command.type) {
      case 'AllocateQuota':
        return allot(command, state, given.round, actor);
      case 'RankCandidates':
        return rank(command, state, given, actor);
      case 'PromoteSubstitute':
        return promote(command, state, given.nominations, actor);
      default:
        return assertNever(command);
    }
  },
  /**
   * Seats that a list is held to move under the revision of the round. Who takes the seat of somebody on the list takes his place
   * on it: both are recorded, or neither is.
   */
  beside(command, state, { round: of, nominations }) {
    const { round, award } = command;
    const found = awardInRound(of, award);
    if ('rejected' in found || formulaOf(of, award) === undefined) return [];
    if (command.type !== 'PromoteSubstitute') {
      const move = { type: 'MoveSeats', round, award } as const;
      return [{ decider: untyped(roundDecider), command: move } satisfies BatchItem];
    }
    const { unit, out } = command;
    const isListed = found.award.shortlist?.nominations.some(({ nomination }) => nomination === out) === true;
    const taker = isListed ? takerOf(state, unit, nominations) : undefined;
    if (taker === undefined) return [];
    const replace = { type: 'ReplaceOnShortlist', round, award, out, in: taker.nomination } as const;
    return [{ decider: untyped(roundDecider), command: replace } satisfies BatchItem];
  },
};

function allot(command: AllocateQuota, state: QuotaState, of: RoundState, by: string): Answer {
  const pinned = formulaOf(of, command.award);
  if (pinned !== undefined && command.formula !== undefined) return reject({ code: 'quota-formula-of-round' });
  const said = pinned ?? command.formula;
  if (said === undefined) return reject({ code: 'quota-formula-missing' });
  const loaded = loadQuotaFormula(said);
  if (!loaded.ok) return reject({ code: 'quota-formula-refused', problems: loaded.problems });
  const { formula } = loaded;
  const { round, award, inputs } = command;
  const allocated = allocate(formula, inputs);
  if ('problem' in allocated) return reject(allocated.problem);
  const { rows } = allocated;
  const [hash, inputsHash] = [hashQuota(formula), hashQuota(inputs)];
  if (state.allocated?.hash === hash && state.allocated.inputsHash === inputsHash) return noChange;
  const event = { type: 'QuotaAllocated', round, award, version: state.version + 1, hash, formula } as const;
  const next = { ...event, inputs, inputsHash, rows, by };
  const after = quotaFold.evolve(state, next, 0);
  for (const { unit, formal, outside = [] } of state.ranked.values()) {
    const seats = seatsOf(after, unit) ?? 0;
    if (formal.length > seats) return reject({ code: 'quota-exceeded', unit, seats, listed: formal.length });
    const lost = outside.find(({ pot }) => !formula.outside?.some((one) => one.pot === pot));
    if (lost !== undefined) return reject({ code: 'quota-pot-unknown', pot: lost.pot });
  }
  return accept(next);
}

/** The formula that the round's document has for an award. */
const formulaOf = (of: RoundState, award: string): QuotaFormula | undefined =>
  of.status === 'unknown' ? undefined : of.rules?.quotas?.find((one) => one.award === award)?.formula;

/** Fewer than the quota may be put forward, never more. domain-rules 16. */
function rank(command: RankCandidates, state: QuotaState, given: QuotaGiven, by: string): Answer {
  const { round, award, unit, formal, substitutes, outside = [] } = command;
  const formula = state.allocated?.formula;
  if (formula === undefined) return reject({ code: 'quota-missing' });
  const seats = seatsOf(state, unit);
  if (seats === undefined) return reject({ code: 'quota-unit-unknown', unit });
  if (formal.length > seats) return reject({ code: 'quota-exceeded', unit, seats, listed: formal.length });
  if (substitutes.length > formula.substitutes) {
    const source = sourceOnly(formula.clauseCites?.substitutes);
    return reject({ code: 'substitutes-exceeded', most: formula.substitutes, listed: substitutes.length, ...source });
  }
  const seen = new Set<string>();
  for (const nomination of [...formal, ...[...substitutes, ...outside].map((one) => one.nomination)]) {
    if (seen.has(nomination)) return reject({ code: 'nomination-repeated', nomination });
    seen.add(nomination);
    const wrong =
      wrongNominee(nomination, award, given.nominations) ??
      notOfUnit(nomination, unit, given) ??
      rankedElsewhere(nomination, unit, state);
    if (wrong !== undefined) return reject(wrong);
  }
  const applied = applications(outside, formula, given);
  if ('rejected' in applied) return reject(applied.rejected);
  const listed = formal.map((nomination) => ({ nomination }));
  const outsiders = applied.length === 0 ? {} : { outside: applied };
  return accept({ type: 'CandidatesRanked', round, award, unit, formal: listed, substitutes, ...outsiders, by });
}

function wrongNominee(nomination: string, award: string, known: Nominations): QuotaRejection | undefined {
  const found = known.get(nomination);
  if (found === undefined || found.status === 'unknown' || found.proposed.award !== award) {
    return { code: 'nomination-unknown', nomination };
  }
  return found.status === 'open' ? undefined : { code: 'nomination-not-open', nomination, status: found.status };
}

function rankedElsewhere(nomination: string, unit: string, { ranked }: QuotaState): QuotaRejection | undefined {
  for (const one of ranked.values()) {
    if (one.unit === unit) continue;
    const all = [...one.formal, ...[...one.substitutes, ...(one.outside ?? [])].map((other) => other.nomination)];
    if (all.includes(nomination)) return { code: 'nomination-ranked', nomination, unit: one.unit };
  }
  return undefined;
}

/** A seat whose holder no longer stands goes to the next in order. domain-rules 23, 24. */
function promote(command: PromoteSubstitute, state: QuotaState, known: Nominations, by: string): Answer {
  const { round, award, unit, out } = command;
  const formula = state.allocated?.formula;
  if (formula === undefined) return reject({ code: 'quota-missing' });
  if (state.ranked.get(unit)?.formal.includes(out) !== true) return reject({ code: 'seat-not-held', nomination: out });
  if (known.get(out)?.status === 'open') return reject({ code: 'seat-not-free', nomination: out });
  const found = takerOf(state, unit, known);
  if (found === undefined) {
    return reject({ code: 'substitute-missing', unit, ...sourceOnly(formula.clauseCites?.crossUnit) });
  }
  return accept({ type: 'SubstitutePromoted', round, award, unit, out, in: found.nomination, from: found.from, by });
}

/** Who is next for a free seat of a unit. */
function takerOf({ ranked, allocated }: QuotaState, unit: string, known: Nominations): Found | undefined {
  const isStanding = (nomination: string): boolean => known.get(nomination)?.status === 'open';
  return nextSubstitute([...ranked.values()], unit, isStanding, allocated?.formula.crossUnit === true);
}
