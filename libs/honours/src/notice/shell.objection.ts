import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { subjectIdOf } from '@xf/competitions';
import {
  Audience,
  Authority,
  Caller,
  ChoiceField,
  Command,
  Commands,
  defined,
  DayField,
  FlagField,
  formatInstant,
  IdField,
  nextPage,
  NumberField,
  parseInstant,
  problem,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { ReviewVisibility } from '../ballot/shell.seen';
import type { FileObjection, ResolveObjection, VerifyObjection } from './command';
import { knowers } from '../visibility/rules';
import { notices } from './decide';
import { objectionIdOf, objectors, outcomes, ways, type Objector, type Outcome, type Way } from './events';
import { objections, type ObjectionRow } from './project';
import { objectionsOf } from './query';
import { noticeRefusals as refusals } from './shell.refusals';
import { NoticeVisibility } from './shell.seen';

/** `validAt` is when it was received. */
class ObjectionBody extends RecordedBody {
  @NumberField({ zh: '异议登记编号，在本批次内唯一' })
  number!: string;

  @IdField({ zh: '所异议的提名' })
  nomination!: string;

  @ChoiceField({ zh: '来信、来电、来访或网络', of: ways })
  way!: Way;

  @ChoiceField({ zh: '个人、单位或匿名', of: objectors })
  from!: Objector;

  @TextField({ zh: '真实姓名或单位名称，加密保存', max: 100, optional: true })
  name?: string;

  @TextField({ zh: '联系方式，加密保存', max: 200, optional: true })
  contact?: string;

  @FlagField({ zh: '单位异议是否加盖公章', optional: true })
  sealed?: boolean;

  @TextField({ zh: '异议内容，加密保存', max: 4_000 })
  about!: string;

  @DayField({ zh: '信件邮戳之日', optional: true })
  postmark?: string;
}

class AnswerBody extends RecordedBody {
  @TextField({ zh: '核实结论，加密保存', max: 4_000 })
  finding!: string;

  @TextField({ zh: '签署的负责人，加密保存', max: 60 })
  signedBy!: string;

  @DayField({ zh: '签署之日' })
  signedOn!: string;

  @TextField({ zh: '核实报告的文号', max: 100 })
  document!: string;
}

class OutcomeBody extends RecordedBody {
  @ChoiceField({ zh: '结论：保留、调整、取消', of: outcomes })
  outcome!: Outcome;

  @TextField({ zh: '理由，不写个人信息', max: 500 })
  reason!: string;
}

/** Who objects is read by those who look into it and by nobody else; the committee reads what was said and found. */
const readers = knowers.objections;

@ApiTags('公示')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/notices/:notice/objections')
export class ObjectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: NoticeVisibility,
    private readonly authority: Authority,
    private readonly reviews: ReviewVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', {
    zh: '登记异议：收到的时间填 validAt；逾期的照记，注明逾期',
    description:
      '个人须有真实姓名和联系方式，单位须盖章；不全的不予登记，可改按匿名（from 为 anonymous）登记。有效的异议只暂停所涉的提名。',
  })
  @Audience('organizer')
  async fileObjection(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('notice') notice: string,
    @Body() body: ObjectionBody,
  ): Promise<object> {
    await this.visibility.require(call, round, notice, ['organizer']);
    const { number, nomination, way, from, name, contact, sealed = false, about, postmark, validAt } = body;
    const place = `${round}/objection/${number}`;
    const kind = from === 'unit' ? 'unit' : 'person';
    const person = subjectIdOf(this.runtime.engine.vault, kind, { name: name ?? '' }, place);
    // Whoever wants no name to be known leaves none, whatever the form held.
    const who = from === 'anonymous' ? {} : { name, contact };
    const command: FileObjection = {
      ...{ type: 'FileObjection', round, notice, objection: objectionIdOf(round, number), number, nomination },
      ...{ way, from, person, sealed, about },
      ...defined({ ...who, postmark, receivedAt: validAt === undefined ? undefined : parseInstant(validAt) }),
    };
    const answer = { round, notice, objection: command.objection, number };
    return this.commands.run(call, notices, command, { refusals, validAt, answer });
  }

  @Read('', {
    zh: '异议，按收到的先后；异议人只对公示单位的主办人员显示',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Audience(...readers)
  listObjections(@Caller() call: Call, @Param('round') round: string, @Param('notice') id: string): Promise<object> {
    return this.reading.ask(call, 'objections', async ({ reads }) => {
      const { notice } = await this.visibility.require(call, round, id, readers);
      const isDesk = await this.authority.covers(call, notice.organization, knowers.objectors);
      const { limit = 50, cursor } = call.query;
      const { members, position, next } = await reads
        .live(objections)
        .read((view) => objectionsOf(view, round, id, cursor, limit));
      const shown = members.map(({ row }) => row);
      const sealed = shown.flatMap(({ name, contact, about, answer }) => [
        ...(isDesk ? [name, contact] : []),
        ...[about, answer?.finding, answer?.signedBy],
      ]);
      const open = await this.visibility.opened(sealed.filter((text) => text !== undefined));
      const hidden = await this.reviews.hiddenFrom(call, round);
      const rows = shown.map((row) =>
        hidden.has(row.nomination) ? { hidden: true } : objectionView(row, isDesk, open),
      );
      return { position, rows, ...nextPage(call, next && { position, ...next }) };
    });
  }

  @Command(':objection/verification', { zh: '登记签署的核实结论；到期没有则视为放弃', ifMatch: 'when-present' })
  @Audience('organizer')
  async verifyObjection(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('notice') notice: string,
    @Param('objection') objection: string,
    @Body() { finding, signedBy, signedOn, document, validAt }: AnswerBody,
  ): Promise<object> {
    await this.visibility.require(call, round, notice, ['organizer']);
    const place = `${round}/objection/${objection}/signer`;
    const signer = subjectIdOf(this.runtime.engine.vault, 'person', { name: signedBy }, place);
    const said = { finding, signer, signedBy, signedOn, document };
    const command: VerifyObjection = { type: 'VerifyObjection', round, notice, objection, ...said };
    const answer = { round, notice, objection };
    return this.commands.run(call, notices, command, { refusals, ifMatch: 'taken', validAt, answer });
  }

  @Command(':objection/outcome', {
    zh: '作出处理：由登记核实结论以外的人；取消的同时撤回提名',
    ifMatch: 'when-present',
  })
  @Audience('committee')
  async resolveObjection(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('notice') notice: string,
    @Param('objection') objection: string,
    @Body() { outcome, reason, validAt }: OutcomeBody,
  ): Promise<object> {
    const { state } = await this.visibility.require(call, round, notice, ['committee']);
    const about = state.objections.get(objection)?.nomination;
    // Who is recused from the nominee reads nothing of the objection, so there is none for them to decide.
    if (about !== undefined && (await this.reviews.hiddenFrom(call, round)).has(about)) throw problem('not-found');
    const command: ResolveObjection = { type: 'ResolveObjection', round, notice, objection, outcome, reason };
    const answer = { round, notice, objection, outcome };
    return this.commands.run(call, notices, command, { refusals, ifMatch: 'taken', validAt, answer });
  }
}

function objectionView(row: ObjectionRow, isDesk: boolean, open: (text: string) => string): object {
  const {
    objection,
    nomination,
    number,
    way,
    from,
    postmark,
    late,
    blocking,
    answerBy,
    recordBy,
    status,
    answer,
    end,
  } = row;
  const text = (sealed: string | undefined) => (sealed === undefined ? undefined : open(sealed));
  return {
    ...{ objection, nomination, number, way, from, postmark, late, blocking, status },
    ...(isDesk ? { name: text(row.name), contact: text(row.contact) } : {}),
    about: open(row.about),
    receivedAt: formatInstant(row.receivedAt),
    recordedAt: formatInstant(row.recordedAt),
    answerBy: answerBy === undefined ? undefined : formatInstant(answerBy),
    recordBy: recordBy === undefined ? undefined : formatInstant(recordBy),
    answer: answer && { ...answer, finding: open(answer.finding), signedBy: open(answer.signedBy) },
    end: end && { ...end, at: formatInstant(end.at) },
  };
}
