import { account, organization } from '@xf/access';
import { entry, entryIdOf } from '@xf/competitions';
import { execute, executeAll, untyped, type BatchItem } from '@xf/es';
import { freeze, pick, plan, publish, rules, turning, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const entries = 12;
const numberOf = (n: number): string => `A${String(n).padStart(2, '0')}`;
const idOf = (n: number): string => entryIdOf('skills', 'turning', numberOf(n));
const anomalies = `${turning}/anomalies`;
const judges = `${turning}/judges`;

/** What five judges give: they differ by little, each by a pattern of its own. */
const slots = ['judge', 'judge2', 'organizer', 'J4', 'J5'];
const markOf = (n: number, j: number): string => (70 + 2 * n + ((n * (j + 2)) % 5) * 0.3 - j * 0.2).toFixed(1);

/** A competition with twelve entries, every other one of the mill, marked by five. `odd` holds marks that are not as meant. */
async function marked(odd: Readonly<Record<string, string>> = {}): Promise<void> {
  const planned = await world.done('organizer', '/api/competitions', plan);
  const opening = { rules: [{ contest: 'turning', document: rules }] };
  await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
  const { engine, reads } = world.runtime;
  const items: BatchItem[] = [];
  const add = (command: Parameters<typeof entry.decide>[0]) => items.push({ decider: untyped(entry), command });
  for (let n = 1; n <= entries; n++) {
    const on = { competition: 'skills', entry: idOf(n) };
    const unit = n % 2 === 1 ? '第一纺织厂' : '公交公司';
    const who = {
      contest: 'turning',
      number: numberOf(n),
      kind: 'person',
      subject: `p${n}`,
      name: `选手${n}号`,
    } as const;
    add({ type: 'SubmitEntry', ...on, ...who, unit });
    for (const [j, slot] of slots.entries()) {
      const value = odd[`${numberOf(n)} ${slot}`] ?? markOf(n, j);
      add({ type: 'RecordScore', ...on, criterion: 'practice', slot, value });
    }
  }
  expect(await executeAll(engine, items, { actor: 'organizer', command: 'sheets' })).toMatchObject({ kind: 'done' });
  await reads.reached(await reads.head(), 10_000);
}

/** The judge works in the mill. */
async function atTheMill(): Promise<void> {
  const { engine, reads } = world.runtime;
  const mill = { organization: 'mill', name: '第一纺织厂', level: 'unit', parent: 'east' } as const;
  const by = (command: string) => ({ actor: 'ops:test', command });
  await execute(engine, organization, { type: 'RegisterOrganization', ...mill }, by('mill'));
  const grant = { type: 'GrantRole', account: 'judge', role: 'judge', organization: 'mill' } as const;
  await execute(engine, account, grant, by('at-the-mill'));
  await reads.reached(await reads.head(), 10_000);
}

type Row = { readonly finding: string; readonly kind: string; readonly settled?: object };
const findings = async (who = 'organizer', query = ''): Promise<readonly Row[]> =>
  pick((await world.get(who, `${anomalies}${query}`)).body, 'rows') as readonly Row[];

describe('the inbox of anomalies', () => {
  it('is empty where marks are as marks are', async () => {
    await marked();
    const answer = await world.get('organizer', anomalies);
    expect(answer).toMatchObject({ status: 200, body: { total: 0, open: 0, rows: [] } });
  });

  it('domain-rules 131: tells a slip with its numbers; who looked at the paper settles it with a reason, and no score changes', async () => {
    await marked({ 'A03 judge2': '7.6' });
    const board = `${turning}/boards/overall`;
    const before = (await world.get('organizer', board)).body;
    const list = await world.get('organizer', anomalies);
    expect(list.body).toMatchObject({ total: 1, open: 1 });
    const [slip] = await findings();
    expect(slip).toMatchObject({
      ...{ kind: 'tenfold', kindText: '十倍之差', criterion: 'practice', criterionName: '实操', slots: ['judge2'] },
      ...{ entries: [{ entry: idOf(3), number: 'A03' }], refs: [`entry-skills.${idOf(3)}@2`], marks: 1 },
      zh: expect.stringMatching(
        /^A03 的实操：judge2 给 7\.6，约为其通常分数的十分之一（12 个分数，中位数 \d+(\.\d+)?）$/,
      ),
      en: expect.stringContaining('A03, practice: judge2 gave 7.6, about a tenth of its usual mark'),
    });
    expect(JSON.stringify(list.body)).not.toContain('选手');
    const settlement = `${anomalies}/${slip?.finding ?? ''}/settlement`;
    for (const none of [{}, { reason: ' 　 ' }]) {
      expect(await world.post('organizer', settlement, none)).toMatchObject({
        ...{ status: 400, body: { errors: [expect.objectContaining({ pointer: '/reason' })] } },
      });
    }
    const key = { 'idempotency-key': 'settle-once' };
    const body = { reason: '已核对原始评分表，确为 7.6' };
    const { position } = await world.done('organizer', settlement, body, key);
    const again = await world.post('organizer', settlement, body, key);
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: { position } });
    expect(await world.post('second', settlement, { reason: '另有看法' })).toMatchObject({
      ...{ status: 409, body: { code: 'anomaly-settled', detail: expect.stringContaining('organizer') } },
    });
    expect((await world.get('auditor', anomalies)).body).toMatchObject({ total: 1, open: 0 });
    expect((await findings('auditor'))[0]).toMatchObject({
      settled: { ...body, by: 'organizer', at: '2026-05-01T09:00:00.000+08:00' },
    });
    expect(pick((await world.get('organizer', board)).body, 'rows')).toEqual(pick(before, 'rows'));
    const log = await world.runtime.engine.store.readAll(0, 1_000);
    expect(log.filter(({ type }) => type === 'AnomalySettled')).toMatchObject([
      { stream: 'anomaly-skills.turning', actor: 'organizer', data: { finding: slip?.finding, marks: 1 } },
    ]);
  });

  it('lets a correction make a finding go away, and the address of one that is gone answers so', async () => {
    await marked({ 'A03 judge2': '7.6' });
    const [slip] = await findings();
    const url = `${turning}/entries/${idOf(3)}`;
    const body = { criterion: 'practice', slot: 'judge2', value: '76', reason: '小数点录错' };
    await world.done('organizer', `${url}/corrections`, body, await world.etag('organizer', url));
    expect(await findings()).toEqual([]);
    const settlement = `${anomalies}/${slip?.finding ?? ''}/settlement`;
    expect(await world.post('organizer', settlement, { reason: '核对' })).toMatchObject({
      ...{ status: 404, body: { detail: expect.stringContaining('已更正') } },
    });
  });

  it('is settled by somebody who did not give the marks', async () => {
    await marked({ 'A03 organizer': '7.6' });
    const [slip] = await findings();
    const settlement = `${anomalies}/${slip?.finding ?? ''}/settlement`;
    expect(await world.post('organizer', settlement, { reason: '核对' })).toMatchObject({
      ...{ status: 403, body: { code: 'anomaly-of-own-marks' } },
    });
    await world.done('second', settlement, { reason: '核对' });
  });

  it('comes in pages, what is open first', async () => {
    await marked({ 'A03 judge2': '7.6', 'A05 judge': '7.9', 'A08 J4': '30.5' });
    expect((await findings()).map(({ kind }) => kind)).toEqual(['tenfold', 'tenfold', 'far-mark']);
    const [slip] = await findings();
    await world.done('second', `${anomalies}/${slip?.finding ?? ''}/settlement`, { reason: '核对' });
    const kinds: unknown[] = [];
    let next: unknown = `${anomalies}?limit=1`;
    while (typeof next === 'string') {
      const page = await world.get('auditor', next);
      expect(page.body).toMatchObject({ total: 3, open: 2 });
      const [row] = pick(page.body, 'rows') as readonly Row[];
      kinds.push([row?.kind, row?.settled !== undefined]);
      next = /^<(.*)>/.exec(page.headers['link'] ?? '')?.[1];
    }
    expect(kinds).toEqual([
      ['tenfold', false],
      ['far-mark', false],
      ['tenfold', true],
    ]);
  });

  it('is for organizers and auditors of the organisation, and settled by organizers alone', async () => {
    await marked({ 'A03 judge2': '7.6' });
    const [slip] = await findings();
    const settlement = `${anomalies}/${slip?.finding ?? ''}/settlement`;
    const body = { reason: '核对' };
    for (const who of ['judge', 'committee', 'publicity', 'admin']) {
      expect(await world.get(who, anomalies)).toMatchObject({ status: 403, body: { code: 'role-missing' } });
      expect(await world.post(who, settlement, body)).toMatchObject({ status: 403 });
    }
    expect(await world.post('auditor', settlement, body)).toMatchObject({ status: 403 });
    expect(await world.get(undefined, anomalies)).toMatchObject({ status: 401 });
    expect(await world.get('neighbour', anomalies)).toMatchObject({ status: 404 });
    expect(await world.post('neighbour', settlement, body)).toMatchObject({ status: 404 });
    expect(await world.get('organizer', '/api/competitions/skills/contests/none/anomalies')).toMatchObject({
      status: 404,
    });
    expect(await world.get('organizer', `${anomalies}?asOf=2026-05-01T09:00:00%2B08:00`)).toMatchObject({
      status: 400,
    });
    expect(await findings()).toHaveLength(1);
  });
});

describe('statistics of judges', () => {
  const slotsOf = (body: unknown) => (pick(body, 'rows') as readonly { slot: string }[]).map(({ slot }) => slot);

  it('tell organizers and auditors of every judge, with intervals, by name and not by rank', async () => {
    await marked();
    await atTheMill();
    const answer = await world.get('organizer', judges);
    expect(answer.status).toBe(200);
    expect(slotsOf(answer.body)).toEqual(['J4', 'J5', 'judge', 'judge2', 'organizer']);
    const judge = pick(answer.body, 'rows', 2, 'criteria', 0);
    expect(judge).toMatchObject({
      ...{ criterion: 'practice', name: '实操', marks: 12 },
      severity: { interval: 'student-t-95', entries: 12 },
      spread: { interval: 'jackknife-95', entries: 12 },
      ownUnit: { interval: 'welch-95', entries: 6 },
    });
    // Everybody marked everything: the mean of differences is the difference of means.
    const sums = slots.map((_, j) =>
      Array.from({ length: entries }, (__, n) => Math.round(Number(markOf(n + 1, j)) * 10)),
    );
    const totals = sums.map((list) => list.reduce((sum, one) => sum + one, 0));
    const rest = totals.slice(1).reduce((sum, one) => sum + one, 0);
    expect(Number(pick(judge, 'severity', 'value'))).toBeCloseTo(((totals[0] ?? 0) - rest / 4) / entries / 10, 9);
    expect(pick(answer.body, 'rows', 0, 'criteria', 0, 'ownUnit')).toMatchObject({
      ...{ unknown: 'unit-unknown', zh: expect.stringContaining('不能得知') },
    });
    expect(pick(answer.body, 'rows', 3, 'criteria', 0, 'ownUnit')).toMatchObject({ unknown: 'unit-unknown' });
    expect((await world.get('auditor', judges)).body).toEqual(answer.body);
    const first = await world.get('auditor', `${judges}?limit=2`);
    const second = await world.get('auditor', /^<(.*)>/.exec(first.headers['link'] ?? '')?.[1] ?? '');
    expect([...slotsOf(first.body), ...slotsOf(second.body)]).toEqual(['J4', 'J5', 'judge', 'judge2']);
    expect(JSON.stringify(answer.body)).not.toContain('选手');
  });

  it('domain-rules 80: show a judge the own figures alone, and not before the freeze', async () => {
    await marked();
    expect(await world.get('judge', judges)).toMatchObject({ status: 409, body: { code: 'figures-after-freeze' } });
    const { position } = await freeze(world);
    const own = await world.get('judge', `${judges}?minPosition=${position}`);
    expect(own).toMatchObject({ status: 200, body: { total: 1 } });
    expect(slotsOf(own.body)).toEqual(['judge']);
    const earlier = await world.get('judge', `${judges}?position=${position - 1}`);
    expect(earlier).toMatchObject({ status: 409 });
    await publish(world);
    expect(slotsOf((await world.get('judge', judges)).body)).toEqual(['judge']);
    for (const who of ['committee', 'publicity', 'admin']) {
      expect(await world.get(who, judges)).toMatchObject({ status: 403, body: { code: 'role-missing' } });
    }
    expect(await world.get(undefined, judges)).toMatchObject({ status: 401 });
    expect(await world.get('neighbour', judges)).toMatchObject({ status: 404 });
  });

  it('give no figure from too few entries, and say how many are needed', async () => {
    await marked();
    const { engine, reads } = world.runtime;
    const head = await reads.head();
    const events = await engine.store.readAll(0, head);
    const tenth = events.find(({ type, stream }) => type === 'EntrySubmitted' && stream.endsWith(idOf(10)));
    const early = await world.get('organizer', `${judges}?position=${(tenth?.position ?? 0) - 1}`);
    expect(pick(early.body, 'rows', 0, 'criteria', 0)).toMatchObject({
      marks: 9,
      severity: { unknown: 'too-few', entries: 9, needed: 10, zh: '样本不足：可比的参赛项有 9 个，至少要 10 个' },
      agreement: { unknown: 'too-few' },
      spread: { unknown: 'too-few' },
    });
  });
});
