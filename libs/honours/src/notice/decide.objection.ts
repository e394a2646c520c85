import { dayOf, isAfterMinute, isDay } from '@xf/calendar';
import { accept, acceptAt, noChange, reject, type Decision, type Facts, type Instant } from '@xf/es';
import type { FileObjection, NoticeCommand, NoticeRejection, ResolveObjection, VerifyObjection } from './command';
import { answerTerm, recordingTerm } from './decide.year';
import type { NoticeEvent, Window } from './events';
import type { NoticeLevel } from './rules';
import {
  lastMinuteOf,
  levelOf,
  outOfRound,
  type NoticesState,
  type NoticeState,
  type ObjectionState,
} from './rules.standing';

export type Answer = Decision<NoticeEvent, NoticeRejection>;
type Refused = { readonly rejected: NoticeRejection };

/** Recorded in any case but a wrong paper; whether it is late and holds the nominee is said with it. domain-rules 33-36. */
export function file(command: FileObjection, state: NoticesState, { now, actor }: Facts<unknown>): Answer {
  const { document } = state;
  const notice = state.notices.get(command.notice);
  const level = notice && levelOf(state, notice.level);
  if (notice === undefined || level === undefined || document === undefined) return reject({ code: 'notice-unknown' });
  const entry = notice.entries.find((one) => one.nomination === command.nomination);
  if (entry === undefined) return reject({ code: 'nomination-not-listed', nomination: command.nomination });
  const known = state.objections.get(command.objection);
  if (known !== undefined) return sameAgain(command, known);
  const received = command.receivedAt ?? now;
  const wrong = wrongObjector(command) ?? wrongTime(command, notice, received);
  if (wrong !== undefined) return reject(wrong);
  const late = isLate(command, notice, level, received);
  const isOut = outOfRound(state, entry.subject) !== undefined;
  const blocking = !late && !isOut && (command.from !== 'anonymous' || level.anonymousBlocks);
  // Whoever objects in time is heard, also where nobody can count the term of the answer yet.
  const term = blocking ? answerTerm(document, level, state.years, received) : undefined;
  const answerBy = typeof term === 'number' ? term : undefined;
  const typing = blocking ? recordingTerm(document, state.years, received, now) : undefined;
  const recordBy = typing !== undefined && typing > (answerBy ?? 0) ? typing : undefined;
  const {
    round,
    notice: on,
    objection,
    number,
    nomination,
    way,
    from,
    person,
    name,
    contact,
    about,
    postmark,
  } = command;
  return acceptAt(received, {
    type: 'ObjectionFiled',
    ...{ round, notice: on, objection, nomination, number, subject: entry.subject, way, from, person },
    ...(name === undefined ? {} : { name }),
    ...(contact === undefined ? {} : { contact }),
    about,
    ...(postmark === undefined ? {} : { postmark }),
    ...{ late, blocking },
    ...(answerBy === undefined ? {} : { answerBy }),
    ...(recordBy === undefined ? {} : { recordBy }),
    by: actor,
  });
}

/** The texts are sealed by now: the same number, nominee and objector mean the same paper. domain-rules 132. */
function sameAgain(command: FileObjection, known: ObjectionState): Answer {
  const fields = ['notice', 'nomination', 'number', 'way', 'from', 'person'] as const;
  return fields.some((field) => known[field] !== command[field]) ? reject({ code: 'objection-exists' }) : noChange;
}

/** A person says who they are and where they are reached; a unit seals its paper. domain-rules 35. */
function wrongObjector({ from, name, contact, sealed }: FileObjection): NoticeRejection | undefined {
  if (from === 'anonymous') return undefined;
  const needed = {
    name: name !== undefined,
    contact: from === 'unit' || contact !== undefined,
    sealed: from === 'person' || sealed,
  };
  const missing = Object.entries(needed).flatMap(([field, there]) => (there ? [] : [field]));
  return missing.length > 0 ? { code: 'objector-incomplete', missing } : undefined;
}

function wrongTime(command: FileObjection, notice: NoticeState, received: Instant): NoticeRejection | undefined {
  const { postmark, way } = command;
  const [{ postedOn }] = notice.windows;
  if (postmark !== undefined) {
    if (way !== 'letter') return { code: 'postmark-misplaced' };
    if (!isDay(postmark)) return { code: 'no-such-notice-day', field: 'postmark' };
    if (postmark > dayOf(received)) return { code: 'notice-day-ahead', field: 'postmark' };
  }
  return (postmark ?? dayOf(received)) < postedOn ? { code: 'objection-early', postedOn } : undefined;
}

/** A letter goes by its postmark where the document says so, all else by the minute of receipt. domain-rules 33, 34. */
function isLate(
  { postmark }: FileObjection,
  notice: NoticeState,
  { letters }: NoticeLevel,
  received: Instant,
): boolean {
  const byPostmark = postmark !== undefined && letters === 'postmark';
  const within = ({ postedOn, days, closesAt }: Window): boolean => {
    if (byPostmark) return postmark >= postedOn && postmark <= (days[days.length - 1] ?? postedOn);
    return dayOf(received) >= postedOn && !isAfterMinute(received, closesAt);
  };
  return !notice.windows.some(within);
}

export function verify(command: VerifyObjection, state: NoticesState, { now, actor }: Facts<unknown>): Answer {
  const found = openObjection(command, state);
  if ('rejected' in found) return found;
  if (found.verifiedBy !== undefined) return reject({ code: 'objection-verified' });
  const { signedOn, finding, signer, signedBy, document } = command;
  if (!isDay(signedOn)) return reject({ code: 'no-such-notice-day', field: 'signedOn' });
  if (signedOn > dayOf(now)) return reject({ code: 'notice-day-ahead', field: 'signedOn' });
  const receivedOn = dayOf(found.receivedAt);
  if (signedOn < receivedOn) return reject({ code: 'answer-early', receivedOn });
  // The paper bears a day and no minute, so its day decides.
  const { answerBy } = found;
  if (answerBy !== undefined && signedOn > dayOf(answerBy)) return reject({ code: 'answer-late', until: answerBy });
  const said = { subject: found.subject, finding, signer, signedBy, signedOn, document };
  return accept({ type: 'ObjectionVerified', ...placeOf(command.round, found), ...said, by: actor });
}

/** By somebody other than who recorded the answer. domain-rules 38. */
export function resolve(command: ResolveObjection, state: NoticesState, { actor }: Facts<unknown>): Answer {
  const found = openObjection(command, state);
  if ('rejected' in found) return found;
  if (found.verifiedBy === undefined) return reject({ code: 'objection-unverified' });
  if (found.verifiedBy === actor) return reject({ code: 'own-verification' });
  const { round, outcome, reason } = command;
  return accept({ type: 'ObjectionResolved', ...placeOf(round, found), outcome, reason, by: actor });
}

export function abandon(
  command: Extract<NoticeCommand, { type: 'AbandonNomination' }>,
  state: NoticesState,
  { now }: Facts<unknown>,
): Answer {
  const found = openObjection(command, state);
  if ('rejected' in found) return found;
  const { answerBy } = found;
  const isDue = found.blocking && found.verifiedBy === undefined;
  const end = lastMinuteOf(found);
  if (!isDue || answerBy === undefined || end === undefined || !isAfterMinute(now, end))
    return reject({ code: 'answer-not-due' });
  return accept({ type: 'NominationAbandoned', ...placeOf(command.round, found), answerBy });
}

type OnObjection = { readonly notice: string; readonly objection: string };

function openObjection({ notice, objection }: OnObjection, state: NoticesState): ObjectionState | Refused {
  const found = state.objections.get(objection);
  if (found === undefined || found.notice !== notice) return { rejected: { code: 'objection-unknown' } };
  return found.status === 'open' ? found : { rejected: { code: 'objection-closed', status: found.status } };
}

const placeOf = (round: string, { notice, objection, nomination }: ObjectionState) => ({
  round,
  notice,
  objection,
  nomination,
});
