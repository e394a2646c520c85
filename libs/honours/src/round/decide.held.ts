import { check } from '@xf/shortlist';
import {
  entryStatus,
  levelsNotPassed,
  noticesOf,
  underRules,
  windowOf,
  type NoticesState,
} from '../notice/rules.standing';
import type { NominationState } from '../nomination/rules';
import { seatedIn, seatsOf, type QuotaState } from '../quota/rules.standing';
import type { StatedCandidate } from '../shortlist/events';
import { asCandidates, candidatesOf, ordinarySeats, shortlistOf } from '../shortlist/rules.candidates';
import type { ShortlistState } from '../shortlist/rules.standing';
import type { ReviewState } from '../ballot/rules.standing';
import type { Day } from '../terms';
import type { ConfirmShortlist, RoundRejection, WaitingNominee } from './command';
import { besideTies, settledTie } from './decide.ties';
import type { Change, Deviation, Held } from './events';
import type { AwardInRound, OpenRoundState } from './rules';

/** What a list is held to beside its own round: nominations, their merits, the seats of units and the notices. */
export type RoundGiven = {
  readonly nominations: ReadonlyMap<string, NominationState>;
  readonly shortlist: ShortlistState;
  readonly quota: QuotaState;
  readonly notices: NoticesState;
  readonly review: ReviewState;
  /** Nominations among which the list is a choice: those that came up to the committee. */
  readonly stood: ReadonlySet<string>;
};

export type Confirming = {
  readonly command: ConfirmShortlist;
  readonly round: OpenRoundState;
  readonly award: AwardInRound;
  readonly given: RoundGiven;
  /**
   * The list follows from the one before it and from a seat given in the same append. What was explained before holds, and
   * what no longer needs it falls away.
   */
  readonly carried?: true;
  /** Of such a list: others on it who no longer stand. */
  readonly fallen?: ReadonlySet<string>;
};

type Seated = Pick<Confirming, 'round' | 'given' | 'carried'> & {
  readonly command: Pick<ConfirmShortlist, 'award' | 'nominations'>;
};

/**
 * Whoever is on a list holds a seat of some unit or applied outside the quota, where the round's document shares seats out.
 * domain-rules 16, 23, 104.
 */
export function holdsSeats({ command, round, given, carried }: Seated): RoundRejection | undefined {
  if (carried) return undefined;
  if (round.rules?.quotas?.some(({ award }) => award === command.award) !== true) return undefined;
  const { quota } = given;
  if (quota.allocated === undefined) return { code: 'quota-missing' };
  const units = [...quota.ranked.values()];
  const seated = seatedIn(quota);
  const without = command.nominations.filter((id) => !seated.has(id));
  if (without.length === 0) return undefined;
  const nominations = without.map((nomination) => {
    const waiting = units.find(({ substitutes }) => substitutes.some((one) => one.nomination === nomination));
    if (waiting === undefined) return { nomination };
    return { nomination, unit: waiting.unit, seats: seatsOf(quota, waiting.unit) ?? 0 };
  });
  return { code: 'seats-not-held', nominations };
}

/**
 * The list counted against its clauses by plain counting, and compared with what was proposed. What departs must be explained:
 * clauses by deviations, people by changes. Seats are no clause: nobody can deviate from them. domain-rules 16–28.
 */
export function heldToClauses(confirming: Confirming): Held | { readonly rejected: RoundRejection } {
  const { command, round, award, given } = confirming;
  const rules = shortlistOf(round.rules?.shortlist, command.award);
  const deviations = besideTies(command.deviations ?? []);
  if (rules === undefined) {
    // Nobody stated what a substitution brings along: that it is one is its reason.
    const unruled = !confirming.carried && (command.deviations ?? []).length + (command.changes ?? []).length > 0;
    return unruled ? { rejected: { code: 'shortlist-rules-missing' } } : {};
  }
  // Whoever is listed without having come up is refused for that, with what is missing, and counted meanwhile.
  const field = [...award.announced].filter((one) => given.stood.has(one) || command.nominations.includes(one));
  const { candidates, missing } = candidatesOf(field, given.nominations, given.shortlist);
  if (missing.length > 0) return { rejected: { code: 'merits-missing', nominations: missing } };
  const seats = ordinarySeats(rules, given.quota);
  if (seats === undefined) return { rejected: { code: 'shortlist-seats-unknown' } };
  const counted = check(rules.document, asCandidates(candidates), seats, command.nominations);
  if (counted.kind === 'refused') {
    return { rejected: { code: 'shortlist-inputs-refused', problems: withNominations(counted.problems, candidates) } };
  }
  const broken = counted.broken.filter((one) => one.clause === 'seats' || !explains(deviations, one.clause));
  if (broken.length > 0) return { rejected: { code: 'clauses-broken', broken } };
  const kept = new Set(counted.broken.map(({ clause }) => clause));
  const idle = deviations.filter(({ clause }) => !kept.has(clause)).map(({ clause }) => clause);
  if (idle.length > 0 && !confirming.carried) return { rejected: { code: 'deviation-idle', clauses: idle } };
  const changes = changesOf(confirming);
  if ('rejected' in changes) return changes;
  const tie = settledTie(confirming);
  if ('rejected' in tie) return tie;
  const listed = new Set(command.nominations);
  return {
    seats,
    stated: candidates.filter(({ nomination }) => listed.has(nomination)),
    ...changes,
    ...tie,
    ...(counted.broken.length === 0 ? {} : { deviations: counted.broken.map((one) => deviationOf(one, deviations)) }),
  };
}

const explains = (deviations: readonly { clause: string; reason: string }[], clause: string): boolean =>
  deviations.some((one) => one.clause === clause && one.reason.trim() !== '');

function deviationOf(
  { clause, label, kind, have, limit, share, base, zh, en }: Omit<Deviation, 'reason'>,
  deviations: readonly { clause: string; reason: string }[],
): Deviation {
  const reason = deviations.find((one) => one.clause === clause)?.reason ?? '';
  const share_ = share === undefined || base === undefined ? {} : { share, base };
  return { clause, ...(label === undefined ? {} : { label }), kind, have, limit, ...share_, reason, zh, en };
}

const withNominations = <P extends { readonly index?: number }>(
  problems: readonly P[],
  candidates: readonly StatedCandidate[],
): readonly (P & { readonly nomination?: string })[] =>
  problems.map((one) => {
    const nomination = one.index === undefined ? undefined : candidates[one.index]?.nomination;
    return nomination === undefined ? one : { ...one, nomination };
  });

type Changed = { readonly proposal?: number; readonly changes?: readonly Change[] };

/** Who is on the list and was not proposed, and the other way round; who no longer stands is no change. */
function changesOf({ command, given, carried }: Confirming): Changed | { readonly rejected: RoundRejection } {
  const { proposal } = given.shortlist;
  const said = new Map((command.changes ?? []).map(({ nomination, reason }) => [nomination, reason]));
  const listed = new Set(command.nominations);
  const proposed = new Set(proposal?.chosen ?? []);
  const added = proposal === undefined ? [] : command.nominations.filter((id) => !proposed.has(id));
  const idle = [...said.keys()].filter((id) => !added.includes(id));
  if (idle.length > 0 && !carried) return { rejected: { code: 'change-idle', nominations: idle } };
  const unexplained = added.filter((id) => (said.get(id) ?? '').trim() === '');
  if (unexplained.length > 0) return { rejected: { code: 'change-unexplained', nominations: unexplained } };
  if (proposal === undefined) return {};
  const omissions = new Map(command.omitted.map(({ nomination, reason }) => [nomination, reason]));
  const out = [...proposed].flatMap((nomination): readonly Change[] => {
    const stands = given.nominations.get(nomination)?.status === 'open';
    const reason = omissions.get(nomination) ?? (stands ? command.others : undefined);
    return listed.has(nomination) || reason === undefined ? [] : [{ nomination, change: 'out', reason }];
  });
  const put = added.map((nomination): Change => ({ nomination, change: 'in', reason: said.get(nomination) ?? '' }));
  const changes = [...put, ...out];
  return { proposal: proposal.version, ...(changes.length === 0 ? {} : { changes }) };
}

/**
 * Everybody on a list who is not through the last notice of the round and every earlier one that lists them, or whom an
 * objection holds; with the first level that they lack. The others may be conferred once a list without these is confirmed.
 * domain-rules 12, 36, 39.
 */
export function waitingForNotices(
  listed: readonly { readonly nomination: string }[],
  { rules }: OpenRoundState,
  given: RoundGiven,
): { readonly level: string; readonly waiting: readonly WaitingNominee[] } | undefined {
  const last = rules?.notice?.levels.at(-1);
  if (last === undefined) return undefined;
  const state = underRules(given.notices, rules?.notice);
  const waiting = listed.flatMap(({ nomination }): readonly WaitingNominee[] => {
    const [level] = levelsNotPassed(state, nomination, last.level);
    if (level === undefined) return [];
    const isHeld = noticesOf(state, nomination).some((notice) => entryStatus(state, notice, nomination) === 'held');
    return [{ nomination, why: isHeld ? 'held' : 'not-passed', level }];
  });
  return waiting.length === 0 ? undefined : { level: last.level, waiting };
}

/**
 * The last day of the notices of every level that the listed went through: nobody holds an honour from a day on which he may
 * be objected to.
 */
export function lastNoticeDay(
  listed: readonly { readonly nomination: string }[],
  { rules }: OpenRoundState,
  given: RoundGiven,
): Day | undefined {
  if (rules?.notice === undefined) return undefined;
  const state = underRules(given.notices, rules.notice);
  const days = listed.flatMap(({ nomination }) =>
    noticesOf(state, nomination).flatMap((notice) => windowOf(notice).days.at(-1) ?? []),
  );
  return days.reduce<Day | undefined>((last, day) => (last === undefined || day > last ? day : last), undefined);
}
