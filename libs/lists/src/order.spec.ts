import { orderRows, type NameOrder, type Order } from './order';
import { strokesOf } from './strokes';
import { splitName } from './surnames';
import type { ListRow } from './terms';

const person = (name: string, more: Partial<ListRow> = {}): ListRow => ({
  ...{ key: name, award: '全国劳动模范', kind: 'person', name },
  ...more,
});
const names = (...all: readonly string[]) => all.map((name) => person(name));
const ordered = (rows: readonly ListRow[], order: Order) => orderRows(rows, order).rows.map(({ name }) => name);
const by = (mode: NameOrder, ...all: readonly string[]) => ordered(names(...all), { names: mode });

/** The opposite of any order a list could have by luck. */
const reversed = (all: readonly string[]) => [...all].reverse();

describe('strokes', () => {
  it.each([
    ['王', '1121'],
    ['田', '25121'],
    ['小', '234'],
    ['刘', '413422'],
    ['心', '4544'],
    ['火', '4334'],
    ['江', '441121'],
    ['冯', '41551'],
    ['孔', '5215'],
    ['女', '531'],
    ['以', '5434'],
    ['水', '2534'],
    ['一', '1'],
    ['乙', '5'],
  ])('%s is written %s: 1 横, 2 竖, 3 撇, 4 点, 5 折', (character, expected) => {
    expect(strokesOf(character)).toBe(expected);
  });

  it('counts common surnames as dictionaries do', () => {
    const counts = { 丁: 2, 马: 3, 王: 4, 叶: 5, 刘: 6, 李: 7, 周: 8, 赵: 9, 郭: 10, 黄: 11, 蒋: 12, 雷: 13, 蔡: 14 };
    for (const [surname, count] of Object.entries({ ...counts, 黎: 15, 薛: 16, 戴: 17, 魏: 17, 瞿: 18 })) {
      expect(`${surname}${strokesOf(surname)?.length ?? 0}`).toBe(`${surname}${count}`);
    }
  });

  it('has none of a rare character, a letter or a word of the language it is written in', () => {
    expect(['䶮', 'A', '8', 'constructor'].map(strokesOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('the order of a printed list', () => {
  const hunan = ['王填', '成新湘', '向文波', '刘习明', '刘令安', '李涛', '唐纯玉', '黄小玲', '蒋绮云'];

  it('domain-rules 113: strokes of the surname, then its first stroke, then the next character', () => {
    expect(by('surname-strokes', ...reversed(hunan))).toEqual(hunan);
  });

  it('domain-rules 113: the two printed after them begin again, as another award does; in one group they would not', () => {
    const others = ['刘激扬', '黄绍华'];
    const advanced = others.map((name) => person(name, { award: '全国先进工作者' }));
    const rows = [...names(...reversed(hunan)), ...[...advanced].reverse()];
    expect(ordered(rows, { names: 'surname-strokes' })).toEqual([...hunan, ...others]);
    const together = by('surname-strokes', ...others, ...hunan);
    expect(together.indexOf('刘激扬')).toBe(together.indexOf('刘令安') + 1);
    expect(together.indexOf('黄绍华')).toBe(together.indexOf('黄小玲') + 1);
  });

  it('domain-rules 113: strokes of the whole name are another order of the same people', () => {
    // 17, 17, 17, 17, 18, 22, 23, 27 and 31 strokes; equal totals by the surname.
    const whole = ['王填', '刘习明', '刘令安', '李涛', '向文波', '唐纯玉', '黄小玲', '蒋绮云', '成新湘'];
    expect(by('name-strokes', ...reversed(hunan))).toEqual(whole);
    expect(whole).not.toEqual(hunan);
  });

  it('keeps one surname together where two have as many strokes and begin alike', () => {
    const printed = ['王一', '王鑫', '韦一', '韦鑫'];
    expect(by('surname-strokes', '韦鑫', '王鑫', '韦一', '王一')).toEqual(printed);
  });

  it('takes 横竖撇点折 in this order', () => {
    expect(by('surname-strokes', '孔一', '文一', '毛一', '贝一', '王一')).toEqual([
      ...['王一', '贝一', '毛一', '文一', '孔一'],
    ]);
  });

  it('knows 复姓, after the single surname they begin with, and in no name of two characters', () => {
    expect(by('surname-strokes', '欧阳一', '欧鑫鑫')).toEqual(['欧鑫鑫', '欧阳一']);
    expect(splitName('诸葛亮')).toEqual({ surname: ['诸', '葛'], given: ['亮'] });
    expect(splitName('单于')).toEqual({ surname: ['单'], given: ['于'] });
  });

  it('puts a character without data last in its place and names it', () => {
    const { rows, warnings } = orderRows(names('刘䶮', '䶮一', '刘鑫', '黄一'), { names: 'surname-strokes' });
    expect(rows.map(({ name }) => name)).toEqual(['刘鑫', '刘䶮', '黄一', '䶮一']);
    expect(warnings.map(({ code, zh }) => [code, zh])).toEqual([
      ['strokes-unknown', '“刘䶮”中的“䶮”没有笔画数据，排在同位置的最后，请人工核对。'],
    ]);
    expect(by('name-strokes', '䶮一', '黄一')).toEqual(['黄一', '䶮一']);
  });

  it('reads surnames as surnames', () => {
    const printed = ['仇一', '任一', '单一', '宋一', '解一', '徐一', '曾一'];
    expect(by('pinyin', ...reversed(printed))).toEqual(printed);
    // As elsewhere they would be chóu, dān, jiě and céng.
    expect(by('pinyin', '单一', '戴一', '陈一', '解一', '季一', '曹一', '曾一')).toEqual([
      ...['曹一', '陈一', '戴一', '季一', '单一', '解一', '曾一'],
    ]);
  });

  it.each([
    ['杨一', '么一', '叶一'],
    ['余一', '藏一', '翟一'],
    ['陈一', '种一', '褚一'],
    ['曹一', '单于一', '车一'],
    ['聂一', '区一', '潘一'],
    ['曾一', '查一', '翟一'],
    ['包一', '秘一', '卞一'],
    ['贺一', '黑一', '赫一'],
    ['夏一', '洗一', '肖一'],
  ])('reads a surname as no word is read: %s, %s, %s', (before, name, after) => {
    expect(by('pinyin', after, name, before)).toEqual([before, name, after]);
  });

  it('reads 复姓, tones after letters, and ü after u', () => {
    expect(by('pinyin', '尉迟一', '于一', '万俟一', '莫一')).toEqual(['万俟一', '莫一', '于一', '尉迟一']);
    expect(by('pinyin', '吕一', '栾一', '鲁一', '陆一', '罗一')).toEqual(['鲁一', '陆一', '吕一', '栾一', '罗一']);
  });

  it('takes the reading a person has given', () => {
    const rows = [person('覃一', { reading: 'tan2 yi1' }), person('秦一'), person('唐一')];
    expect(ordered(rows, { names: 'pinyin' })).toEqual(['秦一', '覃一', '唐一']);
    expect(by('pinyin', '唐一', '覃一', '秦一')).toEqual(['秦一', '覃一', '唐一']);
  });

  it('takes awards first, then regions as given, and says which region it does not know', () => {
    const rows = [
      person('王一', { region: '湖南' }),
      person('丁一', { region: '南海' }),
      person('李一', { region: '北京' }),
      person('马一', { award: '全国先进工作者', region: '北京' }),
    ];
    const order: Order = { awards: ['全国先进工作者'], regions: ['北京', '湖南'], names: 'surname-strokes' };
    const { rows: found, warnings } = orderRows(rows, order);
    expect(found.map(({ name }) => name)).toEqual(['马一', '李一', '王一', '丁一']);
    expect(warnings.map(({ zh }) => zh)).toEqual(['地区“南海”不在排序表中，排在最后。']);
  });

  it('leaves rows as they came where asked to, and equal names as they came', () => {
    expect(by('as-given', '王一', '丁一')).toEqual(['王一', '丁一']);
    const rows = [person('王一', { key: 'b' }), person('王一', { key: 'a' })];
    expect(orderRows(rows, { names: 'surname-strokes' }).rows.map(({ key }) => key)).toEqual(['b', 'a']);
  });

  it('orders units by all their characters, brackets aside', () => {
    const units = ['上海电气（集团）公司', '一汽集团', '人民医院'].map((name) => person(name, { kind: 'unit' }));
    const { rows, warnings } = orderRows(units, { names: 'surname-strokes' });
    expect(rows.map(({ name }) => name)).toEqual(['一汽集团', '人民医院', '上海电气（集团）公司']);
    expect(warnings).toEqual([]);
  });
});
