import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEsdbEventStore, openSqliteEventStore, systemClock } from '@xf/adapters';
import type { AdoptedEvent, EventStore } from '@xf/es';
import { appendOf } from '@xf/es/testing';
import { Disk } from '../esdb/double/disk';
import { Double } from '../esdb/double/server';
import { inFolder, openCompetition, ops, workFolder } from './support';

const work = workFolder();
afterAll(() => work.remove());

let server: Double;
let now = 0;
beforeEach(async () => {
  server = new Double({ disk: new Disk(() => (now += 10)) });
  await server.start();
});
afterEach(() => server.stop());

let folders = 0;
async function newFolder(): Promise<string> {
  const folder = work.path(`data${(folders += 1)}`);
  await openCompetition(folder);
  return folder;
}

const migrate = (folder: string, ...more: string[]) =>
  ops(['migrate', '--from', 'sqlite', '--to', 'esdb', '--data', folder, '--url', server.url, '--only', 'log', ...more]);

async function onServer<T>(look: (store: EventStore) => Promise<T>): Promise<T> {
  const store = openEsdbEventStore({ url: server.url });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function adopt(folder: string, events: readonly Partial<AdoptedEvent>[]): Promise<void> {
  const store = openSqliteEventStore({ folder, clock: systemClock });
  const meta = { actor: 'a', validAt: 1, fingerprint: 'f', correlation: 'c', version: 1, revision: 0, recordedAt: 1 };
  const whole = events.map((event, n) => ({ ...meta, command: `made-${n}`, ...event }) as AdoptedEvent);
  expect(await store.adopt(whole)).toMatchObject({ kind: 'adopted' });
  await store.close();
}

const nomination = (position: number, over: Partial<AdoptedEvent> = {}): Partial<AdoptedEvent> => ({
  type: 'NominationProposed',
  stream: `nomination-r1.n${position}`,
  data: {
    ...{ round: 'r1', award: 'medal', nomination: `n${position}`, receiver: 'unit', subject: 'u', title: '一厂' },
    basis: { kind: 'contest', position },
    passedOver: [],
  },
  ...over,
});

it('tells in Chinese and English what it moved, and moves nothing twice', async () => {
  const folder = await newFolder();
  await adopt(folder, [nomination(2), nomination(3)]);
  const { code, out, err } = await migrate(folder);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n');
  expect(lines.slice(0, 4)).toEqual([
    '已迁移 4 条记录（本次写入 4 条），逐条、逐流核对一致：3 个流，4 个命令。',
    '  Moved 4 events (4 of them now). Both logs are the same: 3 streams, 4 commands.',
    '记录中引用日志位置的 2 处已换成新位置。',
    '  2 references to places in the log now name the new places.',
  ]);
  const [from, to] = lines.slice(4, 6).map((line) => line.split(' sha256 '));
  expect([from?.[0], to?.[0]]).toEqual(['sqlite', 'esdb']);
  expect(from?.[1]).toMatch(/^[0-9a-f]{64}$/);
  expect(to?.[1]).toBe(from?.[1]);
  await onServer(async (store) => {
    const all = await store.readAll(0, 10);
    expect(all.slice(2).map(({ data }) => (data['basis'] as { position: number }).position)).toEqual(
      all.slice(1, 3).map(({ position }) => position),
    );
  });
  const before = server.counts.appends;
  expect(JSON.parse((await migrate(folder, '--json')).out)).toMatchObject({ events: 4, added: 0 });
  expect(server.counts.appends).toBe(before);
});

it('refuses while the service holds the folder, and a folder without a log', async () => {
  const folder = await newFolder();
  const held = await inFolder(folder, () => migrate(folder, '--json'));
  expect(held).toMatchObject({ code: 3 });
  expect(held.out).toContain('data-folder-in-use');
  const empty = work.path('empty');
  mkdirSync(empty);
  const none = await migrate(empty);
  expect(none).toMatchObject({ code: 3 });
  expect(none.err).toContain('里没有事件日志');
  expect(existsSync(join(empty, 'log.sqlite'))).toBe(false);
  expect(await onServer((store) => store.head())).toBe(0);
});

it('refuses a target that holds anything but a beginning of the source, and writes nothing', async () => {
  const folder = await newFolder();
  await onServer((store) => store.append([appendOf('score-c1.other', -1)]));
  const before = server.counts.appends;
  const refused = await migrate(folder);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toContain('第 1 条 score-c1.other@0');
  expect(refused.err).toContain('nothing was written');
  expect(server.counts.appends).toBe(before);
});

it('refuses a target that is ahead of the source', async () => {
  const folder = await newFolder();
  const shorter = work.path('shorter');
  cpSync(folder, shorter, { recursive: true });
  await adopt(folder, [nomination(1)]);
  expect((await migrate(folder)).code).toBe(0);
  const ahead = await migrate(shorter);
  expect(ahead).toMatchObject({ code: 1 });
  expect(ahead.err).toContain('第 3 条 #3），不是源日志的开头');
});

it.each([
  ['a place where no event stands', [nomination(77)]],
  ['itself', [nomination(3)]],
  ['an event of its own command', [nomination(1, { command: 'one' }), nomination(3, { command: 'one' })]],
])('does not move an event that refers to %s', async (_what, events) => {
  const folder = await newFolder();
  await adopt(folder, events);
  const refused = await migrate(folder, '--json');
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.out).toContain('position-astray');
});

it('does not move what this program cannot read: it may hold positions', async () => {
  const folder = await newFolder();
  await adopt(folder, [{ type: 'SomethingNewer', stream: 'score-c1.x', data: {} }]);
  const refused = await migrate(folder, '--json');
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.out).toContain('event-unreadable');
});

it('says that the log is to be left alone when somebody writes to the target meanwhile', async () => {
  const folder = await newFolder();
  const [stream = ''] = await inFolder(folder, async ({ store }) =>
    (await store.readAll(0, 1)).map((one) => one.stream),
  );
  let written = false;
  server.fault = (call) => {
    if (written || !call.stream.endsWith(stream)) return undefined;
    written = true;
    const [data, meta] = ['{}', '{"command":"other"}'].map((text) => Buffer.from(text)) as [Buffer, Buffer];
    const event = { id: 'other', type: 'Other', contentType: 'application/json', data, meta };
    server.options.disk.append(call.stream, call.expected, [event]);
    return undefined;
  };
  const refused = await migrate(folder, '--json');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.out).toContain('target-written');
});

it('asks for two different stores and a connection string, and never shows the latter', async () => {
  const folder = await newFolder();
  const argv = (from: string, to: string, ...more: string[]) => [
    'migrate',
    '--from',
    from,
    '--to',
    to,
    '--data',
    folder,
    '--only',
    'log',
    ...more,
  ];
  expect(await ops(argv('sqlite', 'sqlite', '--url', server.url))).toMatchObject({ code: 2 });
  expect((await ops(argv('sqlite', 'esdb'))).err).toContain('EVENTSTORE_URL');
  expect(await ops(argv('sqlite', 'postgres', '--url', server.url))).toMatchObject({ code: 2 });
  expect(await ops(['migrate', '--to', 'esdb'])).toMatchObject({ code: 2 });
  expect(await migrate(folder, '--log', 'Not-one')).toMatchObject({ code: 2 });
  expect(await migrate(folder, '--log', 'other')).toMatchObject({ code: 0 });
  expect(await onServer((store) => store.head())).toBe(0);
  const wrong = await ops(argv('sqlite', 'esdb', '--url', 'esdb//admin:changeit@nowhere'));
  expect(wrong).toMatchObject({ code: 3 });
  expect(wrong.out + wrong.err).not.toContain('changeit');
  const help = await ops(['migrate', '--help']);
  expect(help.out).toContain('把事件日志和个人密钥迁到另一种存储');
  expect(help.out).toContain('--url <url>');
});

it('names an event that no server takes, says to stay with the folder, and asks for no other try', async () => {
  const folder = await newFolder();
  const large = nomination(2);
  await adopt(folder, [{ ...large, data: { ...large.data, title: 'x'.repeat(1_050_000) } }]);
  const { code, err } = await migrate(folder);
  expect([code, err]).toEqual([4, expect.stringMatching(/nomination-r1\.n2@0 .*不能迁移.*stay with the folder/s)]);
});
