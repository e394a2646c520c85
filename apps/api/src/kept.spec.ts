import { standings, type StandingRow } from '@xf/competitions';
import type { Boards, ViewReader } from '@xf/es';
import { createApp } from '@xf/service';
import { competing, freeze, pick, publish, turning, World, type Reply } from './testing/world';

let world: World;
let entries: readonly string[];
beforeEach(async () => {
  world = await World.open();
  entries = await competing(world, 3);
  await freeze(world);
  await publish(world);
});
afterEach(async () => world.close());

const overall = `${turning}/boards/overall`;
const read = (url = overall) => world.get(undefined, url);
const firstRow = (body: unknown) => pick(body, 'rows', 0);

/** How often a board was read while something ran. */
async function boardsRead(work: () => Promise<unknown>): Promise<number> {
  const { served: reads } = world;
  const boards = reads.live(standings);
  let count = 0;
  const counting = (view: ViewReader<StandingRow>): ViewReader<StandingRow> => ({
    ...{ position: () => view.position(), get: (key) => view.get(key), size: (set) => view.size(set) },
    ...{ before: (set, place, limit) => view.before(set, place, limit), standing: (set, at) => view.standing(set, at) },
    range: (set, options) => {
      count += 1;
      return view.range(set, options);
    },
  });
  const looked: Boards<StandingRow> = {
    ...boards,
    read: (query, scope) => boards.read((view) => query(counting(view)), scope),
  };
  const live = jest.spyOn(reads, 'live').mockReturnValue(looked);
  try {
    await work();
    return count;
  } finally {
    live.mockRestore();
  }
}

/** The practice mark of the last entry becomes 100: it will lead, once that is published. */
async function correct(): Promise<void> {
  const url = `${turning}/entries/${entries[2] ?? ''}`;
  const mark = { criterion: 'practice', slot: 'judge' };
  const change = { ...mark, value: '100', reason: '录入错误' };
  await world.done('organizer', `${url}/corrections`, change, await world.etag('organizer', url));
  await world.done('second', `${url}/confirmations`, mark, await world.etag('second', url));
}

describe('a published page', () => {
  it('is put together once, and has the same bytes and headers as without a memory', async () => {
    for (const url of [overall, `${overall}?limit=1`, `${overall}?around=${entries[1] ?? ''}&limit=3`]) {
      const answers: Reply[] = [];
      expect(await boardsRead(async () => answers.push(await read(url)))).toBeGreaterThan(0);
      const made = answers[0]!;
      let again = made;
      expect(await boardsRead(async () => (again = await read(url)))).toBe(0);
      const fresh = await createApp(world.runtime);
      const other = await fresh.inject({ method: 'GET', url });
      await fresh.close();
      const told = ({ headers }: { headers: object }) => ({ ...headers, 'x-request-id': '', date: '' });
      expect(JSON.stringify(again.body)).toBe(other.body);
      expect([told(again), told(made)]).toEqual([told(other), told(other)]);
      expect(again.headers['x-request-id']).not.toBe(made.headers['x-request-id']);
      expect(again.headers).toMatchObject({ 'access-control-allow-origin': '*', 'x-frame-options': 'DENY' });
    }
  });

  it('is not sent again to who has it, from memory either', async () => {
    const { headers } = await read();
    const ask = (etag: string) => world.get(undefined, overall, { 'if-none-match': etag });
    expect(await boardsRead(() => ask('"other"'))).toBe(0);
    expect(await ask(`"other", W/${headers['etag'] ?? ''}`)).toMatchObject({ status: 304, body: '' });
    expect(await ask('"other"')).toMatchObject({ status: 200, headers: { etag: headers['etag'] } });
  });

  it('shows a correction as pending at once and a new publication at once', async () => {
    const first = await read();
    expect(first.body).toMatchObject({ pending: false });
    await correct();
    const pending = await read();
    expect(pending.body).toMatchObject({ pending: true, asOf: pick(first.body, 'asOf') as object });
    expect(pick(pending.body, 'rows')).toEqual(pick(first.body, 'rows'));
    await publish(world, '更正');
    const second = await read();
    expect(second.body).toMatchObject({ pending: false });
    expect(firstRow(second.body)).toMatchObject({ number: 'A3', rank: 1 });
    expect(second.headers['etag']).not.toBe(first.headers['etag']);
  });

  it('stays put together while the log grows elsewhere', async () => {
    await read();
    const elsewhere = { organization: 'north', name: '北区', level: 'district', parent: 'city' };
    await world.done('admin', '/api/organizations', elsewhere);
    const answered = read;
    expect(await boardsRead(() => answered())).toBe(0);
  });

  it('domain-rules 123: loses the name of an erased person at once, and keeps the others', async () => {
    const first = await read();
    const [submitted] = await world.runtime.engine.store.readStream(`entry-skills.${entries[0] ?? ''}`);
    await world.runtime.engine.vault.destroy(String(submitted?.data['subject']));
    const second = await read();
    expect(firstRow(first.body)).toMatchObject({ number: 'A1', name: '选手1号' });
    expect(firstRow(second.body)).toMatchObject({ number: 'A1', name: '已删除' });
    expect(pick(second.body, 'rows', 1)).toEqual(pick(first.body, 'rows', 1));
    expect(second.headers['etag']).not.toBe(first.headers['etag']);
    expect(await boardsRead(() => read())).toBe(0);
  });

  it('shows what was published and nothing later, though a mark lands while it is being asked who is looking', async () => {
    const published = await read();
    const { served: reads } = world;
    const boards = reads.live(standings);
    let asked = 0;
    const moving: Boards<StandingRow> = {
      ...boards,
      // First what a kept page stands on, then who may see what; the page itself is the third.
      read: async (query, scope) => {
        if (++asked === 3) {
          live.mockReturnValue(boards);
          await correct();
        }
        return boards.read(query, scope);
      },
    };
    const live = jest.spyOn(reads, 'live').mockReturnValue(moving);
    const answer = await read(`${overall}?limit=3`);
    // The third found another state, and was asked again.
    expect(asked).toBe(4);
    expect(pick(answer.body, 'rows')).toEqual(pick(published.body, 'rows'));
    expect(pick(answer.body, 'asOf')).toEqual(pick(published.body, 'asOf'));
    expect([pick(published.body, 'pending'), pick(answer.body, 'pending')]).toEqual([false, true]);
  });
});

describe('nobody else', () => {
  it('is answered from what the public reads, nor the public from what staff read', async () => {
    await correct();
    const staff = await world.get('organizer', overall);
    expect(firstRow(staff.body)).toMatchObject({ number: 'A3' });
    expect(firstRow((await read()).body)).toMatchObject({ number: 'A1' });
    expect(firstRow((await world.get('auditor', overall)).body)).toMatchObject({ number: 'A3' });
    const neighbour = await world.get('neighbour', overall);
    expect(firstRow(neighbour.body)).toMatchObject({ number: 'A1' });
    expect([staff.headers['cache-control'], neighbour.headers['cache-control']]).toEqual(['no-store', 'no-store']);
  });

  it('gets a page with a token that is not good, or with parameters the route does not know', async () => {
    await read();
    expect(await world.get(undefined, overall, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
    expect(await read(`${overall}?limt=1`)).toMatchObject({ status: 400 });
    expect(await read(`${overall}?limit=0`)).toMatchObject({ status: 400 });
    expect(await read(`${turning}/boards/none`)).toMatchObject({ status: 404 });
  });
});
