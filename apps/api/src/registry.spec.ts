import { password, pick, World } from './testing/world';

const ids = ['11010519491231002X', '440524188001010014'] as const;
const by = { on: '2026-03-01', document: '人〔2026〕1号' };
const url = '/api/registry';
const mill = {
  ...{ unit: 'mill', organization: 'east', name: '红星机械厂', kind: 'enterprise', ownership: '国有' },
  ...{ industry: '制造业', region: '东区', attributes: [{ attribute: 'grade', value: '正处级' }] },
};

let world: World;
beforeEach(async () => {
  world = await World.open();
  await world.done('organizer', `${url}/units`, mill);
});
afterEach(async () => world.close());

const shop = { unit: 'shop', organization: 'east', name: '红星商场', kind: 'enterprise', industry: '商业' };
const clinic = { unit: 'clinic', organization: 'west', name: '东方医院', kind: 'institution', region: '西区' };
const register = async (person: object, who = 'organizer') =>
  String(pick(await world.done(who, `${url}/people`, { unit: 'mill', ...person }), 'person'));
const rowsOf = async (who: string, path: string) => {
  const answer = await world.get(who, `${url}/${path}`);
  expect(answer.status).toBe(200);
  return pick(answer.body, 'rows') as readonly object[];
};

describe('the register', () => {
  it('tells what a unit was on a day, what it was known as earlier, and a merger with its bars', async () => {
    await world.done('organizer', `${url}/units`, shop);
    const accident = { bar: 'b1', kind: 'accident', on: '2023-06-10', document: '事〔2023〕9号', note: '一般事故' };
    await world.done('organizer', `${url}/units/mill/bars`, accident);
    const named = await world.done('organizer', `${url}/units/mill/names`, { ...by, name: '红星重工' });
    const stated = { on: '2026-02-01', attributes: [{ attribute: 'region', value: '西区' }] };
    await world.done('organizer', `${url}/units/mill/attributes`, stated);
    await world.done('organizer', `${url}/units/mill/bars/b1/clearing`, { ...by, on: '2024-06-10' });

    const now = await world.get('auditor', `${url}/units/mill`);
    expect(now.body).toMatchObject({ unit: 'mill', status: 'registered', name: '红星重工', day: '2026-05-01' });
    expect(pick(now.body, 'attributes')).toContainEqual({ attribute: 'region', value: '西区' });
    const then = await world.get('committee', `${url}/units/mill?day=2024-01-01`);
    expect(then.body).toMatchObject({ name: '红星机械厂', bars: [{ bar: 'b1', kind: 'accident' }] });
    expect(pick(then.body, 'bars', 0)).not.toHaveProperty('cleared');
    expect(pick(then.body, 'attributes')).toContainEqual({ attribute: 'region', value: '东区' });
    const before = await world.get('auditor', `${url}/units/mill?position=${named.position - 1}`);
    expect(before.body).toMatchObject({ name: '红星机械厂', position: named.position - 1 });

    const stale = await world.post(
      'organizer',
      `${url}/units/mill/names`,
      { ...by, name: '新' },
      { 'if-match': '"0"' },
    );
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } });
    const merger = { into: 'shop', on: '2026-04-01', document: '并〔2026〕1号' };
    const etag = await world.etag('organizer', `${url}/units/mill`);
    await world.done('organizer', `${url}/units/mill/merger`, merger, etag);
    const successor = await world.get('organizer', `${url}/units/shop`);
    expect(successor.body).toMatchObject({
      bars: [{ bar: 'mill~b1', on: '2023-06-10', cleared: { on: '2024-06-10' } }],
      history: { predecessors: [{ unit: 'mill', on: '2026-04-01' }] },
    });
    const late = await world.post('organizer', `${url}/units/mill/bars`, { ...accident, bar: 'b2' });
    expect(late).toMatchObject({ status: 409, body: { code: 'unit-merged' } });
    const merged = await world.get('organizer', `${url}/units/mill`);
    expect(merged.body).toMatchObject({ status: 'merged', successor: { unit: 'shop' } });
  });

  it('is kept and read below where one holds the role, and neither taken nor given across', async () => {
    await world.done('neighbour', `${url}/units`, clinic);
    const person = await register({ name: '王伟', idNumber: ids[0] });
    await world.done('organizer', `${url}/teams`, { team: 't1', unit: 'mill', name: '焊接班' });
    const status = async (who: string, path: string, body?: object) =>
      (body === undefined ? await world.get(who, `${url}/${path}`) : await world.post(who, `${url}/${path}`, body))
        .status;

    expect(await status('neighbour', 'units/mill')).toBe(404);
    expect(await status('neighbour', `people/${person}`)).toBe(404);
    expect(await status('neighbour', 'people?organization=east')).toBe(404);
    expect(await status('neighbour', 'units', { ...shop, unit: 'x' })).toBe(404);
    expect(await status('neighbour', 'people?unit=mill')).toBe(404);
    expect(await status('judge', 'units/mill')).toBe(403);
    expect(await status('auditor', 'units/mill/names', { ...by, name: '新' })).toBe(403);
    expect(await status('organizer', 'units/mill/merger', { ...by, into: 'clinic' })).toBe(404);
    expect(await status('organizer', `people/${person}/moves`, { on: '2026-03-01', unit: 'clinic' })).toBe(404);
    expect(await status('neighbour', `people/${person}/moves`, { on: '2026-03-01', unit: 'clinic' })).toBe(404);
    expect(await status('organizer', 'teams/t1/transfers', { ...by, unit: 'clinic' })).toBe(404);

    await world.done('admin', '/api/accounts', { account: 'desk', displayName: '市总', password });
    await world.done('admin', '/api/accounts/desk/grants', { role: 'organizer', organization: 'city' });
    await world.done('desk', `${url}/people/${person}/moves`, { on: '2026-03-01', unit: 'clinic' });
    expect(await status('organizer', `people/${person}`)).toBe(404);
    expect((await world.get('neighbour', `${url}/people/${person}`)).body).toMatchObject({
      name: '王伟',
      unit: 'clinic',
    });
  });

  it('domain-rules 121: two people of one name in one unit stay two, told apart by ID or work number', async () => {
    const one = await register({ name: '王伟', idNumber: ids[0] });
    const other = await register({ name: '王伟', number: '1024' });
    const third = await register({ name: '王伟', number: '1025' });
    expect(await rowsOf('organizer', 'people?unit=mill')).toEqual(
      [one, other, third].sort().map((person) => ({ person, name: '王伟', unit: 'mill' })),
    );
    const nameless = await world.post('organizer', `${url}/people`, { unit: 'mill', name: '王伟' });
    expect(nameless).toMatchObject({ status: 400, body: { errors: [{ code: 'identity-missing' }] } });
    const again = { unit: 'mill', name: '李四', idNumber: ids[0] };
    expect(await world.post('organizer', `${url}/people`, again)).toMatchObject({
      status: 409,
      body: { code: 'person-exists' },
    });
  });

  it('domain-rules 119, 122: the birth year and notes are for those who keep the register, and no number is kept', async () => {
    const attributes = [
      { attribute: 'cadreRank', value: '县处级' },
      { attribute: 'birth', value: '1990年' },
    ];
    const person = await register({ name: '王伟', idNumber: ids[0], attributes });
    const bar = { bar: 'b1', kind: 'discipline', on: '2025-05-01', document: '纪〔2025〕1号', note: '党内警告' };
    await world.done('organizer', `${url}/people/${person}/bars`, bar);
    const own = (await world.get('organizer', `${url}/people/${person}`)).body;
    expect(pick(own, 'attributes')).toEqual(attributes);
    expect(pick(own, 'bars')).toEqual([bar]);
    const { note: _note, ...bare } = bar;
    const audited = (await world.get('auditor', `${url}/people/${person}`)).body;
    expect(pick(audited, 'attributes')).toEqual([attributes[0]]);
    expect(pick(audited, 'history', 'bars')).toEqual([bare]);

    const shown = { ...by, name: `王伟${ids[0]}` };
    const refused = await world.post('organizer', `${url}/people/${person}/names`, shown);
    expect(refused).toMatchObject({ status: 422, body: { code: 'number-shown', errors: [{ pointer: '/name' }] } });
    expect(JSON.stringify(refused.body)).not.toContain(ids[0]);
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    for (const text of [ids[0], '王伟', '党内警告', '1990年']) expect(log).not.toContain(text);
  });

  it('domain-rules 123: of an erased person the name reads 已删除, and the rest of the record stays', async () => {
    const birth = [{ attribute: 'birth', value: '1990年' }];
    const person = await register({ name: '王伟', idNumber: ids[0], attributes: birth });
    await world.done('organizer', `${url}/people/${person}/names`, { ...by, name: '王玮' });
    await world.runtime.engine.vault.destroy(person);
    expect(await rowsOf('organizer', 'people?unit=mill')).toEqual([{ person, name: '已删除', unit: 'mill' }]);
    expect((await world.get('organizer', `${url}/people/${person}?day=2026-02-01`)).body).toMatchObject({
      ...{ name: '已删除', unit: 'mill', attributes: [{ attribute: 'birth', value: '已删除' }] },
      history: { names: [{ name: '已删除' }, { name: '已删除', on: '2026-03-01' }] },
    });
    const renamed = await world.post('organizer', `${url}/people/${person}/names`, { ...by, name: '王三' });
    expect(renamed).toMatchObject({ status: 409, body: { code: 'subject-erased' } });
  });

  it('lists units by area, region, industry and prefix, page by page and as of an earlier position', async () => {
    await world.done('organizer', `${url}/units`, shop);
    const { position } = await world.done('neighbour', `${url}/units`, clinic);
    await world.done('organizer', `${url}/units/shop/names`, { ...by, name: '百货商场' });
    const unitsOf = async (query: string, who = 'auditor') =>
      (await rowsOf(who, `units?organization=east${query}`)).map((row) => pick(row, 'unit'));
    expect(await unitsOf('')).toEqual(['shop', 'mill']);
    expect(await unitsOf(`&region=${encodeURIComponent('东区')}`)).toEqual(['mill']);
    expect(await unitsOf(`&industry=${encodeURIComponent('商业')}`)).toEqual(['shop']);
    expect(await unitsOf(`&prefix=${encodeURIComponent('红星')}`)).toEqual(['mill']);
    expect(await unitsOf(`&prefix=${encodeURIComponent('红星')}&position=${position}`)).toEqual(['shop', 'mill']);
    const first = await world.get('auditor', `${url}/units?organization=east&limit=1`);
    expect(await unitsOf(`&limit=1&cursor=${String(pick(first.body, 'next'))}`)).toEqual(['mill']);
    expect(await world.get('auditor', `${url}/units`)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'organization', code: 'scope-missing' }] },
    });
  });

  it('keeps teams with their unit, their name and their end', async () => {
    await world.done('organizer', `${url}/units`, shop);
    await world.done('organizer', `${url}/teams`, { team: 't1', unit: 'mill', name: '焊接班' });
    await world.done('organizer', `${url}/teams/t1/names`, { ...by, name: '焊接一班' });
    await world.done('organizer', `${url}/teams/t1/transfers`, { ...by, unit: 'shop' });
    const then = await world.get('organizer', `${url}/teams/t1?day=2026-02-28`);
    expect(then.body).toMatchObject({ name: '焊接班', unit: 'mill' });
    expect(await rowsOf('organizer', 'teams?unit=shop')).toEqual([
      { team: 't1', status: 'registered', name: '焊接一班', unit: 'shop' },
    ]);
    await world.done('organizer', `${url}/teams/t1/dissolution`, { on: '2026-04-01' });
    expect((await world.get('organizer', `${url}/teams/t1`)).body).toMatchObject({
      ...{ status: 'dissolved', dissolved: '2026-04-01' },
    });
    const late = await world.post('organizer', `${url}/teams/t1/names`, { ...by, name: '新' });
    expect(late).toMatchObject({ status: 409, body: { code: 'team-dissolved' } });
    const lost = await world.post('organizer', `${url}/teams`, { team: 't2', unit: 'nowhere', name: '一班' });
    expect(lost).toMatchObject({ status: 422, body: { code: 'unit-unknown' } });
  });
});
