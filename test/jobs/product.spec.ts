import { setTimeout as sleep } from 'node:timers/promises';
import { directory, organization } from '@xf/access';
import { fixedClock, inProcessJobs, systemClock } from '@xf/adapters';
import { execute, Outage, type JobHandler, type Jobs } from '@xf/es';
import { eventOf } from '@xf/es/testing';
import { depths, type Cursors, type JobsDesk } from '@xf/jobs';
import {
  everyProjection,
  jobsOf,
  openEmbeddedJobs,
  openRuntime,
  openSharedJobs,
  rebuildInPlace,
  throwawayRuntime,
  type ProductJobs,
  type RebuildPart,
  type Runtime,
} from '@xf/runtime';
import { scratchFolder } from '../contracts/setups';
import { addressOf, startKeyServer } from '../keys/support';
import { startRedis, type RedisServer } from '../support/redis';
import { startReceiver, until, type Receiver } from './receiver';

const secret = 'geheim-geheim-geheim';
const register = (runtime: Runtime, id: string) =>
  execute(
    runtime.engine,
    organization,
    { type: 'RegisterOrganization', organization: id, name: id, level: 'city' },
    { actor: 'ops:test', command: `register-${id}` },
  );
const caughtUp = async (runtime: Runtime) => runtime.reads.reached(await runtime.reads.head(), 5_000);
const dumpOf = ({ views }: Runtime) =>
  everyProjection.map(({ name, version }) => [...views.dump(name, version, false)]);
const untold = { signal: new AbortController().signal, progress: () => Promise.resolve() };

describe('jobs of several processes', () => {
  let queues: RedisServer;
  let keys: RedisServer;
  let receiver: Receiver;
  let runtime: Runtime;
  let logs = 0;
  const opened: ProductJobs[] = [];
  beforeAll(async () => {
    [queues, keys] = await Promise.all([startRedis(), startKeyServer()]);
  });
  afterAll(async () => {
    await Promise.all([queues.stop(), keys.stop()]);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    runtime = await throwawayRuntime(fixedClock(Date.now()));
    logs += 1;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close(1_000)));
    await runtime.close();
    receiver.stop();
  });
  const open = async (rebuild?: RebuildPart): Promise<ProductJobs> => {
    const subscription = { id: 'a', url: receiver.url, secret, events: ['OrganizationRegistered'] };
    const product = await openSharedJobs(
      { ...runtime.engine, clock: systemClock },
      {
        ...{ boards: addressOf(queues), keys: addressOf(keys), shards: 3, log: `log${logs}`, rebuild },
        webhooks: { subscriptions: [subscription], allowPrivate: true, everyMs: 3_600_000, attempts: 1 },
      },
    );
    opened.push(product);
    return product;
  };

  it('brings every part to the process that writes it, and uses up no attempt on the way', async () => {
    const filled: string[] = [];
    const writes =
      (who: string, ...parts: readonly number[]): RebuildPart =>
      (part) => {
        if (parts.includes(part)) filled.push(`${who} ${part}`);
        return Promise.resolve(parts.includes(part));
      };
    const asking = await open();
    await open(writes('one', 0));
    await open(writes('two', 2));
    expect(await asking.rebuildBoards()).toBe(3);
    await until('two parts are filled', () => filled.length === 2);
    await until('the last one was passed on', async () =>
      (await asking.jobs.list('done')).some(({ key }) => key.startsWith('1.')),
    );
    expect(await asking.jobs.list('failed')).toEqual([]);
    await open(writes('three', 1));
    await until('the last is filled', () => filled.length === 3);
    expect([...filled].sort()).toEqual(['one 0', 'three 1', 'two 2']);
    await until('nothing is left', async () => {
      const states = await Promise.all(
        (['waiting', 'delayed', 'active'] as const).map((state) => asking.jobs.list(state)),
      );
      return states.flat().filter(({ name }) => name === 'boards-rebuild').length === 0;
    });
  });

  it('goes on without schedules that cannot be noted now', async () => {
    const jobs = inProcessJobs({ clock: systemClock });
    const every = jest.spyOn(jobs, 'every').mockRejectedValue(new Outage('away'));
    const { engine, reads } = runtime;
    const cursors = { read: async () => 0, write: async () => undefined } as unknown as Cursors;
    const subscriptions = [{ id: 'a', url: 'http://127.0.0.1:9', secret, types: [] }];
    const webhooks = { subscriptions, cursors } as unknown as Parameters<typeof jobsOf>[0]['webhooks'];
    const rebuild = async () => true;
    opened.push(await jobsOf({ jobs, engine, parts: 1, rebuild, due: { engine, reads }, webhooks }));
    expect(every).toHaveBeenCalledTimes(4);
  });

  it('runs again what is asked for after it failed every time', async () => {
    let isBroken = true;
    let runs = 0;
    const jobs = inProcessJobs({ clock: systemClock, tickMs: 2 });
    const rebuild: RebuildPart = () => {
      runs += 1;
      return isBroken ? Promise.reject(new TypeError('bug')) : Promise.resolve(true);
    };
    // Without the waits in between.
    const hasty: Jobs = Object.assign(Object.create(jobs) as Jobs, {
      handle: (name: string, handler: JobHandler) => jobs.handle(name, handler),
      enqueue: (name: string, key: string) => jobs.enqueue(name, key, { attempts: 2, backoffMs: 2 }),
      list: (...args: Parameters<Jobs['list']>) => jobs.list(...args),
      retry: (id: string) => jobs.retry(id),
      close: (limitMs: number) => jobs.close(limitMs),
    });
    const product = await jobsOf({ jobs: hasty, engine: runtime.engine, parts: 1, rebuild });
    opened.push(product);
    await product.rebuildBoards();
    await until('it is a dead letter', async () => (await jobs.list('failed')).length === 1);
    isBroken = false;
    await product.rebuildBoards();
    await until('it is done', async () => (await jobs.list('done')).length === 1);
    expect(runs).toBe(3);
  });

  it('tells a receiver by workers alone, and lets another process skip', async () => {
    receiver.set((call, _count, response) => {
      response.writeHead(call.body.includes('"position":1,') ? 500 : 204).end();
    });
    const asking: JobsDesk = await open();
    await register(runtime, 'c1');
    await register(runtime, 'c2');
    await asking.jobs.enqueue('webhook', 'a', { attempts: 1 });
    await sleep(200);
    expect(receiver.calls).toEqual([]);
    await open(() => Promise.resolve(true));
    // The first sweep may wake the line while it stops, which then stops once more.
    await until('the line stopped', async () => {
      const states = (['waiting', 'active', 'failed'] as const).map((state) => asking.jobs.list(state));
      const [waiting = [], active = [], failed = []] = await Promise.all(states);
      return failed.length > 0 && waiting.length + active.length === 0;
    });
    await open(() => Promise.resolve(true));
    expect(await asking.skip('a')).toEqual({ kind: 'skipped', position: 1 });
    const told = () => receiver.calls.map(({ body }) => (JSON.parse(body) as { position: number }).position);
    await until('the next is told', () => told().includes(2));
    expect([...new Set(told())]).toEqual([1, 2]);
    expect(await asking.jobs.list('failed')).toEqual([]);
    expect(await asking.skip('b')).toEqual({ kind: 'subscription-unknown' });
  });

  it('counts what waits and what was given up, and cannot say while Redis is away', async () => {
    const { jobs } = await open();
    await jobs.enqueue('boards-rebuild', '0');
    await jobs.enqueue('boards-rebuild', '1', { at: systemClock.now() + 60_000 });
    const counts = async () => {
      const found = Object.entries(depths(jobs)).map(async ([name, depth]) => [name, await depth()] as const);
      return Object.fromEntries(await Promise.all(found));
    };
    const none = {
      webhook: 0,
      'webhook-sweep': 0,
      'notices-due': 0,
      'honours-due': 0,
      'embargoes-due': 0,
      'dead-letters': 0,
    };
    expect(await counts()).toEqual({ ...none, 'boards-rebuild': 2 });
    await queues.kill();
    expect(Object.values(await counts())).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, NaN]);
    await queues.start();
  });
});

describe('a system of one process', () => {
  it('keeps its cursors in its folder and fills its boards anew in place', async () => {
    const { folder, cleanup } = scratchFolder();
    const receiver = await startReceiver();
    const subscription = { id: 'a', url: receiver.url, secret, events: ['OrganizationRegistered'] };
    const webhooks = { subscriptions: [subscription], allowPrivate: true, everyMs: 20 };
    const positions = () => receiver.calls.map(({ body }) => (JSON.parse(body) as { position: number }).position);
    for (const n of [1, 2]) {
      const runtime = await openRuntime({ folder });
      const product = await openEmbeddedJobs(runtime, { folder, webhooks });
      await register(runtime, `c${n}`);
      await until('it is told', () => receiver.calls.length === n);
      await caughtUp(runtime);
      const right = dumpOf(runtime);
      const view = runtime.views.open<object>(directory.name, directory.version);
      view.commit([{ key: 'organization/c1', row: undefined, places: [] }], view.position());
      expect(dumpOf(runtime)).not.toEqual(right);
      await product.rebuildBoards();
      await until('it is done', async () =>
        (await product.jobs.list('done')).some(({ name }) => name === 'boards-rebuild'),
      );
      expect(dumpOf(runtime)).toEqual(right);
      expect(await product.close(1_000)).toBe(true);
      await runtime.close();
    }
    expect(positions()).toEqual([1, 2]);
    receiver.stop();
    await cleanup();
  });

  it('rebuilds while the log grows, and loses nothing of it', async () => {
    const { folder, cleanup } = scratchFolder();
    const runtime = await openRuntime({ folder });
    for (let n = 0; n < 30; n++) await register(runtime, `before${n}`);
    await caughtUp(runtime);
    const growing = (async () => {
      for (let n = 0; n < 60; n++) await register(runtime, `while${n}`);
    })();
    for (let n = 0; n < 5; n++) await rebuildInPlace(runtime, untold);
    await growing;
    await caughtUp(runtime);
    const live = dumpOf(runtime);
    expect(live[0]?.filter((line) => line.startsWith('row '))).toHaveLength(90);
    await rebuildInPlace(runtime, untold);
    expect(dumpOf(runtime)).toEqual(live);
    await runtime.close();
    await cleanup();
  });

  it('keeps its views when the copy meets what no view can take, or is cut off', async () => {
    const runtime = await throwawayRuntime();
    await register(runtime, 'c1');
    await caughtUp(runtime);
    const event = eventOf({}, 'unknown', { type: 'Unheard' });
    await runtime.engine.store.append([{ stream: 'competition-x', expected: -1, events: [event] }]);
    await register(runtime, 'c2');
    await until('the views halted', async () =>
      (await runtime.following.status()).every(({ halted }) => halted !== undefined),
    );
    const before = dumpOf(runtime);
    await rebuildInPlace(runtime, untold);
    expect(dumpOf(runtime)).toEqual(before);
    const view = runtime.views.open(directory.name, directory.version);
    view.commit([], 3);
    await expect(rebuildInPlace(runtime, untold)).rejects.toThrow(/directory 停在位置 1/);
    await expect(rebuildInPlace(runtime, untold)).rejects.toThrow(Outage);
    await expect(rebuildInPlace(runtime, { ...untold, signal: AbortSignal.abort() })).rejects.toThrow(/中断/);
    expect(view.position()).toBe(3);
    expect(dumpOf(runtime)[0]).toHaveLength(before[0]!.length);
    await runtime.close();
  });
});
