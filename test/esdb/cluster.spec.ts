import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { setTimeout as sleep } from 'node:timers/promises';
import { follow, noStream, Outage, type Codec, type EventShape } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import { Bench, everything, expectSound, newDisk, persist } from './support';

const bench = new Bench();
afterEach(() => bench.close());

const { LEADER, FOLLOWER } = MemberInfo.VNodeState;

/** Two nodes on one log; the second follows until they change places. */
async function cluster() {
  const disk = newDisk();
  const [one, two] = [await bench.double(disk), await bench.double(disk)];
  const lead = (leader: typeof one, follower: typeof one): void => {
    leader.leaderPort = undefined;
    follower.leaderPort = () => leader.port;
    for (const node of [one, two]) {
      node.members = [
        { double: leader, state: LEADER, isAlive: true },
        { double: follower, state: FOLLOWER, isAlive: true },
      ];
    }
  };
  lead(one, two);
  const hosts = `127.0.0.1:${one.port},127.0.0.1:${two.port}`;
  return { one, two, lead, url: (query: string) => `esdb://${hosts}?tls=false${query}` };
}

it('writes to the leader and reads from the nodes the connection string prefers', async () => {
  const { one, two, url } = await cluster();
  const store = bench.store(url('&nodePreference=follower'));
  for (let n = 0; n < 5; n++) await store.append([appendOf('score-c1.e1', n - 1)]);
  expect(await everything(store)).toHaveLength(5);
  expect(two.counts).toMatchObject({ appends: 0 });
  expect(two.counts.reads).toBeGreaterThan(0);
  expect(one.counts).toMatchObject({ appends: 5, subscriptions: 0 });
});

it('follows the leader when it changes, and adds once what was under way', async () => {
  const { one, two, lead, url } = await cluster();
  const store = bench.store(url(''));
  for (let n = 0; n < 12; n++) {
    if (n === 4) lead(two, one);
    if (n === 8) {
      lead(one, two);
      two.cut();
    }
    await persist(store, [appendOf('score-c1.e1', n - 1)]);
  }
  const events = await everything(store);
  expect(events).toHaveLength(12);
  expectSound(events);
  expect(two.counts.appends).toBeGreaterThan(0);
});

it('is sent on by a follower that was taken for the only node', async () => {
  const { two } = await cluster();
  const store = bench.store(two.url);
  expect(await persist(store, [appendOf('score-c1.e1', noStream)])).toMatchObject({ kind: 'appended' });
  expect(await store.readStream('score-c1.e1')).toHaveLength(1);
});

it('goes to the other node when the leader is gone', async () => {
  const { one, two, lead, url } = await cluster();
  const store = bench.store(url(''));
  await store.append([appendOf('score-c1.e1', noStream)]);
  await one.stop();
  lead(two, one);
  two.members = two.members.map((member) => (member.double === one ? { ...member, isAlive: false } : member));
  expect(await persist(store, [appendOf('score-c1.e1', 0)])).toMatchObject({ kind: 'appended', revision: 1 });
  expect(await everything(store)).toHaveLength(2);
});

it('does not take a node that is behind for a log that ends there: what is ahead of it waits and is not halted', async () => {
  const { two, url } = await cluster();
  const writing = bench.store(url(''));
  for (let n = 0; n < 5; n++) await writing.append([appendOf('score-c1.e1', n - 1)]);
  const events = await everything(writing);
  // A view that was kept at the leader, and a start at a follower that has two of the five.
  two.has = two.options.disk.indexFrom(events[2]?.position ?? 0);
  const taken: number[] = [];
  const view = {
    ...{ name: 'view', kind: 'view' as const, version: 1 },
    position: () => taken.at(-1) ?? events[3]?.position ?? 0,
    take: async (_batch: unknown, upTo: number) => void taken.push(upTo),
  };
  const codec: Codec<EventShape> = { decode: () => ({ type: 'Happened' }) } as unknown as Codec<EventShape>;
  const store = bench.store(url('&nodePreference=follower'), { patienceMs: 200 });
  await expect(store.head()).rejects.toThrow(Outage);
  const following = follow({ store, codec, followers: [view], breathe: (ms = 0) => sleep(Math.min(ms, 20)) });
  await sleep(400);
  expect(taken).toEqual([]);
  two.has = Number.POSITIVE_INFINITY;
  expect(await following.until(events[4]?.position ?? 0)).toBe(true);
  const [status] = await following.status();
  expect(status).toMatchObject({ position: events[4]?.position, head: events[4]?.position });
  expect(status).not.toHaveProperty('halted');
  await following.stop();
});

describe('TLS and credentials', () => {
  const pem = (name: string): Buffer => readFileSync(join(__dirname, 'tls', name));
  const secure = { cert: pem('cert.pem'), key: pem('key.pem'), user: 'ops', password: '一把好锁@2026' };
  const urlOf = (port: number, user: string, password: string): string =>
    `esdb://${user}:${encodeURIComponent(password)}@localhost:${port}?tlsCAFile=${encodeURIComponent(join(__dirname, 'tls', 'cert.pem'))}`;

  it('come from the connection string', async () => {
    const double = await bench.double(newDisk(), { secure });
    const store = bench.store(urlOf(double.port, 'ops', secure.password));
    await store.append([appendOf('score-c1.e1', noStream)]);
    expect(await everything(store)).toHaveLength(1);
  });

  it('that are wrong are told at once, without the password', async () => {
    const double = await bench.double(newDisk(), { secure });
    const store = bench.store(urlOf(double.port, 'ops', 'wrong-password'), { patienceMs: 2_000 });
    const told = await store.append([appendOf('score-c1.e1', noStream)]).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(Outage);
    expect(String(told)).toMatch(/密码.*credentials/s);
    expect(String(told)).not.toContain('wrong-password');
    expect(() => bench.store('esdb://ops:wrong-password@host:port?tls=maybe')).toThrow(
      /^(?!.*wrong-password).*连接串/s,
    );
  });
});
