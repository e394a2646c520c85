import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  DecimalField,
  defined,
  etagOf,
  formatInstant,
  IdField,
  IdNumberField,
  nextPage,
  NumberField,
  problem,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { openNames } from '@xf/es';
import { processOf } from '../competition/rules';
import type { EntryRejection } from '../entry/command';
import { SlotField } from '../shell.slot';
import { PlaceChanges } from '../standing/shell.changes';
import { idPattern, subjectIdOf } from '../terms';
import { rolesKnowing } from '../visibility/rules';
import { Visibility } from '../visibility/shell';
import type { Known } from '../visibility/shell';
import type { RecordSanction, SanctionRejection } from './command';
import { sanction, sanctionFold } from './decide';
import { sanctionIdOf, sanctionStream } from './events';
import { sanctions } from './project';
import type { SanctionRow } from './project';
import { sanctionRow, sanctionsOf } from './query';
import { signing } from './shell.items';
import { sanctionRefusals } from './shell.refusals';

class SanctionBody extends RecordedBody {
  @NumberField({ zh: '处理单编号' })
  number!: string;

  @TextField({ zh: '处理类型，评分规则所列', max: 60 })
  kind!: string;

  @IdField({ zh: '参赛项；影响成绩的处理必填', optional: true })
  entry?: string;

  @TextField({ zh: '被处理人姓名，加密保存', max: 60, optional: true })
  name?: string;

  @IdNumberField({ zh: '被处理人身份证号，只用来识别同一人', optional: true })
  idNumber?: string;

  @TextField({ zh: '事由，不写个人信息', max: 500 })
  reason!: string;

  @TextField({ zh: '依据的条款', max: 200 })
  clause!: string;

  @TextField({ zh: '扣分项；类型为扣分时填写', max: 60, optional: true })
  criterion?: string;

  @SlotField({ zh: '扣分记入的位置；不填为处理的标识', optional: true })
  slot?: string;

  @DecimalField({ zh: '扣分；类型为扣分时填写', optional: true })
  value?: string;
}

@ApiTags('申诉与违规处理')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/sanctions')
export class SanctionsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    private readonly changes: PlaceChanges,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '登记违规处理；裁判签字前不生效' })
  @Audience('organizer')
  async recordSanction(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() body: SanctionBody,
  ): Promise<object> {
    contestIn(await this.visibility.require(call, competition, ['organizer']), contest);
    const { number, kind, entry, name, reason, clause, validAt } = body;
    const id = sanctionIdOf(competition, contest, number);
    const place = `${competition}/${contest}/sanction/${number}`;
    const person =
      name === undefined
        ? undefined
        : subjectIdOf(this.runtime.engine.vault, 'person', { name, idNumber: body.idNumber }, place);
    const { criterion, value, slot = id } = body;
    const deduction = criterion === undefined || value === undefined ? undefined : { criterion, slot, value };
    const command: RecordSanction = {
      ...{ type: 'RecordSanction', competition, sanction: id, contest, number, kind, reason, clause },
      ...defined({ entry, person, name, deduction }),
    };
    const answer = { competition, contest, sanction: id, number };
    return this.commands.run(call, sanction, command, { refusals: sanctionRefusals, validAt, answer });
  }

  @Command(':sanction/signature', { zh: '裁判签字：处理随之生效，列出因此变化的名次', ifMatch: true })
  @Audience('judge')
  async signSanction(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('sanction') id: string,
    @Body() { validAt }: RecordedBody,
  ): Promise<object> {
    const state = await this.visibility.require(call, competition, ['judge']);
    const { recorded, judge } = await this.recorded(competition, contest, id);
    const { rules } = contestIn(state, contest);
    const kinds = rules === undefined ? [] : (processOf(rules.document).sanctions ?? []);
    const name = kinds.find((kind) => kind.id === recorded.kind)?.name ?? recorded.kind;
    const answer = { competition, contest, sanction: id };
    const options = { refusals: sanctionRefusals, ifMatch: 'required', validAt, answer } as const;
    const items = signing(recorded, name, judge !== undefined);
    const done = await this.commands.runAll<SanctionRejection | EntryRejection>(call, items, options);
    const { entry } = recorded;
    return entry === undefined ? done : this.changes.withChanges(call, { competition, contest, entry }, done);
  }

  @Read('', { zh: '违规处理，按发生的先后', query: ['limit', 'cursor', 'minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'auditor')
  listSanctions(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
  ): Promise<object> {
    return this.reading.ask(call, 'sanctions', async ({ reads }) => {
      const state = await this.visibility.require(call, competition, sanctionReaders);
      const names = await this.readsNames(call, state, contest);
      const { limit = 50, cursor } = call.query;
      const { members, position, next } = await reads
        .live(sanctions)
        .read((view) => sanctionsOf(view, competition, contest, cursor, limit), competition);
      const rows = members.map(({ row }) => sanctionView(row, names));
      const page = { position, rows, ...nextPage(call, next && { position, ...next }) };
      return openNames(this.runtime.engine.vault, page);
    });
  }

  @Read(':sanction', { zh: '一项违规处理', query: ['minPosition'] })
  @Audience('organizer', 'judge', 'committee', 'auditor')
  getSanction(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('sanction') id: string,
  ): Promise<object> {
    return this.reading.ask(call, 'sanction', async ({ reads, engine }) => {
      const state = await this.visibility.require(call, competition, sanctionReaders);
      const { revision } = await this.recorded(competition, contest, id);
      await this.reading.waitForRevision(sanctionStream(competition, id), revision);
      const row = await reads.live(sanctions).read((view) => sanctionRow(view, competition, id), competition);
      if (row === undefined) throw problem('not-found');
      call.reply.header('etag', etagOf(revision));
      const names = await this.readsNames(call, state, contest);
      return openNames(engine.vault, { ...sanctionView(row, names), revision });
    });
  }

  private readsNames(call: Call, state: Known, contest: string): Promise<boolean> {
    return this.visibility.readsNames(call, state.organization, contestIn(state, contest).frozen);
  }

  private async recorded(competition: string, contest: string, id: string) {
    if (!idPattern.test(id)) throw problem('not-found');
    const { engine } = this.runtime;
    const stream = sanctionStream(competition, id);
    const { state, revision } = await engine.states.load(engine.store, sanctionFold, stream);
    if (state.status === 'unknown' || state.recorded.contest !== contest) throw problem('not-found');
    return { recorded: state.recorded, judge: state.judge, revision };
  }
}

const sanctionReaders = rolesKnowing('hearings');

function contestIn({ contests }: Known, contest: string) {
  const found = contests.get(contest);
  if (found === undefined) throw problem('not-found');
  return found;
}

/** Who is sanctioned would tell a judge whom they mark. domain-rules 80. */
function sanctionView(
  { at, signedAt, lifted, name, person, competition: _competition, ...row }: SanctionRow,
  names: boolean,
): object {
  return {
    ...row,
    ...(names ? defined({ name, person }) : {}),
    at: formatInstant(at),
    ...(signedAt === undefined ? {} : { signedAt: formatInstant(signedAt) }),
    ...(lifted === undefined ? {} : { lifted: { ...lifted, at: formatInstant(lifted.at) } }),
  };
}
