import writeExcelFile from 'write-excel-file/node';
import { organization } from '@xf/access';
import { revealOne } from '@xf/es';
import { attributeOn, nameOn, personFold, personIdOf, personStream, unitFold, unitOn, unitStream } from '@xf/registry';
import { inFolder, must, ops, workFolder } from './support';

const day = '2999-01-01';
const ids = ['11010519491231002X', '440524188001010014'] as const;

describe('ops import of units and people', () => {
  const work = workFolder();
  const data = work.path('data');
  beforeAll(() =>
    inFolder(data, (engine) =>
      must(engine, organization, { type: 'RegisterOrganization', organization: 'city', name: '市总', level: 'city' }),
    ),
  );
  afterAll(() => work.remove());

  const bring = async (kind: string, name: string, text: string | undefined, ...more: string[]) => {
    const file = text === undefined ? work.path(name) : work.write(name, text);
    const ran = await ops(['import', kind, file, '--data', data, '--json', ...more]);
    return { ...ran, answer: JSON.parse(ran.out) as Record<string, unknown> };
  };
  const problemsOf = ({ answer }: { answer: Record<string, unknown> }) =>
    (answer['problems'] as { cell?: string; code: string }[]).map(({ cell, code }) => [cell, code]);
  const head = () => inFolder(data, (engine) => engine.store.head());
  const unitAt = (id: string) =>
    inFolder(data, async (engine) => (await engine.states.load(engine.store, unitFold, unitStream(id))).state);
  const personAt = (who: { unit: string; name: string; idNumber?: string; number?: string }) =>
    inFolder(data, async ({ vault, states, store }) => {
      const { state } = await states.load(store, personFold, personStream(personIdOf(vault, who) ?? ''));
      return { state, name: await revealOne(vault, nameOn(state, day) ?? '') };
    });

  const units = [
    '统一社会信用代码,单位名称,单位类别,所有制,行业,地区,属性:grade',
    '91A,红星机械厂,企业,国有,制造业,东区,正处级',
    '91B,东方医院,事业单位,,卫生,西区,',
    '',
  ].join('\n');
  const people = [
    '单位标识,姓名,身份证号,工号,国籍,职务级别,出生年月,手机',
    `91A,王伟,${ids[0]},,CN,县处级,1949-12,13800138000`,
    `91A,王伟,${ids[1]},,CN,,,`,
    '91A,王伟,,1024,,,,',
    '',
  ].join('\n');

  it('registers the units of a file once, and the same file again adds nothing', async () => {
    const first = await bring('units', 'units.csv', units, '--organization', 'city');
    expect(first.answer).toMatchObject({ ok: true, rows: 2, added: 2, repeated: false });
    const mill = await unitAt('91A');
    expect(mill).toMatchObject({ status: 'registered', organization: 'city', path: ['city'] });
    const said = ['kind', 'ownership', 'region', 'grade'].map((key) => attributeOn(mill, key, day));
    expect(said).toEqual(['enterprise', '国有', '东区', '正处级']);
    const before = await head();
    const again = await bring('units', 'units.csv', undefined, '--organization', 'city');
    expect(again.answer).toMatchObject({ ok: true, added: 0, repeated: true });
    const longer = await bring('units', 'more.csv', `${units}91C,南方商场,企业,,,,\n`, '--organization', 'city');
    expect(longer.answer).toMatchObject({ ok: true, added: 1 });
    expect(await head()).toBe(before + 1);
  });

  it('domain-rules 121: registers three of one name as three people, and keeps neither ID number nor phone', async () => {
    const first = await bring('people', 'people.csv', people);
    expect(first.answer).toMatchObject({ ok: true, rows: 3, added: 3 });
    const one = await personAt({ unit: '91A', name: '王伟', idNumber: ids[0] });
    expect(one.name).toBe('王伟');
    expect([unitOn(one.state, day), attributeOn(one.state, 'cadreRank', day)]).toEqual(['91A', '县处级']);
    expect((await personAt({ unit: '91A', name: '王伟', number: '1024' })).name).toBe('王伟');
    const log = JSON.stringify(await inFolder(data, (engine) => engine.store.readAll(0, 1_000)));
    for (const text of [...ids, '王伟', '13800138000', '1949-12']) expect(log).not.toContain(text);
    const again = await bring('people', 'people.csv', undefined);
    expect(again.answer).toMatchObject({ ok: true, added: 0, repeated: true });
  });

  it('adds who is new of another file, and nothing for rows that say what stands there', async () => {
    const more = people.replace('1024,,,,', '1024,,,,\n91B,陈七,,7,CN,,,');
    expect((await bring('people', 'more-people.csv', more)).answer).toMatchObject({ ok: true, rows: 4, added: 1 });
  });

  it('registers teams and bars, and the same rows in another file add nothing', async () => {
    const teams = '班组标识,单位标识,班组名称\nt1,91A,焊接班\n';
    expect((await bring('teams', 'teams.csv', teams)).answer).toMatchObject({ ok: true, added: 1 });
    expect((await bring('teams', 'teams2.csv', `${teams}t2,91B,护理班\n`)).answer).toMatchObject({ added: 1 });
    const bars = [
      '单位标识,身份证号,工号,事项编号,事项种类,发生日期,依据文件,说明,解除日期,解除文件',
      '91A,,,a1,accident,2023-06-10,事〔2023〕9号,一般事故,2024-06-10,解〔2024〕1号',
      `,${ids[0]},,d1,discipline,2025-05-01,纪〔2025〕1号,党内警告,,`,
      '91A,,1024,d1,discipline,2025-05-01,纪〔2025〕2号,,,',
      '',
    ].join('\n');
    expect((await bring('bars', 'bars.csv', bars)).answer).toMatchObject({ ok: true, rows: 3, added: 4 });
    expect((await bring('bars', 'bars2.csv', `${bars}\n`)).answer).toMatchObject({ ok: true, added: 0 });
    expect((await unitAt('91A')).bars).toMatchObject([{ bar: 'a1', kind: 'accident', cleared: { on: '2024-06-10' } }]);
    const wrong = await bring(
      'bars',
      'bars3.csv',
      [
        '单位标识,人员标识,工号,事项编号,事项种类,发生日期,依据文件,解除日期,解除文件',
        '91A,,,a1,accident,2023-06-11,事〔2023〕9号,,',
        '91A,,,a-2,事故,2023-06-31,x,2023-07-01,',
        ',,7,a3,accident,2023-06-30,x,,',
        '91A,,,a4,accident,2023-06-31,x,,',
        ',nobody,,a5,accident,2023-06-30,x,,',
        '91A,,,a6,accident,2023-06-30,x,2023-06-29,x',
      ].join('\n'),
    );
    expect(problemsOf(wrong)).toEqual([
      ['D2', 'bar-exists'],
      ['D3', 'id-invalid'],
      ['E3', 'kind-unknown'],
      ['I3', 'clearing-incomplete'],
      ['A4', 'unit-missing'],
      ['F5', 'no-such-day'],
      ['B6', 'person-unknown'],
      ['H7', 'cleared-before-begun'],
    ]);
  });

  it('domain-rules 123: a file that names somebody who was erased is refused with the cell, and nothing is written', async () => {
    const erased = '110101199003070011';
    await inFolder(data, async ({ vault }) =>
      vault.destroy(personIdOf(vault, { unit: '', name: '', idNumber: erased }) ?? ''),
    );
    const before = await head();
    const ran = await bring('people', 'erased.csv', `单位标识,姓名,工号,身份证号\n91A,新人,9,\n91A,旧人,,${erased}\n`);
    expect(problemsOf(ran)).toEqual([['D3', 'subject-erased']]);
    expect(ran.out).not.toContain(erased);
    expect(await head()).toBe(before);
  });

  it('tells everything that is wrong with a file of people at once, and writes nothing', async () => {
    const before = await head();
    const rows = [
      '单位标识,姓名,身份证号,工号,属性:remark,属性:Rank',
      '91A,,110105194912310021,,,',
      '91A,李四,,,,',
      '91Z,张三,,1,,',
      `91A,王炜,${ids[0]},,,`,
      '91A,赵六,,2,电话13800138000,',
      '91A,钱七,,3,,1',
      '91A,孙八,,4,,',
      '91A,周九,,4,,',
      '9-1,吴十,,5,,',
      '91A,好人,,6,,',
      '',
    ];
    const ran = await bring('people', 'bad.csv', rows.join('\n'));
    expect(ran.code).toBe(1);
    expect(problemsOf(ran)).toEqual([
      ['B2', 'name-missing'],
      ['C2', 'id-number-invalid'],
      ['C3', 'identity-missing'],
      ['A4', 'unit-unknown'],
      ['B5', 'person-exists'],
      ['E6', 'number-shown'],
      ['F7', 'attribute-invalid'],
      ['D9', 'person-exists'],
      ['A10', 'id-invalid'],
    ]);
    for (const text of [ids[0], '110105194912310021', '13800138000', '李四']) expect(ran.out).not.toContain(text);
    expect(await head()).toBe(before);
  });

  it('tells everything that is wrong with a workbook of units at once, and writes nothing', async () => {
    const before = await head();
    const file = work.path('units.xlsx');
    const rows = [
      ['单位标识', '单位名称', '单位类别', '所属组织', '地区'],
      ['91A', '别的厂', '企业', 'city', ''],
      ['91D', '新厂', '工厂', 'city', ''],
      ['91E', '新厂', '企业', 'nowhere', ''],
      ['91F', '', '企业', 'city', ''],
      ['91G', `${ids[0]}商店`, '个体工商户', 'city', ''],
      ['91H', '新厂', '企业', 'city', 'sealed:1:a:b:c'],
      ['91I', '好厂', '企业', 'city', ''],
    ];
    await writeExcelFile(rows.map((row) => row.map((value) => ({ value, type: String })))).toFile(file);
    const ran = await bring('units', 'units.xlsx', undefined);
    expect(problemsOf(ran)).toEqual([
      ['B2', 'unit-exists'],
      ['C3', 'kind-unknown'],
      ['D4', 'organization-unknown'],
      ['B5', 'name-missing'],
      ['B6', 'number-shown'],
      ['E7', 'text-invalid'],
    ]);
    expect(ran.out).not.toContain(ids[0]);
    expect(await head()).toBe(before);
  });
});
