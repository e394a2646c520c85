import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import { Audience, Caller, Command, Commands, defined, problem, RecordedBody } from '@xf/nest';
import type { Call } from '@xf/nest';
import { personalIn } from '../personal';
import { honoursRefusals } from '../shell';
import { CorrectedBody, numberOf } from '../shell.correction';
import { RoundVisibility } from '../visibility/shell';
import type { NominationCommand } from './command';
import { nomination } from './decide';

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
    description: '列入入围名单以前立即生效；之后须由另一人确认。作出表彰决定后更正所授的荣誉。',
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

  @Command(':correction/confirmation', { zh: '另一人确认对提名的更正' })
  @Audience('organizer', 'committee')
  confirmNominationCorrection(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
    @Param('correction') correction: string,
    @Body() { validAt }: RecordedBody,
  ): Promise<object> {
    const asked = { round, nomination: id, correction: numberOf(correction) };
    return this.run(call, { type: 'ConfirmNominationCorrection', ...asked }, validAt);
  }

  private async run(
    call: Call,
    command: Extract<NominationCommand, { readonly type: 'CorrectNomination' | 'ConfirmNominationCorrection' }>,
    validAt: string | undefined,
  ): Promise<object> {
    const { round, nomination: id } = command;
    const roles =
      command.type === 'CorrectNomination' ? (['organizer'] as const) : (['organizer', 'committee'] as const);
    await this.visibility.require(call, round, roles);
    if (!idPattern.test(id)) throw problem('not-found');
    const answer = { round, nomination: id };
    return this.commands.run(call, nomination, command, { refusals: honoursRefusals, validAt, answer });
  }
}
