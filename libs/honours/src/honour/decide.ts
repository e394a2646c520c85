import { accept, assertNever, noChange, reject, type Decider, type Decision, type Instant } from '@xf/es';
import { loadAwardDocument, validWithin, type AwardDocument } from '../award/rules';
import { parseDecisionNumber, printDecisionNumber, sameDecision } from '../decision-number';
import { nominationFold, type NominationState } from '../nomination/rules';
import { awardInRound, roundFold, type RoundState } from '../round/rules';
import { dayOf, honourStream, isDay, nominationStream, roundStream } from '../terms';
import type { ConferHonour, HonourCommand, HonourRejection, RegisterEarlierHonour } from './command';
import type { HonourEvent } from './events';
import { honourFold, type HeldHonour, type HonourState } from './rules';

type Answer = Decision<HonourEvent, HonourRejection>;
export type HonourGiven = { readonly round: RoundState; readonly nomination: NominationState };

export const honour: Decider<HonourState, HonourCommand, HonourEvent, HonourRejection, HonourGiven> = {
  ...honourFold,
  stream: (command) => honourStream(command.award, command.subject),
  async given(command, read) {
    if (command.type !== 'ConferHonour') return { round: roundFold.initial, nomination: nominationFold.initial };
    return {
      round: await read(roundFold, roundStream(command.round)),
      nomination: await read(nominationFold, nominationStream(command.round, command.nomination)),
    };
  },
  decide(command, state, { now, given }) {
    switch (command.type) {
      case 'RegisterEarlierHonour':
        return register(command, state, now);
      case 'ConferHonour':
        return confer(command, state, given);
      default:
        return assertNever(command);
    }
  },
};

function register(command: RegisterEarlierHonour, state: HonourState, now: Instant): Answer {
  const loaded = loadAwardDocument(command.document);
  if (!loaded.ok) return reject({ code: 'award-refused', problems: loaded.problems });
  const { document } = loaded;
  const { award, organization, receiver, subject, name, unit, conferredOn } = command;
  if (document.id !== award) return reject({ code: 'award-differs', document: document.id });
  if (receiver !== document.receiver) return reject({ code: 'receiver-mismatch', expected: document.receiver });
  if (name.trim() === '') return reject({ code: 'name-missing' });
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  if (!isDay(conferredOn)) return reject({ code: 'no-such-day' });
  if (conferredOn > dayOf(now)) return reject({ code: 'day-ahead' });
  if (!validWithin(document, conferredOn, conferredOn)) return reject({ code: 'award-not-in-force', award });
  if (state.held.some((held) => sameDecision(held.decision, decision))) return noChange;
  const earlier = earlierHonour(document, state);
  if (earlier !== undefined) return reject(earlier);
  return accept({
    type: 'HonourRegistered',
    ...termsOf(document),
    organization,
    subject,
    ...calledBy(document, name),
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
  if (command.name.trim() === '') return reject({ code: 'name-missing' });
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  if (decided !== undefined && (!sameDecision(decided, decision) || decided.conferredOn !== command.conferredOn)) {
    return reject({ code: 'decision-differs', decision: printDecisionNumber(decided) });
  }
  const { award, conferredOn, subject, posthumous = false, certificateTo } = command;
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
    ...calledBy(document, command.name),
    ...(proposed.unit === undefined ? {} : { unit: proposed.unit }),
    decision,
    conferredOn,
    round: command.round,
    nomination: command.nomination,
    ...(posthumous ? { posthumous } : {}),
    ...(certificateTo === undefined ? {} : { certificateTo }),
    basis: proposed.basis,
  });
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
  if (earlier === undefined) return undefined;
  const { decision, conferredOn } = earlier;
  return { code: 'already-holder', decision: printDecisionNumber(decision), conferredOn };
}

const termsOf = ({ id, title, level, receiver, plaque }: AwardDocument) => ({
  award: id,
  awardTitle: title,
  level,
  receiver,
  ...(plaque === undefined ? {} : { plaque }),
});

const calledBy = ({ receiver }: AwardDocument, name: string) => (receiver === 'person' ? { name } : { title: name });
