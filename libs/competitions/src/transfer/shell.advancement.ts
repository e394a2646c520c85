import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  batchAnswer,
  Caller,
  Command,
  Commands,
  problemOf,
  Read,
  Reading,
  RecordedBody,
  TextField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { competitionRefusals } from '../shell';
import type { EntryRow } from '../standing/project';
import { advancementOf, type Advanced, type Published } from '../standing/query.transfer';
import type { Contest, ContestAt } from '../terms';
import { adviceOn, comingTo, numbersFrom, type Coming } from './query';
import { renewed, runNumbered, submitted } from './shell.items';
import { Sources } from './shell.sources';

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
    private readonly reading: Reading,
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
    @Body() body: RecordedBody,
  ): Promise<object> {
    const plan = await this.sources.planOf(call, competition, contest);
    await this.reading.waitForHead();
    const { given, ended } = await this.givenTo(competition, plan);
    for (const { published } of given) await this.sources.requireSource(call, published.contest);
    const coming = this.comingTo(competition, plan, given, await this.sources.entriesOf(competition, contest));
    const { through, told } = coming;
    const named = await this.sources.named(through.map(({ row }) => row));
    const items = through.flatMap(({ number, ...advanced }, n) => {
      const row = named[n];
      return row === undefined ? [] : [submitted(competition, plan, { ...advanced, row }, number)];
    });
    const erased = through.length - items.length;
    const advice = adviceOn({ told, missing: [] });
    return runNumbered(this.commands, call, items, body, { competition, contest, ...told, erased, ended, advice });
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
      const coming = this.comingTo(competition, plan, given, await this.sources.entriesOf(competition, contest));
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
    const { told, missing } = this.comingTo(competition, plan, given, taken);
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
  ): Coming<Advanced> {
    const cuts = given.map(({ source, published }) => {
      const cut = advancementOf(published);
      if (cut === undefined) throw problemOf(competitionRefusals, { code: 'advance-clause-missing' });
      return { source, cut };
    });
    return comingTo(cuts, competition, numbersFrom(from, competition), taken);
  }
}

type Given = { readonly source: ContestAt; readonly published: Published };
