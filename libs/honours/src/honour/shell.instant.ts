import { Body, Controller, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  defined,
  DayField,
  FlagField,
  IdField,
  problemOf,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { adoptionStream } from '../adoption/events';
import { adoptionFold, inForce } from '../adoption/rules';
import { personalIn } from '../personal';
import { ReceiverBody, subjectOf } from '../receiver/shell';
import { honoursRefusals } from '../shell';
import type { ConferInstantly } from './command.keeping';
import { honour } from './decide';

class InstantBody extends ReceiverBody {
  @IdField({ zh: '授予荣誉的组织' })
  organization!: string;

  @IdField({ zh: '奖项标识' })
  award!: string;

  @TextField({ zh: '即时授予的理由', max: 2_000 })
  reason!: string;

  @TextField({ zh: '表彰决定文号', max: 60 })
  decision!: string;

  @DayField({ zh: '授予日期' })
  conferredOn!: string;

  @FlagField({ zh: '追授', optional: true })
  posthumous?: boolean;

  @TextField({ zh: '证书领取人，追授时必填', max: 60, optional: true })
  certificateTo?: string;
}

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honours/instant')
export class InstantHonoursController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', {
    zh: '即时授予：评选批次之外依决定授予，在其后的表彰名单上单列',
    description: '按该组织当日有效的奖项办法；列入哪一年的名单由办法所定的日期决定。',
    answer: batchAnswer,
  })
  @Audience('organizer', 'committee')
  async conferInstantly(@Caller() call: Call, @Body() body: InstantBody): Promise<object> {
    const { organization, award, name, unit, reason, decision, conferredOn, posthumous, certificateTo, validAt } = body;
    await this.authority.require(call, organization, ['organizer', 'committee']);
    const { engine } = this.runtime;
    const stream = adoptionStream(organization, award);
    const { state } = await engine.states.load(engine.store, adoptionFold, stream);
    const document = inForce(state, conferredOn)?.document;
    if (document === undefined) {
      throw problemOf(honoursRefusals, { code: 'rules-not-adopted', award, day: conferredOn });
    }
    const { receiver } = document;
    const subject = subjectOf(engine.vault, receiver, body, [organization, award, decision]);
    const command: ConferInstantly = {
      type: 'ConferInstantly',
      ...{ organization, award, receiver, subject, name, reason, decision, conferredOn },
      ...defined({ unit, posthumous, certificateTo }),
      ...personalIn(body),
    };
    const answer = { award, organization };
    const done = await this.commands.run(call, honour, command, { refusals: honoursRefusals, validAt, answer });
    return { ...done, stream: undefined };
  }
}
