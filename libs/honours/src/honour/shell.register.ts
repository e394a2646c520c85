import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  DayField,
  FlagField,
  nextPage,
  problem,
  problemOf,
  Read,
  Reading,
  RecordedBody,
  TextField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { inForce } from '../adoption/rules';
import { honoursRefusals } from '../shell';
import { dayOf } from '../terms';
import { RoundVisibility } from '../visibility/shell';
import type { KeepingCommand } from './command.keeping';
import { honour } from './decide';
import { register, type HonourRow } from './project';
import { dueThen } from './query.due';
import { adoptionOf, changedPlaces, dueList, registerPage, singleListed } from './query';
import { entitlementOn } from './query.benefits';
import { HonourRegister, registerReaders } from './shell.found';
import { registerView } from './shell.view';

class CheckBody extends RecordedBody {
  @DayField({ zh: '复查之日' })
  checkedOn!: string;

  @FlagField({ zh: '是否合格' })
  passed!: boolean;

  @TextField({ zh: '复查报告的文号，不写个人信息', max: 100 })
  report!: string;
}

class RectificationBody extends RecordedBody {
  @DayField({ zh: '整改完成之日' })
  rectifiedOn!: string;

  @TextField({ zh: '整改报告的文号，不写个人信息', max: 100 })
  report!: string;
}

class KeptBody extends RecordedBody {
  @TextField({ zh: '名次变动后仍保留荣誉的理由，不写个人信息', max: 500 })
  reason!: string;
}

const missing = (parameter: string) =>
  problem('query-invalid', {
    errors: [{ parameter, code: 'parameter-missing', zh: '请填写此参数', en: 'this parameter is needed' }],
  });
const dueMax = 2_000;

@ApiTags('荣誉台账')
@ApiBearerAuth()
@Controller('api/honour-register')
export class HonourRegisterController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    private readonly visibility: RoundVisibility,
    private readonly found: HonourRegister,
  ) {}

  @Read('', {
    zh: '荣誉台账：某组织所授荣誉，含证书、复查、撤销；新者在前',
    query: ['organization', 'award', 'year', 'limit', 'cursor', 'minPosition'],
  })
  @Audience(...registerReaders)
  listRegister(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'honour-register', async ({ reads }) => {
      const { organization, award, year, limit = 50, cursor } = call.query;
      await this.requireReader(call, organization);
      const view = await reads.at(register);
      const page = registerPage(view, { organization, award, year }, { after: cursor, limit });
      const rows = await this.visibility.openAll(page.rows.map(registerView));
      const { position, total } = page;
      // The key names the receiver's id; the sort text is a row's own.
      return { position, total, rows, ...nextPage(call, page.next && { position, sort: page.next.sort, key: '~' }) };
    });
  }

  @Read('due', {
    zh: '到期清单：应复查的、应摘牌的，按奖项办法计至某日；过去的日子按当日的情形，其后的复查、撤销不计',
    query: ['organization', 'award', 'on', 'minPosition'],
  })
  @Audience(...registerReaders)
  listHonoursDue(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'honours-due', async ({ reads, engine }) => {
      const today = dayOf(engine.clock.now());
      const { organization, award, on: day = today } = call.query;
      await this.requireReader(call, organization);
      if (award === undefined) throw missing('award');
      const view = await reads.at(register);
      const adopted = adoptionOf(view, organization ?? '', award);
      const list = day < today ? dueThen : dueList;
      const due = adopted === undefined ? [] : list(view, adopted, day, dueMax);
      const rows = due.map(({ row, due: what, since }) => ({ ...registerView(row), due: { due: what, since } }));
      return { position: view.position(), on: day, rows: await this.visibility.openAll(rows) };
    });
  }

  @Read('changed-places', {
    zh: '名次变动清单：所依据的名次在更正公布后已变的荣誉，由主办方处理',
    query: ['organization', 'limit', 'minPosition'],
  })
  @Audience(...registerReaders)
  listChangedPlaces(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'changed-places', async ({ reads }) => {
      const { organization = '', limit = 50 } = call.query;
      await this.requireReader(call, organization);
      const { position, total, rows } = changedPlaces(await reads.at(register), organization, { limit });
      return { position, total, rows: await this.visibility.openAll(rows.map(registerView)) };
    });
  }

  @Read('single-listed', {
    zh: '单列清单：即时授予、列入某年表彰名单而不计入基数的荣誉',
    query: ['organization', 'award', 'year', 'minPosition'],
  })
  @Audience(...registerReaders)
  listSingleListed(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'single-listed', async ({ reads }) => {
      const { organization = '', award, year } = call.query;
      await this.requireReader(call, organization);
      if (award === undefined) throw missing('award');
      if (year === undefined) throw missing('year');
      const view = await reads.at(register);
      const rows = singleListed(view, organization, award, year).map(registerView);
      return { position: view.position(), total: rows.length, rows: await this.visibility.openAll(rows) };
    });
  }

  @Read(':honour', { zh: '一项荣誉的全部经过', query: ['minPosition'] })
  @Audience(...registerReaders)
  getHonour(@Caller() call: Call, @Param('honour') id: string): Promise<object> {
    return this.reading.ask(call, 'honour', async () =>
      this.visibility.openAll(registerView(await this.found.one(call, id, registerReaders))),
    );
  }

  @Read(':honour/entitlement', { zh: '持有者某日应享的待遇，金额为元', query: ['on', 'minPosition'] })
  @Audience(...registerReaders)
  getEntitlement(@Caller() call: Call, @Param('honour') id: string): Promise<object> {
    return this.reading.ask(call, 'entitlement', async ({ reads, engine }) => {
      const row = await this.found.one(call, id, registerReaders);
      const { on: day = dayOf(engine.clock.now()) } = call.query;
      const adopted = adoptionOf(await reads.at(register), row.organization, row.award);
      const wording = adopted && inForce(adopted, day);
      if (wording === undefined) {
        throw problemOf(honoursRefusals, { code: 'rules-not-adopted', award: row.award, day });
      }
      const { document, hash } = wording;
      return {
        honour: id,
        on: day,
        document: { version: document.version, hash },
        ...entitlementOn(row, document, day),
      };
    });
  }

  @Command(':honour/checks', { zh: '登记复查；不合格的按奖项办法给整改期限', answer: batchAnswer })
  @Audience('organizer')
  checkHonour(@Caller() call: Call, @Param('honour') id: string, @Body() body: CheckBody): Promise<object> {
    const { checkedOn, passed, report, validAt } = body;
    return this.keep(call, id, validAt, (of) => ({ type: 'CheckHonour', ...of, checkedOn, passed, report }));
  }

  @Command(':honour/rectification', { zh: '登记整改完成', answer: batchAnswer })
  @Audience('organizer')
  rectifyHonour(@Caller() call: Call, @Param('honour') id: string, @Body() body: RectificationBody): Promise<object> {
    const { rectifiedOn, report, validAt } = body;
    return this.keep(call, id, validAt, (of) => ({ type: 'RectifyHonour', ...of, rectifiedOn, report }));
  }

  @Command(':honour/keeping', { zh: '名次变动后保留荣誉，说明理由', answer: batchAnswer })
  @Audience('organizer')
  keepHonour(@Caller() call: Call, @Param('honour') id: string, @Body() body: KeptBody): Promise<object> {
    const { reason, validAt } = body;
    return this.keep(call, id, validAt, (of) => ({ type: 'KeepHonour', ...of, reason }));
  }

  private async keep(
    call: Call,
    id: string,
    validAt: string | undefined,
    commandOf: (of: Pick<HonourRow, 'award' | 'subject' | 'honour' | 'organization'>) => KeepingCommand,
  ): Promise<object> {
    const { award, subject, honour: n, organization } = await this.found.one(call, id, ['organizer']);
    const command = commandOf({ award, subject, honour: n, organization });
    const answer = { honour: id };
    const done = await this.commands.run(call, honour, command, { refusals: honoursRefusals, validAt, answer });
    // The stream's name holds the receiver's id.
    return { ...done, stream: undefined };
  }

  private async requireReader(call: Call, organization: string | undefined): Promise<void> {
    if (organization === undefined || organization === '') throw missing('organization');
    await this.authority.require(call, organization, registerReaders);
  }
}
