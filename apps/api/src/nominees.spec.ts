import writeWorkbook from 'write-excel-file/node';
import { workbookType } from '@xf/nest';
import { password, pick, World, type Reply } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
  await founded();
});
afterEach(async () => world.close());

const cites = [{ document: '市工字〔2026〕1号' }];
const award = (id: string, title: string) => ({
  ...{ id, version: 1, title, level: 'city', receiver: 'person', repeatable: false, cites },
});
const rules = {
  ...{ id: 'spring2026', version: 1, title: '2026年市五一评选办法', cites },
  chain: {
    levels: [
      { level: 'district', name: '区总工会', organization: 'district' },
      { level: 'city', name: '市总工会', organization: 'city' },
    ],
    selfNomination: 'refused',
    resolution: { papers: [{ paper: 'congress', name: '职代会决议' }] },
    materials: [{ material: 'deeds', name: '事迹材料', obligatory: true, characters: { max: 20, over: 'refuse' } }],
    consultation: {
      ...{ from: 'district', departments: [{ department: 'safety', name: '应急' }] },
      matrix: [{ kinds: ['worker'], departments: ['safety'] }],
    },
  },
  eligibility: {
    referenceDay: '2026-05-01',
    clauses: [
      { id: 'nationality', title: '国籍', kind: 'attribute', of: 'nominee', attribute: 'nationality', oneOf: ['CN'] },
      {
        ...{ id: 'accident', title: '安全生产', kind: 'bar-years', of: 'unit' },
        ...{ bars: ['accident'], years: 3, lastDay: 'included' },
      },
    ],
  },
};
const spring = '/api/honour-rounds/spring';
const candidacies = `${spring}/candidacies`;

/** A desk for the city, a round of the city with a chain and one without. */
async function founded(): Promise<void> {
  await world.done('admin', '/api/accounts', { account: 'city_desk', displayName: '李工会', password });
  await world.done('admin', '/api/accounts/city_desk/grants', { role: 'organizer', organization: 'city' });
  const round = { organization: 'city', name: '2026年市五一表彰', year: 2026 };
  const awards = [{ document: award('medal', '市五一劳动奖章') }];
  await world.done('city_desk', '/api/honour-rounds', { ...round, round: 'spring', awards, rules });
  await world.done('city_desk', '/api/honour-rounds', { ...round, round: 'plain', awards });
}

const header = ['序号', '姓名', '单位', '身份证号', '类别', '推荐理由', '事迹材料', '职代会决议', '职代会决议日期'];
const facts = ['本人:nationality', '单位:accident', '情况依据'];
const line = (name: string, over: Readonly<Record<string, string>> = {}): readonly string[] => {
  const cells: Readonly<Record<string, string>> = {
    ...{ 序号: '1', 姓名: name, 单位: '第一机械厂', 类别: 'worker', 推荐理由: '生产标兵', 事迹材料: '苦练车工二十年' },
    ...{ 职代会决议: '职代会2号', 职代会决议日期: '2026-04-20', '本人:nationality': 'CN', '单位:accident': '无' },
    ...{ 情况依据: '单位证明', ...over },
  };
  return [...header, ...facts].map((column) => cells[column] ?? '');
};
const csv = (...rows: readonly (readonly string[])[]) =>
  [[...header, ...facts], ...rows].map((row) => row.join(',')).join('\n');
const everybody = csv(line('王一', { 身份证号: '110101199003071233' }), line('赵二'), line('钱三'));

const at = (more = '') => `${spring}/nominations/file?award=medal&organization=east${more}`;
const upload = (file: string, who = 'organizer', headers: Readonly<Record<string, string>> = {}, to = at()) =>
  world.post(who, to, file, { 'content-type': 'text/csv', ...headers });
const errorsOf = ({ body }: Reply) =>
  (pick(body, 'errors') as readonly object[]).map((one) => [pick(one, 'cell'), pick(one, 'code')]);
const head = () => world.runtime.reads.head();

async function taken(file = everybody): Promise<readonly string[]> {
  const { status, body } = await upload(file);
  if (status !== 201) throw new Error(JSON.stringify(body));
  await world.runtime.reads.reached(Number(pick(body, 'position')), 5_000);
  return (pick(body, 'rows') as readonly object[]).map((row) => String(pick(row, 'nomination')));
}

const opinion = { level: 'district', department: 'safety', opinion: 'yes', on: '2026-04-30', document: '函8号' };
const step = (who: string, what: string, nominations: readonly string[], more: object = {}) =>
  world.post(who, `${candidacies}/${what}`, { level: 'district', ...more, nominations });
const stageOf = async (nomination: string) => {
  const { body } = await world.get(
    'city_desk',
    `${spring}/nominations/${nomination}/candidacy?minPosition=${await head()}`,
  );
  return `${String(pick(body, 'level'))} ${String(pick(body, 'stage'))}`;
};

it('a desk’s list is taken in whole, as CSV or a workbook, and the same again adds nothing', async () => {
  const key = { 'idempotency-key': 'list-1' };
  const first = await upload(everybody, 'organizer', key);
  expect(first).toMatchObject({
    status: 201,
    body: { award: 'medal', organization: 'east', rows: [{ row: 2 }, { row: 3 }, { row: 4 }] },
  });
  const after = await head();
  expect(await upload(everybody, 'organizer', key)).toMatchObject({ status: 201, body: first.body as object });
  const answer = await world.app.inject({
    ...{
      method: 'POST',
      url: at(),
      payload: await writeWorkbook(
        [[...header, ...facts], line('王一', { 身份证号: '110101199003071233' })].map((row) =>
          row.map((value) => ({ value, type: String })),
        ),
      ).toBuffer(),
    },
    headers: {
      authorization: `Bearer ${await world.token('organizer')}`,
      'content-type': workbookType,
      'idempotency-key': 'xlsx',
    },
  });
  expect(answer.json()).toMatchObject({ rows: [{ row: 2, nomination: pick(first.body, 'rows', 0, 'nomination') }] });
  expect(await head()).toBe(after);
  const id = String(pick(first.body, 'rows', 0, 'nomination'));
  expect(
    (await world.get('organizer', `${spring}/nominations/${id}/candidacy?minPosition=${after}`)).body,
  ).toMatchObject({
    ...{ name: '王一', organization: 'east', kind: 'worker', level: 'district', stage: 'preparing' },
    materials: [{ material: 'deeds', text: '苦练车工二十年', characters: 7 }],
    resolutions: [{ paper: 'congress', number: '职代会2号', on: '2026-04-20' }],
    lacks: [{ code: 'opinion', of: 'safety' }],
  });
  const body = { award: 'medal', organization: 'east', name: '赵二', unit: '第一机械厂', reason: '生产标兵' };
  const alone = await world.post('organizer', `${spring}/nominations`, body);
  expect(pick(alone.body, 'nomination')).toBe(pick(first.body, 'rows', 1, 'nomination'));
  expect(await head()).toBe(after);
  expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toMatch(/苦练|王一|110101/);
});

it('domain-rules 15, 120: everything wrong is told by its cell at once, and nothing is written', async () => {
  const before = await head();
  const malformed = csv(
    line('王一', { 身份证号: '110101199003071235' }),
    line('', { 职代会决议日期: '4月20日', '单位:accident': '有' }),
    line('钱三', { 职代会决议: '', 情况依据: '' }),
  );
  const unread = await upload(malformed);
  expect(unread).toMatchObject({ status: 422, body: { code: 'nominees-refused' } });
  expect(errorsOf(unread)).toEqual([
    ['D2', 'id-number-invalid'],
    ...[
      ['B3', 'name-missing'],
      ['I3', 'day-invalid'],
      ['K3', 'bar-invalid'],
    ],
    ...[
      ['H4', 'number-missing'],
      ['L4', 'document-missing'],
    ],
  ]);
  expect(JSON.stringify(unread.body)).not.toContain('110101199003071235');
  const refused = await upload(
    csv(
      line('王一', { 事迹材料: '苦'.repeat(21), 职代会决议日期: '2026-05-02' }),
      line('赵二', { 类别: 'poet' }),
      line('钱三', { '单位:accident': '2026-06-01', '本人:nationality': '110101199003071233' }),
    ),
  );
  expect(errorsOf(refused)).toEqual([
    ...[
      ['G2', 'material-too-long'],
      ['I2', 'day-ahead'],
      ['E3', 'nominee-kind-unknown'],
    ],
    ['K4', 'day-ahead'],
  ]);
  expect(pick(refused.body, 'errors', 0, 'zh')).toBe('G2（事迹材料）：不计空格 21 字，最多 20 字，请删减 1 字。');
  expect(errorsOf(await upload(csv(line('王一'), line('王一'))))).toEqual([['B3', 'row-repeated']]);
  const misspelt = await upload(everybody.replace('事迹材料', '事迹材枓').replace('单位:accident', '单位:debts'));
  expect(misspelt.body).toMatchObject({
    errors: [{ code: 'column-unknown', zh: expect.stringContaining('事迹材料') }, { code: 'column-not-asked' }],
  });
  expect(await head()).toBe(before);
});

it('domain-rules 7, 119: a row whose unit or person the register has otherwise is told in its cell', async () => {
  const units = '/api/registry/units';
  const own = { unit: 'own', organization: 'east', name: '第二机械厂', kind: 'enterprise' };
  await world.done('city_desk', units, own);
  await world.done('city_desk', units, { ...own, unit: 'first', name: '第一机械厂' });
  await world.done('city_desk', units, { ...own, unit: 'far', organization: 'west' });
  const [here, there] = ['110101199003071233', '110101199003075496'];
  await world.done('city_desk', '/api/registry/people', { unit: 'first', name: '王一', idNumber: here });
  await world.done('city_desk', '/api/registry/people', { unit: 'far', name: '赵二', idNumber: there });
  const column = (rows: string, ...ids: readonly string[]) =>
    rows
      .split('\n')
      .map((row, n) => `${row},${n === 0 ? '单位标识' : (ids[n - 1] ?? '')}`)
      .join('\n');
  const rows = csv(
    ...[line('王一', { 身份证号: here }), line('赵二', { 身份证号: there })],
    ...[line('钱三'), line('孙四'), line('李五')],
  );
  const before = await head();
  const refused = await upload(column(rows, 'own', '', 'own', 'far', 'first'));
  expect(refused.status).toBe(422);
  expect(errorsOf(refused)).toEqual([
    ['M2', 'unit-not-of-nominee'],
    ['B3', 'nominee-elsewhere'],
    ['M4', 'unit-named-otherwise'],
    ['M5', 'unit-not-found'],
  ]);
  expect(await head()).toBe(before);
});

it('a file says no more than its round asks, comes from the first level, and is of at most 500 rows', async () => {
  const long = csv(...Array.from({ length: 501 }, (_, n) => line(`某${n}`)));
  expect((await upload(long)).body).toMatchObject({
    errors: [{ code: 'file-too-long', zh: '一次最多 500 行，此表有 501 行：请分成几份上传。' }],
  });
  const fromCity = at().replace('organization=east', 'organization=city');
  expect(await upload(everybody, 'city_desk', {}, fromCity)).toMatchObject({
    status: 422,
    body: { code: 'organization-not-first' },
  });
  const plain = at().replace('spring', 'plain');
  expect((await upload(everybody, 'organizer', {}, plain)).body).toMatchObject({ code: 'nominees-refused' });
  const short = '姓名,单位,推荐理由\n王一,第一机械厂,好\n赵二,第一机械厂,好';
  expect(await upload(short, 'organizer', {}, plain)).toMatchObject({
    status: 201,
    body: { rows: [{ row: 2 }, { row: 3 }] },
  });
  const without = await upload(everybody, 'organizer', {}, at().replace('award=medal&', ''));
  expect(without).toMatchObject({ status: 400, body: { errors: [{ parameter: 'award' }] } });
  expect(await world.post('organizer', at(), {})).toMatchObject({ status: 415 });
  const sheet = '/api/competitions/skills/contests/turning/sheets/P1/workbook';
  expect(await upload(everybody, 'organizer', {}, sheet)).toMatchObject({ status: 415 });
});

it('domain-rules 118: a file says what lists print beside a name, and is told the cells of what cannot be printed', async () => {
  const plain = at().replace('spring', 'plain');
  const head = '姓名,单位,推荐理由,民族,性别,出生年月\n';
  const wrong = await upload(
    `${head}王一,第一机械厂,好,火星,男,1980\n赵二,第一机械厂,好,,x,80年`,
    'organizer',
    {},
    plain,
  );
  expect([wrong.status, errorsOf(wrong)]).toEqual([
    422,
    ['D2', 'E3', 'F3'].map((cell) => [cell, 'personal-unreadable']),
  ]);
  const right = await upload(
    `${head}王一,第一机械厂,好,回,女,1980-05-01\n赵二,第一机械厂,好,,,`,
    'organizer',
    {},
    plain,
  );
  expect(right.status).toBe(201);
  const nominated = '/api/honour-rounds/plain/nominations?award=medal';
  const { body } = await world.get('city_desk', `${nominated}&minPosition=${String(pick(right.body, 'position'))}`);
  expect(pick(body, 'rows')).toMatchObject([{ ethnicity: '回族', gender: '女', birthYear: '1980' }, { name: '赵二' }]);
  expect(pick(body, 'rows', 1)).not.toHaveProperty('gender');
});

it('what is recommended already stays as it was said: another reason, other papers or a withdrawal are told', async () => {
  const [first = '', second = ''] = await taken();
  const url = `${spring}/nominations/${second}`;
  await world.done(
    'city_desk',
    `${url}/withdrawal`,
    { reason: '本人放弃' },
    await world.etag('city_desk', `${url}/explanation`),
  );
  const wangs = { 身份证号: '110101199003071233' };
  const again = csv(line('王一', { ...wangs, 推荐理由: '又一理由' }), line('赵二'), line('孙四'));
  expect(errorsOf(await upload(again))).toEqual([
    ['B2', 'nomination-differs'],
    ['B3', 'nomination-not-open'],
  ]);
  const other = csv(line('王一', { ...wangs, 事迹材料: '另一份材料' }), line('孙四'));
  expect(errorsOf(await upload(other))).toEqual([['B2', 'candidacy-exists']]);
  await step('organizer', 'opinions', [first], opinion);
  expect(await step('organizer', 'sending', [first])).toMatchObject({ status: 201 });
  const before = await head();
  expect(await upload(csv(line('王一', wangs)))).toMatchObject({ status: 201 });
  expect(await head()).toBe(before);
});

it('domain-rules 12, 13: one letter for a list, and the list goes up whole or not at all, with the names of who holds it up', async () => {
  const [first = '', second = '', third = ''] = await taken();
  expect(await step('organizer', 'opinions', [first, second], opinion)).toMatchObject({ status: 201 });
  const refused = await step('organizer', 'sending', [first, second, third]);
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'candidacies-refused',
      errors: [{ pointer: '/nominations/2', code: 'opinion', zh: '钱三（第一机械厂）：应急尚未答复' }],
    },
  });
  expect(await stageOf(first)).toBe('district preparing');
  expect(await step('organizer', 'sending', [first, second])).toMatchObject({
    status: 201,
    body: { nominations: [first, second] },
  });
  const early = await step('city_desk', 'acceptance', [first, third], { level: 'city' });
  expect(early.body).toMatchObject({
    errors: [
      { pointer: '/nominations/1', code: 'candidacy-elsewhere', zh: expect.stringMatching(/^钱三（第一机械厂）：/) },
    ],
  });
  const key = { 'idempotency-key': 'accept-1' };
  const accept = () =>
    world.post('city_desk', `${candidacies}/acceptance`, { level: 'city', nominations: [first] }, key);
  const done = await accept();
  expect(done.status).toBe(201);
  expect(await step('city_desk', 'return', [first, second], { level: 'city', reason: '材料过于笼统' })).toMatchObject({
    status: 201,
  });
  expect([await stageOf(first), await stageOf(second)]).toEqual(['district preparing', 'district preparing']);
  expect(await accept()).toMatchObject({ status: 201, body: done.body as object });
  expect(await step('organizer', 'sending', [])).toMatchObject({ status: 400 });
  expect((await step('organizer', 'sending', [first, first])).body).toMatchObject({
    errors: [{ code: 'nomination-repeated' }],
  });
});

it('an organisation acts for its own level and tree: of others it learns neither names nor that they are there', async () => {
  const [first = '', second = ''] = await taken();
  const foreign = await step('neighbour', 'sending', [first, second]);
  expect(foreign).toMatchObject({
    status: 404,
    body: { errors: [{ code: 'nomination-unknown' }, { code: 'nomination-unknown' }] },
  });
  expect(JSON.stringify(foreign.body)).not.toMatch(/王一|赵二|机械厂/);
  const nobody = await step('organizer', 'sending', [first, 'n404']);
  expect(nobody).toMatchObject({ status: 404, body: { errors: [{ pointer: '/nominations/1' }] } });
  await step('organizer', 'opinions', [first], opinion);
  await step('organizer', 'sending', [first]);
  expect(await step('organizer', 'acceptance', [first], { level: 'city' })).toMatchObject({
    status: 403,
    body: { code: 'role-missing' },
  });
  expect((await upload(everybody, 'neighbour')).status).toBe(404);
  expect((await upload(everybody, 'committee')).status).toBe(403);
  const before = await head();
  const dry = await upload(csv(line('孙四')), 'organizer', {}, at('&dryRun=true'));
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
  expect(await head()).toBe(before);
});
