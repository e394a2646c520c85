import { setImmediate } from 'node:timers/promises';
import { executeAll, untyped } from '@xf/es';
import { honour as honourDecider, listsFor } from '@xf/honours';
import { pick, World, type Reply } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
};
const may = '/api/organizations/east/lists/may';
const first = `${may}/versions/1`;

/** So many honours, the last of them of a unit as given. */
async function honoured(count: number, lastUnit = '第一机械厂'): Promise<void> {
  const items = Array.from({ length: count }, (_, n) => ({
    decider: untyped(honourDecider),
    command: {
      ...{ type: 'RegisterEarlierHonour', award: 'medal', document: medal, organization: 'east', receiver: 'person' },
      ...{ subject: `s${n}`, name: n % 2 === 0 ? '王填' : '李涛', unit: n === count - 1 ? lastUnit : `第${n}车间` },
      ...{ decision: '黄工字〔2026〕1号', conferredOn: '2026-04-28' },
    } as const,
  }));
  const { engine, reads } = world.runtime;
  await executeAll(engine, items, { actor: 'ops:test', command: `seed-${count}-${lastUnit}` });
  await reads.reached(await reads.head(), 5_000);
}

const list = {
  ...{ title: '名单', purpose: 'notice', endsOn: '2026-05-31' },
  columns: ['number', 'award', 'name', 'unitPost'],
};
const prepare = (count: number, more: object = {}) =>
  world.post('organizer', `${may}/versions`, { ...list, stated: [{ award: 'medal', count }], ...more });
const begin = (who: string, format: string, version = first) => world.post(who, `${version}/exports`, { format });
const idOf = ({ body }: Reply) => String(pick(body, 'export'));

/** Asks until it is ready or refused; answers everything that was told on the way. */
async function followed(
  who: string,
  id: string,
  between: () => Promise<unknown> = setImmediate,
): Promise<readonly Reply[]> {
  const told: Reply[] = [];
  for (;;) {
    // The making has its turn as it would between requests that come from a network.
    await between();
    const answer = await world.get(who, `${first}/exports/${id}`);
    told.push(answer);
    if (answer.status !== 200 || pick(answer.body, 'state') === 'ready') return told;
  }
}

/**
 * From now on the names of a page wait to be opened, and each call opens one page. So whoever asks between two calls finds
 * the list at most a page further, however quick the machine is.
 */
function pageByPage(): () => Promise<unknown> {
  const { vault } = world.runtime.engine;
  const reveal = vault.reveal.bind(vault);
  const waiting: (() => void)[] = [];
  jest.spyOn(vault, 'reveal').mockImplementation(async (sealed) => {
    if (sealed.length > 1) await new Promise<void>((open) => waiting.push(open));
    return reveal(sealed);
  });
  return () => {
    waiting.shift()?.();
    return setImmediate();
  };
}

async function file(who: string, url: string, payload?: object) {
  const headers = { authorization: `Bearer ${await world.token(who)}`, 'idempotency-key': `take-${who}-${url}` };
  return world.app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
}

describe('exports of lists', () => {
  it('domain-rules 117, 120: an export is made while its progress is read, is the file of a download, and is recorded as one', async () => {
    await honoured(700, '+1815采煤队');
    await prepare(700);
    const nextPage = pageByPage();
    const begun = await begin('publicity', 'csv');
    expect(begun).toMatchObject({ status: 202, body: { format: 'csv', state: 'checking', done: 0, total: 1_400 } });
    const id = idOf(begun);
    const unready = await file('publicity', `${first}/exports/${id}/file`);
    expect([unready.statusCode, unready.json()]).toMatchObject([409, { code: 'export-unready' }]);
    const told = await followed('publicity', id, nextPage);
    jest.restoreAllMocks();
    const done = told.map(({ body }) => Number(pick(body, 'done')));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.some((one) => one > 0 && one < 1_400)).toBe(true);
    expect(told.at(-1)?.body).toMatchObject({ state: 'ready', done: 1_400, total: 1_400 });
    // Asked for again it is the same one, and nothing begins anew.
    expect(await begin('publicity', 'csv')).toMatchObject({ status: 202, body: { export: id, state: 'ready' } });

    const types = async () => (await world.runtime.engine.store.readAll(0, 2_000)).map(({ type }) => type);
    expect(await types()).not.toContain('ListDownloaded');
    const exported = await file('publicity', `${first}/exports/${id}/file`);
    expect([exported.statusCode, exported.headers['x-neutralised-count']]).toEqual([200, '1']);
    const downloaded = await file('publicity', `${first}/downloads`, { format: 'csv' });
    expect(exported.rawPayload.equals(downloaded.rawPayload)).toBe(true);
    const known = await world.get('organizer', `${may}/downloads`);
    const taken = { by: 'publicity', version: 1, format: 'csv' };
    expect(pick(known.body, 'rows')).toMatchObject([taken, taken]);
  });

  it('tells who prepares a list how far it is, and nobody else, until the version is there', async () => {
    await honoured(300);
    const preparation = `${may}/preparation`;
    await Promise.all(['organizer', 'second'].map((who) => world.token(who)));
    const nextPage = pageByPage();
    const prepared = prepare(300);
    const told: Reply[] = [];
    const others: number[] = [];
    const state = { isDone: false };
    void prepared.finally(() => (state.isDone = true));
    while (!state.isDone) {
      await nextPage();
      const answer = await world.get('organizer', preparation);
      if (answer.status === 200) told.push(answer);
      others.push((await world.get('second', preparation)).status);
    }
    jest.restoreAllMocks();
    const done = told.map(({ body }) => Number(pick(body, 'done')));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.some((one) => one > 0 && one < 600)).toBe(true);
    expect(told[0]?.body).toMatchObject({ state: 'preparing', total: 600 });
    expect(new Set(others)).toEqual(new Set([404]));
    expect((await prepared).status).toBe(201);
    expect(await world.get('organizer', preparation)).toMatchObject({
      status: 404,
      body: { code: 'preparation-unknown' },
    });
  });

  it('is for the one who asked for it, of that version, as long as they may have it', async () => {
    await honoured(3);
    await prepare(3, { endsOn: '2026-05-01' });
    await prepare(3);
    const id = idOf(await begin('organizer', 'json'));
    await followed('organizer', id);
    for (const [who, url] of [
      ['publicity', `${first}/exports/${id}`],
      ['organizer', `${may}/versions/2/exports/${id}`],
      ['neighbour', `${first}/exports/${id}`],
    ] as const) {
      expect([who, (await world.get(who, url)).status]).toEqual([who, 404]);
    }
    expect((await file('publicity', `${first}/exports/${id}/file`)).statusCode).toBe(404);
    expect((await begin('judge', 'json')).status).toBe(403);
    world.until(world.clock.now() + 31 * 60_000);
    expect(await world.get('organizer', `${first}/exports/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'export-unknown' },
    });
    expect(idOf(await begin('organizer', 'json'))).toBe(id);
    await followed('organizer', id);
    world.until(Date.parse('2026-05-02T00:00:00+08:00'));
    expect((await file('organizer', `${first}/exports/${id}/file`)).json()).toMatchObject({ code: 'list-over' });
  });

  it('domain-rules 123: what is ready is opened when it is sent: who was erased meanwhile is in no file', async () => {
    await honoured(2);
    await prepare(2);
    const id = idOf(await begin('organizer', 'csv'));
    await followed('organizer', id);
    const { engine } = world.runtime;
    await engine.vault.destroy('s0');
    const cut = await file('organizer', `${first}/exports/${id}/file`).catch((error: unknown) => error as Error);
    expect(cut instanceof Error ? '' : cut.body).not.toContain('王');
  });

  it('a list too long to be sent at once is refused, and says what to do', async () => {
    const total = 20_001;
    const gathered = {
      ...{ position: 1, asOf: world.clock.now(), rowsHash: 'sha256:0', masks: [], limits: { personal: [] } },
      counts: [{ award: 'medal', count: total }],
    };
    const command = {
      ...{ type: 'PrepareList', organization: 'east', list: 'may', title: '名单', purpose: 'notice', filter: {} },
      ...{ names: 'surname-strokes', columns: ['name'], stated: gathered.counts, endsOn: '2026-05-31' },
    } as const;
    const decider = untyped(listsFor({ roles: ['organizer'], gathered }));
    await executeAll(world.runtime.engine, [{ decider, command }], { actor: 'ops:test', command: 'long' });
    const answer = await file('organizer', `${first}/downloads`, { format: 'xlsx' });
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'list-long' }]);
    expect(answer.body).toContain('exports');
  });
});
