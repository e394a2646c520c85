import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  ListField,
  NumberField,
  batchAnswer,
  Caller,
  Command,
  Commands,
  problemOf,
  Read,
  RecordedBody,
  TextField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { EntryRow } from '../standing/project';
import { advancementOf, type Advanced, type Published } from '../standing/query.transfer';
import type { Contest, ContestAt, LeftOut } from '../terms';
import { BoardReading } from '../visibility/shell.reading';
import { adviceOn, comingTo, numbersFrom, withoutExcept, type Coming } from './query';
import { leftOut, renewed, runNumbered, submitted } from './shell.items';
import { notAdvanced } from './shell.refusals';
import { Sources } from './shell.sources';

class ExceptBody {
  @NumberField({ zh: '在本赛项的参赛编号' })
  number!: string;

  @TextField({ zh: '不接收的理由', max: 500 })
  reason!: string;
}

class AdvancementBody extends RecordedBody {
  @ListField({ zh: '不接收的晋级者，各附理由，记录在案', of: () => ExceptBody, max: 1_000, optional: true })
  except?: ExceptBody[];
}

class RenewalBody extends RecordedBody {
  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

/** Who goes on comes in here by what was published where they come from. domain-rules 56, 57. */
@ApiTags('竞赛')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/advancement')
export class AdvancementController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly sources: Sources,
  ) {}

  @Command('', {
    zh: '接收晋级者：由已公布的上一赛段或下级竞赛，按其评分规则的晋级条款报名，并带入积分',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async takeAdvancing(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: AdvancementBody,
  ): Promise<object> {
    const plan = await this.sources.planOf(call, competition, contest);
    await this.reading.waitForHead();
    const { given, ended } = await this.givenTo(competition, plan);
    for (const { published } of given) await this.sources.requireSource(call, published.contest);
    const taken = await this.sources.entriesOf(competition, contest);
    const { through, told } = this.comingTo(competition, plan, given, taken);
    const { coming, left, problems } = withoutExcept(through, body.except ?? [], taken);
    if (problems.length > 0) throw problemOf(competitionRefusals, { code: 'except-refused', problems });
    const named = await this.sources.named(coming.map(({ row }) => row));
    const items = coming.flatMap(({ number, ...advanced }, n) => {
      const row = named[n];
      return row === undefined ? [] : [submitted(competition, plan, { ...advanced, row }, number)];
    });
    const erased = coming.length - items.length;
    const all = left.length === 0 ? items : [leftOut(competition, contest, left), ...items];
    const advice = adviceOn({ told, missing: [] });
    const answer = { competition, contest, ...told, leftOut: left, erased, ended, advice };
    return runNumbered(this.commands, call, all, body, answer, { detail: notAdvanced });
  }

  @Read('', {
    zh: '晋级者的现状：来源最近一次公布之后，谁尚未报名、谁已不再晋级、谁带入的积分已被更正，及应如何处理',
    query: ['minPosition'],
  })
  @Audience('organizer', 'auditor')
  getAdvancement(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
  ): Promise<object> {
    return this.reading.ask(call, 'advancement', async () => {
      const plan = await this.sources.planOf(call, competition, contest, ['organizer', 'auditor']);
      const { given, ended } = await this.givenTo(competition, plan);
      const taken = await this.sources.entriesOf(competition, contest);
      const known = (await this.sources.rowOf(competition, contest))?.leftOut;
      const coming = this.comingTo(competition, plan, given, taken, known);
      const { told, missing } = coming;
      return { competition, contest, ...told, ended, missing, advice: adviceOn(coming) };
    });
  }

  @Command('renewal', {
    zh: '更正带入的积分：来源更正并重新公布后，以最近一次公布的积分与名次替换；本赛项公布之后须另一人逐个确认',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async renewCarried(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: RenewalBody,
  ): Promise<object> {
    const plan = await this.sources.planOf(call, competition, contest);
    // A repeat must be the same batch, so it is made from what was there before the first one.
    const repeated = await this.commands.repeatOf(call);
    const taken = await this.sources.entriesBefore(repeated, competition, contest);
    const { given, ended } = await this.givenTo(competition, plan);
    for (const { published } of given) await this.sources.requireSource(call, published.contest);
    const known = (await this.sources.rowOf(competition, contest))?.leftOut;
    const { told, missing } = this.comingTo(competition, plan, given, taken, known);
    const { stale, noLongerThrough } = told;
    if (stale.length === 0) throw problemOf(competitionRefusals, { code: 'nothing-stale' });
    const items = stale.map((one) => renewed(competition, one, body.reason));
    const advice = adviceOn({ told: { ...told, stale: [] }, missing });
    const answer = { competition, contest, renewed: stale, ended, noLongerThrough, missing, advice };
    return runNumbered(this.commands, call, items, body, answer);
  }

  /** What is published of where a contest takes its entries from. Throws where one of these waits to be published. */
  private async givenTo(competition: string, { from: sources = [] }: Contest) {
    if (sources.length === 0) throw problemOf(competitionRefusals, { code: 'transfer-source-missing' });
    const { given, ended, waiting } = await this.sources.sourcesOf(sources, competition);
    if (waiting.length > 0) throw problemOf(competitionRefusals, { code: 'source-not-published', sources: waiting });
    return { given, ended };
  }

  private comingTo(
    competition: string,
    { from = [] }: Contest,
    given: readonly Given[],
    taken: readonly EntryRow[],
    known: readonly LeftOut[] = [],
  ): Coming<Advanced> {
    const cuts = given.map(({ source, published }) => {
      const cut = advancementOf(published);
      if (cut === undefined) throw problemOf(competitionRefusals, { code: 'advance-clause-missing' });
      return { source, cut };
    });
    return comingTo(cuts, competition, numbersFrom(from, competition), taken, known);
  }
}

type Given = { readonly source: ContestAt; readonly published: Published };
