import { competing, freeze, inMemoryOnly, pick, plan, publish, rules, turning, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const overall = `${turning}/boards/overall`;
const numbers = (body: unknown) => (pick(body, 'rows') as readonly { number: string }[]).map((row) => row.number);

describe('a competition over HTTP', () => {
  it('is ranked live for staff and shown to the public as published', async () => {
    await competing(world, 3);
    expect((await world.get(undefined, overall)).status).toBe(404);
    expect((await world.get(undefined, '/api/competitions/skills')).status).toBe(404);
    expect(pick((await world.get(undefined, '/api/competitions')).body, 'rows')).toEqual([]);
    const live = await world.get('organizer', overall);
    expect(live).toMatchObject({
      status: 200,
      body: { state: 'running', total: 3, asOf: { time: '2026-05-01T09:00:00.000+08:00' } },
    });
    expect(pick(live.body, 'rows', 0)).toMatchObject({ rank: 1, number: 'A1', name: '选手1号', total: '90.00' });

    const list = async (query: string) =>
      (pick((await world.get('organizer', `/api/competitions${query}`)).body, 'rows') as readonly object[]).length;
    expect([await list(''), await list('?position=0'), await list('?asOf=2026-04-30T00:00:00Z')]).toEqual([1, 0, 0]);
    expect(await world.get(undefined, '/api/competitions?position=1')).toMatchObject({ status: 401 });

    await freeze(world);
    expect((await world.get(undefined, overall)).status).toBe(404);
    await publish(world);
    const shown = await world.get(undefined, overall);
    expect(shown).toMatchObject({
      status: 200,
      body: { state: 'published', stateText: '已公布', pending: false, asOf: { version: 1 } },
    });
    expect(numbers(shown.body)).toEqual(['A1', 'A2', 'A3']);
    expect(pick((await world.get(undefined, '/api/competitions')).body, 'rows', 0)).toMatchObject({
      competition: 'skills',
    });
    expect(pick((await world.get(undefined, `${turning}/publications`)).body, 'rows', 0)).toMatchObject({
      version: 1,
      digest: expect.any(String),
    });
  });

  it('domain-rules 131: a correction after publication needs a reason and a second person, and is seen when published', async () => {
    const [first = '', , third = ''] = await competing(world, 3);
    await freeze(world);
    // Behind the freeze each change tells the places it moves, before anything is public too. domain-rules 83, 84.
    const out = `${turning}/entries/${first}`;
    const body = { reason: '代考' };
    const tried = await world.post(
      'organizer',
      `${out}/disqualification?dryRun=true`,
      body,
      await world.etag('organizer', out),
    );
    expect(pick(tried.body, 'changes')).toMatchObject({ total: 3 });
    await publish(world);
    const entry = `${turning}/entries/${third}`;
    const correction = { criterion: 'practice', slot: 'judge', value: '100' };
    const ifMatch = await world.etag('organizer', entry);
    const bare = await world.post('organizer', `${entry}/corrections`, correction, ifMatch);
    expect(bare).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    await world.done('organizer', `${entry}/corrections`, { ...correction, reason: '录入错误' }, ifMatch);
    const confirm = { criterion: 'practice', slot: 'judge' };
    const own = await world.post('organizer', `${entry}/confirmations`, confirm, await world.etag('organizer', entry));
    expect(own).toMatchObject({ status: 403, body: { code: 'second-person-needed' } });
    await world.done('second', `${entry}/confirmations`, confirm, await world.etag('second', entry));

    expect(pick((await world.get('organizer', overall)).body, 'rows', 0)).toMatchObject({
      number: 'A3',
      total: '91.00',
    });
    const before = await world.get(undefined, overall);
    expect(before.body).toMatchObject({ pending: true });
    expect(numbers(before.body)).toEqual(['A1', 'A2', 'A3']);
    expect(numbers((await world.get('organizer', `${overall}?view=published`)).body)).toEqual(['A1', 'A2', 'A3']);

    world.clock.advance(1_000);
    const { position } = await publish(world, '更正录入错误');
    const after = await world.get(undefined, `${overall}?minPosition=${position}`);
    expect(after.body).toMatchObject({ pending: false, asOf: { version: 2 } });
    expect(numbers(after.body)).toEqual(['A3', 'A1', 'A2']);
    const then = await world.get(undefined, `${overall}?asOf=${encodeURIComponent('2026-05-01T09:00:00.500+08:00')}`);
    expect(numbers(then.body)).toEqual(['A1', 'A2', 'A3']);
  });

  it('a second publication without a reason, or before the freeze, is refused', async () => {
    await competing(world, 1);
    const early = await world.post(
      'organizer',
      `${turning}/publications`,
      {},
      await world.etag('organizer', '/api/competitions/skills'),
    );
    expect(early).toMatchObject({ status: 409, body: { code: 'scores-not-frozen' } });
    await freeze(world);
    await publish(world);
    const again = await world.post(
      'organizer',
      `${turning}/publications`,
      {},
      await world.etag('organizer', '/api/competitions/skills'),
    );
    expect(again).toMatchObject({ status: 422, body: { code: 'reason-missing', errors: [{ pointer: '/reason' }] } });
  });

  it('domain-rules 82: a publication cannot be backdated, which would take from the time for appeals', async () => {
    await competing(world, 1);
    await freeze(world);
    const etag = await world.etag('organizer', '/api/competitions/skills');
    const backdated = await world.post(
      'organizer',
      `${turning}/publications`,
      { validAt: '2026-04-30T09:00:00+08:00' },
      etag,
    );
    expect(backdated).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
    expect((await world.post('organizer', `${turning}/publications`, {}, etag)).status).toBe(201);
  });

  it('a publication repeated after more was recorded has its first digest', async () => {
    const [first = ''] = await competing(world, 2);
    await freeze(world);
    const headers = { ...(await world.etag('organizer', '/api/competitions/skills')), 'idempotency-key': 'publish' };
    const once = await world.done('organizer', `${turning}/publications`, {}, headers);
    const entry = `${turning}/entries/${first}`;
    await world.done(
      'organizer',
      `${entry}/disqualification`,
      { reason: '冒名' },
      await world.etag('organizer', entry),
    );
    const again = await world.post('organizer', `${turning}/publications`, {}, headers);
    expect(again).toMatchObject({ status: 201, body: once, headers: { 'idempotency-replayed': 'true' } });
  });
});

describe('pages', () => {
  it('of staff stay at the moment of the first one while marks arrive', async () => {
    const ids = await competing(world, 5);
    const first = await world.get('organizer', `${overall}?limit=2`);
    expect(numbers(first.body)).toEqual(['A1', 'A2']);
    const last = `${turning}/entries/${ids[4] ?? ''}`;
    const correction = { criterion: 'practice', slot: 'judge', value: '100', reason: '录入错误' };
    await world.done('organizer', `${last}/corrections`, correction, await world.etag('organizer', last));
    expect(numbers((await world.get('organizer', `${overall}?limit=2`)).body)).toEqual(['A1', 'A5']);
    const link = /<(.+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await world.get('organizer', link);
    expect(numbers(second.body)).toEqual(['A3', 'A4']);
    expect(pick(second.body, 'asOf')).toEqual(pick(first.body, 'asOf'));
    const third = await world.get('organizer', `${overall}?limit=2&cursor=${String(pick(second.body, 'next'))}`);
    expect(numbers(third.body)).toEqual(['A5']);
    expect(third.headers['link']).toBeUndefined();
  });

  it('of the public cannot be forged into a look between publications', async () => {
    await competing(world, 3);
    await freeze(world);
    await publish(world);
    const first = await world.get(undefined, `${overall}?limit=1`);
    const cursor = String(pick(first.body, 'next'));
    expect(numbers((await world.get(undefined, `${overall}?limit=1&cursor=${cursor}`)).body)).toEqual(['A2']);
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string, string];
    const forged = Buffer.from(JSON.stringify([parts[0] + 1, parts[1], parts[2]])).toString('base64url');
    for (const wrong of [forged, 'x', Buffer.from('[1]').toString('base64url')]) {
      expect(await world.get(undefined, `${overall}?cursor=${wrong}`)).toMatchObject({
        status: 400,
        body: { code: 'cursor-invalid' },
      });
    }
  });

  it('are not sent again to who has them', async () => {
    await competing(world, 1);
    await freeze(world);
    await publish(world);
    const first = await world.get(undefined, overall);
    const again = await world.get(undefined, overall, { 'if-none-match': first.headers['etag'] ?? '' });
    expect([again.status, again.body]).toEqual([304, '']);
    expect((await world.get(undefined, overall, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('show staff any earlier moment, and by when things happened', async () => {
    const [first = ''] = await competing(world, 2);
    const before = await world.runtime.reads.head();
    world.clock.advance(60_000);
    const entry = `${turning}/entries/${first}`;
    await world.done('organizer', `${entry}/withdrawal`, { reason: '因病' }, await world.etag('organizer', entry));
    const rank = (body: unknown) => pick(body, 'rows', 0, 'number');
    expect(rank((await world.get('organizer', overall)).body)).toBe('A2');
    expect(rank((await world.get('organizer', `${overall}?position=${before}`)).body)).toBe('A1');
    const nine = encodeURIComponent('2026-05-01T09:00:30+08:00');
    expect(rank((await world.get('organizer', `${overall}?asOf=${nine}`)).body)).toBe('A1');
    expect(rank((await world.get('organizer', `${overall}?validAt=${nine}`)).body)).toBe('A1');
    expect((await world.get(undefined, `${overall}?validAt=${nine}`)).status).toBe(404);
  });

  it('around an entry show who stands next to it', async () => {
    const ids = await competing(world, 5);
    const page = await world.get('organizer', `${overall}?around=${ids[2] ?? ''}&limit=3`);
    expect(numbers(page.body)).toEqual(['A2', 'A3', 'A4']);
  });
});

describe('who sees and does what', () => {
  it('an organizer of another district sees and changes nothing here', async () => {
    const [first = ''] = await competing(world, 1);
    const entry = `${turning}/entries/${first}`;
    for (const url of ['/api/competitions/skills', overall, `${turning}/entries`, entry, `${entry}/explanation`]) {
      expect((await world.get('neighbour', url)).status).toBe(404);
      expect((await world.get('organizer', url)).status).toBe(200);
    }
    expect(
      (await world.post('neighbour', `${entry}/withdrawal`, { reason: '越权' }, { 'if-match': '"2"' })).status,
    ).toBe(404);
    expect((await world.post('neighbour', `${turning}/freeze`, {}, { 'if-match': '"1"' })).status).toBe(404);
    expect((await world.post('neighbour', '/api/competitions', { ...plan, competition: 'x' })).status).toBe(404);
    const taken = await world.post('neighbour', '/api/competitions', { ...plan, organization: 'west' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'competition-open' } });
  });

  it('a judge marks in their own name only', async () => {
    const [first = ''] = await competing(world, 1);
    const url = `${turning}/entries/${first}/scores`;
    const mark = { criterion: 'practice', value: '70' };
    const forged = await world.post('judge2', url, { ...mark, slot: 'judge' });
    expect(forged).toMatchObject({ status: 403, body: { errors: [{ pointer: '/slot' }] } });
    await world.done('judge2', url, mark);
    const entry = await world.get('organizer', `${turning}/entries/${first}`);
    expect(pick(entry.body, 'marks')).toContainEqual({ criterion: 'practice', slot: 'judge2', value: '70' });
    expect((await world.post('auditor', url, mark)).status).toBe(403);
  });

  it('domain-rules 132: the same mark sent twice counts once, another one is a conflict', async () => {
    const [first = ''] = await competing(world, 1);
    const url = `${turning}/entries/${first}/scores`;
    const head = await world.runtime.reads.head();
    expect((await world.post('judge', url, { criterion: 'practice', value: '90' })).status).toBe(201);
    expect(await world.runtime.reads.head()).toBe(head);
    const other = await world.post('judge', url, { criterion: 'practice', value: '91' });
    expect(other).toMatchObject({ status: 409, body: { code: 'score-exists', detail: '已登记：90' } });
  });

  it('a mark outside the rule document says which value is wrong', async () => {
    const [first = ''] = await competing(world, 1);
    const answer = await world.post('judge2', `${turning}/entries/${first}/scores`, {
      criterion: 'practice',
      value: '101',
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'score-refused', errors: [{ pointer: '/value' }] } });
  });

  it('domain-rules 120: ID numbers are never shown whole, telephones to organizers only', async () => {
    await competing(world, 0);
    const person = { number: 'A1', name: '王小明', idNumber: '11010519491231002X', phone: '13812345678' };
    const { entry } = await world.done('organizer', `${turning}/entries`, person);
    const url = `${turning}/entries/${entry}`;
    const own = await world.get('organizer', url);
    expect(own.body).toMatchObject({ name: '王小明', idNumber: '110105********002X', phone: '13812345678' });
    expect((await world.get('auditor', url)).body).toMatchObject({
      idNumber: '110105********002X',
      phone: '138****5678',
    });
    const wrong = { ...person, number: 'A2', idNumber: '110105194912310021' };
    expect(await world.post('organizer', `${turning}/entries`, wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/idNumber' }] },
    });
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    expect(log).not.toMatch(/19491231|13812345678|王小明/);
  });

  it('domain-rules 80: judges read no names before the freeze', async () => {
    const [first = ''] = await competing(world, 1);
    const nameFor = async (who: string) => pick((await world.get(who, `${turning}/entries/${first}`)).body, 'name');
    expect(await nameFor('judge')).toBeUndefined();
    expect(await nameFor('auditor')).toBe('选手1号');
    await freeze(world);
    expect(await nameFor('judge')).toBe('选手1号');
  });

  it('domain-rules 123: an erased person keeps the rank and loses the name, on cached pages too', async () => {
    const [first = ''] = await competing(world, 2);
    await freeze(world);
    await publish(world);
    expect(pick((await world.get(undefined, overall)).body, 'rows', 0)).toMatchObject({ rank: 1, name: '选手1号' });
    const [submitted] = await world.runtime.engine.store.readStream(`entry-skills.${first}`);
    await world.runtime.engine.vault.destroy(String(submitted?.data['subject']));
    expect(pick((await world.get(undefined, overall)).body, 'rows', 0)).toMatchObject({
      rank: 1,
      name: '已删除',
      number: 'A1',
    });
  });

  it('domain-rules 123: nothing new is recorded about a person who was erased', async () => {
    await competing(world, 0);
    const person = { number: 'A1', name: '王小明', idNumber: '11010519491231002X' };
    const { entry } = await world.done('organizer', `${turning}/entries`, person);
    const [submitted] = await world.runtime.engine.store.readStream(`entry-skills.${entry}`);
    const url = `${turning}/entries/${entry}`;
    await world.done('organizer', `${url}/withdrawal`, { reason: '依申请' }, await world.etag('organizer', url));
    await world.runtime.engine.vault.destroy(String(submitted?.data['subject']));
    const again = await world.post('organizer', `${turning}/entries`, { ...person, number: 'A2' });
    expect(again).toMatchObject({ status: 409, body: { code: 'subject-erased' } });
  });

  it('explains a rank: with events for staff, without judges for the public', async () => {
    const [, second = ''] = await competing(world, 2);
    const url = `${turning}/entries/${second}/explanation`;
    expect((await world.get(undefined, url)).status).toBe(404);
    await freeze(world);
    await publish(world);
    const staff = await world.get('auditor', url);
    expect(pick(staff.body, 'marks')).toContainEqual({
      criterion: 'practice',
      slot: 'judge',
      value: '80',
      ref: `entry-skills.${second}@2`,
      late: false,
    });
    expect(pick(staff.body, 'places', 0)).toMatchObject({ board: 'overall', rank: 2, of: 2, above: { number: 'A1' } });
    const open = await world.get(undefined, url);
    expect(pick(open.body, 'derivation', 'scored')).toMatchObject({ total: '80.00' });
    expect(pick(open.body, 'derivation', 'zh')).toContain('结果：总分 80.00');
    expect(JSON.stringify(open.body)).not.toContain('judge');
  });
});

inMemoryOnly('rule documents', () => {
  it('are checked with all their problems and pointers', async () => {
    const good = await world.post('organizer', '/api/rule-documents/check', { document: rules });
    expect(good).toMatchObject({ status: 200, body: { ok: true, problems: [] } });
    const bad = { ...rules, total: 'nothing', ranking: { better: 'upwards', method: '9' } };
    const answer = await world.post('organizer', '/api/rule-documents/check', { document: bad });
    const problems = pick(answer.body, 'problems') as readonly { pointer: string }[];
    expect(answer.status).toBe(200);
    expect(problems.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/ranking/better', '/ranking/method']),
    );
    expect((await world.get(undefined, '/schemas/rule-document-1.json')).body).toHaveProperty('$schema');
  });

  it('hold no sealed text: a page that opens names would open it', async () => {
    const document = { ...rules, title: 'sealed:1:p1:name:abc' };
    expect(await world.post('organizer', '/api/rule-documents/check', { document })).toMatchObject({
      status: 400,
      body: { code: 'body-invalid', errors: [expect.objectContaining({ code: 'document-invalid' })] },
    });
  });

  it('that do not load keep a competition closed', async () => {
    await world.done('organizer', '/api/competitions', plan);
    const body = { rules: [{ contest: 'turning', document: { id: 'x' } }] };
    const answer = await world.post('organizer', '/api/competitions/skills/opening', body, { 'if-match': '"0"' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'rules-refused' } });
    expect((pick(answer.body, 'errors') as readonly unknown[]).length).toBeGreaterThan(3);
  });
});
