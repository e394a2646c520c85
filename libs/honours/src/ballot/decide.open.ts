import type { OrganizationState } from '@xf/access';
import { accept, reject, type Decision, type Facts } from '@xf/es';
import { sourceOnly } from '../cites';
import { quorumOf, seatsFor, stepBefore, type CommitteeDocument } from '../committee/rules';
import { foundRecusals, type FoundRecusal, type Touching } from '../committee/rules.grounds';
import { isTied, type CommitteeState } from '../committee/rules.standing';
import type { NominationState, Proposed } from '../nomination/rules';
import type { RoundState } from '../round/rules';
import type { OpenSession, ReviewRejection } from './command';
import type { ReviewEvent } from './events';
import { electorateOf, hasPassedStep, type ReviewState } from './rules.standing';

export type Answer = Decision<ReviewEvent, ReviewRejection>;

export type ReviewGiven = {
  readonly round: RoundState;
  readonly committee: CommitteeState;
  readonly nominations: ReadonlyMap<string, NominationState>;
  /** The organisations that filed nominations on their way up the chain. */
  readonly filedBy: ReadonlyMap<string, string>;
  readonly organizations: ReadonlyMap<string, OrganizationState>;
};

/** The organisations that brought a nomination: who recommended it, and who filed it where that is somebody else. */
export function behind({ basis }: Pick<Proposed, 'basis'>, filed: string | undefined): readonly string[] {
  const by = basis.kind === 'recommendation' ? [basis.by] : [];
  return filed === undefined || by.includes(filed) ? by : [...by, filed];
}

export type Ready = { readonly document: CommitteeDocument; readonly organization: string };

/** Opens a session on nominations that may come before it, and records who has no part in which. domain-rules 27, 42, 44. */
export function open(
  command: OpenSession,
  state: ReviewState,
  { document, organization }: Ready,
  { actor, given }: Facts<ReviewGiven>,
): Answer {
  const { round, session, kind, nominations, present, tellers } = command;
  if (state.sessions.has(session)) return reject({ code: 'session-exists' });
  const wrong = wrongPresent(command, given.committee) ?? wrongItems(command, state, document, given);
  if (wrong !== undefined) return reject(wrong);
  const recusals = searched(command, document, organization, given).filter((one) => !isFound(state, one));
  const after = { ...state, found: [...state.found, ...recusals] };
  const missed = nominations.flatMap((nomination) => {
    const { members, recused, present: there } = electorateOf(after, given.committee, present, nomination);
    const quorum = quorumOf(document, members - recused);
    return there < quorum ? [{ nomination, present: there, quorum }] : [];
  });
  if (missed.length > 0) {
    return reject({ code: 'quorum-missed', items: missed, ...sourceOnly(document.quorum.cites) });
  }
  const items = nominations.map((nomination) => ({ nomination, award: awardOf(nomination, given) }));
  const opened = { type: 'SessionOpened', round, session, kind, items, present, by: actor } as const;
  const found = recusals.map((one) => ({ type: 'RecusalFound', round, session, ...one }) as const);
  if (kind !== 'ballot') return accept(opened, ...found);
  const counting = wrongTellers(tellers ?? [], nominations, after, given.committee);
  if (counting !== undefined) return reject(counting);
  const limit = seatsLeft(nominations, state, document, given);
  if ('rejected' in limit) return limit;
  return accept({ ...opened, tellers: tellers ?? [], ...limit }, ...found);
}

const isFound = ({ found }: ReviewState, { member, nomination, ground }: FoundRecusal): boolean =>
  found.some((one) => one.member === member && one.nomination === nomination && one.ground === ground);

function wrongPresent({ present, kind, tellers = [] }: OpenSession, { members }: CommitteeState) {
  const repeated = present.filter((account, index) => present.indexOf(account) < index);
  const accounts = [...present.filter((account) => !members.has(account)), ...repeated];
  if (accounts.length > 0) return { code: 'not-members', accounts } satisfies ReviewRejection;
  const isPair = tellers.length === 2 && tellers[0] !== tellers[1];
  const fits = kind === 'ballot' ? isPair : tellers.length === 0;
  return fits ? undefined : ({ code: 'tellers-wrong' } satisfies ReviewRejection);
}

function wrongItems(
  { kind, nominations }: OpenSession,
  state: ReviewState,
  document: CommitteeDocument,
  given: ReviewGiven,
): ReviewRejection | undefined {
  const source = sourceOnly(document.clauseCites?.steps);
  if (!document.steps.includes(kind)) return { code: 'step-unknown', steps: document.steps, ...source };
  if (nominations.length === 0) return { code: 'session-empty' };
  const repeated = nominations.filter((one, index) => nominations.indexOf(one) < index);
  if (repeated.length > 0) return { code: 'items-repeated', nominations: repeated };
  const gone = nominations.filter((one) => given.nominations.get(one)?.status !== 'open');
  if (gone.length > 0) return { code: 'items-not-open', nominations: gone };
  const running = [...state.sessions.values()].filter(({ results }) => results === undefined);
  const taken = new Set(running.flatMap(({ items }) => items.map(({ nomination }) => nomination)));
  const busy = nominations.filter((one) => taken.has(one));
  if (busy.length > 0) return { code: 'items-in-session', nominations: busy };
  const before = stepBefore(document, kind);
  const missing = before === undefined ? [] : nominations.filter((one) => !hasPassedStep(state, before, one));
  if (before === undefined || missing.length === 0) return undefined;
  return { code: 'steps-missing', missing: missing.map((nomination) => ({ nomination, step: before })), ...source };
}

function searched(
  { nominations, nominators }: OpenSession,
  document: CommitteeDocument,
  organization: string,
  { committee, nominations: known, filedBy, organizations }: ReviewGiven,
): readonly FoundRecusal[] {
  const pathOf = (id: string): readonly string[] => {
    const found = organizations.get(id);
    return found?.status === 'registered' ? found.path : [];
  };
  const touching = nominations.flatMap((nomination): readonly Touching[] => {
    const found = known.get(nomination);
    if (found === undefined || found.status === 'unknown') return [];
    const { subject, unit } = found.proposed;
    const accounts = nominators.filter((one) => one.nomination === nomination).map(({ account }) => account);
    const paths = behind(found.proposed, filedBy.get(nomination))
      .map(pathOf)
      .filter((path) => path.length > 0);
    return [{ nomination, subject, paths, nominators: accounts, ...(unit === undefined ? {} : { unit }) }];
  });
  const members = [...committee.members.values()].map((one) => ({ ...one, path: pathOf(one.organization) }));
  return foundRecusals(members, touching, {
    sought: document.recusal,
    roundPath: pathOf(organization),
    isKin: (member, nomination) => isTied(committee.kin, member, nomination),
  });
}

function awardOf(nomination: string, { nominations }: ReviewGiven): string {
  const found = nominations.get(nomination);
  if (found === undefined || found.status === 'unknown') throw new Error(`nomination ${nomination} was not looked at`);
  return found.proposed.award;
}

/** Those tellers who are tied to an item they would count; a tie may be declared while papers are out. domain-rules 44. */
export function wrongTellers(
  tellers: readonly string[],
  nominations: readonly string[],
  { found }: ReviewState,
  { declared, kin }: CommitteeState,
): ReviewRejection | undefined {
  const ties = [...found, ...declared, ...kin].filter(({ nomination }) => nominations.includes(nomination));
  const accounts = tellers.filter((account) => ties.some(({ member }) => member === account));
  return accounts.length > 0 ? { code: 'tellers-recused', accounts } : undefined;
}

/** What earlier ballots left of an award's seats; its holders who no longer stand have left theirs. domain-rules 27. */
function seatsLeft(
  candidates: readonly string[],
  state: ReviewState,
  document: CommitteeDocument,
  given: ReviewGiven,
): { readonly seats?: number } | { readonly rejected: ReviewRejection } {
  const awards = [...new Set(candidates.map((one) => awardOf(one, given)))];
  const [award] = awards;
  if (award === undefined || awards.length > 1) return { rejected: { code: 'awards-mixed', awards } };
  const stated = seatsFor(document, award);
  if (stated === undefined) return {};
  const { seats: all, cites } = stated;
  const holding = [...given.nominations].filter(
    ([id, nomination]) =>
      nomination.status === 'open' &&
      nomination.proposed.award === award &&
      !candidates.includes(id) &&
      hasPassedStep(state, 'ballot', id),
  );
  const seats = all - holding.length;
  if (seats < 1) return { rejected: { code: 'seats-taken', seats: all, ...sourceOnly(cites) } };
  const contested = document.ballot?.contested;
  if (contested !== undefined && candidates.length - seats < contested.more) {
    const { more, cites: source } = contested;
    return { rejected: { code: 'not-contested', candidates: candidates.length, seats, more, ...sourceOnly(source) } };
  }
  return { seats };
}
