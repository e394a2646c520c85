import { password, pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const weeks = '/api/competitions/weeks';
const contestUrl = (id: string) => `${weeks}/contests/${id}`;

/** A week of a site competition: first +5000, second +3000, third nothing, fourth owes 2000. */
const weekly = (process: object = {}) => ({
  id: 'week',
  version: 1,
  title: '周评比',
  cites: [{ document: '竞赛方案', clause: '奖惩' }],
  values: [
    {
      id: 'total',
      name: '得分',
      role: 'total',
      marks: { kind: 'measured', range: { min: '0', max: '100' } },
      round: { digits: 1, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: false, overall: true },
  process: {
    money: [
      { ranks: { from: 1, to: 1 }, amount: '5000' },
      { ranks: { from: 2, to: 2 }, amount: '3000' },
      { ranks: { from: 3, to: 3 }, amount: '0' },
      { ranks: { from: 4, to: 4 }, amount: '-2000' },
    ],
    ...process,
  },
});
const total = weekly().values.map((value) => ({
  ...value,
  marks: { ...value.marks, slots: { max: 3 }, combine: { by: 'sum' } },
}));
const season = { ...weekly({ flag: { keepsFor: 'most-wins' } }), id: 'season', values: total };

const weekIds = ['w1', 'w2', 'w3'] as const;
const teams = ['一队', '二队', '三队', '四队'];

async function planned(process: object = {}, requirements: readonly object[] = []): Promise<void> {
  const team = { receiver: 'team', groups: [] };
  const takes = weekIds.map((contest) => ({ contest, criterion: 'total', slot: contest }));
  const plan = {
    competition: 'weeks',
    organization: 'east',
    name: '大干百天',
    level: 'district',
    contests: [
      ...weekIds.map((contest, n) => ({ ...team, contest, name: `第${n + 1}周` })),
      { ...team, contest: 'season', name: '总评', takes },
    ],
  };
  const { revision } = await world.done('organizer', '/api/competitions', plan);
  const rules = [
    ...weekIds.map((contest) => ({ contest, document: { ...weekly(process), requirements } })),
    { contest: 'season', document: season },
  ];
  await world.done('organizer', `${weeks}/opening`, { rules }, { 'if-match': `"${revision}"` });
}

/** A week with so many points for each team, frozen and published. */
async function week(contest: string, points: readonly string[]): Promise<void> {
  const url = contestUrl(contest);
  for (const [n, value] of points.entries()) {
    const body = { number: `T${n + 1}`, name: teams[n], unit: n === 1 ? 'plant2' : 'plant1' };
    const { entry } = await world.done('organizer', `${url}/entries`, body);
    await world.done('organizer', `${url}/entries/${entry}/scores`, { criterion: 'total', slot: '1', value });
  }
  for (const step of ['freeze', 'publications'])
    await world.done('organizer', `${url}/${step}`, {}, await world.etag('organizer', weeks));
}

async function desk(plant: string, name = plant): Promise<void> {
  await world.done('admin', '/api/organizations', { organization: plant, name, level: 'unit', parent: 'east' });
  const account = `${plant}_desk`;
  await world.done('admin', '/api/accounts', { account, displayName: plant, password });
  await world.done('admin', `/api/accounts/${account}/grants`, { role: 'organizer', organization: plant });
}

const flag = (who?: string, more = '') => world.get(who, `${contestUrl('season')}/flag${more}`);
const money = (who: string | undefined, contest = 'w1') => world.get(who, `${contestUrl(contest)}/money`);
const names = (rows: unknown) => (rows as readonly object[]).map((row) => pick(row, 'name'));

describe('a travelling flag over HTTP', () => {
  it('domain-rules 97: changes hands with every published week, and stays with who won most often', async () => {
    await planned();
    expect((await flag()).status).toBe(404);
    expect((await flag('organizer')).body).toMatchObject({ complete: false, leading: [], periods: [{}, {}, {}] });
    await week('w1', ['90', '80', '70', '60']);
    expect((await flag()).status).toBe(200);
    const after = await world.runtime.reads.head();
    await week('w2', ['80', '90', '70', '60']);
    const two = await flag();
    expect(two.body).toMatchObject({ complete: false, tied: true, keepsFor: 'most-wins' });
    expect(names(pick(two.body, 'leading'))).toEqual(['一队', '二队']);
    expect(pick(two.body, 'periods', 2)).not.toHaveProperty('holders');
    await week('w3', ['95', '90', '70', '60']);
    const { body } = await flag();
    expect(body).toMatchObject({
      complete: true,
      tied: false,
      keeper: { name: '一队', unit: 'plant1' },
      wins: [
        { name: '一队', wins: 2 },
        { name: '二队', wins: 1 },
      ],
      periods: [
        { contest: 'w1', version: 1, holders: [{ name: '一队' }] },
        { contest: 'w2', version: 1, holders: [{ name: '二队' }] },
        { contest: 'w3', version: 1, holders: [{ name: '一队' }] },
      ],
    });
    expect((await flag(undefined, `?position=${after}`)).status).toBe(401);
    const then = await flag('organizer', `?position=${after}`);
    expect(names(pick(then.body, 'leading'))).toEqual(['一队']);
    expect(then.body).not.toHaveProperty('keeper');
  });

  it('domain-rules 51, 97: two who share the first place hold it together, and none keeps it', async () => {
    await planned({ minimumEntrants: { count: 3, otherwise: 'cancel' } });
    for (const id of ['w1', 'w2']) await week(id, ['90', '90', '70', '60']);
    const before = await flag();
    expect(before.body).toMatchObject({ complete: false, tied: true });
    await world.done(
      'organizer',
      `${contestUrl('w3')}/cancellation`,
      { reason: '停工' },
      await world.etag('organizer', weeks),
    );
    // A week that was cancelled is over, and keeps nobody waiting.
    const { body } = await flag();
    expect(pick(body, 'periods', 2)).toMatchObject({ contest: 'w3', ended: true });
    expect(body).toMatchObject({ complete: true, tied: true });
    // Equals on a board stand in the order of their opaque ids.
    expect(names(pick(body, 'periods', 0, 'holders')).sort()).toEqual(['一队', '二队']);
    expect(names(pick(body, 'leading')).sort()).toEqual(['一队', '二队']);
    expect(body).not.toHaveProperty('keeper');
  });

  it('is there only where the rules have a flag, and is won only by who may have an award', async () => {
    await planned({}, [{ value: 'total', name: '达到九十五', atLeast: '95', otherwise: 'no-prize' }]);
    await week('w1', ['90', '80']);
    expect((await flag()).body).toMatchObject({ leading: [], periods: [{ version: 1, holders: [] }, {}, {}] });
    expect((await world.get('organizer', `${contestUrl('w1')}/flag`)).status).toBe(404);
    expect((await world.get('organizer', `${contestUrl('nowhere')}/flag`)).status).toBe(404);
    expect((await flag('organizer', '?group=none')).body).toMatchObject({ periods: [{ contest: 'w1' }, {}, {}] });
  });
});

describe('money over HTTP', () => {
  it('domain-rules 98: four teams get +5000, +3000, 0 and −2000, 6000 in all, once published', async () => {
    await planned();
    expect((await money('organizer')).status).toBe(404);
    await week('w1', ['90', '80', '70', '60']);
    const { status, body } = await money('organizer');
    expect(status).toBe(200);
    expect(body).toMatchObject({ of: 'all', version: 1, sum: '6000', boards: [{ board: 'overall', sum: '6000' }] });
    const paid = pick(body, 'boards', 0, 'payments') as readonly object[];
    expect(paid.map((row) => [pick(row, 'name'), pick(row, 'rank'), pick(row, 'amount'), pick(row, 'lines')])).toEqual([
      ['一队', 1, '5000', [0]],
      ['二队', 2, '3000', [1]],
      ['三队', 3, '0', [2]],
      ['四队', 4, '-2000', [3]],
    ]);
  });

  it('domain-rules 94: an entry is paid once unless a line is cumulative, and shares of a place are whole', async () => {
    const line = (to: number, amount: string, more = {}) => ({ ranks: { from: 1, to }, amount, ...more });
    await planned({ money: [line(1, '300'), line(3, '100'), line(2, '50', { cumulative: true })] });
    await week('w1', ['90', '80', '80', '60']);
    const paid = pick((await money('auditor')).body, 'boards', 0, 'payments') as readonly object[];
    expect(new Map(paid.map((row) => [pick(row, 'name'), pick(row, 'amount')]))).toEqual(
      new Map([
        ['一队', '350'],
        ['二队', '150'],
        ['三队', '150'],
      ]),
    );
  });

  it('domain-rules 94: across contests the highest prize alone, where the rules say so', async () => {
    const line = (rank: number, amount: string) => ({ ranks: { from: rank, to: rank }, amount });
    const lines = [line(1, '300'), line(2, '100'), line(4, '-50')];
    await planned({ money: lines, moneyOnce: 'competition' });
    await week('w1', ['80', '90', '70', '60']);
    await week('w2', ['90', '80', '70', '60']);
    const paid = async (contest: string) => {
      const { body } = await money('auditor', contest);
      const rows = pick(body, 'boards', 0, 'payments') as readonly object[];
      return [
        pick(body, 'sum'),
        ...rows.map((row) => [pick(row, 'name'), pick(row, 'amount'), pick(row, 'insteadPaid')]),
      ];
    };
    const [inW1, inW2] = ['w1', 'w2'].map((contest) => ({ contest, board: 'overall' }));
    expect(await paid('w1')).toEqual([
      '250',
      ['二队', '300', undefined],
      ['一队', '0', inW2],
      ['四队', '-50', undefined],
    ]);
    expect(await paid('w2')).toEqual([
      '250',
      ['一队', '300', undefined],
      ['二队', '0', inW1],
      ['四队', '-50', undefined],
    ]);
  });

  it('domain-rules 51: nobody is paid where too few have entered', async () => {
    await planned({ ...weekly().process, minimumEntrants: { count: 5, otherwise: 'no-awards' } });
    await week('w1', ['90', '80', '70', '60']);
    expect((await money('organizer')).body).toMatchObject({
      sum: '0',
      boards: [{ shortage: { entered: 4, needed: 5 }, payments: [] }],
    });
    expect((await flag()).body).toMatchObject({ leading: [], periods: [{ contest: 'w1', holders: [] }, {}, {}] });
  });

  it('is seen by organizers and auditors over the competition, and by a unit for itself alone', async () => {
    await desk('plant1');
    await desk('plant2');
    await desk('plant3');
    await planned();
    await week('w1', ['90', '80', '70', '60']);
    expect((await money(undefined)).status).toBe(401);
    for (const who of ['judge', 'committee', 'publicity']) expect([who, (await money(who)).status]).toEqual([who, 403]);
    for (const who of ['neighbour', 'plant3_desk']) expect([who, (await money(who)).status]).toEqual([who, 404]);
    const own = await money('plant2_desk');
    expect(own).toMatchObject({ status: 200, body: { of: 'own-unit', sum: '3000' } });
    expect(names(pick(own.body, 'boards', 0, 'payments'))).toEqual(['二队']);
    expect((await money('plant1_desk')).body).toMatchObject({ sum: '3000' });
  });

  it('a name that two units below share opens no money to either', async () => {
    await desk('plant2');
    await desk('other', 'plant2');
    await planned();
    await week('w1', ['90', '80']);
    for (const who of ['plant2_desk', 'other_desk']) expect([who, (await money(who)).status]).toEqual([who, 404]);
  });
});
