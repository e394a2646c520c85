import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped, type BatchItem, type ViewReader } from '@xf/es';
import {
  batchAnswer,
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  IdField,
  problem,
  problemOf,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { codes } from '../code/decide';
import { codesStream } from '../code/events';
import { competition as competitionDecider, openContest } from '../competition/decide';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import { entryCodec } from '../entry/events';
import { competitionRefusals } from '../shell';
import { entriesSet, standings, type ContestRow, type EntryRow, type StandingRow } from '../standing/project';
import { contestRow } from '../standing/query';
import { entryIdOf, entryStream, type Contest, type ContestAt } from '../terms';
import { Visibility } from '../visibility/shell';
import { advancementOf, totalsOf, type Advanced, type Published } from '../standing/query.transfer';
import {
  intakeOf,
  isGivenBy,
  noLongerThrough,
  numbersFrom,
  staleOf,
  type Given,
  type NotGiven,
  type Stale,
} from './query';
import { droppedOf, markOf, moved, named, type Numbered } from './shell.items';
import { manyRefused, type ManyRefused } from './shell.refusals';

class MergerBody extends RecordedBody {
  @IdField({ zh: '并入本竞赛的哪个赛项' })
  into!: string;

  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

type Answer = Readonly<Record<string, unknown>>;
type Lost = readonly NotGiven<EntryRow>[];

/** Marks of a contest read at once. */
const entriesMax = 100_000;

/** Stages and periods: who goes on, and what counts further, is taken from what was published. */
@ApiTags('竞赛')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class TransferController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('advancement', {
    zh: '接收晋级者：由已公布的上一赛段或下级竞赛，按其评分规则的晋级条款报名，并带入积分',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async takeAdvancing(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    const plan = await this.planOf(call, competition, contest);
    const sources = plan.from ?? [];
    if (sources.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    await this.reading.waitForHead();
    const { given, ended, waiting } = await this.sourcesOf(sources, competition);
    if (waiting.length > 0) throw problemOf(competitionRefusals, { code: 'source-not-published', sources: waiting });
    const items: Numbered[] = [];
    const told = { through: 0, left: 0, tied: 0, erased: 0 };
    const gone: object[] = [];
    const stale: Stale[] = [];
    const numberOf = numbersFrom(sources, competition);
    const taken = await this.entriesOf(competition, contest);
    for (const { source, published } of given) {
      await this.requireSource(call, published.contest);
      const found = advancementOf(published);
      if (found === undefined) throw problemOf(competitionRefusals, { code: 'advance-clause-missing' });
      const named = await this.named(found.through.map(({ row }) => row));
      for (const [n, advanced] of found.through.entries()) {
        const row = named[n];
        if (row === undefined) told.erased += 1;
        else {
          const number = numberOf(source, row.number);
          items.push({ number, ...this.submit(competition, plan, { ...advanced, row }, number) });
        }
      }
      const through = new Set(found.through.map(({ row }) => row.entry));
      const at = { competition, ...source };
      for (const { entry: id, number, from } of noLongerThrough(taken, at, through))
        gone.push({ entry: id, number, from });
      stale.push(...staleOf(taken, found.through));
      told.through += found.through.length;
      told.left += found.left;
      told.tied += found.tied.length;
    }
    return this.runAll(call, items, body, { competition, contest, ...told, ended, noLongerThrough: gone, stale });
  }

  @Command('merger', {
    zh: '并入另一赛项：参赛者不足评分规则的最低人数，参赛项连同出处移入；已登记的分数留在原赛项',
    answer: batchAnswer,
    ifMatch: true,
  })
  @Audience('organizer')
  async mergeContest(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() body: MergerBody,
  ): Promise<object> {
    const state = await this.visibility.require(call, id, ['organizer']);
    const { into, reason } = body;
    const target = state.contests.get(into)?.contest;
    if (!state.contests.has(contest)) throw problem('not-found');
    // A repeat must be the same batch, so it is made from what was there before the first one.
    const repeated = await this.commands.repeatOf(call);
    const entries = await this.entriesBefore(repeated, id, contest);
    const drawn = repeated === undefined && target !== undefined && (await this.isDrawn(id, into));
    const entered = entries.length;
    const merge = { type: 'MergeContest', competition: id, contest, into, entered, drawn, reason } as const;
    const items: BatchItem[] = [{ decider: untyped(competitionDecider), command: merge }];
    const standing = entries.filter(({ status }) => status === 'competing');
    const named = await this.named(standing);
    let erased = 0;
    for (const row of named) {
      if (row === undefined) erased += 1;
      else if (target !== undefined) items.push(moved(row, target));
    }
    const answer = { competition: id, contest, into, moved: items.length - 1, erased };
    const options = { refusals: competitionRefusals, validAt: body.validAt, answer, ifMatch: 'required' } as const;
    return this.commands.runAll(call, items, options);
  }

  private async isDrawn(competition: string, contest: string): Promise<boolean> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, codes, codesStream(competition, contest));
    return state.entries.size > 0;
  }

  @Command('intake', {
    zh: '收取各阶段成绩：把已公布的总分记为本赛项的分数；来源重新公布后再次收取即为更正，来源不再给出的一并收回',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async takeTotals(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    const plan = await this.planOf(call, competition, contest);
    const takes = plan.takes ?? [];
    if (takes.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    await this.reading.waitForHead();
    const entries = await this.entriesOf(competition, contest);
    const { given, ended, waiting } = await this.sourcesOf(takes, competition);
    if (given.length === 0) throw problemOf(competitionRefusals, { code: 'source-not-published', sources: waiting });
    const sources = given.map(({ source: take, published }): Given => {
      const { version } = published.publication;
      const source = { competition: take.competition ?? competition, contest: take.contest, version };
      return { take, source, totals: totalsOf(published) };
    });
    const { marks, unmatched, notGiven } = intakeOf(entries, sources);
    const [takenBack, others] = await this.splitByGiver(notGiven);
    const isRepeated = (await this.commands.repeatOf(call)) !== undefined;
    if (marks.length + takenBack.length === 0 && !isRepeated) {
      const totals = sources.reduce((sum, one) => sum + one.totals.size, 0);
      throw problemOf(competitionRefusals, { code: 'nothing-to-take', entries: entries.length, totals });
    }
    const told = { entries: entries.length, marks: marks.length, waiting, ended, unmatched };
    const standing = { takenBack: takenBack.map(named), notGiven: others.map(named) };
    // Also where nothing is to be taken back any more: a repeat must be the same batch.
    const items = [...marks.map(markOf), ...notGiven.map(droppedOf)];
    return this.runAll(call, items, body, { competition, contest, ...told, ...standing });
  }

  /** Marks there are: those that their sources gave, which go, and those of people, which stand. */
  private async splitByGiver(notGiven: Lost): Promise<readonly [Lost, Lost]> {
    const { store } = this.runtime.engine;
    const [given, others]: [NotGiven<EntryRow>[], NotGiven<EntryRow>[]] = [[], []];
    for (const one of notGiven) {
      const { row, take, source } = one;
      const revision = row.marks[take.criterion]?.[take.slot]?.[1];
      if (revision === undefined) continue;
      const [stored] = await store.readStream(entryStream(row.competition, row.entry), revision);
      (stored !== undefined && isGivenBy(source, entryCodec.decode(stored)) ? given : others).push(one);
    }
    return [given, others];
  }

  private async planOf(call: Call, competition: string, contest: string): Promise<Contest> {
    const state = await this.visibility.require(call, competition, ['organizer']);
    const found = openContest(state, contest);
    if ('rejected' in found) throw problem('not-found');
    return found.contest.contest;
  }

  /**
   * Who goes on brings along what is not public: attributes, members, whom it is about. Only who organizes the source too may
   * take that over; organizers of a level above do.
   */
  private async requireSource(call: Call, { competition, contest, organization }: ContestRow): Promise<void> {
    if (await this.authority.covers(call, organization, ['organizer'])) return;
    throw problem('role-missing', { errors: [notYours(`${competition}/${contest.contest}`)] });
  }

  /**
   * What everybody may read of each source: its last publication. Those that ended before one, cancelled or merged, are over
   * and give nothing; the others are waited for. domain-rules 51, 56.
   */
  private async sourcesOf<T extends ContestAt>(sources: readonly T[], own: string) {
    const given: { readonly source: T; readonly published: Published }[] = [];
    const ended: string[] = [];
    const waiting: string[] = [];
    for (const source of sources) {
      const { competition = own, contest } = source;
      const live = await this.rowOf(competition, contest);
      const published = live && (await this.publishedOf(live));
      const name = competition === own ? contest : `${competition}/${contest}`;
      if (published !== undefined) given.push({ source, published });
      else if (live?.ended !== undefined) ended.push(name);
      else waiting.push(name);
    }
    return { given, ended, waiting };
  }

  private rowOf(id: string, contest: string): Promise<ContestRow | undefined> {
    return this.runtime.reads.live(standings).read((view) => contestRow(view, id, contest), id);
  }

  private async publishedOf({ competition, contest: { contest }, publications }: ContestRow) {
    const publication = publications[publications.length - 1];
    if (publication === undefined) return undefined;
    const view = await this.runtime.reads.at(standings, { position: publication.position }, competition);
    const row = contestRow(view, competition, contest);
    if (row === undefined) throw new Error(`${competition}/${contest} was published and is not in its own past`);
    return { view, contest: row, publication };
  }

  private async entriesBefore(repeated: number | undefined, id: string, contest: string): Promise<readonly EntryRow[]> {
    if (repeated === undefined) {
      await this.reading.waitForHead();
      return this.entriesOf(id, contest);
    }
    const view = await this.runtime.reads.at(standings, { position: repeated - 1 }, id);
    return entryRows(view, id, contest);
  }

  private entriesOf(competition: string, contest: string): Promise<readonly EntryRow[]> {
    return this.runtime.reads.live(standings).read((view) => entryRows(view, competition, contest), competition);
  }

  /** Rows with names that can be written anew; undefined for a person who was erased since. */
  private async named(rows: readonly EntryRow[]): Promise<readonly (EntryRow | undefined)[]> {
    const sealed = rows.flatMap(({ name, members = [] }) => [
      ...(name === undefined ? [] : [name]),
      ...members.map((one) => one.name),
    ]);
    const plain = await this.runtime.engine.vault.reveal(sealed);
    const names = new Map(sealed.map((text, n) => [text, plain[n]]));
    return rows.map((row) => {
      const name = row.name === undefined ? undefined : names.get(row.name);
      if (row.name !== undefined && name === undefined) return undefined;
      const members = row.members?.flatMap(({ person, name: text }) => {
        const known = names.get(text);
        return known === undefined ? [] : [{ person, name: known }];
      });
      return { ...row, ...defined({ name, members }) };
    });
  }

  private submit(competition: string, plan: Contest, { row, from, carried }: Advanced, number: string): BatchItem {
    const attributes = { ...row.attributes, ...carried };
    const group = plan.groups.some((one) => one.group === row.group) ? row.group : undefined;
    const command: EntryCommand = {
      ...{ type: 'SubmitEntry', competition, contest: plan.contest, kind: row.receiver, subject: row.subject },
      ...{ entry: entryIdOf(competition, plan.contest, number), number, name: row.name ?? row.title ?? '', from },
      ...defined({ group, unit: row.unit, members: row.members }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    };
    return { decider: untyped(entry), command };
  }

  private runAll(call: Call, all: readonly Numbered[], { validAt }: RecordedBody, answer: Answer): Promise<object> {
    if (all.length === 0) throw problemOf(competitionRefusals, { code: 'nothing-to-take' });
    const items = all.map(({ number: _, ...item }) => item);
    const refused = (refusals: ManyRefused) =>
      manyRefused(
        refusals,
        all.map(({ number }) => number),
      );
    return this.commands.runAll(call, items, { refusals: competitionRefusals, validAt, answer, refused });
  }
}

const notYours = (source: string) => ({
  ...{ code: 'source-not-yours', contest: source },
  zh: `来源 ${source} 不由您主办：参赛者的资料只能由同时主办来源竞赛的人（如其上级组织的主办人员）接收`,
  en: `you do not organize ${source}: entrants and their data are taken over by somebody who does, as organizers of a level above it do`,
});

function entryRows(view: ViewReader<StandingRow>, competition: string, contest: string): readonly EntryRow[] {
  const members = view.range(entriesSet(competition, contest), { limit: entriesMax });
  return members.flatMap(({ row }) => (row.kind === 'entry' ? [row] : []));
}
