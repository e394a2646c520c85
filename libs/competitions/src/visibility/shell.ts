import { Inject, Injectable } from '@nestjs/common';
import type { Instant, Position, StreamName, ViewReader } from '@xf/es';
import type { Role } from '@xf/access';
import { Authority, maskName, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { competitionFold } from '../competition/decide';
import type { CompetitionState } from '../competition/decide';
import { standings } from '../standing/project';
import type { ContestRow, EntryRow, Publication, StandingEvent, StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import { effectOf } from '../standing/query.effect';
import type { Effect } from '../standing/query.effect';
import { competitionStream, idPattern } from '../terms';

/** Who sees what is not published yet, below where they hold the role. Administrators look after accounts only. */
export const staffRoles: readonly Role[] = ['organizer', 'judge', 'committee', 'publicity', 'auditor'];

/** One contest as one caller may see it. */
export type Shown = {
  readonly view: ViewReader<StandingRow>;
  /** The contest in that view. */
  readonly contest: ContestRow;
  /** What the view is pinned to: later pages are read from the same position. */
  readonly position: Position;
  readonly at: Instant;
  readonly validAt?: Instant | undefined;
  readonly staff: boolean;
  readonly published: boolean;
  /** Something was recorded after the last publication. */
  readonly pending: boolean;
  /** A person's name as this caller may read it, a team's or a unit's as it is. */
  readonly nameOf: (row: EntryRow) => string | undefined;
};

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
      const now = engine.clock.now();
      const meta = { stream, actor: '', command: '', fingerprint: '', correlation: '', recordedAt: now, validAt: now };
      const place = (n: number) => ({ position: head + 1 + n, revision: Number.MAX_SAFE_INTEGER - events.length + n });
      return effectOf(
        await reads.at(standings),
        events.map((event, n) => ({ ...meta, ...place(n), event })),
      );
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
   * The public sees a contest as of its publications and nothing in between; staff see it live, at any earlier moment,
   * or as the public does. Throws `not-found` when there is nothing this caller may see.
   */
  async shown(call: Call, competition: string, contest: string): Promise<Shown> {
    const live = await this.runtime.reads.at(standings);
    const row = contestRow(live, competition, contest);
    if (row === undefined) throw problem('not-found');
    const staff = await this.staff(call, row);
    const hidden = staff && !(await this.readsNames(call, row));
    const published = !staff || call.query.view === 'published';
    if (!staff && call.query.validAt !== undefined) throw problem(call.principal ? 'role-missing' : 'sign-in-needed');
    const base = { staff, published, pending: isPending(row), nameOf: this.names(hidden) };
    return { ...base, ...(await (published ? this.asPublished(call, live, row) : this.asStaff(call, live, row))) };
  }

  /**
   * What a caller may see, read of one state of the view. The view may move on while we ask who is looking, and what was
   * decided for the one before would then show marks that nobody published; so it is asked again.
   */
  async read<T>(call: Call, competition: string, contest: string, work: (shown: Shown) => T): Promise<T> {
    for (;;) {
      const live = await this.runtime.reads.at(standings);
      const before = live.position();
      const shown = await this.shown(call, competition, contest);
      if (shown.view !== live || live.position() === before) return work(shown);
    }
  }

  private async asPublished(call: Call, live: View, row: ContestRow): Promise<Seen> {
    const { cursor, validAt = cursor?.validAt } = call.query;
    const publication = publicationFor(call, row);
    const { position, at } = publication;
    const seen = { position, at, validAt };
    // Nothing has happened to the contest since: what is live is what was published.
    if (validAt === undefined && row.changedAt <= position) return { ...seen, view: live, contest: row };
    const view = await this.runtime.reads.at(standings, { position, validAt }, row.competition);
    return { ...seen, view, contest: there(view, row) };
  }

  private async asStaff(call: Call, live: View, row: ContestRow): Promise<Seen> {
    const { cursor, asOf, position: asked } = call.query;
    const validAt = cursor?.validAt ?? call.query.validAt;
    if (cursor === undefined && asOf === undefined && asked === undefined && validAt === undefined) {
      const position = live.position();
      return { view: live, contest: row, position, at: await this.recordedAt(position), validAt };
    }
    const { store } = this.runtime.engine;
    const head = live.position();
    const bound = asOf === undefined ? head : await store.positionAt(asOf);
    const position = cursor?.position ?? Math.min(head, bound, asked ?? head);
    const seen = { position, at: await this.recordedAt(position), validAt };
    const moved = position < head && row.changedAt > position;
    if (cursor !== undefined && validAt === undefined && !moved) return { ...seen, view: live, contest: row };
    const view = await this.runtime.reads.at(standings, { position, validAt }, row.competition);
    return { ...seen, view, contest: there(view, row) };
  }

  private async recordedAt(position: Position): Promise<Instant> {
    const [event] = await this.runtime.engine.store.readAll(position - 1, 1);
    return event?.recordedAt ?? 0;
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

  private names(hidden: boolean): (row: EntryRow) => string | undefined {
    const { vault } = this.runtime.engine;
    return (row) => {
      if (row.name === undefined) return row.title;
      const name = vault.reveal(row.name);
      return name === undefined ? '已删除' : hidden ? maskName(name) : name;
    };
  }
}

type Seen = Pick<Shown, 'view' | 'contest' | 'position' | 'at' | 'validAt'>;

const lastOf = (row: ContestRow): Publication | undefined => row.publications[row.publications.length - 1];

export const isPending = (row: ContestRow): boolean => {
  const last = lastOf(row);
  return last !== undefined && row.changedAt > last.position;
};

/** The publication that counted at the asked moment. A cursor must come from one: it is no key to what lies between. */
function publicationFor(call: Call, row: ContestRow): Publication {
  const { cursor, asOf, position } = call.query;
  if (cursor !== undefined) {
    const pinned = row.publications.find((one) => one.position === cursor.position);
    if (pinned === undefined) throw problem(row.publications.length === 0 ? 'not-found' : 'cursor-invalid');
    return pinned;
  }
  const found = row.publications.findLast(
    (one) => (position === undefined || one.position <= position) && (asOf === undefined || one.at <= asOf),
  );
  if (found === undefined) throw problem('not-found');
  return found;
}

function there(view: View, { competition, contest }: ContestRow): ContestRow {
  const row = contestRow(view, competition, contest.contest);
  if (row === undefined) throw problem('not-found');
  return row;
}
