import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { openNames } from '@xf/es';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  formatInstant,
  problemOf,
  Public,
  Read,
  Reading,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { roll } from '../roll/project';
import { knowers } from '../visibility/rules';
import { erasingFold, erasingWith, type ErasureRequest } from './decide';
import { erasingStream, erasureRequestIdOf } from './events';
import { hashErasurePolicy } from './rules';
import { erasurePolicySchema } from './rules.schema';
import { askedIn, ErasureBody, ErasureEndBody, ErasurePolicyBody } from './shell.body';
import { honoursUnder, keptNames, policyOver, readableNames } from './shell.items';
import { personOf } from './shell.person';
import { erasingRefusals as refusals } from './shell.refusals';

/** Who asks for an erasure, and who confirms one that another asked for. */
const erasers = ['organizer', 'administrator'] as const;

@ApiTags('个人信息删除')
@Controller()
export class ErasingController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('schemas/erasure-policy-1.json', { zh: '删除办法的 JSON Schema' })
  @Public()
  getErasurePolicySchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return erasurePolicySchema;
  }

  @Command('api/organizations/:organization/erasure-policy', {
    zh: '确定删除办法：哪些姓名依何法律保留；下级没有的从其上级',
  })
  @ApiBearerAuth()
  @Audience('administrator')
  async pinErasurePolicy(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Body() { document }: ErasurePolicyBody,
  ) {
    await this.authority.require(call, organization, ['administrator']);
    const command = { type: 'PinErasurePolicy', organization, document } as const;
    return this.commands.run(call, erasingWith(), command, { refusals, answer: { organization } });
  }

  @Command('api/organizations/:organization/erasures', {
    zh: '申请删除一人的个人信息：由另一账号确认后生效，不可恢复',
    description: '按报名、提名、异议、核实结论、荣誉或名录指明一人，须为本组织或其下级的记录；按身份证号只限管理员。',
    query: [],
  })
  @ApiBearerAuth()
  @Audience(...erasers)
  async requestErasure(@Caller() call: Call, @Param('organization') organization: string, @Body() body: ErasureBody) {
    await this.authority.require(call, organization, erasers);
    const asked = askedIn(body);
    if (asked.by === 'id-number') await this.authority.require(call, organization, ['administrator']);
    await this.reading.waitForHead();
    const person = await personOf(this.runtime, asked);
    if (person === undefined || !(await this.isWithin(person.organization, organization)))
      throw problemOf(refusals, { code: 'person-unknown' });
    const { subject, found, name } = person;
    const request = erasureRequestIdOf(this.commands.idOf(call));
    const { reason, ground } = body;
    const said = { organization, request, subject, found, reason, ground };
    const command = { type: 'RequestErasure', ...said } as const;
    return this.commands.run(call, erasingWith({ name }), command, { refusals, answer: { organization, request } });
  }

  @Read('api/organizations/:organization/erasures', {
    zh: '删除申请：何人为何申请、何人确认，以及将保留什么',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...knowers.erasures)
  listErasures(@Caller() call: Call, @Param('organization') organization: string): Promise<object> {
    return this.reading.ask(call, 'erasures', async ({ engine, reads }) => {
      await this.authority.require(call, organization, knowers.erasures);
      const { state } = await engine.states.load(engine.store, erasingFold, erasingStream(organization));
      const policy = await policyOver(engine, organization);
      const view = await reads.at(roll);
      const rows: object[] = [];
      for (const request of state.requests.values()) {
        const honours = await honoursUnder(engine, view, request.subject);
        const readable = new Set((await readableNames(engine, honours)).map(({ row }) => row.ref));
        rows.push({
          // Who was erased before may be known by a name that stayed: whoever confirms has to see whom it is about.
          ...told({ ...defined({ name: honours[0]?.row.name }), ...request }),
          honours: honours.map(({ row, ground }) => {
            const { awardTitle, decision, unit } = row;
            const name = { nameReadable: readable.has(row.ref), nameKept: ground !== undefined, ground };
            return { award: awardTitle, decision: decision.text, unit, ...name };
          }),
        });
      }
      const by = { title: policy.title, hash: hashErasurePolicy(policy), kept: policy.kept };
      return { organization, policy: by, rows: await openNames(engine.vault, rows) };
    });
  }

  @Command('api/organizations/:organization/erasures/:request/confirmation', {
    zh: '确认删除：申请人以外的账号；其密钥随即销毁，名次、数目与荣誉不变；先前依办法保留、现已不再保留的姓名一并删除',
    query: [],
  })
  @ApiBearerAuth()
  @Audience(...erasers)
  async confirmErasure(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('request') request: string,
  ): Promise<object> {
    await this.authority.require(call, organization, erasers);
    const { engine, reads } = this.runtime;
    await this.reading.waitForHead();
    const { state } = await engine.states.load(engine.store, erasingFold, erasingStream(organization));
    const asked = state.requests.get(request);
    if (asked === undefined) throw problemOf(refusals, { code: 'erasure-unknown' });
    const { subject, status } = asked;
    // Once it is settled there is nothing to work out: what a repeat found would be of another day.
    const { kept, keepers } =
      status === 'open' ? await keptNames(engine, await reads.at(roll), subject) : { kept: [], keepers: [] };
    const command = { type: 'ConfirmErasure', organization, request } as const;
    const answer = await this.commands.run(call, erasingWith({ kept, keepers }), command, {
      refusals,
      answer: { organization, request },
    });
    // The log says so; where this fails, whoever follows the log destroys the keys.
    for (const key of [subject, ...keepers]) await engine.vault.destroy(key);
    return answer;
  }

  @Command('api/organizations/:organization/erasures/:request/refusal', { zh: '驳回删除申请，说明理由' })
  @ApiBearerAuth()
  @Audience(...erasers)
  async declineErasure(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('request') request: string,
    @Body() { reason }: ErasureEndBody,
  ): Promise<object> {
    await this.authority.require(call, organization, erasers);
    const command = { type: 'DeclineErasure', organization, request, reason } as const;
    return this.commands.run(call, erasingWith(), command, { refusals, answer: { organization, request } });
  }

  /** Records of an organisation and of those below it; an ID number belongs to nobody's records. */
  private async isWithin(at: string | undefined, organization: string): Promise<boolean> {
    return at === undefined || (await this.authority.pathOf(at)).includes(organization);
  }
}

/** No ids of people: what was recorded of the request, and the name as long as it can be read. */
function told({ request, found, name, reason, ground, by, status, at, endedBy, declined }: ErasureRequest): object {
  return {
    request,
    found,
    name,
    reason,
    ground,
    by,
    status,
    requestedAt: formatInstant(at),
    ...defined({ endedBy, declined }),
  };
}
