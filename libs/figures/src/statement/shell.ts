import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  ChoiceField,
  Command,
  Commands,
  DecimalField,
  defined,
  IdField,
  RecordedBody,
  TextField,
  WholeField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { figureRefusals as refusals } from '../shell';
import { grown, stated, yearMax, yearMin } from '../terms';
import type { Grown, Stated } from '../terms';
import { statement } from './decide';

class StatedBody extends RecordedBody {
  @WholeField({ zh: '年度', min: yearMin, max: yearMax })
  year!: number;

  @IdField({ zh: '只关于此系列的竞赛，如安康杯', optional: true })
  series?: string;

  @TextField({ zh: '依据：统计年鉴、上年总结、通知等', max: 500 })
  source!: string;

  @TextField({ zh: '与此前所报不同时的理由', max: 500, optional: true })
  reason?: string;
}

class StatementBody extends StatedBody {
  @ChoiceField({ zh: '哪个数字：单位总数、职工总数，或未在本系统办理的年度的数字', of: stated })
  figure!: Stated;

  @DecimalField({ zh: '数值；效益以万元计，其余为整数' })
  value!: string;
}

class TargetBody extends StatedBody {
  @ChoiceField({ zh: '哪个数字', of: grown })
  figure!: Grown;

  @DecimalField({ zh: '比上年增长的百分数', optional: true })
  growthPercent?: string;

  @DecimalField({ zh: '至少达到的数值', optional: true })
  atLeast?: string;
}

@ApiTags('统计')
@ApiBearerAuth()
@Controller('api/organizations/:organization')
export class StatementsController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
  ) {}

  @Command('statements', { zh: '填报数字：单位与职工总数（参赛面的分母），或往年的数字；更改须说明理由' })
  @Audience('organizer')
  async stateFigure(@Caller() call: Call, @Param('organization') organization: string, @Body() body: StatementBody) {
    await this.authority.require(call, organization, ['organizer']);
    const { year, series, source, reason, figure, value, validAt } = body;
    const command = { type: 'StateFigure', organization, year, source, figure, value } as const;
    const answer = { organization, year, figure };
    return this.commands.run(
      call,
      statement,
      { ...command, ...defined({ series, reason }) },
      { refusals, validAt, answer },
    );
  }

  @Command('targets', { zh: '下达目标：比上年增长多少，或至少多少；更改须说明理由' })
  @Audience('organizer')
  async setTarget(@Caller() call: Call, @Param('organization') organization: string, @Body() body: TargetBody) {
    await this.authority.require(call, organization, ['organizer']);
    const { year, series, source, reason, figure, growthPercent, atLeast, validAt } = body;
    const command = { type: 'SetTarget', organization, year, source, figure } as const;
    const more = defined({ series, reason, growthPercent, atLeast });
    const answer = { organization, year, figure };
    return this.commands.run(call, statement, { ...command, ...more }, { refusals, validAt, answer });
  }
}
