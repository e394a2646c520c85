import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { erase } from '@xf/access';
import { openEsdbEventStore, openRedisVault, openSqliteKeys, openSqliteVault, type HeldKey } from '@xf/adapters';
import { entry } from '@xf/competitions';
import type { EventStore, Vault } from '@xf/es';
import { Disk } from '../esdb/double/disk';
import { Double } from '../esdb/double/server';
import { addressOf, filesWith, startKeyServer } from '../keys/support';
import type { RedisServer } from '../support/redis';
import { inFolder, must, openCompetition, ops, workFolder, type Ran } from './support';

const work = workFolder();
const first = work.path('first');
const persons = Array.from({ length: 30 }, (_, n) => ({ id: `person${n}`, name: `选手${n}` }));
let server: Double;
let keys: RedisServer;
let folders = 0;
let folder: string;

beforeAll(async () => {
  await openCompetition(first);
  await inFolder(first, async (engine) => {
    for (const [n, { id, name }] of persons.entries()) {
      const who = { kind: 'person', subject: id, name, number: String(n) } as const;
      await must(engine, entry, { type: 'SubmitEntry', competition: 'c2026', contest: 'welding', entry: id, ...who });
    }
  });
});
beforeEach(async () => {
  folder = work.path(`data${(folders += 1)}`);
  cpSync(first, folder, { recursive: true });
  let now = 0;
  server = new Double({ disk: new Disk(() => (now += 10)) });
  await server.start();
  keys = await startKeyServer();
});
afterEach(async () => {
  await server.stop();
  await keys.stop();
});
afterAll(() => work.remove());

const prefix = 'xf:xianfeng:keys:';
const onRedis = () => openRedisVault({ redis: addressOf(keys), prefix });
const environment = () => ({ KEYS_REDIS_URL: `redis://127.0.0.1:${keys.port}`, EVENTSTORE_URL: server.url });

const run = (from: string, to: string, data: string, ...more: readonly string[]): Promise<Ran> =>
  ops(['migrate', '--from', from, '--to', to, '--data', data, ...more], '', undefined, environment());
const forth = (...more: readonly string[]) => run('sqlite', 'esdb', folder, ...more);
const back = (data: string, ...more: readonly string[]) => run('esdb', 'sqlite', data, ...more);

async function holding<T>(opening: Vault | Promise<Vault>, look: (vault: Vault) => Promise<T>): Promise<T> {
  const vault = await opening;
  try {
    return await look(vault);
  } finally {
    await vault.close();
  }
}

/** Every sealed text of a log, in its order. */
async function sealedIn(store: EventStore): Promise<string[]> {
  const events = await store.readAll(0, 10_000);
  return JSON.stringify(events.map(({ data }) => data)).match(/sealed:1:[^"]+/g) ?? [];
}
const sealedInFolder = (data: string) => inFolder(data, ({ store }) => sealedIn(store));
const seal = (vault: Vault, subject: string) => vault.seal([{ subject, field: 'name', text: subject }]);

async function bytesIn(data: string): Promise<Map<string, HeldKey>> {
  const store = openSqliteKeys({ folder: data });
  const subjects = [...store.subjects()].flat();
  const held = await store.find(subjects);
  await store.close();
  return new Map(subjects.map((subject, n) => [subject, held[n]!]));
}

const writes = async (): Promise<string> =>
  /rdb_changes_since_last_save:(\d+)/.exec(String(await keys.call('INFO', 'persistence')))?.[1] ?? '';

function expectSecret({ out, err }: Ran, bytes: Iterable<HeldKey>): void {
  for (const key of bytes) {
    if (!Buffer.isBuffer(key)) continue;
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
      expect(out + err).not.toContain(key.toString(form));
  }
}

it('moves the log and the keys together, once; names are read there as before', async () => {
  const sealed = await sealedInFolder(folder);
  expect(sealed.length).toBeGreaterThanOrEqual(persons.length);
  const names = await holding(openSqliteVault({ folder }), (vault) => vault.reveal(sealed));
  const pseudonym = await holding(openSqliteVault({ folder }), async (vault) => vault.pseudonym('id', '110'));
  const ran = await forth();
  expect(ran).toMatchObject({ code: 0, err: '' });
  const held = await bytesIn(folder);
  expect(ran.out.split('\n').slice(-3, -1)).toEqual([
    `已迁移 ${held.size} 人的密钥（其中 0 人已删除），主密钥与逐人密钥核对一致。`,
    `  Moved the keys of ${held.size} persons (0 of them erased). Both sides hold the same, master secret included.`,
  ]);
  expectSecret(ran, held.values());
  await holding(onRedis(), async (vault) => {
    expect(await vault.reveal(sealed)).toEqual(names);
    expect(vault.pseudonym('id', '110')).toBe(pseudonym);
  });
  const before = await writes();
  const again = JSON.parse((await forth('--json')).out) as object;
  expect(again).toMatchObject({ ok: true, added: 0, keys: { people: held.size, destroyed: 0, without: null } });
  expect(await writes()).toBe(before);

  const home = work.path('home');
  expect(JSON.parse((await back(home, '--json')).out)).toMatchObject({ ok: true, keys: { people: persons.length } });
  expect(await holding(openSqliteVault({ folder: home }), (vault) => vault.reveal(sealed))).toEqual(names);
  expect(await ops(['verify', '--data', home, '--json'])).toMatchObject({ code: 0 });
});

it('moves only the keys, or only the log', async () => {
  expect(await forth('--only', 'log')).toMatchObject({ code: 0 });
  expect(await keys.call('DBSIZE')).toBe(0);
  const store = openEsdbEventStore({ url: server.url });
  const head = await store.head();
  expect(JSON.parse((await forth('--only', 'keys', '--json')).out)).toEqual({
    ...{ ok: true, from: 'sqlite', to: 'esdb', keys: { people: persons.length, destroyed: 0, without: null } },
  });
  expect(await store.head()).toBe(head);
  await store.close();
});

it('moves no event before its key: a key server that is not durable stops both', async () => {
  await keys.call('CONFIG', 'SET', 'appendfsync', 'everysec');
  const stopped = await forth('--json');
  expect(stopped).toMatchObject({ code: 3 });
  expect(stopped.out).toContain('appendfsync');
  const store = openEsdbEventStore({ url: server.url });
  expect(await store.head()).toBe(0);
  await store.close();
});

it('refuses a target with another master secret, and writes nothing', async () => {
  await holding(onRedis(), (vault) => seal(vault, 'someone'));
  const before = await writes();
  const refused = await forth('--json');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.out).toContain('keys-other-master');
  expect(await writes()).toBe(before);
  const other = work.path(`other${folders}`);
  await holding(openSqliteVault({ folder: other }), (vault) => seal(vault, 'someone'));
  expect((await back(other, '--only', 'keys', '--json')).out).toContain('keys-other-master');
});

it('refuses a target that holds another key of somebody, and leaves it alone', async () => {
  const stray = work.path(`stray${folders}`);
  cpSync(folder, stray, { recursive: true });
  expect((await forth('--only', 'keys')).code).toBe(0);
  const [mine] = await holding(onRedis(), (vault) => seal(vault, 'late'));
  await holding(openSqliteVault({ folder }), (vault) => seal(vault, 'late'));
  const refused = await forth('--json');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.out).toContain('key-taken');
  expectSecret(refused, (await bytesIn(folder)).values());
  expect(await holding(onRedis(), (vault) => vault.reveal([mine!]))).toEqual(['late']);
  expect((await run('sqlite', 'esdb', stray, '--only', 'keys')).code).toBe(0);
});

it('domain-rules 123: who was erased on either side is erased on both, and in no file', async () => {
  const sealed = await sealedInFolder(folder);
  const held = await bytesIn(folder);
  const [here, there, inLog] = [...held.keys()].slice(0, 3) as [string, string, string];
  expect((await forth('--only', 'keys')).code).toBe(0);
  await holding(openSqliteVault({ folder }), (vault) => vault.destroy(here));
  await holding(onRedis(), (vault) => vault.destroy(there));
  // The key of the third one came back with a backup, but the log says that the person was erased.
  const backup = work.path(`backup${folders}`);
  cpSync(join(folder, 'keys.sqlite'), backup);
  await inFolder(folder, (engine) =>
    erase(engine, { type: 'ErasePerson', subject: inLog, reason: '本人申请' }, { actor: 'ops:test', command: 'erase' }),
  );
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `keys.sqlite${end}`), { force: true });
  cpSync(backup, join(folder, 'keys.sqlite'));
  expect((await bytesIn(folder)).get(inLog)).toEqual(held.get(inLog));

  expect(JSON.parse((await forth('--json')).out)).toMatchObject({ keys: { people: held.size, destroyed: 3 } });
  const shown = (gone: readonly string[]) =>
    sealed.filter((text) => gone.includes(text.split(':')[2]!)).map(() => undefined);
  for (const open of [onRedis, async () => openSqliteVault({ folder })]) {
    const texts = await holding(open(), (vault) => vault.reveal(sealed));
    expect(texts.filter((text) => text === undefined)).toEqual(shown([here, there, inLog]));
  }
  for (const subject of [here, there, inLog]) {
    expect(filesWith(folder, held.get(subject) as Buffer)).toEqual([]);
    expect(filesWith(keys.folder, held.get(subject) as Buffer)).toEqual([]);
  }
});

it('says of whom the source has no key, and what is to be set or restored', async () => {
  expect((await forth()).code).toBe(0);
  const store = openEsdbEventStore({ url: server.url });
  const [lost = ''] = (await sealedIn(store)).map((text) => text.split(':')[2]!);
  await store.close();
  for (const name of (await keys.call('KEYS', `${prefix}[0-9]*`)) as string[]) await keys.call('DEL', name);
  const told = JSON.parse((await back(work.path('bare'), '--json')).out) as object;
  expect(told).toMatchObject({ ok: true, keys: { people: 0, without: lost } });
  await keys.call('FLUSHALL');
  expect((await back(work.path('barer'), '--json')).out).toContain('keys-missing');

  const without = await ops(['migrate', '--from', 'sqlite', '--to', 'esdb', '--data', folder, '--url', server.url]);
  expect(without).toMatchObject({ code: 2 });
  expect(without.err).toContain('KEYS_REDIS_URL');
  expect(without.err).toContain('--only log');
  for (const [env, code] of [
    [{ KEYS_REPLICAS: 'x' }, 2],
    [{ KEYS_REDIS_URL: 'redis//me:changeit@nowhere' }, 3],
  ] as const) {
    const argv = ['migrate', '--from', 'sqlite', '--to', 'esdb', '--data', folder];
    const wrong = await ops(argv, '', undefined, { ...environment(), ...env });
    expect(wrong).toMatchObject({ code });
    expect(wrong.out + wrong.err).not.toContain('changeit');
  }
  rmSync(join(folder, 'keys.sqlite'));
  expect((await forth()).err).toContain('没有密钥库 keys.sqlite');
  expect(existsSync(join(folder, 'keys.sqlite'))).toBe(false);
});
