import readWorkbook from 'read-excel-file/node';
import writeWorkbook from 'write-excel-file/node';
import { Outage } from '@xf/es';
import { pick, World, type Reply } from './testing/world';

const ids = ['11010519491231002X', '440524188001010014'] as const;
const by = { on: '2026-03-01', document: '人〔2026〕1号' };
const url = '/api/registry';
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const units = lines(
  '统一社会信用代码,单位名称,单位类别,所有制,地区,属性:grade,联系电话',
  'mill,红星机械厂,企业,国有,东区,正处级,13800138000',
  'clinic,东方医院,事业单位,,西区,,',
);
const people = lines(
  '单位标识,姓名,身份证号,工号,国籍,职务级别,出生年月',
  `mill,王伟,${ids[0]},,CN,县处级,1949-12`,
  `mill,王伟,${ids[1]},,CN,,`,
  'clinic,王伟,,1024,,,',
);
const teams = lines('班组标识,单位标识,班组名称', 't1,mill,=1+1班', 't2,clinic,护理班');
const bars = lines(
  '单位标识,身份证号,事项编号,事项种类,发生日期,依据文件,说明,解除日期,解除文件',
  'mill,,a1,accident,2023-06-10,事〔2023〕9号,一般事故,2024-06-10,解〔2024〕1号',
  `,${ids[0]},d1,discipline,2025-05-01,纪〔2025〕1号,党内警告,,`,
);

let keys = 0;
async function send(who: string, kind: string, file: string | Buffer, query = '', over: object = {}): Promise<Reply> {
  const answer = await world.app.inject({
    method: 'POST',
    url: `${url}/files/${kind}${query}`,
    headers: {
      authorization: `Bearer ${await world.token(who)}`,
      'content-type': typeof file === 'string' ? 'text/csv; charset=utf-8' : workbookType,
      ...{ 'idempotency-key': `file-${keys++}`, ...over },
    },
    payload: file,
  });
  return { status: answer.statusCode, headers: answer.headers as Reply['headers'], body: JSON.parse(answer.body) };
}

async function taken(kind: string, file: string | Buffer, query = ''): Promise<object> {
  const answer = await send('organizer', kind, file, query);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  await world.runtime.reads.reached(Number(pick(answer.body, 'position')), 5_000);
  return answer.body as object;
}

async function given(who: string, file: string) {
  const headers = { authorization: `Bearer ${await world.token(who)}` };
  const answer = await world.app.inject({ method: 'GET', url: `${url}/files/${file}`, headers });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, bytes: answer.rawPayload };
}

const everything = async () => {
  await taken('units', units, '?organization=east');
  await taken('teams', teams);
  await taken('people', people);
  await taken('bars', bars);
};
const head = () => world.runtime.engine.store.head();
const told = ({ body }: Reply) =>
  (pick(body, 'errors') as Record<string, string>[]).map((one) => [one['cell'], one['code']]);
const cellsOf = async (bytes: Buffer) =>
  (await readWorkbook(bytes))[0]!.data.map((row) => row.map((cell) => cell ?? ''));

describe('files of the register', () => {
  it('are tried out, taken in once, and add nothing when they come again', async () => {
    const before = await head();
    const tried = await send('organizer', 'units', units, '?organization=east&dryRun=true');
    expect(tried).toMatchObject({
      status: 200,
      body: { dryRun: true, kind: 'units', rows: 2, added: 2, unused: ['联系电话'] },
    });
    expect(await head()).toBe(before);
    await everything();
    const after = await head();
    expect((await world.get('organizer', `${url}/units/mill`)).body).toMatchObject({
      ...{ organization: 'east', name: '红星机械厂', bars: [{ bar: 'a1', cleared: { on: '2024-06-10' } }] },
    });
    const rows = pick((await world.get('organizer', `${url}/people?organization=east`)).body, 'rows');
    expect((rows as object[]).map((row) => pick(row, 'name'))).toEqual(['王伟', '王伟', '王伟']);
    for (const [kind, file] of [
      ['units', units],
      ['teams', teams],
      ['people', people],
      ['bars', bars],
    ] as const) {
      expect(await taken(kind, file, '?organization=east')).toMatchObject({ added: 0 });
    }
    expect(await head()).toBe(after);
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    for (const text of [...ids, '王伟', '党内警告', '1949-12', '13800138000']) expect(log).not.toContain(text);
  });

  it('are answered once by their key: a repeat gets the first answer, other content is refused', async () => {
    const key = { 'idempotency-key': 'units-1' };
    const first = await send('organizer', 'units', units, '?organization=east', key);
    expect(first).toMatchObject({ status: 201, body: { added: 2 } });
    await world.runtime.reads.reached(Number(pick(first.body, 'position')), 5_000);
    await world.done('organizer', `${url}/units/mill/names`, { ...by, name: '红星重工' });
    const again = await send('organizer', 'units', units, '?organization=east', key);
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(pick(again.body, 'position')).toBe(pick(first.body, 'position'));
    const other = await send('organizer', 'units', units.replace('东方', '西方'), '?organization=east', key);
    expect(other).toMatchObject({ status: 422, body: { code: 'command-reused' } });
    expect(await taken('units', units, '?organization=east')).toMatchObject({ added: 0 });
    const anew = await send('organizer', 'units', units.replace('红星机械厂', '红星'), '?organization=east');
    expect([anew.status, told(anew)]).toEqual([422, [['B2', 'unit-exists']]]);
  });

  it('are refused as a whole, with everything that is wrong by row and column, and no number is repeated', async () => {
    await everything();
    const before = await head();
    const wrong = lines(
      '单位标识,姓名,身份证号,工号,属性:remark,国籍,人员标识',
      'mill,,110105194912310021,,,,',
      'mill,李四,,,,,',
      'nowhere,张三,,1,,,',
      `mill,王炜,${ids[0]},,,,`,
      `mill,王伟,${ids[0]},,,US,`,
      `${ids[0]},王伟,,3,,,`,
      'mill,赵六,,2,电话13800138000,,',
      'mill,周九,,4,,,',
      'mill,周九,,4,,,',
      'mill,好人,,6,,,',
      'mill,郑十,,,,,nobody',
      'mill,孙一,,8,,,nobody',
    );
    const refused = await send('organizer', 'people', wrong);
    expect(refused).toMatchObject({ status: 422, body: { code: 'file-refused' } });
    expect(told(refused)).toEqual([
      ['B2', 'name-missing'],
      ['C2', 'id-number-invalid'],
      ['C3', 'identity-missing'],
      ['A4', 'unit-unknown'],
      ['B5', 'person-exists'],
      ['F6', 'person-exists'],
      ['A7', 'number-shown'],
      ['E8', 'number-shown'],
      ['D10', 'person-exists'],
      ['G12', 'person-unknown'],
      ['G13', 'identity-differs'],
    ]);
    expect(pick(refused.body, 'errors', 1)).toMatchObject({ row: 2, column: '身份证号', cell: 'C2' });
    const headless = await send('organizer', 'people', people.slice(people.indexOf('\n') + 1));
    expect(told(headless)).toEqual([[undefined, 'header-missing']]);
    for (const text of [...ids, '110105194912310021', '13800138000', '李四', '赵六'])
      expect(JSON.stringify([refused.body, headless.body])).not.toContain(text);
    expect(await head()).toBe(before);
  });

  it('reach no further than the area of who brings them, and do not tell what stands elsewhere', async () => {
    await everything();
    await world.done('neighbour', `${url}/units`, {
      unit: 'far',
      organization: 'west',
      name: '远厂',
      kind: 'enterprise',
    });
    const before = await head();
    const stranger = await send('neighbour', 'people', people);
    expect(told(stranger)).toEqual([
      ['A2', 'unit-unknown'],
      ['A3', 'unit-unknown'],
      ['A4', 'unit-unknown'],
    ]);
    const theirs = await send('neighbour', 'teams', teams);
    expect(told(theirs)).toEqual([
      ['B2', 'unit-unknown'],
      ['B3', 'unit-unknown'],
    ]);
    const away = lines('单位标识,姓名,身份证号', `far,王伟,${ids[0]}`, `far,旁人,${ids[0]}`);
    const known = await send('neighbour', 'people', away);
    expect(told(known)).toEqual([
      ['C2', 'person-exists'],
      ['C3', 'person-exists'],
    ]);
    const placed = lines(
      '单位标识,所属组织,单位名称,单位类别',
      'n1,west,甲厂,企业',
      'n2,nowhere,乙厂,企业',
      'n3,city,丙厂,企业',
    );
    const units = await send('organizer', 'units', placed);
    expect(told(units)).toEqual([2, 3, 4].map((row) => [`B${row}`, 'organization-unknown']));
    const [first, second] = pick(units.body, 'errors') as Record<string, string>[];
    expect(first?.['zh']?.replace('west', '')).toBe(second?.['zh']?.replace('nowhere', '').replace('B3', 'B2'));
    const barred = lines(
      '单位标识,身份证号,事项编号,事项种类,发生日期,依据文件',
      'far,,b,accident,2025-01-01,x',
      `,${ids[0]},b,accident,2025-01-01,x`,
    );
    expect(told(await send('organizer', 'bars', barred))).toEqual([['A2', 'unit-unknown']]);
    expect(told(await send('neighbour', 'bars', barred))).toEqual([['B3', 'person-unknown']]);
    expect((await send('organizer', 'units', placed, '?organization=west')).status).toBe(404);
    expect((await send('auditor', 'units', placed)).status).toBe(403);
    expect((await given('neighbour', 'people.csv?organization=east')).status).toBe(404);
    expect((await given('auditor', 'people.csv?organization=east')).status).toBe(403);
    expect((await given('organizer', 'people.csv')).status).toBe(400);
    for (const file of ['people.doc', 'people', 'others.csv', 'people.csv.csv'])
      expect((await given('organizer', `${file}?organization=east`)).status).toBe(404);
    expect(await head()).toBe(before);
  });

  it('domain-rules 117: come out as they stand now, safe for a spreadsheet, and go in again without a change', async () => {
    await everything();
    await world.done('organizer', `${url}/units/mill/names`, { ...by, name: "'+1815采煤队" });
    const said = { on: by.on, attributes: [{ attribute: 'licence', value: '0012345678901234' }] };
    await world.done('organizer', `${url}/units/mill/attributes`, said);
    const rows = pick((await world.get('organizer', `${url}/people?unit=mill`)).body, 'rows') as { person: string }[];
    await world.done('organizer', `${url}/people/${rows[0]!.person}/names`, { ...by, name: '王 玮' });
    await world.done('organizer', `${url}/people/${rows[1]!.person}/moves`, { on: by.on, unit: 'clinic' });
    // One who has a bar with a note is erased, the other one is not.
    const barred = { bar: 'e1', kind: 'discipline', on: '2025-05-01', document: '纪〔2025〕3号', note: '党内警告' };
    await world.done('organizer', `${url}/people/${rows[1]!.person}/bars`, barred);
    await world.runtime.engine.vault.destroy(rows[1]!.person);
    const shop = { unit: 'shop', organization: 'east', name: '红星商场', kind: 'enterprise' };
    await world.done('organizer', `${url}/units`, shop);
    await world.done('organizer', `${url}/units/shop/bars`, { ...barred, bar: 's1' });
    await world.done('organizer', `${url}/units/shop/merger`, { ...by, into: 'mill' });
    await world.done('organizer', `${url}/teams`, { team: 't3', unit: 'mill', name: '旧班' });
    await world.done('organizer', `${url}/teams/t3/dissolution`, { on: by.on });
    const before = await head();

    const csv = await given('organizer', 'units.csv?organization=east');
    expect(csv).toMatchObject({
      status: 200,
      headers: {
        'content-disposition': 'attachment; filename="units-east.csv"',
        'content-type': 'text/csv; charset=utf-8',
      },
    });
    expect(csv.text.split('\r\n')).toEqual([
      '\uFEFF单位标识,所属组织,单位名称,单位类别,所有制,行业,地区,属性:grade,属性:licence',
      "mill,east,''+1815采煤队,企业,国有,,东区,正处级,'0012345678901234",
      'clinic,east,东方医院,事业单位,,,西区,,',
      '',
    ]);
    expect((await given('organizer', 'teams.csv?organization=east')).text).toBe(
      "\uFEFF班组标识,单位标识,班组名称\r\nt1,mill,'=1+1班\r\nt2,clinic,护理班\r\n",
    );
    expect((await given('organizer', 'bars.csv?organization=east')).text).toContain(
      'mill,,shop~s1,discipline,2025-05-01,',
    );
    const listed = await cellsOf((await given('organizer', 'people.xlsx?organization=east')).bytes);
    expect(listed[0]!.slice(0, 4)).toEqual(['人员标识', '单位标识', '姓名', '国籍']);
    expect(
      listed
        .slice(1)
        .map((row) => row[2])
        .sort(),
    ).toEqual(['已删除', '王 玮', '王伟'].sort());
    for (const kind of ['units', 'teams', 'people', 'bars']) {
      for (const format of ['csv', 'xlsx']) {
        const file = await given('organizer', `${kind}.${format}?organization=east`);
        for (const text of [...ids, '1024']) expect(file.text).not.toContain(text);
        const again = await taken(kind, format === 'csv' ? file.text : file.bytes);
        expect(again).toMatchObject({ added: 0, unused: [] });
        expect(Number(pick(again, 'rows'))).toBeGreaterThan(1);
        expect((await given('organizer', `${kind}.${format}?organization=east`)).bytes).toEqual(file.bytes);
      }
    }
    expect(await head()).toBe(before);
  });

  it('say when they were cut short, and are finished by the same request without doubling anything', async () => {
    await taken('units', units, '?organization=east');
    const before = await head();
    const many = lines('班组标识,单位标识,班组名称', ...Array.from({ length: 251 }, (_, n) => `t${n},mill,第${n}班`));
    const key = { 'idempotency-key': 'teams-1' };
    const { store } = world.runtime.engine;
    const append = store.append.bind(store);
    let calls = 0;
    const failing = jest
      .spyOn(store, 'append')
      .mockImplementation((appends) => (++calls === 2 ? Promise.reject(new Outage('away')) : append(appends)));
    const cut = await send('organizer', 'teams', many, '', key);
    failing.mockRestore();
    expect(cut).toMatchObject({ status: 503, body: { code: 'cut-short' }, headers: { 'retry-after': '1' } });
    const rest = await send('organizer', 'teams', many, '', key);
    expect(rest).toMatchObject({ status: 201, body: { rows: 251, added: 1 } });
    const again = await send('organizer', 'teams', many, '', key);
    expect(again).toMatchObject({ status: 201, body: { added: 0 }, headers: { 'idempotency-replayed': 'true' } });
    const recorded = await store.readAll(before, 5_000);
    expect(new Set(recorded.map(({ stream }) => stream)).size).toBe(251);
    expect(recorded).toHaveLength(251);
  });

  it('are taken as workbooks too, up to a size and a number of rows that the refusal tells, one at a time', async () => {
    const grid = units
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').map((value) => ({ value, type: String })));
    expect(await taken('units', await writeWorkbook(grid).toBuffer(), '?organization=east')).toMatchObject({
      added: 2,
    });
    const many = lines('班组标识,单位标识,班组名称', ...Array.from({ length: 5_001 }, (_, n) => `${n},?,x`));
    const long = await send('organizer', 'teams', many);
    expect(long).toMatchObject({
      status: 422,
      body: { code: 'file-refused', detail: expect.stringContaining('5001') },
    });
    expect(pick(long.body, 'errors', 0)).toMatchObject({ code: 'too-many-rows', zh: expect.stringContaining('5000') });
    expect((await send('organizer', 'units', 'x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(413);
    expect(await world.post('organizer', `${url}/files/units`, {})).toMatchObject({ status: 415 });
    expect((await send('organizer', 'persons', units)).status).toBe(404);
    expect(told(await send('organizer', 'units', ''))).toEqual([[undefined, 'file-empty']]);
    const both = await Promise.all([1, 2].map(() => send('organizer', 'teams', teams)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 503]);
  });
});
