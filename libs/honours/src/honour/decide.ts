import { accept, noChange, reject, type Decider, type Decision, type Instant } from '@xf/es';
import { adoptionStream } from '../adoption/events';
import { adoptionFold, inForce, type AdoptionState } from '../adoption/rules';
import { loadAwardDocument, validWithin, type AwardDocument } from '../award/rules';
import {
  parseDecisionNumber,
  printDecisionNumber,
  sameDecision,
  yearOff,
  type DecisionNumber,
} from '../decision-number';
import { nominationFold, type NominationState } from '../nomination/rules';
import { personalOf, type Personal } from '../personal';
import { awardInRound, roundFold, type RoundState } from '../round/rules';
import { dayOf, honourIdOf, honourStream, isDay, nominationStream, roundStream } from '../terms';
import type { ConferHonour, HonourCommand, HonourRejection, RegisterEarlierHonour } from './command';
import type { ConferInstantly } from './command.keeping';
import { fraudOf, keep } from './decide.keeping';
import type { HonourEvent } from './events';
import { honourFold, type HeldHonour, type HonourState } from './rules';
import { listYearOf } from './rules.instant';

type Answer = Decision<HonourEvent, HonourRejection>;
export type HonourGiven = {
  readonly round: RoundState;
  readonly nomination: NominationState;
  /** The wordings the honour's organisation has adopted. */
  readonly adopted: AdoptionState;
};

export const honour: Decider<HonourState, HonourCommand, HonourEvent, HonourRejection, HonourGiven> = {
  ...honourFold,
  stream: (command) => honourStream(command.award, command.subject),
  async given(command, read) {
    const none = { round: roundFold.initial, nomination: nominationFold.initial, adopted: adoptionFold.initial };
    if (command.type === 'RegisterEarlierHonour' || command.type === 'KeepHonourName') return none;
    if (command.type !== 'ConferHonour') {
      const { organization, award } = command;
      return { ...none, adopted: await read(adoptionFold, adoptionStream(organization, award)) };
    }
    return {
      ...none,
      round: await read(roundFold, roundStream(command.round)),
      nomination: await read(nominationFold, nominationStream(command.round, command.nomination)),
    };
  },
  decide(command, state, { now, actor, given }) {
    switch (command.type) {
      case 'RegisterEarlierHonour':
        return register(command, state, now);
      case 'ConferHonour':
        return confer(command, state, given);
      case 'ConferInstantly':
        return conferInstantly(command, state, given.adopted, now);
      case 'KeepHonourName': {
        if (state.held.length + state.revoked.length === 0) return reject({ code: 'honour-unknown' });
        const { type: _type, ...kept } = command;
        return accept({ type: 'HonourNameKept', ...kept });
      }
      default:
        return keep(command, state, { now, actor, adopted: given.adopted });
    }
  },
  beside(command, state, { adopted }) {
    return command.type === 'RevokeHonour' ? fraudOf(command, state, adopted) : [];
  },
};

function register(command: RegisterEarlierHonour, state: HonourState, now: Instant): Answer {
  const loaded = loadAwardDocument(command.document);
  if (!loaded.ok) return reject({ code: 'award-refused', problems: loaded.problems });
  const { document } = loaded;
  const { award, organization, receiver, subject, unit, conferredOn } = command;
  if (document.id !== award) return reject({ code: 'award-differs', document: document.id });
  if (receiver !== document.receiver) return reject({ code: 'receiver-mismatch', expected: document.receiver });
  const called = calledBy(document, command);
  if ('rejected' in called) return reject(called.rejected);
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  if (!isDay(conferredOn)) return reject({ code: 'no-such-day' });
  if (conferredOn > dayOf(now)) return reject({ code: 'day-ahead' });
  const off = yearOff(decision, conferredOn, now);
  if (off !== undefined) return reject(off);
  if (!validWithin(document, conferredOn, conferredOn)) return reject({ code: 'award-not-in-force', award });
  if (state.held.some((held) => sameDecision(held.decision, decision))) return noChange;
  const revoked = revokedAgain(command, state, decision);
  if (revoked !== undefined) return reject(revoked);
  const earlier = earlierHonour(document, state);
  if (earlier !== undefined) return reject(earlier);
  return accept({
    type: 'HonourRegistered',
    ...termsOf(document),
    organization,
    subject,
    ...called.by,
    ...(unit === undefined ? {} : { unit }),
    decision,
    conferredOn,
  });
}

/**
 * Goes in one batch with the round's `RecordConferral`, whose event is not in the log yet when this is decided; so an
 * undecided award is allowed here, and a decided one must carry the same decision.
 */
function confer(command: ConferHonour, state: HonourState, { round, nomination }: HonourGiven): Answer {
  const found = awardInRound(round, command.award);
  if ('rejected' in found) return reject(found.rejected);
  const { document, shortlist, decision: decided } = found.award;
  const listed = shortlist?.nominations.some((one) => one.nomination === command.nomination) === true;
  if (!listed || nomination.status === 'unknown') return reject({ code: 'nomination-not-shortlisted' });
  if (nomination.status !== 'open') return reject({ code: 'nomination-not-open', status: nomination.status });
  const { proposed } = nomination;
  if (proposed.subject !== command.subject) return reject({ code: 'subject-differs' });
  const called = calledBy(document, command);
  if ('rejected' in called) return reject(called.rejected);
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  const { award, conferredOn, subject, posthumous = false, certificateTo, embargoUntil } = command;
  const isDecided = decided !== undefined && sameDecision(decided, decision);
  if (
    decided !== undefined &&
    !(isDecided && decided.conferredOn === conferredOn && decided.embargoUntil === embargoUntil)
  ) {
    return reject({ code: 'decision-differs', decision: printDecisionNumber(decided) });
  }
  if (!isDay(conferredOn)) return reject({ code: 'no-such-day' });
  if (!validWithin(document, conferredOn, conferredOn)) return reject({ code: 'award-not-in-force', award });
  if (posthumous && certificateTo === undefined) return reject({ code: 'certificate-receiver-missing' });
  const earlier = earlierHonour(document, state, command);
  if (earlier !== undefined) return reject(earlier);
  return accept({
    type: 'HonourConferred',
    ...termsOf(document),
    organization: found.round.organization,
    subject,
    ...called.by,
    ...(proposed.unit === undefined ? {} : { unit: proposed.unit }),
    decision,
    conferredOn,
    round: command.round,
    nomination: command.nomination,
    ...(posthumous ? { posthumous } : {}),
    ...(certificateTo === undefined ? {} : { certificateTo }),
    ...(embargoUntil === undefined ? {} : { embargoUntil }),
    basis: proposed.basis,
  });
}

/** Its wording says until when a year's list takes it. domain-rules 106. */
function conferInstantly(command: ConferInstantly, state: HonourState, adopted: AdoptionState, now: Instant): Answer {
  const { award, organization, receiver, subject, unit, reason, conferredOn, certificateTo } = command;
  if (!isDay(conferredOn)) return reject({ code: 'no-such-day' });
  if (conferredOn > dayOf(now)) return reject({ code: 'day-ahead' });
  const wording = inForce(adopted, conferredOn);
  if (wording === undefined) return reject({ code: 'rules-not-adopted', award, day: conferredOn });
  const { document, hash } = wording;
  if (document.instant === undefined) return reject({ code: 'instant-not-allowed' });
  if (receiver !== document.receiver) return reject({ code: 'receiver-mismatch', expected: document.receiver });
  const called = calledBy(document, command);
  if ('rejected' in called) return reject(called.rejected);
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  const off = yearOff(decision, conferredOn, now);
  if (off !== undefined) return reject(off);
  if (!validWithin(document, conferredOn, conferredOn)) return reject({ code: 'award-not-in-force', award });
  const posthumous = command.posthumous === true;
  if (posthumous && certificateTo === undefined) return reject({ code: 'certificate-receiver-missing' });
  const revoked = revokedAgain(command, state, decision);
  if (revoked !== undefined) return reject(revoked);
  const earlier = document.repeatable
    ? state.held.find((held) => sameDecision(held.decision, decision))
    : state.held[0];
  if (earlier !== undefined) return reject(holderBy(earlier));
  return accept({
    type: 'InstantHonourConferred',
    ...termsOf(document),
    organization,
    subject,
    ...called.by,
    ...(unit === undefined ? {} : { unit }),
    decision,
    conferredOn,
    reason,
    hash,
    listYear: listYearOf(conferredOn, document.instant.listDay),
    ...(posthumous ? { posthumous } : {}),
    ...(certificateTo === undefined ? {} : { certificateTo }),
  });
}

/** A decision gives its honour once: what was revoked of it comes back by another decision only. domain-rules 109. */
function revokedAgain(
  { award, subject }: Pick<HonourCommand, 'award' | 'subject'>,
  { revoked }: HonourState,
  decision: DecisionNumber,
): HonourRejection | undefined {
  const found = revoked.find((one) => sameDecision(one.decision, decision));
  if (found === undefined) return undefined;
  const { honour: of, revocation, revokedOn } = found;
  return { code: 'honour-revoked', id: honourIdOf(award, subject, of), revocation, revokedOn };
}

/** domain-rules 3; a repeatable award is still given once only for one nomination. */
function earlierHonour(
  document: AwardDocument,
  { held }: HonourState,
  from?: ConferHonour,
): HonourRejection | undefined {
  const answered = ({ from: by }: HeldHonour) =>
    from !== undefined && by?.round === from.round && by.nomination === from.nomination;
  const earlier = document.repeatable ? held.find(answered) : held[0];
  return earlier === undefined ? undefined : holderBy(earlier);
}

const holderBy = ({ decision, conferredOn }: HeldHonour): HonourRejection => ({
  code: 'already-holder',
  decision: printDecisionNumber(decision),
  conferredOn,
});

const termsOf = ({ id, title, level, receiver, plaque }: AwardDocument) => ({
  award: id,
  awardTitle: title,
  level,
  receiver,
  ...(plaque === undefined ? {} : { plaque }),
});

/** The name and what is printed beside it. */
function calledBy({ receiver }: AwardDocument, { name, ...said }: Personal & { readonly name: string }) {
  if (name.trim() === '') return { rejected: { code: 'name-missing' } as const };
  const found = personalOf(receiver, said);
  if ('rejected' in found) return found;
  return { by: receiver === 'person' ? { name, ...found.personal } : { title: name } };
}
