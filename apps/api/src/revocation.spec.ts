import { inProcessJobs } from '@xf/adapters';
import type { Jobs } from '@xf/es';
import { honoursDue } from '@xf/jobs';
import { jobsOf } from '@xf/runtime';
import { disqualified, freeze, pick, plan, publish, rules, turning, World } from './testing/world';

let world: World;
let jobs: Jobs;
beforeEach(async () => {
  world = await World.open({
    desk: (runtime) => {
      jobs = inProcessJobs({ clock: runtime.engine.clock });
      return jobsOf({ jobs, engine: runtime.engine, parts: 1, due: runtime });
    },
  });
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区总工会通知' }],
  direct: { contests: { levels: ['district'] }, places: { from: 1, to: 1 }, holdersSkipped: true },
  instant: { listDay: '05-01' },
  issuers: ['区总工会', '团区委', '区妇联'],
  certificates: [
    { series: 'paper', name: '证书', prefix: '东奖章', digits: 4, onConferral: true },
    { series: 'plaque', name: '奖牌', prefix: '东牌', digits: 3, onConferral: false },
  ],
  benefits: [{ benefit: 'allowance', title: '荣誉津贴', amount: '300.50', per: 'month', from: '2022-01-01' }],
  removal: {
    causes: [
      { cause: 'fraud', title: '弄虚作假', kind: 'ordered', fraud: true },
      { cause: 'crime', title: '受刑事处罚', kind: 'ordered' },
      { cause: 'failed', title: '复查不合格且逾期未整改', kind: 'automatic' },
    ],
    rectification: { count: 1, unit: 'months' },
  },
  recheck: { every: { count: 2, unit: 'years' }, missed: 'listed' },
};
const register = '/api/honour-register';
const revocations = '/api/honour-revocations';
const revocation = {
  ...{ revocation: 'rev1', organization: 'east', award: 'medal', cause: 'crime', decision: '东工字〔2026〕25号' },
  ...{ approvedBy: '区总工会', decidedOn: '2026-04-30', returnBy: '2026-05-20' },
};

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (body: unknown) => pick(body, 'rows') as readonly Row[];
const list = async (query = '', who = 'organizer') =>
  rowsOf((await world.get(who, `${register}?organization=east${query}`)).body);
const idsOf = async () => (await list()).map(({ honour }) => String(honour));
const rollAt = async (query: string) => (await world.get(undefined, `/api/honours?${query}`)).body;
const until = (time: string) => world.until(Date.parse(`${time}+08:00`));

/** The rules in force, and people who hold the medal since 2024. */
async function founded(names: readonly string[] = ['王一', '赵二', '钱三']): Promise<readonly string[]> {
  await world.done('organizer', '/api/award-rules', { organization: 'east', document: medal, from: '2020-01-01' });
  for (const [n, name] of names.entries()) {
    const said = { organization: 'east', document: medal, name, unit: `第${n}机械厂`, conferredOn: '2024-04-28' };
    const beside = { ethnicity: '回族' };
    await world.done('organizer', '/api/honours/earlier', { ...said, ...beside, decision: `东工字〔2024〕${n + 1}号` });
  }
  return idsOf();
}

async function answered(): Promise<void> {
  const { following, reads } = world.runtime;
  await following.until(await reads.head(), AbortSignal.timeout(5_000), 'reaction');
  await reads.reached(await reads.head(), 5_000);
}

describe('taking honours back', () => {
  it('domain-rules 109, 110: one decision takes two, the roll leaves them out, the open returns stay listed', async () => {
    const [first = '', second = '', third = ''] = await founded();
    const body = { ...revocation, count: 2, honours: [first, second] };
    const wrong = await world.post('organizer', revocations, { ...body, honours: [first, 'hx', third, 'hy'] });
    expect(wrong).toMatchObject({
      status: 422,
      body: { code: 'honours-unlisted', errors: [{ pointer: '/honours/1' }, { pointer: '/honours/3' }] },
    });
    expect(await world.post('organizer', revocations, { ...body, count: 3 })).toMatchObject({
      status: 422,
      body: { code: 'count-differs', errors: [{ pointer: '/count' }] },
    });
    await world.done('organizer', revocations, body);
    expect(rowsOf(await rollAt('award=medal'))).toMatchObject([{ name: '钱三' }]);
    const back = { returnedOn: '2026-05-01', honours: [second] };
    expect(await world.post('organizer', `${revocations}/rev1/returns`, { ...back, honours: [third] })).toMatchObject({
      status: 409,
      body: { code: 'honour-not-revoked' },
    });
    await world.done('organizer', `${revocations}/rev1/returns`, back);
    expect((await world.get('committee', `${revocations}/rev1`)).body).toMatchObject({
      ...{ kind: 'ordered', causeTitle: '受刑事处罚', decision: '东工字〔2026〕25号', approvedBy: '区总工会' },
      ...{ returnBy: '2026-05-20', count: 2, returned: 1, open: [{ name: '王一' }] },
      honours: [{ name: '王一' }, { name: '赵二', returnedOn: '2026-05-01' }],
    });
  });

  it('domain-rules 109, 119: the public learns who held it and that it ended, not why nor the whole name', async () => {
    const [first = ''] = await founded();
    const before = String(pick(await rollAt('limit=1'), 'version'));
    const lists = '/api/organizations/east/lists/may';
    const stated = [{ award: 'medal', count: 3 }];
    await world.done('organizer', `${lists}/versions`, {
      title: '名册',
      purpose: 'roll',
      stated,
      endsOn: '2099-12-31',
    });
    const printed = async () => JSON.stringify((await world.get(undefined, `${lists}/text`)).body);
    expect(await printed()).toContain('王\u3000一（回族）');
    await world.done('organizer', revocations, { ...revocation, count: 1, honours: [first] });
    expect(await printed()).toMatch(/"total":3,.*王\*\*/);
    expect(await printed()).not.toMatch(/王\u3000?一|王\*\*（/);
    expect((await printed()).match(/回族/g)).toHaveLength(2);
    const heldOn = await rollAt('award=medal&heldOn=2026-04-29');
    expect(heldOn).toMatchObject({ total: 3 });
    const lost = { name: '王**', decision: '东工字〔2024〕1号', revokedOn: '2026-04-30' };
    expect(rowsOf(heldOn).find((row) => 'revokedOn' in row)).toMatchObject(lost);
    expect(pick(await rollAt('heldOn=2026-04-30'), 'total')).toBe(2);
    expect(pick(await rollAt('heldOn=2024-04-27'), 'total')).toBe(0);
    expect(await world.get(undefined, '/api/honours?heldOn=2026-02-30')).toMatchObject({ status: 400 });
    const then = await rollAt(`version=${before}`);
    expect(then).toMatchObject({ total: 3 });
    for (const body of [heldOn, then]) expect(JSON.stringify(body)).not.toMatch(/王一|刑事|crime|rev1/);
    expect((await list()).find(({ honour }) => honour === first)).toMatchObject({
      name: '王一',
      revoked: { causeTitle: '受刑事处罚' },
    });
    for (const url of [`${register}?organization=east`, `${register}/${first}`, `${revocations}/rev1`]) {
      expect((await world.get(undefined, url)).status).toBe(401);
      expect((await world.get('publicity', url)).status).toBe(403);
      expect((await world.get('neighbour', url)).status).toBe(404);
    }
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    expect(log).not.toMatch(/王一|赵二/);
  });

  it('domain-rules 108, 129: a conferral drafts what follows; fraud goes to the unit that recommended', async () => {
    const model = { ...medal, id: 'model', title: '区劳动模范', direct: undefined };
    await founded([]);
    const spring = '/api/honour-rounds/spring';
    await world.done('organizer', '/api/honour-rounds', {
      ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 },
      awards: [{ document: { ...medal, follows: ['model'] } }, { document: model }],
    });
    const body = { award: 'medal', name: '王一', unit: '第一机械厂', reason: '生产标兵' };
    const nomination = String(pick(await world.done('organizer', `${spring}/nominations`, body), 'nomination'));
    const at = `${spring}/awards/medal`;
    const shortlist = { nominations: [nomination], omitted: [] };
    await world.done('committee', `${at}/shortlist`, shortlist, await world.etag('committee', spring));
    const decision = { decision: '东工字〔2026〕5号', conferredOn: '2026-04-28', count: 1 };
    await world.done('organizer', `${at}/conferral`, decision, await world.etag('organizer', spring));
    await answered();
    const drafts = await world.get('committee', `${spring}/nominations?award=model`);
    expect(rowsOf(drafts.body)).toMatchObject([{ name: '王一', status: 'proposed', basis: { kind: 'chain' } }]);
    const [id = ''] = await idsOf();
    const certificates = [{ series: 'paper', number: '东奖章20260001', issuers: ['区总工会', '团区委', '区妇联'] }];
    expect(await list('&award=medal&year=2026')).toMatchObject([{ honour: id, certificates }]);
    await world.done('organizer', revocations, { ...revocation, cause: 'fraud', count: 1, honours: [id] });
    const found = await world.runtime.engine.store.readStream('fraud-east');
    expect(found.map(({ type, data }) => ({ type, ...data }))).toEqual([
      {
        ...{ type: 'FraudFound', unit: 'east', round: 'spring', organization: 'east', year: 2026 },
        ...{ foundOn: '2026-04-30', revocation: 'rev1' },
      },
    ]);
    const open = { organization: 'east', name: '区五一表彰', awards: [{ document: medal }] };
    for (const year of [2027, 2028]) {
      await world.done('organizer', '/api/honour-rounds', { ...open, round: `may${year}`, year });
    }
    const barred = await world.post('organizer', '/api/honour-rounds/may2027/nominations', body);
    expect(barred).toMatchObject({ status: 409, body: { code: 'unit-barred' } });
    expect(JSON.stringify(barred.body)).toContain(
      '2026年评选（spring），东工字〔2026〕25号，弄虚作假，2026-04-30 认定',
    );
    await world.done('organizer', '/api/honour-rounds/may2028/nominations', body);
  });
});

describe('looking after honours', () => {
  it('domain-rules 111, 112: what falls due is listed and recorded once, and only then removed automatically', async () => {
    const [first = ''] = await founded();
    await world.done('organizer', `${register}/${first}/checks`, {
      ...{ checkedOn: '2026-05-01', passed: false, report: '核〔2026〕1号' },
    });
    const due = async (on: string) =>
      rowsOf((await world.get('auditor', `${register}/due?organization=east&award=medal&on=${on}`)).body).map((row) => [
        ...[row['name'], pick(row, 'due', 'due'), pick(row, 'due', 'since')],
      ]);
    expect(await due('2026-06-01')).toEqual([
      ['赵二', 'check', '2026-04-28'],
      ['钱三', 'check', '2026-04-28'],
    ]);
    const automatic = { ...revocation, cause: 'failed', count: 1, honours: [first] };
    expect(await world.post('organizer', revocations, automatic)).toMatchObject({
      status: 409,
      body: { code: 'removal-not-due' },
    });
    const swept = async (key: string): Promise<number> => {
      const { store } = world.runtime.engine;
      const before = await store.head();
      await jobs.enqueue(honoursDue, key);
      for (;;) {
        const over = [...(await jobs.list('done')), ...(await jobs.list('failed'))];
        if (over.some((one) => one.key === key)) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await world.runtime.reads.reached(await store.head(), 5_000);
      return (await store.readAll(before, 100)).filter(({ type }) => type === 'HonourFellDue').length;
    };
    until('2026-06-02T00:00:00');
    await swept('due');
    expect(await swept('again')).toBe(0);
    expect((await world.get('organizer', `${register}/${first}`)).body).toMatchObject({
      due: { due: 'removal', since: '2026-06-02' },
    });
    await world.done('organizer', revocations, { ...automatic, decidedOn: '2026-06-02' });
    expect((await due('2026-06-02')).map(([name]) => name)).toEqual(['赵二', '钱三']);
  });

  it('domain-rules 106, 107: an honour given at once stands on the list of next May, single-listed', async () => {
    await founded([]);
    const given = {
      ...{ organization: 'east', award: 'medal', name: '孙四', unit: '第一机械厂', reason: '抢险牺牲' },
      ...{ decision: '东工字〔2026〕9号', conferredOn: '2026-05-02', posthumous: true },
    };
    until('2026-05-03T09:00:00');
    expect(await world.post('organizer', '/api/honours/instant', given)).toMatchObject({
      status: 422,
      body: { code: 'certificate-receiver-missing' },
    });
    await world.done('committee', '/api/honours/instant', { ...given, certificateTo: '孙小四' });
    const single = `${register}/single-listed?organization=east&award=medal&year=`;
    expect((await world.get('committee', `${single}2026`)).body).toMatchObject({ total: 0 });
    expect((await world.get('committee', `${single}2027`)).body).toMatchObject({
      ...{ total: 1, rows: [{ name: '孙四', listYear: 2027, posthumous: true }] },
    });
    expect(await rollAt('award=medal')).toMatchObject({ total: 1, rows: [{ name: '孙四', posthumous: true }] });
    expect(JSON.stringify(await rollAt('award=medal'))).not.toContain('孙小四');
  });

  it('numbers are issued in bulk, a lost one is replaced and stays, and what a holder gets goes by the day', async () => {
    const honours = await founded();
    const series = { organization: 'east', award: 'medal', series: 'plaque' };
    await world.done('organizer', '/api/certificates', { ...series, issuedOn: '2026-04-30', honours });
    expect(
      await world.post('organizer', '/api/certificates', { ...series, issuedOn: '2026-04-30', honours }),
    ).toMatchObject({ status: 409, body: { code: 'certificate-issued', detail: '东牌2024001' } });
    expect(
      await world.post('organizer', '/api/certificates', { ...series, issuedOn: '2026-04-30', honours: [] }),
    ).toMatchObject({ status: 422, body: { code: 'honours-missing' } });
    const lost = { ...series, year: 2024, number: '东牌2024002', reason: '遗失', replacedOn: '2026-05-01' };
    await world.done('organizer', '/api/certificates/replacement', lost);
    const [, second = ''] = honours;
    expect((await world.get('auditor', `${register}/${second}`)).body).toMatchObject({
      certificates: [
        { number: '东牌2024002', voided: { on: '2026-05-01', reason: '遗失' } },
        { number: '东牌2024004', replaces: '东牌2024002' },
      ],
    });
    const gets = (on: string) => world.get('committee', `${register}/${second}/entitlement?on=${on}`);
    expect((await gets('2026-05-01')).body).toMatchObject({
      once: '0',
      yearly: '3606',
      benefits: [{ amount: '300.50' }],
    });
    expect(await gets('2019-12-31')).toMatchObject({ status: 409, body: { code: 'rules-not-adopted' } });
  });

  it('domain-rules 84: a winner disqualified after the conferral is an item for the organizer, who decides', async () => {
    await founded([]);
    await world.done('organizer', '/api/honour-rounds', {
      ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026, awards: [{ document: medal }] },
    });
    const planned = await world.done('organizer', '/api/competitions', { ...plan, rounds: ['spring'] });
    const opening = { rules: [{ contest: 'turning', document: rules }] };
    await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
    const entries: string[] = [];
    for (const n of [1, 2]) {
      const { entry } = await world.done('organizer', `${turning}/entries`, { number: `A${n}`, name: `选手${n}号` });
      const value = String(100 - 10 * n);
      await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', value });
      await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', value });
      entries.push(entry);
    }
    await freeze(world);
    await publish(world);
    await answered();
    const spring = '/api/honour-rounds/spring';
    const [winner] = rowsOf((await world.get('organizer', `${spring}/nominations?award=medal`)).body);
    const shortlist = { nominations: [winner?.['nomination']], omitted: [] };
    const at = `${spring}/awards/medal`;
    await world.done('committee', `${at}/shortlist`, shortlist, await world.etag('committee', spring));
    const decision = { decision: '东工字〔2026〕5号', conferredOn: '2026-04-28', count: 1 };
    await world.done('organizer', `${at}/conferral`, decision, await world.etag('organizer', spring));
    const out = `${turning}/entries/${entries[0] ?? ''}`;
    await disqualified(world, out, '替考');
    await publish(world, '取消成绩');
    await answered();
    const changed = async () => (await world.get('organizer', `${register}/changed-places?organization=east`)).body;
    expect(await changed()).toMatchObject({
      total: 1,
      rows: [{ name: '选手1号', placeChanged: { was: 1, version: 2 } }],
    });
    expect(await rollAt('award=medal')).toMatchObject({ total: 1 });
    const [id = ''] = await idsOf();
    await world.done('organizer', `${register}/${id}/keeping`, { reason: '申诉期内' });
    expect(await changed()).toMatchObject({ total: 0 });
  });

  it('the rules of an award tell every wrong place at once, and hold from a day on', async () => {
    await founded([]);
    const wrong = { ...medal, instant: { listDay: '02-30' }, benefits: [{ ...medal.benefits[0], amount: '1.005' }] };
    const adopt = (document: object, from: string) =>
      world.post('organizer', '/api/award-rules', { organization: 'east', document, from });
    expect(await adopt(wrong, '2027-01-01')).toMatchObject({
      status: 422,
      body: { code: 'award-refused', errors: [{ pointer: '/document/benefits/0/amount' }] },
    });
    expect(await adopt({ ...medal, version: 2 }, '2020-01-01')).toMatchObject({
      status: 409,
      body: { code: 'adoption-backdated' },
    });
    expect((await adopt({ ...medal, version: 2 }, '2027-01-01')).status).toBe(201);
    const listed = await world.get('auditor', '/api/award-rules?organization=east&award=medal');
    expect(rowsOf(listed.body).map(({ from }) => from)).toEqual(['2020-01-01', '2027-01-01']);
    expect((await world.get('neighbour', '/api/award-rules?organization=east&award=medal')).status).toBe(404);
  });
});
