import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inProcessJobs, memoryEventStore, systemClock } from '@xf/adapters';
import { Outage, type EventStore, type Jobs } from '@xf/es';
import { eventOf } from '@xf/es/testing';
import {
  handleWebhooks,
  openCursorFile,
  privateAddress,
  signatureOf,
  skipNext,
  webhookJobs,
  type Cursors,
  type Subscription,
  type WebhookOptions,
} from '@xf/jobs';
import { scratchFolder } from '../contracts/setups';
import { ok, startReceiver, until } from './receiver';

describe('webhooks', () => {
  let store: EventStore;
  let jobs: Jobs;
  let cursors: Cursors;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let scratch: ReturnType<typeof scratchFolder>;
  let appended = 0;

  const append = async (...types: readonly string[]): Promise<void> => {
    for (const type of types) {
      appended += 1;
      const event = eventOf({ name: '张小明' }, `command-${appended}`, { type });
      await store.append([{ stream: `competition-c${appended}`, expected: -1, events: [event] }]);
    }
  };
  const subscription = (path = '/', over: Partial<Subscription> = {}): Subscription => ({
    id: `s${path.slice(1)}`,
    url: receiver.url + path,
    secret: 'geheim',
    events: ['ResultsPublished', 'HonourConferred'],
    ...over,
  });
  const start = (subscriptions: readonly Subscription[], over: Partial<WebhookOptions> = {}): Promise<void> => {
    const timing = { limitMs: 150, attempts: 2, backoffMs: 4, everyMs: 10 };
    const ports = { jobs, store, cursors, clock: systemClock };
    return handleWebhooks({ ...ports, subscriptions, allowPrivate: true, ...timing, ...over });
  };
  const positions = (path = '/'): readonly number[] =>
    receiver.calls
      .filter((call) => call.path === path)
      .map(({ body }) => (JSON.parse(body) as { position: number }).position);
  const dead = async () => (await jobs.list('failed')).filter(({ name }) => name === webhookJobs.deliver);

  beforeEach(async () => {
    store = memoryEventStore(systemClock);
    jobs = inProcessJobs({ clock: systemClock, tickMs: 2 });
    scratch = scratchFolder();
    cursors = openCursorFile(join(scratch.folder, 'webhooks.json'));
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await jobs.close(1_000);
    receiver.stop();
    await scratch.cleanup();
  });

  it('tells of the named events alone, in log order, also of those that come later', async () => {
    await append('ResultsPublished', 'ScoreRecorded', 'HonourConferred');
    await start([subscription()]);
    await until('two told', () => receiver.calls.length === 2);
    await append('ScoreRecorded', 'ResultsPublished');
    await until('three told', () => receiver.calls.length === 3);
    expect(positions()).toEqual([1, 3, 5]);
  });

  it('signs what it tells, and tells nothing that an event holds', async () => {
    await append('ResultsPublished');
    await start([subscription()]);
    await until('told', () => receiver.calls.length === 1);
    const { body, signature, delivery } = receiver.calls[0]!;
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature)!;
    const verifier = createHmac('sha256', Buffer.from('geheim', 'utf8'));
    verifier.write(Buffer.from(seconds!));
    verifier.write('.');
    verifier.write(Buffer.from(body, 'utf8'));
    expect(mac).toBe(verifier.digest().toString('hex'));
    expect(Object.keys(JSON.parse(body) as object).sort()).toEqual(
      ['delivery', 'position', 'recordedAt', 'revision', 'stream', 'type'].sort(),
    );
    expect(delivery).toBe((JSON.parse(body) as { delivery: string }).delivery);
    expect(signatureOf('geheim', 1_000, 'x')).not.toBe(signatureOf('geheim', 2_000, 'x'));
  });

  it('does not name the stream of an account', async () => {
    const event = eventOf({}, 'command-account', { type: 'ResultsPublished' });
    await store.append([{ stream: 'account-zhangxiaoming', expected: -1, events: [event] }]);
    await start([subscription()]);
    await until('told', () => receiver.calls.length === 1);
    expect(receiver.calls[0]!.body).not.toContain('zhangxiaoming');
  });

  it('repeats what was not accepted with the same id, and overtakes nothing', async () => {
    await append('ResultsPublished', 'HonourConferred', 'ResultsPublished');
    receiver.set((call, count, response) => {
      if (count === 2) response.writeHead(500).end();
      else ok(call, count, response);
    });
    await start([subscription()]);
    await until('four calls', () => receiver.calls.length === 4);
    expect(positions()).toEqual([1, 2, 2, 3]);
    expect(receiver.calls[2]!.delivery).toBe(receiver.calls[1]!.delivery);
    expect(new Set(receiver.calls.map(({ delivery }) => delivery)).size).toBe(3);
  });

  it('stops a line at a dead letter while the others go on, until it is retried', async () => {
    await append('ResultsPublished', 'HonourConferred');
    receiver.set((call, count, response) => {
      if (call.path === '/bad') response.writeHead(503).end();
      else ok(call, count, response);
    });
    await start([subscription('/bad'), subscription('/good')]);
    await until('a dead letter', async () => (await dead()).length === 1);
    await append('ResultsPublished');
    await until('the other goes on', () => positions('/good').length === 3);
    expect(positions('/bad')).toEqual([1, 1]);
    const [letter] = await dead();
    expect(letter).toMatchObject({ key: 'sbad', attempts: 2 });
    expect(letter?.error).toContain('503');
    receiver.set(ok);
    await jobs.retry(letter!.id);
    await until('all told', () => positions('/bad').length === 5);
    expect(positions('/bad')).toEqual([1, 1, 1, 2, 3]);
  });

  it('goes on behind an event that an operator skips', async () => {
    await append('ScoreRecorded', 'ResultsPublished', 'HonourConferred');
    receiver.set((call, count, response) => {
      if (call.body.includes('"position":2')) response.writeHead(400).end();
      else ok(call, count, response);
    });
    const one = subscription();
    await start([one]);
    await until('a dead letter', async () => (await dead()).length === 1);
    expect(await skipNext({ jobs, store, cursors }, one)).toEqual({ kind: 'skipped', position: 2 });
    await until('the next is told', () => positions().includes(3));
    expect(positions()).toEqual([2, 2, 3]);
  });

  it('gives up no second event when a skip that broke off in the middle is repeated', async () => {
    await append('ResultsPublished', 'HonourConferred');
    receiver.set((call, count, response) => {
      if (call.body.includes('"position":1')) response.writeHead(400).end();
      else ok(call, count, response);
    });
    const one = subscription();
    await start([one]);
    await until('a dead letter', async () => (await dead()).length === 1);
    const broken: Jobs = Object.assign(Object.create(jobs) as Jobs, {
      discard: () => Promise.reject(new Outage('Redis 不在 / away')),
    });
    await expect(skipNext({ jobs: broken, store, cursors }, one)).rejects.toThrow(Outage);
    expect(await cursors.get('s')).toBe(1);
    expect(await skipNext({ jobs, store, cursors }, one)).toEqual({ kind: 'skipped', position: 1 });
    await until('the next is told', () => positions().includes(2));
    expect(positions()).toEqual([1, 1, 2]);
  });

  it('repeats one delivery at most when the cursor was not kept, and it has the same id', async () => {
    await append('ResultsPublished', 'HonourConferred', 'ResultsPublished');
    let isBroken = true;
    const kept = cursors;
    cursors = {
      get: (id) => kept.get(id),
      put: async (id, position) => {
        if (position === 2 && isBroken) {
          isBroken = false;
          throw new Outage('磁盘已满 / disk full');
        }
        await kept.put(id, position);
      },
    };
    await start([subscription()]);
    await until('four calls', () => receiver.calls.length === 4);
    expect(positions()).toEqual([1, 2, 2, 3]);
    expect(receiver.calls[2]!.delivery).toBe(receiver.calls[1]!.delivery);
    const reopened = () => openCursorFile(join(scratch.folder, 'webhooks.json'));
    await until('the cursor is kept', async () => (await reopened().get('s')) === 3);
  });

  it('goes on after a restart where it was, though all jobs are lost', async () => {
    await append('ResultsPublished');
    await start([subscription()]);
    await until('told and kept', async () => (await cursors.get('s')) === 1);
    await jobs.close(1_000);
    await append('HonourConferred');
    jobs = inProcessJobs({ clock: systemClock, tickMs: 2 });
    cursors = openCursorFile(join(scratch.folder, 'webhooks.json'));
    await start([subscription()]);
    await until('the second told', () => receiver.calls.length === 2);
    expect(positions()).toEqual([1, 2]);
  });

  it('gives up on a receiver that does not answer, and follows no redirect', async () => {
    await append('ResultsPublished');
    const { url } = receiver;
    receiver.set((call, _count, response) => {
      if (call.path === '/moved') response.writeHead(307, { location: `${url}/else` }).end();
    });
    await start([subscription('/slow'), subscription('/moved')]);
    await until('two dead letters', async () => (await dead()).length === 2);
    const errors = (await dead()).map(({ error }) => error).join();
    expect(errors).toContain('timeout');
    expect(errors).toContain('307');
    expect(positions('/else')).toEqual([]);
  });

  it('calls no private address, whether written out or behind a name, and nothing without TLS', async () => {
    await append('ResultsPublished');
    const { port } = receiver.server.address() as AddressInfo;
    const urls = [
      'https://127.0.0.1',
      'https://localhost',
      'https://[::1]',
      'https://[::ffff:127.0.0.1]',
      'http://localhost',
    ];
    const all = urls.map((url, n) => subscription(`/${n}`, { url: `${url}:${port}/${n}` }));
    await start(all, { allowPrivate: false, attempts: 1 });
    await until('five dead letters', async () => (await dead()).length === 5);
    for (const { error } of await dead()) expect(error).toContain('not allowed');
    expect(receiver.calls).toEqual([]);
  });

  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    'fd00::1',
    'fe80::1',
    'x',
  ])('takes %s for private', (address) => {
    expect(privateAddress(address)).toBe(true);
  });

  it.each(['1.1.1.1', '172.32.0.1', '192.169.0.1', '2400:3200::1'])('takes %s for public', (address) => {
    expect(privateAddress(address)).toBe(false);
  });
});
