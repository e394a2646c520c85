import { join } from 'node:path';
import { account, organization } from '@xf/access';
import { inProcessJobs, openBullJobs, openRedisCursors, systemClock } from '@xf/adapters';
import { execute, type Jobs } from '@xf/es';
import { jobNames, openCursorFile, type Cursors, type Subscription } from '@xf/jobs';
import { everyProjection, jobsOf, rebuildInPlace, type Runtime } from '@xf/runtime';
import { scratchFolder } from '../../../test/contracts/setups';
import { ok, startReceiver, until, type Receiver } from '../../../test/jobs/receiver';
import { addressOf, startKeyServer } from '../../../test/keys/support';
import { startRedis, type RedisServer } from '../../../test/support/redis';
import { competing, pick, World, type Reply } from './testing/world';

type Way = { readonly jobs: () => Jobs; readonly cursors: () => Cursors & { close?: () => void } };

/** Lines are woken by the story, not by a sweep that comes in the middle of a run. */
const timing = { limitMs: 500, attempts: 2, backoffMs: 4, everyMs: 3_600_000 };
const subscriptions = ['bad', 'good'];
const rowsOf = (answer: Reply) => pick(answer.body, 'rows') as readonly Readonly<Record<string, unknown>>[];

function story(name: string, setUp: () => Promise<Way & { readonly tearDown: () => Promise<void> }>): void {
  describe(name, () => {
    let way: Awaited<ReturnType<typeof setUp>>;
    let world: World;
    let receiver: Receiver;
    let cursors: ReturnType<Way['cursors']>;
    let jobs: Jobs;
    const lines: Readonly<Record<string, unknown>>[] = [];

    beforeAll(async () => {
      way = await setUp();
    });
    afterAll(() => way.tearDown());
    beforeEach(async () => {
      receiver = await startReceiver();
      cursors = way.cursors();
      lines.length = 0;
      const events = ['OrganizationRegistered'];
      const secret = '一个足够长的密钥-2026年的';
      const subscription = (id: string): Subscription => ({ id, url: `${receiver.url}/${id}`, secret, events });
      jobs = way.jobs();
      const desk = (runtime: Runtime) =>
        jobsOf({
          jobs,
          engine: { store: runtime.engine.store, clock: systemClock },
          parts: 1,
          webhooks: { subscriptions: subscriptions.map(subscription), allowPrivate: true, cursors, ...timing },
          rebuild: async (_part, run) => {
            await rebuildInPlace(runtime, run);
            return true;
          },
        });
      world = await World.open({ desk, log: (line) => lines.push(line) });
      // What the world began with is told; the story begins behind it.
      await until('all is told', async () => {
        await wake();
        return told('bad').length === 3 && told('good').length === 3;
      });
      await until('it is kept', async () => (await cursors.get('bad')) === (await cursors.get('good')));
      await until(
        'nothing waits',
        async () => (await Promise.all([jobs.list('waiting'), jobs.list('active')])).flat().length === 0,
      );
      receiver.set((call, count, response) => {
        if (call.path === '/bad') response.writeHead(503).end();
        else ok(call, count, response);
      });
    });
    afterEach(async () => {
      await world.close();
      receiver.stop();
      cursors.close?.();
    });

    const told = (id: string): readonly number[] =>
      receiver.calls
        .filter(({ path }) => path === `/${id}`)
        .map(({ body }) => Number(pick(JSON.parse(body), 'position')));
    const register = async (id: string): Promise<number> => {
      const body = { organization: id, name: id, level: 'unit', parent: 'east' };
      const { position } = await world.done('admin', '/api/organizations', body);
      await wake();
      return position;
    };
    const wake = async (): Promise<void> => {
      for (const id of subscriptions) await jobs.enqueue('webhook', id, timing);
    };
    const failed = async () => rowsOf(await world.get('admin', '/api/jobs?state=failed'));
    const stopped = async (): Promise<string> => {
      await until('a dead letter', async () => (await failed()).length === 1);
      return String((await failed())[0]?.['id']);
    };

    it('shows a delivery that failed every time, and goes on in order when it is retried', async () => {
      const first = await register('u1');
      const id = await stopped();
      const [row] = await failed();
      const error: unknown = expect.stringMatching(/503.*did not accept/);
      const progress = { fraction: 0, note: `停在位置 ${first} stopped at ${first}` };
      expect(row).toEqual({ ...{ id, name: 'webhook', key: 'bad', state: 'failed', attempts: 2 }, progress, error });
      const others = [await register('u2'), await register('u3')];
      await until('the other line goes on', () => told('good').length === 6);
      expect(told('bad').slice(3)).toEqual([first, first]);
      receiver.set(ok);
      expect(await world.post('admin', `/api/jobs/${id}/retry`, {})).toMatchObject({ status: 200, body: { job: id } });
      await until('all is told', () => told('bad').length === 8);
      expect(told('bad').slice(3)).toEqual([first, first, first, ...others]);
      expect(await failed()).toEqual([]);
      const done = rowsOf(await world.get('admin', '/api/jobs?state=done&limit=200'));
      expect(done.some(({ name, key }) => name === 'webhook' && key === 'bad')).toBe(true);
    });

    it('goes on behind the event that is skipped, and behind no other when several skip it at once', async () => {
      const first = await register('u1');
      await stopped();
      const second = await register('u2');
      receiver.set(ok);
      const skip = () => world.post('admin', '/api/jobs/webhooks/bad/skip', {});
      const answers = await Promise.all([skip(), skip(), skip()]);
      const done = answers.filter(({ status }) => status !== 409);
      expect(done.length).toBeGreaterThan(0);
      for (const one of done) {
        expect(one).toMatchObject({ status: 200, body: { subscription: 'bad', position: first } });
      }
      await until('the next is told', () => told('bad').includes(second));
      expect(told('bad').slice(3)).toEqual([first, first, second]);
      expect(await failed()).toEqual([]);
      expect(await skip()).toMatchObject({ status: 409, body: { code: 'not-stopped' } });
    });

    it('forgets what is discarded, and finds it again when it is looked for', async () => {
      const first = await register('u1');
      const id = await stopped();
      receiver.set(ok);
      expect((await world.post('admin', `/api/jobs/${id}/discard`, {})).status).toBe(200);
      expect(await failed()).toEqual([]);
      await wake();
      await until('it is told', () => told('bad').length === 6);
      expect(told('bad').slice(3)).toEqual([first, first, first]);
    });

    it('says who did what, without a name', async () => {
      await register('u1');
      const id = await stopped();
      lines.length = 0;
      await world.post('admin', `/api/jobs/${id}/retry`, {});
      const stoppedAgain = await stopped();
      await world.post('admin', '/api/jobs/webhooks/bad/skip', {});
      const told = lines.filter(({ action }) => action !== undefined);
      expect(told).toMatchObject([
        { level: 'info', action: 'retry', job: stoppedAgain },
        { level: 'info', action: 'skip', subscription: 'bad' },
      ]);
      expect(new Set(told.map(({ operator }) => operator)).size).toBe(1);
      expect(String(told[0]?.['operator']).length).toBeGreaterThan(10);
      expect(lines.map(({ request }) => request)).toContain(told[0]?.['request']);
      expect(JSON.stringify(lines)).not.toContain('admin');
      expect(JSON.stringify(lines)).not.toContain('密钥');
    });

    it('is for administrators of the whole installation', async () => {
      const { engine } = world.runtime;
      let n = 0;
      const context = () => ({ actor: 'ops:test', command: `more-${n++}` });
      const root = { type: 'RegisterOrganization', name: '另一市', level: 'city' } as const;
      const grant = (who: string, at: string) =>
        execute(
          engine,
          account,
          { type: 'GrantRole', account: who, role: 'administrator', organization: at },
          context(),
        );
      const urls = ['a:b/retry', 'a:b/discard', 'webhooks/bad/skip', 'boards-rebuild'];
      const statusesFor = async (who: string | undefined) => [
        (await world.get(who, '/api/jobs')).status,
        ...(await Promise.all(urls.map(async (url) => (await world.post(who, `/api/jobs/${url}`, {})).status))),
      ];
      expect(await statusesFor(undefined)).toEqual([401, 401, 401, 401, 401]);
      expect(await statusesFor('organizer')).toEqual([403, 403, 403, 403, 403]);
      await grant('neighbour', 'west');
      expect(await statusesFor('neighbour')).toEqual([403, 403, 403, 403, 403]);
      expect(await statusesFor('admin')).toEqual([200, 404, 404, 409, 200]);
      // Two trees: whoever is over one of them is not over the other's deliveries. The ids sort around what is below them.
      for (const id of ['city0', 'a']) {
        await execute(engine, organization, { ...root, organization: id }, context());
        await world.runtime.reads.reached(await world.runtime.reads.head(), 5_000);
        expect(await statusesFor('admin')).toEqual([403, 403, 403, 403, 403]);
        await grant('admin', id);
        expect((await statusesFor('admin'))[0]).toBe(200);
      }
    });

    it('knows nothing of ids nobody gave it, and of states there are not', async () => {
      for (const id of ['webhook:none', 'none:1', 'none', 'webhook:', 'webhook%2Fbad']) {
        expect((await world.post('admin', `/api/jobs/${id}/retry`, {})).status).toBe(404);
        expect((await world.post('admin', `/api/jobs/${id}/discard`, {})).status).toBe(404);
      }
      expect(await world.post('admin', '/api/jobs/webhooks/none/skip', {})).toMatchObject({
        status: 404,
        body: { code: 'subscription-unknown' },
      });
      expect(await world.get('admin', '/api/jobs?state=dead')).toMatchObject({
        status: 400,
        body: { errors: [{ parameter: 'state' }] },
      });
    });

    it('fills the boards anew while they are read', async () => {
      await competing(world, 3);
      const { views } = world.runtime;
      const dump = () => everyProjection.map(({ name, version }) => [...views.dump(name, version, false)]);
      const right = dump();
      for (const { name, version } of everyProjection) {
        const view = views.open<object>(name, version);
        view.commit([{ key: 'entry/skills/none', row: { kind: 'wrong' }, places: [] }], view.position());
      }
      expect(dump()).not.toEqual(right);
      expect(await world.post('admin', '/api/jobs/boards-rebuild', {})).toMatchObject({
        status: 200,
        body: { jobs: 1 },
      });
      await until('it is done', async () => {
        expect((await world.get('organizer', '/api/competitions/skills')).status).toBe(200);
        const done = rowsOf(await world.get('admin', '/api/jobs?state=done'));
        return done.some(({ name, progress }) => name === 'boards-rebuild' && pick(progress, 'fraction') === 1);
      });
      expect(dump()).toEqual(right);
      await register('u9');
      expect(pick((await world.get('admin', '/api/organizations?limit=200')).body, 'rows')).toHaveLength(4);
    });
  });
}

story('jobs in process, seen by an operator', async () => {
  const { folder, cleanup } = scratchFolder();
  let tests = 0;
  return {
    jobs: () => inProcessJobs({ clock: systemClock, tickMs: 2 }),
    cursors: () => openCursorFile(join(folder, `${(tests += 1)}.json`)),
    tearDown: cleanup,
  };
});

story('jobs in Redis, seen by an operator', async () => {
  const servers: readonly RedisServer[] = await Promise.all([startRedis(), startKeyServer()]);
  const [queues, keys] = servers as readonly [RedisServer, RedisServer];
  let tests = 0;
  return {
    jobs: () =>
      openBullJobs({
        address: addressOf(queues),
        clock: systemClock,
        names: jobNames,
        prefix: `{xf:test${(tests += 1)}}`,
      }),
    cursors: () => openRedisCursors({ redis: addressOf(keys), key: `cursors${tests}` }),
    tearDown: async () => {
      await Promise.all(servers.map((one) => one.stop()));
    },
  };
});

it('a service without jobs says so', async () => {
  const world = await World.open();
  expect(await world.get('admin', '/api/jobs')).toMatchObject({ status: 409, body: { code: 'jobs-absent' } });
  expect(await world.get('neighbour', '/api/jobs')).toMatchObject({ status: 403 });
  await world.close();
});
