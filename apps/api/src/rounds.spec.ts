import { pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const cites = [{ document: '区工字〔2026〕1号', clause: '第四条' }];
const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites,
};
const term = { days: 5, counting: 'working', firstDay: 'counted' };
const notice = {
  ...{ id: 'notices', version: 1, title: '公示办法', cites },
  levels: [
    {
      ...{ level: 'district', name: '区级公示', term, letters: 'postmark', anonymousBlocks: false },
      verification: { days: 30, counting: 'working', firstDay: 'next' },
    },
  ],
  text: { fields: [{ field: 'name', name: '姓名' }], numbering: 'whole', shownDays: 0 },
};
const formula = {
  ...{ id: 'quota', version: 1, title: '名额分配办法', cites, substitutes: 2, crossUnit: false },
  pots: [
    {
      ...{ pot: 'main', name: '基数内', method: 'largest-remainder', floor: 0 },
      shares: [{ figure: 'employees', name: '在岗职工', weight: '1' }],
    },
  ],
  outside: [{ pot: 'single', name: '单列' }],
};
const structure = {
  ...{ id: 'structure', version: 1, title: '结构比例', merit: 'score', ties: 'order', base: 'chosen' },
  seats: { unused: 'allowed', first: 'seats' },
  lists: [
    { id: 'ordinary', title: '普通', seats: 3 },
    { id: 'single', title: '单列', seats: 1, singleListed: true },
  ],
  categories: [
    { id: 'frontline', title: '一线职工' },
    { id: 'head', title: '企业负责人' },
  ],
  clauses: [
    { id: 'third', title: '一线职工不低于30%', kind: 'floor', of: ['frontline'], share: '30', cites },
    { id: 'heads', title: '企业负责人至多1人', kind: 'ceiling', of: ['head'], persons: 1, cites },
  ],
};
const rules = { id: 'district2026', version: 1, title: '2026年区五一评选办法', cites };
const spring = '/api/honour-rounds/spring';
const award = `${spring}/awards/medal`;
const people = [
  ['王厂长', '95', ['head']],
  ['赵经理', '93', ['head']],
  ['钱师傅', '90', ['frontline']],
  ['孙师傅', '80', ['frontline']],
  ['李状元', '99', ['frontline'], 'single'],
] as const;

type Row = Readonly<Record<string, unknown>>;
const rowsAt = (body: unknown, ...path: readonly string[]) => pick(body, ...path) as readonly Row[];
const names = (rows: readonly Row[]) => rows.map(({ name }) => name);

/** A round under its document, and five people nominated. */
async function begun(document: object): Promise<readonly string[]> {
  await world.done('organizer', '/api/honour-rounds', {
    ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 },
    ...{ awards: [{ document: medal }], rules: { ...rules, ...document } },
  });
  const ids: string[] = [];
  for (const [name] of people) {
    const body = { award: 'medal', name, unit: '第一机械厂', reason: '生产标兵' };
    ids.push(String(pick(await world.done('organizer', `${spring}/nominations`, body), 'nomination')));
  }
  return ids;
}

/** With their merits, and four seats of the district: three, and one single-listed. */
async function opened(): Promise<readonly string[]> {
  const shortlist = { awards: [{ award: 'medal', document: structure }] };
  const ids = await begun({ shortlist, quotas: [{ award: 'medal', formula }] });
  await world.done('organizer', `${award}/merits`, {
    stated: people.map(([, merit, categories, list = 'ordinary'], n) => {
      return { nomination: ids[n], merit, categories, list };
    }),
  });
  await world.done('organizer', `${award}/quota`, {
    seats: [{ pot: 'main', seats: 3 }],
    units: [{ unit: 'east', figures: [{ figure: 'employees', value: '100' }] }],
    outside: [{ pot: 'single', unit: 'east', seats: 1 }],
  });
  return ids;
}

const rank = (formal: readonly (string | undefined)[], substitutes: readonly (string | undefined)[]) =>
  world.done('organizer', `${award}/quota/candidates`, {
    ...{ unit: 'east', formal, substitutes: substitutes.map((nomination) => ({ nomination })) },
  });
const confirm = async (all: readonly string[], list: readonly (string | undefined)[], more: object = {}) => {
  const omitted = all.filter((id) => !list.includes(id)).map((nomination) => ({ nomination, reason: '名额所限' }));
  const body = { nominations: list, omitted, ...more };
  return world.post('committee', `${award}/shortlist`, body, await world.etag('committee', spring));
};
const confer = async (count: number, conferredOn = '2026-05-01') => {
  const body = { decision: '黄工字〔2026〕5号', conferredOn, count };
  return world.post('organizer', `${award}/conferral`, body, await world.etag('organizer', spring));
};

describe('a round over HTTP', () => {
  it('domain-rules 17, 18, 19: proposes the best list under its clauses, which anybody can work out again', async () => {
    await opened();
    await world.done('committee', `${award}/proposal`, {});
    const { body } = await world.get('publicity', `${award}/proposal`);
    expect(body).toMatchObject({ version: 1, fits: true, seats: 3, merit: '364', prices: [{ clause: 'heads' }] });
    expect(names(rowsAt(body, 'chosen'))).toEqual(['王厂长', '钱师傅', '孙师傅', '李状元']);
    expect(rowsAt(body, 'leftOut')).toMatchObject([
      {
        ...{ name: '赵经理', merit: '93', clauses: ['heads'], zh: '受限于：企业负责人至多1人' },
        swap: { out: [{ name: '王厂长' }], in: [{ name: '赵经理' }], merit: '2' },
      },
    ]);
    const again = await world.get('auditor', `${award}/proposal/recomputation`);
    expect(again.body).toMatchObject({ version: 1, recomputed: true });
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain('王厂长');
  });

  it('domain-rules 18, 19, 29, 106: refuses broken clauses with figures, keeps why they may be broken, and reports as of a moment', async () => {
    const all = await opened();
    const [head, manager, one, two, single] = all;
    await rank([head, manager, one, single], [two]);
    await world.done('organizer', `${award}/proposal`, {});
    expect(await confirm(all, [head, manager, single])).toMatchObject({
      status: 409,
      body: {
        code: 'clauses-broken',
        errors: [
          { zh: 'third：一线职工至少 1 人（2 人的 30%），名单有 0 人〔区工字〔2026〕1号 第四条〕' },
          { zh: 'heads：企业负责人至多 1 人，名单有 2 人〔区工字〔2026〕1号 第四条〕' },
        ],
      },
    });
    const adopted = { ...medal, instant: { listDay: '05-01' } };
    await world.done('organizer', '/api/award-rules', { organization: 'east', document: adopted, from: '2020-01-01' });
    const rescued = {
      organization: 'east',
      award: 'medal',
      name: '周抢险',
      reason: '抗洪',
      decision: '东工字〔2025〕9号',
    };
    const deviations = [{ clause: 'heads', reason: '经主席团研究' }];
    expect(await confirm(all, [head, manager, one, single], { deviations })).toMatchObject({
      status: 422,
      body: {
        code: 'change-unexplained',
        errors: [{ zh: `${manager} 赵经理（第一机械厂）：不在建议名单上，请说明理由` }],
      },
    });
    const plain = await confirm(all, [head, one, single]);
    expect(plain.status).toBe(201);
    const then = pick(plain.body, 'position');
    const changes = [{ nomination: manager, reason: '事迹更突出' }];
    await confirm(all, [head, manager, one, single], { deviations, changes });
    await world.done('organizer', '/api/honours/instant', { ...rescued, conferredOn: '2025-08-12' });
    const last = await world.done('organizer', '/api/honours/instant', {
      ...rescued,
      name: '吴早',
      conferredOn: '2025-04-12',
    });
    const now = pick(last, 'position');
    expect((await world.get('auditor', `${award}/shortlist?minPosition=${String(now)}`)).body).toMatchObject({
      ...{ version: 2, seats: 3, proposal: 1 },
      changes: [
        { name: '赵经理', change: 'in', reason: '事迹更突出' },
        { name: '孙师傅', change: 'out', reason: '名额所限' },
      ],
      deviations: [{ clause: 'heads', have: 2, limit: 1, reason: '经主席团研究' }],
    });
    const figures = async (query = '') =>
      pick((await world.get('publicity', `${spring}/figures${query}`)).body, 'awards', 0);
    expect(await figures()).toMatchObject({
      ...{ version: 2, listed: 4 },
      yearList: {
        ...{ all: 5, singleListed: 2, base: 3 },
        instant: [{ decision: '东工字〔2025〕9号', conferredOn: '2025-08-12' }],
      },
      pots: [
        { pot: 'quota', seats: 3, chosen: 3, vacant: 0 },
        { pot: 'ordinary', chosen: 3 },
        { pot: 'single', singleListed: true, chosen: 1 },
      ],
      limits: [
        {
          have: 1,
          base: 3,
          actual: '33.3',
          points: '3.3',
          zh: '一线职工不低于30%：1/3＝33.3%，高于规定 3.3 个百分点',
        },
        { have: 2, limit: 1, short: 1 },
      ],
    });
    expect(await figures(`?position=${String(then)}`)).toMatchObject({
      ...{ version: 1, listed: 3, deviations: [], yearList: { all: 3, singleListed: 1, base: 2, instant: [] } },
      limits: [
        { actual: '50.0', points: '20.0' },
        { have: 1, limit: 1 },
      ],
    });
  });

  it('domain-rules 23: a substitute takes the seat and the place on the list in one append; then a seat stays empty', async () => {
    const all = await opened();
    const [head, manager, one, two, single] = all;
    await rank([head, one, single], [two, manager]);
    expect(await confirm(all, [head, one, two, single])).toMatchObject({
      status: 409,
      body: { code: 'seats-not-held', errors: [{ zh: `${two} 孙师傅（第一机械厂） 是 east 的递补，名额 4` }] },
    });
    expect((await confirm(all, [head, one, single])).status).toBe(201);
    const leave = async (nomination: unknown) => {
      const url = `${spring}/nominations/${String(nomination)}`;
      await world.done(
        'organizer',
        `${url}/withdrawal`,
        { reason: '本人放弃' },
        await world.etag('organizer', `${url}/explanation`),
      );
    };
    await leave(one);
    await world.done('organizer', `${award}/quota/promotions`, { unit: 'east', out: one });
    const list = (await world.get('auditor', `${award}/shortlist`)).body;
    expect(names(rowsAt(list, 'nominations'))).toEqual(['王厂长', '孙师傅', '李状元']);
    expect(list).toMatchObject({ version: 2, omitted: [{ name: '赵经理' }] });
    await leave(manager);
    await leave(single);
    expect(await world.post('organizer', `${award}/quota/promotions`, { unit: 'east', out: single })).toMatchObject({
      status: 409,
      body: { code: 'substitute-missing' },
    });
    expect((await world.get('auditor', `${award}/quota`)).body).toMatchObject({
      promotions: [{ out: one, in: two }],
      units: [{ seats: 4, used: 2, vacant: 1 }],
    });
  });

  it('domain-rules 36, 40: confers on nobody before the notices; an objection holds one person, not the list', async () => {
    const all = await begun({ notice });
    const [head = '', , one] = all;
    const rest = [head, one];
    expect((await world.post('organizer', `${spring}/notice-rules`, { document: notice })).body).toMatchObject({
      code: 'notice-rules-of-round',
    });
    expect((await confirm(all, rest)).status).toBe(201);
    const text = { notice: 'n1', level: 'district', title: '公示', text: '电话 0715-8881234', postedOn: '2026-05-01' };
    const nominees = rest.map((nomination) => ({ nomination }));
    await world.done('organizer', `${spring}/notices`, { ...text, nominees });
    await world.done('organizer', `${spring}/notices/n1/objections`, {
      ...{ number: '异-1', nomination: head, way: 'letter', from: 'person' },
      ...{ name: '周举报', contact: '13812345678', about: '考勤不实' },
    });
    expect(await confer(2)).toMatchObject({
      status: 409,
      body: {
        code: 'notices-not-passed',
        errors: [
          { zh: expect.stringMatching(`^${head} .+：有未办结的异议$`) },
          { zh: expect.stringMatching(`^${one} .+：尚未通过 district 级公示$`) },
        ],
      },
    });
    world.until(Date.parse('2026-05-12T09:00:00+08:00'));
    await world.done(
      'organizer',
      `${spring}/notices/n1/closing`,
      {},
      await world.etag('organizer', `${spring}/notices/n1`),
    );
    expect(await confer(2)).toMatchObject({
      body: { errors: [{ zh: expect.stringMatching(`^${head} .+：有未办结的异议$`) }] },
    });
    expect((await confirm(all, [one])).status).toBe(201);
    expect(await confer(1, '2026-05-08')).toMatchObject({ status: 422, body: { code: 'conferred-in-notice' } });
    expect((await confer(1, '2026-05-12')).status).toBe(201);
  });

  it('domain-rules 104: lets who has the years on end apply outside the quota, and names the years that lack', async () => {
    const consecutive = { awards: ['ankang'], years: 2, upTo: 'last-year' };
    const pots = [{ pot: 'years', name: '资格外', consecutive, cites }];
    const all = await begun({ quotas: [{ award: 'medal', formula: { ...formula, outside: pots } }] });
    const [first] = all;
    const who = { name: '周安全', unit: '第一机械厂', idNumber: '110105198001010016' };
    const body = { award: 'medal', ...who, reason: '安全生产标兵' };
    const nomination = String(pick(await world.done('organizer', `${spring}/nominations`, body), 'nomination'));
    const units = [{ unit: 'east', figures: [{ figure: 'employees', value: '100' }] }];
    await world.done('organizer', `${award}/quota`, { seats: [{ pot: 'main', seats: 1 }], units });
    const ankang = { ...medal, id: 'ankang', title: '安康杯优胜', repeatable: true };
    const held = (year: number) => ({ decision: `东安康〔${year}〕1号`, conferredOn: `${year}-06-30` });
    const honour = { organization: 'east', document: ankang, ...who };
    await world.done('organizer', '/api/honours/earlier', { ...honour, ...held(2024) });
    const candidates = { unit: 'east', formal: [first], outside: [{ nomination, pot: 'years' }] };
    const refused = await world.post('organizer', `${award}/quota/candidates`, candidates);
    expect(refused).toMatchObject({ status: 409, body: { code: 'years-missing', errors: [{ missing: [2025] }] } });
    expect(pick(refused.body, 'errors', 0, 'zh')).toMatch(/周安全（第一机械厂）：须连续 2 年获 ankang，缺 2025 年〔/);
    await world.done('organizer', '/api/honours/earlier', { ...honour, ...held(2025) });
    await world.done('organizer', `${award}/quota/candidates`, candidates);
    const { body: quota } = await world.get('auditor', `${award}/quota`);
    const years = [2024, 2025].map((year) => ({ award: 'ankang', on: `${year}-06-30` }));
    expect(pick(quota, 'units')).toMatchObject([
      { unit: 'east', seats: 1, used: 1, outside: [{ nomination, standing: true, held: years }] },
    ]);
    expect((await confirm(all, [first, nomination])).status).toBe(201);
  });

  it('tells everything that is wrong with merits at once, and takes no formula beside that of the round', async () => {
    const [first] = await opened();
    const wrong = [
      { nomination: first, merit: '90', categories: ['poet'], list: 'ordinary' },
      { nomination: 'nobody', merit: '90', categories: [], list: 'x' },
    ];
    const refused = await world.post('organizer', `${award}/merits`, { stated: wrong });
    expect(refused).toMatchObject({ status: 422, body: { code: 'merits-refused' } });
    expect(rowsAt(refused.body, 'errors').map(({ pointer }) => pointer)).toEqual([
      '/stated/1/nomination',
      '/stated/0/categories',
      '/stated/1/list',
    ]);
    const seats = { seats: [{ pot: 'main', seats: 3 }], units: [{ unit: 'east', figures: [] }] };
    expect((await world.post('organizer', `${award}/quota`, { ...seats, formula })).body).toMatchObject({
      code: 'quota-formula-of-round',
    });
    const stray = { award: 'flag', document: structure };
    const other = { round: 'autumn', organization: 'east', name: '秋季', year: 2026, awards: [{ document: medal }] };
    expect(
      (
        await world.post('organizer', '/api/honour-rounds', {
          ...other,
          rules: { ...rules, shortlist: { awards: [stray] } },
        })
      ).body,
    ).toMatchObject({ errors: [{ pointer: '/rules/shortlist/awards/0/award' }] });
    expect(pick((await world.get(undefined, '/schemas/shortlist-document-1.json')).body, 'title')).toBe(
      'Shortlist document',
    );
  });
});
