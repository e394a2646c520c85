import { zipped } from '@xf/files';
import { workbookType } from '@xf/nest';
import { unzipped } from '../../../test/support/unzipped';
import { pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
};
const people = [
  { name: '李涛', unit: '第一机械厂' },
  { name: '唐纯玉', unit: '机务段', ethnicity: '瑶族' },
  { name: '贺彪', unit: '第一机械厂' },
] as const;
const may = '/api/organizations/east/lists/may';
const list = {
  ...{ title: '2026年区五一劳动奖章名单', purpose: 'roll', stated: [{ award: 'medal', count: 3 }] },
  endsOn: '2026-05-31',
};
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly Readonly<Record<string, unknown>>[];

/** A list of three of whom one is of a minority, as the workbook that was downloaded. */
async function exported(): Promise<Buffer> {
  for (const [n, person] of people.entries()) {
    const said = {
      organization: 'east',
      document: medal,
      decision: `黄工字〔2026〕${n + 1}号`,
      conferredOn: '2026-04-28',
    };
    await world.done('organizer', '/api/honours/earlier', { ...said, ...person });
  }
  await world.done('organizer', `${may}/versions`, list);
  return taken('xlsx');
}

async function taken(format: 'csv' | 'xlsx'): Promise<Buffer> {
  const headers = { authorization: `Bearer ${await world.token('organizer')}`, 'idempotency-key': `take-${format}` };
  const url = `${may}/versions/1/downloads`;
  const answer = await world.app.inject({ method: 'POST', url, headers, payload: { format } });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}

/** The workbook with texts of its cells written over. */
async function edited(workbook: Buffer, texts: Readonly<Record<string, string>>): Promise<Buffer> {
  const parts = await unzipped(workbook);
  const at = 'xl/worksheets/sheet1.xml';
  let sheet = parts[at] ?? '';
  for (const [old, text] of Object.entries(texts)) {
    expect(sheet).toContain(old);
    sheet = sheet.replace(old, text);
  }
  const pieces: Buffer[] = [];
  const files = Object.entries({ ...parts, [at]: sheet }).map(([name, content]) => ({ name, content: [content] }));
  for await (const piece of zipped(files)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function back(file: Buffer, { who = 'organizer', key = '', type = workbookType, query = '' } = {}) {
  const headers = { authorization: `Bearer ${await world.token(who)}`, 'content-type': type };
  const own = { 'idempotency-key': key === '' ? `back-${keys++}` : key };
  const url = `${may}/versions/1/file${query}`;
  const answer = await world.app.inject({ method: 'POST', url, headers: { ...headers, ...own }, payload: file });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<object>() };
}
let keys = 0;
const head = () => world.runtime.reads.head();

describe('a list that comes back', () => {
  it('domain-rules 114: changes nothing when it is as it was exported, as a workbook and as CSV', async () => {
    const workbook = await exported();
    const csv = await taken('csv');
    const before = await head();
    for (const [file, type] of [
      [workbook, workbookType],
      [csv, 'text/csv'],
    ] as const) {
      expect(await back(file, { type })).toMatchObject({
        ...{ status: 200, body: { list: 'may', version: 1, rows: 3, unused: [], corrections: [] } },
      });
    }
    expect(await head()).toBe(before);
    expect((await back(workbook, { who: 'publicity' })).status).toBe(403);
    expect((await back(workbook, { who: 'neighbour' })).status).toBe(404);
  });

  it('domain-rules 83, 131: asks for what was changed as corrections, cell by cell, which a second person confirms', async () => {
    const workbook = await edited(await exported(), {
      '唐纯玉（瑶族）': '唐淳玉（苗族）',
      第一机械厂: '第一机械厂班长',
    });
    const before = await head();
    const dry = await back(workbook, { query: '?dryRun=true' });
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(await head()).toBe(before);
    const asked = await back(workbook, { key: 'once' });
    expect(asked).toMatchObject({ status: 201 });
    const corrections = pick(asked.body, 'corrections') as readonly Readonly<Record<string, unknown>>[];
    expect(pick(dry.body, 'corrections')).toEqual(corrections);
    expect(corrections.flatMap((one) => one['changes'])).toEqual([
      {
        sheet: '名单',
        column: '单位及职务',
        row: 2,
        cell: 'D2',
        field: 'unitPost',
        was: '第一机械厂',
        now: '第一机械厂班长',
      },
      { sheet: '名单', column: '姓名/名称', row: 4, cell: 'C4', field: 'name', was: '唐纯玉', now: '唐淳玉' },
      { sheet: '名单', column: '姓名/名称', row: 4, cell: 'C4', field: 'ethnicity', was: '瑶族', now: '苗族' },
    ]);
    const again = await back(workbook, { key: 'once' });
    expect(again).toMatchObject({ ...asked, headers: { 'idempotency-replayed': 'true' } });
    const other = await edited(workbook, { 唐淳玉: '唐醇玉' });
    expect(await back(other, { key: 'once' })).toMatchObject({ status: 422, body: { code: 'command-reused' } });
    expect(await back(workbook)).toMatchObject({ status: 200, body: { corrections: [] } });
    for (const { honour } of corrections)
      await world.done('second', `/api/honour-register/${String(honour)}/corrections/1/confirmation`, {});
    const done = await head();
    expect(await back(workbook)).toMatchObject({ status: 200, body: { corrections: [] } });
    expect(await head()).toBe(done);
    await world.done('organizer', `${may}/versions`, list);
    const names = rowsOf((await world.get(undefined, `${may}/text`)).body).map(({ name, unitPost }) => [
      name,
      unitPost,
    ]);
    expect(names).toEqual([
      ['李　涛', '第一机械厂班长'],
      ['贺　彪', '第一机械厂'],
      ['唐淳玉（苗族）', '机务段'],
    ]);
    // Whoever works on an old file is told that the cell reads otherwise by now.
    expect(await back(other)).toMatchObject({ status: 422, body: { errors: [{ code: 'changed-since', cell: 'C4' }] } });
  });

  it('domain-rules 41: is refused with sheet, row and column of everything no correction changes, and nothing is recorded', async () => {
    const workbook = await edited(await exported(), {
      ...{ '唐纯玉（瑶族）': '唐淳玉', '黄工字〔2026〕1号': '黄工字〔2026〕9号' },
      机务段: '机务段 13812345678',
    });
    const before = await head();
    const refused = await back(workbook);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'file-refused',
        errors: [
          { code: 'cell-fixed', sheet: '名单', row: 2, column: '表彰决定文号', cell: 'E2' },
          { code: 'cell-cleared', sheet: '名单', row: 4, column: '姓名/名称', cell: 'C4' },
          { code: 'number-shown', sheet: '名单', row: 4, column: '单位及职务', cell: 'D4' },
        ],
      },
    });
    expect(JSON.stringify(refused.body)).not.toMatch(/13812345678|唐淳玉/);
    expect(await back(Buffer.from('PK no workbook'))).toMatchObject({ status: 422, body: { code: 'file-refused' } });
    expect(await head()).toBe(before);
  });
});
