import { randomUUID } from 'node:crypto';
import { memoryViews } from '@xf/adapters';
import { erasingWith, erasureRequestIdOf, keptNames, personOf, roll, type PersonAsked } from '@xf/honours';
import { organizationPattern } from '@xf/access';
import { execute, viewAsOf, type Codec, type Context, type Engine, type Reads } from '@xf/es';
import { isIdNumber } from '@xf/files';
import { everyCodec } from '@xf/runtime';
import { writing } from '../folder';
import { Stop, type ExitCode, type Io } from '../io';
import { say, type Output } from '../print';
import { refusalText } from '../refusals';

export type EraseOptions = {
  readonly data: string;
  /**
   * `entry:competition/entry` or `nomination:round/nomination`, either with `#member`; `objection:round/objection` for who
   * objected, `signature:round/objection` for who signed the answer; `registered:person`; or `-` for an ID number from stdin.
   */
  readonly person: string;
  readonly organization: string;
  readonly reason: string;
  readonly ground: string;
  readonly actor: string;
  /** Who consents beside the one who types it. */
  readonly second: string;
};

/**
 * Erases a person in a data folder, or in a log that several processes share: asked for by one named person and confirmed by
 * another, as over HTTP. The key is gone when this resolves; repeating it does no harm.
 */
export async function erasePerson(output: Output, options: EraseOptions): Promise<ExitCode> {
  const { organization, reason, ground, actor, second } = options;
  if (!organizationPattern.test(organization))
    throw new Stop(2, 'organization-invalid', `没有组织“${organization}”。`, `"${organization}" is no organisation.`);
  if (actor === second) {
    const { zh, en } = refusalText({ code: 'second-account-needed' });
    throw new Stop(1, 'second-account-needed', `${zh}。`, `${en}.`);
  }
  const asked = await askedIn(options.person, output.io);
  return writing<ExitCode>(options.data, async (engine) => {
    const reads = readsOf(engine);
    const person = await personOf({ engine, reads }, asked);
    if (person === undefined)
      throw new Stop(1, 'person-unknown', '没有找到此人的记录。', 'No record of this person was found.');
    const { subject, found, name } = person;
    const command = `erase:${randomUUID()}`;
    const request = erasureRequestIdOf(command);
    const { kept, keepers, names } = await keptNames(engine, await reads.at(roll), subject);
    const asking = { type: 'RequestErasure', organization, request, subject, found, reason, ground } as const;
    await carriedOut(engine, { name }, asking, { actor, command });
    const confirming = { type: 'ConfirmErasure', organization, request } as const;
    const position = await carriedOut(engine, { kept, keepers }, confirming, {
      actor: second,
      command: `${command}:second`,
    });
    for (const key of [subject, ...keepers]) await engine.vault.destroy(key);
    say(output, { ok: true, request, found, position, namesKept: names }, [
      `已删除个人信息（${found}），申请 ${request}；依办法保留 ${names} 项荣誉的姓名。`,
      `  Erased (${found}), request ${request}; names kept by policy: ${names}.`,
      '旧的密钥备份仍能打开这些内容，请销毁或重做备份。',
      '  Old copies of the keys still open it: destroy them, or make the backup anew.',
    ]);
    return 0;
  });
}

/** The roll as the whole log has it: this process serves nobody and keeps no views. */
function readsOf({ store }: Engine): Pick<Reads, 'at'> {
  return {
    async at(projection) {
      const scratch = memoryViews().open<never>(projection.name, projection.version);
      const moment = { position: await store.head() };
      return viewAsOf(store, everyCodec as unknown as Codec<never>, projection as never, moment, scratch);
    },
  };
}

type Asking = Parameters<ReturnType<typeof erasingWith>['stream']>[0];

async function carriedOut(
  engine: Engine,
  context: Parameters<typeof erasingWith>[0],
  command: Asking,
  by: Context,
): Promise<number> {
  const outcome = await execute(engine, erasingWith(context), command, by);
  if (outcome.kind === 'done') return outcome.position;
  if (outcome.kind !== 'refused')
    throw new Stop(3, 'busy', '写入冲突过多，请重试。', 'Too many conflicting writes; try again.');
  const { zh, en } = refusalText(outcome.rejection);
  throw new Stop(1, outcome.rejection.code, `${zh}。`, `${en}.`);
}

async function askedIn(person: string, { stdin }: Io): Promise<PersonAsked> {
  if (person === '-') {
    let typed = '';
    for await (const chunk of stdin) typed += String(chunk);
    const idNumber = typed.trim().toUpperCase();
    if (isIdNumber(idNumber)) return { by: 'id-number', idNumber };
    throw new Stop(
      2,
      'id-number-invalid',
      '标准输入应为 18 位身份证号，校验位正确。',
      'An 18-character ID number is expected on stdin.',
    );
  }
  const [, by, of = '', id = '', member] =
    /^(entry|nomination):(\w{1,40})\/(\w{1,40})(?:#([1-9]\d{0,2}))?$/.exec(person) ?? [];
  const more = member === undefined ? {} : { member: Number(member) };
  if (by === 'entry') return { by, competition: of, entry: id, ...more };
  if (by === 'nomination') return { by, round: of, nomination: id, ...more };
  const [, paper, round = '', objection = ''] = /^(objection|signature):(\w{1,40})\/(\w{1,40})$/.exec(person) ?? [];
  if (paper === 'objection' || paper === 'signature') return { by: paper, round, objection };
  const [, registered] = /^registered:(\w{1,40})$/.exec(person) ?? [];
  if (registered !== undefined) return { by: 'registered', person: registered };
  const zh = `“${person}”应写作 entry:竞赛/参赛项、nomination:批次/提名（成员加 #序号）、objection:批次/异议（异议人）、signature:批次/异议（核实结论的签署人）、registered:名录人员，或 -（从标准输入读身份证号）。`;
  const en = `"${person}" should be entry:competition/entry, nomination:round/nomination (a member: #1), objection:round/objection (who objected), signature:round/objection (who signed the answer), registered:person, or - for an ID number on stdin.`;
  throw new Stop(2, 'person-invalid', zh, en);
}
