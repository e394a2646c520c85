import { executeAll } from '@xf/es';
import { nominationItems } from '@xf/honours';
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
const rules = {
  ...{ id: 'spring', version: 1, title: '评选办法', cites: [{ document: '区工字〔2026〕1号' }] },
  lists: { personal: ['birthYear'], shownDays: 10 },
};
const spring = '/api/honour-rounds/spring';
const lists = '/api/organizations/east/lists';
const may = `${lists}/may`;
const list = {
  ...{ title: '2026年区五一劳动奖章拟表彰名单', purpose: 'notice', stated: [{ award: 'medal', count: 2 }] },
};
const ids = ['110105198001010016', '110105198001010024'] as const;
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly Readonly<Record<string, unknown>>[];

/** One in the register with what forms say of people, one of whom the nomination says it. */
async function conferred(): Promise<void> {
  const unit = { unit: 'mill', organization: 'east', name: '第一纺织厂', kind: 'enterprise' };
  await world.done('organizer', '/api/registry/units', {
    ...unit,
    ownership: '国有',
    industry: '纺织',
    region: '东区',
  });
  const attributes = [
    { attribute: 'ethnicity', value: '回' },
    { attribute: 'gender', value: '男' },
    { attribute: 'birth', value: '1980-01-01' },
  ];
  await world.done('organizer', '/api/registry/people', { unit: 'mill', name: '马明', idNumber: ids[0], attributes });
  const round = { round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026, rules };
  await world.done('organizer', '/api/honour-rounds', { ...round, awards: [{ document: medal }] });
  const nominations: string[] = [];
  for (const [n, who] of [{ name: '马明' }, { name: '唐纯玉', ethnicity: '瑶族', birthYear: '1985' }].entries()) {
    const body = { award: 'medal', ...who, idNumber: ids[n], unit: '第一纺织厂', reason: '生产标兵' };
    nominations.push(String(pick(await world.done('organizer', `${spring}/nominations`, body), 'nomination')));
  }
  const shortlist = `${spring}/awards/medal/shortlist`;
  await world.done('committee', shortlist, { nominations, omitted: [] }, await world.etag('committee', spring));
  const decision = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28', count: 2 };
  await world.done('organizer', `${spring}/awards/medal/conferral`, decision, await world.etag('organizer', spring));
}
const prepare = (body: object, who = 'publicity') => world.post(who, `${may}/versions`, body);

describe('what stands beside a name on a list', () => {
  it('domain-rules 118: comes from the register or the nomination, Han apart, as far as the round document says', async () => {
    await conferred();
    expect((await prepare(list)).status).toBe(201);
    const first = await world.get(undefined, `${may}/text`);
    expect(rowsOf(first.body).map(({ name }) => name)).toEqual(['马　明（回族）', '唐纯玉（瑶族）']);
    expect((await prepare({ ...list, columns: ['name', 'ethnicity', 'birthYear'] })).status).toBe(201);
    const second = await world.get(undefined, `${may}/text`);
    expect(rowsOf(second.body)).toEqual([
      { name: '马　明', ethnicity: '回族', birthYear: '1980' },
      { name: '唐纯玉', ethnicity: '瑶族', birthYear: '1985' },
    ]);
    const known = await world.get('auditor', lists);
    expect(pick(known.body, 'rows', 0, 'versions', 1, 'endsOn')).toBe('2026-05-11');

    const seen = async (who: string) =>
      JSON.stringify((await world.get(who, `${spring}/nominations?award=medal`)).body);
    expect(await seen('organizer')).toContain('瑶族');
    expect(await seen('publicity')).not.toMatch(/瑶族|ethnicity|1985/);
    expect(JSON.stringify((await world.get(undefined, '/api/honours')).body)).not.toMatch(/回族|瑶族|1985/);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toMatch(
      /回族|瑶族|"回"|1985|110105/,
    );
  });

  it('domain-rules 119: is denied and recorded where no document says so, as ID numbers and phones always are', async () => {
    await conferred();
    for (const columns of [
      ['name', 'gender'],
      ['name', 'idNumber', 'phone'],
    ]) {
      expect(await prepare({ ...list, columns })).toMatchObject({ status: 403, body: { code: 'column-denied' } });
    }
    expect(await prepare({ ...list, columns: ['name', 'gender'] }, 'organizer')).toMatchObject({
      status: 422,
      body: { code: 'column-not-printed', errors: [{ pointer: '/columns' }] },
    });
    const inside = { ...list, purpose: 'internal', columns: ['name', 'gender', 'idNumber'] };
    expect(await prepare(inside, 'organizer')).toMatchObject({ status: 422, body: { code: 'column-not-held' } });
    const told = await world.get('auditor', `${may}/downloads`);
    expect(rowsOf(told.body).map(({ kind, by, columns }) => [kind, by, columns])).toEqual([
      ['denied', 'publicity', ['gender']],
      ['denied', 'publicity', ['idNumber', 'phone']],
    ]);

    // An honour from before has no round, and so no document that would say until when.
    const earlier = { organization: 'east', document: medal, decision: '黄工字〔2025〕1号', conferredOn: '2025-04-28' };
    const team = { ...earlier, document: { ...medal, id: 'flag', receiver: 'team' }, name: '纺纱班', gender: '女' };
    expect(await world.post('organizer', '/api/honours/earlier', team)).toMatchObject({
      status: 422,
      body: { code: 'personal-misplaced', errors: [{ pointer: '/gender' }] },
    });
    await world.done('organizer', '/api/honours/earlier', { ...earlier, name: '王填', ethnicity: '汉' });
    const old = { ...list, year: 2025, stated: [{ award: 'medal', count: 1 }] };
    expect(await prepare(old)).toMatchObject({ status: 422, body: { code: 'end-missing' } });
    expect(await prepare({ ...old, endsOn: '2026-05-31' })).toMatchObject({ status: 201 });
    const three = { ...list, stated: [{ award: 'medal', count: 3 }], endsOn: '2026-05-31' };
    expect(await prepare(three)).toMatchObject({
      status: 422,
      body: { code: 'term-long', errors: [{ zh: '最晚 2026-05-11' }] },
    });
  });

  it('domain-rules 122, 131: is completed by two persons, and goes with the key of whoever is erased', async () => {
    await conferred();
    const known = rowsOf((await world.get('organizer', '/api/honour-register?organization=east&award=medal')).body);
    const honour = known.find(({ name }) => name === '马明');
    expect(honour).toMatchObject({ ethnicity: '回族', gender: '男', birthYear: '1980' });
    const corrections = `/api/honour-register/${String(honour?.['honour'])}/corrections`;
    await world.done('organizer', corrections, { ethnicity: '东乡族', reason: '登记有误' });
    await world.done('second', `${corrections}/1/confirmation`, {});
    expect((await prepare(list)).status).toBe(201);
    const names = async () => rowsOf((await world.get(undefined, `${may}/text`)).body).map(({ name }) => name);
    expect(await names()).toEqual(['马　明（东乡族）', '唐纯玉（瑶族）']);
    const law = { reason: '本人申请', ground: '个人信息保护法第四十七条' };
    const erasures = '/api/organizations/east/erasures';
    const whom = { award: 'medal', decision: '黄工字〔2026〕5号', name: '马明' };
    const request = String(pick(await world.done('organizer', erasures, { ...whom, ...law }), 'request'));
    await world.done('second', `${erasures}/${request}/confirmation`, undefined);
    expect(await names()).toEqual(['唐纯玉（瑶族）', '已删除']);
    const register = await world.get('organizer', '/api/honour-register?organization=east&award=medal');
    expect(JSON.stringify(register.body)).not.toMatch(/回族|东乡族|1980/);
  });
});

it('domain-rules 131: a member of an honoured team is corrected by two persons, and the explanation says so', async () => {
  const flag = { ...medal, id: 'flag', title: '区工人先锋号', receiver: 'team' };
  const round = { round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 };
  await world.done('organizer', '/api/honour-rounds', { ...round, awards: [{ document: flag }] });
  const items = nominationItems({
    ...{ type: 'ProposeNomination', round: 'spring', award: 'flag', nomination: 'n1', receiver: 'team', subject: 't1' },
    ...{ name: '纺纱甲班', basis: { kind: 'recommendation', by: 'east', reason: '安全生产' } },
    members: [
      { person: 'p1', name: '王一' },
      { person: 'p2', name: '赵二' },
    ],
  });
  const { engine, reads } = world.runtime;
  await executeAll(engine, items, { actor: 'ops:test', command: 'seed' });
  await reads.reached(await reads.head(), 5_000);
  const award = `${spring}/awards/flag`;
  const seen = () => world.etag('committee', spring);
  await world.done('committee', `${award}/shortlist`, { nominations: ['n1'], omitted: [] }, await seen());
  const decision = { decision: '黄工字〔2026〕6号', conferredOn: '2026-04-28', count: 1 };
  await world.done('organizer', `${award}/conferral`, decision, await world.etag('organizer', spring));

  const corrections = `${spring}/nominations/n1/corrections`;
  const body = { name: '赵贰', reason: '填报时误写' };
  expect(await world.post('organizer', `${corrections}/members/3`, body)).toMatchObject({
    ...{ status: 404, body: { code: 'nominated-member-unknown' } },
  });
  expect((await world.post('publicity', `${corrections}/members/2`, body)).status).toBe(403);
  await world.done('organizer', `${corrections}/members/2`, body);
  expect((await world.post('organizer', `${corrections}/1/confirmation`, {})).status).toBe(403);
  await world.done('second', `${corrections}/1/confirmation`, {});
  const told = await world.get('auditor', `${spring}/nominations/n1/explanation`);
  expect(told.body).toMatchObject({
    ...{ status: 'conferred', members: ['王一', '赵贰'] },
    corrections: [{ correction: 1, member: 2, was: { name: '赵二' }, reason: '填报时误写' }],
  });
  expect(JSON.stringify(told.body)).toContain('第 1 次更正（第 2 名成员的姓名）：填报时误写');
  expect(JSON.stringify(await engine.store.readAll(0, 1_000))).not.toMatch(/赵贰|赵二/);
});
