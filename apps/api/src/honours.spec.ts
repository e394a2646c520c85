import { disqualified, freeze, inMemoryOnly, pick, plan, publish, rules, turning, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const medal = {
  id: 'medal',
  version: 1,
  title: '区五一劳动奖章',
  titleEn: 'District medal',
  level: 'district',
  receiver: 'person',
  plaque: '金牌工匠',
  repeatable: false,
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
  direct: { contests: { levels: ['district'] }, places: { from: 1, to: 1 }, holdersSkipped: true },
};
const roundRules = {
  id: 'district2026',
  version: 1,
  title: '2026年区五一评选办法',
  cites: [{ document: '区工字〔2026〕1号' }],
  phases: [{ phase: 'base', name: '基层推荐', from: '2026-01-05', to: '2026-02-10', binds: [] }],
};
const round = {
  round: 'spring',
  organization: 'east',
  name: '2026年区五一表彰',
  year: 2026,
  awards: [{ document: medal }],
};
const earlier = {
  organization: 'east',
  document: medal,
  name: '选手1号',
  idNumber: '110105198001010016',
  unit: '第一机械厂',
  decision: '黄工字[2019]3号',
  conferredOn: '2019-04-26',
};
const recommendation = { award: 'medal', name: '李推荐', unit: '第二机械厂', reason: '连续三年生产标兵' };
const spring = '/api/honour-rounds/spring';
const shortlist = `${spring}/awards/medal/shortlist`;
const conferral = `${spring}/awards/medal/conferral`;
const decision = { decision: '黄工字〔2026〕5号', conferredOn: '2026-04-28', count: 1 };

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly Row[];
const open = () => world.done('organizer', '/api/honour-rounds', round);
const nominated = async (who = 'organizer') => rowsOf((await world.get(who, `${spring}/nominations?award=medal`)).body);

/** Plays the contest to its publication; A1 leads, A3 is last. Waits until the results have been answered. */
async function play(): Promise<readonly string[]> {
  const planned = await world.done('organizer', '/api/competitions', { ...plan, rounds: ['spring'] });
  const opening = { rules: [{ contest: 'turning', document: rules }] };
  await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
  const entries: string[] = [];
  for (const [n, idNumber] of [
    [1, '110105198001010016'],
    [2, '110105198001010024'],
    [3, '110105198001010032'],
  ] as const) {
    const person = { number: `A${n}`, name: `选手${n}号`, unit: '第一机械厂', idNumber, phone: '13812345678' };
    const { entry } = await world.done('organizer', `${turning}/entries`, person);
    const value = String(100 - 10 * n);
    await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', value });
    await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', value });
    entries.push(entry);
  }
  await freeze(world);
  await publish(world);
  await answered();
  return entries;
}

async function answered(): Promise<void> {
  const { following, reads } = world.runtime;
  await following.until(await reads.head(), AbortSignal.timeout(5_000), 'reaction');
  await reads.reached(await reads.head(), 5_000);
}

/** Up to a confirmed shortlist with the winner on it; answers the winner's nomination. */
async function shortlisted(): Promise<string> {
  await open();
  await world.done('organizer', '/api/honours/earlier', earlier);
  await play();
  const [winner] = await nominated();
  const nomination = String(winner?.['nomination']);
  const list = { nominations: [nomination], omitted: [] };
  await world.done('committee', shortlist, list, await world.etag('committee', spring));
  return nomination;
}

const confer = async (body: object = decision) =>
  world.done('organizer', conferral, body, await world.etag('organizer', spring));

describe('a season of honours over HTTP', () => {
  it('domain-rules 91: nominates the next in order when the winner already holds the award', async () => {
    await open();
    await world.done('organizer', '/api/honours/earlier', earlier);
    const [first = ''] = await play();
    expect(await nominated('committee')).toEqual([
      expect.objectContaining({
        name: '选手2号',
        unit: '第一机械厂',
        basis: expect.objectContaining({ kind: 'contest', rank: 2, of: 3, total: '80.00' }) as object,
        passedOver: [
          {
            entry: first,
            rank: 1,
            reason: 'earlier-holder',
            honour: '黄工字〔2019〕3号',
            honouredOn: '2019-04-26',
            zh: '已获该荣誉（黄工字〔2019〕3号 2019-04-26）',
            en: 'already holds it (黄工字〔2019〕3号 2019-04-26)',
          },
        ],
        status: 'proposed',
      }),
    ]);
  });

  it('domain-rules 105: leads from the results to a public roll that names the decision', async () => {
    const nomination = await shortlisted();
    expect((await world.get('auditor', shortlist)).body).toMatchObject({
      version: 1,
      nominations: [{ nomination, name: '选手2号' }],
    });
    const { position } = await confer();
    const shown = await world.get(undefined, `/api/honours?award=medal&year=2026&minPosition=${position}`);
    expect(shown).toMatchObject({ status: 200, body: { total: 1 } });
    expect(rowsOf(shown.body)).toEqual([
      {
        award: 'medal',
        awardTitle: '区五一劳动奖章',
        level: 'district',
        receiver: 'person',
        name: '选手2号',
        unit: '第一机械厂',
        organization: 'east',
        decision: '黄工字〔2026〕5号',
        conferredOn: '2026-04-28',
        plaque: '金牌工匠',
      },
    ]);
    const told = await world.get('publicity', `${spring}/nominations/${nomination}/explanation`);
    const lines = (pick(told.body, 'lines') as readonly Row[]).map(({ zh }) => zh);
    expect(lines[0]).toContain('第 2 名');
    expect(lines[lines.length - 1]).toBe('已授予：黄工字〔2026〕5号，2026-04-28');
  });

  it('domain-rules 124: the roll as of a moment before the conferral does not have it', async () => {
    await shortlisted();
    world.clock.advance(60_000);
    await confer();
    const total = async (query: string) =>
      pick((await world.get(undefined, `/api/honours?year=2026${query}`)).body, 'total');
    expect(await total('')).toBe(1);
    const places = ['unitName=%E6%9C%BA%E6%A2%B0', 'unitName=%E7%BA%BA', 'area=city', 'area=west'];
    expect(await Promise.all(places.map((place) => total(`&${place}`)))).toEqual([1, 0, 1, 0]);
    expect(await total('&version=1')).toBe(0);
    expect(await total('&version=2')).toBe(1);
    expect((await world.get(undefined, '/api/honours?version=3')).status).toBe(404);
    expect(await total(`&asOf=${encodeURIComponent('2026-05-01T09:00:30+08:00')}`)).toBe(0);
    expect(await total(`&asOf=${encodeURIComponent('2026-05-01T09:01:00+08:00')}`)).toBe(1);
    expect(await total(`&validAt=${encodeURIComponent('2026-05-01T09:00:30+08:00')}`)).toBe(0);
  });

  it('domain-rules 120: the roll and the log show no ID number, telephone or id of a person', async () => {
    await shortlisted();
    await confer();
    const [stored] = await world.runtime.engine.store.readStream(
      (await world.runtime.engine.store.readAll(0, 1_000)).find(({ type }) => type === 'HonourConferred')?.stream ?? '',
    );
    const subject = String(stored?.data['subject']);
    expect(subject.length).toBeGreaterThan(10);
    const again = await world.post('organizer', '/api/honours/earlier', { ...earlier, decision: '黄工字〔2019〕3号' });
    expect([again.status, Object.keys(again.body as object).sort()]).toEqual([
      201,
      ['award', 'organization', 'position', 'revision'],
    ]);
    for (const url of ['/api/honours', '/api/honours?limit=1', `${spring}/nominations?award=medal`]) {
      const { status, body } = await world.get('organizer', url);
      const cursor = (body as { readonly next?: string }).next ?? '';
      expect(Buffer.from(cursor, 'base64url').toString()).not.toContain(subject);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/1101051980|13812345678/);
      expect(JSON.stringify(body)).not.toContain(subject);
    }
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toMatch(/1101051980|选手2号/);
  });

  it('domain-rules 123: an erased holder stays on the roll without the name, and the ETag changes', async () => {
    await shortlisted();
    await confer();
    const first = await world.get(undefined, '/api/honours?year=2026');
    const etag = first.headers['etag'] ?? '';
    expect((await world.get(undefined, '/api/honours?year=2026', { 'if-none-match': etag })).status).toBe(304);
    await world.done('organizer', '/api/competitions', { ...plan, competition: 'other' });
    expect((await world.get(undefined, '/api/honours?year=2026', { 'if-none-match': etag })).status).toBe(304);
    const conferred = (await world.runtime.engine.store.readAll(0, 1_000)).find(
      ({ type }) => type === 'HonourConferred',
    );
    await world.runtime.engine.vault.destroy(String(conferred?.data['subject']));
    const after = await world.get(undefined, '/api/honours?year=2026', { 'if-none-match': etag });
    expect(after).toMatchObject({ status: 200, body: { total: 1 } });
    expect(rowsOf(after.body)[0]).toMatchObject({ name: '已删除', decision: '黄工字〔2026〕5号' });
  });

  it('pages of the roll stay at the moment of the first one', async () => {
    const old = (n: number) => ({
      ...earlier,
      name: `老先进${n}`,
      idNumber: undefined,
      decision: `黄工字〔2018〕${n}号`,
      conferredOn: '2018-04-26',
    });
    for (const n of [1, 2, 3]) await world.done('organizer', '/api/honours/earlier', old(n));
    const first = await world.get(undefined, '/api/honours?limit=2');
    expect(rowsOf(first.body).map(({ name }) => name)).toEqual(['老先进1', '老先进2']);
    await world.done('organizer', '/api/honours/earlier', { ...old(4), conferredOn: '2018-01-01' });
    const link = /<(.+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await world.get(undefined, link);
    expect(second.body).toMatchObject({ total: 3, version: 3 });
    expect(rowsOf(second.body).map(({ name }) => name)).toEqual(['老先进3']);
    expect(second.headers['link']).toBeUndefined();
    expect((await world.get(undefined, '/api/honours')).body).toMatchObject({ total: 4 });
  });
});

describe('recommendations', () => {
  it('domain-rules 3: nobody is recommended for an award they hold', async () => {
    await open();
    await world.done('organizer', '/api/honours/earlier', earlier);
    const again = { ...recommendation, name: earlier.name, idNumber: earlier.idNumber };
    expect(await world.post('organizer', `${spring}/nominations`, again)).toMatchObject({
      status: 409,
      body: { code: 'already-holder', detail: '黄工字〔2019〕3号，2019-04-26' },
    });
    expect(await nominated()).toEqual([]);
  });

  it('domain-rules 132: made twice count once, and a repeated request answers the same', async () => {
    await open();
    const key = { 'idempotency-key': 'recommend' };
    const first = await world.post('organizer', `${spring}/nominations`, recommendation, key);
    const again = await world.post('organizer', `${spring}/nominations`, recommendation, key);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({
      status: 201,
      body: first.body as object,
      headers: { 'idempotency-replayed': 'true' },
    });
    const other = await world.post('organizer', `${spring}/nominations`, { ...recommendation, reason: '他故' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'command-reused' } });
    const head = await world.runtime.reads.head();
    expect((await world.post('second', `${spring}/nominations`, recommendation)).status).toBe(201);
    expect(await world.runtime.reads.head()).toBe(head);
    expect(await nominated()).toHaveLength(1);
  });

  it('a dry run checks one and records nothing', async () => {
    await open();
    const head = await world.runtime.reads.head();
    const dry = await world.post('organizer', `${spring}/nominations?dryRun=true`, recommendation);
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(pick(dry.body, 'events')).toEqual([
      expect.objectContaining({ type: 'NominationProposed' }),
      expect.objectContaining({ type: 'NominationAnnounced' }),
    ]);
    expect(await world.runtime.reads.head()).toBe(head);
  });

  it('come from an organisation below the round too, and from nowhere else', async () => {
    await open();
    const mill = { organization: 'mill', name: '第一纺织厂', level: 'unit', parent: 'east' };
    await world.done('admin', '/api/organizations', mill);
    await world.done('admin', '/api/accounts/publicity/grants', { role: 'organizer', organization: 'mill' });
    const from = { ...recommendation, organization: 'mill' };
    const { position } = await world.done('publicity', `${spring}/nominations`, from);
    expect(position).toBeGreaterThan(0);
    expect((await nominated())[0]).toMatchObject({ basis: { kind: 'recommendation', by: 'mill' } });
    const west = { ...recommendation, organization: 'west' };
    expect((await world.post('neighbour', `${spring}/nominations`, west)).status).toBe(404);
    expect((await world.post('neighbour', `${spring}/nominations`, recommendation)).status).toBe(404);
  });

  it('are withdrawn with a reason by who has seen them, and made again as another nomination', async () => {
    await open();
    const made = await world.done('organizer', `${spring}/nominations`, recommendation);
    const url = `${spring}/nominations/${String(pick(made, 'nomination'))}`;
    const reason = { reason: '本人放弃' };
    expect((await world.post('organizer', `${url}/withdrawal`, reason)).status).toBe(428);
    expect((await world.post('organizer', `${url}/withdrawal`, reason, { 'if-match': '"7"' })).status).toBe(412);
    const seen = await world.etag('organizer', `${url}/explanation`);
    const bare = await world.post('organizer', `${url}/withdrawal`, {}, seen);
    expect(bare).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason', code: 'field-missing' }] } });
    await world.done('organizer', `${url}/withdrawal`, reason, seen);
    expect((await nominated())[0]).toMatchObject({ status: 'withdrawn', statusText: { zh: '提名已撤回：本人放弃' } });
    const again = await world.done('organizer', `${spring}/nominations`, recommendation);
    expect(pick(again, 'nomination')).not.toBe(pick(made, 'nomination'));
    expect((await nominated()).map(({ status }) => status)).toEqual(['withdrawn', 'proposed']);
  });
});

describe('shortlist and conferral', () => {
  it('a shortlist accounts for every nomination', async () => {
    await open();
    const made = await world.done('organizer', `${spring}/nominations`, recommendation);
    const nomination = String(pick(made, 'nomination'));
    const seen = await world.etag('committee', spring);
    const empty = await world.post('committee', shortlist, { nominations: [], omitted: [] }, seen);
    expect(empty).toMatchObject({
      status: 422,
      body: { code: 'nomination-unaccounted', detail: expect.stringContaining(`提名：${nomination} `) },
    });
    const omitted = { nominations: [], omitted: [], others: '事迹不足' };
    expect((await world.post('committee', shortlist, omitted)).status).toBe(428);
    await world.done('committee', shortlist, omitted, seen);
    expect(await world.post('committee', shortlist, omitted, seen)).toMatchObject({ status: 412 });
    expect((await world.get('committee', shortlist)).body).toMatchObject({
      version: 1,
      nominations: [],
      omitted: [{ nomination, name: '李推荐', reason: '事迹不足' }],
    });
    expect(await world.post('organizer', conferral, decision, await world.etag('organizer', spring))).toMatchObject({
      status: 409,
      body: { code: 'shortlist-empty' },
    });
  });

  it('domain-rules 116, 131: a decision of another count confers nothing, and a name on the shortlist takes two to correct', async () => {
    await shortlisted();
    const seen = await world.etag('organizer', spring);
    const head = await world.runtime.reads.head();
    expect(await world.post('organizer', conferral, { ...decision, count: 2 }, seen)).toMatchObject({
      status: 422,
      body: { code: 'count-differs', errors: [{ pointer: '/count', zh: '决定载 2 个，名单有 1 个' }] },
    });
    expect(await world.post('organizer', conferral, { ...decision, decision: '黄工字5号' }, seen)).toMatchObject({
      status: 422,
      body: { code: 'decision-unreadable', errors: [{ pointer: '/decision' }] },
    });
    expect(await world.runtime.reads.head()).toBe(head);
    const url = `${spring}/nominations/${String((await nominated())[0]?.['nomination'])}`;
    const correction = { name: '选手二号', reason: '与身份证不符' };
    expect((await world.post('neighbour', `${url}/corrections`, correction)).status).toBe(404);
    await world.done('organizer', `${url}/corrections`, correction);
    const alone = await world.post('organizer', `${url}/corrections/1/confirmation`, {});
    expect(alone).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
    await world.done('committee', `${url}/corrections/1/confirmation`, {});
    const told = await world.get('committee', `${url}/explanation`);
    expect(told.body).toMatchObject({ name: '选手二号', corrections: [{ was: { name: '选手2号' } }] });
    expect(JSON.stringify(pick(told.body, 'lines'))).toContain('第 1 次更正（姓名）：与身份证不符');
  });

  it('a conferral needs the round as it is, and counts once', async () => {
    await shortlisted();
    const seen = await world.etag('organizer', spring);
    expect((await world.post('organizer', conferral, decision)).status).toBe(428);
    expect(await world.post('organizer', conferral, decision, { 'if-match': '"0"' })).toMatchObject({
      status: 412,
      headers: { etag: seen['if-match'] },
    });
    const headers = { ...seen, 'idempotency-key': 'confer' };
    const first = await world.done('organizer', conferral, decision, headers);
    const again = await world.post('organizer', conferral, decision, headers);
    expect(again).toMatchObject({ status: 201, body: first, headers: { 'idempotency-replayed': 'true' } });
    const other = await world.post('organizer', conferral, decision, await world.etag('organizer', spring));
    expect(other).toMatchObject({ status: 409, body: { code: 'honours-decided' } });
    expect((await world.get('organizer', spring)).body).toMatchObject({
      awards: [{ award: 'medal', shortlists: 1, decision: { number: '黄工字〔2026〕5号', count: 1 } }],
    });
  });

  it('domain-rules 107: a posthumous honour names who takes the certificate, to nobody outside', async () => {
    const nomination = await shortlisted();
    const seen = await world.etag('organizer', spring);
    const late = (more: object) => ({ ...decision, posthumous: [{ nomination, ...more }] });
    expect(await world.post('organizer', conferral, late({}), seen)).toMatchObject({
      status: 422,
      body: { code: 'certificate-receiver-missing' },
    });
    await world.done('organizer', conferral, late({ certificateTo: '家属甲' }), seen);
    const shown = await world.get(undefined, '/api/honours?year=2026');
    expect(rowsOf(shown.body)[0]).toMatchObject({ posthumous: true });
    expect(JSON.stringify(shown.body)).not.toContain('家属甲');
  });

  it('a conferral recorded late counts from when it happened, which is not the future', async () => {
    await shortlisted();
    world.clock.advance(60_000);
    const seen = await world.etag('committee', spring);
    const ahead = { ...decision, validAt: '2026-05-01T09:01:01+08:00' };
    expect(await world.post('committee', conferral, ahead, seen)).toMatchObject({
      status: 422,
      body: { code: 'valid-at-in-future', errors: [{ pointer: '/validAt' }] },
    });
    await world.done('committee', conferral, { ...decision, validAt: '2026-04-28T10:00:00+08:00' }, seen);
    const at = encodeURIComponent('2026-04-28T10:00:00+08:00');
    const then = await world.get(undefined, `/api/honours?year=2026&validAt=${at}`);
    expect(then.body).toMatchObject({ total: 1 });
    const earlierStill = encodeURIComponent('2026-04-28T09:59:59+08:00');
    const before = await world.get(undefined, `/api/honours?year=2026&validAt=${earlierStill}`);
    expect(before.body).toMatchObject({ total: 0 });
  });

  it('a shortlist with an erased person on it is not conferred', async () => {
    const nomination = await shortlisted();
    const proposed = (await world.runtime.engine.store.readStream(`nomination-spring.${nomination}`))[0];
    await world.runtime.engine.vault.destroy(String(proposed?.data['subject']));
    const answer = await world.post('organizer', conferral, decision, await world.etag('organizer', spring));
    expect(answer).toMatchObject({ status: 409, body: { code: 'nominees-unreadable', detail: `提名：${nomination}` } });
  });
});

describe('why not', () => {
  it('is told to staff at once, and to everybody when the award is decided', async () => {
    await open();
    await world.done('organizer', '/api/honours/earlier', earlier);
    const entries = await play();
    const url = (n: number) => `${spring}/awards/medal/why-not/skills/${entries[n] ?? ''}`;
    const code = async (who: string | undefined, n: number) => pick((await world.get(who, url(n))).body, 'code');
    expect([await code('auditor', 0), await code('auditor', 1)]).toEqual(['passed-over', 'nominated']);
    expect((await world.get('auditor', url(2))).body).toMatchObject({
      code: 'rank-outside-places',
      zh: '总榜第 3 名，授予范围为第 1 名',
    });
    for (const who of [undefined, 'neighbour', 'judge']) expect(await code(who, 2)).toBe('not-found');
    const [winner] = await nominated();
    const list = { nominations: [winner?.['nomination']], omitted: [] };
    await world.done('committee', shortlist, list, await world.etag('committee', spring));
    await confer({ ...decision, embargoUntil: new Date(world.clock.now() + 60_000).toISOString() });
    expect([await code(undefined, 2), await code('auditor', 2)]).toEqual(['not-found', 'rank-outside-places']);
    world.clock.advance(60_000);
    // What counts are the results that were answered, whatever was corrected since.
    const last = `${turning}/entries/${entries[2] ?? ''}`;
    await disqualified(world, last, '冒名');
    expect([await code(undefined, 0), await code('judge', 2)]).toEqual(['passed-over', 'rank-outside-places']);
    expect((await world.get(undefined, `${spring}/awards/medal/why-not/skills/none`)).status).toBe(404);
    expect((await world.get(undefined, `${spring}/awards/other/why-not/skills/${entries[0] ?? ''}`)).status).toBe(404);
  });
});

describe('why not, of results that are not published', () => {
  it('is told to staff of the contest and to nobody else', async () => {
    await open();
    const west = { ...plan, competition: 'west1', organization: 'west' };
    const { revision } = await world.done('neighbour', '/api/competitions', west);
    const opening = { rules: [{ contest: 'turning', document: rules }] };
    await world.done('neighbour', '/api/competitions/west1/opening', opening, { 'if-match': `"${revision}"` });
    const entries = '/api/competitions/west1/contests/turning/entries';
    const { entry } = await world.done('neighbour', entries, { number: 'A1', name: '王小明' });
    const url = `${spring}/awards/medal/why-not/west1/${entry}`;
    expect((await world.get('organizer', url)).status).toBe(404);
    expect((await world.get('admin', url)).body).toMatchObject({ code: 'not-published', zh: '成绩尚未公布' });
  });
});

describe('pages for staff', () => {
  it('of nominations stay at the moment of the first one', async () => {
    await open();
    const recommend = (name: string) => world.done('organizer', `${spring}/nominations`, { ...recommendation, name });
    for (const name of ['甲', '乙']) await recommend(name);
    const first = await world.get('committee', `${spring}/nominations?award=medal&limit=1`);
    await recommend('丙');
    const link = /<(.+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await world.get('committee', link);
    expect(second.body).toMatchObject({ total: 2, rows: [{ name: '乙' }] });
    expect(second.headers['link']).toBeUndefined();
    expect(await nominated()).toHaveLength(3);
  });

  it('domain-rules 124: show nominations and shortlist as the committee saw them at a moment', async () => {
    await open();
    await world.done('organizer', `${spring}/nominations`, recommendation);
    const then = await world.runtime.reads.head();
    world.clock.advance(60_000);
    await world.done('organizer', `${spring}/nominations`, { ...recommendation, name: '后来者' });
    const total = async (query: string) =>
      pick((await world.get('committee', `${spring}/nominations?award=medal${query}`)).body, 'total');
    expect(await total('')).toBe(2);
    expect(await total(`&position=${then}`)).toBe(1);
    expect(await total('&asOf=2026-05-01T09:00:30%2B08:00')).toBe(1);
    expect(await total('&validAt=2026-05-01T09:00:30%2B08:00')).toBe(1);
    const [first] = await nominated();
    const etag = await world.etag('committee', spring);
    const omitted = (await nominated()).slice(1).map((one) => ({ nomination: one['nomination'], reason: '名额所限' }));
    const list = { nominations: [first?.['nomination']], omitted };
    await world.done('committee', `${spring}/awards/medal/shortlist`, list, etag);
    const version = async (query: string) =>
      pick((await world.get('committee', `${spring}/awards/medal/shortlist${query}`)).body, 'version');
    expect(await version('')).toBe(1);
    expect(await version(`?position=${then}`)).toBe(0);
    expect((await world.get('committee', `${spring}?position=1`)).status).toBe(404);
  });

  it('of rounds go on where the page before ended', async () => {
    for (const [id, year] of [
      ['old', 2024],
      ['spring', 2026],
      ['autumn', 2025],
    ] as const)
      await world.done('organizer', '/api/honour-rounds', { ...round, round: id, year });
    const ids = (body: unknown) => rowsOf(body).map((row) => row['round']);
    const first = await world.get('auditor', '/api/honour-rounds?limit=2');
    expect(ids(first.body)).toEqual(['spring', 'autumn']);
    const second = await world.get('auditor', `/api/honour-rounds?limit=2&cursor=${String(pick(first.body, 'next'))}`);
    expect(ids(second.body)).toEqual(['old']);
    expect(second.headers['link']).toBeUndefined();
  });
});

inMemoryOnly('who sees and does what', () => {
  const read = [spring, shortlist, `${spring}/nominations?award=medal`];
  const staff = ['organizer', 'committee', 'publicity', 'auditor', 'admin'];

  it.each(staff)('%s follows a round', async (who) => {
    await open();
    for (const url of read) expect((await world.get(who, url)).status).toBe(200);
    expect(rowsOf((await world.get(who, '/api/honour-rounds?year=2026&organization=east')).body)).toHaveLength(1);
    expect(rowsOf((await world.get(who, '/api/honour-rounds?year=2025')).body)).toEqual([]);
  });

  it('nobody else does: a judge, the public, an organizer of another district', async () => {
    await open();
    for (const url of read) {
      expect((await world.get('judge', url)).status).toBe(403);
      expect((await world.get(undefined, url)).status).toBe(401);
      expect((await world.get('neighbour', url)).status).toBe(404);
    }
    expect(rowsOf((await world.get('neighbour', '/api/honour-rounds')).body)).toEqual([]);
    expect((await world.post('neighbour', '/api/honour-rounds', { ...round, round: 'x' })).status).toBe(404);
    expect((await world.post('neighbour', '/api/honours/earlier', earlier)).status).toBe(404);
    expect((await world.post('neighbour', conferral, decision, { 'if-match': '"0"' })).status).toBe(404);
    const taken = await world.post('neighbour', '/api/honour-rounds', { ...round, organization: 'west' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'round-exists' } });
  });

  it('roles held in another district count for nothing here', async () => {
    await open();
    await world.done('admin', '/api/accounts/neighbour/grants', { role: 'committee', organization: 'west' });
    const made = await world.done('organizer', `${spring}/nominations`, recommendation);
    const nomination = String(pick(made, 'nomination'));
    const list = { nominations: [nomination], omitted: [] };
    const seen = await world.etag('organizer', spring);
    expect((await world.post('neighbour', shortlist, list, seen)).status).toBe(404);
    const url = `${spring}/nominations/${nomination}`;
    const etag = await world.etag('organizer', `${url}/explanation`);
    expect((await world.post('neighbour', `${url}/withdrawal`, { reason: '越权' }, etag)).status).toBe(404);
    expect((await nominated())[0]).toMatchObject({ status: 'proposed' });
  });

  it.each([
    ['/api/honour-rounds', round, ['organizer']],
    [`${spring}/nominations`, recommendation, ['organizer']],
    [shortlist, { nominations: [], omitted: [] }, ['committee']],
    [conferral, decision, ['organizer', 'committee']],
    ['/api/honours/earlier', earlier, ['organizer']],
    ['/api/award-documents/check', { document: medal }, ['organizer']],
  ] as const)('POST %s is for its roles only', async (url, body, allowed) => {
    if (url !== '/api/honour-rounds') await open();
    const forbidden: string[] = [];
    for (const who of [...staff, 'judge']) {
      const { status } = await world.post(who, url, body, { 'if-match': '"0"' });
      if (status === 403) forbidden.push(who);
    }
    expect(forbidden).toEqual([...staff, 'judge'].filter((who) => !(allowed as readonly string[]).includes(who)));
  });
});

describe('round documents', () => {
  it('are pinned when the round opens, checked with all their problems, and read by staff', async () => {
    const wrong = { ...roundRules, phases: [{ ...roundRules.phases[0], to: '2025-01-01' }], colour: 1 };
    const refused = await world.post('organizer', '/api/honour-rounds', { ...round, rules: wrong });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'round-document-refused', errors: [{ pointer: '/rules/colour', code: 'field-unknown' }] },
    });
    const checked = await world.post('organizer', '/api/round-documents/check', { document: wrong });
    expect(checked.body).toMatchObject({ ok: false, problems: [{ pointer: '/colour' }] });
    await world.done('organizer', '/api/honour-rounds', { ...round, rules: roundRules });
    const hash = pick(
      (await world.post('organizer', '/api/round-documents/check', { document: roundRules })).body,
      'hash',
    );
    const pinned = await world.get('auditor', `${spring}/document`);
    expect(pinned).toMatchObject({ status: 200, body: { hash, document: roundRules } });
    expect((await world.get('auditor', spring)).body).toMatchObject({ rules: { documentHash: hash } });
    expect((await world.get('judge', `${spring}/document`)).status).toBe(403);
    expect((await world.get(undefined, '/schemas/round-document-1.json')).body).toHaveProperty('$schema');
  });

  it('are not there for a round opened with awards alone', async () => {
    await open();
    expect((await world.get('auditor', `${spring}/document`)).status).toBe(404);
  });
});

inMemoryOnly('award documents', () => {
  it('are checked with all their problems and pointers', async () => {
    const good = await world.post('organizer', '/api/award-documents/check', { document: medal });
    expect(good).toMatchObject({ status: 200, body: { ok: true, problems: [] } });
    const bad = { ...medal, level: 'galaxy', repeatable: 'no' };
    const { body } = await world.post('organizer', '/api/award-documents/check', { document: bad });
    const problems = pick(body, 'problems') as readonly Row[];
    expect(problems.map(({ pointer }) => pointer).sort()).toEqual(['/level', '/repeatable']);
    expect((await world.get(undefined, '/schemas/award-document-1.json')).body).toHaveProperty('$schema');
  });

  it('that do not load open no round and register no honour', async () => {
    const bad = { ...medal, level: 'galaxy' };
    const wrong = { ...round, awards: [{ document: medal }, { document: { ...bad, id: 'other' } }] };
    expect(await world.post('organizer', '/api/honour-rounds', wrong)).toMatchObject({
      status: 422,
      body: { code: 'award-refused', errors: [{ pointer: '/awards/1/document/level', code: 'not-allowed' }] },
    });
    expect(await world.post('organizer', '/api/honours/earlier', { ...earlier, document: bad })).toMatchObject({
      status: 422,
      body: { code: 'award-refused', errors: [{ pointer: '/document/level' }] },
    });
    expect((await world.get('organizer', spring)).status).toBe(404);
  });

  it('bodies that are not even a command name every wrong field', async () => {
    const answer = await world.post('organizer', '/api/honours/earlier', {
      ...earlier,
      idNumber: '1',
      conferredOn: 'x',
    });
    const errors = pick(answer.body, 'errors') as readonly Row[];
    expect([answer.status, errors.map(({ pointer }) => pointer).sort()]).toEqual([400, ['/conferredOn', '/idNumber']]);
    await open();
    expect(await world.get('organizer', `${spring}/nominations`)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'award' }] },
    });
  });
});
