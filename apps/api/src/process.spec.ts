import { pick, plan, rules, World, type Reply } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const skills = '/api/competitions/skills';
const turning = `${skills}/contests/turning`;

type Held = { readonly process: object; readonly contest?: object };

/** One competition, open, its contests held as their rule documents say. */
async function opened(contests: Readonly<Record<string, Held>>): Promise<void> {
  const planned = Object.entries(contests).map(([contest, { contest: more = {} }]) => ({
    ...{ contest, name: contest, receiver: 'person', groups: [] },
    ...more,
  }));
  const { revision } = await world.done('organizer', '/api/competitions', { ...plan, contests: planned });
  const documents = Object.entries(contests).map(([contest, { process }]) => ({
    contest,
    document: { ...rules, process },
  }));
  await world.done('organizer', `${skills}/opening`, { rules: documents }, { 'if-match': `"${revision}"` });
}

const enter = (number: string, more: object = {}, headers = {}): Promise<Reply> =>
  world.post('organizer', `${turning}/entries`, { number, name: `选手${number}`, ...more }, headers);
const entered = async (number: string, more: object = {}): Promise<string> =>
  (await world.done('organizer', `${turning}/entries`, { number, name: `选手${number}`, ...more })).entry;
const numbers = async (): Promise<readonly unknown[]> =>
  (pick((await world.get('organizer', `${turning}/entries`)).body, 'rows') as object[]).map((row) =>
    pick(row, 'number'),
  );
const settled = async (): Promise<void> => {
  const { reads } = world.runtime;
  await reads.reached(await reads.head(), 5_000);
};

describe('entries of one unit', () => {
  beforeEach(() => opened({ turning: { process: { entriesPerUnit: 3 } } }));
  const unit = '第一机械厂';

  it('domain-rules 50: the fourth is refused, says which three stand, and may enter when one withdraws', async () => {
    const [first] = [await entered('A1', { unit }), await entered('A2', { unit }), await entered('A3', { unit })];
    const fourth = await enter('A4', { unit });
    expect(fourth).toMatchObject({ status: 409, body: { code: 'unit-full' } });
    expect(pick(fourth.body, 'detail')).toContain('A1、A2、A3');
    expect(await enter('A4', { unit: ' 第一 机械厂' })).toMatchObject({ status: 409 });
    expect(await enter('A4')).toMatchObject({ status: 422, body: { code: 'unit-missing' } });
    // The same entry again is no fourth, and another unit has seats of its own.
    expect(await enter('A3', { unit })).toMatchObject({ status: 201 });
    await entered('B1', { unit: '第二机械厂' });
    const url = `${turning}/entries/${first}`;
    const reason = { reason: '伤病' };
    await world.done('organizer', `${url}/withdrawal`, reason, await world.etag('organizer', url));
    await entered('A4', { unit });
    const back = await world.post('organizer', `${url}/reinstatement`, reason, await world.etag('organizer', url));
    expect(back).toMatchObject({ status: 409, body: { code: 'unit-full' } });
  });

  it('domain-rules 50: of many requests made at once as many pass as there are seats', async () => {
    const all = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'];
    const answers = await Promise.all(all.map((number) => enter(number, { unit })));
    const codes = answers.map(({ status, body }) => (status === 201 ? 'entered' : pick(body, 'code'))).sort();
    expect(codes.filter((code) => code === 'entered')).toHaveLength(3);
    expect(codes.filter((code) => code !== 'entered' && code !== 'unit-full' && code !== 'busy')).toEqual([]);
    await settled();
    expect(await numbers()).toHaveLength(3);
  });

  it('domain-rules 50, 132: a request made twice at once with one key counts once', async () => {
    const key = { 'idempotency-key': 'one-entry' };
    const answers = await Promise.all([enter('A1', { unit }, key), enter('A1', { unit }, key)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(pick(answers[0]?.body, 'revision')).toBe(pick(answers[1]?.body, 'revision'));
    await settled();
    expect(await numbers()).toEqual(['A1']);
  });
});

it('domain-rules 50: entries that go on together are counted together', async () => {
  await opened({
    turning: { process: { advance: { cut: { by: 'rank', to: 3 } } } },
    final: { process: { entriesPerUnit: 2 }, contest: { from: [{ contest: 'turning' }] } },
  });
  for (const n of [1, 2, 3]) {
    const url = `${turning}/entries/${await entered(`A${n}`, { unit: '第一机械厂' })}/scores`;
    await world.done('organizer', url, { criterion: 'theory', slot: '1', value: `${90 - n}` });
    await world.done('judge', url, { criterion: 'practice', value: `${90 - n}` });
  }
  await world.done('organizer', `${turning}/freeze`, {}, await world.etag('organizer', skills));
  await world.done('organizer', `${turning}/publications`, {}, await world.etag('organizer', skills));
  const taken = await world.post('organizer', `${skills}/contests/final/advancement`, {});
  expect(taken).toMatchObject({ status: 409, body: { code: 'unit-full' } });
  const final = await world.get('organizer', `${skills}/contests/final/entries`);
  expect(pick(final.body, 'rows')).toEqual([]);
});

describe('members of teams', () => {
  const first = { name: '张三', idNumber: '11010519491231002X' };
  const teams = (process: object) => opened({ turning: { process, contest: { receiver: 'team' } } });

  it('domain-rules 95: nobody is in two teams of a contest where the rules say so', async () => {
    await teams({ onePersonOneTeam: true });
    await entered('T1', { name: '甲队', members: [{ name: '李四' }, first] });
    const again = await enter('T2', { name: '乙队', members: [{ ...first, name: '张 三' }] });
    expect(again).toMatchObject({ status: 409, body: { code: 'member-elsewhere' } });
    expect(pick(again.body, 'errors', 0)).toMatchObject({ pointer: '/members/0' });
    expect(JSON.stringify(again.body)).toContain('T1');
    expect(JSON.stringify(again.body)).not.toMatch(/张|11010519491231002X/);
    // A name is no proof of being the same person.
    await entered('T2', { name: '乙队', members: [{ name: '李四' }] });
    const judge = await world.post('judge', `${turning}/entries`, { number: 'T3', name: '丙队', members: [first] });
    expect(judge).toMatchObject({ status: 403 });
    expect(JSON.stringify(judge.body)).not.toContain('T1');
  });

  it('domain-rules 95: somebody may be in two where they do not', async () => {
    await teams({});
    await entered('T1', { name: '甲队', members: [first] });
    await entered('T2', { name: '乙队', members: [first] });
  });
});
