import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openEsdbEventStore, openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { competition } from '@xf/competitions';
import type { EventStore, Vault } from '@xf/es';
import { appendOf, eventOf } from '@xf/es/testing';
import { openRuntime, openSharedLog } from '@xf/runtime';
import { must, workFolder } from '../ops/support';
import { RandomSeason } from '../support/random-season';
import { startServers, type Servers } from '../support/servers';
import { everything, expectSound } from './support';

const work = workFolder();
const data = work.path('data');
const log = 'moved';
const many = Array.from({ length: 30_000 }, (_, n) => `m${n}`);
const program = join(__dirname, '../../dist/apps/ops/src/main.js');
let servers: Servers;

beforeAll(async () => {
  let now = Date.parse('2026-05-01T01:00:00Z');
  const runtime = await openRuntime({ folder: data, clock: { now: () => (now += 7) } });
  // The season's made-up grounds refer to the fortieth event.
  for (let n = 0; n < 40; n++) {
    const named = { competition: `early${n}`, organization: 'd1', name: '更早的竞赛', level: 'district' } as const;
    const contests = [{ contest: 'k', name: '车工', receiver: 'person' as const, groups: [] }];
    await must(runtime.engine, competition, { type: 'PlanCompetition', ...named, contests, rounds: [] });
  }
  const season = new RandomSeason(runtime, 5);
  for (let n = 0; n < 500; n++) {
    await season.step();
    if (n % 5 === 0) await runtime.following.until(await runtime.engine.store.head());
  }
  await runtime.close();
});
beforeEach(async () => {
  let now = 1_000;
  servers = await startServers(() => (now += 10));
});
afterEach(() => servers.stop());
afterAll(() => work.remove());

/** Runs the built program; `kill` may be called at any time. Answers its exit code, or undefined when it was killed. */
function migrating(from: string, to: string, folder: string, ...more: readonly string[]) {
  const argv = [program, 'migrate', '--from', from, '--to', to, '--data', folder, ...more];
  const env = { PATH: process.env['PATH'] ?? '', ...servers.environment(log, 'ops') };
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let isOver = false;
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    isOver = true;
    return typeof code === 'number' ? code : undefined;
  });
  return { kill: () => child.kill('SIGKILL'), ended, isOver: () => isOver, output: () => output };
}

/** Runs it until it ends by itself, killing it whenever another `step` were moved. Answers how often it was killed. */
async function killedOften(
  run: () => ReturnType<typeof migrating>,
  count: () => number | Promise<number>,
  step: number,
): Promise<number> {
  for (let kills = 0; ; kills++) {
    const one = run();
    const enough = (await count()) + step;
    while (!one.isOver() && (await count()) < enough) await new Promise(setImmediate);
    if (!one.isOver()) one.kill();
    const code = await one.ended;
    if (code === undefined) continue;
    if (code !== 0) throw new Error(`${code} ${one.output()}`);
    return kills;
  }
}

const sealMany = (vault: Vault): Promise<readonly string[]> =>
  vault.seal(many.map((subject) => ({ subject, field: 'name', text: subject })));

async function sealedIn(store: EventStore): Promise<string[]> {
  const events = await everything(store);
  return JSON.stringify(events.map((event) => event.data)).match(/sealed:1:[^"]+/g) ?? [];
}

const personsOnServer = async (): Promise<number> => {
  const lua = `local n = 0
    for _, name in ipairs(redis.call('KEYS', '*:keys:[0-9]*')) do n = n + redis.call('HLEN', name) end
    return n`;
  return (await servers.keys.call('EVAL', lua, '0')) as number;
};
/** Fewer than persons by the few that share a bucket, and quick to ask. */
const keysOnServer = async (): Promise<number> => (await servers.keys.call('DBSIZE')) as number;
const eventsOnServer = (): number =>
  servers.esdb.options.disk.records.filter(({ stream }) => stream.startsWith(`${log}-`)).length;

it('killed at any moment and run again, it moves a season and the keys of all who are in it, and more', async () => {
  const folder = work.path('killed');
  cpSync(data, folder, { recursive: true });
  const before = openSqliteVault({ folder });
  const source = openSqliteEventStore({ folder, clock: systemClock });
  const sealed = [...(await sealMany(before)), ...(await sealedIn(source))];
  const subjects = new Set(sealed.map((text) => text.split(':')[2]));
  expect(subjects.size).toBeGreaterThan(many.length + 15);
  await before.destroy('m7');
  const names = await before.reveal(sealed);
  const derived = [before.pseudonym('id', '110'), before.secret('token').toString('hex')];
  const from = await everything(source);
  await source.close();
  await before.close();

  const forth = () => migrating('sqlite', 'esdb', folder);
  let isLate = false;
  const kills = await killedOften(
    forth,
    async () => {
      const events = eventsOnServer();
      // No event stands there before every key does.
      if (events > 0 && !isLate) isLate = (await personsOnServer()) >= subjects.size;
      if (events > 0) expect(isLate).toBe(true);
      return (await keysOnServer()) + 20 * events;
    },
    2_000,
  );
  expect(kills).toBeGreaterThan(2);

  const { store, vault } = await openSharedLog(servers.deployment(log, 'reader'));
  const to = await everything(store);
  expectSound(to);
  expect(to.map(({ stream, revision, command }) => ({ stream, revision, command }))).toEqual(
    from.map(({ stream, revision, command }) => ({ stream, revision, command })),
  );
  expect([...sealed.slice(0, many.length), ...(await sealedIn(store))]).toEqual(sealed);
  expect(await vault.reveal(sealed)).toEqual(names);
  expect([vault.pseudonym('id', '110'), vault.secret('token').toString('hex')]).toEqual(derived);
  await store.close();
  await vault.close();
}, 180_000);

it('goes on after the key server was killed', async () => {
  const folder = work.path('without-server');
  cpSync(data, folder, { recursive: true });
  const before = openSqliteVault({ folder });
  const sealed = await sealMany(before);
  await before.close();
  for (const most of [1, 15_000]) {
    const one = migrating('sqlite', 'esdb', folder, '--only', 'keys');
    while ((await keysOnServer()) < most) await new Promise(setImmediate);
    await servers.keys.kill();
    expect([await one.ended, one.output()]).toEqual([3, expect.stringContaining('密钥库 Redis 暂时不可用')]);
    await servers.keys.start();
  }
  const last = migrating('sqlite', 'esdb', folder, '--only', 'keys');
  expect([await last.ended, last.output()]).toEqual([0, expect.stringContaining('密钥')]);
  const { store, vault } = await openSharedLog(servers.deployment(log, 'reader'));
  expect(await vault.reveal(sealed)).toEqual(many);
  await store.close();
  await vault.close();
}, 120_000);

it('killed at any moment on the way back and run again, it brings everybody the log names', async () => {
  const { store, vault } = await openSharedLog(servers.deployment(log, 'writer'));
  const sealed = await sealMany(vault);
  await vault.destroy('m7');
  for (let n = 0; n < sealed.length; n += 100) {
    const append = appendOf(`score-c1.s${n}`, -1);
    const event = eventOf({ list: [{ names: sealed.slice(n, n + 100) }] }, append.events[0]!.command);
    await store.append([{ ...append, events: [event] }]);
  }
  await store.close();
  const folder = work.path('home');
  const count = (): number => {
    try {
      const db = new Database(join(folder, 'keys.sqlite'), { readonly: true });
      const found = db.prepare('SELECT count(*) FROM subjects').pluck().get() as number;
      db.close();
      return found;
    } catch {
      // There is none yet.
      return 0;
    }
  };
  const kills = await killedOften(() => migrating('esdb', 'sqlite', folder, '--only', 'keys'), count, 1);
  expect(kills).toBeGreaterThan(1);
  const home = openSqliteVault({ folder });
  expect(await home.reveal(sealed)).toEqual(await vault.reveal(sealed));
  expect(home.pseudonym('id', '110')).toBe(vault.pseudonym('id', '110'));
  await home.close();
  await vault.close();
}, 120_000);

it('keeps the log of EventStoreDB as it was when only keys are moved', async () => {
  const folder = work.path('only-keys');
  cpSync(data, folder, { recursive: true });
  const one = migrating('sqlite', 'esdb', folder, '--only', 'keys', '--json');
  expect(await one.ended).toBe(0);
  expect(eventsOnServer()).toBe(0);
  const store = openEsdbEventStore({ url: servers.esdb.url, log });
  expect(await store.head()).toBe(0);
  await store.close();
});
