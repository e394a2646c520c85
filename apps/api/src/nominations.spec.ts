import { password, pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
  await founded();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '市五一劳动奖章', level: 'city', receiver: 'person', repeatable: false },
  cites: [{ document: '市总工会通知' }],
};
const term = { days: 5, counting: 'working', firstDay: 'counted' };
const rules = {
  ...{ id: 'spring2026', version: 1, title: '2026年市五一评选办法', cites: [{ document: '市工字〔2026〕1号' }] },
  chain: {
    levels: [
      { level: 'base', name: '基层单位', organization: 'unit' },
      { level: 'district', name: '区总工会', organization: 'district' },
      { level: 'city', name: '市总工会', organization: 'city' },
    ],
    selfNomination: 'refused',
    resolution: { papers: [{ paper: 'congress', name: '职代会决议' }] },
    materials: [{ material: 'deeds', name: '事迹材料', obligatory: true, characters: { max: 20, over: 'refuse' } }],
    consultation: {
      ...{ from: 'district', closesOn: '2026-05-01', departments: [{ department: 'safety', name: '应急' }] },
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
const notices = {
  ...{ id: 'notices', version: 1, title: '公示办法', cites: [{ document: '市总工会通知' }] },
  levels: [
    {
      ...{ level: 'base', name: '基层公示', term, letters: 'postmark', anonymousBlocks: false },
      verification: { days: 3, counting: 'working', firstDay: 'next' },
    },
  ],
  text: { fields: [{ field: 'name', name: '姓名' }], numbering: 'whole', shownDays: 0 },
};
const spring = '/api/honour-rounds/spring';

/** A plant below the east district and a desk for the city; a round of the city. */
async function founded(): Promise<void> {
  const plant = { organization: 'plant', name: '第一机械厂', level: 'unit', parent: 'east' };
  await world.done('admin', '/api/organizations', plant);
  for (const [account, organization] of [
    ['plant_desk', 'plant'],
    ['city_desk', 'city'],
  ]) {
    await world.done('admin', '/api/accounts', { account, displayName: '李工会', password });
    await world.done('admin', `/api/accounts/${account}/grants`, { role: 'organizer', organization });
  }
  await world.done('admin', '/api/accounts/city_desk/grants', { role: 'committee', organization: 'city' });
  await world.done('city_desk', '/api/honour-rounds', {
    ...{ round: 'spring', organization: 'city', name: '2026年市五一表彰', year: 2026 },
    awards: [{ document: medal }],
    rules,
  });
}

/** Nominated by the plant and on its way; answers the id of the nomination. */
async function filed(name = '王一'): Promise<string> {
  const body = { award: 'medal', organization: 'plant', name, unit: '第一机械厂', reason: '生产标兵' };
  const id = String(pick(await world.done('plant_desk', `${spring}/nominations`, body), 'nomination'));
  await world.done('plant_desk', at(id), { organization: 'plant', kind: 'worker' });
  return id;
}

const at = (nomination: string) => `${spring}/nominations/${nomination}/candidacy`;
const facts = {
  ...{ level: 'base', document: '单位证明' },
  nominee: [{ attribute: 'nationality', value: 'CN' }],
  bars: [{ of: 'unit', bar: 'accident' }],
};
const deeds = { level: 'base', material: 'deeds', text: '苦练车工二十年' };
const resolution = { level: 'base', paper: 'congress', number: '职代会2号', on: '2026-04-02' };
const opinion = { level: 'district', department: 'safety', opinion: 'yes', on: '2026-04-30', document: '函8号' };

async function prepared(name?: string): Promise<string> {
  const id = await filed(name);
  await world.done('plant_desk', `${at(id)}/facts`, facts);
  await world.done('plant_desk', `${at(id)}/materials`, deeds);
  await world.done('plant_desk', `${at(id)}/resolutions`, resolution);
  return id;
}

const step = async (who: string, id: string, what: string, level: string, more: object = {}) =>
  world.post(who, `${at(id)}/${what}`, { level, ...more }, await world.etag(who, at(id)));

async function sent(name?: string): Promise<string> {
  const id = await prepared(name);
  expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject({ status: 201 });
  return id;
}

/** `nomination level stage`, in the order of the list. */
async function listed(who: string, organization?: string) {
  const head = await world.runtime.reads.head();
  const query = `minPosition=${head}${organization === undefined ? '' : `&organization=${organization}`}`;
  const { status, body } = await world.get(who, `${spring}/candidacies?${query}`);
  if (status !== 200) return status;
  return (pick(body, 'rows') as readonly object[]).map((row) =>
    ['nomination', 'level', 'stage', 'waitsFor'].map((field) => String(pick(row, field))).join(' '),
  );
}

const shortlist = async (nominations: readonly string[], omitted: readonly string[] = []) => {
  const body = { nominations, omitted: omitted.map((nomination) => ({ nomination, reason: '名额所限' })) };
  return world.post('city_desk', `${spring}/awards/medal/shortlist`, body, await world.etag('city_desk', spring));
};

describe('a nomination up the chain over HTTP', () => {
  it('goes from the unit to the city, each level seeing what waits for it, and then onto the shortlist', async () => {
    const id = await sent();
    const other = await filed('赵二');
    expect(await listed('organizer', 'east')).toEqual([`${id} district arrived east`, `${other} base preparing plant`]);
    expect(await listed('plant_desk', 'plant')).toEqual([
      `${other} base preparing plant`,
      `${id} district arrived east`,
    ]);
    expect(await step('organizer', id, 'acceptance', 'district')).toMatchObject({ status: 201 });
    await world.done('organizer', `${at(id)}/opinions`, opinion);
    expect(await step('organizer', id, 'sending', 'district')).toMatchObject({ status: 201 });
    expect(await shortlist([id, other])).toMatchObject({
      status: 409,
      body: { code: 'chain-not-passed', detail: `提名：${id} 王一（第一机械厂）、${other} 赵二（第一机械厂）` },
    });
    expect(await step('city_desk', id, 'acceptance', 'city')).toMatchObject({ status: 201 });
    expect(await listed('city_desk')).toEqual([`${other} base preparing plant`, `${id} city accepted undefined`]);
    expect(await shortlist([id], [other])).toMatchObject({ status: 201 });
    const seen = (await world.get('city_desk', at(id))).body;
    expect(seen).toMatchObject({
      ...{ name: '王一', level: 'city', stage: 'accepted', lacks: [] },
      materials: [{ material: 'deeds', text: '苦练车工二十年', characters: 7, over: false }],
      opinions: [{ department: 'safety', opinion: 'yes', late: false }],
    });
    const steps = (pick(seen, 'steps') as readonly object[]).map(
      (one) => `${String(pick(one, 'what'))} ${String(pick(one, 'level'))}`,
    );
    expect(steps).toEqual(['filed base', 'sent district', 'accepted district', 'sent city', 'accepted city']);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain('苦练');
  });

  it('tells everything that is missing at once, the same before and when it is sent', async () => {
    const id = await filed();
    const missing = [
      { of: 'congress', code: 'resolution' },
      { of: 'deeds', code: 'material' },
      { of: 'nationality', code: 'fact-unknown' },
      { of: 'accident', code: 'fact-unknown' },
    ];
    expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject({
      status: 409,
      body: { code: 'candidacy-not-ready', errors: missing.map(({ code }) => ({ code })) },
    });
    expect(pick((await world.get('plant_desk', at(id))).body, 'lacks')).toMatchObject(missing);
    await world.done('plant_desk', `${at(id)}/facts`, {
      ...facts,
      nominee: [{ attribute: 'nationality', value: 'DE' }],
    });
    await world.done('plant_desk', `${at(id)}/materials`, deeds);
    await world.done('plant_desk', `${at(id)}/resolutions`, resolution);
    expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject({
      body: { errors: [{ code: 'ineligible', en: expect.stringContaining('nominee.nationality=DE') }] },
    });
  });

  it('domain-rules 15: names the field and by how much a material is too long', async () => {
    const id = await filed();
    const long = { ...deeds, text: `${'字'.repeat(20)} 多` };
    const refused = await world.post('plant_desk', `${at(id)}/materials`, long);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'material-too-long',
        errors: [{ pointer: '/text', en: expect.stringContaining('shorten it by 1') }],
      },
    });
    const stray = { ...facts, nominee: [{ attribute: 'religion', value: '无' }] };
    expect(await world.post('plant_desk', `${at(id)}/facts`, stray)).toMatchObject({
      status: 422,
      body: { code: 'fact-not-asked', errors: [{ pointer: '/nominee/0/attribute' }] },
    });
  });

  it('domain-rules 12: stays at the base while its notice is open', async () => {
    const id = await prepared();
    await world.done('city_desk', `${spring}/notice-rules`, { document: notices });
    const posting = { notice: 'plant', organization: 'plant', level: 'base', title: '公示', text: '公示' };
    await world.done('plant_desk', `${spring}/notices`, {
      ...{ ...posting, postedOn: '2026-05-01' },
      nominees: [{ nomination: id }],
    });
    const open = { body: { code: 'candidacy-not-ready', errors: [{ code: 'notice' }] } };
    expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject(open);
    world.until(Date.parse('2026-05-12T09:00:00+08:00'));
    expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject(open);
    const notice = `${spring}/notices/plant`;
    await world.done('plant_desk', `${notice}/closing`, {}, await world.etag('plant_desk', notice));
    expect(await step('plant_desk', id, 'sending', 'base')).toMatchObject({ status: 201 });
  });

  it('comes back with a reason, is changed and sent again; who saw an older state is told', async () => {
    const id = await sent();
    const before = await world.etag('organizer', at(id));
    const reason = '事迹过于笼统';
    expect(await step('organizer', id, 'return', 'district', { reason })).toMatchObject({ status: 201 });
    expect(await world.post('organizer', `${at(id)}/acceptance`, { level: 'district' }, before)).toMatchObject({
      status: 412,
    });
    const back = (await world.get('plant_desk', at(id))).body;
    expect(back).toMatchObject({ level: 'base', stage: 'preparing', waitsFor: 'plant' });
    expect(pick(back, 'steps', 2)).toMatchObject({ what: 'returned', level: 'base', by: 'organizer', reason });
    await world.done('plant_desk', `${at(id)}/materials`, { ...deeds, text: '攻克铣削难题三项' });
    const key = { 'idempotency-key': 'send-again', ...(await world.etag('plant_desk', at(id))) };
    const first = await world.post('plant_desk', `${at(id)}/sending`, { level: 'base' }, key);
    expect(first.status).toBe(201);
    // The same request once more is answered as the first time, though the nomination stands elsewhere by now.
    expect(await world.post('plant_desk', `${at(id)}/sending`, { level: 'base' }, key)).toMatchObject({
      ...{ status: 201, body: first.body as object },
    });
  });

  it('domain-rules 13, 130: a late yes is none, and one no is a veto whose reason staff read', async () => {
    const id = await sent();
    expect(await step('organizer', id, 'acceptance', 'district')).toMatchObject({ status: 201 });
    world.until(Date.parse('2026-05-03T09:00:00+08:00'));
    await world.done('organizer', `${at(id)}/opinions`, { ...opinion, on: '2026-05-02' });
    expect(await step('organizer', id, 'sending', 'district')).toMatchObject({
      body: { errors: [{ code: 'opinion', en: '应急 answered too late (closing day 2026-05-01)' }] },
    });
    const no = { ...opinion, opinion: 'no', reason: '事故隐患未整改' };
    await world.done('organizer', `${at(id)}/opinions`, no);
    expect(await step('organizer', id, 'sending', 'district')).toMatchObject({
      body: { errors: [{ code: 'veto' }] },
    });
    expect((await world.get('auditor', at(id))).body).toMatchObject({
      ...{ vetoedBy: 'safety', opinions: [{ opinion: 'no', reason: '事故隐患未整改' }] },
    });
    expect(await listed('organizer', 'east')).toEqual([`${id} district accepted undefined`]);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain('隐患');
  });

  it('lets each organisation act for its own level and below, and see no other tree', async () => {
    const id = await sent();
    const more = (what: string, level: string) => (what === 'return' ? { level, reason: '补充材料' } : { level });
    const status = async (who: string | undefined, what: string, level: string) =>
      (await world.post(who, `${at(id)}/${what}`, more(what, level), { 'if-match': '"4"' })).status;
    expect(await status('plant_desk', 'acceptance', 'district')).toBe(403);
    expect(await status('organizer', 'acceptance', 'city')).toBe(403);
    expect(await status('neighbour', 'acceptance', 'district')).toBe(404);
    expect(await status('publicity', 'acceptance', 'district')).toBe(403);
    expect(await status(undefined, 'acceptance', 'district')).toBe(401);
    expect(await status('organizer', 'acceptance', 'moon')).toBe(409);
    expect(await status('city_desk', 'return', 'district')).toBe(201);
    const reading = async (who: string) => (await world.get(who, at(id))).status;
    expect([await reading('plant_desk'), await reading('committee')]).toEqual([200, 200]);
    expect([await reading('neighbour'), await reading('publicity')]).toEqual([404, 403]);
    expect([await listed('neighbour', 'east'), await listed('plant_desk')]).toEqual([404, 404]);
    const west = { organization: 'west', kind: 'worker' };
    expect(await world.post('neighbour', at(id), west)).toMatchObject({
      ...{ status: 422, body: { code: 'not-its-organization' } },
    });
  });

  it('tells desks below by which rules, and what became of whom they recommended, once it may be known', async () => {
    const plain = '/api/honour-rounds/plain';
    const opened = { organization: 'city', name: '2026年市五一表彰', year: 2026, awards: [{ document: medal }] };
    await world.done('city_desk', '/api/honour-rounds', { round: 'plain', ...opened });
    const documents = async (who: string) =>
      Promise.all([spring, plain].map(async (round) => (await world.get(who, `${round}/document`)).status));
    expect([await documents('plant_desk'), await documents('publicity')]).toEqual([
      [200, 404],
      [404, 404],
    ]);
    const body = { award: 'medal', organization: 'plant', name: '赵二', unit: '第一机械厂', reason: '生产标兵' };
    const other = String(pick(await world.done('plant_desk', `${plain}/nominations`, body), 'nomination'));
    const id = await sent();
    await step('organizer', id, 'acceptance', 'district');
    await world.done('organizer', `${at(id)}/opinions`, opinion);
    await step('organizer', id, 'sending', 'district');
    await step('city_desk', id, 'acceptance', 'city');
    const url = `${plain}/nominations/${other}/explanation`;
    const told = async () => {
      const [explained, filed] = [await world.get('plant_desk', url), await world.get('plant_desk', at(id))];
      return [pick(explained.body, 'status'), pick(filed.body, 'outcome'), pick(explained.body, 'position')];
    };
    const embargoUntil = '2026-05-01T12:00:00+08:00';
    for (const [round, nomination, number] of [
      [plain, other, 5],
      [spring, id, 6],
    ] as const) {
      const medalOf = `${round}/awards/medal`;
      const list = { nominations: [nomination], omitted: [] };
      await world.done('city_desk', `${medalOf}/shortlist`, list, await world.etag('city_desk', round));
      expect(await told()).toEqual(['proposed', undefined, undefined]);
      const conferral = { decision: `市工字〔2026〕${number}号`, conferredOn: '2026-04-28', count: 1, embargoUntil };
      await world.done('city_desk', `${medalOf}/conferral`, conferral, await world.etag('city_desk', round));
    }
    expect(await told()).toEqual(['proposed', undefined, undefined]);
    expect((await world.get('neighbour', url)).status).toBe(404);
    world.until(Date.parse(embargoUntil));
    expect(await told()).toMatchObject([
      'conferred',
      { status: 'conferred', decision: '市工字〔2026〕6号' },
      undefined,
    ]);
  });
});
