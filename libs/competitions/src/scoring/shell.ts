import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  DecimalField,
  InstantField,
  instantOf,
  problem,
  RecordedBody,
  RUNTIME,
  TextField,
  TextMapField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { EntryCommand } from '../entry/command';
import { entry } from '../entry/decide';
import { competitionRefusals } from '../shell';
import { SlotField } from '../shell.slot';
import { PlaceChanges } from '../standing/shell.changes';
import { entryStream, idPattern, subjectIdOf } from '../terms';
import { Visibility } from '../visibility/shell';
import type { Known } from '../visibility/shell';

const reasonMax = 500;

class SlotBody extends RecordedBody {
  @TextField({ zh: '评分项', max: 60 })
  criterion!: string;

  @SlotField({ zh: '评委或次序；评委本人打分时可省略', optional: true })
  slot?: string;
}

class ScoreBody extends SlotBody {
  @DecimalField({ zh: '分数' })
  value!: string;
}

class CorrectionBody extends ScoreBody {
  @TextField({ zh: '更正理由', max: reasonMax })
  reason!: string;
}

class SlotReasonBody extends SlotBody {
  @TextField({ zh: '理由', max: reasonMax })
  reason!: string;
}

class ReasonBody extends RecordedBody {
  @TextField({ zh: '理由', max: reasonMax })
  reason!: string;
}

class ArrivalBody {
  @InstantField({ zh: '到场时间' })
  arrivedAt!: string;

  @InstantField({ zh: '应到时间：此场次不按赛项的开赛时间时填写', optional: true })
  dueAt?: string;
}

class NameBody extends ReasonBody {
  @TextField({ zh: '正确的姓名，或班组、单位名称', max: 100 })
  name!: string;
}

class EntryAttributesBody extends ReasonBody {
  @TextMapField({ zh: '要补录或更正的参赛数据及其正确的值，如 {"lot": "2"}；其余的不变', itemsMax: 50 })
  attributes!: Record<string, string>;
}

class SpreadBody extends ReasonBody {
  @TextField({ zh: '评分项', max: 60 })
  criterion!: string;
}

class VetoBody extends ReasonBody {
  @TextField({ zh: '评分规则中的否决条款', max: 60 })
  clause!: string;
}

/** The address of an entry. */
class EntryPath {
  @ApiProperty({ type: String })
  competition!: string;

  @ApiProperty({ type: String })
  contest!: string;

  @ApiProperty({ type: String })
  entry!: string;
}

@ApiTags('参赛与评分')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/entries')
export class ScoringController {
  constructor(
    private readonly commands: Commands,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command(':entry/scores', { zh: '登记分数；评委只能登记自己的' })
  @Audience('organizer', 'judge')
  async recordScore(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ScoreBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer', 'judge']);
    const { criterion, value } = body;
    const slot = await this.slotOf(call, known, body.slot);
    return this.run(call, on, { type: 'RecordScore', ...this.at(on), criterion, slot, value }, body);
  }

  @Command(':entry/corrections', { zh: '更正分数，冻结之后也可补登漏记的；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  async correctScore(@Caller() call: Call, @Param() on: EntryPath, @Body() body: CorrectionBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer']);
    const { criterion, value, reason } = body;
    const slot = await this.slotOf(call, known, body.slot);
    return this.change(call, on, { type: 'CorrectScore', ...this.at(on), criterion, slot, value, reason }, body);
  }

  @Command(':entry/voids', { zh: '作废误登的分数，席位随之空出；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  async voidScore(@Caller() call: Call, @Param() on: EntryPath, @Body() body: SlotReasonBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer']);
    const { criterion, reason } = body;
    const slot = await this.slotOf(call, known, body.slot);
    return this.change(call, on, { type: 'VoidScore', ...this.at(on), criterion, slot, reason }, body);
  }

  @Command(':entry/confirmations', { zh: '确认他人提出的更正', ifMatch: true })
  @Audience('organizer')
  async confirmCorrection(@Caller() call: Call, @Param() on: EntryPath, @Body() body: SlotBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer']);
    const slot = await this.slotOf(call, known, body.slot);
    return this.change(call, on, { type: 'ConfirmCorrection', ...this.at(on), criterion: body.criterion, slot }, body);
  }

  @Command(':entry/refusals', { zh: '不予更正：待确认的更正由提出者撤回，或由他人驳回', ifMatch: true })
  @Audience('organizer')
  async refuseCorrection(@Caller() call: Call, @Param() on: EntryPath, @Body() body: SlotReasonBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer']);
    const { criterion, reason } = body;
    const slot = await this.slotOf(call, known, body.slot);
    return this.change(call, on, { type: 'RefuseCorrection', ...this.at(on), criterion, slot, reason }, body);
  }

  @Command(':entry/remarks', { zh: '复评：评委分差超过评分规则时，评委改自己的分数', ifMatch: true })
  @Audience('organizer', 'judge')
  async remarkScore(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ScoreBody): Promise<object> {
    const known = await this.visibility.require(call, on.competition, ['organizer', 'judge']);
    const { criterion, value } = body;
    const slot = await this.slotOf(call, known, body.slot);
    return this.change(call, on, { type: 'RemarkScore', ...this.at(on), criterion, slot, value }, body);
  }

  @Command(':entry/spreads', {
    zh: '分差维持：评委坚持原判，说明理由后不再复评；评分规则规定由裁判长决定的，由裁判长登记',
    ifMatch: true,
  })
  @Audience('organizer', 'judge')
  async letSpreadStand(@Caller() call: Call, @Param() on: EntryPath, @Body() body: SpreadBody): Promise<object> {
    await this.visibility.requireForSpreads(call, on);
    const { criterion, reason } = body;
    return this.change(call, on, { type: 'LetSpreadStand', ...this.at(on), criterion, reason }, body);
  }

  @Command(':entry/withdrawal', { zh: '退赛', ifMatch: true })
  @Audience('organizer')
  withdrawEntry(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'WithdrawEntry', body);
  }

  @Command(':entry/absence', { zh: '记缺席', ifMatch: true })
  @Audience('organizer')
  markAbsent(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'MarkAbsent', body);
  }

  @Command(':entry/check-in', { zh: '签到：迟到达到评分规则的限度即为缺席，两个时间都记录在案' })
  @Audience('organizer')
  async checkInEntry(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ArrivalBody): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    const [arrivedAt, dueAt] = [instantOf(body.arrivedAt), body.dueAt && instantOf(body.dueAt)];
    const due = typeof dueAt === 'number' ? { dueAt } : {};
    return this.run(call, on, { type: 'CheckInEntry', ...this.at(on), arrivedAt, ...due }, {});
  }

  @Command(':entry/disqualification', { zh: '取消成绩；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  disqualifyEntry(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'DisqualifyEntry', body);
  }

  @Command(':entry/reinstatement', { zh: '恢复参赛；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  reinstateEntry(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'ReinstateEntry', body);
  }

  @Command(':entry/veto', { zh: '一票否决；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  async vetoEntry(@Caller() call: Call, @Param() on: EntryPath, @Body() body: VetoBody): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    const { clause, reason } = body;
    return this.change(call, on, { type: 'VetoEntry', ...this.at(on), clause, reason }, body);
  }

  @Command(':entry/change/confirmation', { zh: '确认他人提出的取消成绩、一票否决或恢复参赛', ifMatch: true })
  @Audience('organizer')
  async confirmEntryChange(@Caller() call: Call, @Param() on: EntryPath, @Body() body: RecordedBody): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    return this.change(call, on, { type: 'ConfirmChange', ...this.at(on) }, body);
  }

  @Command(':entry/change/refusal', { zh: '不予变动：待确认的变动由提出者撤回，或由他人驳回', ifMatch: true })
  @Audience('organizer')
  refuseEntryChange(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'RefuseChange', body);
  }

  @Command(':entry/name', { zh: '更正写错的姓名或名称；公布之后须另一人确认', ifMatch: true })
  @Audience('organizer')
  async correctEntryName(@Caller() call: Call, @Param() on: EntryPath, @Body() body: NameBody): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    const { name, reason } = body;
    const subject = await this.subjectOf(on, name);
    return this.change(call, on, { type: 'CorrectName', ...this.at(on), name, subject, reason }, body);
  }

  @Command(':entry/attributes', {
    zh: '补录或更正参赛数据，如抽签号、上年数、难度；成绩不变；公布之后须另一人确认',
    ifMatch: true,
  })
  @Audience('organizer')
  async correctEntryAttributes(
    @Caller() call: Call,
    @Param() on: EntryPath,
    @Body() body: EntryAttributesBody,
  ): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    const { attributes, reason } = body;
    return this.change(call, on, { type: 'CorrectAttributes', ...this.at(on), attributes, reason }, body);
  }

  @Command(':entry/amendment/confirmation', { zh: '确认他人提出的名称、参赛数据或带入积分的更正', ifMatch: true })
  @Audience('organizer')
  async confirmAmendment(@Caller() call: Call, @Param() on: EntryPath, @Body() body: RecordedBody): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    return this.change(call, on, { type: 'ConfirmAmendment', ...this.at(on) }, body);
  }

  @Command(':entry/amendment/refusal', {
    zh: '不予更正名称、参赛数据或带入的积分：由提出者撤回，或由他人驳回',
    ifMatch: true,
  })
  @Audience('organizer')
  refuseAmendment(@Caller() call: Call, @Param() on: EntryPath, @Body() body: ReasonBody): Promise<object> {
    return this.leave(call, on, 'RefuseAmendment', body);
  }

  private async leave(
    call: Call,
    on: EntryPath,
    type: 'WithdrawEntry' | 'MarkAbsent' | 'DisqualifyEntry' | 'ReinstateEntry' | 'RefuseChange' | 'RefuseAmendment',
    body: ReasonBody,
  ): Promise<object> {
    await this.visibility.require(call, on.competition, ['organizer']);
    return this.change(call, on, { type, ...this.at(on), reason: body.reason }, body);
  }

  private at({ competition, entry: id }: EntryPath): { readonly competition: string; readonly entry: string } {
    return { competition, entry: id };
  }

  /**
   * Behind the freeze the answer lists the places that changed, or would: to organizers only until results are published.
   * domain-rules 83, 84.
   */
  private async change(call: Call, on: EntryPath, command: EntryCommand, body: RecordedBody): Promise<object> {
    const done = await this.run(call, on, command, body, 'required');
    const { state } = await this.visibility.stateOf(on.competition);
    const { frozen = false, published = 0 } = state.contests.get(on.contest) ?? {};
    const tells = published > 0 || (frozen && (await this.authority.covers(call, state.organization, ['organizer'])));
    return tells ? this.changes.withChanges(call, on, done) : done;
  }

  private async run(
    call: Call,
    on: EntryPath,
    command: EntryCommand,
    body: RecordedBody,
    ifMatch?: 'required',
  ): Promise<object> {
    const { engine } = this.runtime;
    if (!idPattern.test(on.entry)) throw problem('not-found');
    await this.visibility.refuseBlind(call, (await this.visibility.stateOf(on.competition)).state, on.contest);
    const { state } = await engine.states.load(engine.store, entry, entryStream(on.competition, on.entry));
    if (state.status === 'unknown' || state.submitted.contest !== on.contest) throw problem('not-found');
    const answer = { competition: on.competition, contest: on.contest, entry: on.entry };
    const effect = await this.visibility.effectFor(call, on.competition, entryStream(on.competition, on.entry));
    const options = { refusals: competitionRefusals, validAt: body.validAt, answer, ...effect };
    return this.commands.run(call, entry, command, ifMatch === undefined ? options : { ...options, ifMatch });
  }

  /** Whom an entry is about under another name: a team or a unit is known by it, a person is who they were. */
  private async subjectOf({ competition, entry: id }: EntryPath, name: string): Promise<string> {
    if (!idPattern.test(id)) throw problem('not-found');
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, entry, entryStream(competition, id));
    if (state.status === 'unknown') throw problem('not-found');
    const { kind, subject, unit } = state.submitted;
    return kind === 'person' ? subject : subjectIdOf(engine.vault, kind, { name, unit }, '');
  }

  /** Organizers type in what is on paper, in any slot; a judge marks in their own name and in nobody else's. */
  private async slotOf(call: Call, { organization }: Known, asked: string | undefined): Promise<string> {
    const own = call.principal?.account ?? '';
    if (asked === undefined || asked === own) return own;
    if (await this.authority.covers(call, organization, ['organizer'])) return asked;
    const wrong = {
      pointer: '/slot',
      code: 'slot-not-yours',
      zh: '评委只能登记自己的分数',
      en: 'a judge records their own marks only',
    };
    throw problem('role-missing', { errors: [wrong] });
  }
}
