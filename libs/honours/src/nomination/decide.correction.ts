import { accept, reject, type BatchItem, type Decision } from '@xf/es';
import { correctedTo, faultIn, faultInConfirming } from '../correction';
import { printDecisionNumber } from '../decision-number';
import { correctionNote } from '../notice/decide.correction';
import { awardInRound, type AwardInRound, type RoundState } from '../round/rules';
import type {
  ConfirmNominationCorrection,
  CorrectNomination,
  CorrectNominationMember,
  NominationRejection,
} from './command';
import type { NominationEvent } from './events';
import type { NominationState } from './rules';

type Answer = Decision<NominationEvent, NominationRejection>;
type Facts = {
  readonly round: RoundState;
  /** A notice lists the nominee. */
  readonly noticed: boolean;
  readonly by: string;
};

/** Holds at once before the nomination is on a notice or a shortlist, and waits for a second person after that. domain-rules 131. */
export function askCorrection(command: CorrectNomination, state: NominationState, facts: Facts): Answer {
  const { round, by } = facts;
  const found = correctable(state, round);
  if ('rejected' in found) return reject(found.rejected);
  const { award, receiver, subject } = found.proposed;
  const fault = faultIn(receiver, command);
  if (fault !== undefined) return reject(fault);
  const on = { round: command.round, award, nomination: command.nomination };
  const correction = (found.correction?.number ?? 0) + 1;
  const to = correctedTo(receiver, command);
  const asked: NominationEvent = {
    type: 'NominationCorrectionAsked',
    ...{ ...on, subject, correction, ...to, reason: command.reason, by },
  };
  return isPublic(found.award, command.nomination, facts)
    ? accept(asked)
    : accept(asked, { type: 'NominationCorrected', ...on, correction, by });
}

/** The same of one member of a team, and with a second person also once it is honoured: its members stand nowhere else. */
export function askMemberCorrection(command: CorrectNominationMember, state: NominationState, facts: Facts): Answer {
  const { round, by } = facts;
  const found = standing(state, round);
  if ('rejected' in found) return reject(found.rejected);
  const { member, name, reason } = command;
  const fault = faultIn('person', { name, reason });
  if (fault !== undefined) return reject(fault);
  const { award, members = [] } = found.proposed;
  const person = members[member - 1];
  if (person === undefined) return reject({ code: 'nominated-member-unknown', members: members.length });
  const on = { round: command.round, award, nomination: command.nomination };
  const correction = (found.correction?.number ?? 0) + 1;
  const asked: NominationEvent = {
    type: 'NominationMemberCorrectionAsked',
    ...{ ...on, member, person, correction, name, reason, by },
  };
  return isPublic(found.award, command.nomination, facts)
    ? accept(asked)
    : accept(asked, { type: 'NominationCorrected', ...on, correction, by });
}

/** On a notice or a shortlist, and so to be read by others than who nominated. */
const isPublic = ({ shortlist }: AwardInRound, nomination: string, { noticed }: Pick<Facts, 'noticed'>): boolean =>
  noticed || shortlist?.nominations.some((one) => one.nomination === nomination) === true;

/**
 * What notices that list the nominee have to know of a correction that holds by this command. One that nobody confirmed to be a slip
 * tells of another name or unit than was posted, so it takes a new notice; nothing is posted anew once the honours are decided.
 * domain-rules 38, 131.
 */
export function noted(
  command: CorrectNomination | CorrectNominationMember | ConfirmNominationCorrection,
  state: NominationState,
  { round, noticed }: Omit<Facts, 'by'>,
): readonly BatchItem[] {
  const found = standing(state, round);
  if ('rejected' in found) return [];
  const { round: id, nomination } = command;
  const isOpen = found.award.decision === undefined;
  if (command.type === 'ConfirmNominationCorrection') {
    const anew = found.correction?.shown === true && command.slip !== true && isOpen;
    return [correctionNote({ round: id, nomination, correction: command.correction, anew })];
  }
  if (isPublic(found.award, nomination, { noticed })) return [];
  // Posted in this very moment: nobody else has seen it.
  const correction = (found.correction?.number ?? 0) + 1;
  return [correctionNote({ round: id, nomination, correction, anew: isOpen })];
}

export function confirmCorrection(
  command: ConfirmNominationCorrection,
  state: NominationState,
  { round, by }: Omit<Facts, 'noticed'>,
): Answer {
  const isOfMember = state.status === 'open' && state.correction?.member !== undefined;
  const found = isOfMember ? standing(state, round) : correctable(state, round);
  if ('rejected' in found) return reject(found.rejected);
  const { correction } = command;
  const fault = faultInConfirming(found.correction, correction, by);
  if (fault !== undefined) return reject(fault);
  const on = { round: command.round, award: found.proposed.award, nomination: command.nomination };
  return accept({ type: 'NominationCorrected', ...on, correction, by });
}

type Open = Exclude<NominationState, { readonly status: 'unknown' }> & { readonly award: AwardInRound };

/** Only up to the decision. */
function correctable(state: NominationState, round: RoundState): Open | { readonly rejected: NominationRejection } {
  const found = standing(state, round);
  if ('rejected' in found) return found;
  const { decision } = found.award;
  return decision === undefined
    ? found
    : { rejected: { code: 'nomination-decided', decision: printDecisionNumber(decision) } };
}

/** Only what still stands. */
function standing(state: NominationState, round: RoundState): Open | { readonly rejected: NominationRejection } {
  if (state.status === 'unknown') return { rejected: { code: 'nomination-unknown' } };
  if (state.status !== 'open') return { rejected: { code: 'nomination-not-open', status: state.status } };
  const found = awardInRound(round, state.proposed.award);
  if ('rejected' in found) return found;
  return { ...state, award: found.award };
}
