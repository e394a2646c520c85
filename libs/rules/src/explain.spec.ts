import { documentOf, entryOf, half2, measured, rulesOf } from './testing/samples';

const panel = { slots: { min: 5, max: 5 }, combine: { by: 'trimmed-mean', dropHighest: 1, dropLowest: 1 } };
const document = documentOf([
  {
    id: 'skill',
    name: '技能',
    nameEn: 'skill',
    marks: { kind: 'judged', range: { min: '0', max: '10' }, ...panel },
    steps: [{ times: '2' }],
    round: half2,
  },
  { id: 'faults', name: '失误', nameEn: 'faults', marks: { kind: 'deduction', range: { min: '0', max: '5' } } },
  {
    id: 'total',
    name: '总分',
    nameEn: 'total',
    sum: [{ value: 'skill' }, { value: 'faults', factor: '-1' }],
    round: half2,
  },
]);

describe('explanation', () => {
  const marks = { skill: ['9.4', '8', '8.33', '9', '9.4'], faults: ['0.5', '1'] };
  const derivation = rulesOf(document).explain(entryOf('A', marks));

  it('shows each mark as kept or dropped, each step and rounding before and after', () => {
    const [skill] = derivation.values;
    expect(skill?.marks.map(({ mark, fate }) => `${mark} ${fate}`).sort()).toEqual([
      '8 dropped-lowest',
      '8.33 kept',
      '9 kept',
      '9.4 dropped-highest',
      '9.4 kept',
    ]);
    expect(skill?.lines.map(({ before, after }) => [before, after])).toEqual([
      [undefined, '8.91'],
      ['8.91', '17.82'],
      ['17.82', '17.82'],
    ]);
    expect(derivation.values[2]?.uses).toEqual(['skill', 'faults']);
  });

  it('is ready to print in Chinese and English', () => {
    expect(derivation.zh).toContain('技能：17.82');
    expect(derivation.zh).toContain('  乘以 2：8.91 → 17.82');
    expect(derivation.zh).toContain('  合计：“技能” 17.82 + “失误” 1.5 × -1：16.32');
    expect(derivation.zh.at(-1)).toBe('结果：总分 16.32');
    expect(derivation.en.at(-1)).toBe('result: total 16.32');
  });

  it('says which value is missing and why', () => {
    const short = rulesOf(document).explain(entryOf('A', { skill: ['9', '8'] }));
    expect(short.values[0]?.missing?.zh).toBe('“技能”：只有 2 个成绩，至少要 5 个');
    expect(short.zh.at(-1)).toBe('结果：“技能”：只有 2 个成绩，至少要 5 个');
  });

  it('needs the field for ranks and shows the rank of the entry', () => {
    const rank = { better: 'lower', method: '1224', within: 'group', then: [{ times: '10' }] };
    const rules = rulesOf(documentOf([measured('total', { steps: [{ rank }], round: half2 })]));
    const field = ['5', '3', '4'].map((total, i) => entryOf(`e${i}`, { total }));
    expect(() => rules.explain(field[0] as never)).toThrow('whole field');
    const lines = rules.explain(field[0] as never, field).values[0]?.lines;
    expect(lines?.map(({ zh, before, after }) => [zh, before, after])).toContainEqual(['名次', '5', '3']);
  });
});
