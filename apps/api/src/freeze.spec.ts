import { competing, disqualified, freeze, pick, publish, turning, World } from './testing/world';

let world: World;
let entries: readonly string[];
beforeEach(async () => {
  world = await World.open();
  entries = await competing(world, 3);
});
afterEach(async () => world.close());

const overall = `${turning}/boards/overall`;
const both = `${overall}/both`;
const entryUrl = (n: number) => `${turning}/entries/${entries[n - 1] ?? ''}`;
const ranks = (body: unknown, board = 'rows') =>
  (pick(body, board) as readonly { number: string; rank?: number }[]).map(({ number, rank }) => [number, rank]);
const beside = (body: unknown) =>
  (pick(body, 'rows') as readonly Record<'fixed' | 'working', { rank: number } | undefined>[]).map((row) => [
    ...[pick(row, 'number'), row.fixed?.rank, row.working?.rank, pick(row, 'differs')],
  ]);

const at = { criterion: 'practice', slot: 'judge' };
const correct = async (n: number, value: string) =>
  world.done(
    'organizer',
    `${entryUrl(n)}/corrections`,
    { ...at, value, reason: '录入错误' },
    await world.etag('organizer', entryUrl(n)),
  );
const confirm = async (n: number) =>
  world.done('second', `${entryUrl(n)}/confirmations`, at, await world.etag('second', entryUrl(n)));

describe('after the freeze', () => {
  it('domain-rules 81: the frozen board keeps the values of its position, and staff read what differs', async () => {
    expect((await world.get('organizer', both)).status).toBe(404);
    const frozen = await freeze(world);
    const before = await world.get('organizer', `${overall}?position=${frozen.position}`);
    await correct(3, '100');
    for (const who of ['organizer', 'committee', 'auditor']) {
      const { body, status } = await world.get(who, both);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...{ fixed: { state: 'frozen', stateText: '已冻结', position: frozen.position } },
        ...{ differs: 3, total: 3, pending: false, awaiting: { corrections: [], appeals: [] } },
      });
      expect(beside(body)).toEqual([
        ['A1', 1, 2, true],
        ['A2', 2, 3, true],
        ['A3', 3, 1, true],
      ]);
      expect(pick(body, 'rows', 2, 'why')).toMatchObject([{ type: 'ScoreCorrected', from: '70', to: '100' }]);
    }
    const again = await world.get('organizer', `${overall}?position=${frozen.position}`);
    expect(again.body).toEqual(before.body);
    expect(ranks((await world.get('organizer', overall)).body)[0]).toEqual(['A3', 1]);
    for (const [who, status] of [
      [undefined, 401],
      ['judge', 403],
      ['publicity', 403],
      ['neighbour', 404],
    ] as const) {
      expect((await world.get(who, both)).status).toBe(status);
    }
    // The public knows of no board before the publication, and no address tells it otherwise.
    for (const url of [
      overall,
      `${overall}?validAt=2026-05-01T09:00:00Z`,
      `${overall}?position=9`,
      `${overall}/changes`,
    ]) {
      expect((await world.get(undefined, url)).status).toBe(404);
    }
  });
});

describe('after the publication', () => {
  beforeEach(async () => {
    await freeze(world);
    await publish(world);
  });

  it('domain-rules 131: a correction that waits is pending for all, and its content is for staff', async () => {
    const first = await world.get(undefined, overall);
    expect(first.body).toMatchObject({ asOf: { version: 1 }, pending: false });
    expect(pick(first.body, 'asOf')).not.toHaveProperty('position');
    const { revision } = await correct(3, '100');
    for (const who of [undefined, 'neighbour', 'judge'] as const) {
      const { body } = await world.get(who, overall);
      expect(body).toMatchObject({ pending: true });
      expect(JSON.stringify(body)).not.toMatch(/awaiting|录入错误|"100"/);
    }
    const waiting = await world.get('auditor', both);
    expect(waiting.body).toMatchObject({ differs: 0, fixed: { state: 'published', version: 1 }, pending: true });
    expect(pick(waiting.body, 'awaiting', 'corrections')).toEqual([
      { entry: entries[2], ...at, from: '70', to: '100', ref: `entry-skills.${entries[2]}@${revision}` },
    ]);
    const still = await world.get(undefined, overall);
    expect(still.headers['etag']).not.toBe(first.headers['etag']);
    expect(pick(still.body, 'rows')).toEqual(pick(first.body, 'rows'));
    await confirm(3);
    // To the byte what it was while it waited: whether the second person has come is not for the public.
    const confirmed = await world.get(undefined, overall);
    expect(confirmed.headers['etag']).toBe(still.headers['etag']);
    const done = await world.get('auditor', both);
    expect(done.body).toMatchObject({ differs: 3, awaiting: { corrections: [] } });
    expect(beside(done.body)[2]).toEqual(['A3', 3, 1, true]);
    const page = await world.get('auditor', `${both}?limit=2`);
    const rest = await world.get('auditor', /<(.+)>/.exec(page.headers['link'] ?? '')?.[1] ?? '');
    expect([...beside(page.body), ...beside(rest.body)]).toEqual(beside(done.body));
  });

  it('domain-rules 84, 131: who is to be out waits like a correction, and either is refused by another or withdrawn', async () => {
    const wait = async (who: string, path: string, body: object) =>
      world.post(who, `${entryUrl(3)}/${path}`, body, await world.etag(who, entryUrl(3)));
    const pending = async () => pick((await world.get(undefined, overall)).body, 'pending');
    await correct(3, '100');
    expect(await wait('second', 'corrections', { ...at, value: '70', reason: '原分无误' })).toMatchObject({
      ...{ status: 409, body: { code: 'correction-pending' } },
    });
    await world.done(
      'second',
      `${entryUrl(3)}/refusals`,
      { ...at, reason: '原分无误' },
      await world.etag('second', entryUrl(3)),
    );
    expect(await pending()).toBe(false);
    const veto = { reason: '代考' };
    await world.done('organizer', `${entryUrl(3)}/disqualification`, veto, await world.etag('organizer', entryUrl(3)));
    expect(await pending()).toBe(true);
    const waiting = await world.get('auditor', both);
    expect(pick(waiting.body, 'awaiting', 'changes')).toMatchObject([{ entry: entries[2], to: 'disqualified' }]);
    expect(await wait('organizer', 'change/confirmation', {})).toMatchObject({
      ...{ status: 403, body: { code: 'second-person-needed' } },
    });
    for (const who of ['judge', 'committee', 'auditor'] as const) {
      expect((await wait(who, 'change/confirmation', {})).status).toBe(403);
    }
    await world.done(
      'organizer',
      `${entryUrl(3)}/change/refusal`,
      { reason: '查无实据' },
      await world.etag('organizer', entryUrl(3)),
    );
    expect(await pending()).toBe(false);
    await disqualified(world, entryUrl(3), '代考');
    expect((await world.get('auditor', entryUrl(3))).body).toMatchObject({ status: 'disqualified', reason: '代考' });
    expect((await wait('organizer', 'reinstatement', { reason: '误会' })).status).toBe(201);
    expect((await world.get('auditor', entryUrl(3))).body).toMatchObject({ status: 'disqualified' });
  });

  it('domain-rules 83, 131: a mark that was left out is added, and one in a wrong slot taken back, by two people', async () => {
    const wrong = { criterion: 'practice', slot: 'judge' };
    const voiding = { ...wrong, reason: '席位登错' };
    await world.done('organizer', `${entryUrl(3)}/voids`, voiding, await world.etag('organizer', entryUrl(3)));
    await confirm(3);
    const right = { criterion: 'practice', slot: 'judge2' };
    const added = { ...right, value: '100', reason: '漏登' };
    await world.done('organizer', `${entryUrl(3)}/corrections`, added, await world.etag('organizer', entryUrl(3)));
    await world.done('second', `${entryUrl(3)}/confirmations`, right, await world.etag('second', entryUrl(3)));
    const { body } = await world.get('organizer', overall);
    expect(ranks(body)[0]).toEqual(['A3', 1]);
    expect(pick((await world.get('organizer', entryUrl(3))).body, 'marks')).toContainEqual({ ...right, value: '100' });
  });

  it('is shown again by its version, and a publication that is not there is none', async () => {
    await correct(3, '100');
    await confirm(3);
    await publish(world, '更正');
    const one = await world.get(undefined, `${overall}?version=1`);
    expect(one.body).toMatchObject({ asOf: { version: 1 }, pending: false });
    expect(ranks(one.body)[0]).toEqual(['A1', 1]);
    expect(ranks((await world.get(undefined, `${overall}?version=2`)).body)[0]).toEqual(['A3', 1]);
    const link = String(pick((await world.get(undefined, `${turning}/publications/1`)).body, 'boards'));
    expect((await world.get(undefined, link)).status).toBe(200);
    expect((await world.get(undefined, `${overall}?version=3`)).status).toBe(404);
    expect((await world.get(undefined, `${overall}?version=0`)).status).toBe(400);
    for (const [who, status] of [
      [undefined, 401],
      ['neighbour', 403],
      ['judge', 200],
    ] as const) {
      expect((await world.get(who, `${overall}?position=${await world.runtime.reads.head()}`)).status).toBe(status);
    }
    const staff = await world.get('organizer', `${overall}?view=published`);
    expect(pick(staff.body, 'asOf')).toMatchObject({ version: 2, position: expect.any(Number) });
  });

  it('a later position than there is stops nobody who has not signed in, and says nothing of where the log ends', async () => {
    const head = await world.runtime.reads.head();
    const [there, beyond] = [
      await world.get(undefined, `${overall}?minPosition=${head}`),
      await world.get(undefined, `${overall}?minPosition=${head + 1_000}`),
    ];
    expect([there.status, beyond.status]).toEqual([200, 200]);
    expect(beyond.body).toEqual(there.body);
  });
});

describe('domain-rules 80: until the freeze a judge', () => {
  it('reads neither team nor unit nor telephone nor who is sanctioned, and what the rules ask for', async () => {
    const person = { name: '王小明', unit: '第三纺织厂', phone: '13812345678', idNumber: '11010519491231002X' };
    const entrant = { number: 'B1', ...person, attributes: { 工号: 'W-17' } };
    const { entry } = await world.done('organizer', `${turning}/entries`, entrant);
    const url = `${turning}/entries/${entry}`;
    const secret = /王小明|王\*|纺织厂|138|110105|W-17/;
    for (const one of [url, `${turning}/entries`, overall, `${url}/explanation`, '/api/competitions/skills/feed']) {
      const seen = await world.get('judge', one);
      expect(seen.status).toBe(200);
      expect(JSON.stringify(seen.body)).not.toMatch(secret);
      expect(JSON.stringify(seen.body)).toMatch(/B1/);
    }
    expect((await world.get('committee', url)).body).toMatchObject({ name: '王小明', unit: '第三纺织厂' });
    await freeze(world);
    expect((await world.get('judge', url)).body).toMatchObject({ name: '王小明', attributes: { 工号: 'W-17' } });
  });
});
