import { organizationFold, organizationStream } from '@xf/access';
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
import { candidacyStream } from '../chain/events';
import { candidacyFold } from '../chain/rules.standing';
import { sourceOnly } from '../cites';
import { committeeStream } from '../committee/events';
import { quorumOf } from '../committee/rules';
import { committeeFold, type CommitteeState } from '../committee/rules.standing';
import { nominationStates } from '../nomination/rules';
import { roundFold, type RoundState } from '../round/rules';
import { roundStream } from '../terms';
import type { DecideAudits, OpenSession, RecordScores, ReviewCommand, ReviewRejection } from './command';
import { count } from './decide.count';
import { behind, open, type Answer, type Ready, type ReviewGiven } from './decide.open';
import { reviewStream, type ItemOutcome, type ItemResult, type ReviewEvent } from './events';
import { isOnScale, scoreOf } from './rules.scoring';
import {
  electorateOf,
  missingSteps,
  recusedFrom,
  reviewFold,
  type ReviewState,
  type SessionState,
} from './rules.standing';

type Command<T extends ReviewCommand['type']> = Extract<ReviewCommand, { type: T }>;
type Here = { readonly state: ReviewState; readonly session: SessionState; readonly ready: Ready };

export const review: Decider<ReviewState, ReviewCommand, ReviewEvent, ReviewRejection, ReviewGiven> = {
  ...reviewFold,
  stream: (command) => reviewStream(command.round),
  async given(command, read) {
    const round = await read(roundFold, roundStream(command.round));
    const committee = await read(committeeFold, committeeStream(command.round));
    if (command.type !== 'OpenSession') {
      return { round, committee, nominations: new Map(), filedBy: new Map(), organizations: new Map() };
    }
    const before = await chosen(command, read);
    const nominations = await nominationStates(read, command.round, [...command.nominations, ...before]);
    const concerned = new Set([...committee.members.values()].map(({ organization }) => organization));
    if (round.status === 'open') concerned.add(round.organization);
    const filedBy = await filersOf(command, round, read);
    for (const [id, state] of nominations) {
      if (state.status === 'unknown') continue;
      for (const one of behind(state.proposed, filedBy.get(id))) concerned.add(one);
    }
    const organizations = new Map(
      await readEach(concerned, async (id) => [id, await read(organizationFold, organizationStream(id))] as const),
    );
    return { round, committee, nominations, filedBy, organizations };
  },
  decide(command, state, facts) {
    const { round, committee } = facts.given;
    if (round.status === 'unknown') return reject({ code: 'round-unknown' });
    const document = round.rules?.committee;
    if (document === undefined) return reject({ code: 'committee-rules-missing' });
    if (command.type === 'CheckReviewed') {
      const recused = recusedFrom(state, committee, facts.actor);
      const nominations = command.nominations.filter((one) => recused.has(one));
      if (nominations.length > 0) return reject({ code: 'recused-from-list', account: facts.actor, nominations });
      const missing = missingSteps(state, document, command.nominations);
      return missing.length > 0
        ? reject({ code: 'steps-missing', missing, ...sourceOnly(document.clauseCites?.steps) })
        : noChange;
    }
    if (committee.members.size === 0) return reject({ code: 'committee-missing' });
    const ready = { document, organization: round.organization };
    if (command.type === 'OpenSession') return open(command, state, ready, facts);
    const session = state.sessions.get(command.session);
    if (session === undefined) return reject({ code: 'session-unknown' });
    if (command.type === 'ReplaceMinutes') return replaceMinutes(command, session, state, committee);
    if (session.results !== undefined) return reject({ code: 'session-closed' });
    return within(command, { state, session, ready }, facts);
  },
};

/** Who filed each nomination; nobody in a round without a chain. */
async function filersOf(
  { round: id, nominations }: OpenSession,
  round: RoundState,
  read: ReadState,
): Promise<ReadonlyMap<string, string>> {
  if (round.status === 'unknown' || round.rules?.chain === undefined) return new Map();
  const found = await readEach(nominations, async (one) => {
    const { filed } = await read(candidacyFold, candidacyStream(id, one));
    return [one, filed?.organization] as const;
  });
  return new Map(found.flatMap(([one, filed]) => (filed === undefined ? [] : [[one, filed] as const])));
}

/** Who was chosen by earlier ballots: whether they still stand says how many seats are left. */
async function chosen({ kind, round }: OpenSession, read: ReadState): Promise<readonly string[]> {
  if (kind !== 'ballot') return [];
  const { sessions } = await read(reviewFold, reviewStream(round));
  return [...sessions.values()].flatMap(({ results = [] }) =>
    results.filter(({ outcome }) => outcome === 'passed').map(({ nomination }) => nomination),
  );
}

type OnSession = Exclude<ReviewCommand, { type: 'OpenSession' | 'ReplaceMinutes' | 'CheckReviewed' }>;

const kindOf = (command: OnSession, { kind }: SessionState): boolean => {
  switch (command.type) {
    case 'DecideAudits':
      return kind === 'first-audit' || kind === 'second-audit';
    case 'RecordScores':
      return kind === 'scoring';
    case 'CountBallot':
      return kind === 'ballot';
    case 'CloseSession':
      return true;
    default:
      return assertNever(command);
  }
};

function within(command: OnSession, here: Here, { actor, given }: Facts<ReviewGiven>): Answer {
  const { state, session, ready } = here;
  if (!kindOf(command, session)) return reject({ code: 'session-of-another-kind', kind: session.kind });
  switch (command.type) {
    case 'DecideAudits':
      return audit(command, session, actor);
    case 'RecordScores':
      return record(command, here, given, actor);
    case 'CountBallot':
      return count(command, session, state, { document: ready.document, committee: given.committee, actor });
    case 'CloseSession':
      return close(command, here, given, actor);
    default:
      return assertNever(command);
  }
}

function outside(named: readonly { readonly nomination: string }[], { items }: SessionState): readonly string[] {
  const asked = new Set(items.map(({ nomination }) => nomination));
  return named.flatMap(({ nomination }) => (asked.has(nomination) ? [] : [nomination]));
}

function repeats(named: readonly { readonly nomination: string }[]): readonly string[] {
  const ids = named.map(({ nomination }) => nomination);
  return ids.filter((id, index) => ids.indexOf(id) < index);
}

function wrongNames(named: readonly { readonly nomination: string }[], session: SessionState) {
  const strangers = outside(named, session);
  if (strangers.length > 0) return { code: 'items-not-in-session', nominations: strangers } satisfies ReviewRejection;
  const twice = repeats(named);
  return twice.length > 0 ? ({ code: 'items-repeated', nominations: twice } satisfies ReviewRejection) : undefined;
}

/** A later decision in the same session replaces the earlier one; both stay in the log. */
function audit({ round, decisions }: DecideAudits, session: SessionState, by: string): Answer {
  const wrong = wrongNames(decisions, session);
  if (wrong !== undefined) return reject(wrong);
  const silent = decisions.filter(({ reason }) => reason.trim() === '').map(({ nomination }) => nomination);
  if (silent.length > 0) return reject({ code: 'reasons-missing', nominations: silent });
  const news = decisions.filter(({ nomination, passed, reason }) => {
    const known = session.audits.get(nomination);
    return known?.passed !== passed || known.reason !== reason;
  });
  const at = { round, session: session.session };
  return accept(...news.map((one) => ({ type: 'AuditDecided', ...at, ...one, by }) as const));
}

function record({ round, scores }: RecordScores, here: Here, { committee }: ReviewGiven, member: string): Answer {
  const { state, session, ready } = here;
  const rules = ready.document.scoring;
  if (rules === undefined) return reject({ code: 'session-of-another-kind', kind: session.kind });
  if (!committee.members.has(member) || !session.present.includes(member)) {
    return reject({ code: 'not-members', accounts: [member] });
  }
  const wrong = wrongNames(scores, session);
  if (wrong !== undefined) return reject(wrong);
  const recused = recusedFrom(state, committee, member);
  const numbers = session.items.flatMap(({ nomination }, index) =>
    recused.has(nomination) && scores.some((one) => one.nomination === nomination) ? [index + 1] : [],
  );
  if (numbers.length > 0) return reject({ code: 'member-recused', numbers });
  const { min, max, digits, cites } = rules;
  const indexes = scores.flatMap(({ score }, index) => (isOnScale(score, rules) ? [] : [index]));
  if (indexes.length > 0) return reject({ code: 'scores-off-scale', indexes, min, max, digits, ...sourceOnly(cites) });
  const known = (nomination: string) => session.scores.get(nomination)?.get(member);
  const other = scores.filter(({ nomination, score }) => ![undefined, score].includes(known(nomination)));
  if (other.length > 0) return reject({ code: 'scores-exist', nominations: other.map(({ nomination }) => nomination) });
  const news = scores.filter(({ nomination }) => known(nomination) === undefined);
  if (news.length === 0) return noChange;
  return accept({ type: 'ScoresRecorded', round, session: session.session, member, scores: news });
}

/** What is not decided by now stays undecided, and may come before another session. */
function close(command: Command<'CloseSession'>, here: Here, given: ReviewGiven, by: string): Answer {
  const { state, session, ready } = here;
  const { round, number, hash, signers } = command;
  const wrong = wrongSigners(signers, session, state, given.committee);
  if (wrong !== undefined) return reject(wrong);
  const at = { round, session: session.session };
  const results = session.items.map(({ nomination }): ItemResult => {
    if (session.kind === 'scoring') return scoringResult(nomination, { state, session, ready }, given);
    return {
      nomination,
      outcome: session.kind === 'ballot' ? ballotResult(nomination, session) : audited(nomination, session),
    };
  });
  const minutes = { version: 1, number, hash, signers };
  return accept({ type: 'SessionClosed', ...at, results, by }, { type: 'MinutesRecorded', ...at, ...minutes });
}

/**
 * Two different members who were there, and have a part in every item. Where fewer than two of those are left, another member
 * who has may sign: whoever takes the seat of a recused one can always end a session. domain-rules 44, 45.
 */
function wrongSigners(
  signers: readonly string[],
  { present, items }: SessionState,
  state: ReviewState,
  committee: CommitteeState,
): ReviewRejection | undefined {
  const numbersOf = (account: string): readonly number[] => {
    const recused = recusedFrom(state, committee, account);
    return items.flatMap(({ nomination }, index) => (recused.has(nomination) ? [index + 1] : []));
  };
  const free = present.filter((account) => numbersOf(account).length === 0);
  const may = free.length < 2 ? [...present, ...committee.members.keys()] : present;
  const isPair = signers.length === 2 && signers[0] !== signers[1];
  if (!isPair || !signers.every((one) => may.includes(one))) return { code: 'signers-wrong' };
  const recused = signers
    .map((account) => ({ account, numbers: numbersOf(account) }))
    .filter(({ numbers }) => numbers.length > 0);
  return recused.length > 0 ? { code: 'signers-recused', signers: recused } : undefined;
}

function audited(nomination: string, { audits }: SessionState): ItemOutcome {
  const found = audits.get(nomination);
  if (found === undefined) return 'undecided';
  return found.passed ? 'passed' : 'failed';
}

/** The last ballot that had the nominee on its papers. */
function ballotResult(nomination: string, { counted }: SessionState): ItemOutcome {
  for (const items of [...counted].reverse()) {
    const found = items.find((one) => one.nomination === nomination);
    if (found !== undefined) return found.outcome === 'tied' ? 'undecided' : found.outcome;
  }
  return 'undecided';
}

/** Only scores of those who may decide at the end count, and at least a quorum of them. */
function scoringResult(nomination: string, { state, session, ready }: Here, { committee }: ReviewGiven): ItemResult {
  const { document } = ready;
  const undecided = { nomination, outcome: 'undecided' } as const;
  const { members, recused } = electorateOf(state, committee, session.present, nomination);
  const given = [...(session.scores.get(nomination) ?? [])].filter(
    ([member]) => committee.members.has(member) && !recusedFrom(state, committee, member).has(nomination),
  );
  if (document.scoring === undefined || given.length < quorumOf(document, members - recused)) return undecided;
  const scored = scoreOf(
    given.map(([, score]) => score),
    document.scoring,
  );
  if (scored === undefined) return undecided;
  return { nomination, outcome: scored.passed ? 'passed' : 'failed', total: scored.total };
}

/** domain-rules 49. */
function replaceMinutes(
  command: Command<'ReplaceMinutes'>,
  session: SessionState,
  state: ReviewState,
  committee: CommitteeState,
): Answer {
  const last = session.minutes[session.minutes.length - 1];
  if (last === undefined) return reject({ code: 'session-open' });
  const { round, number, hash, signers, reason } = command;
  const wrong = wrongSigners(signers, session, state, committee);
  if (wrong !== undefined) return reject(wrong);
  const minutes = { version: last.version + 1, number, hash, signers };
  return accept({ type: 'MinutesReplaced', round, session: session.session, ...minutes, reason });
}

/**
 * Goes beside a shortlist and beside the decision on it: whoever is on it came through every step of the round's committee the last
 * time they were there. Nothing in rounds without one.
 */
export function reviewGuard(round: string, nominations: readonly string[], state: RoundState): readonly BatchItem[] {
  if (state.status === 'unknown' || state.rules?.committee === undefined) return [];
  const command = { type: 'CheckReviewed', round, nominations } satisfies ReviewCommand;
  return [{ decider: untyped(review), command }];
}
