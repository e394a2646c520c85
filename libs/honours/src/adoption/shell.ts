import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  DayField,
  DocumentField,
  IdField,
  problem,
  problemOf,
  Read,
  Reading,
  RecordedBody,
  refusal,
  type Refusals,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { loadAwardDocument } from '../award/rules';
import { honoursRefusals } from '../shell';
import type { AdoptionRejection } from './command';
import { adoption } from './decide';
import { adoptionStream } from './events';
import { adoptionFold } from './rules';

class AdoptionBody extends RecordedBody {
  @IdField({ zh: '授予荣誉的组织' })
  organization!: string;

  @DocumentField({ zh: '奖项文件，见 /schemas/award-document-1.json' })
  document!: object;

  @DayField({ zh: '自此日起施行' })
  from!: string;
}

const refusals: Refusals<AdoptionRejection> = {
  'award-refused': honoursRefusals['award-refused'],
  'award-differs': honoursRefusals['award-differs'],
  'adoption-day-unknown': refusal(422, '没有这一天', 'There is no such day', {
    errors: () => [
      { pointer: '/from', code: 'no-such-day', zh: '应为日期，如 2026-01-01', en: 'expected a day such as 2026-01-01' },
    ],
  }),
  'adoption-backdated': refusal(409, '已有同日或更晚施行的办法', 'A wording holds from that day or a later one', {
    detail: ({ from }) => ({ zh: `施行日期须晚于 ${from}`, en: `it has to hold from a day after ${from}` }),
  }),
};

const parameterMissing = (parameter: string) =>
  problem('query-invalid', {
    errors: [{ parameter, code: 'parameter-missing', zh: '请填写此参数', en: 'this parameter is needed' }],
  });

/** What an organisation goes by for honours it has given: each wording from a day on. */
@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/award-rules')
export class AdoptionController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
  ) {}

  @Command('', { zh: '施行奖项办法：撤销事由、复查、待遇、证书自此日起按此办法' })
  @Audience('organizer')
  async adoptAwardRules(@Caller() call: Call, @Body() body: AdoptionBody): Promise<object> {
    const { organization, document, from, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const loaded = loadAwardDocument(document);
    if (!loaded.ok) throw problemOf(refusals, { code: 'award-refused', problems: loaded.problems });
    const { id: award } = loaded.document;
    const command = { type: 'AdoptAwardRules', organization, award, document, from } as const;
    return this.commands.run(call, adoption, command, { refusals, validAt, answer: { organization, award } });
  }

  @Read('', { zh: '某组织某奖项先后施行的办法', query: ['organization', 'award', 'minPosition'] })
  @Audience('organizer', 'committee', 'auditor')
  listAwardRules(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'award-rules', async ({ engine }) => {
      const { organization, award } = call.query;
      if (organization === undefined) throw parameterMissing('organization');
      if (award === undefined) throw parameterMissing('award');
      await this.authority.require(call, organization, ['organizer', 'committee', 'auditor']);
      if (!idPattern.test(award)) throw problem('not-found');
      const { state } = await engine.states.load(engine.store, adoptionFold, adoptionStream(organization, award));
      return { organization, award, rows: state.wordings };
    });
  }
}
