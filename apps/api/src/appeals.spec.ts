import { account, hashPassword, organization } from '@xf/access';
import { execute } from '@xf/es';
import { disqualified, freeze, password, pick, plan, publish, rules, turning, World } from './testing/world';

let world: World;
let ids: readonly string[] = [];
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const [theory, practice, total] = rules.values;
const document = {
  ...rules,
  values: [
    ...[theory, practice],
    {
      ...{ id: 'faults', name: '违规扣分', role: 'component' },
      marks: {
        ...{ kind: 'deduction', range: { min: '0', max: '10' }, slots: { min: 0, max: 9 } },
        ...{ combine: { by: 'sum' }, missing: 'zero' },
      },
    },
    { ...total, steps: [{ minus: { value: 'faults' } }] },
  ],
  prizes: [{ id: 'first', name: '一等奖', ranks: { from: 1, to: 2 } }],
  process: {
    sanctions: [
      { id: 'warning', name: '警告', effect: 'warning' },
      { id: 'points', name: '扣分', effect: 'deduct' },
      { id: 'out', name: '取消资格', effect: 'disqualify' },
      { id: 'nil', name: '成绩记零', effect: 'zero' },
    ],
  },
};

/** Five entries with 91.0, 90.2, 88.9, 88.5 and 88.1. */
async function held(windowMinutes = 120, answerMinutes = 120): Promise<void> {
  const planned = await world.done('organizer', '/api/competitions', plan);
  const process = { ...document.process, appeals: { windowMinutes, answerMinutes } };
  const opening = { rules: [{ contest: 'turning', document: { ...document, process } }] };
  await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
  const made: string[] = [];
  for (const [n, value] of ['91.0', '90.2', '88.9', '88.5', '88.1'].entries()) {
    const { entry } = await world.done('organizer', `${turning}/entries`, {
      number: `A${n + 1}`,
      name: `选手${n + 1}号`,
      unit: n === 4 ? '纺织厂' : '机械厂',
    });
    await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', value });
    await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', value });
    made.push(entry);
  }
  ids = made;
}

async function published(): Promise<void> {
  await freeze(world);
  await publish(world);
}

const entryUrl = (n: number): string => `${turning}/entries/${ids[n - 1] ?? ''}`;
const paper = (n: number, over: object = {}) => ({
  ...{ number: `申-${n}`, entry: ids[n - 1] ?? '', name: '领队甲', about: '第五位选手实操漏加一项', ...over },
});

async function filedBy(who: string, body: object): Promise<string> {
  const answer = await world.done(who, `${turning}/appeals`, body);
  return `${turning}/appeals/${String(pick(answer, 'appeal'))}`;
}

/** An organizer of an organisation below the one that holds the competition. */
async function leader(): Promise<void> {
  const { engine } = world.runtime;
  const context = (command: string) => ({ actor: 'ops:test', command });
  const place = { organization: 'mill', name: '纺织厂', level: 'unit', parent: 'east' } as const;
  await execute(engine, organization, { type: 'RegisterOrganization', ...place }, context('mill'));
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1), { N: 2, r: 1, p: 1 });
  const created = { type: 'CreateAccount', account: 'leader', displayName: '领队', passwordHash } as const;
  await execute(engine, account, created, context('leader'));
  const grant = { type: 'GrantRole', account: 'leader', role: 'organizer', organization: 'mill' } as const;
  await execute(engine, account, grant, context('leader-role'));
}

const rows = (body: unknown) =>
  (pick(body, 'rows') as readonly { number: string; from?: { rank: number }; to?: { rank: number } }[]).map(
    ({ number, from, to }) => [number, from?.rank, to?.rank],
  );

describe('appeals', () => {
  it('domain-rules 82: are taken until the last minute of their time, and answered with a due time', async () => {
    await held(5, 8);
    await published();
    const url = `${turning}/appeals`;
    world.clock.advance(6 * 60_000);
    const late = await world.post('organizer', url, paper(5));
    expect(late).toMatchObject({
      status: 422,
      body: { code: 'appeal-late', detail: expect.stringContaining('09:05') },
    });
    const future = await world.post('organizer', url, paper(5, { validAt: '2026-05-01T09:07:00+08:00' }));
    expect(future).toMatchObject({ status: 422, body: { code: 'valid-at-in-future' } });
    const one = await filedBy('organizer', paper(5, { validAt: '2026-05-01T09:05:00+08:00' }));
    const shown = await world.get('auditor', one);
    expect(shown.body).toMatchObject({
      ...{ status: 'filed', via: 'paper', by: 'organizer', publication: 1, entry: ids[4], name: '领队甲' },
      ...{ about: '第五位选手实操漏加一项', receivedAt: '2026-05-01T09:05:00.000+08:00' },
      ...{ dueAt: '2026-05-01T09:13:00.000+08:00', late: false },
    });
    world.clock.advance(10 * 60_000);
    expect(pick((await world.get('auditor', url)).body, 'rows')).toMatchObject([{ number: '申-5', late: true }]);
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    expect(log).not.toMatch(/领队甲|漏加一项/);
  });

  it('domain-rules 83, 131: lead to a correction by two people, and name it; the answer tells who moved', async () => {
    await held();
    await published();
    const one = await filedBy('organizer', paper(5));
    const correct = async (criterion: string, slot: string) => {
      const body = { criterion, slot, value: '89.0', reason: '申诉成立' };
      await world.done('organizer', `${entryUrl(5)}/corrections`, body, await world.etag('organizer', entryUrl(5)));
      const at = { criterion, slot };
      return world.done('second', `${entryUrl(5)}/confirmations`, at, await world.etag('second', entryUrl(5)));
    };
    const revisions = [(await correct('theory', '1')).revision, (await correct('practice', 'judge')).revision];
    const corrections = revisions.map((revision) => `entry-skills.${ids[4] ?? ''}@${revision}`);
    const decision = { outcome: 'corrected', reason: '确有漏加', clause: '第九条', corrections };
    const etag = await world.etag('committee', one);
    const wrong = { ...decision, corrections: [`entry-skills.${ids[4] ?? ''}@2`] };
    expect(await world.post('committee', `${one}/decision`, wrong, etag)).toMatchObject({
      ...{ status: 422, body: { code: 'correction-unnamed' } },
    });
    await world.done('committee', `${one}/decision`, decision, etag);
    expect((await world.get('auditor', one)).body).toMatchObject({
      ...{ status: 'decided', decision: { outcome: 'corrected', corrections }, end: { by: 'committee' }, late: false },
    });
    const { position } = await publish(world, '申诉更正');
    const page = await world.get(undefined, `${turning}/publications/2?minPosition=${position}`);
    const changes = await world.get(undefined, String(pick(page.body, 'changes')));
    expect(rows(changes.body)).toEqual([
      ['A5', 5, 3],
      ['A3', 3, 4],
      ['A4', 4, 5],
    ]);
    expect(changes.body).toMatchObject({ moves: [{ from: 3, to: 4, by: 1, zh: '第 3–4 名后移 1 名' }] });
    expect(pick(changes.body, 'rows', 0, 'why', 0)).toEqual({
      ...{ type: 'ScoreCorrected', criterion: 'theory', from: '88.1', to: '89.0', text: '更正分数' },
    });
    const staff = await world.get('organizer', `${turning}/publications/2/changes/1`);
    expect(pick(staff.body, 'rows', 0, 'why', 0)).toMatchObject({ ref: corrections[0], reason: '申诉成立' });
  });

  it('domain-rules 84: cancel a score, and the next move up; tried out first', async () => {
    await held();
    await published();
    const one = await filedBy('organizer', paper(2, { about: '第二名由他人代考', asks: 'cancelled' }));
    const decision = { outcome: 'cancelled', reason: '代考属实', clause: '第十条' };
    const etag = await world.etag('second', one);
    const head = await world.runtime.reads.head();
    const dry = await world.post('second', `${one}/decision?dryRun=true`, decision, etag);
    expect(dry.status).toBe(200);
    expect(await world.runtime.reads.head()).toBe(head);
    const tried = await world.post('committee', `${one}/decision?dryRun=true`, decision, etag);
    expect(tried.status).toBe(200);
    expect(tried.body).not.toHaveProperty('changes');
    const key = { ...etag, 'idempotency-key': 'decide' };
    const done = await world.post('second', `${one}/decision`, decision, key);
    expect(done.status).toBe(201);
    for (const { body } of [dry, done]) {
      expect(pick(body, 'changes')).toMatchObject({
        total: 4,
        moves: [
          { board: 'overall', from: 3, to: 5, by: -1, zh: '第 3–5 名前移 1 名', en: 'ranks 3 to 5 move up by 1' },
        ],
        prizes: [{ prize: 'first', prizeName: '一等奖', entered: [ids[2]], left: [ids[1]] }],
      });
      expect(rows(pick(body, 'changes'))).toEqual([
        ['A3', 3, 2],
        ['A4', 4, 3],
        ['A5', 5, 4],
        ['A2', 2, undefined],
      ]);
    }
    const again = await world.post('second', `${one}/decision`, decision, key);
    expect(again).toMatchObject({
      status: 201,
      body: done.body as object,
      headers: { 'idempotency-replayed': 'true' },
    });
    const at = await world.get('auditor', String(pick(done.body, 'changesAt')));
    expect(rows(at.body)).toEqual(rows(pick(done.body, 'changes')));
    // Nobody asked for this one but who decides.
    const own = await filedBy('organizer', paper(1, { number: '申-9' }));
    const alone = await world.post('second', `${own}/decision`, decision, await world.etag('second', own));
    expect(alone).toMatchObject({ status: 201, body: { changes: { total: 0 } } });
    const url = `${turning}/entries/${ids[0]}`;
    expect((await world.get('organizer', url)).body).toMatchObject({ status: 'competing' });
    const confirm = async (name: string) =>
      world.post(name, `${url}/change/confirmation`, {}, await world.etag(name, url));
    expect(await confirm('second')).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
    expect((await confirm('organizer')).status).toBe(201);
    expect((await world.get('organizer', url)).body).toMatchObject({ status: 'disqualified' });
  });

  it('are filed by an organizer below in their own name and time, and withdrawn by them', async () => {
    await held();
    await leader();
    const url = `${turning}/appeals`;
    expect((await world.post('leader', url, paper(5))).status).toBe(404);
    await published();
    const early = await world.post('leader', url, paper(5, { validAt: '2026-05-01T09:00:00+08:00' }));
    expect(early).toMatchObject({ status: 403, body: { errors: [{ pointer: '/validAt' }] } });
    // Not for whom somebody else sent, whether there is such an entry or not: the public board does not turn either.
    for (const entry of [ids[3], 'nobody']) {
      const stranger = await world.post('leader', url, paper(4, { entry }));
      expect(stranger).toMatchObject({ status: 403, body: { errors: [{ code: 'entry-not-yours' }] } });
    }
    expect(pick((await world.get(undefined, `${turning}/boards/overall`)).body, 'pending')).toBe(false);
    const one = await filedBy('leader', paper(5));
    const own = await world.get('leader', one);
    expect(own.body).toMatchObject({ via: 'representative', by: 'leader', status: 'filed' });
    expect((await world.get('leader', url)).status).toBe(404);
    const etag = await world.etag('leader', one);
    expect(
      (await world.post('leader', `${one}/decision`, { outcome: 'kept', reason: '无', clause: '无' }, etag)).status,
    ).toBe(404);
    await world.done('leader', `${one}/withdrawal`, { reason: '已说明' }, etag);
    const closed = await world.post(
      'committee',
      `${one}/decision`,
      { outcome: 'kept', reason: '无', clause: '无' },
      await world.etag('committee', one),
    );
    expect(closed).toMatchObject({ status: 409, body: { code: 'appeal-closed' } });
  });

  it('are nothing for the public, for neighbours, and for those who have a part in them', async () => {
    await held();
    await published();
    const url = `${turning}/appeals`;
    const one = await filedBy('organizer', paper(5));
    const etag = await world.etag('committee', one);
    const decision = { outcome: 'kept', reason: '评分无误', clause: '第九条' };
    const statusOf = async (who: string | undefined, path: string, body?: object) =>
      (body === undefined ? await world.get(who, path) : await world.post(who, path, body, etag)).status;
    expect([
      await statusOf(undefined, url),
      await statusOf('neighbour', url),
      await statusOf('publicity', url),
    ]).toEqual([401, 404, 403]);
    expect([
      await statusOf(undefined, one),
      await statusOf('neighbour', one),
      await statusOf('publicity', one),
    ]).toEqual([401, 404, 403]);
    for (const [who, status] of [
      [undefined, 401],
      ['neighbour', 404],
      ['judge', 403],
      ['auditor', 403],
    ] as const) {
      expect(await statusOf(who, url, paper(4))).toBe(status);
    }
    expect(await world.post('organizer', `${one}/decision`, decision, etag)).toMatchObject({
      status: 403,
      body: { code: 'own-appeal' },
    });
    expect(await world.post('judge', `${one}/decision`, decision, etag)).toMatchObject({
      status: 403,
      body: { code: 'judge-concerned' },
    });
    expect(await statusOf('auditor', `${one}/decision`, decision)).toBe(403);
    expect(await world.post('committee', `${one}/decision`, decision, { 'if-match': '"7"' })).toMatchObject({
      status: 412,
    });
    const kept = await world.post('judge2', `${one}/decision`, decision, etag);
    expect(kept).toMatchObject({ status: 201, body: { outcome: 'kept', changes: { total: 0, rows: [] } } });
    const unknown = await world.post('organizer', url, paper(4, { entry: 'nobody' }));
    expect(unknown).toMatchObject({ status: 404, body: { code: 'entry-unknown' } });
  });
});

describe('sanctions', () => {
  const url = `${turning}/sanctions`;
  const sheet = (n: number, over: object = {}) => ({
    ...{ number: `处-${n}`, kind: 'out', entry: ids[n - 1] ?? '', reason: '由他人代考', clause: '第八条', ...over },
  });
  const recorded = async (body: object): Promise<string> =>
    `${url}/${String(pick(await world.done('organizer', url, body), 'sanction'))}`;
  const ranked = async () =>
    (
      pick((await world.get('organizer', `${turning}/boards/overall`)).body, 'rows') as readonly {
        number: string;
        rank?: number;
      }[]
    )
      .filter(({ rank }) => rank !== undefined)
      .map(({ number }) => number);

  it('domain-rules 86: have no effect until a judge signs, and then end an entry in the same piece', async () => {
    await held();
    const one = await recorded(sheet(2));
    expect((await world.get('judge', one)).body).toMatchObject({
      status: 'pending',
      effect: 'disqualify',
      by: 'organizer',
    });
    expect(await ranked()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5']);
    const etag = await world.etag('judge', one);
    for (const [who, status] of [
      [undefined, 401],
      ['organizer', 403],
      ['second', 403],
      ['committee', 403],
      ['neighbour', 403],
    ] as const) {
      expect((await world.post(who, `${one}/signature`, {}, etag)).status).toBe(status);
    }
    const done = await world.post('judge', `${one}/signature`, {}, etag);
    expect(done).toMatchObject({ status: 201, body: { changes: { moves: [{ from: 3, to: 5, by: -1 }] } } });
    const { position } = done.body as { position: number };
    await world.runtime.reads.reached(position, 5_000);
    expect(await ranked()).toEqual(['A1', 'A3', 'A4', 'A5']);
    expect((await world.get('auditor', one)).body).toMatchObject({ status: 'effective', judge: 'judge' });
    const [cause] = await world.runtime.engine.store.readAll(position - 1, 1);
    expect(cause).toMatchObject({ type: 'EntryDisqualified', actor: 'judge' });
  });

  it('domain-rules 68, 86: take off marks within the rule document, and warn a person without a trace on the board', async () => {
    await held();
    const points = { kind: 'points', criterion: 'faults', value: '3' };
    const much = await world.post('organizer', url, sheet(1, { ...points, value: '30' }));
    expect(much).toMatchObject({ status: 422, body: { code: 'score-refused' } });
    const one = await recorded(sheet(1, points));
    await world.done('judge', `${one}/signature`, {}, await world.etag('judge', one));
    expect(await ranked()).toEqual(['A2', 'A3', 'A4', 'A5', 'A1']);
    const { entry: _entry, ...nobody } = sheet(9, { kind: 'warning', name: '教练乙', number: '处-9' });
    const warning = await recorded(nobody);
    await world.done('judge', `${warning}/signature`, {}, await world.etag('judge', warning));
    expect(pick((await world.get('auditor', url)).body, 'rows')).toMatchObject([
      { number: '处-1', status: 'effective', deduction: { value: '3' } },
      { number: '处-9', status: 'effective', name: '教练乙' },
    ]);
    expect(JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000))).not.toContain('教练乙');
    expect([(await world.get(undefined, url)).status, (await world.get('neighbour', url)).status]).toEqual([401, 404]);
  });

  it('domain-rules 84, 86: are lifted on appeal, and the entry competes again', async () => {
    await held();
    const one = await recorded(sheet(2));
    await world.done('judge2', `${one}/signature`, {}, await world.etag('judge2', one));
    await published();
    const id = one.split('/').at(-1) ?? '';
    const appeal = await filedBy('second', paper(2, { sanction: id, about: '查无代考' }));
    const etag = await world.etag('committee', appeal);
    const lift = { outcome: 'lifted', reason: '查无此事', clause: '第九条' };
    expect(await world.post('judge2', `${appeal}/decision`, lift, etag)).toMatchObject({
      status: 403,
      body: { code: 'judge-concerned' },
    });
    const done = await world.post('committee', `${appeal}/decision`, lift, etag);
    expect(done).toMatchObject({ status: 201, body: { changes: { moves: [{ from: 2, to: 4, by: 1 }] } } });
    await world.runtime.reads.reached((done.body as { position: number }).position, 5_000);
    expect(await ranked()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5']);
    expect((await world.get('auditor', one)).body).toMatchObject({
      ...{ status: 'lifted', lifted: { reason: '查无此事', by: 'committee', appeal: appeal.split('/').at(-1) } },
    });
  });

  it('domain-rules 86: set a total to 0 when a judge signs, published or not, and give it back on appeal', async () => {
    await held();
    await published();
    const one = await recorded(sheet(2, { kind: 'nil', reason: '带手机入场' }));
    const signed = await world.post('judge2', `${one}/signature`, {}, await world.etag('judge2', one));
    expect(signed).toMatchObject({ status: 201, body: { changes: { moves: [{ from: 3, to: 5, by: -1 }] } } });
    const [nil] = (pick(signed.body, 'changes', 'rows') as object[]).filter((row) => pick(row, 'number') === 'A2');
    expect(nil).toMatchObject({
      ...{ from: { rank: 2, total: '90.20' }, to: { rank: 5, total: '0.00' } },
      why: [{ type: 'EntryZeroed', text: '记零分', reason: '成绩记零：带手机入场（第八条）' }],
    });
    await world.runtime.reads.reached((signed.body as { position: number }).position, 5_000);
    expect(await ranked()).toEqual(['A1', 'A3', 'A4', 'A5', 'A2']);
    const told = await world.get('organizer', `${entryUrl(2)}/explanation`);
    expect(JSON.stringify(told.body)).toContain('记零分：成绩记零：带手机入场（第八条）');
    // The public reads what was published, until it is published anew.
    const seen = await world.get(undefined, `${turning}/boards/overall`);
    expect(pick(seen.body, 'rows', 1)).toMatchObject({ number: 'A2', total: '90.20' });
    const appeal = await filedBy('second', paper(2, { sanction: one.split('/').at(-1), about: '手机未带入场' }));
    const lift = { outcome: 'lifted', reason: '查无此事', clause: '第九条' };
    const back = await world.done('committee', `${appeal}/decision`, lift, await world.etag('committee', appeal));
    expect(pick(back, 'changes', 'rows', 0)).toMatchObject({
      ...{ number: 'A2', to: { rank: 2, total: '90.20' }, why: [{ type: 'EntryZeroLifted', text: '撤销记零分' }] },
    });
    expect(await ranked()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5']);
  });

  it('domain-rules 68, 69, 82: a deduction behind the freeze counts, and it and a veto are lifted on appeal', async () => {
    await held();
    const because = { clause: 'safety', reason: '误认' };
    await world.done('organizer', `${entryUrl(3)}/veto`, because, await world.etag('organizer', entryUrl(3)));
    await published();
    const one = await recorded(sheet(1, { kind: 'points', criterion: 'faults', value: '3' }));
    const signature = await world.etag('judge2', one);
    const signed = await world.post('judge2', `${one}/signature`, {}, signature);
    expect(signed).toMatchObject({ status: 201, body: { changes: { moves: [{ from: 2, to: 4, by: -1 }] } } });
    const again = await world.post('judge2', `${one}/signature`, {}, await world.etag('judge2', one));
    expect(again.status).toBe(201);
    await world.runtime.reads.reached((signed.body as { position: number }).position, 5_000);
    expect(await ranked()).toEqual(['A2', 'A4', 'A5', 'A1']);
    const lift = { outcome: 'lifted', reason: '查无此事', clause: '第九条' };
    for (const about of [paper(1, { sanction: one.split('/').at(-1) ?? '' }), paper(3)]) {
      const appeal = await filedBy('second', about);
      await world.done('committee', `${appeal}/decision`, lift, await world.etag('committee', appeal));
    }
    expect(await ranked()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5']);
    const none = await filedBy('second', paper(4));
    expect(await world.post('committee', `${none}/decision`, lift, await world.etag('committee', none))).toMatchObject({
      ...{ status: 422, body: { code: 'sanction-not-appealed' } },
    });
  });
});

describe('changes', () => {
  it('are told to the public between publications only, to staff between any positions', async () => {
    await held();
    const before = await world.runtime.reads.head();
    expect((await world.get(undefined, `${turning}/publications/1`)).status).toBe(404);
    await published();
    const first = await world.get(undefined, `${turning}/publications/1`);
    expect(first.body).toMatchObject({ version: 1, digest: expect.any(String) });
    expect(first.body).not.toHaveProperty('changes');
    await disqualified(world, entryUrl(2), '代考');
    const head = await world.runtime.reads.head();
    for (const [who, status] of [
      [undefined, 401],
      ['neighbour', 404],
      ['auditor', 200],
    ] as const) {
      expect((await world.get(who, `${turning}/changes/${before}/${head}`)).status).toBe(status);
    }
    for (const none of [
      'publications/1/changes',
      'publications/2/changes',
      'publications/1/changes/1',
      'publications/x',
      'publications/1/changes/0',
    ]) {
      expect((await world.get(undefined, `${turning}/${none}`)).status).toBe(404);
    }
    for (const none of [`${head}/${before}`, `${before}/${head + 1}`, 'a/b', `0/${head}`]) {
      expect((await world.get('auditor', `${turning}/changes/${none}`)).status).toBe(404);
    }
    const page = await world.get('auditor', `${turning}/changes/${before}/${head}?limit=3`);
    expect(page.body).toMatchObject({ total: 4, moves: [{ from: 3, to: 5, by: -1 }] });
    const rest = await world.get('auditor', /<(.+)>/.exec(page.headers['link'] ?? '')?.[1] ?? '');
    expect([...rows(page.body), ...rows(rest.body)]).toEqual([
      ['A3', 3, 2],
      ['A4', 4, 3],
      ['A5', 5, 4],
      ['A2', 2, undefined],
    ]);
    expect((await world.get('auditor', `${turning}/changes/${before}/${before}`)).body).toMatchObject({
      total: 0,
      rows: [],
    });
  });

  it('domain-rules 83, 84: stand in the answer to what is done to an entry after the publication, tried or done', async () => {
    await held();
    await published();
    const proposal = await world.done(
      'organizer',
      `${entryUrl(2)}/disqualification`,
      { reason: '代考' },
      await world.etag('organizer', entryUrl(2)),
    );
    expect(pick(proposal, 'changes')).toMatchObject({ total: 0 });
    const out = async (query: string) =>
      world.post('second', `${entryUrl(2)}/change/confirmation${query}`, {}, await world.etag('second', entryUrl(2)));
    for (const { body } of [await out('?dryRun=true'), await out('')]) {
      expect(pick(body, 'changes')).toMatchObject({ total: 4, moves: [{ from: 3, to: 5, by: -1 }] });
    }
    const at = { criterion: 'practice', slot: 'judge' };
    const correction = { ...at, value: '99', reason: '漏加' };
    await world.done('organizer', `${entryUrl(5)}/corrections`, correction, await world.etag('organizer', entryUrl(5)));
    const confirmed = await world.post(
      'second',
      `${entryUrl(5)}/confirmations`,
      at,
      await world.etag('second', entryUrl(5)),
    );
    expect(rows(pick(confirmed.body, 'changes'))).toEqual([
      ['A5', 4, 1],
      ['A1', 1, 2],
      ['A3', 2, 3],
      ['A4', 3, 4],
    ]);
  });
});
