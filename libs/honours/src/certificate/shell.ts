import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { untyped, type BatchItem } from '@xf/es';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  DayField,
  IdField,
  RecordedBody,
  refusal,
  TextField,
  TextListField,
  WholeField,
  type Refusals,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { HonourRegister } from '../honour/shell.found';
import { honoursRefusals } from '../shell';
import type { CertificateCommand, CertificateRejection } from './command';
import { certificates } from './decide';

class SeriesBody extends RecordedBody {
  @IdField({ zh: '授予荣誉的组织' })
  organization!: string;

  @IdField({ zh: '奖项标识' })
  award!: string;

  @IdField({ zh: '编号系列，见奖项办法' })
  series!: string;
}

class IssueBody extends SeriesBody {
  @DayField({ zh: '发放之日' })
  issuedOn!: string;

  @TextListField({ zh: '荣誉标识，依次编号', itemsMax: 2_000, max: 40, pattern: /^\w{1,40}$/ })
  honours!: string[];
}

class ReplacementBody extends SeriesBody {
  @WholeField({ zh: '授予年度，即编号所在的年度', min: 1949, max: 9999 })
  year!: number;

  @TextField({ zh: '原编号', max: 60 })
  number!: string;

  @TextField({ zh: '补发的理由，如遗失，不写个人信息', max: 200 })
  reason!: string;

  @DayField({ zh: '补发之日' })
  replacedOn!: string;
}

const refusals: Refusals<CertificateRejection> = {
  ...honoursRefusals,
  'series-unknown': refusal(422, '奖项办法没有这一编号系列', 'The award document has no such series', {
    errors: ({ series, known }) => [
      {
        pointer: '/series',
        code: 'series-unknown',
        zh: `没有系列 ${series}；可用：${known.join('、') || '（无）'}`,
        en: `no series ${series}; there are: ${known.join(', ') || 'none'}`,
      },
    ],
  }),
  'prefix-taken': refusal(409, '此前缀的编号已属另一系列', 'The numbers of this prefix are those of another series', {
    detail: ({ prefix, year, organization, award, series }) => ({
      zh: `${prefix}${year} 开头的编号由 ${organization} 的 ${award}（${series}）使用，编号不得重复：请在奖项办法中另定前缀`,
      en: `numbers that begin with ${prefix}${year} are those of ${organization}, ${award} (${series}): give this series another prefix in its award document`,
    }),
  }),
  'certificate-issued': refusal(409, '已发过此系列的编号', 'A number of this series was issued already', {
    detail: ({ number }) => ({ zh: number, en: number }),
  }),
  'certificate-unknown': refusal(404, '没有此编号', 'There is no such number'),
  'certificate-void': refusal(409, '此编号已作废', 'The number is void', {
    detail: ({ number }) => ({ zh: number, en: number }),
  }),
};

@ApiTags('荣誉台账')
@ApiBearerAuth()
@Controller('api/certificates')
export class CertificatesController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    private readonly found: HonourRegister,
  ) {}

  @Command('', { zh: '发放证书、奖牌的编号：按名单次序，全部发放或一个也不发', answer: batchAnswer })
  @Audience('organizer')
  async issueCertificates(@Caller() call: Call, @Body() body: IssueBody): Promise<object> {
    const { organization, award, series, issuedOn, honours, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const rows = await this.found.all({ organization, award }, honours);
    const items = rows.map(({ subject, honour, conferredOn }): BatchItem => {
      const of = { organization, award, series, year: Number(conferredOn.slice(0, 4)), subject, honour };
      const command: CertificateCommand = { type: 'IssueCertificate', ...of, issuedOn };
      return { decider: untyped(certificates), command };
    });
    return this.commands.runAll(call, items, { refusals, validAt, answer: { organization, award, series } });
  }

  @Command('replacement', { zh: '补发：原编号作废，另发新编号，两者都留存', answer: batchAnswer })
  @Audience('organizer')
  async replaceCertificate(@Caller() call: Call, @Body() body: ReplacementBody): Promise<object> {
    const { organization, award, series, year, number, reason, replacedOn, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const command = {
      type: 'ReplaceCertificate',
      organization,
      award,
      series,
      year,
      number,
      reason,
      replacedOn,
    } as const;
    const answer = { organization, award, series };
    return this.commands.run(call, certificates, command, { refusals, validAt, answer });
  }
}
