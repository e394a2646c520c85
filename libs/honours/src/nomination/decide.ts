import {
  accept,
  assertNever,
  noChange,
  reject,
  untyped,
  type BatchItem,
  type Decider,
  type Decision,
  type Instant,
} from '@xf/es';
import { printDecisionNumber } from '../decision-number';
import { closedOn } from '../document/rules';
import { barOn, unitsBehind } from '../fraud/decide.bar';
import type { Barred } from '../fraud/rules';
import { honourFold, type HonourState } from '../honour/rules';
import { noticeStream } from '../notice/events';
import { holdsIdNumber } from '../notice/rules';
import { isObjectedTo, noticeFold, noticesOf } from '../notice/rules.standing';
import { personalOf, type Personal } from '../personal';
import { announcement, leaving } from '../round/decide';
import { awardInRound, roundFold, type AwardInRound, type RoundState } from '../round/rules';
import { dayOf, honourStream, nominationStream, roundStream } from '../terms';
import type { NominationCommand, NominationRejection, ProposeNomination } from './command';
import { askCorrection, askMemberCorrection, confirmCorrection, noted } from './decide.correction';
import type { NominationEvent, NominationProposed, RuledOutReason } from './events';
import { nominationFold, type NominationState } from './rules';

type Answer = Decision<NominationEvent, NominationRejection>;
export type NominationGiven = {
  readonly round: RoundState;
  readonly honour: HonourState;
  /** What keeps the recommending unit out of this round. */
  readonly bar?: Barred;
  /** Some notice of the round lists the nomination; asked of corrections. */
  readonly noticed?: true;
  /** An objection keeps the nominee out of the round. */
  readonly objected?: true;
};

export const nomination: Decider<
  NominationState,
  NominationCommand,
  NominationEvent,
  NominationRejection,
  NominationGiven
> = {
  ...nominationFold,
  stream: (command) => nominationStream(command.round, command.nomination),
  async given(command, read) {
    const inRound = await read(roundFold, roundStream(command.round));
    if (command.type !== 'ProposeNomination') {
      const world = { round: inRound, honour: honourFold.initial };
      if (command.type === 'WithdrawNomination') return world;
      const noticed = noticesOf(await read(noticeFold, noticeStream(command.round)), command.nomination).length > 0;
      return noticed ? { ...world, noticed } : world;
    }
    const honour = await read(honourFold, honourStream(command.award, command.subject));
    const { round: id, basis } = command;
    if (basis.kind !== 'recommendation' || inRound.status === 'unknown') return { round: inRound, honour };
    const bar = await barOn(read, unitsBehind({ ...command, title: command.name }), {
      round: id,
      organization: inRound.organization,
    });
    const isObjected = isObjectedTo(await read(noticeFold, noticeStream(id)), command.subject);
    const against = { ...(bar === undefined ? {} : { bar }), ...(isObjected ? { objected: true as const } : {}) };
    return { round: inRound, honour, ...against };
  },
  decide(command, state, { now, given, actor }) {
    const facts = { round: given.round, noticed: given.noticed === true, by: actor };
    switch (command.type) {
      case 'ProposeNomination':
        return propose(command, state, given, now);
      case 'WithdrawNomination':
        return withdraw(command, state, given);
      case 'CorrectNomination':
        return askCorrection(command, state, facts);
      case 'CorrectNominationMember':
        return askMemberCorrection(command, state, facts);
      case 'ConfirmNominationCorrection':
        return confirmCorrection(command, state, facts);
      default:
        return assertNever(command);
    }
  },
  /**
   * Who is withdrawn leaves the round under its revision: a decision taken at the same moment is tried again, or comes first. A
   * correction is noted where the nominee was posted.
   */
  beside(command, state, { round: inRound, noticed = false }) {
    if (command.type === 'ProposeNomination' || state.status === 'unknown') return [];
    if (command.type !== 'WithdrawNomination') return noted(command, state, { round: inRound, noticed });
    return [leaving(command.round, state.proposed.award, command.nomination)];
  },
};

/** Where a recommendation says an identity number in the clear; a winner's name is as the entry had it. domain-rules 41. */
function holdingIds({ name, unit = '', basis }: ProposeNomination): readonly string[] {
  if (basis.kind !== 'recommendation') return [];
  return Object.entries({ name, unit, reason: basis.reason }).flatMap(([field, text]) =>
    holdsIdNumber(text) ? [`/${field}`] : [],
  );
}

type Obstacle = { readonly code: RuledOutReason; readonly decision: string; readonly conferredOn: string };

function propose(command: ProposeNomination, state: NominationState, given: NominationGiven, now: Instant): Answer {
  const found = awardInRound(given.round, command.award);
  if ('rejected' in found) return reject(found.rejected);
  const { document } = found.award;
  if (command.receiver !== document.receiver) return reject({ code: 'receiver-mismatch', expected: document.receiver });
  if (command.name.trim() === '') return reject({ code: 'name-missing' });
  if (state.status !== 'unknown') {
    const { award, subject } = state.proposed;
    return award === command.award && subject === command.subject ? noChange : reject({ code: 'nomination-exists' });
  }
  const said = personalOf(command.receiver, command);
  if ('rejected' in said) return reject(said.rejected);
  const { basis } = command;
  if (basis.kind === 'recommendation' && basis.reason.trim() === '') return reject({ code: 'reason-missing' });
  const pointers = holdingIds(command);
  if (pointers.length > 0) return reject({ code: 'nomination-holds-id', pointers });
  // Who won a contest did so when it was held; only people come too late.
  const phases =
    basis.kind === 'recommendation' ? closedOn(found.round.rules, 'recommendations', dayOf(now)) : undefined;
  if (phases !== undefined) return reject({ code: 'phase-closed', phases });
  if (given.bar !== undefined) return reject({ code: 'unit-barred', bar: given.bar });
  if (given.objected) return reject({ code: 'nominee-objected' });
  const obstacle = obstacleTo(found.award, given.honour);
  if (obstacle === undefined) return accept(proposed(command, said.personal));
  if (basis.kind === 'recommendation') return reject(obstacle);
  // A winner's proposal comes from a published result. What happened since must not stop the machinery, and must be seen.
  const { round: id, award, nomination: of } = command;
  const { code: reason, decision, conferredOn } = obstacle;
  return accept(proposed(command, said.personal), {
    type: 'NominationRuledOut',
    round: id,
    award,
    nomination: of,
    reason,
    decision,
    conferredOn,
  });
}

/** Why nobody, or not this receiver, can be nominated any more. domain-rules 3. */
function obstacleTo({ document, decision }: AwardInRound, { held }: HonourState): Obstacle | undefined {
  const earlier = held[0];
  if (earlier !== undefined && !document.repeatable) {
    return {
      code: 'already-holder',
      decision: printDecisionNumber(earlier.decision),
      conferredOn: earlier.conferredOn,
    };
  }
  if (decision === undefined) return undefined;
  return { code: 'honours-decided', decision: printDecisionNumber(decision), conferredOn: decision.conferredOn };
}

function proposed(command: ProposeNomination, personal: Personal): NominationProposed {
  const {
    round: inRound,
    award,
    nomination: id,
    receiver,
    subject,
    unidentified,
    name,
    unit,
    members,
    basis,
    passedOver = [],
  } = command;
  return {
    type: 'NominationProposed',
    round: inRound,
    award,
    nomination: id,
    receiver,
    subject,
    ...(unidentified === undefined ? {} : { unidentified }),
    ...(receiver === 'person' ? { name } : { title: name }),
    ...personal,
    ...(unit === undefined ? {} : { unit }),
    ...(members === undefined ? {} : { members }),
    basis,
    passedOver,
  };
}

function withdraw(
  command: Extract<NominationCommand, { type: 'WithdrawNomination' }>,
  state: NominationState,
  given: NominationGiven,
): Answer {
  if (state.status === 'unknown') return reject({ code: 'nomination-unknown' });
  if (state.status === 'withdrawn') return noChange;
  if (state.status === 'ruled-out') return reject({ code: 'nomination-not-open', status: state.status });
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  const { award } = state.proposed;
  const found = awardInRound(given.round, award);
  const decision = 'rejected' in found ? undefined : found.award.decision;
  if (decision !== undefined) {
    const { conferredOn } = decision;
    return reject({ code: 'honours-decided', decision: printDecisionNumber(decision), conferredOn });
  }
  const { round: id, nomination: of, reason } = command;
  return accept({ type: 'NominationWithdrawn', round: id, award, nomination: of, reason });
}

/** A nomination goes with its announcement, so that the round's next shortlist has to account for it. */
export const nominationItems = (command: ProposeNomination): readonly BatchItem[] => [
  { decider: untyped(nomination), command },
  announcement(command.round, command.award, command.nomination),
];
