import { inProcessJobs } from '@xf/adapters';
import { executeAll, type Jobs } from '@xf/es';
import { nominationItems } from '@xf/honours';
import { noticesDue } from '@xf/jobs';
import { jobsOf } from '@xf/runtime';
import { unzipped } from '../../../test/support/unzipped';
import { password, pick, World } from './testing/world';

let world: World;
let jobs: Jobs;
beforeEach(async () => {
  world = await World.open({
    desk: (runtime) => {
      jobs = inProcessJobs({ clock: runtime.engine.clock });
      return jobsOf({ jobs, engine: runtime.engine, parts: 1, due: runtime });
    },
  });
  await founded();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区总工会通知' }],
};
const term = { days: 5, counting: 'working', firstDay: 'counted' };
const level = {
  ...{ term, letters: 'postmark', anonymousBlocks: false },
  verification: { days: 3, counting: 'working', firstDay: 'next', closesAt: '17:00' },
};
const document = {
  id: 'notices',
  version: 1,
  title: '公示办法',
  cites: [{ document: '区总工会通知' }],
  levels: [
    { ...level, level: 'base', name: '基层公示' },
    { ...level, level: 'district', name: '区级公示', term: { ...term, closesAt: '17:00' } },
  ],
  text: {
    fields: [
      { field: 'award', name: '奖项' },
      { field: 'name', name: '姓名' },
      { field: 'unit', name: '单位' },
      { field: 'post', name: '职务' },
    ],
    numbering: 'whole',
    shownDays: 0,
  },
};
const spring = '/api/honour-rounds/spring';
const notices = `${spring}/notices`;
const east = `${notices}/east`;

/** A plant below the east district with a desk of its own, and three people nominated. */
async function founded(): Promise<void> {
  const plant = { organization: 'plant', name: '第一机械厂', level: 'unit', parent: 'east' };
  await world.done('admin', '/api/organizations', plant);
  await world.done('admin', '/api/accounts', { account: 'plant_desk', displayName: '李工会', password });
  await world.done('admin', '/api/accounts/plant_desk/grants', { role: 'organizer', organization: 'plant' });
  await world.done('organizer', '/api/honour-rounds', {
    ...{ round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 },
    awards: [{ document: medal }, { document: { ...medal, id: 'star' } }],
  });
}

async function nominated(names: readonly string[], who = 'organizer', more: object = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const body = { award: 'medal', name, unit: '第一机械厂', reason: '生产标兵', ...more };
    ids.push(String(pick(await world.done(who, `${spring}/nominations`, body), 'nomination')));
  }
  return ids;
}

/** A winner's name is as the entry had it. */
async function won(name: string): Promise<string> {
  const { engine, reads } = world.runtime;
  const items = nominationItems({
    ...{
      type: 'ProposeNomination',
      round: 'spring',
      award: 'medal',
      nomination: 'n1',
      receiver: 'person',
      subject: 'p1',
    },
    ...{ name, basis: { kind: 'chain', award: 'x', awardTitle: 'x', decision: 'x', conferredOn: '2026-04-28' } },
  });
  const { kind } = await executeAll(engine, items, { actor: 'ops:test', command: 'won' });
  expect(kind).toBe('done');
  await reads.reached(await reads.head(), 5_000);
  return 'n1';
}

const noticeOf = (nominees: readonly string[], over: object = {}) => ({
  ...{
    notice: 'east',
    level: 'base',
    title: '推荐对象公示',
    text: '如有异议，请致电 0715-8881234',
    postedOn: '2026-05-01',
  },
  nominees: nominees.map((nomination, n) => ({
    nomination,
    details: n === 0 ? [{ field: 'post', value: '班长' }] : [],
  })),
  ...over,
});

async function posted(names: readonly string[] = ['王一', '赵二', '钱三']): Promise<readonly string[]> {
  const ids = await nominated(names);
  await world.done('organizer', `${spring}/notice-rules`, { document });
  await world.done('organizer', notices, noticeOf(ids));
  return ids;
}

const paper = (nomination: string, over: object = {}) => ({
  ...{ number: '异-1', nomination, way: 'letter', from: 'person' },
  ...{ name: '孙举报', contact: '13812345678', about: '考勤不实' },
  ...over,
});

async function objected(nomination: string, over: object = {}): Promise<string> {
  const filed = await world.done('organizer', `${east}/objections`, paper(nomination, over));
  return `${east}/objections/${String(pick(filed, 'objection'))}`;
}

const until = (time: string) => world.until(Date.parse(`${time}+08:00`));
const answer = { finding: '考勤属实', signedBy: '周书记', signedOn: '2026-05-01', document: '核〔2026〕1号' };
const close = async (at = east) => world.post('organizer', `${at}/closing`, {}, await world.etag('organizer', at));
const statuses = async (who = 'organizer') =>
  (pick((await world.get(who, east)).body, 'nominees') as readonly object[]).map((one) => pick(one, 'status'));

describe('a notice over HTTP', () => {
  it('domain-rules 30, 31, 38, 41, 131: the public reads what the rules let it show, until the last day is over', async () => {
    const [first = '', second = ''] = await posted();
    // 1 to 5 May 2026 are days off and Saturday the 9th is worked.
    expect(await world.get(undefined, `${east}/text`)).toMatchObject({
      status: 200,
      body: {
        ...{ levelName: '基层公示', title: '推荐对象公示', from: '2026-05-01', to: '2026-05-11' },
        rows: [
          { number: 1, award: '区五一劳动奖章', name: '王一', unit: '第一机械厂', post: '班长' },
          { number: 2, name: '赵二' },
          { number: 3, name: '钱三' },
        ],
      },
    });
    expect(pick((await world.get('publicity', east)).body, 'windows', 0, 'days')).toEqual([
      ...['2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09', '2026-05-11'],
    ]);
    const headers = { authorization: `Bearer ${await world.token('publicity')}` };
    const word = await world.app.inject({ method: 'GET', url: `${east}/document`, headers });
    expect([word.statusCode, word.headers['content-disposition']]).toEqual([
      200,
      'attachment; filename="notice-east.docx"',
    ]);
    const xml = (await unzipped(word.rawPayload))['word/document.xml'] ?? '';
    const printed = [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, shown]) => shown);
    expect(printed).toEqual([
      ...['推荐对象公示', '如有异议，请致电 0715-8881234'],
      '公示期：2026年5月1日至2026年5月11日，截止时间为2026年5月11日23:59。',
      ...[expect.any(String), '2026年5月1日', '附件', '公示名单（3）', '序号', '奖项', '姓名', '单位', '职务'],
      ...['1', '区五一劳动奖章', '王\u3000一', '第一机械厂', '班长', '2', '区五一劳动奖章', '赵\u3000二', '第一机械厂'],
      ...['', '3', '区五一劳动奖章', '钱\u3000三', '第一机械厂', ''],
    ]);
    expect((await world.get(undefined, `${east}/document`)).status).toBe(401);
    // What was posted stays; a correction by two people stands beside it, and takes a new notice unless it is a slip.
    const corrected = async (nomination: string, name: string, slip: object) => {
      const corrections = `${spring}/nominations/${nomination}/corrections`;
      await world.done('organizer', corrections, { name, reason: '姓名有误' });
      const before = (await world.get(undefined, `${east}/text`)).body;
      expect(JSON.stringify(before)).not.toContain(name);
      const own = await world.post('organizer', `${corrections}/1/confirmation`, slip);
      expect(own).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
      await world.done('second', `${corrections}/1/confirmation`, slip);
    };
    await corrected(first, '李大户', {});
    await corrected(second, '赵贰', { slip: true });
    const rows = pick((await world.get(undefined, `${east}/text`)).body, 'rows');
    expect(rows).toMatchObject([
      { name: '王一', unit: '第一机械厂', corrected: { name: '李大户' } },
      { name: '赵二', corrected: { name: '赵贰' } },
      { name: '钱三' },
    ]);
    expect(await statuses()).toEqual(['adjusted', 'listed', 'listed']);
    const again = await world.app.inject({ method: 'GET', url: `${east}/document`, headers });
    expect((await unzipped(again.rawPayload))['word/document.xml']).toContain('王\u3000一（更正为：李大户）');
    until('2026-05-11T23:59:00');
    expect((await world.get(undefined, `${east}/text`)).status).toBe(200);
    until('2026-05-12T00:00:00');
    expect((await world.get(undefined, `${east}/text`)).status).toBe(404);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain('班长');
  });

  it('domain-rules 41: an identity number is blocked on its way in, and in a name on its way out', async () => {
    const said = { award: 'medal', name: '王一110105194912310026', unit: '第一机械厂', reason: '标兵' };
    expect(await world.post('organizer', `${spring}/nominations`, said)).toMatchObject({
      status: 422,
      body: { code: 'nomination-holds-id', errors: [{ pointer: '/name' }] },
    });
    const first = await won(said.name);
    await world.done('organizer', `${spring}/notice-rules`, { document });
    const telling = noticeOf([first], { text: '联系人 11010519491231002X' });
    expect(await world.post('organizer', notices, telling)).toMatchObject({
      status: 422,
      body: { code: 'text-holds-id', errors: [{ pointer: '/text' }] },
    });
    await world.done('organizer', notices, noticeOf([first]));
    const blocked = await world.get(undefined, `${east}/text`);
    expect(blocked).toMatchObject({ status: 422, body: { code: 'text-holds-id' } });
    expect(JSON.stringify(blocked.body)).not.toContain('1101051949');
  });

  it('domain-rules 36, 39, 40: one is held, the others go on, and the certificate waits', async () => {
    const [first = '', second = '', third = ''] = await posted();
    const objection = await objected(first);
    expect(await close()).toMatchObject({ status: 409, body: { code: 'notice-running' } });
    await world.done('organizer', `${objection}/verification`, answer);
    until('2026-05-12T00:00:00');
    expect((await close()).status).toBe(201);
    expect(await statuses('auditor')).toEqual(['held', 'passed', 'passed']);
    expect(await world.get('organizer', `${east}/certificate`)).toMatchObject({
      status: 409,
      body: { code: 'objections-open' },
    });
    const above = (ids: readonly string[]) =>
      noticeOf(ids, {
        notice: 'above',
        level: 'district',
        postedOn: '2026-05-12',
        nominees: ids.map((nomination) => ({ nomination })),
      });
    expect(await world.post('organizer', notices, above([first, second]))).toMatchObject({
      status: 409,
      body: { code: 'level-not-passed', detail: `base：${first}` },
    });
    await world.done('organizer', notices, above([second, third]));
    const outcome = { outcome: 'kept', reason: '查无实据' };
    await world.done('committee', `${objection}/outcome`, outcome);
    const certificate = await world.get('publicity', `${east}/certificate`);
    expect(certificate).toMatchObject({ status: 200, body: { nominees: ['王一', '赵二', '钱三'] } });
    expect(pick(certificate.body, 'zh')).toContain('公示无异议');
    const again = { postedOn: '2026-05-12', reason: '单位名称有误' };
    await world.done('organizer', `${east}/reopening`, again, await world.etag('organizer', east));
    expect(await world.post('organizer', notices, { ...above([first]), notice: 'more' })).toMatchObject({
      status: 409,
      body: { code: 'level-not-passed' },
    });
    expect(await statuses()).toEqual(['listed', 'listed', 'listed']);
    until('2026-05-18T17:01:00');
    expect((await close(`${notices}/above`)).status).toBe(201);
    const early = await world.get('organizer', `${notices}/above/certificate`);
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'level-not-passed', detail: `base：${second}、${third}` },
    });
    until('2026-05-19T00:00:00');
    expect((await close()).status).toBe(201);
    const through = await world.get('organizer', `${notices}/above/certificate`);
    expect(through).toMatchObject({ status: 200, body: { nominees: ['赵二', '钱三'] } });
  });

  it('domain-rules 36, 38: who is cancelled is out of the round in the same piece, for every award', async () => {
    const idNumber = '110105198001010040';
    const [first = ''] = await nominated(['王一'], 'organizer', { idNumber });
    const [other = ''] = await nominated(['王一'], 'organizer', { idNumber, award: 'star' });
    await world.done('organizer', `${spring}/notice-rules`, { document });
    await world.done('organizer', notices, noticeOf([first, other]));
    const objection = await objected(first);
    expect(await statuses()).toEqual(['held', 'held']);
    expect(await world.post('committee', `${objection}/outcome`, { outcome: 'cancelled', reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'objection-unverified' },
    });
    await world.done('organizer', `${objection}/verification`, answer);
    const done = await world.done('committee', `${objection}/outcome`, { outcome: 'cancelled', reason: '查实' });
    const shown = await world.get('committee', `${spring}/nominations?award=medal&minPosition=${done.position}`);
    expect(pick(shown.body, 'rows', 0)).toMatchObject({ status: 'withdrawn', reason: '公示异议核实后取消：查实' });
    const second = await world.get('committee', `${spring}/nominations/${other}/explanation`);
    expect(second.body).toMatchObject({ status: 'withdrawn', reason: '公示异议核实后取消：查实' });
    expect(pick((await world.get('organizer', east)).body, 'objections')).toMatchObject({ filed: 1, cancelled: 1 });
  });

  it('domain-rules 37: without a signed answer in time the nomination is given up, once, by itself', async () => {
    const [first = '', second = ''] = await posted();
    await objected(first);
    const answered = await objected(second, { number: '异-2' });
    await world.done('organizer', `${answered}/verification`, answer);
    const swept = async (key: string): Promise<number> => {
      const { store } = world.runtime.engine;
      const before = await store.head();
      await jobs.enqueue(noticesDue, key);
      for (;;) {
        const over = [...(await jobs.list('done')), ...(await jobs.list('failed'))];
        if (over.some((one) => one.key === key)) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await world.runtime.reads.reached(await store.head(), 5_000);
      return (await store.readAll(before, 100)).length;
    };
    // Received on a day off: the term is 6, 7 and 8 May, until 17:00.
    until('2026-05-08T17:00:59');
    expect(await swept('early')).toBe(0);
    expect(await statuses()).toEqual(['held', 'held', 'listed']);
    until('2026-05-08T17:01:00');
    expect(await swept('due')).toBe(3);
    expect(await statuses()).toEqual(['abandoned', 'held', 'listed']);
    expect(await swept('again')).toBe(0);
    const nominee = await world.get('committee', `${spring}/nominations/${first}/explanation`);
    expect(nominee.body).toMatchObject({ status: 'withdrawn', reason: '公示异议逾期未签署核实结论，视为放弃' });
  });

  it('domain-rules 33, 34, 35: late ones are recorded and hold nobody; letters go by the postmark', async () => {
    const [first = '', second = ''] = await posted();
    until('2026-05-14T09:00:00');
    await objected(first, { postmark: '2026-05-11' });
    await objected(second, { number: '异-2', way: 'call' });
    await objected(second, { number: '异-3', from: 'anonymous', postmark: '2026-05-11' });
    expect(pick((await world.get('organizer', east)).body, 'objections')).toMatchObject({
      ...{ filed: 3, late: 1, anonymous: 1, holding: 1 },
    });
    expect(await statuses()).toEqual(['held', 'listed', 'listed']);
    const unsealed = paper(second, { number: '异-4', from: 'unit' });
    expect(await world.post('organizer', `${east}/objections`, unsealed)).toMatchObject({
      status: 422,
      body: { code: 'objector-incomplete', errors: [{ pointer: '/sealed' }] },
    });
    const twice = await world.post(
      'organizer',
      `${east}/objections`,
      paper(first, { postmark: '2026-05-11', about: '别' }),
    );
    expect(twice).toMatchObject({ status: 201, body: { number: '异-1' } });
  });
});

describe('who reads and does what', () => {
  it('the objector is known at the desk that keeps the notice, to nobody else, and not in the log', async () => {
    const [first = ''] = await posted(['王一']);
    const objection = await objected(first);
    await world.done('organizer', `${objection}/verification`, answer);
    const desk = await world.get('organizer', `${east}/objections`);
    expect(pick(desk.body, 'rows', 0)).toMatchObject({
      ...{ name: '孙举报', contact: '13812345678', about: '考勤不实', blocking: true },
      answer: { finding: '考勤属实', signedBy: '周书记' },
    });
    for (const who of ['committee', 'auditor']) {
      const { status, body } = await world.get(who, `${east}/objections`);
      expect({ status, about: pick(body, 'rows', 0, 'about') }).toEqual({ status: 200, about: '考勤不实' });
      expect(JSON.stringify(body)).not.toMatch(/孙举报|13812345678/);
    }
    for (const who of ['publicity', 'judge', 'admin'])
      expect((await world.get(who, `${east}/objections`)).status).toBe(403);
    for (const who of ['neighbour']) expect((await world.get(who, `${east}/objections`)).status).toBe(404);
    expect((await world.get('plant_desk', `${east}/objections`)).status).toBe(404);
    expect((await world.get(undefined, `${east}/objections`)).status).toBe(401);
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    expect(log).not.toMatch(/孙举报|13812345678|考勤|周书记/);
    expect(JSON.stringify((await world.get('publicity', east)).body)).not.toMatch(/孙举报|考勤/);
  });

  it('a plant posts its own notice and not that of the district, and others learn of no round', async () => {
    const ids = await nominated(['王一']);
    await world.done('organizer', `${spring}/notice-rules`, { document });
    expect((await world.post('plant_desk', `${spring}/notice-rules`, { document })).status).toBe(404);
    expect((await world.post('plant_desk', notices, noticeOf(ids))).status).toBe(404);
    expect((await world.post('neighbour', notices, noticeOf(ids, { organization: 'west' }))).status).toBe(404);
    expect((await world.post('committee', notices, noticeOf(ids))).status).toBe(403);
    // Whom the district recommends the district announces, and a plant its own.
    const own = { notice: 'plant', organization: 'plant' };
    expect(await world.post('plant_desk', notices, noticeOf(ids, own))).toMatchObject({
      ...{ status: 403, body: { code: 'level-of-others' } },
    });
    const recommendation = { award: 'medal', organization: 'plant', name: '赵二', unit: '第一机械厂', reason: '标兵' };
    const mine = await world.done('plant_desk', `${spring}/nominations`, recommendation);
    await world.done('plant_desk', notices, noticeOf([String(pick(mine, 'nomination'))], own));
    const last = { ...own, notice: 'last', level: 'district' };
    const closing = await world.post('plant_desk', notices, noticeOf([String(pick(mine, 'nomination'))], last));
    expect(closing.status).toBe(403);
    expect((await world.get('organizer', `${notices}/plant`)).status).toBe(200);
    expect((await world.get('neighbour', `${notices}/plant`)).status).toBe(404);
    expect(pick((await world.get('organizer', notices)).body, 'rows')).toMatchObject([{ notice: 'plant', listed: 1 }]);
    expect((await world.get(undefined, `${notices}/nothing/text`)).status).toBe(404);
  });

  it('a plant takes back what it recommended, with a reason, and nothing that the district recommended', async () => {
    const [above = ''] = await nominated(['王一']);
    const said = { award: 'medal', organization: 'plant', name: '赵二', unit: '第一机械厂', reason: '标兵' };
    const own = await world.done('plant_desk', `${spring}/nominations`, said);
    const withdrawn = (who: string, id: unknown, body: object = { reason: '调离' }) =>
      world.post(who, `${spring}/nominations/${String(id)}/withdrawal`, body, {
        'if-match': String(pick(own, 'etag')),
      });
    expect((await withdrawn('plant_desk', above)).status).toBe(404);
    expect((await withdrawn('neighbour', pick(own, 'nomination'))).status).toBe(404);
    expect((await withdrawn('plant_desk', pick(own, 'nomination'), {})).status).toBe(400);
    expect((await withdrawn('plant_desk', pick(own, 'nomination'))).status).toBe(201);
    expect((await withdrawn('organizer', above)).status).toBe(201);
  });

  it('the outcome is for the committee, and by another than recorded the answer', async () => {
    const [first = ''] = await posted(['王一']);
    const objection = await objected(first);
    const outcome = { outcome: 'kept', reason: '查无实据' };
    expect((await world.post('organizer', `${objection}/outcome`, outcome)).status).toBe(403);
    expect((await world.post('committee', `${objection}/verification`, answer)).status).toBe(403);
    await world.done('admin', '/api/accounts/organizer/grants', { role: 'committee', organization: 'east' });
    await world.done('organizer', `${objection}/verification`, answer);
    expect(await world.post('organizer', `${objection}/outcome`, outcome)).toMatchObject({
      status: 403,
      body: { code: 'own-verification' },
    });
    expect((await world.post('committee', `${objection}/outcome`, outcome)).status).toBe(201);
  });

  it('domain-rules 31, 37: a year is added when it is announced, and the terms of open objections follow', async () => {
    const [first = ''] = await nominated(['王一']);
    const slow = { ...level, level: 'base', name: '基层公示', verification: { ...level.verification, days: 200 } };
    await world.done('organizer', `${spring}/notice-rules`, { document: { ...document, levels: [slow] } });
    await world.done('organizer', notices, noticeOf([first]));
    await objected(first);
    const [waiting] = pick((await world.get('organizer', `${east}/objections`)).body, 'rows') as readonly object[];
    expect(waiting).toMatchObject({ blocking: true, status: 'open' });
    expect(waiting).not.toHaveProperty('answerBy');
    const years = `${spring}/notice-years`;
    const year = { year: 2027, source: '国办通知', holidays: ['2027-01-01'], workdays: [] };
    expect(await world.post('organizer', years, { year: { ...year, source: '' } })).toMatchObject({
      status: 422,
      body: { code: 'calendar-year-refused', errors: [{ pointer: '/year/source' }] },
    });
    expect((await world.post('committee', years, { year })).status).toBe(403);
    const { position } = await world.done('organizer', years, { year });
    const shown = await world.get('organizer', `${east}/objections?minPosition=${position}`);
    expect(pick(shown.body, 'rows', 0, 'answerBy')).toMatch(/^2027-.*T17:00:00/);
    expect(await world.post('organizer', years, { year: { ...year, workdays: ['2027-01-02'] } })).toMatchObject({
      status: 409,
      body: { code: 'calendar-year-known' },
    });
  });

  it('a document with errors tells each place', async () => {
    const wrong = { ...document, levels: [{ ...document.levels[0], term: { ...term, days: 0 } }] };
    expect(await world.post('organizer', `${spring}/notice-rules`, { document: wrong })).toMatchObject({
      status: 422,
      body: { code: 'notice-rules-refused', errors: [{ pointer: '/document/levels/0/term/days' }] },
    });
    const checked = await world.post('organizer', '/api/notice-documents/check', { document: wrong });
    expect(checked).toMatchObject({ status: 200, body: { ok: false, problems: [{ pointer: '/levels/0/term/days' }] } });
    expect((await world.get(undefined, '/schemas/notice-document-1.json')).body).toMatchObject({
      title: 'Notice document',
    });
  });
});

describe('a quota over HTTP', () => {
  const quota = `${spring}/awards/medal/quota`;
  const formula = {
    ...{ id: 'quota', version: 1, title: '名额分配办法', cites: [{ document: '区总工会通知' }] },
    pots: [
      {
        ...{ pot: 'main', name: '基数内', method: 'largest-remainder', floor: 0 },
        shares: [
          { figure: 'employees', name: '在岗职工', weight: '50' },
          { figure: 'output', name: '增加值', weight: '50' },
        ],
      },
    ],
    substitutes: 1,
    crossUnit: false,
  };
  const unit = (id: string, employees: string, output: string) => ({
    unit: id,
    figures: [
      { figure: 'employees', value: employees },
      { figure: 'output', value: output },
    ],
  });
  const asked = (seats: number) => ({
    formula,
    seats: [{ pot: 'main', seats }],
    units: [unit('plant', '372', '37.2'), unit('mill', '341', '34.1'), unit('mine', '287', '28.7')],
    control: 52,
  });

  it('domain-rules 22, 26: is shared out, shows its grounds and is worked out again; a dry run records nothing', async () => {
    const tried = await world.post('organizer', `${quota}?dryRun=true`, asked(50));
    expect(pick(tried.body, 'events', 0, 'rows')).toMatchObject([{ seats: 19 }, { seats: 17 }, { seats: 14 }]);
    expect((await world.get('auditor', quota)).status).toBe(404);
    await world.done('organizer', quota, asked(50));
    expect((await world.get('auditor', quota)).body).toMatchObject({
      recomputed: true,
      rows: [
        { unit: 'plant', seats: 19, claim: '18.6' },
        { unit: 'mill', seats: 17, claim: '17.05' },
        { unit: 'mine', seats: 14, claim: '14.35' },
      ],
      control: { control: 52, used: 0, free: 52 },
    });
    expect(await world.post('organizer', quota, asked(53))).toMatchObject({
      status: 422,
      body: { code: 'quota-over-control' },
    });
    const wrong = { ...asked(50), units: [{ unit: 'plant', figures: [{ figure: 'output', value: '-1' }] }] };
    expect(await world.post('organizer', quota, wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/units/0/figures/0/value' }] },
    });
  });

  it('domain-rules 16, 22, 23: a unit ranks within its seats, a substitute takes a free one, and both events stay', async () => {
    const own = await nominated(['王一', '赵二', '钱三', '李四'], 'plant_desk', { organization: 'plant' });
    const [above = ''] = await nominated(['周五']);
    const [first = '', second = '', , fourth = ''] = own;
    const body = { ...asked(3), units: [unit('plant', '1', '1')] };
    await world.done('organizer', quota, body);
    const candidates = { unit: 'plant', formal: own.slice(0, 3), substitutes: [{ nomination: fourth }] };
    const formal = (...more: readonly string[]) =>
      world.post('plant_desk', `${quota}/candidates`, { ...candidates, formal: [...own.slice(0, 2), ...more] });
    expect(await formal(...own.slice(2))).toMatchObject({ status: 409, body: { code: 'quota-exceeded' } });
    // Nobody says that whom the district recommended is of the plant.
    expect(await formal(above)).toMatchObject({ status: 422, body: { code: 'nomination-not-of-unit' } });
    expect((await world.post('neighbour', `${quota}/candidates`, candidates)).status).toBe(404);
    expect((await world.post('committee', `${quota}/candidates`, candidates)).status).toBe(403);
    await world.done('plant_desk', `${quota}/candidates`, candidates);
    for (const id of [first, second]) {
      const explained = `${spring}/nominations/${id}/explanation`;
      const ifMatch = await world.etag('organizer', explained);
      await world.done('organizer', `${spring}/nominations/${id}/withdrawal`, { reason: '调离' }, ifMatch);
    }
    expect((await world.post('plant_desk', `${quota}/promotions`, { unit: 'plant', out: first })).status).toBe(404);
    await world.done('organizer', `${quota}/promotions`, { unit: 'plant', out: first });
    expect(await world.post('organizer', `${quota}/promotions`, { unit: 'plant', out: second })).toMatchObject({
      status: 409,
      body: { code: 'substitute-missing' },
    });
    expect((await world.get('committee', quota)).body).toMatchObject({
      units: [{ unit: 'plant', seats: 3, used: 2, vacant: 1, free: 1 }],
      promotions: [{ unit: 'plant', out: first, in: fourth, from: 'plant' }],
      control: { used: 2, free: 50 },
    });
  });
});
