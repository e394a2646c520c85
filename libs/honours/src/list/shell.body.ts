import { purposes as purposeColumns, type Column, type Purpose } from '@xf/lists';
import {
  ChoiceField,
  defined,
  DayField,
  IdField,
  ListField,
  parseInstant,
  problem,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';
import type { PrepareList } from './command';
import { formats, type Format } from './events';
import { listColumns, nameOrders, purposes, usualColumns, type ListFilter, type NameOrder } from './rules';

const instantField = {
  max: 40,
  pattern: { test: (text: string) => parseInstant(text) !== undefined, source: '^\\d{4}-\\d\\d-\\d\\dT' },
  expected: { zh: '带时区的 RFC 3339 时间', en: 'an RFC 3339 time with its zone' },
};
const column = {
  test: (text: string) => listColumns.some((one) => one === text),
  source: `^(${listColumns.join('|')})$`,
};

class ListStatedBody {
  @IdField({ zh: '奖项标识' })
  award!: string;

  @WholeField({ zh: '写明的数目', min: 0, max: 100_000 })
  count!: number;
}

export class ListBody {
  @TextField({ zh: '名单标题' })
  title!: string;

  @ChoiceField({ zh: '用途：荣誉名册、公示件、表彰决定附件、内部工作表', of: purposes })
  purpose!: Purpose;

  @TextListField({
    zh: '栏目，按印出的先后；不填为此用途常用的',
    itemsMax: listColumns.length,
    pattern: column,
    expected: { zh: listColumns.join('、'), en: `one of ${listColumns.join(', ')}` },
    optional: true,
  })
  columns?: Column[];

  @ListField({ zh: '文中写明的各奖项数目；与名单不符则不生成', of: () => ListStatedBody, min: 1, max: 50 })
  stated!: ListStatedBody[];

  @TextListField({ zh: '只列这些奖项，按此先后', itemsMax: 50, max: 40, pattern: /^\w+$/, optional: true })
  awards?: string[];

  @WholeField({ zh: '只列此年度', min: 1949, max: 9999, optional: true })
  year?: number;

  @ChoiceField({ zh: '只列此层级', of: ['national', 'province', 'city', 'district', 'unit'], optional: true })
  level?: string;

  @TextField({ zh: '只列单位名称含此文字的', max: 100, optional: true })
  unit?: string;

  @IdField({ zh: '只列此组织及其下级推荐的', optional: true })
  region?: string;

  @ChoiceField({ zh: '姓名排序，默认按姓氏笔画', of: nameOrders, optional: true })
  names?: NameOrder;

  @TextField({ zh: '截至此记录时间的名册，默认现在', optional: true, ...instantField })
  asOf?: string;

  @TextField({ zh: '此刻以前宣传人员与公众看不到', optional: true, ...instantField })
  embargoUntil?: string;

  @DayField({ zh: '最后提供之日；公布的名单必填，评选办法写明 lists.shownDays 的可不填', optional: true })
  endsOn?: string;
}

export class DownloadBody {
  @ChoiceField({ zh: '文件格式', of: formats })
  format!: Format;
}

export class ListWithdrawalBody {
  @TextField({ zh: '撤回的原因' })
  reason!: string;
}

export class ListCorrectionBody {
  @WholeField({ zh: '所更正的版本', min: 1, max: 1_000_000 })
  before!: number;

  @TextField({ zh: '落款单位', max: 100 })
  issuer!: string;

  @DayField({ zh: '落款日期' })
  date!: string;
}

export class DecisionDocumentBody {
  @TextField({ zh: '决定的标题', max: 200 })
  title!: string;

  @TextListField({ zh: '正文，一段一项；附件目录、文号和日期由名单得出', itemsMax: 50, max: 2_000 })
  body!: string[];

  @TextField({ zh: '落款单位', max: 100 })
  issuer!: string;
}

/** What a request asks to be prepared. An address that cannot be a list's is not found. */
export function prepareFrom(organization: string, list: string, body: ListBody): PrepareList {
  if (!/^\w{1,40}$/.test(list)) throw problem('not-found');
  const { title, purpose, stated, awards, year, level, unit, region, names = 'surname-strokes', endsOn } = body;
  const columns = body.columns ?? purposeColumns[purpose].usual.filter((one) => usualColumns.includes(one));
  const filter: ListFilter = defined({ awards, year, level, unit, region });
  const at = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text));
  const term = defined({ asOf: at(body.asOf), embargoUntil: at(body.embargoUntil), endsOn });
  const counts = stated.map(({ award, count }) => ({ award, count }));
  return { type: 'PrepareList', organization, list, title, purpose, filter, names, columns, stated: counts, ...term };
}
