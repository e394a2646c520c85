import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ops, workFolder } from './support';

const published = join(__dirname, '../../examples/figures/printed-shares-2017-2025.csv');

type Row = {
  readonly row: number;
  readonly name: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly pot: { readonly total: number; readonly singleListed: number };
  readonly halfUp: string;
  readonly stated?: string;
  readonly differs: boolean;
  readonly reached?: boolean;
  readonly potSays?: string;
};
type Answer = {
  readonly ok: boolean;
  readonly printed: number;
  readonly differs: readonly number[];
  readonly breaks: readonly number[];
  readonly rows: readonly Row[];
};

describe('ops check-shares', () => {
  const work = workFolder();
  afterAll(() => work.remove());

  const checked = async (file: string) => {
    const { code, out } = await ops(['check-shares', file, '--json']);
    return { code, answer: JSON.parse(out) as Answer };
  };
  const table = (...rows: readonly string[]) =>
    work.write('shares.csv', `${['奖项,类别,公布总数,单列,人数,公布占比,规则,规则值', ...rows].join('\n')}\n`);

  it('domain-rules 29: of all shares printed from 2017 to 2025 four are not half-up', async () => {
    const { code, answer } = await checked(published);
    expect([code, answer.ok, answer.rows.length, answer.printed]).toEqual([4, false, 56, 52]);
    const differing = answer.rows.filter(({ differs }) => differs);
    expect(differing.map(({ row, name, stated, halfUp }) => [row, name, stated, halfUp])).toEqual([
      [8, '2017 全国工人先锋号 非公有制', '35.62', '35.63'],
      [21, '2022 全国五一劳动奖章 基层一线（两项之和）', '65.9', '65.8'],
      [35, '2024 全国五一劳动奖章 科教人员', '21.9', '21.8'],
      [45, '2025 全国劳动模范和先进工作者 中共党员', '81.87', '81.86'],
    ]);
    expect(answer.differs).toEqual([8, 21, 35, 45]);
  });

  it('domain-rules 17, 19: every rule is kept over its own pot, and in 2024 not over the published total', async () => {
    const { answer } = await checked(published);
    expect(answer.breaks).toEqual([]);
    const medals = answer.rows.find(({ name }) => name === '2024 全国五一劳动奖章 产业工人');
    expect(medals).toMatchObject({ numerator: 380, denominator: 943, pot: { total: 1088, singleListed: 145 } });
    expect(medals?.potSays).toContain('基数为943（公布1088减单列145），占40.30%；用1088会得34.93%，还会误判为低于35%');
    const text = readFileSync(published, 'utf8').replaceAll(',1088,145,943,', ',1088,0,1088,');
    const wrong = await checked(work.write('total.csv', text));
    const rows = wrong.answer.rows.filter(({ row }) => wrong.answer.breaks.includes(row));
    expect(rows.map(({ name }) => name)).toEqual(['2024 全国五一劳动奖章 产业工人', '2024 全国五一劳动奖章 科教人员']);
  });

  it('domain-rules 29: prints every share with numerator, denominator and pot, the same in every format', async () => {
    const { out } = await ops(['check-shares', published]);
    expect(out).toMatch(
      /^33 +40\.3% +380\/943 +943（1088−145） +40\.3% +相同 +≥ 35% +是 +2024 全国五一劳动奖章 产业工人$/m,
    );
    expect(out).toContain('共 56 行，公布占比 52 个，与四舍五入不同 4 个，未达规则 0 个。');
    expect(out).toContain('- 第 35 行 2024 全国五一劳动奖章 科教人员：206/943 为 21.8%，公布为 21.9%');
    const csv = (await ops(['check-shares', published, '--format', 'csv'])).out.split('\r\n');
    expect(csv).toHaveLength(58);
    expect(csv[31]).toBe(
      '32,2023 全国五一劳动奖章 女职工,216,991,1035,44,21.80,,no,,,基数为991（公布1035减单列44），占21.80%；用1035会得20.87%。',
    );
  });

  it('ends well when every share is printed half-up and every rule is kept', async () => {
    const file = table(
      '奖章,工人,1000,0,333,33.3,至少,33.3',
      '奖章,负责人,1000,0,45,4.5,不超过,45人',
      '奖章,女职工,1000,0,200,,,',
    );
    expect(await checked(file)).toMatchObject({ code: 0, answer: { ok: true, printed: 2, differs: [], breaks: [] } });
    const over = await checked(table('奖章,负责人,1000,0,46,4.6,不超过,45人'));
    expect(over).toMatchObject({ code: 4, answer: { ok: false, breaks: [2] } });
  });

  it('refuses a bad table with every cell that is wrong, at once', async () => {
    const file = table(
      '奖章,工人,1000,0,1001,100.1,至少,35',
      '奖章,,10,10,３,40%,大约,多些',
      '奖章,女职工,x,-1,,1e2,,35',
      '奖章,女职工,1000,0,5,0.5,至多,',
    );
    const { code, out } = await ops(['check-shares', file, '--json']);
    const { problems } = JSON.parse(out) as { problems: { code: string; cell: string }[] };
    expect(code).toBe(1);
    expect(problems.map(({ code: one, cell }) => `${cell} ${one}`).sort()).toEqual([
      ...['B3 category-missing', 'B5 share-repeated', 'C4 number-invalid', 'D4 number-invalid', 'E2 count-over-pot'],
      ...['E3 number-invalid', 'E4 number-invalid', 'F2 share-invalid', 'F3 share-invalid', 'F4 share-invalid'],
      ...['G3 rule-kind-unknown', 'G4 rule-kind-missing', 'H3 rule-invalid'],
    ]);
    const base = work.write(
      'base.csv',
      '类别,公布总数,单列,基数,人数,公布占比\n工人,1088,145,1088,380,34.9\n空,5,5,,0,\n',
    );
    const wrong = await ops(['check-shares', base]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('D2（基数）“1088”：须为公布总数减单列，即 943。');
    expect(wrong.err).toContain('C3（单列）“5”：单列须少于公布总数，否则没有基数。');
    const columns = await ops(['check-shares', work.write('no.csv', '类别,人数\n工人,3\n')]);
    expect(columns.err).toMatch(/缺少列“公布总数”[^]*缺少列“公布占比”/);
    expect((await ops(['check-shares', work.path('nowhere.csv')])).code).toBe(1);
  });
});
