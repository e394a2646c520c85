import { EventTooLarge, Outage } from '@xf/es';
import { execute } from '@xf/es';
import { organization } from '@xf/access';
import { createApp } from '@xf/service';
import { competing, inMemoryOnly, pick, plan, rules, turning, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

inMemoryOnly('problems', () => {
  it('are RFC 9457 in Chinese, and in English when asked', async () => {
    const chinese = await world.get(undefined, '/api/competitions/none');
    expect(chinese.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(chinese.body).toMatchObject({
      type: '/problems/not-found',
      title: '没有找到',
      status: 404,
      code: 'not-found',
    });
    const english = await world.get(undefined, '/api/competitions/none', { 'accept-language': 'en-GB,zh;q=0.5' });
    expect(english.body).toMatchObject({ title: 'Not found', code: 'not-found' });
  });

  it('name every wrong field at once, with its pointer and what was expected', async () => {
    const contests = [{ contest: 'a b', name: '车工', receiver: 'robot', groups: [{ group: 'g' }], colour: 'red' }];
    const answer = await world.post('organizer', '/api/competitions', {
      ...plan,
      name: ' ',
      level: 7,
      contests,
      extra: 1,
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'body-invalid' } });
    const errors = pick(answer.body, 'errors') as readonly { pointer: string; code: string; zh: string; en: string }[];
    expect(new Map(errors.map(({ pointer, code }) => [pointer, code]))).toEqual(
      new Map([
        ['/extra', 'field-unknown'],
        ['/name', 'text-invalid'],
        ['/level', 'choice-invalid'],
        ['/contests/0/contest', 'text-invalid'],
        ['/contests/0/receiver', 'choice-invalid'],
        ['/contests/0/colour', 'field-unknown'],
        ['/contests/0/groups/0/name', 'field-missing'],
      ]),
    );
    for (const { zh, en } of errors)
      expect([zh, en]).toEqual([expect.stringMatching(/[\u4e00-\u9fff]/), expect.any(String)]);
  });

  it.each([
    ['not JSON', '{"account":', { 'content-type': 'application/json' }, 400, 'body-not-json'],
    ['a list', [], {}, 400, 'body-invalid'],
    ['a form', 'account=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'media-type-unknown'],
    ['plain text', 'hello', { 'content-type': 'text/plain' }, 415, 'media-type-unknown'],
    ['too much', { account: 'x'.repeat(1024 * 1024) }, {}, 413, 'body-too-large'],
    [
      'a poisoned prototype',
      '{"__proto__": {"account": "admin"}}',
      { 'content-type': 'application/json' },
      400,
      'body-not-json',
    ],
  ])('a body that is %s', async (_what, body, headers, status, code) => {
    expect(await world.request('POST', '/api/sessions', headers, body)).toMatchObject({ status, body: { code } });
  });

  it('unknown, repeated and malformed query parameters are refused', async () => {
    const answer = await world.get(undefined, '/api/competitions?limit=0&limt=5&minPosition=1&minPosition=2');
    const errors = pick(answer.body, 'errors') as readonly { parameter: string; code: string }[];
    expect(answer.status).toBe(400);
    expect(errors.map(({ parameter, code }) => `${parameter} ${code}`)).toEqual([
      'limit parameter-invalid',
      'limt parameter-unknown',
      'minPosition parameter-invalid',
    ]);
    expect((await world.get(undefined, '/api/competitions?limit=201')).status).toBe(400);
    expect((await world.get(undefined, '/api/competitions?limit=200')).status).toBe(200);
  });
});

describe('what fails within', () => {
  it('an outage of the log is told as one, may be tried again, and records nothing', async () => {
    const { store } = world.runtime.engine;
    const append = jest.spyOn(store, 'append').mockRejectedValue(new Outage('磁盘已满。The disk is full.'));
    const answer = await world.post('organizer', '/api/competitions', plan);
    append.mockRestore();
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      body: { code: 'store-unavailable' },
    });
    expect((await world.post('organizer', '/api/competitions', plan)).status).toBe(201);
  });

  it('what no log takes is told as too much for once, not as an outage', async () => {
    const { store } = world.runtime.engine;
    const append = jest.spyOn(store, 'append').mockRejectedValue(new EventTooLarge('more than 1,040,000 bytes'));
    const answer = await world.post('organizer', '/api/competitions', plan);
    append.mockRestore();
    expect(answer).toMatchObject({ status: 413, body: { code: 'event-too-large' } });
  });

  it('a bug says no more than its request id', async () => {
    await competing(world, 1);
    const live = jest.spyOn(world.served, 'live').mockImplementation(() => {
      throw new Error('/secret/path of the disk');
    });
    const answer = await world.get('organizer', `${turning}/boards/overall`);
    live.mockRestore();
    expect(answer).toMatchObject({ status: 500, body: { code: 'bug', request: answer.headers['x-request-id'] } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe('idempotency', () => {
  const grant = { role: 'judge', organization: 'west' };
  const url = '/api/accounts/judge/grants';

  it('needs a key of 1 to 128 visible characters', async () => {
    const bare = await world.request('POST', url, { authorization: `Bearer ${await world.token('admin')}` }, grant);
    expect(bare).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
    for (const key of ['a b', '键', 'x'.repeat(129)]) {
      const answer = await world.post('admin', url, grant, { 'idempotency-key': key });
      expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency-key-invalid' } });
    }
    expect((await world.post('admin', url, grant, { 'idempotency-key': 'x'.repeat(128) })).status).toBe(201);
  });

  it('answers a repeat as the first time, says so, and adds nothing', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await world.post('admin', url, grant, key);
    const head = await world.runtime.reads.head();
    const second = await world.post('admin', url, grant, key);
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second).toMatchObject({
      status: 201,
      body: first.body as object,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(second.headers['etag']).toBe(first.headers['etag']);
    expect(await world.runtime.reads.head()).toBe(head);
  });

  it('refuses the key for another content, and lets another account use it', async () => {
    const key = { 'idempotency-key': 'shared' };
    await world.post('admin', url, grant, key);
    const other = await world.post('admin', url, { ...grant, role: 'auditor' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'command-reused' } });
    expect((await world.post('organizer', '/api/competitions', plan, key)).status).toBe(201);
  });
});

describe('changing what exists', () => {
  it('needs If-Match, refuses a stale one with the current ETag, and takes the current one', async () => {
    const first = await world.post('organizer', '/api/competitions', plan);
    expect(first).toMatchObject({ status: 201, headers: { etag: '"0"' } });
    const replan = { ...plan, name: '改名后的竞赛' };
    expect(await world.post('organizer', '/api/competitions', replan)).toMatchObject({
      status: 428,
      body: { code: 'if-match-missing' },
    });
    await world.done('organizer', '/api/competitions', replan, { 'if-match': '"0"' });
    const stale = await world.post('organizer', '/api/competitions', plan, { 'if-match': '"0"' });
    expect(stale).toMatchObject({ status: 412, headers: { etag: '"1"' }, body: { code: 'stale' } });
    const odd = await world.post('organizer', '/api/competitions', plan, { 'if-match': 'W/"1"' });
    expect(odd).toMatchObject({ status: 400, body: { code: 'if-match-invalid' } });
    expect((await world.get('organizer', '/api/competitions/skills')).headers['etag']).toBe('"1"');
  });

  it('repeats a change whose If-Match has been used up by itself', async () => {
    await world.done('organizer', '/api/competitions', plan);
    const headers = { 'if-match': '"0"', 'idempotency-key': 'open' };
    const body = { rules: [{ contest: 'turning', document: rules }] };
    const first = await world.post('organizer', '/api/competitions/skills/opening', body, headers);
    const again = await world.post('organizer', '/api/competitions/skills/opening', body, headers);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body as object });
  });

  it('a dry run shows the events, masks people, writes nothing and does not use up the key', async () => {
    await competing(world, 0);
    const head = await world.runtime.reads.head();
    const body = { number: 'A1', name: '王小明', idNumber: '11010519491231002X', phone: '13812345678' };
    const key = { 'idempotency-key': 'enter-1' };
    const dry = await world.post('organizer', `${turning}/entries?dryRun=true`, body, key);
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
    const event = { type: 'EntrySubmitted', name: '王**', idNumber: '110105********002X', phone: '138****5678' };
    expect(pick(dry.body, 'events')).toEqual([expect.objectContaining(event)]);
    expect(await world.runtime.reads.head()).toBe(head);
    expect(
      (await world.post('organizer', `${turning}/entries`, body, key)).headers['idempotency-replayed'],
    ).toBeUndefined();
    const written = await world.runtime.engine.store.readAll(head, 10);
    expect(written.map(({ type }) => type).sort()).toEqual(['EntrySubmitted', 'SeatTaken']);
  });

  it('a dry run tells an organizer which places would change, and a judge nothing of the others', async () => {
    const [, , third = ''] = await competing(world, 3);
    const url = `${turning}/entries/${third}`;
    const etag = await world.etag('organizer', url);
    const theory = { criterion: 'theory', slot: '1', value: '100', reason: '漏加分' };
    const dry = await world.post('organizer', `${url}/corrections?dryRun=true`, theory, etag);
    expect(pick(dry.body, 'effect')).toEqual([
      { entry: third, board: 'overall', before: { rank: 3, total: '70.00' }, after: { rank: 3, total: '79.00' } },
    ]);
    const mark = { criterion: 'practice', value: '100' };
    const tried = await world.post('judge2', `${url}/scores?dryRun=true`, mark);
    expect(tried).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(tried.body).not.toHaveProperty('effect');
    expect(await world.post('organizer', `${url}/scores?dryRun=true`, { ...mark, slot: 'J9' })).toMatchObject({
      body: { effect: [{ before: { rank: 3 }, after: { rank: 2, total: '80.50' } }] },
    });
  });

  it('takes a time of happening in the past, and none in the future or without a zone', async () => {
    const [entry = ''] = await competing(world, 1);
    const url = `${turning}/entries/${entry}/scores`;
    const mark = { criterion: 'practice', slot: 'J9', value: '50' };
    const future = await world.post('organizer', url, { ...mark, validAt: '2026-05-01T09:00:00.001+08:00' });
    expect(future).toMatchObject({
      status: 422,
      body: { code: 'valid-at-in-future', errors: [{ pointer: '/validAt' }] },
    });
    for (const validAt of ['2026-05-01T08:00:00', '2026-02-30T08:00:00Z', '2026-05-01']) {
      expect((await world.post('organizer', url, { ...mark, validAt })).status).toBe(400);
    }
    const done = await world.done('organizer', url, { ...mark, validAt: '2026-05-01T00:30:00Z' });
    const [event] = await world.runtime.engine.store.readAll(done.position - 1, 1);
    expect(event?.validAt).toBe(Date.parse('2026-05-01T08:30:00+08:00'));
  });
});

describe('reading what was just written', () => {
  it('waits for a position the log has, and gives up on one it has not', async () => {
    const done = await execute(
      world.runtime.engine,
      organization,
      { type: 'RegisterOrganization', organization: 'north', name: '北区', level: 'district', parent: 'city' },
      { actor: 'ops:test', command: 'north' },
    );
    const position = done.kind === 'done' ? done.position : 0;
    const list = await world.get('organizer', `/api/organizations?minPosition=${position}`);
    expect(pick(list.body, 'rows')).toEqual(
      expect.arrayContaining([expect.objectContaining({ organization: 'north' })]),
    );
    const beyond = await world.get('organizer', `/api/organizations?minPosition=${position + 1}`);
    expect(beyond).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'view-behind' } });
  });
});

inMemoryOnly('the outside', () => {
  it('lets other origins read public routes and nothing else', async () => {
    expect((await world.get(undefined, '/api/competitions')).headers['access-control-allow-origin']).toBe('*');
    expect((await world.get('organizer', '/api/me')).headers['access-control-allow-origin']).toBeUndefined();
    const post = await world.request('POST', '/api/sessions', {}, { account: 'a', password: 'b' });
    expect(post.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('sends security headers on every answer, problems included', async () => {
    const wanted = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' };
    for (const url of ['/livez', '/nothing', '/api/me']) {
      const { headers } = await world.get(undefined, url);
      expect(headers).toMatchObject({
        ...wanted,
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });

  it('writes one line per request, with the route and without what was asked', async () => {
    const lines: object[] = [];
    const app = await createApp(world.runtime, { log: (line) => lines.push(line) });
    await app.inject({ method: 'GET', url: '/api/competitions/skills13812345678?limit=3&cursor=secret' });
    await app.inject({ method: 'POST', url: '/api/sessions', payload: { account: 'organizer', password: 'hidden' } });
    await app.close();
    expect(lines).toEqual([
      expect.objectContaining({ method: 'GET', route: '/api/competitions/:competition', status: 400, level: 'info' }),
      expect.objectContaining({
        method: 'POST',
        route: '/api/sessions',
        status: 401,
        request: expect.any(String) as string,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/13812345678|secret|organizer|hidden/);
  });
});

describe('the service', () => {
  it('is alive, and ready while every view follows', async () => {
    expect((await world.get(undefined, '/livez')).status).toBe(200);
    expect(await world.get(undefined, '/readyz')).toMatchObject({ status: 200, body: { ready: true } });
    const status = world.runtime.following.status.bind(world.runtime.following);
    const broken = (change: object) => async () =>
      (await status()).map((one, n) => (n === 0 ? { ...one, ...change } : one));
    const following = world.runtime.following as { status: typeof status };
    following.status = broken({ halted: 'entry-c.e@3: unreadable' });
    expect(await world.get(undefined, '/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    // It lacks as many events as are counted, and the oldest of them is half a minute old.
    const { store } = world.runtime.engine;
    const [event] = await store.readAll(0, 1);
    const oldest = jest.spyOn(store, 'readAll').mockResolvedValue([event!]);
    const behind = jest.spyOn(store, 'countBehind');
    following.status = broken({ position: 0 });
    const answers: [count: number, ms: number, status: number][] = [
      [1_000, 30_000, 200],
      [999, 30_001, 200],
      [1_000, 30_001, 503],
    ];
    for (const [count, ms, ready] of answers) {
      behind.mockResolvedValue(count);
      const now = jest.spyOn(world.clock, 'now').mockReturnValue(event!.recordedAt + ms);
      expect([count, ms, (await world.get(undefined, '/readyz')).status]).toEqual([count, ms, ready]);
      now.mockRestore();
    }
    for (const one of [oldest, behind]) one.mockRestore();
  });
});
