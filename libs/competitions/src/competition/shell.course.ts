import { accountFold, accountPattern, accountStream, holds } from '@xf/access';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  DocumentField,
  InstantField,
  instantOf,
  problem,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { competitionRefusals } from '../shell';
import { standings } from '../standing/project';
import { contestRow } from '../standing/query';
import { enteredIn } from '../standing/query.course';
import { PlaceChanges } from '../standing/shell.changes';
import { idPattern } from '../terms';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { competition } from './decide';

class RevisionBody extends RecordedBody {
  @DocumentField({ zh: '新的评分规则，见 /schemas/rule-document-1.json' })
  document!: object;

  @TextField({ zh: '更改理由，此后一直随榜公示', max: 500 })
  reason!: string;
}

class StartBody extends RecordedBody {
  @InstantField({ zh: '开赛时间，参赛者应于此前到场' })
  startsAt!: string;
}

class HeadJudgeBody extends RecordedBody {
  @TextField({
    zh: '裁判长的账号，须是评委',
    max: 40,
    pattern: accountPattern,
    expected: { zh: '账号', en: 'the name of an account' },
  })
  account!: string;
}

class CancellationBody extends RecordedBody {
  @TextField({ zh: '理由', max: 500 })
  reason!: string;
}

/** What happens to a contest between its opening and its freeze. */
@ApiTags('竞赛')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class CourseController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('revisions', { zh: '更改评分规则：冻结之前，已登记的分数按新规则重算，榜上一直注明', ifMatch: true })
  @Audience('organizer')
  async reviseRules(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() { document, reason, validAt }: RevisionBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['organizer']);
    const command = { type: 'ReviseRules', competition: id, contest, document, reason } as const;
    const on = { competition: id, contest };
    const answer = await this.commands.run(call, competition, command, {
      ...{ refusals: competitionRefusals, ifMatch: 'required', validAt, answer: on },
    });
    return this.changes.withContestChanges(call, on, answer);
  }

  @Command('start', { zh: '登记开赛时间：签到以此计迟到；再次登记则改期', ifMatch: true })
  @Audience('organizer')
  async scheduleStart(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() { startsAt, validAt }: StartBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['organizer']);
    const command = { type: 'ScheduleStart', competition: id, contest, startsAt: instantOf(startsAt) } as const;
    const answer = { competition: id, contest };
    return this.commands.run(call, competition, command, {
      ...{ refusals: competitionRefusals, ifMatch: 'required', validAt, answer },
    });
  }

  @Command('head-judge', {
    zh: '指定裁判长：评分规则规定只有裁判长可做的，此后只由其做；再次指定则换人',
    ifMatch: true,
  })
  @Audience('organizer')
  async nameHeadJudge(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() { account, validAt }: HeadJudgeBody,
  ): Promise<object> {
    const { organization } = await this.visibility.require(call, id, ['organizer']);
    // Whoever named them is told of an earlier time: a repeat does not ask again.
    if ((await this.commands.repeatOf(call)) === undefined) await this.requireJudge(account, organization);
    const command = { type: 'NameHeadJudge', competition: id, contest, account } as const;
    const answer = { competition: id, contest, account };
    return this.commands.run(call, competition, command, {
      ...{ refusals: competitionRefusals, ifMatch: 'required', validAt, answer },
    });
  }

  @Command('cancellation', { zh: '取消赛项：参赛者不足评分规则的最低人数', ifMatch: true })
  @Audience('organizer')
  async cancelContest(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() { reason, validAt }: CancellationBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['organizer']);
    const entered = await this.entered(call, id, contest);
    const command = { type: 'CancelContest', competition: id, contest, entered, reason } as const;
    const answer = { competition: id, contest, entered };
    return this.commands.run(call, competition, command, {
      ...{ refusals: competitionRefusals, ifMatch: 'required', validAt, answer },
    });
  }

  private async requireJudge(account: string, organization: string): Promise<void> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, accountFold, accountStream(account));
    const path = await this.authority.pathOf(organization);
    if (state.status === 'active' && holds(state.grants, ['judge'], path)) return;
    const wrong = {
      ...{ pointer: '/account', code: 'not-a-judge', zh: '在此组织没有这个评委账号；请先授予评委角色' },
      en: 'no judge over this organisation has this account; grant the role first',
    };
    throw problem('body-invalid', { errors: [wrong] });
  }

  /** How many have entered, as the boards show it; a repeat counts what was counted the first time. */
  private async entered(call: Call, id: string, contest: string): Promise<number> {
    const repeated = await this.commands.repeatOf(call);
    const { reads } = this.runtime;
    const count = (view: Parameters<typeof enteredIn>[0]): number | undefined => {
      const row = idPattern.test(contest) ? contestRow(view, id, contest) : undefined;
      return row && enteredIn(view, row);
    };
    if (repeated === undefined) await this.reading.waitForHead();
    const found =
      repeated === undefined
        ? await reads.live(standings).read(count, id)
        : count(await reads.at(standings, { position: repeated - 1 }, id));
    if (found === undefined) throw problem('not-found');
    return found;
  }
}
