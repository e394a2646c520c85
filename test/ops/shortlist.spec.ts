import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ops, workFolder } from './support';
import { writeLarge } from './shortlist-large.cjs';

const examples = join(__dirname, '../../examples/shortlist');

describe('ops shortlist', () => {
  const work = workFolder();
  afterAll(() => work.remove());

  const example = (name: string) => [
    '--rules',
    join(examples, `${name}.json`),
    '--candidates',
    join(examples, `${name}.csv`),
  ];
  const hainan = ['shortlist', ...example('hainan-2016-medals'), '--seats', '9'];

  it('domain-rules 17, 18, 22: chooses by ranks within the numbers of each unit', async () => {
    const { code, out } = await ops([...hainan, '--json']);
    const result = JSON.parse(out) as { chosen: string[]; merit: string; prices: { clause: string; moved: number }[] };
    expect(code).toBe(0);
    expect(result.chosen).toEqual(['HN02', 'HN03', 'HN04', 'HN05', 'HN06', 'HN07', 'HN09', 'HN10', 'HN12']);
    expect(result.merit).toBe('58');
    expect(result.prices.map(({ clause, moved }) => [clause, moved])).toEqual([
      ['head', 1],
      ['unit', 2],
    ]);
  });

  it('domain-rules 18, 19, 20: keeps the shares of Ningxia 2022, single-listed outside the base', async () => {
    const { code, out } = await ops(['shortlist', ...example('ningxia-2022-medals'), '--seats', '60']);
    expect(code).toBe(0);
    expect(out).toContain('名额 60，入选 70 人');
    expect(out).toMatch(/企业负责人不超过13% +≤ 7 +7 +60 × 13%/);
    expect(out).toMatch(/县处级不超过机关事业人员的20% +≤ 3 +3 +15 × 20%/);
    expect(out).toMatch(/非公有制不少于35% +≥ 21 +24 +60 × 35%/);
    expect(out).toContain('“企业负责人不超过13%”影响 4 人，总分 −23.6');
  });

  it('answers the same bytes again, in every format and into a file', async () => {
    for (const format of ['csv', 'json', 'table']) {
      const [one, again] = [await ops([...hainan, '--format', format]), await ops([...hainan, '--format', format])];
      expect(again.out).toBe(one.out);
      const file = work.path(`out.${format}`);
      expect(await ops([...hainan, '--format', format, '--output', file])).toMatchObject({ code: 0, out: '' });
      expect(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')).toBe(one.out);
    }
    const lines = (await ops([...hainan, '--format', 'csv'])).out.split('\r\n');
    expect(lines[1]).toMatch(/^HN01,候选人01,海口,,1,head,no,no,head;unit,HN02;HN05,HN01;HN08,2,/);
    expect(lines).toHaveLength(18);
  });

  it('domain-rules 132: reports every bad cell of the candidates at once', async () => {
    const bad = work.write(
      'bad.csv',
      '编号,姓名,单位,名次,农民工,类别\nA,甲,海口,1,是,\n,乙,海口,x,也许,\nC,丙,,3,否,火星人\nA,丁,三亚,4,否,\n',
    );
    const rules = join(examples, 'hainan-2016-medals.json');
    const cells = async (file: string) => {
      const { code, out } = await ops(['shortlist', '--rules', rules, '--candidates', file, '--seats', '2', '--json']);
      const { problems } = JSON.parse(out) as { problems: { cell: string; code: string }[] };
      return [code, ...problems.map((one) => [one.cell, one.code])];
    };
    expect(await cells(bad)).toEqual([1, ['A3', 'id-missing'], ['D3', 'merit-invalid'], ['E3', 'mark-invalid']]);
    const meaning = work.write('meaning.csv', '编号,单位,名次,类别\nA,海口,1,\nC,,3,火星人\nA,三亚,4,\n');
    expect(await cells(meaning)).toEqual([
      1,
      ['D3', 'category-unknown'],
      ['B3', 'attribute-missing'],
      ['A4', 'candidate-repeated'],
    ]);
    expect((await ops(['shortlist', '--rules', rules, '--candidates', bad, '--seats', '-1'])).code).toBe(2);
    const none = work.write('none.csv', '姓名\n甲\n');
    expect((await cells(none)).length).toBe(3);
    const json = work.write('rules.json', JSON.stringify({ id: 'x' }));
    expect(await ops(['shortlist', '--rules', json, '--candidates', none, '--seats', '2'])).toMatchObject({ code: 1 });
  });

  it('checks a list chosen by hand and tells every broken clause', async () => {
    const chosen = work.write('chosen.csv', '编号\nHN01\nHN02\nHN04\nHN05\n');
    const { code, out } = await ops([...hainan, '--chosen', chosen]);
    expect(code).toBe(4);
    expect(out).toContain('企业负责人至多 1 人，名单有 2 人');
    expect(out).toContain('单位“海口”至多 2 人，名单有 3 人');
    const good = work.write('good.csv', '编号\nHN02\nHN04\n');
    expect(await ops([...hainan, '--chosen', good])).toMatchObject({ code: 0 });
    const stranger = work.write('stranger.csv', '编号\nXX\n');
    expect(await ops([...hainan, '--chosen', stranger])).toMatchObject({ code: 1 });
  });

  it('chooses 900 of 5,000 under 44 limits, and tells what must give way when 400 migrants are asked for', async () => {
    writeLarge(work.folder);
    const large = (rules: string) =>
      ops([
        'shortlist',
        '--rules',
        work.path(rules),
        '--candidates',
        work.path('candidates.csv'),
        '--seats',
        '900',
        '--json',
      ]);
    const list = JSON.parse((await large('rules.json')).out) as { kind: string; chosen: string[]; leftOut: object[] };
    expect([list.kind, list.chosen.length, list.leftOut.length]).toEqual(['list', 900, 4100]);
    const impossible = await large('impossible.json');
    expect(impossible.code).toBe(4);
    expect(JSON.parse(impossible.out)).toMatchObject({
      kind: 'infeasible',
      persons: 24,
      gives: [{ have: 376, limit: 400 }],
    });
  }, 300_000);
});
