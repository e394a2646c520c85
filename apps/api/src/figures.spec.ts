import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { password, pick, rules, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
  await world.done('admin', '/api/accounts', { account: 'city_desk', displayName: '市总', password });
  await world.done('admin', '/api/accounts/city_desk/grants', { role: 'organizer', organization: 'city' });
});
afterEach(async () => world.close());

const ankang: unknown = JSON.parse(
  readFileSync(join(__dirname, '../../../examples/rule-documents/ankang-cup.json'), 'utf8'),
);
const city = '/api/organizations/city';
const yearOf = (more = '') => `${city}/figures?year=2026${more}`;
const report = async (who = 'city_desk', more = '') => (await world.get(who, yearOf(more))).body;
const shareOf = (body: unknown, name: string) =>
  (pick(body, 'shares') as readonly object[]).find((one) => pick(one, 'share') === name);
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly object[];

type Plan = {
  readonly who: string;
  readonly organization: string;
  readonly series?: string;
  readonly rounds?: string[];
};

/** Plans and opens a competition of a district with one contest for each kind of entrant. */
async function opened(
  id: string,
  { who, ...more }: Plan,
  contests: Readonly<Record<string, readonly [string, unknown]>>,
) {
  const all = Object.entries(contests);
  const plan = {
    ...{ competition: id, name: '安康杯', level: 'district', ...more },
    contests: all.map(([contest, [receiver]]) => ({ contest, name: contest, receiver, groups: [] })),
  };
  const { revision } = await world.done(who, '/api/competitions', plan);
  const opening = { rules: all.map(([contest, [, document]]) => ({ contest, document })) };
  await world.done(who, `/api/competitions/${id}/opening`, opening, { 'if-match': `"${revision}"` });
}

const entriesOf = (id: string, contest: string) => `/api/competitions/${id}/contests/${contest}/entries`;

/** So many enterprises at once; answers the ids of their entries. */
async function enterprises(id: string, who: string, count: number): Promise<readonly string[]> {
  const url = entriesOf(id, 'enterprises');
  const ids: string[] = [];
  let position = 0;
  for (let first = 0; first < count; first += 20) {
    const some = Array.from({ length: Math.min(20, count - first) }, (_one, n) => first + n + 1);
    const sent = some.map((n) => world.post(who, url, { number: `Q${n}`, name: `${id}第${n}厂` }));
    for (const { status, body } of await Promise.all(sent)) {
      expect(status).toBe(201);
      ids.push(String(pick(body, 'entry')));
      position = Math.max(position, Number(pick(body, 'position')));
    }
  }
  expect(await world.runtime.reads.reached(position, 10_000)).toBe(true);
  return ids;
}

const dimensions = ['organization', 'management', 'health', 'team', 'supervision'];

async function marked(url: string, source: 'self' | 'check', marks: readonly string[]): Promise<void> {
  for (const [n, value] of marks.entries())
    await world.done('organizer', `${url}/scores`, { criterion: `${dimensions[n] ?? ''}_${source}`, slot: '1', value });
}

const award = (id: string, receiver: string, direct: boolean) => ({
  document: {
    ...{ id, version: 1, title: id, titleEn: id, level: 'district', receiver, repeatable: true },
    cites: [{ document: '安康杯竞赛方案' }],
    ...(direct
      ? { direct: { contests: { levels: ['district'] }, places: { from: 1, to: 2 }, holdersSkipped: false } }
      : {}),
  },
});

describe('a year of 安康杯', () => {
  const cup = '/api/competitions/east2026';
  const freezeAndPublish = async (contest: string) => {
    for (const step of ['freeze', 'publications'])
      await world.done('organizer', `${cup}/contests/${contest}/${step}`, {}, await world.etag('organizer', cup));
  };

  it('domain-rules 100, 103: two districts enter 341 enterprises of 400, and coverage and growth are told with all of it', async () => {
    const source = '全市安康杯竞赛方案';
    const state = (figure: string, value: string, year: number) =>
      world.done('city_desk', `${city}/statements`, { year, series: 'ankang', figure, value, source });
    await state('unitsInAll', '400', 2026);
    await state('units', '310', 2025);
    const target = { year: 2026, series: 'ankang', figure: 'units', growthPercent: '10', source };
    await world.done('city_desk', `${city}/targets`, target);
    const units = { enterprises: ['unit', ankang] } as const;
    await opened('east2026', { who: 'organizer', organization: 'east', series: 'ankang' }, units);
    await opened('west2026', { who: 'neighbour', organization: 'west', series: 'ankang' }, units);
    await enterprises('east2026', 'organizer', 200);
    const before = await world.runtime.reads.head();
    await enterprises('west2026', 'neighbour', 141);
    const told = await report('city_desk', '&series=ankang');
    expect(shareOf(told, 'coverage')).toMatchObject({
      numerator: { figure: 'units', value: 341 },
      denominator: { figure: 'unitsInAll', value: 400, from: 'stated', source, event: 'figures-city.2026@0' },
      percent: '85.25',
    });
    const growth = (pick(told, 'growth') as readonly object[]).find((one) => pick(one, 'figure') === 'units');
    expect(growth).toMatchObject({
      lastYear: { value: '310', from: 'stated', counted: '0' },
      percent: '10.00',
      target: { growthPercent: '10', needed: '341', met: true },
    });
    const behind = await world.get('city_desk', `${String(pick(told, 'events', 'units'))}&limit=200`);
    expect(behind.body).toMatchObject({ total: 341, figure: 'units', name: '参赛单位' });
    expect(rowsOf(behind.body)).toHaveLength(200);
    expect(rowsOf(behind.body)[0]).toMatchObject({
      ...{ unit: 'east2026第1厂', consecutive: 1, years: [2026] },
      events: [expect.stringMatching(/^entry-east2026\.e\w+@0$/)],
    });
    const rest = await world.get('city_desk', String(behind.headers['link']).replace(/^<([^>]+)>.*$/, '$1'));
    expect(rowsOf(rest.body)).toHaveLength(141);
    const regions = await world.get('city_desk', `${city}/regions?year=2026&series=ankang`);
    expect(rowsOf(regions.body)).toMatchObject([
      { organization: 'east', figures: { units: 200, competitions: 1 } },
      { organization: 'west', figures: { units: 141, competitions: 1 } },
    ]);
    // As it was known before the second district came in.
    expect(shareOf(await report('city_desk', `&series=ankang&position=${before}`), 'coverage')).toMatchObject({
      numerator: { value: 200 },
      percent: '50.00',
    });
  });

  it('domain-rules 69, 70: the check counts where there is one, base conditions hold, and four kinds of award are proposed', async () => {
    const awards = [
      ...[award('enterprise', 'unit', true), award('team', 'team', true)],
      ...[award('organizer', 'unit', false), award('person', 'person', false)],
    ];
    await world.done('organizer', '/api/honour-rounds', {
      ...{ round: 'ankang2026', organization: 'east', name: '2026 年度安康杯表彰', year: 2026, awards },
    });
    const contests = { enterprises: ['unit', ankang], teams: ['team', { ...rules, prizes: [] }] } as const;
    const plan = { who: 'organizer', organization: 'east', series: 'ankang', rounds: ['ankang2026'] };
    await opened('east2026', plan, contests);
    const ids = await enterprises('east2026', 'organizer', 5);
    const at = (n: number) => `${entriesOf('east2026', 'enterprises')}/${ids[n] ?? ''}`;
    await marked(at(0), 'self', ['12', '35', '25', '15', '13']);
    await marked(at(0), 'check', ['11', '33', '24', '14', '12']);
    await marked(at(1), 'self', ['12', '34', '24', '14', '12']);
    // Supervision 10.3 of 13 is 79.2 %.
    await marked(at(2), 'self', ['12', '35', '25', '15', '10.3']);
    // 79 in the self-assessment, whatever the check says.
    await marked(at(3), 'self', ['10', '28', '20', '11', '10']);
    await marked(at(3), 'check', ['12', '35', '25', '15', '13']);
    await marked(at(4), 'self', ['12', '35', '25', '15', '13']);
    const veto = { clause: 'accident', reason: '6月发生重伤事故' };
    await world.done('organizer', `${at(4)}/veto`, veto, await world.etag('organizer', at(4)));
    const teams = entriesOf('east2026', 'teams');
    const { entry } = await world.done('organizer', teams, { number: 'T1', name: '甲班', unit: 'east2026第1厂' });
    await world.done('organizer', `${teams}/${entry}/scores`, { criterion: 'theory', slot: '1', value: '90' });
    await world.done('judge', `${teams}/${entry}/scores`, { criterion: 'practice', value: '90' });
    for (const contest of ['enterprises', 'teams']) await freezeAndPublish(contest);
    const { body } = await world.get(undefined, `${cup}/contests/enterprises/boards/overall`);
    expect(rowsOf(body).map((row) => [pick(row, 'number'), pick(row, 'rank'), pick(row, 'total')])).toEqual(
      expect.arrayContaining([
        ['Q2', 1, '96.0'],
        ['Q1', 2, '94.0'],
      ]),
    );
    expect(rowsOf(body).filter((row) => pick(row, 'rank') === undefined)).toHaveLength(3);
    expect(pick(rowsOf(body)[1], 'values')).toMatchObject({ self_total: '100', check_total: '94', gap: '6' });

    const { following, reads } = world.runtime;
    await following.until(await reads.head(), AbortSignal.timeout(5_000), 'reaction');
    const round = '/api/honour-rounds/ankang2026';
    const put = (kind: string, name: string, more = {}) =>
      world.done('organizer', `${round}/nominations`, { award: kind, name, unit: '东区', reason: '组织有力', ...more });
    await put('organizer', '东区总工会');
    await put('person', '王组织');
    await reads.reached(await reads.head(), 5_000);
    const names = async (kind: string) =>
      rowsOf((await world.get('organizer', `${round}/nominations?award=${kind}`)).body).map((row) => pick(row, 'name'));
    expect((await names('enterprise')).sort()).toEqual(['east2026第1厂', 'east2026第2厂']);
    expect([await names('team'), await names('organizer'), await names('person')]).toEqual([
      ...[['甲班'], ['东区总工会'], ['王组织']],
    ]);
    expect(pick(await report('city_desk', '&series=ankang'), 'figures')).toMatchObject({
      ...{ competitions: 1, contests: 2, published: 2, units: 5, teams: 1, entries: 6 },
    });
  });
});

describe('figures of a year over HTTP', () => {
  const idNumber = '11010519491231002X';

  it('domain-rules 121: count a person once by the ID number, and lead to the events without telling who', async () => {
    await opened('a', { who: 'organizer', organization: 'east' }, { k: ['person', rules] });
    await opened('b', { who: 'neighbour', organization: 'west' }, { k: ['person', rules] });
    await world.done('organizer', entriesOf('a', 'k'), { number: 'A1', name: '王小填', unit: '一厂', idNumber });
    await world.done('neighbour', entriesOf('b', 'k'), { number: 'B1', name: '王小填', unit: '二厂', idNumber });
    await world.done('neighbour', entriesOf('b', 'k'), { number: 'B2', name: '王小填', unit: '二厂' });
    const told = await report();
    expect(pick(told, 'figures')).toMatchObject({ competitions: 2, people: 2, units: 2, entries: 3, involved: 2 });
    expect(pick(told, 'own')).toEqual({ competitions: 0, contests: 0 });
    const district = (pick(told, 'levels') as readonly object[]).find((one) => pick(one, 'level') === 'district');
    expect(district).toMatchObject({ figures: { competitions: 2, people: 2 } });
    expect((await world.get('city_desk', String(pick(district, 'events', 'people')))).body).toMatchObject({ total: 2 });
    const behind = await world.get('city_desk', String(pick(told, 'events', 'people')));
    expect(rowsOf(behind.body).map((row) => (pick(row, 'events') as readonly string[]).length)).toEqual([2, 1]);
    expect(behind.body).not.toHaveProperty('next');
    for (const text of [JSON.stringify(told), JSON.stringify(behind.body)])
      expect(text).not.toMatch(/王小填|sealed|1101/);
    expect(shareOf(told, 'coverage')).not.toHaveProperty('percent');
    expect(pick(await report('city_desk'), 'notes')).toHaveLength(3);
    // Nobody had registered the city by then.
    expect((await world.get('city_desk', yearOf('&asOf=2026-04-30T00:00:00Z'))).status).toBe(404);
    expect((await world.get('city_desk', `${city}/figures`)).body).toMatchObject({ year: 2026 });
  });

  it('domain-rules 117: come as a table for a spreadsheet', async () => {
    const table = await world.get('city_desk', `${city}/figures/table?year=2026`);
    expect(table).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="city-2026.csv"',
      },
    });
    expect(String(table.body)).toContain('city,2026,,竞赛,0,');
  });

  it('are for staff over the organisation; below they see their own, beside nothing', async () => {
    const east = '/api/organizations/east';
    for (const path of ['figures', 'figures/table', 'figures/people', 'regions']) {
      expect([path, (await world.get(undefined, `${east}/${path}`)).status]).toEqual([path, 401]);
      for (const who of ['judge', 'admin'])
        expect([who, (await world.get(who, `${east}/${path}`)).status]).toEqual([who, 403]);
      expect([path, (await world.get('neighbour', `${east}/${path}`)).status]).toEqual([path, 404]);
      expect([path, (await world.get('organizer', `${city}/${path}`)).status]).toEqual([path, 404]);
      for (const who of ['organizer', 'committee', 'publicity', 'auditor', 'city_desk'])
        expect([who, path, (await world.get(who, `${east}/${path}`)).status]).toEqual([who, path, 200]);
    }
    expect((await world.get('organizer', `${east}/figures/luck`)).status).toBe(404);
    expect((await world.get('organizer', `${east}/figures/people?level=city&series=a`)).status).toBe(400);
    expect((await world.get('organizer', `${east}/figures/people?level=moon`)).status).toBe(400);
    expect((await world.get('city_desk', '/api/organizations/nowhere/figures')).status).toBe(404);
  });

  it('statements and targets are for organizers over the organisation, and change only with a reason', async () => {
    const body = { year: 2026, figure: 'unitsInAll', value: '12000', source: '统计年鉴' };
    const send = (who: string | undefined, more: object = {}) =>
      world.post(who, `${city}/statements`, { ...body, ...more });
    expect((await send(undefined)).status).toBe(401);
    expect((await send('organizer')).status).toBe(404);
    expect((await world.post('auditor', '/api/organizations/east/statements', body)).status).toBe(403);
    expect((await send('city_desk')).status).toBe(201);
    expect(await send('city_desk', { value: '13000' })).toMatchObject({
      status: 422,
      body: { code: 'reason-missing' },
    });
    expect((await send('city_desk', { value: '13000', reason: '经济普查' })).status).toBe(201);
    expect(await send('city_desk', { value: '1.5' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/value', zh: '应为从 0 起的整数' }] },
    });
    expect(await send('city_desk', { figure: 'luck' })).toMatchObject({ status: 400 });
    const target = { year: 2026, figure: 'units', source: '方案' };
    const goal = (more: object) => world.post('city_desk', `${city}/targets`, { ...target, ...more });
    expect(await goal({})).toMatchObject({ status: 422, body: { code: 'target-unclear' } });
    expect((await goal({ growthPercent: '10' })).status).toBe(201);
    const { position } = (await goal({ atLeast: '220', reason: '改定' })).body as { readonly position: number };
    const told = await report('city_desk', `&minPosition=${position}`);
    expect(shareOf(told, 'coverage')).toMatchObject({ denominator: { value: 13_000 }, percent: '0.00' });
  });
});
