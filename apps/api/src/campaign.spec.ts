import { account, hashPassword, organization, type OrganizationLevel, type Role } from '@xf/access';
import { execute } from '@xf/es';
import { readTable } from '@xf/files';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { medal, nominees, ordinarySeats, prefectures, roundDocument, type Nominee } from './testing/real-size';
import { password, pick, World, type Reply } from './testing/world';

/**
 * One round at the size of the medals of 2024, each test a step of it, in their order, and all of it over HTTP: only the
 * organisations and the accounts are founded through the engine. Every prefecture's desk uploads one file of its nominees,
 * writes down one letter of each department, and sends its list up as a whole.
 */
jest.setTimeout(120_000);
let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world.close());

type Row = Readonly<Record<string, unknown>>;
const spring = '/api/honour-rounds/spring';
const award = `${spring}/awards/medal`;
const reviews = `${spring}/reviews`;
const candidacies = `${spring}/candidacies`;
/** Of the first level. */
const level = 'prefecture';
const deskOf = (prefecture: string) => `${prefecture}_desk`;
const committee = ['chair', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
const rowsAt = (body: unknown, ...path: readonly (string | number)[]) => pick(body, ...path) as readonly Row[];
const until = (time: string) => world.until(Date.parse(`${time}+08:00`));
const ok = async (reply: Promise<Reply>): Promise<Reply> => {
  const { status, body, ...rest } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body).slice(0, 2_000)}`);
  return { status, body, ...rest };
};
/** Posts under the revision of what is read at `at`. */
const under = async (who: string, at: string, url: string, payload: unknown) =>
  ok(world.post(who, url, payload, await world.etag(who, at)));

const context = (command: string) => ({ actor: 'ops:test', command });

async function founded(): Promise<void> {
  const { engine } = world.runtime;
  const place = (id: string, name: string, level: OrganizationLevel, parent: object = {}) =>
    execute(
      engine,
      organization,
      { type: 'RegisterOrganization', organization: id, name, level, ...parent },
      context(`place-${id}`),
    );
  await place('province', '省总工会', 'province');
  for (const { id, name } of prefectures) await place(id, name, 'city', { parent: 'province' });
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1), { N: 2, r: 1, p: 1 });
  const person = async (id: string, role: Role, at: string) => {
    const said = { account: id, displayName: id, passwordHash };
    await execute(engine, account, { type: 'CreateAccount', ...said }, context(`account-${id}`));
    const grant = { type: 'GrantRole', account: id, role, organization: at } as const;
    await execute(engine, account, grant, context(`grant-${id}`));
  };
  await person('desk', 'organizer', 'province');
  for (const { id } of prefectures) await person(deskOf(id), 'organizer', id);
  await person('audit', 'auditor', 'province');
  await person('press', 'publicity', 'province');
  for (const id of committee) await person(id, 'committee', 'province');
  await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
}

let everybody: readonly Nominee[] = [];
/** Whoever the story tells of; nominated over HTTP, so their ids follow from what was said. */
const known = new Map<string, string>();
const special = (one: Nominee): string | undefined => {
  const { prefecture, list, within, place } = one;
  const key = `${prefecture} ${list} ${within ? 'within' : 'beyond'} ${place}`;
  const told: Readonly<Record<string, string>> = {
    'p02 ordinary within 0': 'fallen',
    'p02 ordinary beyond 0': 'substitute',
    'p04 single within 0': 'fallen single',
    'p05 ordinary within 1': 'revoked',
  };
  return told[key];
};
const named = (who: string): string => known.get(who) ?? '';
const standing = () => everybody.filter(({ nomination }) => !gone.has(nomination));
const gone = new Set<string>();
const idsOf = (some: readonly Nominee[]) => some.map(({ nomination }) => nomination);

/** As a refusal names somebody beside the id. */
function calledBy(nomination: string): string {
  const one = everybody.find((other) => other.nomination === nomination);
  return `${one?.name}（${one?.unit}）`;
}

const kindOf = ({ categories }: Nominee) => (categories.includes('head') ? 'head' : 'worker');
const ownOf = (prefecture: string) => everybody.filter((one) => one.prefecture === prefecture);

/** A prefecture's list as its desk keeps it in Excel. */
function fileOf(some: readonly Nominee[]): string {
  const header =
    '序号,姓名,单位,类别,推荐理由,事迹材料,职代会决议,职代会决议日期,本人:nationality,单位:accident,情况依据';
  const rows = some.map((one, n) => {
    const { name, unit } = one;
    return `${n + 1},${name},${unit},${kindOf(one)},事迹突出,苦练技术二十年,职代会2号,2026-04-20,CN,无,单位证明`;
  });
  return [header, ...rows].join('\r\n');
}

/** Every prefecture uploads its list, and writes down what each department answered on it. */
async function nominated(seats: ReadonlyMap<string, number>): Promise<void> {
  const all = nominees(seats);
  for (const { id } of prefectures) {
    const own = all.filter(({ prefecture }) => prefecture === id);
    const to = `${spring}/nominations/file?award=medal&organization=${id}`;
    const { body } = await ok(world.post(deskOf(id), to, fileOf(own), { 'content-type': 'text/csv' }));
    const rows = rowsAt(body, 'rows');
    const taken = own.map((one, n) => ({ ...one, nomination: String(rows[n]?.['nomination']) }));
    for (const one of taken) {
      const who = special(one);
      if (who !== undefined) known.set(who, one.nomination);
    }
    everybody = [...everybody, ...taken];
    const heads = taken.filter((one) => kindOf(one) === 'head');
    for (const [department, asked] of [
      ['safety', taken],
      ['tax', heads],
    ] as const) {
      const said = { level, department, opinion: 'yes', on: '2026-04-30', document: '函8号' };
      await ok(world.post(deskOf(id), `${candidacies}/opinions`, { ...said, nominations: idsOf(asked) }));
    }
  }
}

const postNotice = (notice: string, at: string, of: string, some: readonly string[], postedOn: string) =>
  ok(
    world.post('desk', `${spring}/notices`, {
      ...{ notice, organization: of, level: at, title: '公示', text: '如有异议，请致电 0731-8881234', postedOn },
      nominees: some.map((nomination) => ({ nomination })),
    }),
  );
const closeNotice = (notice: string) =>
  under('desk', `${spring}/notices/${notice}`, `${spring}/notices/${notice}/closing`, {});

it('domain-rules 16, 19: a province shares out 943 seats among 14 prefectures, and 146 single-listed beside them', async () => {
  await founded();
  await ok(world.post('desk', '/api/award-rules', { organization: 'province', document: medal, from: '2026-01-01' }));
  await ok(
    world.post('desk', '/api/honour-rounds', {
      ...{ round: 'spring', organization: 'province', name: '2026年省五一表彰', year: 2026 },
      ...{ awards: [{ document: medal }], rules: roundDocument },
    }),
  );
  await ok(
    world.post('desk', `${award}/quota`, {
      seats: [{ pot: 'main', seats: ordinarySeats }],
      units: prefectures.map(({ id, employees }) => ({
        unit: id,
        figures: [{ figure: 'employees', value: employees }],
      })),
      outside: prefectures.map(({ id, single }) => ({ pot: 'single', unit: id, seats: single })),
    }),
  );
  const { body } = await world.get('audit', `${award}/quota`);
  const units = rowsAt(body, 'units');
  expect(units).toHaveLength(14);
  expect(units.reduce((sum, { seats }) => sum + Number(seats), 0)).toBe(1_089);
  const singles = new Map(prefectures.map(({ id, single }) => [id, single]));
  const seats = units.map(({ unit, seats: own }) => {
    return [String(unit), Number(own) - (singles.get(String(unit)) ?? 0)] as const;
  });
  await nominated(new Map(seats));
  expect(everybody).toHaveLength(1_600);
  await world.runtime.reads.reached(await world.runtime.reads.head(), 60_000);
  const listed = await world.get('audit', `${spring}/nominations?award=medal&limit=1`);
  expect(listed.body).toMatchObject({ total: 1_600 });
});

it('domain-rules 12, 13, 14, 15: 14 notices run and close, and everybody goes up to the province', async () => {
  for (const { id } of prefectures) await postNotice(id, 'prefecture', id, idsOf(ownOf(id)), '2026-05-01');
  const second = idsOf(ownOf('p02'));
  const early = await world.post(deskOf('p02'), `${candidacies}/sending`, { level, nominations: second });
  expect(early).toMatchObject({ status: 409, body: { code: 'candidacies-refused' } });
  expect(rowsAt(early.body, 'errors')).toHaveLength(second.length);
  const [first] = ownOf('p02');
  expect(rowsAt(early.body, 'errors')[0]).toMatchObject({
    ...{ pointer: '/nominations/0', code: 'notice' },
    zh: expect.stringContaining(`${first?.name}（${first?.unit}）：`),
  });
  until('2026-05-12T09:00:00');
  for (const { id } of prefectures) {
    await closeNotice(id);
    const nominations = idsOf(ownOf(id));
    await ok(world.post(deskOf(id), `${candidacies}/sending`, { level, nominations }));
    await ok(world.post('desk', `${candidacies}/acceptance`, { level: 'province', nominations }));
  }
  const { body } = await world.get('desk', `${candidacies}?organization=province&limit=1`);
  expect(rowsAt(body, 'rows')).toHaveLength(1);
});

let chosen: readonly string[] = [];
const substitutes = () => everybody.filter((one) => !one.within && one.place < 2);

const minutes = (number: string) => ({ number, hash: 'ab'.repeat(32), signers: ['chair', 'm2'] });
const closeReview = (session: string, number: string) =>
  under('desk', `${reviews}/${session}`, `${reviews}/${session}/closing`, minutes(number));

it('domain-rules 17, 18, 19, 26, 42: of those who pass the audit, the best list that meets every clause and quota', async () => {
  const members = committee.map((one, n) => ({
    ...{ account: one, unit: `委员单位${n + 1}`, organization: one === 'm7' ? 'p03' : 'province' },
  }));
  await ok(world.post('desk', `${spring}/committee`, { members }));
  const nominations = idsOf(everybody);
  await ok(world.post('desk', reviews, { session: 'audit', kind: 'first-audit', nominations, present: committee }));
  const failing = idsOf(everybody.filter((one) => one.prefecture === 'p09' && !one.within).slice(-3));
  const decisions = nominations.map((nomination) => {
    const passed = !failing.includes(nomination);
    return { nomination, passed, reason: passed ? '材料齐全' : '事迹不符' };
  });
  await ok(world.post('desk', `${reviews}/audit/audits`, { decisions }));
  await closeReview('audit', '评纪〔2026〕1号');
  const items = rowsAt((await world.get('audit', `${reviews}/audit`)).body, 'items');
  expect(items.filter(({ outcome }) => outcome === 'passed')).toHaveLength(1_597);
  for (const nomination of failing) {
    const url = `${spring}/nominations/${nomination}`;
    await under('desk', `${url}/explanation`, `${url}/withdrawal`, { reason: '初审未通过' });
    gone.add(nomination);
  }
  const stated = standing().map(({ nomination, merit, list, categories, prefecture }) => ({
    ...{ nomination, merit, list, categories, attributes: [{ attribute: 'prefecture', value: prefecture }] },
  }));
  await ok(world.post('desk', `${award}/merits`, { stated }));
  await ok(world.post('desk', `${award}/proposal`, {}));
  const { body } = await world.get('audit', `${award}/proposal`);
  chosen = rowsAt(body, 'chosen').map(({ nomination }) => String(nomination));
  expect(body).toMatchObject({ fits: true, seats: ordinarySeats });
  expect(chosen).toHaveLength(1_089);
  // By merit alone the first prefecture's ten last would be in, and no more than 321 of non-public employers.
  const first = everybody.filter(({ prefecture, list }) => prefecture === 'p01' && list === 'ordinary');
  const out = first.filter((one) => one.within && !chosen.includes(one.nomination));
  const into = everybody.filter((one) => !one.within && chosen.includes(one.nomination));
  expect(out).toEqual(first.filter(({ within }) => within).slice(-10));
  expect(into).toEqual(first.filter(({ within }) => !within).slice(0, 10));
  const prices = rowsAt(body, 'prices').map(({ clause }) => clause);
  expect(prices).toContain('private');
  const again = await world.get('audit', `${award}/proposal/recomputation`);
  expect(again.body).toMatchObject({ recomputed: true });
});

it('domain-rules 23, 43, 44, 46: a ballot on 1,117, with one paper fewer where a member is recused', async () => {
  const waiting = substitutes().filter(({ nomination }) => !chosen.includes(nomination));
  const nominations = [...chosen, ...idsOf(waiting)];
  const tellers = ['desk', 'audit'];
  await ok(world.post('desk', reviews, { session: 'vote', kind: 'ballot', nominations, present: committee, tellers }));
  const third = new Set(idsOf(everybody.filter(({ prefecture }) => prefecture === 'p03')));
  const counts = nominations.map((nomination) => {
    const out = third.has(nomination) ? 6 : 7;
    return { nomination, out, in: out, yes: out - 1, no: 1, abstain: 0, invalid: 0 };
  });
  for (const who of tellers) await ok(world.post(who, `${reviews}/vote/counts`, { ballot: 1, counts }));
  await closeReview('vote', '评纪〔2026〕2号');
  for (const { id } of prefectures) {
    const formal = idsOf(everybody.filter((one) => one.prefecture === id && chosen.includes(one.nomination)));
    const behind = idsOf(waiting.filter(({ prefecture }) => prefecture === id));
    const body = { unit: id, formal, substitutes: behind.map((nomination) => ({ nomination })) };
    await ok(world.post('desk', `${award}/quota/candidates`, body));
  }
  const omitted = standing()
    .filter(({ nomination }) => !chosen.includes(nomination))
    .map(({ nomination }) => ({ nomination, reason: '名额所限' }));
  await under('chair', spring, `${award}/shortlist`, { nominations: chosen, omitted });
  const { body } = await world.get('audit', `${award}/shortlist`);
  expect(body).toMatchObject({ version: 1, seats: ordinarySeats, proposal: 1 });
  expect(rowsAt(body, 'nominations')).toHaveLength(1_089);
});

async function objected(number: string, nomination: string, outcome: 'kept' | 'cancelled'): Promise<void> {
  const at = `${spring}/notices/province/objections`;
  const paper = { number, nomination, way: 'letter', from: 'person', name: '孙举报', contact: '13812345678' };
  const filed = await ok(world.post('desk', at, { ...paper, about: '考勤不实', postmark: '2026-05-13' }));
  const objection = `${at}/${String(pick(filed.body, 'objection'))}`;
  const answer = { finding: '已核实', signedBy: '周书记', signedOn: '2026-05-14', document: '核〔2026〕1号' };
  await ok(world.post('desk', `${objection}/verification`, answer));
  await ok(world.post('chair', `${objection}/outcome`, { outcome, reason: '核实' }));
}

it('domain-rules 23, 24, 36, 38, 39: two fall to objections; a substitute takes the seat of one, and has a notice of his own', async () => {
  await postNotice('province', 'province', 'province', chosen, '2026-05-12');
  expect(rowsAt((await world.get(undefined, `${spring}/notices/province/text`)).body, 'rows')).toHaveLength(1_089);
  until('2026-05-14T09:00:00');
  await objected('异-1', named('fallen'), 'cancelled');
  await objected('异-2', named('fallen single'), 'cancelled');
  await objected('异-3', named('revoked'), 'kept');
  for (const who of ['fallen', 'fallen single']) gone.add(named(who));
  // Both of them are on the list until somebody else is in their place or the committee confirms one without them.
  await ok(world.post('desk', `${award}/quota/promotions`, { unit: 'p02', out: named('fallen') }));
  const promoted = (await world.get('audit', `${award}/quota`)).body;
  expect(promoted).toMatchObject({ promotions: [{ out: named('fallen'), in: named('substitute') }] });
  chosen = chosen.map((one) => (one === named('fallen') ? named('substitute') : one)).filter((one) => !gone.has(one));
  const omitted = standing()
    .filter(({ nomination }) => !chosen.includes(nomination))
    .map(({ nomination }) => ({ nomination, reason: '名额所限' }));
  const changes = [{ nomination: named('substitute'), reason: '递补' }];
  await under('chair', spring, `${award}/shortlist`, { nominations: chosen, omitted, changes });
  expect(chosen).toHaveLength(1_088);
  until('2026-05-19T09:00:00');
  await closeNotice('province');
  await postNotice('more', 'province', 'province', [named('substitute')], '2026-05-19');
});

const conferral = { decision: '省工字〔2026〕5号', conferredOn: '2026-05-26' };

it('domain-rules 29, 40, 116: 1,088 honours in one piece, with the figures of 2024 as they were printed', async () => {
  const at = `${award}/conferral`;
  const early = await world.post('desk', at, { ...conferral, count: 1_088 }, await world.etag('desk', spring));
  expect(early).toMatchObject({
    ...{ status: 409 },
    body: {
      code: 'notices-not-passed',
      errors: [{ zh: `${named('substitute')} ${calledBy(named('substitute'))}：尚未通过 province 级公示` }],
    },
  });
  until('2026-05-26T09:00:00');
  await closeNotice('more');
  const other = await world.post('desk', at, { ...conferral, count: 1_089 }, await world.etag('desk', spring));
  expect(other).toMatchObject({ status: 422, body: { code: 'count-differs' } });
  await under('desk', spring, at, { ...conferral, count: 1_088 });
  const { reads } = world.runtime;
  await reads.reached(await reads.head(), 60_000);
  const { body } = await world.get('press', `${spring}/figures`);
  const pots = rowsAt(body, 'awards', 0, 'pots');
  expect(pots).toMatchObject([
    { pot: 'quota', seats: 943, chosen: 943, vacant: 0 },
    { pot: 'ordinary', chosen: 943 },
    { pot: 'single', singleListed: true, chosen: 145, vacant: 1 },
  ]);
  const shares = Object.fromEntries(
    rowsAt(pots[0], 'categories').map(({ title, count, base, share }) => [
      title,
      `${String(count)}/${String(base)} ${String(share)}`,
    ]),
  );
  // As https://simanb.com/236421.html and http://yf7yggo1m.a899.cn/news/65a699331.html printed them of 2024, but for 206/943 =
  // 21.845, which was rounded twice there, to 21.9, and the cadres, of whom only the count was printed.
  expect(shares).toMatchObject({
    产业工人: '380/943 40.3',
    其他一线职工和专业技术人员: '236/943 25.0',
    科教人员: '206/943 21.8',
    农民工: '172/943 18.2',
    新就业形态劳动者: '39/943 4.1',
    企业负责人: '45/943 4.8',
    县处级干部: '19/943 2.0',
    少数民族: '76/943 8.1',
    女职工: '209/943 22.2',
    中共党员: '685/943 72.6',
  });
  expect(rowsAt(body, 'awards', 0, 'limits')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        clause: 'industrial',
        have: 380,
        limit: 331,
        base: 943,
        actual: '40.3',
        points: '5.3',
      }),
      expect.objectContaining({ clause: 'private', have: 331, limit: 331, actual: '35.1', points: '0.1' }),
      expect.objectContaining({ clause: 'heads', have: 45, limit: 52 }),
    ]),
  );
});

const register = '/api/honour-register?organization=province';

it('domain-rules 113, 114, 116: every honour has its certificate, and the list of honours is a workbook that reads back', async () => {
  const { following, reads } = world.runtime;
  await following.until(await reads.head(), AbortSignal.timeout(60_000), 'reaction');
  await reads.reached(await reads.head(), 60_000);
  const numbers = new Set<unknown>();
  for (let cursor = ''; ;) {
    const { body } = await ok(world.get('desk', `${register}&limit=200${cursor}`));
    for (const row of rowsAt(body, 'rows')) numbers.add(pick(row, 'certificates', 0, 'number'));
    const next = pick(body, 'next') as string | undefined;
    if (next === undefined) break;
    cursor = `&cursor=${next}`;
  }
  expect([...numbers].sort()).toEqual(
    Array.from({ length: 1_088 }, (_, n) => `省奖章2026${String(n + 1).padStart(4, '0')}`),
  );
  const list = '/api/organizations/province/lists/may';
  const columns = ['number', 'award', 'name', 'unitPost', 'region'];
  const body = { title: '2026年省五一劳动奖章名单', purpose: 'decision', columns, endsOn: '2099-12-31' };
  await ok(world.post('press', `${list}/versions`, { ...body, stated: [{ award: 'medal', count: 1_088 }] }));
  const answer = await world.app.inject({
    ...{ method: 'POST', url: `${list}/versions/1/downloads`, payload: { format: 'xlsx' } },
    headers: { authorization: `Bearer ${await world.token('press')}`, 'idempotency-key': 'take' },
  });
  expect(answer.statusCode).toBe(200);
  const printedRows = await readBack(answer.rawPayload);
  expect(printedRows.map(([number]) => number)).toEqual(Array.from({ length: 1_088 }, (_, n) => String(n + 1)));
  const whose = ([, , name, unit]: readonly string[]) => `${name} ${unit}`;
  const honoured = everybody.filter(({ nomination }) => chosen.includes(nomination));
  expect(printedRows.map(whose).sort()).toEqual(honoured.map(({ name, unit }) => `${name} ${unit}`).sort());
  const strokes = printedRows.map(([, , name = '']) => '丁于马王'.indexOf(name[0] ?? ''));
  expect(strokes.filter((one) => one >= 0)).toEqual(strokes.filter((one) => one >= 0).sort((a, b) => a - b));
});

async function readBack(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'list-'));
  try {
    const file = join(folder, 'may.xlsx');
    await writeFile(file, bytes);
    const read = await readTable(file);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.table.rows.map(({ cells }) => cells);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('domain-rules 109, 110: revoked in the next year, an honour was held until then', async () => {
  until('2027-04-20T09:00:00');
  const one = everybody.find(({ nomination }) => nomination === named('revoked'));
  if (one === undefined) throw new Error('nobody to revoke from');
  const whole = await world.get(undefined, `/api/honours?award=medal&name=${encodeURIComponent(one.name)}`);
  expect(whole.body).toMatchObject({ total: 1, rows: [{ name: one.name, unit: one.unit }] });
  let honour: unknown;
  for (let cursor = ''; honour === undefined;) {
    const { body } = await ok(world.get('desk', `${register}&award=medal&year=2026&limit=200${cursor}`));
    honour = rowsAt(body, 'rows').find(({ name }) => name === one.name)?.['honour'];
    cursor = `&cursor=${String(pick(body, 'next'))}`;
  }
  await ok(
    world.post('desk', '/api/honour-revocations', {
      ...{
        revocation: 'rev1',
        organization: 'province',
        award: 'medal',
        cause: 'crime',
        decision: '省工字〔2027〕9号',
      },
      ...{ approvedBy: '省总工会', decidedOn: '2027-04-19', returnBy: '2027-05-19', count: 1, honours: [honour] },
    }),
  );
  await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
  const held: unknown[] = [];
  for (const day of ['2026-05-25', '2026-05-26', '2027-04-18', '2027-04-19']) {
    held.push(pick((await world.get(undefined, `/api/honours?award=medal&heldOn=${day}&limit=1`)).body, 'total'));
  }
  expect(held).toEqual([0, 1_088, 1_088, 1_087]);
  const figures = await world.get('press', `${spring}/figures`);
  expect(pick(figures.body, 'awards', 0, 'listed')).toBe(1_088);
  const now = await world.get(undefined, `/api/honours?award=medal&name=${encodeURIComponent(one.name)}`);
  expect(now.body).toMatchObject({ total: 0 });
});
