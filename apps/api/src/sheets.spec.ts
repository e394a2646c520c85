import readWorkbook from 'read-excel-file/node';
import writeWorkbook from 'write-excel-file/node';
import { competing, freeze, inMemoryOnly, pick, turning, type Reply, World } from './testing/world';

let world: World;
let entries: readonly string[];
beforeEach(async () => {
  world = await World.open();
  entries = await competing(world, 3);
});
afterEach(async () => world.close());

const sheets = `${turning}/sheets`;
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Marks of a judge who has not marked yet. */
const ask = { number: 'P-1', slot: 'judge2', criteria: ['practice'] };
const typed = (...values: (readonly [row: string, value: string])[]) =>
  values.map(([row, value]) => ({ row, criterion: 'practice', value }));

async function issue(over: object = {}): Promise<string> {
  await world.done('organizer', sheets, { ...ask, ...over });
  const { body } = await world.get('organizer', `${sheets}/${ask.number}`);
  return String(pick(body, 'check'));
}

async function download(who: string, sheet = ask.number): Promise<Reply & { readonly bytes: Buffer }> {
  const answer = await world.app.inject({
    method: 'GET',
    url: `${sheets}/${sheet}.xlsx`,
    headers: { authorization: `Bearer ${await world.token(who)}` },
  });
  const { statusCode: status, body, rawPayload: bytes } = answer;
  return { status, headers: answer.headers as Reply['headers'], body, bytes };
}

let keys = 0;
async function upload(who: string, bytes: Buffer, over: object = {}): Promise<Reply> {
  const answer = await world.app.inject({
    method: 'POST',
    url: `${sheets}/${ask.number}/workbook`,
    headers: {
      ...{ authorization: `Bearer ${await world.token(who)}`, 'content-type': workbookType },
      ...{ 'idempotency-key': `upload-${keys++}`, ...over },
    },
    payload: bytes,
  });
  return { status: answer.statusCode, headers: answer.headers as Reply['headers'], body: JSON.parse(answer.body) };
}

type Grid = (string | number | null)[][];
/** The sheet as somebody filled it in with another program. */
async function refilled(bytes: Buffer, change: (cells: Grid) => void): Promise<Buffer> {
  const [first] = await readWorkbook(bytes);
  const cells = first!.data.map((row) => [...row]) as Grid;
  change(cells);
  return writeWorkbook(cells as never).toBuffer();
}

const key = (who: string, check: string, values: readonly object[], headers = {}) =>
  world.post(who, `${sheets}/${ask.number}/values`, { check, values }, headers);

async function marks(slot = 'judge2'): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const entry of entries) {
    const events = await world.runtime.engine.store.readStream(`entry-skills.${entry}`);
    const last = events.filter(({ data, type }) => data['slot'] === slot && /^Score/.test(type)).at(-1);
    found.push(last?.data['to'] ?? last?.data['value']);
  }
  return found;
}

const logLength = () => world.runtime.engine.store.head();

describe('a score sheet', () => {
  it('domain-rules 80: goes out without names, locked, with its number and check code', async () => {
    const check = await issue();
    const file = await download('judge2');
    expect(file).toMatchObject({
      status: 200,
      headers: { 'content-type': workbookType, 'content-disposition': 'attachment; filename="turning-P-1.xlsx"' },
    });
    const [first] = await readWorkbook(file.bytes);
    const cells = first!.data;
    expect(cells[0]?.[0]).toBe('职工技能竞赛 车工 评分表 Score sheet');
    expect([cells[1]?.[1], cells[2]?.[1], cells[3]?.[1]]).toEqual(['P-1', 'judge2', check]);
    expect(cells.slice(6, 9).map((row) => row[1])).toEqual(['A1', 'A2', 'A3']);
    expect(JSON.stringify(cells)).not.toContain('选手');
    expect(JSON.stringify((await readWorkbook((await download('organizer')).bytes))[0]!.data)).not.toContain('选手');
    await freeze(world);
    expect(JSON.stringify((await readWorkbook((await download('judge2')).bytes))[0]!.data)).toContain('选手1号');
  });

  it('shows names where nobody marks what is measured', async () => {
    await issue({ slot: '2', criteria: ['theory'] });
    expect(JSON.stringify((await readWorkbook((await download('organizer')).bytes))[0]!.data)).toContain('选手1号');
  });

  it('comes back typed: its values are marks, and a part may follow later', async () => {
    const check = await issue();
    const first = await key('judge2', check, typed(['A1', '87.5']));
    expect(first).toMatchObject({ status: 201, body: { sheet: 'P-1', status: 'open', cells: 3, filled: 1 } });
    const rest = await key('organizer', check, typed(['A1', '87.5'], ['A2', '80'], ['A3', '70']));
    expect(rest).toMatchObject({ status: 201, body: { status: 'full', filled: 3 } });
    expect(await marks()).toEqual(['87.5', '80', '70']);
    const { body } = await world.get('judge2', `${sheets}/P-1`);
    expect(pick(body, 'values')).toEqual([
      { cell: 'C7', row: 'A1', criterion: 'practice', value: '87.5' },
      { cell: 'C8', row: 'A2', criterion: 'practice', value: '80' },
      { cell: 'C9', row: 'A3', criterion: 'practice', value: '70' },
    ]);
  });

  it('domain-rules 132: the same sheet with the same values adds nothing', async () => {
    const check = await issue();
    const values = typed(['A1', '87.5'], ['A2', '80']);
    const once = await key('judge2', check, values, { 'idempotency-key': 'once' });
    const head = await logLength();
    const again = await key('judge2', check, values, { 'idempotency-key': 'once' });
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(pick(again.body, 'position')).toBe(pick(once.body, 'position'));
    expect((await key('organizer', check, values)).status).toBe(201);
    expect(await logLength()).toBe(head);
    // The mark was corrected since; the sheet still says what it said.
    const first = `${turning}/entries/${entries[0]}`;
    const correction = { criterion: 'practice', slot: 'judge2', value: '88', reason: '核对' };
    await world.done('organizer', `${first}/corrections`, correction, await world.etag('organizer', first));
    const corrected = await logLength();
    expect((await key('organizer', check, values)).status).toBe(201);
    expect(await logLength()).toBe(corrected);
    expect(await marks()).toEqual(['88', '80', undefined]);
    expect(await key('judge2', check, typed(['A1', '90']), { 'idempotency-key': 'once' })).toMatchObject({
      status: 422,
      body: { code: 'command-reused' },
    });
  });

  it('domain-rules 132: the same sheet with other values is a conflict, side by side, and records nothing', async () => {
    const check = await issue();
    await key('judge2', check, typed(['A1', '87.5'], ['A2', '80']));
    const head = await logLength();
    const other = await key('organizer', check, typed(['A1', '78.5'], ['A2', '80'], ['A3', '70']));
    expect(other).toMatchObject({ status: 409, body: { code: 'sheet-conflict' } });
    expect(pick(other.body, 'errors')).toEqual([
      {
        ...{ code: 'cell-differs', cell: 'C7', entry: 'A1', criterion: 'practice', there: '87.5', here: '78.5' },
        zh: 'C7（A1 · practice）：已有 87.5，此次 78.5',
        en: 'C7（A1 · practice）: there 87.5, here 78.5',
      },
    ]);
    expect(await logLength()).toBe(head);
  });

  it('tells everything that is wrong at once, with the cells', async () => {
    const check = await issue();
    const values = [
      ...typed(['A1', '100.5'], ['A2', '八十'], ['B9', '80']),
      { row: 'A3', criterion: 'theory', value: '1' },
    ];
    const refused = await key('judge2', check, values);
    expect(refused).toMatchObject({ status: 422, body: { code: 'sheet-cells-refused' } });
    const told = (pick(refused.body, 'errors') as Record<string, string>[]).map((one) => one['pointer'] ?? one['cell']);
    expect(told).toEqual(['/values/2/row', '/values/3/criterion', 'C7', 'C8']);
    expect(await key('judge2', 'AAAAAA', typed(['A1', '80']))).toMatchObject({
      status: 422,
      body: { code: 'sheet-check-wrong' },
    });
    expect(await marks()).toEqual([undefined, undefined, undefined]);
  });

  it('is one sheet: the number again is the same or a conflict', async () => {
    await issue();
    const head = await logLength();
    expect((await world.post('second', sheets, ask)).status).toBe(201);
    expect(await logLength()).toBe(head);
    expect(await world.post('second', sheets, { ...ask, slot: 'judge' })).toMatchObject({
      status: 409,
      body: { code: 'sheet-exists' },
    });
    expect(await world.post('organizer', sheets, { ...ask, number: 'P-2', entries: ['A1', 'A9'] })).toMatchObject({
      status: 422,
      body: { code: 'sheet-rows-refused', errors: [{ entry: 'A9' }] },
    });
  });

  it('repeats its issue by the key, also when more have entered', async () => {
    const headers = { 'idempotency-key': 'issue-1' };
    const first = await world.post('organizer', sheets, ask, headers);
    await world.done('organizer', `${turning}/entries`, { number: 'A4', name: '选手4号' });
    const again = await world.post('organizer', sheets, ask, headers);
    expect(again).toMatchObject({
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
      body: first.body as object,
    });
    expect(pick((await world.get('organizer', `${sheets}/P-1`)).body, 'rows')).toEqual(['A1', 'A2', 'A3']);
  });

  it('tries a typing out without recording it', async () => {
    const check = await issue();
    const head = await logLength();
    const url = `${sheets}/P-1/values?dryRun=true`;
    const tried = await world.post('organizer', url, { check, values: typed(['A1', '80']) });
    expect(tried).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(await logLength()).toBe(head);
  });
});

describe('a workbook', () => {
  it('comes back filled in, and again without adding anything', async () => {
    await issue();
    const file = await refilled((await download('judge2')).bytes, (cells) => {
      cells[6]![2] = 87.5;
      cells[8]![2] = 70;
    });
    expect(await upload('judge2', file)).toMatchObject({ status: 201, body: { status: 'open', filled: 2 } });
    expect(await marks()).toEqual(['87.5', undefined, '70']);
    const head = await logLength();
    expect((await upload('organizer', file)).status).toBe(201);
    expect(await logLength()).toBe(head);
  });

  it('is refused as a whole, with every cell that is wrong', async () => {
    await issue();
    const file = await refilled((await download('judge2')).bytes, (cells) => {
      cells[6]![2] = 870;
      cells[7]![1] = 'A7';
      cells[8]![2] = '约 70';
    });
    const refused = await upload('judge2', file);
    expect(refused.status).toBe(422);
    expect((pick(refused.body, 'errors') as Record<string, string>[]).map((one) => [one['code'], one['cell']])).toEqual(
      [
        ['row-unknown', 'B8'],
        ['out-of-range', 'C7'],
        ['not-a-decimal', 'C9'],
      ],
    );
    expect(await marks()).toEqual([undefined, undefined, undefined]);
    const blank = await upload('judge2', (await download('judge2')).bytes);
    expect(blank).toMatchObject({ status: 422, body: { errors: [{ code: 'sheet-blank' }] } });
  });

  it('is taken up to 5 MiB, by this route and no other', async () => {
    await issue();
    const large = await upload('judge2', Buffer.alloc(4 * 1024 * 1024));
    expect(large).toMatchObject({ status: 422, body: { errors: [{ code: 'file-not-a-table' }] } });
    expect(await upload('judge2', Buffer.alloc(5 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
    const send = (url: string, size: number) =>
      world.request('POST', url, { 'content-type': workbookType, 'idempotency-key': 'x' }, 'x'.repeat(size));
    expect((await send('/api/sessions', 10)).status).toBe(415);
    expect((await send('/api/sessions', 1024 * 1024 + 1)).status).toBe(413);
    expect(await world.post('judge2', `${sheets}/P-1/workbook`, {})).toMatchObject({
      status: 415,
      body: { code: 'media-type-unknown' },
    });
  });
});

describe('a sheet typed twice (双录)', () => {
  it('counts when two accounts have typed the same', async () => {
    const check = await issue({ double: true });
    const values = typed(['A1', '87.5'], ['A2', '80']);
    expect(await key('organizer', check, values)).toMatchObject({
      status: 201,
      body: { status: 'keyed-once', filled: 0 },
    });
    expect((await key('organizer', check, values)).body).toMatchObject({ status: 'keyed-once', filled: 0 });
    expect(await marks()).toEqual([undefined, undefined, undefined]);
    for (const who of ['organizer', 'judge2', 'auditor']) {
      const seen = JSON.stringify((await world.get(who, `${sheets}/P-1`)).body);
      expect(seen).not.toContain('87.5');
    }
    const ifMatch = await world.etag('organizer', '/api/competitions/skills');
    expect(await world.post('organizer', `${turning}/freeze`, {}, ifMatch)).toMatchObject({
      ...{ status: 409, body: { code: 'sheets-open', errors: [{ sheet: 'P-1' }] } },
    });
    expect(await key('second', check, values)).toMatchObject({ status: 201, body: { status: 'open', filled: 2 } });
    expect(await marks()).toEqual(['87.5', '80', undefined]);
    await freeze(world);
  });

  it('shows where two typings differ, and is settled by the paper with a reason', async () => {
    const check = await issue({ double: true });
    await key('organizer', check, typed(['A1', '87.5'], ['A2', '80']));
    const second = await key('judge2', check, typed(['A1', '78.5'], ['A2', '80']));
    expect(second).toMatchObject({
      status: 201,
      body: { status: 'differs', filled: 1, differences: [{ cell: 'C7', entry: 'A1', there: '87.5', here: '78.5' }] },
    });
    expect(await marks()).toEqual([undefined, '80', undefined]);
    const url = `${sheets}/P-1`;
    const settle = async (who: string, body: object) =>
      world.post(who, `${url}/settlement`, body, await world.etag('organizer', url));
    const values = typed(['A1', '87.5']);
    expect((await world.post('second', `${url}/settlement`, { reason: '对照原表', values })).status).toBe(428);
    expect(await settle('second', { values })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    });
    const settled = await settle('judge2', { reason: '对照原表', values });
    expect(settled).toMatchObject({ status: 201, body: { status: 'open', filled: 2 } });
    expect(await marks()).toEqual(['87.5', '80', undefined]);
    expect(await settle('second', { reason: '再裁', values })).toMatchObject({
      status: 409,
      body: { code: 'sheet-settled' },
    });
  });

  it('tells a second typist nothing by a dry run', async () => {
    const check = await issue({ double: true });
    await key('organizer', check, typed(['A1', '87.5']));
    const tried = await world.post('second', `${sheets}/P-1/values?dryRun=true`, { check, values: typed(['A1', '1']) });
    expect(tried).toMatchObject({ status: 409, body: { code: 'sheet-no-trial' } });
  });
});

inMemoryOnly('who may use a sheet', () => {
  it.each([
    ['judge', 403],
    ['committee', 403],
    ['neighbour', 404],
    [undefined, 401],
  ])('%s may neither read nor fill in the sheet of another judge: %i', async (who, status) => {
    const check = await issue();
    for (const path of ['', '.xlsx', '/codes'])
      expect((await world.get(who, `${sheets}/P-1${path}`)).status).toBe(status);
    const values = { check, values: typed(['A1', '80']) };
    expect((await world.post(who, `${sheets}/P-1/values`, values)).status).toBe(status);
    expect((await world.post(who, sheets, { ...ask, number: 'P-9' })).status).toBe(status);
    expect(await marks()).toEqual([undefined, undefined, undefined]);
  });

  it('a judge issues none and settles none that others typed', async () => {
    const check = await issue({ double: true });
    expect((await world.post('judge2', sheets, { ...ask, number: 'P-9' })).status).toBe(403);
    await key('organizer', check, typed(['A1', '87.5']));
    await key('second', check, typed(['A1', '78.5']));
    const url = `${sheets}/P-1`;
    const body = { reason: '对照原表', values: typed(['A1', '87.5']) };
    const settled = await world.post('judge2', `${url}/settlement`, body, await world.etag('organizer', url));
    expect(settled).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });

  it.each(['P-7', 'P.7', 'x~y'])('there is no sheet %s', async (sheet) => {
    expect((await world.get('organizer', `${sheets}/${sheet}`)).status).toBe(404);
  });
});
