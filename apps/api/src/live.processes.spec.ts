import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@xf/es';
import { openShared, openWorker, type Runtime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { startServers, type Servers } from '../../../test/support/servers';
import { Reader } from './testing/reader';
import { competing, opening, pick, turning, World } from './testing/world';

/** Two api processes and a worker on one log, as far as one process can hold them: they share nothing but servers. */
let servers: Servers;
let clock: Clock = { now: () => 0 };
let world: World;
let worker: Awaited<ReturnType<typeof openWorker>>;
let other: { readonly runtime: Runtime; readonly app: NestFastifyApplication };

beforeAll(async () => {
  servers = await startServers(() => clock.now());
  const log = `t${randomUUID().replaceAll('-', '')}`;
  opening.runtime = async (now) => {
    clock = now;
    const options = { clock: now, storeTimes: { deadlineMs: 1_000, patienceMs: 5_000 } };
    worker = await openWorker({ ...servers.deployment(log, 'worker'), ...options });
    const runtime = await openShared({ ...servers.deployment(log, 'other'), ...options });
    other = { runtime, app: await createApp(runtime) };
    return openShared({ ...servers.deployment(log, 'one'), ...options });
  };
  world = await World.open();
  await world.app.listen(0, '127.0.0.1');
  await other.app.listen(0, '127.0.0.1');
}, 60_000);
afterAll(async () => {
  Reader.leaveAll();
  await other.app.close();
  await world.close();
  await other.runtime.close();
  await worker.close();
  await servers.stop();
}, 60_000);

it('a board behind a notice of one process is never older on another, and feeds are the same everywhere', async () => {
  await competing(world, 1);
  const authorization = { authorization: `Bearer ${await world.token('organizer')}` };
  const apps = [world.app, other.app];
  const url = `${turning}/boards/overall`;
  const stream = { ...authorization, accept: 'text/event-stream' };
  const watchers = await Promise.all(apps.map((app) => Reader.open(app, `${url}/changes`, stream)));
  const feeds = await Promise.all(
    apps.map((app) => Reader.open(app, '/api/competitions/skills/feed?follow=true', authorization)),
  );
  for (const one of [...watchers, ...feeds]) one.listen();
  let recorded = 0;
  for (let n = 0; n < 5; n++) {
    const entered = await Promise.all(
      [1, 2, 3].map((k) =>
        world.post('organizer', `${turning}/entries`, { number: `P${n}-${k}`, name: `选手${n}-${k}` }),
      ),
    );
    recorded += 3;
    const position = Math.max(...entered.map(({ body }) => Number(pick(body, 'position'))));
    for (const watcher of watchers) {
      await watcher.until((one) => (one.notices().at(-1)?.position ?? 0) >= position);
      const told = watcher.notices().at(-1)?.position;
      for (const app of apps) {
        const board = await app.inject({ url: `${url}?limit=200&minPosition=${told}`, headers: authorization });
        expect([board.statusCode, pick(board.json(), 'total')]).toEqual([200, 1 + recorded]);
        expect(pick(board.json(), 'asOf', 'position')).toBeGreaterThanOrEqual(Number(told));
      }
    }
  }
  const lines = 2 + 3 + recorded;
  await Promise.all(feeds.map((one) => one.until((reader) => reader.lines().length === lines)));
  expect(feeds[0]?.lines()).toEqual(feeds[1]?.lines());
  // What one process sent is where another goes on.
  const cut = feeds[0]?.lines()[7]?.position ?? 0;
  const rest = await Reader.open(other.app, `/api/competitions/skills/feed?after=${cut}`, authorization);
  await rest.listen().over;
  expect(rest.lines()).toEqual(feeds[0]?.lines().slice(8));
}, 60_000);

it('streams live through the loss of the boards and of the log, and miss nothing', async () => {
  const authorization = { authorization: `Bearer ${await world.token('organizer')}` };
  const stream = { ...authorization, accept: 'text/event-stream' };
  const watcher = (await Reader.open(other.app, `${turning}/boards/overall/changes`, stream)).listen();
  const feed = (await Reader.open(other.app, '/api/competitions/skills/feed?follow=true', authorization)).listen();
  await watcher.until((one) => one.notices().length > 0);
  await feed.until((one) => one.lines().length > 0);
  await servers.boards.call('FLUSHALL');
  await servers.esdb.stop();
  await servers.esdb.start();
  const key = { 'idempotency-key': 'after-the-outage' };
  let entered = await world.post('organizer', `${turning}/entries`, { number: 'Q1', name: '选手' }, key);
  while (entered.status === 503) {
    entered = await world.post('organizer', `${turning}/entries`, { number: 'Q1', name: '选手' }, key);
  }
  const position = Number(pick(entered.body, 'position'));
  await watcher.until((one) => (one.notices().at(-1)?.position ?? 0) >= position);
  await feed.until((one) => one.lines().at(-1)?.position === position);
}, 60_000);
