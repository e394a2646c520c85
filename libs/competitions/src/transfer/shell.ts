import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped } from '@xf/es';
import {
  batchAnswer,
  Audience,
  Caller,
  Command,
  Commands,
  IdField,
  problem,
  problemOf,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { codes } from '../code/decide';
import { codesStream } from '../code/events';
import { competition as competitionDecider } from '../competition/decide';
import { entryCodec } from '../entry/events';
import { competitionRefusals } from '../shell';
import type { EntryRow } from '../standing/project';
import { totalsOf } from '../standing/query.transfer';
import { PlaceChanges } from '../standing/shell.changes';
import { entryStream } from '../terms';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { intakeOf, isGivenBy, proposedIn, type Given, type NotGiven } from './query';
import { droppedOf, markOf, moved, named, runNumbered, type Numbered } from './shell.items';
import { notMoved } from './shell.refusals';
import { Sources } from './shell.sources';

class TransferMergerBody extends RecordedBody {
  @IdField({ zh: '并入本竞赛的哪个赛项' })
  into!: string;

  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

type Lost = readonly NotGiven<EntryRow>[];

/** Stages and periods: what counts further is taken from what was published, and too few are merged. */
@ApiTags('竞赛')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class TransferController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly sources: Sources,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

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
    @Body() body: TransferMergerBody,
  ): Promise<object> {
    const state = await this.visibility.require(call, id, ['organizer']);
    const { into, reason } = body;
    const target = state.contests.get(into)?.contest;
    if (!state.contests.has(contest)) throw problem('not-found');
    // A repeat must be the same batch, so it is made from what was there before the first one.
    const repeated = await this.commands.repeatOf(call);
    const entries = await this.sources.entriesBefore(repeated, id, contest);
    const drawn = repeated === undefined && target !== undefined && (await this.isDrawn(id, into));
    const entered = entries.length;
    const merge = { type: 'MergeContest', competition: id, contest, into, entered, drawn, reason } as const;
    const items: Numbered[] = [{ decider: untyped(competitionDecider), command: merge }];
    const standing = entries.filter(({ status }) => status === 'competing');
    const named = await this.sources.named(standing);
    let erased = 0;
    for (const row of named) {
      if (row === undefined) erased += 1;
      else if (target !== undefined) items.push(moved(row, target));
    }
    const answer = { competition: id, contest, into, moved: items.length - 1, erased };
    return runNumbered(this.commands, call, items, body, answer, { ifMatch: 'required', detail: notMoved });
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
    const plan = await this.sources.planOf(call, competition, contest);
    const takes = plan.takes ?? [];
    if (takes.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    await this.reading.waitForHead();
    const entries = await this.sources.entriesOf(competition, contest);
    const { given, ended, waiting } = await this.sources.sourcesOf(takes, competition);
    if (given.length === 0) throw problemOf(competitionRefusals, { code: 'source-not-published', sources: waiting });
    const sources = given.map(({ source: take, published }): Given => {
      const { version } = published.publication;
      const source = { competition: take.competition ?? competition, contest: take.contest, version };
      return { take, source, totals: totalsOf(published) };
    });
    const { marks, unmatched, notGiven, ambiguous } = intakeOf(entries, sources);
    if (ambiguous.length > 0) throw problemOf(competitionRefusals, { code: 'totals-ambiguous', entries: ambiguous });
    const [takenBack, others] = await this.splitByGiver(notGiven);
    const isRepeated = (await this.commands.repeatOf(call)) !== undefined;
    if (marks.length + takenBack.length === 0 && !isRepeated) {
      const totals = sources.reduce((sum, one) => sum + [...one.totals.values()].flat().length, 0);
      throw problemOf(competitionRefusals, { code: 'nothing-to-take', entries: entries.length, totals });
    }
    const told = { entries: entries.length, marks: marks.length, waiting, ended, unmatched };
    const standing = { takenBack: takenBack.map(named), notGiven: others.map(named) };
    // Also where nothing is to be taken back any more: a repeat must be the same batch.
    const items = [...marks.map(markOf), ...notGiven.map(droppedOf)];
    const answer = { competition, contest, ...told, ...standing };
    const taken = await runNumbered(this.commands, call, items, body, answer);
    const { state } = await this.visibility.stateOf(competition);
    if (state.contests.get(contest)?.frozen !== true) return taken;
    const { answer: shown, done } = await this.changes.withBatchChanges(call, { competition, contest }, taken);
    return { ...shown, proposed: proposedIn(done, entries) };
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
}
