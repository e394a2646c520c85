import { accept, assertNever, noChange, reject, untyped, type BatchItem, type Decision, type Instant } from '@xf/es';
import { inForce, type AdoptionState } from '../adoption/rules';
import { causeOf } from '../adoption/rules.cause';
import { dayAfter } from '../award/rules.period';
import { parseDecisionNumber } from '../decision-number';
import { isEmbargoed } from '../embargo';
import { fraud } from '../fraud/decide';
import { dayOf, honourIdOf, isDay, type Day } from '../terms';
import type { HonourRejection } from './command';
import { askCorrection, confirmCorrection } from './decide.correction';
import type {
  CheckHonour,
  KeepHonour,
  KeepingCommand,
  NotePlace,
  RectifyHonour,
  ReturnPlaque,
  RevokeHonour,
} from './command.keeping';
import type { KeepingEvent, OfHonour } from './events.keeping';
import type { HeldHonour, HonourState } from './rules';
import { dueOn } from './rules.due';

type Answer = Decision<KeepingEvent, HonourRejection>;
type Facts = { readonly now: Instant; readonly actor: string; readonly adopted: AdoptionState };

/** What becomes of an honour once it is given. */
export function keep(command: KeepingCommand, state: HonourState, facts: Facts): Answer {
  const { organization, honour } = command;
  const own = (one: HeldHonour): boolean => one.honour === honour && one.organization === organization;
  const held = state.held.find(own);
  const revoked = state.revoked.find(own);
  switch (command.type) {
    case 'ReturnPlaque':
      return revoked === undefined
        ? reject({ code: held === undefined ? 'honour-unknown' : 'honour-not-revoked' })
        : handBack(command, revoked, facts);
    case 'NoteDue':
      return held === undefined
        ? noChange
        : accept({ type: 'HonourFellDue', ...of(command), due: command.due, since: command.since });
    case 'AnnounceHonour':
      return held?.embargoUntil === undefined || isEmbargoed(held, facts.now)
        ? noChange
        : accept({ type: 'HonourAnnounced', ...of(command) });
    case 'NotePlace':
      return held === undefined ? noChange : notePlace(command, held);
    case 'RevokeHonour':
      if (revoked?.revocation === command.revocation) return noChange;
      break;
    default:
  }
  if (revoked !== undefined) {
    const id = honourIdOf(command.award, command.subject, honour);
    return reject({ code: 'honour-revoked', id, revocation: revoked.revocation, revokedOn: revoked.revokedOn });
  }
  if (held === undefined) return reject({ code: 'honour-unknown' });
  switch (command.type) {
    case 'RevokeHonour':
      return revoke(command, held, facts);
    case 'CheckHonour':
      return check(command, held, facts);
    case 'RectifyHonour':
      return rectify(command, held, facts);
    case 'KeepHonour':
      return leave(command, held, facts);
    case 'CorrectHonour':
      return askCorrection(command, held, facts.actor);
    case 'ConfirmHonourCorrection':
      return confirmCorrection(command, held, facts.actor);
    default:
      return assertNever(command);
  }
}

const of = ({ award, subject, honour }: OfHonour): OfHonour => ({ award, subject, honour });

/** Why a day cannot be the one on which something was done of an honour. */
function wrongDay(field: string, day: Day, earliest: Day, now: Instant): HonourRejection | undefined {
  if (!isDay(day)) return { code: 'keeping-day-unknown', field };
  if (day > dayOf(now)) return { code: 'keeping-day-ahead', field };
  return day < earliest ? { code: 'keeping-day-early', field, earliest } : undefined;
}

function revoke(command: RevokeHonour, held: HeldHonour, { now, actor, adopted }: Facts): Answer {
  const { organization, award, revocation, approvedBy, revokedOn, returnBy } = command;
  const wrong = wrongDay('decidedOn', revokedOn, held.conferredOn, now);
  if (wrong !== undefined) return reject(wrong);
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  // The day may lie before the decision, as a decision on whole units has it, and not before there was anything to return.
  if (returnBy !== undefined && returnBy < held.conferredOn) {
    return reject({ code: 'keeping-day-early', field: 'returnBy', earliest: held.conferredOn });
  }
  const found = causeOf(adopted, award, command.cause, revokedOn);
  if ('rejected' in found) return reject(found.rejected);
  const { cause, title: causeTitle, kind, fraud: isFraud } = found.cause;
  const document = inForce(adopted, revokedOn)?.document;
  const isDue = document !== undefined && dueOn(held, document, revokedOn)?.due === 'removal';
  if (kind === 'automatic' && !isDue) return reject({ code: 'removal-not-due' });
  return accept({
    type: 'HonourRevoked',
    ...of(command),
    ...{ organization, revocation, kind, cause, causeTitle },
    ...(isFraud === true ? { fraud: isFraud } : {}),
    ...{ decision, approvedBy, revokedOn },
    ...(returnBy === undefined ? {} : { returnBy }),
    by: actor,
  });
}

/** What the unit that recommended the holder has to answer for. domain-rules 129. */
export function fraudOf(command: RevokeHonour, { held }: HonourState, adopted: AdoptionState): readonly BatchItem[] {
  const { award, cause, revocation, revokedOn } = command;
  const one = held.find(({ honour }) => honour === command.honour);
  if (one?.from === undefined || one.recommendedBy === undefined) return [];
  const found = causeOf(adopted, award, cause, revokedOn);
  if ('rejected' in found || found.cause.fraud !== true) return [];
  const said = { unit: one.recommendedBy, round: one.from.round, foundOn: revokedOn, revocation };
  return [{ decider: untyped(fraud), command: { type: 'RecordFraud', ...said } }];
}

function handBack(command: ReturnPlaque, revoked: HonourState['revoked'][number], { now, actor }: Facts): Answer {
  const { revocation, returnedOn } = command;
  if (revocation !== revoked.revocation) return reject({ code: 'honour-not-revoked' });
  if (revoked.returnedOn === returnedOn) return noChange;
  if (revoked.returnedOn !== undefined) return reject({ code: 'plaque-returned', returnedOn: revoked.returnedOn });
  // A plaque may come back before the decision is signed.
  const wrong = wrongDay('returnedOn', returnedOn, revoked.conferredOn, now);
  if (wrong !== undefined) return reject(wrong);
  return accept({ type: 'PlaqueReturned', ...of(command), revocation, returnedOn, by: actor });
}

/**
 * A failed one has the term the wording of the day gives. What was not put right in it is due for removal, and no later look
 * at it takes that back. domain-rules 111.
 */
function check(command: CheckHonour, held: HeldHonour, { now, actor, adopted }: Facts): Answer {
  const { award, checkedOn, passed, report } = command;
  const wrong = wrongDay('checkedOn', checkedOn, held.check?.on ?? held.conferredOn, now);
  if (wrong !== undefined) return reject(wrong);
  const failed = held.check?.passed === false && held.check.rectified === undefined ? held.check : undefined;
  const until = failed && (failed.rectifyBy ?? failed.on);
  if (passed && until !== undefined && checkedOn > until)
    return reject({ code: 'rectification-late', rectifyBy: until });
  const document = inForce(adopted, checkedOn)?.document;
  if (document === undefined) return reject({ code: 'rules-not-adopted', award, day: checkedOn });
  const term = passed ? undefined : document.removal?.rectification;
  const rectifyBy = term === undefined ? {} : { rectifyBy: dayAfter(checkedOn, term) };
  return accept({ type: 'HonourChecked', ...of(command), checkedOn, passed, report, ...rectifyBy, by: actor });
}

function rectify(command: RectifyHonour, { check: last }: HeldHonour, { now, actor }: Facts): Answer {
  const { rectifiedOn, report } = command;
  if (last === undefined || last.passed) return reject({ code: 'rectification-missing' });
  if (last.rectified === rectifiedOn) return noChange;
  if (last.rectified !== undefined || last.rectifyBy === undefined) return reject({ code: 'rectification-missing' });
  const wrong = wrongDay('rectifiedOn', rectifiedOn, last.on, now);
  if (wrong !== undefined) return reject(wrong);
  if (rectifiedOn > last.rectifyBy) return reject({ code: 'rectification-late', rectifyBy: last.rectifyBy });
  return accept({ type: 'HonourRectified', ...of(command), rectifiedOn, report, by: actor });
}

/** Told again only when it differs from what was told before; the old place clears what was open. domain-rules 84. */
function notePlace(command: NotePlace, { placeChanged }: HeldHonour): Answer {
  const { competition, contest, board, entry, was, rank, version, position } = command;
  if (placeChanged === undefined ? rank === was : placeChanged.rank === rank) return noChange;
  return accept({
    type: 'HonourPlaceChanged',
    ...of(command),
    ...{ competition, contest, board, entry, was },
    ...(rank === undefined ? {} : { rank }),
    ...{ version, position },
  });
}

function leave(command: KeepHonour, { placeChanged }: HeldHonour, { actor }: Facts): Answer {
  if (placeChanged === undefined) return reject({ code: 'place-settled' });
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  return accept({ type: 'HonourKept', ...of(command), reason: command.reason, by: actor });
}
