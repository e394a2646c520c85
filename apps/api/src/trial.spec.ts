import { competing, pick, rules, turning, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const prizes = [{ id: 'first', name: '一等奖', ranks: { from: 1, to: 1 } }];
const [theory, , total] = rules.values;
/** Theory alone, the lowest first, and the first two go on. */
const draft = {
  ...rules,
  id: 'draft',
  ranking: { better: 'lower', method: '1224' },
  values: [theory, { ...total, weightedMean: [{ value: 'theory', weight: '1' }] }],
  prizes,
  process: { advance: { cut: { by: 'rank', to: 2 } } },
};
const tryRules = (who: string | undefined, document: object, headers = {}, query = '') =>
  world.post(who, `${turning}/what-if${query}`, { document }, headers);

async function held(entries: number): Promise<void> {
  await competing(world, entries);
  await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
}

/** An entry with the same mark in both criteria. */
async function enter(number: string, value: string): Promise<void> {
  const { entry } = await world.done('organizer', `${turning}/entries`, { number, name: '张小明' });
  await world.done('organizer', `${turning}/entries/${entry}/scores`, { criterion: 'theory', slot: '1', value });
  await world.done('judge', `${turning}/entries/${entry}/scores`, { criterion: 'practice', value });
}

/** One prize and a cut after the second, and three who compete. */
async function opened(): Promise<void> {
  const document = { ...rules, prizes, process: { advance: { cut: { by: 'rank', to: 2 } } } };
  const plan = { competition: 'skills', organization: 'east', name: '竞赛', level: 'district' };
  const contests = [{ contest: 'turning', name: '车工', receiver: 'person', groups: [] }];
  const planned = await world.done('organizer', '/api/competitions', { ...plan, contests });
  const opening = { rules: [{ contest: 'turning', document }] };
  await world.done('organizer', '/api/competitions/skills/opening', opening, { 'if-match': `"${planned.revision}"` });
  await enter('B1', '90');
  await enter('B2', '89');
  await enter('B3', '70');
}

describe('what other rules would change', () => {
  it('says who enters and leaves and who moves, from old rank to new, and counts them', async () => {
    await held(3);
    const answer = await tryRules('organizer', draft);
    expect(answer).toMatchObject({ status: 201, body: { unread: ['practice'], total: 2 } });
    expect(pick(answer.body, 'boards')).toEqual([
      {
        ...{ board: 'overall', up: 1, down: 1, ranked: 0, unranked: 0 },
        prizes: [{ prize: 'first', enters: { count: 1, numbers: ['A3'] }, leaves: { count: 0, numbers: [] } }],
        advance: { enters: { count: 2, numbers: ['A3', 'A2'] }, leaves: { count: 0, numbers: [] } },
        totals: pick(answer.body, 'boards', 0, 'totals'),
      },
    ]);
    const rows = pick(answer.body, 'rows') as readonly { number: string; from: object; to: object }[];
    expect(rows.find(({ number }) => number === 'A1')).toMatchObject({ from: { rank: 1 }, to: { rank: 3 } });
    expect(rows.find(({ number }) => number === 'A3')).toMatchObject({ from: { rank: 3 }, to: { rank: 1 } });
    const board = await world.get('organizer', `${turning}/boards/overall`);
    expect(pick(board.body, 'rows', 0, 'number')).toBe('A1');
  });

  it('records that somebody looked, for organizers and auditors to read, without the draft or a mark', async () => {
    await held(2);
    const answer = await tryRules('organizer', draft);
    await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
    for (const who of ['organizer', 'auditor']) {
      const list = await world.get(who, `${turning}/what-if`);
      expect(pick(list.body, 'rows')).toEqual([
        {
          ...{ trial: pick(answer.body, 'trial'), hash: pick(answer.body, 'hash'), by: 'organizer' },
          ...{ position: pick(answer.body, 'position'), at: '2026-05-01T09:00:00.000+08:00' },
        },
      ]);
    }
    const trial = `trial-skills.${String(pick(answer.body, 'trial'))}`;
    const [event] = await world.runtime.engine.store.readStream(trial);
    expect(Object.keys(event?.data as object).sort()).toEqual(
      ['by', 'competition', 'contest', 'hash', 'position', 'trial'].sort(),
    );
  });

  it('answers page by page on the marks of the first look, recorded once, whatever is recorded in between', async () => {
    await held(3);
    const key = { 'idempotency-key': 'look-1' };
    const first = await tryRules('organizer', draft, key, '?limit=1');
    await world.done('organizer', `${turning}/entries`, { number: 'A9', name: '陈小红' });
    const next = String(pick(first.body, 'next'));
    const second = await tryRules('organizer', draft, key, `?limit=1&cursor=${next}`);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect([pick(first.body, 'total'), pick(second.body, 'total')]).toEqual([2, 2]);
    expect(pick(second.body, 'position')).toBe(pick(first.body, 'position'));
    const numbers = [first, second].flatMap(({ body }) => pick(body, 'rows') as readonly { number: string }[]);
    expect(new Set(numbers.map(({ number }) => number))).toEqual(new Set(['A1', 'A3']));
    expect(pick(second.body, 'next')).toBeUndefined();
    const others = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => tryRules('organizer', { ...draft, title: `${n}` }, { 'idempotency-key': `o${n}` })),
    );
    expect(others.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const again = await tryRules('organizer', draft, key, '?limit=1');
    expect(pick(again.body, 'rows')).toEqual(pick(first.body, 'rows'));
    expect(await tryRules('organizer', rules, key)).toMatchObject({ status: 422, body: { code: 'command-reused' } });
  });

  it('answers two first sends of one key the same, although marks came between what they have read', async () => {
    await held(3);
    const key = { 'idempotency-key': 'twice' };
    const { store } = world.runtime.engine;
    const append = store.append.bind(store);
    let second: Awaited<ReturnType<typeof tryRules>> | undefined;
    jest.spyOn(store, 'append').mockImplementationOnce(async (appends) => {
      await world.done('organizer', `${turning}/entries`, { number: 'A0', name: '陈小红' });
      second = await tryRules('organizer', draft, key);
      // So many looks later the answer is no longer at hand, as it is not in another process.
      for (const n of [1, 2, 3, 4]) await tryRules('organizer', draft, { 'idempotency-key': `later-${n}` });
      return append(appends);
    });
    const first = await tryRules('organizer', draft, key);
    expect([first.status, second?.status]).toEqual([201, 201]);
    expect(first.body).toEqual(second?.body);
    expect([first, second].map((one) => one?.headers['idempotency-replayed'])).toEqual(['true', undefined]);
  });

  it('names those who share a place in the order of their numbers', async () => {
    await opened();
    for (const number of ['B9', 'B7', 'B5', 'B8', 'B6', 'B4']) await enter(number, '50');
    const wide = { ...rules, prizes: [{ ...prizes[0], ranks: { from: 1, to: 4 } }] };
    const answer = await tryRules('organizer', wide);
    const entering = pick(answer.body, 'boards', 0, 'prizes', 0, 'enters', 'numbers');
    expect(entering).toEqual(['B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B9']);
  });

  it('refuses a draft with everything that is wrong in it, by its place, and records nothing', async () => {
    await held(1);
    const wrong = { ...draft, values: [{ ...theory, marks: { kind: 'guessed' } }, total], boards: {} };
    const answer = await tryRules('organizer', wrong);
    expect(answer).toMatchObject({ status: 422, body: { code: 'draft-refused' } });
    const pointers = (pick(answer.body, 'errors') as readonly { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/document/values/0/marks/kind', '/document/boards']));
    const list = await world.get('auditor', `${turning}/what-if`);
    expect(pick(list.body, 'rows')).toEqual([]);
    expect(await tryRules('organizer', draft, {}, '?dryRun=true')).toMatchObject({ status: 400 });
  });

  it('is for organizers of the place; a neighbour learns nothing, and others may not', async () => {
    await held(1);
    expect((await tryRules('neighbour', draft)).status).toBe(404);
    for (const who of ['judge', 'auditor', 'committee', 'publicity'])
      expect((await tryRules(who, draft)).status).toBe(403);
    expect((await tryRules(undefined, draft)).status).toBe(401);
    for (const who of ['judge', 'committee', 'publicity'])
      expect((await world.get(who, `${turning}/what-if`)).status).toBe(403);
    expect((await world.get('neighbour', `${turning}/what-if`)).status).toBe(404);
  });
});

describe('the margin of decision', () => {
  it('says for each line the smallest change of a mark that would alter who is inside', async () => {
    await opened();
    const answer = await world.get('auditor', `${turning}/margin`);
    expect(answer.status).toBe(200);
    expect(pick(answer.body, 'lines')).toMatchObject([
      { kind: 'prize', prize: 'first', inside: 1, complete: true, mark: { by: '2', enters: ['B2'], leaves: ['B1'] } },
      { kind: 'advance', inside: 2, complete: true, mark: { enters: ['B3'], leaves: ['B2'] } },
    ]);
    expect(pick(answer.body, 'lines', 0, 'zh', 0)).toContain('最小改动');
    expect((await world.get('organizer', `${turning}/margin`)).status).toBe(200);
    for (const who of ['judge', 'committee', 'publicity'])
      expect((await world.get(who, `${turning}/margin`)).status).toBe(403);
    expect((await world.get('neighbour', `${turning}/margin`)).status).toBe(404);
  });

  it('answers line by line as of the first page, whatever is recorded in between', async () => {
    await opened();
    await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
    const first = await world.get('auditor', `${turning}/margin?limit=1`);
    expect(first.body).toMatchObject({ total: 2, lines: [{ kind: 'prize', mark: { by: '2', enters: ['B2'] } }] });
    const next = String(pick(first.body, 'next'));
    const strange = await tryRules('organizer', draft, {}, `?cursor=${next}`);
    expect(strange).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } });
    await enter('B4', '88');
    await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
    const second = await world.get('auditor', `${turning}/margin?limit=1&cursor=${next}`);
    expect(second.body).toMatchObject({
      ...{ total: 2, position: pick(first.body, 'position') },
      lines: [{ kind: 'advance', inside: 2, mark: { enters: ['B3'], leaves: ['B2'] } }],
    });
    expect(pick(second.body, 'next')).toBeUndefined();
    const now = await world.get('auditor', `${turning}/margin`);
    expect(pick(now.body, 'lines', 1)).toMatchObject({ kind: 'advance', mark: { enters: ['B4'], leaves: ['B2'] } });
  });
});
