import { Inject, Injectable } from '@nestjs/common';
import { openNames, type Instant, type Position, type StreamName, type ViewReader } from '@xf/es';
import type { Role } from '@xf/access';
import { Authority, problem, RUNTIME, signInNeeded } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { competitionFold } from '../competition/decide';
import type { CompetitionState, ContestState } from '../competition/decide';
import type { PinnedRules } from '../competition/events';
import { processOf } from '../competition/rules';
import { standings } from '../standing/project';
import type { ContestRow, EntryRow, Publication, StandingEvent, StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import { asIfRecorded, effectOf } from '../standing/query.effect';
import type { Effect } from '../standing/query.effect';
import { seenThrough } from '../standing/query.seen';
import { competitionStream, idPattern } from '../terms';
import { audiences, isPending, rolesKnowing, type Audience, type Knowledge } from './rules';

/** Who sees what is not published yet, below where they hold the role. */
export const staffRoles: readonly Role[] = rolesKnowing('working');

/** One contest as one caller may see it. */
export type Shown = {
  /** The contest in the view that was read. */
  readonly contest: ContestRow;
  /** What the view is pinned to: later pages are read from the same position. */
  readonly position: Position;
  readonly at: Instant;
  readonly validAt?: Instant | undefined;
  readonly staff: boolean;
  readonly published: boolean;
  /** The publication that is shown; absent for what is not published. */
  readonly version?: number | undefined;
  /** What the answer is called in cursors and ETags: a version where one is shown, the log's position otherwise. */
  readonly pin: number;
  /** Something may still change what was published. */
  readonly pending: boolean;
  /** This caller must not know who the entrants are; the rows do not say. */
  readonly anonymous: boolean;
  /** The answer with the names of people as this caller may read them. */
  readonly open: <T>(answer: T) => Promise<T>;
};

/**
 * What a query may look at: one state of the view, as far as this caller may know it. It may be run again on a later one, so
 * it only reads.
 */
export type Seen = { readonly view: View; readonly contest: ContestRow; readonly staff: boolean };

/** A person's name, sealed: an answer is opened as a whole. A team's or a unit's as it is. */
export const nameOf = ({ name, title }: Pick<EntryRow, 'name' | 'title'>): string | undefined => name ?? title;

/** How long a dry run waits for the boards to show what is recorded. */
const behindMs = 2_000;

export type Known = Exclude<CompetitionState, { readonly status: 'unknown' }>;
type View = ViewReader<StandingRow>;

@Injectable()
export class Visibility {
  constructor(
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** The competition as the log has it at this moment, with its revision; 404 when nobody planned it. */
  async stateOf(competition: string): Promise<{ readonly state: Known; readonly revision: number }> {
    if (!idPattern.test(competition)) throw problem('not-found');
    const { engine } = this.runtime;
    const { state, revision } = await engine.states.load(engine.store, competitionFold, competitionStream(competition));
    if (state.status === 'unknown') throw problem('not-found');
    return { state, revision };
  }

  /**
   * For a dry run: what its events would do to the boards. Told to organizers only; a judge who could try marks out would
   * learn how the others stand.
   */
  async effectFor(call: Call, competition: string, stream: StreamName) {
    if (call.query.dryRun !== true) return {};
    const { state } = await this.stateOf(competition);
    if (!(await this.authority.covers(call, state.organization, ['organizer']))) return {};
    const effect = async (events: readonly StandingEvent[]): Promise<readonly Effect[]> => {
      const { reads, engine } = this.runtime;
      const head = await reads.head();
      const boards = reads.live(standings);
      if (!(await boards.reached(head, behindMs))) throw problem('view-behind', { headers: { 'retry-after': '1' } });
      const recorded = asIfRecorded(events, { stream, after: head, at: engine.clock.now() });
      return boards.read((view) => effectOf(view, recorded), competition);
    };
    return { effect };
  }

  /** Lets pass who holds one of the roles over the competition's organisation, and answers the competition. */
  async require(call: Call, competition: string, roles: readonly Role[]): Promise<Known> {
    const { state } = await this.stateOf(competition);
    await this.authority.require(call, state.organization, roles);
    return state;
  }

  /** Organizers let marks stand that lie too far apart; where the rules keep it for the head judge, the decision asks who acts. */
  async requireForSpreads(call: Call, on: { readonly competition: string; readonly contest: string }): Promise<void> {
    const { state } = await this.stateOf(on.competition);
    const rules = state.contests.get(on.contest)?.rules;
    const isKept = rules !== undefined && processOf(rules.document).headJudge?.spreads === true;
    await this.authority.require(call, state.organization, isKept ? ['organizer', 'judge'] : ['organizer']);
  }

  staff(call: Call, contest: ContestRow): Promise<boolean> {
    return this.knows(call, contest.organization, 'working');
  }

  /** Whether the caller may know something of what an organisation holds. */
  knows(call: Call, organization: string, what: Knowledge): Promise<boolean> {
    return this.authority.covers(call, organization, rolesKnowing(what));
  }

  /** As whom the caller looks at what an organisation holds: the last of `audiences` that they are. */
  async audienceOf(call: Call, organization: string | undefined): Promise<Audience> {
    if (organization === undefined || call.principal === undefined) return 'public';
    for (const audience of audiences.toReversed()) {
      if (audience === 'public' || audience === 'unit') continue;
      if (await this.authority.covers(call, organization, [audience])) return audience;
    }
    return 'public';
  }

  /** Judges must not know whom they mark. domain-rules 80. */
  async readsNames(call: Call, organization: string, isFrozen: boolean): Promise<boolean> {
    return isFrozen || this.knows(call, organization, 'names');
  }

  /**
   * Asks what a caller may see. The public sees a contest as of its publications and nothing in between; staff see it
   * live, at any earlier moment, or as the public does. Throws `not-found` when there is nothing this caller may see.
   *
   * What may be shown is decided before the query runs, and the boards may move on meanwhile: then it is decided again, or
   * somebody would be shown marks that nobody published.
   *
   * Whoever may not know who marked reads 评委1, 评委2, and the own marks by the own account. A query that answers `figures`
   * and no marks looks at all of them by account, and shows nobody an account itself.
   */
  async read<T>(
    call: Call,
    competition: string,
    contest: string,
    query: (seen: Seen) => T,
    told: 'marks' | 'figures' = 'marks',
  ): Promise<{ readonly shown: Shown; readonly found: T }> {
    const { reads } = this.runtime;
    const live = reads.live(standings);
    const asked = await this.versionReached(call, competition, contest);
    for (;;) {
      const { row, head } = await live.read(
        (view) => ({ row: contestRow(view, competition, contest), head: view.position() }),
        competition,
      );
      if (row === undefined) throw problem('not-found');
      const staff = await this.staff(call, row);
      // Nobody learns from how they are refused that there is a contest.
      if (!staff) refuseMoments(call, row);
      const anonymous = staff && !(await this.readsNames(call, row.organization, row.frozenAt !== undefined));
      if (anonymous && isAnonymous(row.rules)) throw problem('role-missing');
      const published = !staff || call.query.view === 'published' || asked !== undefined;
      const moment = published ? publishedMoment(call, row) : await this.staffMoment(call, row, head);
      const { validAt, version } = moment;
      const judges = told === 'figures' || (await this.knows(call, row.organization, 'markers'));
      const own = staff ? call.principal?.account : undefined;
      const lens = (view: View) => seenThrough(view, { judges, names: !anonymous, own });
      const answer = (seen: Answered<T>, at: Instant) => {
        const { found, contest: shownContest, position } = seen;
        const base = { contest: shownContest, position, at, validAt, staff, published, anonymous };
        const pinned = { version, pin: version ?? position, pending: isPending(row) };
        return { found, shown: { ...base, ...pinned, open: this.open } };
      };
      if (moment.kind === 'past') {
        const view = await reads.at(standings, { position: moment.position, validAt }, row.competition);
        const then = there(view, row);
        const found = query({ view: lens(view), contest: then, staff });
        return answer({ found, contest: then, position: moment.position }, moment.at);
      }
      const seen = await live.read((view): Answered<T> | undefined => {
        const now = contestRow(view, competition, contest);
        if (now === undefined || !moment.holds(now)) return undefined;
        return {
          found: query({ view: lens(view), contest: now, staff }),
          contest: now,
          position: moment.position ?? view.position(),
        };
      }, competition);
      if (seen !== undefined) return answer(seen, moment.at ?? (await this.recordedAt(seen.position)));
    }
  }

  /** An answer with the names of people as they may still be read. */
  named<T>(answer: T): Promise<T> {
    return openNames(this.runtime.engine.vault, answer);
  }

  /**
   * The version that is asked for. Whoever heard of it from another process is answered once these boards hold what the log
   * holds; then it is there or there is none.
   */
  private async versionReached(call: Call, competition: string, contest: string): Promise<number | undefined> {
    const { version } = call.query;
    if (version === undefined) return undefined;
    const { reads } = this.runtime;
    const boards = reads.live(standings);
    const row = await boards.read((view) => contestRow(view, competition, contest), competition);
    const isThere = row?.publications.some((one) => one.version === version) === true;
    if (!isThere && !(await boards.reached(await reads.head(), behindMs)))
      throw problem('view-behind', { headers: { 'retry-after': '1' } });
    return version;
  }

  private async staffMoment(call: Call, row: ContestRow, head: Position): Promise<Asked> {
    const { cursor, asOf, position: asked } = call.query;
    const validAt = cursor?.validAt ?? call.query.validAt;
    // Who is staff, and whether names are read, was decided by these.
    const sameAudience = (now: ContestRow) => now.organization === row.organization && now.frozenAt === row.frozenAt;
    if (cursor === undefined && asOf === undefined && asked === undefined && validAt === undefined) {
      return { kind: 'live', holds: sameAudience };
    }
    const { store } = this.runtime.engine;
    const bound = asOf === undefined ? head : await store.positionAt(asOf);
    const position = cursor?.position ?? Math.min(head, bound, asked ?? head);
    const at = await this.recordedAt(position);
    const moved = position < head && row.changedAt > position;
    if (cursor === undefined || validAt !== undefined || moved) return { kind: 'past', position, at, validAt };
    return { kind: 'live', position, at, holds: (now) => sameAudience(now) && now.changedAt <= position };
  }

  private async recordedAt(position: Position): Promise<Instant> {
    const [event] = await this.runtime.engine.store.readAll(position - 1, 1);
    return event?.recordedAt ?? 0;
  }

  /** Whether the caller, a judge and nothing else, knows the entries of some contest by their codes alone. domain-rules 80. */
  async isBlind(call: Call, { organization, contests }: Known, contest?: string): Promise<boolean> {
    const blind = ({ contest: plan, frozen, rules }: ContestState) =>
      (contest === undefined || plan.contest === contest) && !frozen && isAnonymous(rules);
    return [...contests.values()].some(blind) && !(await this.knows(call, organization, 'names'));
  }

  /** Refuses what shows entries, or takes marks, by anything but a code to whoever knows codes alone. domain-rules 80. */
  async refuseBlind(call: Call, state: Known, contest: string): Promise<void> {
    if (await this.isBlind(call, state, contest)) throw problem('role-missing');
  }

  /**
   * Refuses what shows a code, or takes a mark by one, to a judge's account that may also read whose entry is whose: it
   * would hold both halves of what is kept apart until the freeze. domain-rules 80.
   */
  async refuseBothSides(call: Call, { organization, contests }: Known, contest: string): Promise<void> {
    if (contests.get(contest)?.frozen === true) return;
    const isJudge = await this.authority.covers(call, organization, ['judge']);
    if (isJudge && (await this.knows(call, organization, 'names'))) throw problem('role-missing', bothSides);
  }

  private readonly open = <T>(answer: T): Promise<T> => openNames(this.runtime.engine.vault, answer);
}

const bothSides = {
  errors: [
    {
      code: 'both-sides',
      zh: '此账号是评委，又能看到参赛者是谁；成绩冻结之前不能再看代码或按代码打分。请用只有评委角色的账号',
      en: 'this account is a judge and may read who the entrants are, so until the freeze it reads no code and marks by none; use one that is a judge only',
    },
  ],
};

const isAnonymous = (rules: PinnedRules | undefined): boolean =>
  rules !== undefined && processOf(rules.document).anonymous === true;

type Answered<T> = { readonly found: T; readonly contest: ContestRow; readonly position: Position };

/** Which state of the boards a caller is shown. */
type Asked = { readonly validAt?: Instant | undefined; readonly version?: number } & (
  | { readonly kind: 'past'; readonly position: Position; readonly at: Instant }
  /** The live boards, as long as what was decided by holds. Pinned to `position` when that is given. */
  | {
      readonly kind: 'live';
      readonly position?: Position;
      readonly at?: Instant;
      readonly holds: (now: ContestRow) => boolean;
    }
);

function publishedMoment(call: Call, row: ContestRow): Asked {
  const { cursor, validAt = cursor?.validAt } = call.query;
  const { position, at, version } = publicationFor(call, row);
  const isLast = version === row.publications.at(-1)?.version;
  if (validAt !== undefined || row.changedAt > position || !isLast)
    return { kind: 'past', position, at, validAt, version };
  // Nothing has happened to the contest since: what is live is what was published.
  const holds = (now: ContestRow) => now.changedAt <= position && now.publications.at(-1)?.version === version;
  return { kind: 'live', position, at, version, holds };
}

/** The same request for what the public sees, also from staff. */
export const asPublished = (call: Call): Call => ({ ...call, query: { ...call.query, view: 'published' } });

/** Moments between publications, and positions of the log, are for staff. */
function refuseMoments(call: Call, { publications }: ContestRow): void {
  if (publications.length === 0) throw problem('not-found');
  const { validAt, position, cursor } = call.query;
  if (validAt === undefined && position === undefined && cursor?.validAt === undefined) return;
  if (call.principal === undefined) throw signInNeeded();
  throw problem('role-missing');
}

/** The publication that counted at the moment asked for, without a page before it. */
export const publicationThen = (
  { query: { asOf, position, version } }: Call,
  row: ContestRow,
): Publication | undefined =>
  row.publications.findLast(
    (one) =>
      (version === undefined || one.version === version) &&
      (position === undefined || one.position <= position) &&
      (asOf === undefined || one.at <= asOf),
  );

/** The publication that counted at the asked moment. A cursor must come from one: it is no key to what lies between. */
function publicationFor(call: Call, row: ContestRow): Publication {
  const { cursor } = call.query;
  if (cursor !== undefined) {
    const pinned = row.publications.find((one) => one.version === cursor.position);
    if (pinned === undefined) throw problem(row.publications.length === 0 ? 'not-found' : 'cursor-invalid');
    return pinned;
  }
  const found = publicationThen(call, row);
  if (found === undefined) throw problem('not-found');
  return found;
}

function there(view: View, { competition, contest }: ContestRow): ContestRow {
  const row = contestRow(view, competition, contest.contest);
  if (row === undefined) throw problem('not-found');
  return row;
}
