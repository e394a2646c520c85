import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Role } from '@xf/access';
import { Audience, batchAnswer, Caller, Command, Commands, defined, RecordedBody } from '@xf/nest';
import type { Call } from '@xf/nest';
import { personalIn } from '../personal';
import { honoursRefusals } from '../shell';
import { CorrectedBody, numberOf } from '../shell.correction';
import type { KeepingCommand } from './command.keeping';
import { honour } from './decide';
import type { HonourRow } from './project';
import { HonourRegister } from './shell.found';

type Of = Pick<HonourRow, 'award' | 'subject' | 'honour' | 'organization'>;
const confirmers = ['organizer', 'committee'] as const;

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honour-register/:honour/corrections')
export class HonourCorrectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly found: HonourRegister,
  ) {}

  @Command('', {
    zh: '更正荣誉上印的姓名（名称）、单位，或补正民族、性别、出生年份，说明理由；另一人确认后生效',
    description: '获得者、决定和日期不变；以前时刻的名册与名单仍是当时的写法，勘误列出更改。',
    answer: batchAnswer,
  })
  @Audience('organizer')
  correctHonour(@Caller() call: Call, @Param('honour') id: string, @Body() body: CorrectedBody): Promise<object> {
    const { name, unit, reason, validAt } = body;
    const said = { reason, ...defined({ name, unit }), ...personalIn(body) };
    return this.run(call, id, { roles: ['organizer'], validAt }, (of) => ({ type: 'CorrectHonour', ...of, ...said }));
  }

  @Command(':correction/confirmation', { zh: '另一人确认对荣誉的更正', answer: batchAnswer })
  @Audience(...confirmers)
  confirmHonourCorrection(
    @Caller() call: Call,
    @Param('honour') id: string,
    @Param('correction') correction: string,
    @Body() { validAt }: RecordedBody,
  ): Promise<object> {
    const number = numberOf(correction);
    return this.run(call, id, { roles: confirmers, validAt }, (of) => ({
      ...{ type: 'ConfirmHonourCorrection', ...of, correction: number },
    }));
  }

  private async run(
    call: Call,
    id: string,
    { roles, validAt }: { readonly roles: readonly Role[]; readonly validAt: string | undefined },
    commandOf: (of: Of) => KeepingCommand,
  ): Promise<object> {
    const { award, subject, honour: n, organization } = await this.found.one(call, id, roles);
    const command = commandOf({ award, subject, honour: n, organization });
    const answer = { honour: id };
    const done = await this.commands.run(call, honour, command, { refusals: honoursRefusals, validAt, answer });
    // The stream's name holds the receiver's id.
    return { ...done, stream: undefined };
  }
}
