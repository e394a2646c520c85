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
  Reading,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { entryStream, idPattern } from '../terms';
import { staffRoles, Visibility } from '../visibility/shell';
import { standingCodec, standings } from './project';
import type { ContestRow, Publication, StandingEvent, StandingRow } from './project';
import { contestRow, prizeOf } from './query';
import { changesBetween, changesOfLast, placesIf, placesOf } from './query.changes';
import type { Cause, Changes, PlaceChange } from './query.changes';
import { asIfRecorded } from './query.effect';

/** Changes told with the answer to a command; the rest is at its `changesAt`. */
const toldMax = 100;
const pageOfEvents = 500;
/** How long the answer to a command waits for the live boards before it folds the log instead. */
const shownMs = 1_000;

const words: Readonly<Record<Cause['type'], string>> = {
  EntrySubmitted: '报名',
  ScoreRecorded: '登记分数',
  CorrectionProposed: '提出更正',
  SpreadStands: '分差维持',
  ScoreCorrected: '更正分数',
  EntryWithdrawn: '退赛',
  EntryAbsent: '缺席',
  EntryCheckedIn: '签到',
  EntryDisqualified: '取消成绩',
  EntryVetoed: '一票否决',
  EntryZeroed: '记零分',
  EntryZeroLifted: '撤销记零分',
  EntryReinstated: '恢复参赛',
  CorrectionRefused: '不予更正',
  EntryChangeProposed: '提出变动',
  EntryChangeRefused: '不予变动',
  RulesRevised: '更改评分规则',
  ContestCancelled: '取消比赛',
  ContestMerged: '并入其他比赛',
  EntryAmendmentProposed: '提出更正名称或带入的积分',
  EntryAmended: '更正名称或带入的积分',
  EntryAmendmentRefused: '不予更正名称或带入的积分',
};

type Told = { readonly contest: ContestRow } & Changes;
type On = { readonly competition: string; readonly contest: string; readonly entry: string };

/** Which places changed, and why, for routes that show it and for answers to commands that did it. */
@Injectable()
export class PlaceChanges {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
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

  private async withEffect(call: Call, on: On, answer: object): Promise<object> {
    const { state } = await this.visibility.stateOf(on.competition);
    if (!(await this.authority.covers(call, state.organization, ['organizer']))) return answer;
    const { events = [] } = answer as { readonly events?: readonly EventShape[] };
    await this.reading.waitForHead();
    const stream = entryStream(on.competition, on.entry);
    const at = this.runtime.engine.clock.now();
    const known = events.filter((event): event is StandingEvent => standingCodec.knows(event.type));
    const told = await this.runtime.reads.live(standings).read((view): Told => {
      const contest = contestRow(view, on.competition, on.contest);
      if (contest === undefined) throw problem('not-found');
      const recorded = asIfRecorded(known, { stream, after: view.position(), at });
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
    private readonly reading: Reading,
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

const noneTold = { total: 0, rows: [], moves: [], prizes: [] };

function toldView(told: Told, withRefs: boolean): object {
  const shown = { ...told, changes: told.changes.slice(0, toldMax) };
  return { total: told.changes.length, ...changesView(shown, withRefs) };
}

export const changesView = ({ contest, changes, moves, prizes }: Told, staff: boolean) => ({
  rows: changes.map((change) => rowView(change, staff)),
  moves: moves.map(({ board, from, to, by }) => ({ board, from, to, by, ...movedText(from, to, by) })),
  prizes: prizes.map((one) => ({ ...one, prizeName: prizeOf(contest, one.prize)?.name })),
});

const rowView = ({ why, ...row }: PlaceChange, staff: boolean): object => ({ ...row, why: whyView(why, staff) });

/**
 * Staff read which events; the public reads what happened, not where it stands or who said why. Why rules were changed
 * stands on every board.
 */
export const whyView = (why: PlaceChange['why'], staff: boolean): readonly object[] =>
  why.map(({ ref, reason, by, ...cause }) => ({
    ...cause,
    text: words[cause.type],
    ...(staff || cause.type === 'RulesRevised' ? { reason } : {}),
    ...(staff ? { ref, by } : {}),
  }));

function movedText(from: number, to: number, by: number): { readonly zh: string; readonly en: string } {
  const [zh, en] = from === to ? [`第 ${from} 名`, `rank ${from}`] : [`第 ${from}–${to} 名`, `ranks ${from} to ${to}`];
  const n = Math.abs(by);
  return by < 0
    ? { zh: `${zh}前移 ${n} 名`, en: `${en} move up by ${n}` }
    : { zh: `${zh}后移 ${n} 名`, en: `${en} move down by ${n}` };
}
