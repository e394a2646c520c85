import { Inject, Injectable } from '@nestjs/common';
import { openNames, type Instant, type Position, type StreamName, type ViewReader } from '@xf/es';
import type { Role } from '@xf/access';
import { Authority, maskName, problem, RUNTIME } from '@xf/nest';
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
import { competitionStream, idPattern } from '../terms';

/** Who sees what is not published yet, below where they hold the role. Administrators look after accounts only. */
export const staffRoles: readonly Role[] = ['organizer', 'judge', 'committee', 'publicity', 'auditor'];

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
  /** Something was recorded after the last publication. */
  readonly pending: boolean;
  /** The answer with the names of people as this caller may read them. */
  readonly open: <T>(answer: T) => Promise<T>;
};

/** What a query may look at: one state of the view. It may be run again on a later one, so it only reads. */
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
      if (!(await reads.reached(head, behindMs))) throw problem('view-behind', { headers: { 'retry-after': '1' } });
      const recorded = asIfRecorded(events, { stream, after: head, at: engine.clock.now() });
      return reads.live(standings).read((view) => effectOf(view, recorded), competition);
    };
    return { effect };
  }

  /** Lets pass who holds one of the roles over the competition's organisation, and answers the competition. */
  async require(call: Call, competition: string, roles: readonly Role[]): Promise<Known> {
    const { state } = await this.stateOf(competition);
    await this.authority.require(call, state.organization, roles);
    return state;
  }

  staff(call: Call, contest: ContestRow): Promise<boolean> {
    return this.authority.covers(call, contest.organization, staffRoles);
  }

  /**
   * Asks what a caller may see. The public sees a contest as of its publications and nothing in between; staff see it
   * live, at any earlier moment, or as the public does. Throws `not-found` when there is nothing this caller may see.
   *
   * What may be shown is decided before the query runs, and the boards may move on meanwhile: then it is decided again, or
   * somebody would be shown marks that nobody published.
   */
  async read<T>(
    call: Call,
    competition: string,
    contest: string,
    query: (seen: Seen) => T,
  ): Promise<{ readonly shown: Shown; readonly found: T }> {
    const { reads } = this.runtime;
    const live = reads.live(standings);
    for (;;) {
      const { row, head } = await live.read(
        (view) => ({ row: contestRow(view, competition, contest), head: view.position() }),
        competition,
      );
      if (row === undefined) throw problem('not-found');
      const staff = await this.staff(call, row);
      const hidden = staff && !(await this.readsNames(call, row));
      if (hidden && isAnonymous(row.rules)) throw problem('role-missing');
      const published = !staff || call.query.view === 'published';
      if (!staff && call.query.validAt !== undefined) throw problem(call.principal ? 'role-missing' : 'sign-in-needed');
      const moment = published ? publishedMoment(call, row) : await this.staffMoment(call, row, head);
      const { validAt } = moment;
      const answer = (seen: Answered<T>, at: Instant) => {
        const { found, contest: shownContest, position } = seen;
        const base = { contest: shownContest, position, at, validAt, staff, published };
        return { found, shown: { ...base, pending: isPending(row), open: this.opener(hidden) } };
      };
      if (moment.kind === 'past') {
        const view = await reads.at(standings, { position: moment.position, validAt }, row.competition);
        const then = there(view, row);
        const found = query({ view, contest: then, staff });
        return answer({ found, contest: then, position: moment.position }, moment.at);
      }
      const seen = await live.read((view): Answered<T> | undefined => {
        const now = contestRow(view, competition, contest);
        if (now === undefined || !moment.holds(now)) return undefined;
        return {
          found: query({ view, contest: now, staff }),
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
    if (![...contests.values()].some(blind)) return false;
    const named = staffRoles.filter((role) => role !== 'judge');
    return !(await this.authority.covers(call, organization, named));
  }

  /** Judges see numbers until the freeze: they must not know whom they mark. domain-rules 80. */
  private async readsNames(call: Call, row: ContestRow): Promise<boolean> {
    if (row.frozenAt !== undefined) return true;
    return this.authority.covers(
      call,
      row.organization,
      staffRoles.filter((role) => role !== 'judge'),
    );
  }

  private opener(hidden: boolean): Shown['open'] {
    const { vault } = this.runtime.engine;
    return (answer) => openNames(vault, answer, hidden ? maskName : undefined);
  }
}

const isAnonymous = (rules: PinnedRules | undefined): boolean =>
  rules !== undefined && processOf(rules.document).anonymous === true;

type Answered<T> = { readonly found: T; readonly contest: ContestRow; readonly position: Position };

/** Which state of the boards a caller is shown. */
type Asked = { readonly validAt?: Instant | undefined } & (
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
  const { position, at } = publicationFor(call, row);
  if (validAt !== undefined || row.changedAt > position) return { kind: 'past', position, at, validAt };
  // Nothing has happened to the contest since: what is live is what was published.
  return { kind: 'live', position, at, holds: (now) => now.changedAt <= position };
}

const lastOf = (row: ContestRow): Publication | undefined => row.publications[row.publications.length - 1];

/** The same request for what the public sees, also from staff. */
export const asPublished = (call: Call): Call => ({ ...call, query: { ...call.query, view: 'published' } });

/** The publication that counted at the moment asked for, without a page before it. */
export const publicationThen = ({ query: { asOf, position } }: Call, row: ContestRow): Publication | undefined =>
  row.publications.findLast(
    (one) => (position === undefined || one.position <= position) && (asOf === undefined || one.at <= asOf),
  );

export const isPending = (row: ContestRow): boolean => {
  const last = lastOf(row);
  return last !== undefined && row.changedAt > last.position;
};

/** The publication that counted at the asked moment. A cursor must come from one: it is no key to what lies between. */
function publicationFor(call: Call, row: ContestRow): Publication {
  const { cursor } = call.query;
  if (cursor !== undefined) {
    const pinned = row.publications.find((one) => one.position === cursor.position);
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
