import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { memoryViews, openEsdbEventStore, openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { competition, standings } from '@xf/competitions';
import {
  answer,
  decodeRecorded,
  execute,
  viewAsOf,
  type Codec,
  type Engine,
  type EventStore,
  type Position,
  type Reads,
  type Recorded,
  type StoredEvent,
} from '@xf/es';
import { proposeWinners, roll, rollPage } from '@xf/honours';
import { engineOf, everyCodec, everyProjection, openRuntime, type AnyProjection } from '@xf/runtime';
import { must, ops, workFolder, type Ran } from '../ops/support';
import { RandomSeason } from '../support/random-season';
import { Disk } from './double/disk';
import { Double } from './double/server';
import { everything, expectSound } from './support';

const work = workFolder();
const data = work.path('data');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => work.remove());

/** Positions of this server are fourteen digits long, as no other number of a season is, and its clock is decades behind. */
const begin = 40_000_000_000_000;
async function newServer(now = 1_000): Promise<Double> {
  const double = new Double({ disk: new Disk(() => (now += 10), undefined, begin) });
  await double.start();
  closers.push(() => double.stop());
  return double;
}

function serverLog(double: Double): EventStore {
  const store = openEsdbEventStore({ url: double.url });
  closers.push(() => store.close());
  return store;
}

function folderLog(folder: string): EventStore {
  const store = openSqliteEventStore({ folder, clock: systemClock, readOnly: true });
  closers.push(() => store.close());
  return store;
}

const forth = (folder: string, { url }: Double): Promise<Ran> =>
  ops(['migrate', '--from', 'sqlite', '--to', 'esdb', '--data', folder, '--url', url, '--only', 'log', '--json']);
const back = (folder: string, { url }: Double): Promise<Ran> =>
  ops(['migrate', '--from', 'esdb', '--to', 'sqlite', '--data', folder, '--url', url, '--only', 'log', '--json']);
const jsonOf = ({ code, out, err }: Ran) => {
  if (code !== 0) throw new Error(`${code} ${out}${err}`);
  return JSON.parse(out) as Record<string, unknown> & { sha256: { source: string; target: string } };
};

const plan = {
  type: 'PlanCompetition',
  competition: 'before',
  organization: 'd1',
  name: '迁移前的竞赛',
  level: 'district',
  contests: [],
  rounds: [],
} as const;
const planned = { ...plan, contests: [{ contest: 'k', name: '车工', receiver: 'person' as const, groups: [] }] };

beforeAll(async () => {
  let now = Date.parse('2026-05-01T01:00:00Z');
  const runtime = await openRuntime({ folder: data, clock: { now: () => (now += 7) } });
  const { engine, following } = runtime;
  await must(engine, competition, planned);
  // The season's made-up grounds refer to the fortieth event.
  for (let n = 0; n < 40; n++) await must(engine, competition, { ...planned, competition: `early${n}` });
  const season = new RandomSeason(runtime, 11);
  for (let n = 0; n < 1_500; n++) {
    await season.step();
    if (n % 5 === 0) await following.until(await engine.store.head());
    now += 60_000;
  }
  for (let head = -1; head !== (await engine.store.head());) {
    head = await engine.store.head();
    await following.until(head);
    await following.until(head, undefined, 'reaction');
  }
  await runtime.close();
});

const content = ({ position: _position, data: _data, ...rest }: StoredEvent) => rest;

/** Turns the ways in which views write a position: as a number, padded in two ways, and counting backwards. */
function translation(from: readonly StoredEvent[], to: readonly StoredEvent[]): (text: string) => string {
  const texts = new Map<string, string>();
  const backwards = (text: string): string => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
  for (const [n, { position }] of from.entries()) {
    const [old, now] = [String(position), String(to[n]!.position)];
    texts.set(now, old);
    for (const width of [15, 16]) texts.set(now.padStart(width, '0'), old.padStart(width, '0'));
    texts.set(backwards(now.padStart(15, '0')), backwards(old.padStart(15, '0')));
  }
  return (text) => text.replace(/\d{14,16}/g, (digits) => texts.get(digits) ?? digits);
}

/** What a view shows as of a position, line by line. */
async function shown({ name, version }: AnyProjection, store: EventStore, position: Position, partition?: string) {
  const projection = everyProjection.find((one) => one.name === name) as never;
  const views = memoryViews();
  await viewAsOf(store, everyCodec as never, projection, { position }, views.open<never>(name, version), partition);
  return [...views.dump(name, version, false)];
}

async function everyView(store: EventStore, position: Position): Promise<string[]> {
  const found: string[] = [];
  for (const projection of everyProjection) found.push(projection.name, ...(await shown(projection, store, position)));
  return found;
}

it('moves a season with honours: log, views, boards and the roll of any time are the same', async () => {
  const double = await newServer();
  const done = jsonOf(await forth(data, double));
  const [source, target] = [folderLog(data), serverLog(double)];
  const [from, to] = [await everything(source), await everything(target)];
  expect(done).toMatchObject({ ok: true, events: from.length, added: from.length });
  expect(done.sha256.source).toBe(done.sha256.target);
  expect(done['references']).toBeGreaterThan(3);

  expectSound(to);
  expect(to.map(content)).toEqual(from.map(content));
  const old = translation(from, to);
  expect(to.map((event) => old(JSON.stringify(event.data)))).toEqual(from.map((event) => JSON.stringify(event.data)));
  expect(to.filter((event, n) => JSON.stringify(event.data) !== JSON.stringify(from[n]!.data)).length).toBeGreaterThan(
    3,
  );

  expect((await everyView(target, await target.head())).map(old)).toEqual(await everyView(source, await source.head()));
  const competitions = [
    ...new Set(from.filter(({ type }) => type === 'ResultsPublished').map(({ data: of }) => of['competition'])),
  ];
  expect(competitions.length).toBeGreaterThan(1);
  for (let at = 37; at < from.length; at += Math.floor(from.length / 6)) {
    const { recordedAt } = from[at]!;
    const [there, here] = [await target.positionAt(recordedAt), await source.positionAt(recordedAt)];
    expect(old(String(there))).toBe(String(here));
    expect((await everyView(target, there)).map(old)).toEqual(await everyView(source, here));
    for (const one of competitions) {
      const board = (store: EventStore, position: Position) => shown(standings as never, store, position, String(one));
      expect((await board(target, there)).map(old)).toEqual(await board(source, here));
    }
  }
});

it('answers a repeated command as before, and goes on in time and place', async () => {
  const double = await newServer();
  expect((await forth(data, double)).code).toBe(0);
  const [source, store] = [folderLog(data), serverLog(double)];
  const from = await everything(source);
  const old = translation(from, await everything(store));
  for (const command of new Set(from.map((event) => event.command))) {
    const [known, before] = [await store.findCommand(command), await source.findCommand(command)];
    expect({ ...known, position: Number(old(String(known?.position))) }).toEqual(before);
  }
  const vault = openSqliteVault({ folder: data });
  closers.push(() => vault.close());
  const engine: Engine = engineOf({ store, vault, clock: systemClock });
  const context = { actor: 'test', command: `test:${JSON.stringify(planned)}` };
  expect(await execute(engine, competition, planned, context)).toMatchObject({
    kind: 'done',
    repeated: true,
    revision: 0,
  });
  expect(await execute(engine, competition, { ...planned, name: '别的' }, context)).toEqual({ kind: 'command-reused' });

  const reads: Reads = {
    head: () => store.head(),
    reached: () => Promise.resolve(true),
    live: undefined as never,
    async at(projection, when = {}, partition?: string) {
      const scratch = memoryViews().open<never>(projection.name, projection.version);
      const moment = { position: when.position ?? (await store.head()) };
      return viewAsOf(store, everyCodec as unknown as Codec<never>, projection as never, moment, scratch, partition);
    },
  };
  const reaction = proposeWinners(engine, reads);
  for (const event of await everything(store)) {
    const recorded = decodeRecorded(everyCodec, event) as Recorded<never>;
    if (reaction.codec.knows(event.type)) await answer(engine, reaction, recorded);
  }
  expect(await everything(store)).toHaveLength(from.length);

  await must(engine, competition, { ...planned, competition: 'after' });
  const all = await everything(store);
  expectSound(all);
  // The server's clock is far behind what was moved.
  expect(all.at(-1)).toMatchObject({ stream: 'competition-after', recordedAt: from.at(-1)?.recordedAt });
});

it('moves the log back, also with what was added on the server, and the folder is sound', async () => {
  const double = await newServer(Date.parse('2027-01-01T00:00:00Z'));
  const there = jsonOf(await forth(data, double));
  const folder = work.path('back');
  const again = jsonOf(await back(folder, double));
  expect(again).toMatchObject({ events: there['events'], references: there['references'], streams: there['streams'] });
  expect(again.sha256).toEqual(there.sha256);
  const [from, to] = [await everything(folderLog(data)), await everything(folderLog(folder))];
  expect(to).toEqual(from);

  const vault = openSqliteVault({ folder: data });
  const store = openEsdbEventStore({ url: double.url });
  const engine = engineOf({ store, vault, clock: systemClock });
  await must(engine, competition, { ...planned, competition: 'later' });
  await store.close();
  await vault.close();
  expect(jsonOf(await back(folder, double))).toMatchObject({ events: from.length + 1, added: 1 });
  cpSync(join(data, 'keys.sqlite'), join(folder, 'keys.sqlite'));
  expect(await ops(['verify', '--data', folder, '--json'])).toMatchObject({ code: 0 });
  // The server is ahead of the folder it came from; what both hold is the same.
  expect(await forth(data, double)).toMatchObject({ code: 1, err: '' });
});

const program = join(__dirname, '../../dist/apps/ops/src/main.js');

/** Runs the built program; `kill` may be called at any time. Answers its exit code, or undefined when it was killed. */
function running(folder: string, { url }: Double) {
  const argv = [
    program,
    'migrate',
    '--from',
    'sqlite',
    '--to',
    'esdb',
    '--data',
    folder,
    '--url',
    url,
    '--only',
    'log',
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    if (typeof code === 'number' && code !== 0) throw new Error(`${code} ${complaint}`);
    return code === 0 ? 0 : undefined;
  });
  return { kill: () => child.kill('SIGKILL'), ended };
}

/** The season, which is moved in several pieces, and many marks behind it. */
async function longFolder(name: string): Promise<string> {
  const folder = work.path(name);
  cpSync(data, folder, { recursive: true });
  await addMarks(folder, 0, 2_000);
  return folder;
}

async function addMarks(folder: string, first: number, count: number): Promise<void> {
  const store = openSqliteEventStore({ folder, clock: systemClock });
  const revisions = new Map<string, number>();
  const marks = Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const entry = `m${n % 300}`;
    const stream = `entry-marks.${entry}`;
    const revision = revisions.get(stream) ?? (n - (n % 300)) / 300;
    revisions.set(stream, revision + 1);
    const of = { competition: 'marks', contest: 'k', entry, criterion: 'total', slot: `s${n}`, value: '1' };
    const meta = { actor: 'a', validAt: n, command: `mark-${Math.floor(n / 2)}`, fingerprint: 'f', correlation: 'c' };
    return { type: 'ScoreRecorded', version: 1, data: of, ...meta, stream, revision, recordedAt: n };
  });
  expect(await store.adopt(marks)).toMatchObject({ kind: 'adopted' });
  await store.close();
}

const isVerdict = (stream: string): boolean => stream.startsWith('xianfeng-!');

it('killed at any moment and run again, it goes on: nothing is lost, doubled or out of order', async () => {
  const folder = await longFolder('killed');
  const double = await newServer();
  const { records } = double.options.disk;
  const ours = (): number => records.filter(({ stream }) => stream.startsWith('xianfeng-')).length;
  let kills = 0;
  for (let deadly = 1; ; deadly *= 3) {
    let appends = 0;
    const run = running(folder, double);
    double.fault = ({ stream }) => {
      appends += 1;
      const isNow = kills % 2 === 0 ? appends === deadly : isVerdict(stream);
      if (isNow) run.kill();
      // Whether its last append took place, the killed one does not learn.
      return isNow ? (kills % 4 < 2 ? 'cut-before' : 'silent') : undefined;
    };
    const before = ours();
    if ((await run.ended) === 0) break;
    kills += 1;
    expect(ours()).toBeGreaterThanOrEqual(before);
  }
  expect(kills).toBeGreaterThan(5);
  double.fault = () => undefined;
  const [from, to] = [await everything(folderLog(folder)), await everything(serverLog(double))];
  expectSound(to);
  expect(to.map(content)).toEqual(from.map(content));
  const events = records.filter(({ stream }) => stream.startsWith('xianfeng-') && !isVerdict(stream));
  expect(events).toHaveLength(from.length);
  expect(jsonOf(await forth(folder, double))).toMatchObject({ events: from.length, added: 0 });
}, 180_000);

it('makes a begun piece void when the source went on since, and moves what there is now', async () => {
  const folder = await longFolder('went-on');
  const count = (await everything(folderLog(folder))).length;
  const double = await newServer();
  const { records } = double.options.disk;
  const placed = (): number =>
    records.filter(({ stream }) => stream.includes('|') && !stream.startsWith('other')).length;
  const run = running(folder, double);
  double.fault = ({ stream }) => {
    if (!isVerdict(stream) || placed() < count) return undefined;
    run.kill();
    return 'cut-before';
  };
  expect(await run.ended).toBeUndefined();
  expect(placed()).toBe(count);
  double.fault = () => undefined;
  await addMarks(folder, 2_000, 300);
  expect(jsonOf(await forth(folder, double))).toMatchObject({ ok: true, events: count + 300 });
  const to = await everything(serverLog(double));
  expectSound(to);
  expect(to.map(content)).toEqual((await everything(folderLog(folder))).map(content));
  // What nobody counts is still there.
  expect(placed()).toBeGreaterThan(count + 300);
}, 120_000);

it('shows the roll of a past day as before', async () => {
  const double = await newServer();
  expect((await forth(data, double)).code).toBe(0);
  const [source, target] = [folderLog(data), serverLog(double)];
  const page = async (store: EventStore, recordedAt: number) => {
    const scratch = memoryViews().open<never>(roll.name, roll.version);
    const position = await store.positionAt(recordedAt);
    const view = await viewAsOf(store, everyCodec as never, roll as never, { position }, scratch);
    const { total, rows } = rollPage(view, { limit: 100 });
    return { total, rows: rows.map(({ position: _position, basis: _basis, ...row }) => row) };
  };
  const from = await everything(source);
  const conferred = from.filter(({ type }) => /^Honour(Conferred|Registered)$/.test(type));
  expect(conferred.length).toBeGreaterThan(3);
  for (const { recordedAt } of conferred.filter((_event, n) => n % 4 === 0))
    expect(await page(target, recordedAt)).toEqual(await page(source, recordedAt));
  expect((await page(target, from[0]!.recordedAt)).total).toBe(0);
});
