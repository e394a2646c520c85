import {
  ChoiceField,
  DecimalField,
  FlagField,
  IdField,
  ListField,
  RecordedBody,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';

const ids = { max: 40, pattern: /^\w{1,40}$/ };
const papers = { min: 0, max: 999 };

export class SessionBody extends RecordedBody {
  @IdField({ zh: '会议标识' })
  session!: string;

  @ChoiceField({ zh: '会议种类，须为评选办法的一步', of: ['first-audit', 'second-audit', 'scoring', 'ballot'] })
  kind!: 'first-audit' | 'second-audit' | 'scoring' | 'ballot';

  @TextListField({ zh: '提名，依议程', itemsMax: 2_000, ...ids })
  nominations!: string[];

  @TextListField({ zh: '在场委员的账号', itemsMax: 999, ...ids })
  present!: string[];

  @TextListField({ zh: '计票人、监票人的账号；仅票决', itemsMax: 2, ...ids, optional: true })
  tellers?: string[];
}

class AuditBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @FlagField({ zh: '是否通过' })
  passed!: boolean;

  @TextField({ zh: '理由，不写个人信息', max: 2_000 })
  reason!: string;
}

export class AuditsBody extends RecordedBody {
  @ListField({ zh: '审核结论', of: () => AuditBody, min: 1, max: 2_000 })
  decisions!: AuditBody[];
}

class BallotScoreBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @DecimalField({ zh: '评分' })
  score!: string;
}

export class ScoresBody extends RecordedBody {
  @ListField({ zh: '评分', of: () => BallotScoreBody, min: 1, max: 2_000 })
  scores!: BallotScoreBody[];
}

class CountBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @WholeField({ zh: '发出票数', ...papers })
  out!: number;

  @WholeField({ zh: '收回票数', ...papers })
  in!: number;

  @WholeField({ zh: '赞成', ...papers })
  yes!: number;

  @WholeField({ zh: '反对', ...papers })
  no!: number;

  @WholeField({ zh: '弃权', ...papers })
  abstain!: number;

  @WholeField({ zh: '无效', ...papers })
  invalid!: number;
}

export class CountsBody extends RecordedBody {
  @WholeField({ zh: '第几轮票决', min: 1, max: 999 })
  ballot!: number;

  @ListField({ zh: '计票，每个提名一项', of: () => CountBody, min: 1, max: 2_000 })
  counts!: CountBody[];
}

export class MinutesBody extends RecordedBody {
  @TextField({ zh: '纪要编号' })
  number!: string;

  @TextField({
    zh: '签署文本的 SHA-256，十六进制',
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    expected: { zh: '64 位十六进制小写', en: '64 hexadecimal digits in lower case' },
  })
  hash!: string;

  @TextListField({ zh: '签署的两名在场委员的账号', itemsMax: 2, ...ids })
  signers!: string[];
}

export class LaterMinutesBody extends MinutesBody {
  @TextField({ zh: '重审或更正的理由，不写个人信息', max: 500 })
  reason!: string;
}
