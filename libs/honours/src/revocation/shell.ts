import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import { untyped, type BatchItem } from '@xf/es';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  defined,
  DayField,
  IdField,
  problem,
  Read,
  Reading,
  RecordedBody,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import type { ReturnPlaque, RevokeHonour } from '../honour/command.keeping';
import { honour } from '../honour/decide';
import { register } from '../honour/project';
import { revocationOf, type RevocationTold } from '../honour/query';
import { HonourRegister, registerReaders } from '../honour/shell.found';
import { registerView } from '../honour/shell.view';
import { RoundVisibility } from '../visibility/shell';
import type { RevocationCommand } from './command';
import { revocation } from './decide';
import { revocationRefusals as refusals } from './shell.refusals';

const listMax = 2_000;
const honours = { zh: '荣誉标识，见荣誉台账', itemsMax: listMax, max: 40, pattern: /^\w{1,40}$/ };

class RevocationBody extends RecordedBody {
  @IdField({ zh: '此撤销决定的标识' })
  revocation!: string;

  @IdField({ zh: '授予荣誉的组织' })
  organization!: string;

  @IdField({ zh: '奖项标识' })
  award!: string;

  @IdField({ zh: '事由，见奖项办法' })
  cause!: string;

  @TextField({ zh: '撤销决定文号，如 唐工字〔2023〕25号', max: 60 })
  decision!: string;

  @TextField({ zh: '批准的机关', max: 100 })
  approvedBy!: string;

  @DayField({ zh: '决定之日' })
  decidedOn!: string;

  @DayField({ zh: '交回奖牌、证书的最后一日；不填则不要求交回', optional: true })
  returnBy?: string;

  @WholeField({ zh: '决定所载的撤销数', min: 1, max: listMax })
  count!: number;

  @TextListField(honours)
  honours!: string[];
}

class ReturnBody extends RecordedBody {
  @DayField({ zh: '交回之日' })
  returnedOn!: string;

  @TextListField(honours)
  honours!: string[];
}

@ApiTags('荣誉台账')
@ApiBearerAuth()
@Controller('api/honour-revocations')
export class RevocationsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    private readonly visibility: RoundVisibility,
    private readonly found: HonourRegister,
  ) {}

  @Command('', {
    zh: '撤销荣誉：一个决定撤销名单上的全部荣誉，或一项也不撤销',
    description: '弄虚作假类事由同时记入推荐单位，其下一届推荐资格随之取消。',
    answer: batchAnswer,
  })
  @Audience('organizer')
  async revokeHonours(@Caller() call: Call, @Body() body: RevocationBody): Promise<object> {
    const { revocation: id, organization, award, cause, decision, approvedBy, decidedOn, returnBy, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const rows = await this.found.all({ organization, award }, body.honours);
    const said = { revocation: id, organization, award, cause, decision, approvedBy, ...defined({ returnBy }) };
    const { count, honours: listed } = body;
    const decide: RevocationCommand = { type: 'DecideRevocation', ...said, decidedOn, count, honours: listed };
    const items: BatchItem[] = [{ decider: untyped(revocation), command: decide }];
    for (const { subject, honour: of } of rows) {
      const command: RevokeHonour = { type: 'RevokeHonour', ...said, subject, honour: of, revokedOn: decidedOn };
      items.push({ decider: untyped(honour), command });
    }
    return this.commands.runAll(call, items, { refusals, validAt, answer: { revocation: id } });
  }

  @Read(':revocation', { zh: '一个撤销决定，及尚未交回的奖牌', query: ['minPosition'] })
  @Audience(...registerReaders)
  getRevocation(@Caller() call: Call, @Param('revocation') id: string): Promise<object> {
    return this.reading.ask(call, 'revocation', async ({ reads }) => {
      const told = idPattern.test(id) ? revocationOf(await reads.at(register), id) : undefined;
      if (told === undefined) throw problem('not-found');
      await this.authority.require(call, told.row.organization, registerReaders);
      return this.visibility.open(revocationView(told));
    });
  }

  @Command(':revocation/returns', { zh: '登记交回的奖牌、证书', answer: batchAnswer })
  @Audience('organizer')
  async returnPlaques(
    @Caller() call: Call,
    @Param('revocation') id: string,
    @Body() { returnedOn, honours: ids, validAt }: ReturnBody,
  ): Promise<object> {
    const told = idPattern.test(id) ? revocationOf(await this.found.fresh(), id) : undefined;
    if (told === undefined) throw problem('not-found');
    const { organization, award } = told.row;
    await this.authority.require(call, organization, ['organizer']);
    const rows = await this.found.all({ organization, award }, ids);
    const items = rows.map(({ subject, honour: of }): BatchItem => {
      const at = { organization, award, subject, honour: of };
      const command: ReturnPlaque = { type: 'ReturnPlaque', ...at, revocation: id, returnedOn };
      return { decider: untyped(honour), command };
    });
    return this.commands.runAll(call, items, { refusals, validAt, answer: { revocation: id } });
  }
}

function revocationView({ row, honours: all, open }: RevocationTold): object {
  const { revocation: id, organization, award, removal, cause, causeTitle, decision, approvedBy, decidedOn } = row;
  return defined({
    ...{ revocation: id, organization, award, kind: removal, cause, causeTitle, decision, approvedBy, decidedOn },
    ...{ returnBy: row.returnBy, count: row.count },
    returned: all.filter(({ returnedOn }) => returnedOn !== undefined).length,
    open: open.map(registerView),
    honours: all.map(registerView),
  });
}
