import { Controller, Inject, Injectable, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { decodeRecorded, unlessOutage } from '@xf/es';
import type { EventShape, Position, Recorded, StoredEvent, ViewReader } from '@xf/es';
import {
  Audience,
  Authority,
  Caller,
  Commands,
  formatInstant,
  nextPage,
  problem,
  Public,
  Read,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { entryStream, idPattern } from '../terms';
import { staffRoles, Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { standingCodec, standings } from './project';
import type { ContestRow, Publication, StandingEvent, StandingRow } from './project';
import { contestRow } from './query';
import { changesBetween, changesOfLast, placesIf, placesOf } from './query.changes';
import { asIfRecorded } from './query.effect';
import { changesView, noneTold, toldView, type Told } from './shell.told';

const pageOfEvents = 500;
/** How long the answer to a command waits for the live boards before it folds the log instead. */
const shownMs = 1_000;

type On = { readonly competition: string; readonly contest: string; readonly entry: string };

/** Which places changed, and why, for routes that show it and for answers to commands that did it. */
@Injectable()
export class PlaceChanges {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** Between two positions, the first one not included. Throws `not-found` where the contest was not there yet. */
  async between({ competition, contest }: Omit<On, 'entry'>, from: Position, to: Position): Promise<Told> {
    const { reads } = this.runtime;
    const [before, after] = [
      await reads.at(standings, { position: from }, competition),
      await reads.at(standings, { position: to }, competition),
    ];
    const [then, now] = [contestRow(before, competition, contest), contestRow(after, competition, contest)];
    if (then === undefined || now === undefined) throw problem('not-found');
    const events = await this.eventsOf(competition, contest, from, to);
    return { contest: now, ...changesBetween(placesOf(before, then), placesOf(after, now), events, now.revisions) };
  }

  /**
   * The answer to a command on one entry, with the places it changed: after a dry run, those it would change, told to
   * organizers only, for a judge who could try marks out would learn how the others stand. Whoever knows the entries by their
   * codes alone is not told: a total beside a number would say which code it was.
   */
  async withChanges(call: Call, on: On, answer: object): Promise<object> {
    if (call.query.dryRun === true) return this.withEffect(call, on, answer);
    const known = (await this.visibility.stateOf(on.competition)).state;
    if (await this.visibility.isBlind(call, known, on.contest)) return answer;
    const { position } = answer as { readonly position: Position };
    const { store } = this.runtime.engine;
    const command = this.commands.idOf(call);
    const stream = await store.readStream(entryStream(on.competition, on.entry));
    const own = stream.filter((one) => one.command === command);
    const [first] = own;
    if (first === undefined) return { ...answer, changes: noneTold };
    const from = first.position - 1;
    const told = (await this.seen(on, stream, from, position)) ?? (await this.between(on, from, position));
    const changesAt = `/api/competitions/${on.competition}/contests/${on.contest}/changes/${from}/${position}`;
    return { ...answer, changesAt, changes: toldView(told, true) };
  }

  /** The answer to a command on the whole contest, which one event carries out, with the places it changed. */
  async withContestChanges(call: Call, on: Omit<On, 'entry'>, answer: object): Promise<object> {
    if (call.query.dryRun === true) return answer;
    const { position } = answer as { readonly position: Position };
    const changesAt = `/api/competitions/${on.competition}/contests/${on.contest}/changes/${position - 1}/${position}`;
    const told = await this.between(on, position - 1, position);
    return { ...answer, changesAt, changes: toldView(told, true) };
  }

  /**
   * The answer to many commands on entries of one contest, which went into the log in one piece, with the places they changed,
   * or would after a dry run. `done`: what they recorded of the contest; none after a dry run.
   */
  async withBatchChanges(call: Call, on: Omit<On, 'entry'>, answer: object) {
    if (call.query.dryRun === true) return { answer: await this.withEffect(call, on, answer), done: [] };
    const { position } = answer as { readonly position: Position };
    const from = await this.beforePiece(this.commands.idOf(call), position);
    if (from === position) return { answer: { ...answer, changes: noneTold }, done: [] };
    const told = await this.between(on, from, position);
    const changesAt = `/api/competitions/${on.competition}/contests/${on.contest}/changes/${from}/${position}`;
    const done = await this.eventsOf(on.competition, on.contest, from, position);
    return { answer: { ...answer, changesAt, changes: toldView(told, true) }, done };
  }

  /** Where the log stood before the events of a command that end at a position; that position where it wrote none. */
  private async beforePiece(command: string, position: Position): Promise<Position> {
    for (let last = position; ;) {
      const page = await this.runtime.engine.store.readAll(Math.max(0, last - pageOfEvents), pageOfEvents);
      const other = page.findLast((one) => one.position <= last && one.command !== command);
      if (other !== undefined) return other.position;
      if (last <= pageOfEvents) return 0;
      last -= pageOfEvents;
    }
  }

  /** The same as `between` off the live boards, where they show it: that spares folding the competition twice. */
  private async seen(
    { competition, contest }: On,
    stream: readonly StoredEvent[],
    from: Position,
    to: Position,
  ): Promise<Told | undefined> {
    const last = await this.eventsOf(competition, contest, from, to);
    const history = stream.flatMap((stored) => decodeRecorded(standingCodec, stored) ?? []);
    const boards = this.runtime.reads.live(standings);
    try {
      if (!(await boards.reached(to, shownMs))) return undefined;
      return await boards.read((view) => {
        const row = contestRow(view, competition, contest);
        const changes = row && changesOfLast(view, row, history, last);
        return row && changes && { contest: row, ...changes };
      }, competition);
    } catch (error) {
      // The command is done: boards that cannot be read now must not make its answer fail.
      unlessOutage(error);
      return undefined;
    }
  }

  private async withEffect(call: Call, on: Omit<On, 'entry'>, answer: object): Promise<object> {
    const { state } = await this.visibility.stateOf(on.competition);
    if (!(await this.authority.covers(call, state.organization, ['organizer']))) return answer;
    const { events = [] } = answer as { readonly events?: readonly EventShape[] };
    await this.reading.waitForHead();
    const at = this.runtime.engine.clock.now();
    const known = events.filter((event): event is StandingEvent => standingCodec.knows(event.type));
    const told = await this.runtime.reads.live(standings).read((view): Told => {
      const contest = contestRow(view, on.competition, on.contest);
      if (contest === undefined) throw problem('not-found');
      const recorded = known.flatMap((event, n) => {
        if (!('entry' in event)) return [];
        return asIfRecorded([event], {
          stream: entryStream(on.competition, event.entry),
          after: view.position() + n,
          at,
        });
      });
      return { contest, ...changesBetween(placesOf(view, contest), placesIf(view, contest, recorded), recorded) };
    }, on.competition);
    return { ...answer, changes: toldView(told, false) };
  }

  /** What was recorded of a contest's entries behind one position and up to another. */
  async eventsOf(competition: string, contest: string, from: Position, to: Position) {
    const events: Recorded<StandingEvent>[] = [];
    for (let after = from; ;) {
      const page = await this.runtime.engine.store.readAll(after, pageOfEvents, competition);
      for (const stored of page) {
        if (stored.position > to) return events;
        const recorded = decodeRecorded(standingCodec, stored);
        if (recorded !== undefined && 'contest' in recorded.event && recorded.event.contest === contest)
          events.push(recorded);
      }
      const last = page[page.length - 1];
      if (last === undefined || page.length < pageOfEvents) return events;
      after = last.position;
    }
  }
}

@ApiTags('榜单')
@Controller('api/competitions/:competition/contests/:contest')
export class ChangesController {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('publications/:version', { zh: '一次公布，及与上一次公布的名次变化所在', query: ['minPosition'] })
  @Public()
  getPublication(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('version') version: string,
  ): Promise<object> {
    return this.reading.ask(call, 'publication', async () => {
      const row = await this.contest(competition, contest);
      const found = publicationOf(row, version);
      const url = `/api/competitions/${competition}/contests/${contest}`;
      const boards = `${url}/boards?version=${found.version}`;
      const more = found.version === 1 ? {} : { changes: `${url}/publications/${found.version}/changes` };
      return { ...publicationView(found, await this.visibility.staff(call, row)), boards, ...more };
    });
  }

  @Read('publications/:version/changes', {
    zh: '与上一次公布相比的名次变化',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Public()
  listPublicationChanges(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('version') version: string,
  ): Promise<object> {
    return this.listChangesBetweenPublications(call, competition, contest, version, String(Number(version) - 1));
  }

  @Read('publications/:version/changes/:since', {
    zh: '两次公布之间的名次变化',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Public()
  listChangesBetweenPublications(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('version') version: string,
    @Param('since') since: string,
  ): Promise<object> {
    return this.reading.ask(call, 'publication-changes', async () => {
      const row = await this.contest(competition, contest);
      const [from, to] = [publicationOf(row, since), publicationOf(row, version)];
      if (from.version >= to.version) throw problem('not-found');
      const staff = await this.visibility.staff(call, row);
      const told = await this.changes.between({ competition, contest }, from.position, to.position);
      return pageOf(call, told, from.version, to.version, staff);
    });
  }

  @Read('changes/:from/:to', { zh: '日志两个位置之间的名次变化', query: ['limit', 'cursor', 'minPosition'] })
  @ApiBearerAuth()
  @Audience('organizer', 'judge', 'committee', 'publicity', 'auditor')
  listChanges(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('from') from: string,
    @Param('to') to: string,
  ): Promise<object> {
    return this.reading.ask(call, 'changes', async ({ reads }) => {
      await this.visibility.refuseBlind(call, await this.visibility.require(call, competition, staffRoles), contest);
      const [first, last] = [wholeOf(from), wholeOf(to)];
      if (first === undefined || last === undefined || first > last || last > (await reads.head()))
        throw problem('not-found');
      const told = await this.changes.between({ competition, contest }, first, last);
      return pageOf(call, told, first, last, true);
    });
  }

  private async contest(competition: string, contest: string): Promise<ContestRow> {
    const read = (view: ViewReader<StandingRow>) => contestRow(view, competition, contest);
    const row = idPattern.test(competition)
      ? await this.runtime.reads.live(standings).read(read, competition)
      : undefined;
    if (row === undefined) throw problem('not-found');
    return row;
  }
}

const wholeOf = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

function publicationOf(row: ContestRow, version: string): Publication {
  const found = row.publications.find((one) => one.version === wholeOf(version));
  if (found === undefined) throw problem('not-found');
  return found;
}

/** Where a publication stands in the log would tell everybody how much else was recorded. */
export const publicationView = ({ version, position, at, digest, reason }: Publication, staff: boolean): object => ({
  version,
  ...(staff ? { position } : {}),
  digest,
  ...(reason === undefined ? {} : { reason }),
  at: formatInstant(at),
});

/** A page of what changed between two positions, or two versions. The moves and prizes are told as a whole, on every page. */
function pageOf(call: Call, told: Told, from: number, to: number, staff: boolean): object {
  const { limit = 50, cursor } = call.query;
  const start = cursor === undefined ? 0 : wholeOf(cursor.sort);
  if (start === undefined || (cursor !== undefined && cursor.position !== to)) throw problem('cursor-invalid');
  const next =
    start + limit < told.changes.length ? { position: to, sort: String(start + limit), key: 'changes' } : undefined;
  const page = { ...told, changes: told.changes.slice(start, start + limit) };
  const { competition, contest } = told.contest;
  const head = { competition, contest: contest.contest, from, to, total: told.changes.length };
  return { ...head, ...changesView(page, staff), ...nextPage(call, next) };
}
