import {
  ChoiceField,
  defined,
  DayField,
  FlagField,
  IdField,
  ListField,
  RecordedBody,
  TextField,
  TextListField,
} from '@xf/nest';
import { parties, type DatedAttribute, type PartyName } from '../eligibility/rules.facts';
import { opinions, type Opinion, type StatedBar } from './events';

const level = { zh: '以哪一级的名义办理，见评选办法' };

export class CandidacyBody extends RecordedBody {
  @IdField({ zh: '报送的组织，须为第一级' })
  organization!: string;

  @TextField({ zh: '所在单位在名录中的标识，未登记的不填', max: 40, pattern: /^\w{1,40}$/, optional: true })
  unit?: string;

  @IdField({ zh: '推荐对象的类别，征求意见依此', optional: true })
  kind?: string;

  @FlagField({ zh: '是否自荐', optional: true })
  self?: boolean;
}

class FileAttributeBody {
  @IdField({ zh: '评选办法所问的一项，如 nationality' })
  attribute!: string;

  @TextField({ zh: '内容', max: 100 })
  value!: string;

  @DayField({ zh: '自何日起，不填为一向如此', optional: true })
  from?: string;
}

class FileBarBody {
  @ChoiceField({ zh: '推荐对象或其单位', of: parties })
  of!: PartyName;

  @TextField({
    zh: '情形，如 accident',
    max: 40,
    pattern: /^[A-Za-z][A-Za-z0-9_-]{0,39}$/,
    expected: { zh: '字母开头的字母、数字、_ 或 -', en: 'letters, digits, _ or -, a letter first' },
  })
  bar!: string;

  @DayField({ zh: '发生之日；没有此情形的不填', optional: true })
  on?: string;

  @DayField({ zh: '了结之日', optional: true })
  cleared?: string;
}

export class LevelBody extends RecordedBody {
  @IdField(level)
  level!: string;
}

export class FactsBody extends LevelBody {
  @ListField({ zh: '推荐对象的情况', of: () => FileAttributeBody, max: 50, optional: true })
  nominee?: FileAttributeBody[];

  @ListField({ zh: '所在单位的情况', of: () => FileAttributeBody, max: 50, optional: true })
  unit?: FileAttributeBody[];

  @ListField({ zh: '不得推荐的情形，没有的也须写明', of: () => FileBarBody, max: 50, optional: true })
  bars?: FileBarBody[];

  @TextField({ zh: '依据的证明或文件，不写个人信息' })
  document!: string;
}

export class MaterialBody extends LevelBody {
  @IdField({ zh: '材料的标识，见评选办法' })
  material!: string;

  @TextField({ zh: '材料全文，加密保存', max: 40_000 })
  text!: string;
}

export class ResolutionBody extends LevelBody {
  @IdField({ zh: '决议或纪要的种类，见评选办法' })
  paper!: string;

  @TextField({ zh: '编号或名称，不写个人信息', max: 100 })
  number!: string;

  @DayField({ zh: '通过之日' })
  on!: string;
}

export class OpinionBody extends LevelBody {
  @IdField({ zh: '部门的标识，见评选办法' })
  department!: string;

  @ChoiceField({ zh: '同意或不同意', of: opinions })
  opinion!: Opinion;

  @DayField({ zh: '答复之日' })
  on!: string;

  @TextField({ zh: '答复的文号，不写个人信息', max: 100 })
  document!: string;

  @TextField({ zh: '理由，不同意的必填，加密保存', max: 2_000, optional: true })
  reason?: string;
}

export class FileReturnBody extends LevelBody {
  @TextField({ zh: '退回的理由，加密保存', max: 2_000 })
  reason!: string;
}

/** Nominations that go the same way together: one prefecture has some hundred, a province some more. */
const listMax = 500;
const listed = { zh: `提名标识，最多 ${listMax} 个`, itemsMax: listMax, max: 40, pattern: /^\w{1,40}$/ };

export class ManyBody extends LevelBody {
  @TextListField(listed)
  nominations!: string[];
}

export class ManyReturnsBody extends FileReturnBody {
  @TextListField(listed)
  nominations!: string[];
}

export class ManyOpinionsBody extends OpinionBody {
  @TextListField(listed)
  nominations!: string[];
}

/** What was stated, without the members nobody filled. */
export function statedIn({ nominee = [], unit = [], bars = [] }: FactsBody): {
  readonly nominee: readonly DatedAttribute[];
  readonly unit: readonly DatedAttribute[];
  readonly bars: readonly StatedBar[];
} {
  const dated = ({ attribute, value, from }: FileAttributeBody) => ({ attribute, value, ...defined({ from }) });
  const barred = ({ of, bar, on, cleared }: FileBarBody) => ({ of, bar, ...defined({ on, cleared }) });
  return { nominee: nominee.map(dated), unit: unit.map(dated), bars: bars.map(barred) };
}
