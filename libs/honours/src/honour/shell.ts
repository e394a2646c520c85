import { Body, Controller, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  batchAnswer,
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  DayField,
  DocumentField,
  IdField,
  problemOf,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { loadAwardDocument } from '../award/rules';
import { personalIn } from '../personal';
import { ReceiverBody, subjectOf } from '../receiver/shell';
import { honoursRefusals } from '../shell';
import type { RegisterEarlierHonour } from './command';
import { honour } from './decide';

class EarlierHonourBody extends ReceiverBody {
  @IdField({ zh: '授予荣誉的组织' })
  organization!: string;

  @DocumentField({ zh: '当时的奖项文件，见 /schemas/award-document-1.json' })
  document!: object;

  @TextField({ zh: '表彰决定文号', max: 60 })
  decision!: string;

  @DayField({ zh: '授予日期' })
  conferredOn!: string;
}

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honours/earlier')
export class EarlierHonoursController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '登记本系统启用以前已获的荣誉', answer: batchAnswer })
  @Audience('organizer')
  async registerEarlierHonour(@Caller() call: Call, @Body() body: EarlierHonourBody): Promise<object> {
    const { organization, document, name, unit, decision, conferredOn, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const loaded = loadAwardDocument(document);
    if (!loaded.ok) throw problemOf(honoursRefusals, { code: 'award-refused', problems: loaded.problems });
    const { id: award, receiver } = loaded.document;
    const subject = subjectOf(this.runtime.engine.vault, receiver, body, [organization, award, decision]);
    const command: RegisterEarlierHonour = {
      type: 'RegisterEarlierHonour',
      ...{ award, document, organization, receiver, subject, name, decision, conferredOn },
      ...defined({ unit }),
      ...personalIn(body),
    };
    const answer = { award, organization };
    const done = await this.commands.run(call, honour, command, { refusals: honoursRefusals, validAt, answer });
    // The stream's name holds the receiver's id, which is nobody's business outside.
    return { ...done, stream: undefined };
  }
}
