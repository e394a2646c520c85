import { DocumentField, IdField, IdNumberField, problemOf, TextField, WholeField } from '@xf/nest';
import type { PersonAsked } from './shell.person';
import { erasingRefusals } from './shell.refusals';

export class ErasurePolicyBody {
  @DocumentField({ zh: '删除办法，见 /schemas/erasure-policy-1.json' })
  document!: object;
}

export class ErasureBody {
  @IdField({ zh: '竞赛，与 entry 同填', optional: true })
  competition?: string;

  @IdField({ zh: '参赛项，按报名指明一人', optional: true })
  entry?: string;

  @IdField({ zh: '评选批次，与 nomination、objection 或 signature 同填', optional: true })
  round?: string;

  @IdField({ zh: '提名，按提名指明一人', optional: true })
  nomination?: string;

  @WholeField({ zh: '参赛项或提名的第几名成员', min: 1, max: 1_000, optional: true })
  member?: number;

  @IdField({ zh: '异议，指明提出异议的个人', optional: true })
  objection?: string;

  @IdField({ zh: '异议，指明签署其核实结论的负责人', optional: true })
  signature?: string;

  @IdField({ zh: '名录中的人员标识', optional: true })
  person?: string;

  @IdField({ zh: '奖项，与 decision、name 同填，按荣誉指明一人', optional: true })
  award?: string;

  @TextField({ zh: '表彰决定文号', max: 60, optional: true })
  decision?: string;

  @TextField({ zh: '姓名，只用来查找', max: 100, optional: true })
  name?: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人，不保存；限管理员', optional: true })
  idNumber?: string;

  @TextField({ zh: '理由，不写个人信息', max: 500 })
  reason!: string;

  @TextField({ zh: '法律依据，如 个人信息保护法第四十七条', max: 200 })
  ground!: string;
}

export class ErasureEndBody {
  @TextField({ zh: '理由，不写个人信息', max: 500 })
  reason!: string;
}

/** Whom a body means. Throws `person-unclear` unless it says so in exactly one way. */
export function askedIn(body: ErasureBody): PersonAsked {
  const { competition, entry, round, nomination, member, award, decision, name, idNumber } = body;
  const { objection, signature, person } = body;
  const ways: PersonAsked[] = [];
  if (competition !== undefined && entry !== undefined) ways.push({ by: 'entry', competition, entry, member });
  if (round !== undefined && nomination !== undefined) ways.push({ by: 'nomination', round, nomination, member });
  if (award !== undefined && decision !== undefined && name !== undefined)
    ways.push({ by: 'honour', award, decision, name });
  if (round !== undefined && objection !== undefined) ways.push({ by: 'objection', round, objection });
  if (round !== undefined && signature !== undefined) ways.push({ by: 'signature', round, objection: signature });
  if (person !== undefined) ways.push({ by: 'registered', person });
  if (idNumber !== undefined) ways.push({ by: 'id-number', idNumber });
  const [way, ...more] = ways;
  if (way === undefined || more.length > 0) throw problemOf(erasingRefusals, { code: 'person-unclear' });
  return way;
}
