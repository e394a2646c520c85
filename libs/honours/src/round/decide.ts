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
import { hashAwardDocument, loadAwardDocument, validWithin } from '../award/rules';
import { reviewGuard } from '../ballot/decide';
import { reviewStream } from '../ballot/events';
import { reviewFold } from '../ballot/rules.standing';
import { chainGuard } from '../chain/decide.guard';
import { hashRoundDocument, loadRoundDocument, strayAwards } from '../document/rules';
import { barGuard } from '../fraud/decide.guard';
import { parseDecisionNumber, printDecisionNumber } from '../decision-number';
import { wrongEmbargo } from '../embargo';
import { nominationStates } from '../nomination/rules';
import { noticeStream } from '../notice/events';
import { noticeFold } from '../notice/rules.standing';
import { quotaStream } from '../quota/events';
import { quotaFold } from '../quota/rules.standing';
import { stoodOf } from '../shortlist/decide.ready';
import { shortlistStream } from '../shortlist/events';
import { shortlistFold } from '../shortlist/rules.standing';
import { dayOf, isDay, padded, roundStream, type Day } from '../terms';
import type { RoundCommand, RoundRejection } from './command';
import { accountsForAll, namesNobodyTwice, notOpen, othersOf, sharingAReceiver, subjectOf } from './decide.accounts';
import { listing } from './decide.series';
import {
  heldToClauses,
  holdsSeats,
  lastNoticeDay,
  waitingForNotices,
  type Confirming,
  type RoundGiven,
} from './decide.held';
import type { Held, PinnedAward, RoundEvent } from './events';
import { awardInRound, roundFold, type AwardInRound, type OpenRoundState, type RoundState } from './rules';

type Command<T extends RoundCommand['type']> = Extract<RoundCommand, { type: T }>;
type Answer = Decision<RoundEvent, RoundRejection>;
const nothing: RoundGiven = {
  nominations: new Map(),
  shortlist: shortlistFold.initial,
  quota: quotaFold.initial,
  notices: noticeFold.initial,
  review: reviewFold.initial,
  stood: new Set(),
};

/**
 * A round keeps only the ids of its nominations. A list handed in by the caller could leave one out, and a view may be
 * behind, so ids are announced on the round's own stream, where a shortlist meets them under the stream's revision.
 */
export const round: Decider<RoundState, RoundCommand, RoundEvent, RoundRejection, RoundGiven> = {
  ...roundFold,
  stream: (command) => roundStream(command.round),
  async given(command, read) {
    if (!isOnList(command)) return nothing;
    const { round: id, award, type } = command;
    const found = awardInRound(await read(roundFold, roundStream(id)), award);
    if ('rejected' in found) return nothing;
    const known = await nominationStates(read, id, found.award.announced);
    const { rules } = found.round;
    const shortlist = rules?.shortlist && (await read(shortlistFold, shortlistStream(id, award)));
    const quota = (rules?.quotas ?? rules?.shortlist) && (await read(quotaFold, quotaStream(id, award)));
    const review = rules?.shortlist && rules.committee && (await read(reviewFold, reviewStream(id)));
    const notices = rules?.notice && (await read(noticeFold, noticeStream(id)));
    const asked = { id, round: found.round, announced: [...found.award.announced] };
    const stood = rules?.shortlist && type !== 'RecordConferral' ? await stoodOf(read, asked) : [];
    return {
      stood: new Set(stood),
      nominations: known,
      shortlist: shortlist ?? nothing.shortlist,
      quota: quota ?? nothing.quota,
      notices: notices ?? nothing.notices,
      review: review ?? nothing.review,
    };
  },
  decide(command, state, { now, given }) {
    if (command.type === 'OpenRound') return open(command, state);
    const found = awardInRound(state, command.award);
    if ('rejected' in found) return reject(found.rejected);
    const { award } = found;
    if (command.type === 'AnnounceNomination') {
      const { round: id, award: of, nomination } = command;
      if (award.announced.has(nomination)) return noChange;
      return accept({ type: 'NominationAnnounced', round: id, award: of, nomination });
    }
    if (award.decision !== undefined) {
      return reject({ code: 'honours-decided', decision: printDecisionNumber(award.decision) });
    }
    switch (command.type) {
      case 'LeaveRound':
        return accept({
          type: 'NominationLeft',
          round: command.round,
          award: command.award,
          nomination: command.nomination,
        });
      case 'MoveSeats':
        return accept({ type: 'SeatsMoved', round: command.round, award: command.award });
      case 'ConfirmShortlist':
        return confirm({ command, round: found.round, award, given });
      case 'ReplaceOnShortlist':
        return replace(command, found.round, award, given);
      case 'RecordConferral':
        return confer(command, found.round, award, { now, given });
      default:
        return assertNever(command);
    }
  },
  beside(command, state) {
    if (command.type === 'OpenRound') return [listing(command)];
    if (!isOnList(command)) return [];
    const { round: id, type } = command;
    const listed = listedBy(command, state);
    if (listed.length === 0) return [];
    // A session held anew after the list was confirmed has the last word. domain-rules 49.
    const { award } = command;
    const promised = type === 'RecordConferral' ? {} : { award };
    return [
      ...reviewGuard(id, listed, state),
      ...barGuard({ round: id, nominations: listed }, state),
      ...chainGuard({ round: id, nominations: listed, ...promised }, state),
    ];
  },
};

type OnList = Command<'ConfirmShortlist' | 'ReplaceOnShortlist' | 'RecordConferral'>;
const onList: readonly RoundCommand['type'][] = ['ConfirmShortlist', 'ReplaceOnShortlist', 'RecordConferral'];
const isOnList = (command: RoundCommand): command is OnList => onList.includes(command.type);

/** Whom a command puts on a list, or confers for standing on it. */
function listedBy(command: OnList, state: RoundState): readonly string[] {
  switch (command.type) {
    case 'ConfirmShortlist':
      return command.nominations;
    case 'ReplaceOnShortlist':
      return [command.in];
    case 'RecordConferral': {
      const found = awardInRound(state, command.award);
      return 'rejected' in found ? [] : (found.award.shortlist?.nominations ?? []).map(({ nomination }) => nomination);
    }
    default:
      return assertNever(command);
  }
}

/** Tells a round of a nomination; goes in one batch with the proposal itself. */
export function announcement(id: string, award: string, nomination: string): BatchItem {
  return onRound({ type: 'AnnounceNomination', round: id, award, nomination });
}

/** Tells a round that somebody leaves it; goes in one append with the withdrawal, so that no decision comes in between. */
export function leaving(id: string, award: string, nomination: string): BatchItem {
  return onRound({ type: 'LeaveRound', round: id, award, nomination });
}

const onRound = (command: RoundCommand): BatchItem => ({ decider: untyped(round), command });

function open(command: Command<'OpenRound'>, state: RoundState): Answer {
  if (state.status !== 'unknown') return reject({ code: 'round-exists' });
  const { round: id, organization, name, year } = command;
  if (!Number.isInteger(year) || year < 1949 || year > 9999) return reject({ code: 'year-out-of-range' });
  if (command.awards.length === 0) return reject({ code: 'awards-missing' });
  const awards: PinnedAward[] = [];
  for (const [index, json] of command.awards.entries()) {
    const loaded = loadAwardDocument(json);
    if (!loaded.ok) return reject({ code: 'award-refused', index, problems: loaded.problems });
    const { document } = loaded;
    const award = document.id;
    if (awards.some((one) => one.award === award)) return reject({ code: 'award-repeated', award, index });
    const inForce = validWithin(document, `${padded(year, 4)}-01-01`, `${padded(year, 4)}-12-31`);
    if (!inForce) return reject({ code: 'award-not-in-force', award });
    awards.push({ award, hash: hashAwardDocument(document), document });
  }
  const opened = { type: 'RoundOpened', round: id, organization, name, year, awards } as const;
  if (command.rules === undefined) return accept(opened);
  const loaded = loadRoundDocument(command.rules);
  if (!loaded.ok) return reject({ code: 'round-document-refused', problems: loaded.problems });
  const { document } = loaded;
  const stray = strayAwards(document, new Set(awards.map(({ award }) => award)));
  if (stray.length > 0) return reject({ code: 'round-document-refused', problems: stray });
  return accept({ ...opened, rules: { hash: hashRoundDocument(document), document } });
}

/** All that stands in the way of a list, the first of them told. */
const guards: readonly ((confirming: Confirming) => RoundRejection | undefined)[] = [
  accountsForAll,
  namesNobodyTwice,
  holdsSeats,
];

function confirm(confirming: Confirming): Answer {
  for (const guard of guards) {
    const rejected = guard(confirming);
    if (rejected !== undefined) return reject(rejected);
  }
  const held = heldToClauses(confirming);
  if ('rejected' in held) return held;
  return recorded(confirming, held);
}

function recorded(confirming: Confirming, held: Held): Answer {
  const { command, award, given, fallen = new Set() } = confirming;
  const { round: id, award: of, omitted, others: reason } = command;
  const nominations = inPlaces(command.nominations, award, fallen);
  const version = (award.shortlist?.version ?? 0) + 1;
  const own = nominations.map((nomination) => ({ nomination, subject: subjectOf(nomination, given.nominations) }));
  const left = othersOf(confirming);
  const others = reason === undefined || left.length === 0 ? {} : { others: { reason, nominations: left } };
  const said = { nominations: own, omitted, ...others };
  return accept({ type: 'ShortlistConfirmed', round: id, award: of, version, ...said, ...held });
}

/** The list with those who fell and whose seats wait for a substitute, where they stood. */
function inPlaces(
  standing: readonly string[],
  { shortlist }: AwardInRound,
  fallen: ReadonlySet<string>,
): readonly string[] {
  if (fallen.size === 0) return standing;
  const next = standing.values();
  const places = shortlist?.nominations ?? [];
  return places.map(({ nomination }) => (fallen.has(nomination) ? nomination : (next.next().value ?? nomination)));
}

/**
 * The list with a substitute in the place of somebody who no longer stands. The promotion says why he is on it; clauses that the
 * committee let be broken before may stay so, others may not. Whether he holds the seat is decided where the seat is given,
 * in the same append. Others who no longer stand keep their places until a seat of theirs is filled too, or the committee confirms
 * a list without them; nothing is counted of them, and there is no decision meanwhile. domain-rules 23, 24.
 */
function replace(
  command: Command<'ReplaceOnShortlist'>,
  inRound: OpenRoundState,
  award: AwardInRound,
  given: RoundGiven,
): Answer {
  const { round: id, award: of, out } = command;
  const { shortlist } = award;
  if (shortlist === undefined) return reject({ code: 'shortlist-missing' });
  if (!shortlist.nominations.some(({ nomination }) => nomination === out)) {
    return reject({ code: 'not-on-shortlist', nomination: out });
  }
  const { nominations, omitted, others: left, changes, deviations } = shortlist;
  const stands = (nomination: string): boolean => given.nominations.get(nomination)?.status === 'open';
  const others = nominations.flatMap(({ nomination }) => (nomination === out ? [] : [nomination]));
  const fallen = new Set(others.filter((nomination) => !stands(nomination)));
  const standing = nominations.filter(({ nomination }) => !fallen.has(nomination));
  return confirm({
    command: {
      type: 'ConfirmShortlist',
      round: id,
      award: of,
      nominations: standing.map(({ nomination }) => (nomination === out ? command.in : nomination)),
      omitted: omitted.filter(({ nomination }) => nomination !== command.in && stands(nomination)),
      ...(left && { others: left.reason }),
      changes: [...changes.filter(({ change }) => change === 'in'), { nomination: command.in, reason: '递补' }],
      deviations,
    },
    round: inRound,
    award,
    given,
    carried: true,
    fallen,
  });
}

function confer(
  command: Command<'RecordConferral'>,
  inRound: OpenRoundState,
  award: AwardInRound,
  { now, given }: { readonly now: Instant; readonly given: RoundGiven },
): Answer {
  const { shortlist, document } = award;
  if (shortlist === undefined) return reject({ code: 'shortlist-missing' });
  if (shortlist.nominations.length === 0) return reject({ code: 'shortlist-empty' });
  const decision = parseDecisionNumber(command.decision);
  if (decision === undefined) return reject({ code: 'decision-unreadable' });
  const { round: id, award: of, conferredOn, count } = command;
  if (!isDay(conferredOn)) return reject({ code: 'no-such-day' });
  if (!validWithin(document, conferredOn, conferredOn)) return reject({ code: 'award-not-in-force', award: of });
  const onList = shortlist.nominations.length;
  if (count !== onList) return reject({ code: 'count-differs', stated: count, listed: onList });
  for (const { nomination } of shortlist.nominations) {
    const wrong = notOpen(nomination, award, given.nominations);
    if (wrong !== undefined) return reject(wrong);
  }
  const nominations = shortlist.nominations.map(({ nomination }) => nomination);
  const unseated = holdsSeats({ command: { award: of, nominations }, round: inRound, given });
  if (unseated !== undefined) return reject(unseated);
  const twice = sharingAReceiver(shortlist.nominations);
  if (twice.length > 0) return reject({ code: 'receiver-listed-twice', nominations: twice });
  const waiting = waitingForNotices(shortlist.nominations, inRound, given);
  if (waiting !== undefined) return reject({ code: 'notices-not-passed', ...waiting });
  const noticed = lastNoticeDay(shortlist.nominations, inRound, given);
  if (noticed !== undefined && conferredOn <= noticed) return reject({ code: 'conferred-in-notice', until: noticed });
  const wrongDay = outOfTime(conferredOn, decision.year, inRound.year, now);
  if (wrongDay !== undefined) return reject(wrongDay);
  const { embargoUntil } = command;
  const wrongEnd = embargoUntil === undefined ? undefined : wrongEmbargo(embargoUntil, now);
  if (wrongEnd !== undefined) return reject(wrongEnd);
  const { issuer, year, number } = decision;
  const said = { issuer, year, number, conferredOn, count, shortlist: shortlist.version };
  const embargo = embargoUntil === undefined ? {} : { embargoUntil };
  return accept({ type: 'HonoursDecided', round: id, award: of, ...said, ...embargo });
}

/** Nobody holds an honour from a day to come, or by a decision of a year that is not between the round's and the day's. */
function outOfTime(conferredOn: Day, numbered: number, year: number, now: Instant): RoundRejection | undefined {
  if (conferredOn > dayOf(now)) return { code: 'day-ahead' };
  const earliest = `${padded(year, 4)}-01-01`;
  if (conferredOn < earliest) return { code: 'conferred-early', earliest };
  const to = Number(conferredOn.slice(0, 4));
  return numbered < year || numbered > to ? { code: 'decision-year-off', from: year, to } : undefined;
}
