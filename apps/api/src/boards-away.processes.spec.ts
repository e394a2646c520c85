import { randomUUID } from 'node:crypto';
import type { Clock } from '@xf/es';
import { openShared, openWorker } from '@xf/runtime';
import { startServers, type Servers } from '../../../test/support/servers';
import { competing, opening, pick, turning, World } from './testing/world';

/** An api process whose boards nobody keeps, then whose boards are gone: what needs none of them goes on. */
let servers: Servers;
let clock: Clock = { now: () => 0 };
let worker: Awaited<ReturnType<typeof openWorker>>;
let world: World;
const log = `t${randomUUID().replaceAll('-', '')}`;

const award = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区劳动竞赛安排', clause: '第三条' }],
  direct: { contests: { levels: ['district'] }, places: { from: 1, to: 1 }, holdersSkipped: true },
};
const round = {
  round: 'r2026',
  organization: 'east',
  name: '2026年区五一表彰',
  year: 2026,
  awards: [{ document: award }],
};
const earlier = {
  ...{ organization: 'east', document: award, name: '选手1号', idNumber: '110105198001010016', unit: '第一机械厂' },
  ...{ decision: '黄工字[2019]3号', conferredOn: '2019-04-26' },
};
const erasure = {
  ...{ award: 'medal', decision: earlier.decision, name: earlier.name },
  ...{ reason: '本人申请', ground: '个人信息保护法第四十七条' },
};
const erasures = '/api/organizations/east/erasures';
const board = `${turning}/boards/overall`;

beforeAll(async () => {
  servers = await startServers(() => clock.now());
  opening.runtime = async (now) => {
    clock = now;
    worker = await openWorker({ ...servers.deployment(log, 'worker'), clock: now });
    return openShared({ ...servers.deployment(log, 'api'), clock: now });
  };
  world = await World.open();
  await competing(world, 1);
}, 60_000);
afterAll(async () => {
  await world.close();
  await servers.stop();
}, 60_000);

/** Positions and codes: what a view holds up to and what a board cannot say. */
async function statuses(position: number): Promise<Readonly<Record<string, unknown>>> {
  const told: Record<string, unknown> = {};
  for (const [who, url] of [
    ['organizer', `/api/honours?minPosition=${position}`],
    ['organizer', '/api/honour-rounds/r2026'],
    ['organizer', `/api/competitions/skills/contests/turning/appeals?minPosition=${position}`],
    ['organizer', `/api/competitions/skills/contests/turning/sheets?minPosition=${position}`],
    ['organizer', `${board}?minPosition=${position}`],
  ] as const) {
    const { status, body } = await world.get(who, url);
    told[url.split('?')[0] ?? ''] = status === 200 ? status : pick(body, 'code');
  }
  return told;
}

/** An answer with a position and without waiting for it. */
async function posted(who: string, url: string, body: unknown) {
  const answer = await world.post(who, url, body);
  expect([url, answer.status]).toEqual([url, 201]);
  return answer.body as { readonly position: number; readonly request?: string };
}

it('goes on while no worker keeps the boards: only what they show waits', async () => {
  await worker.close();
  await posted('organizer', '/api/honours/earlier', earlier);
  const { position } = await posted('organizer', '/api/honour-rounds', round);
  expect(await statuses(position)).toEqual({
    '/api/honours': 200,
    '/api/honour-rounds/r2026': 200,
    '/api/competitions/skills/contests/turning/appeals': 200,
    '/api/competitions/skills/contests/turning/sheets': 200,
    [board]: 'view-behind',
  });
}, 60_000);

it('domain-rules 122: goes on while the Redis of the boards is away: a person is erased, and no board is told', async () => {
  const boards = async ({ following } = world.runtime) =>
    (await following.status()).find(({ name }) => name === 'standings');
  const before = await boards();
  expect(before?.position).toBeGreaterThan(0);
  await servers.boards.kill();
  const { request, position } = await posted('organizer', erasures, erasure);
  await posted('second', `${erasures}/${request}/confirmation`, undefined);
  expect(pick((await world.get('auditor', erasures)).body, 'rows', 0, 'status')).toBe('confirmed');
  expect(await statuses(position)).toEqual({
    '/api/honours': 200,
    '/api/honour-rounds/r2026': 200,
    '/api/competitions/skills/contests/turning/appeals': 200,
    '/api/competitions/skills/contests/turning/sheets': 200,
    [board]: 'store-unavailable',
  });
  // How far they were is still told; a process that never saw them says nothing of it.
  expect(await boards()).toMatchObject({
    position: before?.position,
    outage: expect.stringContaining('no connection'),
  });
  const fresh = await openShared({ ...servers.deployment(log, 'fresh'), clock });
  expect(await boards(fresh)).toMatchObject({ position: undefined, outage: expect.stringContaining('Redis') });
  await fresh.close();
  const ready = await world.request('GET', '/readyz');
  const told = (pick(ready.body, 'followers') as readonly object[]).at(-1);
  expect([ready.status, told]).toMatchObject([200, { name: 'standings', outage: expect.stringContaining('Redis') }]);
}, 60_000);
