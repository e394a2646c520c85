import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import { Audience, Caller, Command, Commands, defined, FlagField, problem, RecordedBody, TextField } from '@xf/nest';
import type { Call } from '@xf/nest';
import { personalIn } from '../personal';
import { honoursRefusals } from '../shell';
import { CorrectedBody, numberOf } from '../shell.correction';
import { RoundVisibility } from '../visibility/shell';
import type { ConfirmNominationCorrection, CorrectNomination, CorrectNominationMember } from './command';
import { nomination } from './decide';

class MemberCorrectionBody extends RecordedBody {
  @TextField({ zh: '更正后的姓名', max: 100 })
  name!: string;

  @TextField({ zh: '更正的理由，不写个人信息', max: 500 })
  reason!: string;
}

class ConfirmationBody extends RecordedBody {
  @FlagField({ zh: '更正的仅为笔误，所指仍是公示的姓名、单位；不填则须重新公示', optional: true })
  slip?: boolean;
}

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/nominations/:nomination/corrections')
export class NominationCorrectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly visibility: RoundVisibility,
  ) {}

  @Command('', {
    zh: '更正提名的姓名（名称）、单位，或补正民族、性别、出生年份，说明理由',
    description:
      '列入公示或入围名单以前立即生效；之后须由另一人确认。已公示的内容保留原样，注明更正。作出表彰决定后更正所授的荣誉。',
  })
  @Audience('organizer')
  correctNomination(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
    @Body() body: CorrectedBody,
  ): Promise<object> {
    const { name, unit, reason, validAt } = body;
    const said = { reason, ...defined({ name, unit }), ...personalIn(body) };
    return this.run(call, { type: 'CorrectNomination', round, nomination: id, ...said }, validAt);
  }

  @Command('members/:member', {
    zh: '更正班组一名成员的姓名（从 1 数起），说明理由',
    description: '列入公示或入围名单以前立即生效；之后，包括班组受表彰之后，须由另一人确认。',
  })
  @Audience('organizer')
  correctNominatedMember(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
    @Param('member') member: string,
    @Body() { name, reason, validAt }: MemberCorrectionBody,
  ): Promise<object> {
    const command = { type: 'CorrectNominationMember', round, nomination: id, member: numberOf(member) } as const;
    return this.run(call, { ...command, name, reason }, validAt);
  }

  @Command(':correction/confirmation', {
    zh: '另一人确认对提名的更正',
    description:
      '提名已公示而更正姓名（名称）或单位的：仅为笔误的填 slip，原公示继续有效；否则各级公示须重新进行，公示未通过前不能授予。',
  })
  @Audience('organizer', 'committee')
  confirmNominationCorrection(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
    @Param('correction') correction: string,
    @Body() { slip, validAt }: ConfirmationBody,
  ): Promise<object> {
    const asked = { round, nomination: id, correction: numberOf(correction), ...(slip === true ? { slip } : {}) };
    return this.run(call, { type: 'ConfirmNominationCorrection', ...asked }, validAt);
  }

  private async run(
    call: Call,
    command: CorrectNomination | CorrectNominationMember | ConfirmNominationCorrection,
    validAt: string | undefined,
  ): Promise<object> {
    const { round, nomination: id } = command;
    const roles =
      command.type === 'ConfirmNominationCorrection' ? (['organizer', 'committee'] as const) : (['organizer'] as const);
    await this.visibility.require(call, round, roles);
    if (!idPattern.test(id)) throw problem('not-found');
    const answer = { round, nomination: id };
    return this.commands.run(call, nomination, command, { refusals: honoursRefusals, validAt, answer });
  }
}
