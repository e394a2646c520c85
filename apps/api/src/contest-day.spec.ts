import readWorkbook from 'read-excel-file/node';
import { start, pick, plan, rules, turning, World, type Reply } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const skills = '/api/competitions/skills';
const minute = 60_000;
/** So many minutes after the start of the story, as people write it. */
const at = (minutes: number): string => new Date(start + minutes * minute).toISOString().replace('.000Z', 'Z');

async function opened(process: object): Promise<void> {
  const { revision } = await world.done('organizer', '/api/competitions', plan);
  const documents = [{ contest: 'turning', document: { ...rules, process } }];
  await world.done('organizer', `${skills}/opening`, { rules: documents }, { 'if-match': `"${revision}"` });
}
const entered = async (number: string): Promise<string> =>
  (await world.done('organizer', `${turning}/entries`, { number, name: `选手${number}` })).entry;
const post = async (who: string, url: string, payload: object, etagAt = skills): Promise<Reply> => {
  const answer = await world.post(who, url, payload, await world.etag('organizer', etagAt));
  await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
  return answer;
};

it('domain-rules 52: who comes too late is absent without anybody deciding it, and both times are to be read', async () => {
  await opened({ absentAfterMinutes: 20 });
  const [early, late] = [await entered('A1'), await entered('A2')];
  const checkIn = (who: string, entry: string, minutes: number, more: object = {}) =>
    world.post(who, `${turning}/entries/${entry}/check-in`, { arrivedAt: at(minutes), ...more });
  world.until(start + 60 * minute);
  const missing = await checkIn('organizer', early, 5);
  expect(missing).toMatchObject({ status: 422, body: { code: 'start-missing' } });
  expect(pick(missing.body, 'errors', 0)).toMatchObject({ pointer: '/dueAt' });
  expect(await post('organizer', `${turning}/start`, { startsAt: at(0) })).toMatchObject({ status: 201 });
  expect(pick((await world.get('organizer', skills)).body, 'contests', 0)).toMatchObject({
    startsAt: '2026-05-01T09:00:00.000+08:00',
  });
  expect(await checkIn('judge', early, 5)).toMatchObject({ status: 403 });
  expect(await checkIn('neighbour', early, 5)).toMatchObject({ status: 404 });
  expect(await checkIn('organizer', early, 61)).toMatchObject({ status: 422, body: { code: 'arrival-to-come' } });
  expect(await checkIn('organizer', early, 5, { dueAt: '9:00' })).toMatchObject({ status: 400 });
  expect(await checkIn('organizer', early, 19)).toMatchObject({ status: 201 });
  const done = await world.done('organizer', `${turning}/entries/${late}/check-in`, { arrivedAt: at(20) });
  expect(pick(done, 'revision')).toBe(2);
  const rows = pick((await world.get('organizer', `${turning}/entries`)).body, 'rows');
  expect(rows).toMatchObject([
    { number: 'A1', status: 'competing', arrival: { arrivedAt: '2026-05-01T09:19:00.000+08:00' } },
    {
      ...{
        number: 'A2',
        status: 'absent',
        reason: '迟到 20 分钟：应于 2026-05-01 09:00 到场，实于 2026-05-01 09:20 到场',
      },
      arrival: { dueAt: '2026-05-01T09:00:00.000+08:00', arrivedAt: '2026-05-01T09:20:00.000+08:00' },
    },
  ]);
});

const headed = {
  remark: [{ value: 'practice', spread: '5' }],
  sanctions: [{ id: 'out', name: '取消资格', effect: 'disqualify' }],
  headJudge: { values: ['theory'], sanctions: true, spreads: true },
};

it('domain-rules 65, 86: what the rules keep for the head judge is done by the account that an organizer named', async () => {
  await opened(headed);
  const entry = await entered('A1');
  const url = `${turning}/entries/${entry}`;
  for (const [who, value] of [['judge', '70'] as const, ['judge2', '76'] as const]) {
    await world.done(who, `${url}/scores`, { criterion: 'practice', value });
  }
  const spread = { criterion: 'practice', reason: '维持原判' };
  const nobody = await post('judge', `${url}/spreads`, spread, url);
  expect(nobody).toMatchObject({ status: 403, body: { code: 'head-judge-needed' } });
  expect(pick(nobody.body, 'detail')).toContain('尚未指定裁判长');
  const name = (who: string, account: string) => post(who, `${turning}/head-judge`, { account });
  expect(await name('judge', 'judge')).toMatchObject({ status: 403 });
  expect(await name('neighbour', 'judge')).toMatchObject({ status: 404 });
  const stranger = await name('organizer', 'auditor');
  expect(stranger).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
  expect(pick(stranger.body, 'errors', 0)).toMatchObject({ pointer: '/account', code: 'not-a-judge' });
  expect(await name('organizer', 'judge2')).toMatchObject({ status: 201 });
  expect(pick((await world.get('organizer', skills)).body, 'headJudges')).toEqual([
    { contest: 'turning', account: 'judge2' },
  ]);
  expect(await post('judge', `${url}/spreads`, spread, url)).toMatchObject({ status: 403 });
  expect(await post('organizer', `${url}/spreads`, spread, url)).toMatchObject({ status: 403 });
  expect(await post('judge2', `${url}/spreads`, spread, url)).toMatchObject({ status: 201 });
  const sheet = { number: 'P-1', slot: 'judge', criteria: ['practice', 'theory'] };
  await world.done('organizer', `${turning}/sheets`, sheet);
  const check = String(pick((await world.get('organizer', `${turning}/sheets/P-1`)).body, 'check'));
  const values = [{ row: 'A1', criterion: 'theory', value: '80' }];
  const others = await world.post('organizer', `${turning}/sheets/P-1/values`, { check, values });
  expect(others).toMatchObject({ status: 422, body: { code: 'sheet-cells-refused' } });
  const cell = { code: 'head-judge-slot', cell: 'D7', entry: 'A1', criterion: 'theory', here: '80' };
  expect(pick(others.body, 'errors')).toMatchObject([cell]);
  expect(pick(others.body, 'errors', 0, 'zh')).toContain(
    'D7（A1 · theory）“80”：评分规则规定此项只记裁判长的分（裁判长：judge2）',
  );
  const sanctions = `${turning}/sanctions`;
  const paper = { number: 'S1', kind: 'out', entry, reason: '冒名顶替', clause: '第八条' };
  await world.done('organizer', sanctions, paper);
  const id = String(pick((await world.get('organizer', sanctions)).body, 'rows', 0, 'sanction'));
  const sign = (who: string) => post(who, `${sanctions}/${id}/signature`, {}, `${sanctions}/${id}`);
  expect(await sign('judge')).toMatchObject({ status: 403, body: { code: 'head-judge-needed' } });
  expect(await sign('judge2')).toMatchObject({ status: 201 });
});

it('domain-rules 65, 80: codes that are held say so to who marked them, and the head judge decides on the marks', async () => {
  await opened({ ...headed, anonymous: true });
  await entered('A1');
  await entered('A2');
  await world.done('organizer', `${turning}/codes`, {});
  await world.done('admin', '/api/accounts', { account: 'judge3', displayName: '裁判长', password: '一把好锁-2026年' });
  await world.done('admin', '/api/accounts/judge3/grants', { role: 'judge', organization: 'east' });
  const url = `${turning}/codes`;
  const mark = (who: string, code: string, value: string) =>
    world.post(who, `${url}/${code}/scores`, { criterion: 'practice', value });
  const listed = async (who: string) => {
    await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
    return pick((await world.get(who, url)).body, 'rows') as object[];
  };
  await mark('judge', 'K001', '90');
  await mark('judge2', 'K001', '78.5');
  await mark('judge', 'K002', '80');
  const own = { code: 'K001', marks: [{ criterion: 'practice', value: '90' }] };
  const other = { code: 'K002', marks: [{ criterion: 'practice', value: '80' }] };
  expect(await listed('judge')).toEqual([{ ...own, held: [{ criterion: 'practice', allowed: '5' }] }, other]);
  const none = [
    { code: 'K001', marks: [] },
    { code: 'K002', marks: [] },
  ];
  // Nor do marks lie apart for who has given none, or is not named yet.
  expect(await listed('judge3')).toEqual(none);
  expect(await post('organizer', `${turning}/head-judge`, { account: 'judge3' })).toMatchObject({ status: 201 });
  expect(await listed('judge3')).toEqual([
    { code: 'K001', marks: [], held: [{ criterion: 'practice', allowed: '5', marks: ['78.5', '90'] }] },
    { code: 'K002', marks: [] },
  ]);
  const spread = { criterion: 'practice', reason: '各有所据' };
  expect(await world.post('judge', `${url}/K001/spreads`, spread)).toMatchObject({ status: 403 });
  expect(await world.post('judge3', `${url}/K001/spreads`, spread)).toMatchObject({ status: 201 });
  expect(await listed('judge3')).toEqual(none);
});

it('domain-rules 80: an account that is judge and organizer reads no codes and marks by none before the freeze', async () => {
  await opened({ anonymous: true, remark: [{ value: 'practice', spread: '5' }], headJudge: { spreads: true } });
  await entered('A1');
  await world.done('admin', '/api/accounts/judge2/grants', { role: 'organizer', organization: 'east' });
  await world.done('organizer', `${turning}/codes`, {});
  const code = String(pick((await world.get('judge', `${turning}/codes`)).body, 'rows', 0, 'code'));
  const sheet = { number: 'P-1', slot: 'judge2', criteria: ['practice'], anonymous: true };
  await world.done('organizer', `${turning}/sheets`, sheet);
  const mark = { criterion: 'practice', value: '80' };
  const check = String(pick((await world.get('organizer', `${turning}/sheets/P-1`)).body, 'check'));
  const row = pick((await world.get('organizer', `${turning}/sheets/P-1`)).body, 'rows', 0);
  const codes = `${turning}/codes/${code}`;
  const refused = [
    await world.get('judge2', `${turning}/codes`),
    await world.post('judge2', `${codes}/scores`, mark),
    await world.post('judge2', `${codes}/remarks`, mark),
    await world.post('judge2', `${codes}/spreads`, { criterion: 'practice', reason: '维持' }),
    await world.get('judge2', `${turning}/sheets/P-1`),
    await world.get('judge2', `${turning}/sheets/P-1.xlsx`),
    await world.post('judge2', `${turning}/sheets/P-1/values`, { check, values: [{ row, ...mark }] }),
  ];
  for (const { status, body } of refused) {
    expect([status, pick(body, 'errors', 0, 'code')]).toEqual([403, 'both-sides']);
  }
  expect(pick(refused[0]!.body, 'errors', 0)).toMatchObject({ zh: expect.stringContaining('只有评委角色') });
  // The side of the organizer stays theirs, and whoever is a judge and nothing else goes on.
  expect((await world.get('judge2', `${turning}/entries`)).status).toBe(200);
  expect(await world.post('judge', `${codes}/scores`, mark)).toMatchObject({ status: 201 });
  expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({ status: 201 });
  expect((await world.get('judge2', `${turning}/codes`)).status).toBe(200);
  expect((await world.get('judge2', `${turning}/sheets/P-1`)).status).toBe(200);
});

it('domain-rules 80: a sheet has codes where judges know codes alone, and decoding before ScoresFrozen is refused', async () => {
  await opened({ anonymous: true });
  const entries = [await entered('A1'), await entered('A2'), await entered('A3')];
  const sheets = `${turning}/sheets`;
  const ask = { slot: 'judge2', criteria: ['practice'] };
  for (const number of ['P-1', 'P-2']) await world.done('organizer', sheets, { ...ask, number, anonymous: true });
  await world.done('organizer', sheets, { ...ask, number: 'N-1', criteria: ['theory'] });
  const told = await world.get('judge2', `${sheets}/P-1`);
  const [check, rows] = [pick(told.body, 'check'), pick(told.body, 'rows') as readonly string[]];
  expect(rows).toEqual([...rows].sort());
  expect(rows.every((code) => /^[A-Z0-9]{7}$/.test(code))).toBe(true);
  // The same on every sheet of the contest. What has numbers is typed by others.
  expect(pick((await world.get('organizer', `${sheets}/P-2`)).body, 'rows')).toEqual(rows);
  expect(await world.get('judge2', `${sheets}/N-1`)).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  expect((await world.get('organizer', `${sheets}/N-1`)).status).toBe(200);
  const listed = JSON.stringify((await world.get('judge2', sheets)).body);
  expect(listed).toContain('N-1');
  expect(listed).not.toContain('A1');
  for (const who of ['judge2', 'organizer', 'auditor']) {
    const early = await world.get(who, `${sheets}/P-1/codes`);
    expect(early).toMatchObject({ status: 409, body: { code: 'codes-sealed' } });
  }
  for (const who of ['judge2', 'organizer']) {
    const headers = { authorization: `Bearer ${await world.token(who)}` };
    const file = await world.app.inject({ method: 'GET', url: `${sheets}/P-1.xlsx`, headers });
    const [first] = await readWorkbook(file.rawPayload);
    expect([first!.data[0]?.[0], first!.data[5]?.[1]]).toEqual(['职工技能竞赛 车工 评分表 Score sheet', '代码 Code']);
    expect(first!.data.slice(6, 9).map((row) => row[1])).toEqual(rows);
  }
  const key = (values: readonly object[], query = '') =>
    world.post('judge2', `${sheets}/P-1/values${query}`, { check, values });
  const cell = (row: string, value: string) => ({ row, criterion: 'practice', value });
  expect(await key([cell('A1', '80')])).toMatchObject({ status: 422, body: { errors: [{ code: 'row-unknown' }] } });
  // Winners sent up from several contests have numbers as long as two ids and a number. domain-rules 56.
  const sentUp = 'z'.repeat(122);
  expect(await key([cell(sentUp, '80')])).toMatchObject({ status: 422, body: { errors: [{ code: 'row-unknown' }] } });
  expect(await key([cell(`${sentUp}z`, '80')])).toMatchObject({ status: 400 });
  const issued = await world.post('organizer', sheets, {
    ...{ ...ask, number: 'N-2', criteria: ['theory'], entries: [sentUp] },
  });
  expect(issued).toMatchObject({ status: 422, body: { code: 'sheet-rows-refused' } });
  expect(await world.post('organizer', `${turning}/entries`, { number: 'z'.repeat(41), name: '选手' })).toMatchObject({
    ...{ status: 400, body: { errors: [{ pointer: '/number', zh: '应为1–40 个文字、数字、_ 或 -' }] } },
  });
  expect((await key([cell(rows[0]!, '80')], '?dryRun=true')).status).toBe(409);
  const all = await key(rows.map((code, n) => cell(code, String(80 + n))));
  expect(all).toMatchObject({ status: 201, body: { status: 'full' } });
  for (const id of entries) expect(JSON.stringify(all.body)).not.toContain(id);
  expect(await post('organizer', `${turning}/freeze`, {})).toMatchObject({ status: 201 });
  const codes = (await world.get('judge2', `${sheets}/P-1/codes`)).body;
  const decoded = pick(codes, 'rows') as readonly { readonly number: string; readonly entry: string }[];
  const byNumber = [...decoded].sort((a, b) => (a.number < b.number ? -1 : 1));
  expect(byNumber.map(({ entry }) => entry)).toEqual(entries);
  const marks = await Promise.all(
    entries.map(async (id) => {
      const events = await world.runtime.engine.store.readStream(`entry-skills.${id}`);
      return events.find(({ type }) => type === 'ScoreRecorded')?.data['value'];
    }),
  );
  expect(marks).toEqual(byNumber.map((row) => String(80 + decoded.indexOf(row))));
});

it('lists the sheets of a contest in pages; a judge is shown those of the own slot', async () => {
  await opened({});
  await entered('A1');
  await entered('A2');
  const ask = { criteria: ['practice'], double: true };
  for (const [number, slot] of [['P-1', 'judge'] as const, ['P-2', 'judge2'] as const, ['P-3', 'judge'] as const]) {
    await world.done('organizer', `${turning}/sheets`, { ...ask, number, slot });
    world.clock.advance(minute);
  }
  const coded = { ...ask, number: 'P-9', slot: 'judge', anonymous: true };
  const refused = await world.post('organizer', `${turning}/sheets`, coded);
  expect(refused).toMatchObject({ status: 409, body: { code: 'not-anonymous' } });
  expect(pick(refused.body, 'errors', 0, 'pointer')).toBe('/anonymous');
  const check = String(pick((await world.get('judge', `${turning}/sheets/P-1`)).body, 'check'));
  const type = (who: string, value: string) =>
    world.done(who, `${turning}/sheets/P-1/values`, { check, values: [{ row: 'A1', criterion: 'practice', value }] });
  await type('judge', '80');
  const list = async (who: string, query = '') => (await world.get(who, `${turning}/sheets${query}`)).body;
  const told = async (who: string) =>
    (pick(await list(who), 'rows') as object[]).map((row) => [pick(row, 'sheet'), pick(row, 'status')]);
  expect(await told('organizer')).toEqual([
    ['P-1', 'keyed-once'],
    ['P-2', 'open'],
    ['P-3', 'open'],
  ]);
  expect(await told('judge2')).toEqual([['P-2', 'open']]);
  expect((await world.get('neighbour', `${turning}/sheets`)).status).toBe(404);
  expect((await world.get('organizer', `${skills}/contests/nowhere/sheets`)).status).toBe(404);
  const first = await list('auditor', '?limit=2');
  expect(pick(first, 'rows')).toHaveLength(2);
  const rest = await world.get('auditor', `${turning}/sheets?cursor=${String(pick(first, 'next'))}`);
  expect((pick(rest.body, 'rows') as object[]).map((row) => pick(row, 'sheet'))).toEqual(['P-3']);
  await type('organizer', '81');
  expect(pick(await list('organizer'), 'rows', 0)).toMatchObject({
    ...{ sheet: 'P-1', slot: 'judge', numbers: ['A1', 'A2'], rows: 2, cells: 2, filled: 0, status: 'differs' },
    issued: { by: 'organizer', at: '2026-05-01T09:00:00.000+08:00' },
  });
  // A judge is told that it was, not by whom.
  expect(pick(await list('judge'), 'rows', 0, 'issued')).toEqual({ at: '2026-05-01T09:00:00.000+08:00' });
  expect(JSON.stringify(await list('organizer'))).not.toMatch(/"8[01]"/);
});

it('domain-rules 132: a sheet stays readable when the rules drop what it asks, and is withdrawn where nobody can finish it', async () => {
  await opened({});
  await entered('A1');
  const sheets = `${turning}/sheets`;
  const ask = { slot: 'judge2', double: true };
  await world.done('organizer', sheets, { ...ask, number: 'P-1', criteria: ['practice'] });
  await world.done('organizer', sheets, { ...ask, number: 'P-2', slot: '2', criteria: ['theory'] });
  const type = async (sheet: string, criterion: string) => {
    const { body } = await world.get('organizer', `${sheets}/${sheet}`);
    const values = [{ row: 'A1', criterion, value: '80' }];
    return world.post('organizer', `${sheets}/${sheet}/values`, { check: pick(body, 'check'), values });
  };
  const printed = async () => {
    const headers = { authorization: `Bearer ${await world.token('organizer')}` };
    const { statusCode, rawPayload } = await world.app.inject({ method: 'GET', url: `${sheets}/P-1.xlsx`, headers });
    return [statusCode, (await readWorkbook(rawPayload))[0]!.data[5]?.[2]];
  };
  expect((await type('P-1', 'practice')).status).toBe(201);
  expect((await type('P-2', 'theory')).status).toBe(201);
  const before = await printed();
  const [theory, , total] = rules.values;
  const sum = { ...total, weightedMean: undefined, sum: [{ value: 'theory' }] };
  const document = { ...rules, version: 2, values: [theory, sum], process: {} };
  expect(await post('organizer', `${turning}/revisions`, { document, reason: '取消实操' })).toMatchObject({
    status: 201,
  });
  expect(await world.get('organizer', `${sheets}/P-1`)).toMatchObject({
    ...{ status: 200, body: { criteria: [{ criterion: 'practice', name: '实操', max: '100', dropped: true }] } },
  });
  expect(await printed()).toEqual(before);
  // Of the two that were typed once, the freeze waits for the one whose marks would count.
  const freeze = () => post('organizer', `${turning}/freeze`, {});
  const waits = await freeze();
  expect(waits).toMatchObject({ status: 409, body: { code: 'sheets-open' } });
  expect((pick(waits.body, 'errors') as object[]).map((one) => pick(one, 'sheet'))).toEqual(['P-2']);
  const withdraw = (who: string, reason: string) => post(who, `${sheets}/P-2/withdrawal`, { reason }, `${sheets}/P-2`);
  expect((await withdraw('judge2', '席位有误')).status).toBe(403);
  expect((await world.post('organizer', `${sheets}/P-2/withdrawal`, { reason: '席位有误' })).status).toBe(428);
  expect(await withdraw('organizer', '席位有误')).toMatchObject({
    status: 201,
    body: { status: 'withdrawn', filled: 0 },
  });
  expect(pick((await world.get('organizer', sheets)).body, 'rows', 1)).toMatchObject({
    ...{ sheet: 'P-2', status: 'withdrawn', withdrawn: { by: 'organizer' } },
  });
  expect(await type('P-2', 'theory')).toMatchObject({ status: 409, body: { code: 'sheet-withdrawn' } });
  expect(await freeze()).toMatchObject({ status: 201 });
});
