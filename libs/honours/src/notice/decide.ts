import { countTerm, dayOf, daysAfter, isAfterMinute, isDay, minuteAt, type Day, type YearTable } from '@xf/calendar';
import {
  accept,
  assertNever,
  noChange,
  readEach,
  reject,
  untyped,
  type BatchItem,
  type Decider,
  type Facts,
  type ReadState,
} from '@xf/es';
import { candidacyStream, type Seat } from '../chain/events';
import { candidacyFold } from '../chain/rules.standing';
import { nomination } from '../nomination/decide';
import { nominationStates, type NominationState } from '../nomination/rules';
import { pathOf } from '../organization-path';
import { awardInRound, roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { NoticeCommand, NoticeRejection, OpenNotice } from './command';
import { addYear } from './decide.year';
import { abandon, file, resolve, verify, type Answer } from './decide.objection';
import { noticeStream, type NoticeEntry, type NoticeEvent, type Window } from './events';
import { calendarFor, hashNoticeDocument, holdsIdNumber, loadNoticeDocument, ownFields } from './rules';
import type { NoticeDocument, NoticeLevel } from './rules';
import {
  isListedAt,
  levelOf,
  listedOf,
  noticeFold,
  outOfRound,
  postersAt,
  underRules,
  waitingBelow,
  windowOf,
  type NoticesState,
} from './rules.standing';

type Command<T extends NoticeCommand['type']> = Extract<NoticeCommand, { type: T }>;
type Nominations = ReadonlyMap<string, NominationState>;
export type NoticeGiven = {
  readonly round: RoundState;
  readonly nominations: Nominations;
  /** Of the nominees of a notice that is to be opened. */
  readonly desks: ReadonlyMap<string, Desk>;
};
/** Who carries a nominee up: the seats of the chain, and the path from the root to where it begins. */
type Desk = { readonly seats: readonly Seat[]; readonly path: readonly string[] };

export const notices: Decider<NoticesState, NoticeCommand, NoticeEvent, NoticeRejection, NoticeGiven> = {
  ...noticeFold,
  stream: (command) => noticeStream(command.round),
  async given(command, read) {
    const round = await read(roundFold, roundStream(command.round));
    const concerned: string[] = [];
    if (command.type === 'OpenNotice') concerned.push(...command.nominees.map((one) => one.nomination));
    if (command.type === 'ResolveObjection' || command.type === 'AbandonNomination') {
      const state = await read(noticeFold, noticeStream(command.round));
      const objection = state.objections.get(command.objection);
      if (objection !== undefined) concerned.push(...listedOf(state, objection.subject));
    }
    const nominations = await nominationStates(read, command.round, concerned);
    if (command.type !== 'OpenNotice') return { round, nominations, desks: new Map() };
    const desks = await readEach(
      nominations,
      async ([id, found]) => [id, await deskOf(command.round, id, found, read)] as const,
    );
    return { round, nominations, desks: new Map(desks) };
  },
  decide(command, own, facts) {
    const { round } = facts.given;
    if (round.status === 'unknown') return reject({ code: 'round-unknown' });
    const state = underRules(own, round.rules?.notice);
    switch (command.type) {
      case 'PinNoticeRules':
        if (round.rules?.notice !== undefined) return reject({ code: 'notice-rules-of-round' });
        return pin(command, state, facts);
      case 'AddNoticeYear':
        return addYear(command, state, facts);
      case 'OpenNotice':
        return open(command, state, facts);
      case 'CloseNotice':
        return close(command, state, facts);
      case 'ReopenNotice':
        return reopen(command, state, facts);
      case 'FileObjection':
        return file(command, state, facts);
      case 'VerifyObjection':
        return verify(command, state, facts);
      case 'ResolveObjection':
        return resolve(command, state, facts);
      case 'AbandonNomination':
        return abandon(command, state, facts);
      default:
        return assertNever(command);
    }
  },
  /**
   * Who is out by an objection is out of the round, with every nomination that a notice lists: all is recorded, or nothing is.
   * Once the honours of an award are decided there is nothing to leave: the outcome stands for itself, and the honour goes by
   * revocation. domain-rules 36, 38, 109.
   */
  beside(command, state, { nominations, round }) {
    const reason = reasonOut(command);
    if (reason === undefined || !('objection' in command)) return [];
    const subject = state.objections.get(command.objection)?.subject;
    const listed = subject === undefined ? [] : listedOf(state, subject);
    return listed.flatMap((id): readonly BatchItem[] => {
      const found = nominations.get(id);
      if (found?.status !== 'open' || isDecided(round, found)) return [];
      const withdraw = { type: 'WithdrawNomination', round: command.round, nomination: id, reason } as const;
      return [{ decider: untyped(nomination), command: withdraw }];
    });
  },
};

function isDecided(round: RoundState, nominee: Exclude<NominationState, { status: 'unknown' }>): boolean {
  const found = awardInRound(round, nominee.proposed.award);
  return !('rejected' in found) && found.award.decision !== undefined;
}

async function deskOf(inRound: string, nominee: string, found: NominationState, read: ReadState): Promise<Desk> {
  const { filed } = await read(candidacyFold, candidacyStream(inRound, nominee));
  const basis = found.status === 'unknown' ? undefined : found.proposed.basis;
  const from = filed?.organization ?? (basis?.kind === 'recommendation' ? basis.by : undefined);
  return { seats: filed?.seats ?? [], path: from === undefined ? [] : await pathOf(from, read) };
}

function reasonOut(command: NoticeCommand): string | undefined {
  if (command.type === 'AbandonNomination') return '公示异议逾期未签署核实结论，视为放弃';
  if (command.type !== 'ResolveObjection' || command.outcome !== 'cancelled') return undefined;
  return `公示异议核实后取消：${command.reason}`;
}

function pin(command: Command<'PinNoticeRules'>, state: NoticesState, { actor }: Facts<NoticeGiven>): Answer {
  const loaded = loadNoticeDocument(command.document);
  if (!loaded.ok) return reject({ code: 'notice-rules-refused', problems: loaded.problems });
  const { document } = loaded;
  const hash = hashNoticeDocument(document);
  if (state.document !== undefined && hashNoticeDocument(state.document) === hash) return noChange;
  // Windows that were announced under one wording must not be judged by another.
  if (state.notices.size > 0) return reject({ code: 'notices-begun' });
  return accept({ type: 'NoticeRulesPinned', round: command.round, hash, document, by: actor });
}

function open(command: OpenNotice, state: NoticesState, { now, actor, given }: Facts<NoticeGiven>): Answer {
  const { document } = state;
  if (document === undefined) return reject({ code: 'notice-rules-missing' });
  if (state.notices.has(command.notice)) return reject({ code: 'notice-exists' });
  const levels = document.levels.map(({ level }) => level);
  const level = levelOf(state, command.level);
  if (level === undefined) return reject({ code: 'level-unknown', level: command.level, levels });
  const wrong = wrongNominees(command, given.nominations, state) ?? wrongText(command, document);
  if (wrong !== undefined) return reject(wrong);
  const listed = command.nominees.map((one) => one.nomination);
  const before = levels[levels.indexOf(command.level) - 1];
  const others = listed.filter((id) => !mayPost(command, id, before, state, given));
  if (others.length > 0) return reject({ code: 'level-of-others', level: command.level, nominations: others });
  if (before !== undefined) {
    const waiting = waitingBelow(state, listed, before);
    if (waiting !== undefined) return reject({ code: 'level-not-passed', ...waiting });
  }
  const again = listed.filter((id) => isListedAt(state, command.level, id));
  if (again.length > 0) return reject({ code: 'nomination-listed', nominations: again });
  const window = windowFrom(document, level, state.years, command.postedOn, now);
  if ('rejected' in window) return window;
  const { round, notice, organization, title, text } = command;
  const entries = command.nominees.map((one) => entryOf(one, given.nominations));
  const opened = { round, notice, organization, level: command.level, title, text, entries, window };
  return accept({ type: 'NoticeOpened', ...opened, by: actor });
}

/**
 * The round's organisation posts for anybody. Another posts a level of the chain where it holds that seat of the nominee's; other
 * levels for those whom it or an organisation below it recommends, above whoever posted the level before, and never the last
 * one, which the decision rests on. domain-rules 12, 39.
 */
function mayPost(
  { organization, level }: OpenNotice,
  nominee: string,
  before: string | undefined,
  state: NoticesState,
  { round, desks }: NoticeGiven,
): boolean {
  if (round.status !== 'unknown' && organization === round.organization) return true;
  const { seats, path } = desks.get(nominee) ?? { seats: [], path: [] };
  const seat = seats.find((one) => one.level === level);
  if (seat !== undefined) return seat.organization === organization;
  const own = path.indexOf(organization);
  if (own < 0 || state.document?.levels.at(-1)?.level === level) return false;
  return before === undefined || postersAt(state, before, nominee).every((one) => own < path.indexOf(one));
}

function wrongNominees({ nominees }: OpenNotice, known: Nominations, state: NoticesState): NoticeRejection | undefined {
  if (nominees.length === 0) return { code: 'notice-empty' };
  const seen = new Set<string>();
  for (const { nomination: id } of nominees) {
    if (seen.has(id)) return { code: 'nomination-repeated', nomination: id };
    seen.add(id);
    const found = known.get(id);
    if (found === undefined || found.status === 'unknown') return { code: 'nomination-unknown', nomination: id };
    if (found.status !== 'open') return { code: 'nomination-not-open', nomination: id, status: found.status };
    const out = outOfRound(state, found.proposed.subject);
    if (out !== undefined) return { code: 'nomination-not-open', nomination: id, status: out };
  }
  return undefined;
}

/** Only what the document lets a notice show, and nowhere an identity number. domain-rules 41. */
function wrongText({ title, text, nominees }: OpenNotice, document: NoticeDocument): NoticeRejection | undefined {
  const fields = document.text.fields.map(({ field }) => field).filter((field) => !ownFields.includes(field));
  const pointers: string[] = [];
  if (holdsIdNumber(title)) pointers.push('/title');
  if (holdsIdNumber(text)) pointers.push('/text');
  for (const [n, { details }] of nominees.entries()) {
    for (const [index, { field, value }] of details.entries()) {
      const repeated = details.findIndex((one) => one.field === field) < index;
      if (!fields.includes(field) || repeated) return { code: 'field-not-shown', field, fields };
      if (holdsIdNumber(value)) pointers.push(`/nominees/${n}/details/${index}/value`);
    }
  }
  return pointers.length > 0 ? { code: 'text-holds-id', pointers } : undefined;
}

function entryOf({ nomination: id, details }: OpenNotice['nominees'][number], known: Nominations): NoticeEntry {
  const found = known.get(id);
  if (found === undefined || found.status === 'unknown') throw new Error(`nomination ${id} was not looked at`);
  const { subject, award } = found.proposed;
  return { nomination: id, award, subject, details: details.map(({ field, value }) => ({ subject, field, value })) };
}

function windowFrom(
  document: NoticeDocument,
  { term }: NoticeLevel,
  years: readonly YearTable[],
  postedOn: Day,
  now: number,
): Window | { readonly rejected: NoticeRejection } {
  if (!isDay(postedOn)) return { rejected: { code: 'no-such-notice-day', field: 'postedOn' } };
  if (postedOn > dayOf(now)) return { rejected: { code: 'notice-day-ahead', field: 'postedOn' } };
  const counted = countTerm(calendarFor(document, years), postedOn, term);
  if (!counted.ok) return { rejected: { code: 'calendar-year-unknown', year: counted.unknownYear } };
  const { days, last } = counted;
  const shownUntil = daysAfter(last, document.text.shownDays);
  return { postedOn, days, closesAt: minuteAt(last, term.closesAt), shownUntil };
}

function close(command: Command<'CloseNotice'>, state: NoticesState, { now, actor }: Facts<NoticeGiven>): Answer {
  const notice = state.notices.get(command.notice);
  if (notice === undefined) return reject({ code: 'notice-unknown' });
  if (notice.status !== 'open') return reject({ code: 'notice-not-open' });
  const { closesAt } = windowOf(notice);
  if (!isAfterMinute(now, closesAt)) return reject({ code: 'notice-running', until: closesAt });
  return accept({ type: 'NoticeClosed', round: command.round, notice: command.notice, by: actor });
}

function reopen(command: Command<'ReopenNotice'>, state: NoticesState, { now, actor }: Facts<NoticeGiven>): Answer {
  const { document } = state;
  const notice = state.notices.get(command.notice);
  const level = notice && levelOf(state, notice.level);
  if (notice === undefined || level === undefined || document === undefined) return reject({ code: 'notice-unknown' });
  if (notice.status !== 'closed') return reject({ code: 'notice-not-closed' });
  // Nobody could object in a window that was over before the last one.
  const until = windowOf(notice).days.at(-1);
  if (until !== undefined && command.postedOn < until) return reject({ code: 'reopened-early', until });
  const window = windowFrom(document, level, state.years, command.postedOn, now);
  if ('rejected' in window) return window;
  const { round, reason } = command;
  return accept({ type: 'NoticeReopened', round, notice: command.notice, reason, window, by: actor });
}
