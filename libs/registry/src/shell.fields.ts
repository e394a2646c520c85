import { DayField, IdField, ListField, TextField } from '@xf/nest';
import { attributesMax, barKindPattern, type Attribute } from './terms';

class AttributeBody implements Attribute {
  @TextField({ zh: '属性，如 nationality、cadreRank', max: 40 })
  attribute!: string;

  @TextField({ zh: '内容' })
  value!: string;
}

export abstract class SaidBody {
  @ListField({ zh: '其他属性', of: () => AttributeBody, max: attributesMax, optional: true })
  attributes?: AttributeBody[];
}

export class OnBody {
  @DayField({ zh: '自哪一天起' })
  on!: string;
}

export class ByBody extends OnBody {
  @TextField({ zh: '依据的文件' })
  document!: string;
}

export class RenameBody extends ByBody {
  @TextField({ zh: '新名称' })
  name!: string;
}

export class AttributesBody extends OnBody {
  @ListField({ zh: '属性', of: () => AttributeBody, min: 1, max: attributesMax })
  attributes!: AttributeBody[];
}

export class BarBody extends ByBody {
  @IdField({ zh: '事项编号' })
  bar!: string;

  @TextField({
    zh: '事项种类：accident、arrears、insurance、no-union、no-congress、no-contract、energy、pollution 等',
    max: 40,
    pattern: barKindPattern,
    expected: { zh: '小写字母、数字或 -', en: 'small letters, digits or -' },
  })
  kind!: string;

  @TextField({ zh: '说明', max: 500, optional: true })
  note?: string;
}

/** Plain records: what a body's list holds are objects of its own class. */
export const plainAttributes = (list: readonly Attribute[] = []): readonly Attribute[] =>
  list.map(({ attribute, value }) => ({ attribute, value }));
