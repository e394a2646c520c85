import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Database } from 'better-sqlite3';
import { account, accountFold, accountStream, hashPassword, organization } from '@xf/access';
import { compareRebuild, execute, fill, Outage, type Engine } from '@xf/es';
import { everyCodec, everyProjection, openRuntime, type Runtime } from '@xf/runtime';
import { createApp } from '@xf/service';
import { inFolder, must, openCompetition, workFolder } from '../ops/support';
import { smallDisk, type SmallDisk } from './disk';

/** Every connection the adapters open, newest last, so that a test can fill the disk under one of them. */
const mockOpened: Database[] = [];
jest.mock('better-sqlite3', () => {
  const real: new (...args: unknown[]) => Database = jest.requireActual('better-sqlite3');
  return new Proxy(real, {
    construct(target, args) {
      const db = new target(...(args as unknown[]));
      mockOpened.push(db);
      return db;
    },
  });
});

const work = workFolder();
const runtimes: Runtime[] = [];
const disks: SmallDisk[] = [];
const small = (name: string, megabytes: number): SmallDisk | undefined => {
  const disk = smallDisk(work.path(name), megabytes);
  if (disk !== undefined) disks.push(disk);
  return disk;
};
const children: ChildProcessByStdio<null, Readable, Readable>[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const runtime of runtimes.splice(0)) await runtime.close();
  mockOpened.length = 0;
  for (const disk of disks.splice(0)) disk.remove();
});
afterAll(() => {
  work.remove();
});

const start = async (folder: string): Promise<Runtime> => {
  const runtime = await openRuntime({ folder });
  runtimes.push(runtime);
  return runtime;
};
const stop = async (runtime: Runtime): Promise<void> => {
  runtimes.splice(runtimes.indexOf(runtime), 1);
  await runtime.close();
};

const password = '一把好锁-2026年';

/** A folder with an organisation, its administrator and an open competition. */
async function filled(name: string): Promise<string> {
  const folder = work.path(name);
  await openCompetition(folder);
  const passwordHash = await hashPassword(password, Buffer.alloc(16, 1), { N: 2, r: 1, p: 1 });
  await inFolder(folder, async (engine) => {
    await must(engine, organization, {
      type: 'RegisterOrganization',
      organization: 'org1',
      name: '一区',
      level: 'city',
    });
    await must(engine, account, { type: 'CreateAccount', account: 'admin', displayName: '管理员', passwordHash });
    await must(engine, account, { type: 'GrantRole', account: 'admin', role: 'administrator', organization: 'org1' });
  });
  return folder;
}

const connectionTo = (file: string): Database => {
  const found = mockOpened.filter((db) => db.open && db.name.endsWith(file)).at(-1);
  if (found === undefined) throw new Error(`nobody opened ${file}`);
  return found;
};
const fillDisk = (db: Database): void => {
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
};
const makeSpace = (db: Database): void => void db.pragma('max_page_count = 1000000');

async function rebuilt(runtime: Runtime): Promise<readonly unknown[]> {
  const head = await runtime.engine.store.head();
  expect(await runtime.following.until(head)).toBe(true);
  const differing: unknown[] = [];
  for (const projection of everyProjection) {
    const { name, version } = projection;
    await fill(runtime.engine.store, everyCodec, projection, runtime.views.openRebuild(name, version), head);
    const compared = compareRebuild(runtime.views, name, version);
    if (!compared.equal) differing.push([name, compared]);
    runtime.views.dropRebuild(name, version);
  }
  return differing;
}

const register = (engine: Engine, n: number) =>
  execute(
    engine,
    organization,
    { type: 'RegisterOrganization', organization: `u${n}`, name: '车'.repeat(900), level: 'unit', parent: 'org1' },
    { actor: 'test', command: `register-${n}` },
  );

const openAccount = (engine: Engine, n: number) =>
  execute(
    engine,
    account,
    { type: 'CreateAccount', account: `a${n}`, displayName: '某人', passwordHash: 'x' },
    { actor: 'test', command: `account-${n}` },
  );

/** Carries on until an outage, and answers how many were taken before it. */
async function untilRefused(run: (n: number) => Promise<{ readonly kind: string }>): Promise<number> {
  for (let n = 0; n < 5_000; n++) {
    try {
      expect(await run(n)).toMatchObject({ kind: 'done' });
    } catch (error) {
      expect(error).toBeInstanceOf(Outage);
      expect(String(error)).toMatch(/SQLITE_(FULL|IOERR)/);
      return n;
    }
  }
  throw new Error('the disk never got full');
}

/** The service as it is run, from what was built. `asNobody` takes the rights of the administrator of the machine away. */
function serve(folder: string, asNobody = false) {
  const rights = asNobody && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [join(__dirname, '../../dist/apps/api/src/main.js')], {
    env: { ...process.env, DATA: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...rights,
  });
  children.push(child);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const started = new Promise<void>((resolve) => {
    lines.on('line', (line) => (line.startsWith('http://') ? resolve() : undefined));
  });
  const ended = new Promise<{ code: number | null; err: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, err });
    });
  });
  return { child, started, ended };
}

describe('a folder that cannot be had', () => {
  it('is not started in when it is read-only: one line, exit code 3, nothing made', async () => {
    const folder = work.path('readonly');
    mkdirSync(folder);
    chmodSync(work.folder, 0o755);
    chmodSync(folder, 0o555);
    const { code, err } = await serve(folder, true).ended;
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/^数据目录 .+ 无法写入（\w+），请检查权限和磁盘。The data folder/),
    ]);
    expect(err).toContain(folder);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    chmodSync(folder, 0o755);
    expect(existsSync(join(folder, 'log.sqlite'))).toBe(false);
  });

  it('is refused to a second process, with the folder and the first one named', async () => {
    const folder = await filled('taken');
    const first = serve(folder);
    await first.started;
    const { code, err } = await serve(folder).ended;
    expect([code, err]).toEqual([3, expect.stringMatching(new RegExp(`正被进程 ${String(first.child.pid)} ?使用`))]);
    expect(err).toContain(folder);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });
});

describe('a full disk', () => {
  it('refuses appends without losing or half writing any, and takes them when there is space again', async () => {
    const folder = await filled('full-log');
    const runtime = await start(folder);
    const { engine } = runtime;
    const app = await createApp(runtime);
    const json = { 'content-type': 'application/json' };
    const signIn = { method: 'POST' as const, url: '/api/sessions', headers: json };
    const session = await app.inject({ ...signIn, payload: { account: 'admin', password } });
    const authorization = `Bearer ${session.json<{ token: string }>().token}`;

    const log = connectionTo('log.sqlite');
    fillDisk(log);
    const acknowledged: number[] = [];
    let refusal: unknown;
    for (let n = 0; refusal === undefined && n < 100; n++) {
      await register(engine, n).then(
        ({ kind }) => acknowledged.push(kind === 'done' ? n : -1),
        (error: unknown) => (refusal = error),
      );
    }
    expect(refusal).toBeInstanceOf(Outage);
    expect(String(refusal)).toMatch(/磁盘已满（SQLITE_FULL）.*log\.sqlite.*the disk is full/);
    expect(acknowledged).not.toContain(-1);

    const ask = (n: number) =>
      app.inject({
        method: 'POST',
        url: '/api/organizations',
        headers: { ...json, authorization, 'idempotency-key': `http-${n}` },
        payload: { organization: `h${n}`, name: '厂'.repeat(190), level: 'unit', parent: 'org1' },
      });
    // Smaller ones than before still find room for a while.
    let http = 0;
    let full = await ask(http);
    while (full.statusCode === 201 && http < 100) full = await ask(++http);
    const head = await engine.store.head();
    expect(full.statusCode).toBe(503);
    expect(full.json()).toMatchObject({ code: 'store-unavailable', status: 503 });
    expect(full.body).not.toMatch(/SQLITE|sqlite|full-log|node_modules/);
    expect((await app.inject({ url: '/api/competitions' })).statusCode).toBe(200);

    makeSpace(log);
    expect((await ask(http)).statusCode).toBe(201);
    for (const n of [...acknowledged, acknowledged.length]) {
      expect(await register(engine, n)).toMatchObject({ kind: 'done', repeated: n < acknowledged.length });
    }
    expect(await engine.store.head()).toBe(head + 2);
    await app.close();
    await stop(runtime);
    const again = await start(folder);
    const positions = (await again.engine.store.readAll(0, 1_000)).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: head + 2 }, (_, index) => index + 1));
    expect(await rebuilt(again)).toEqual([]);
  });

  it('under the views: readers read what was there, the log goes on, and so do the views once there is room', async () => {
    const folder = await filled('full-views');
    // Views alone on a disk of their own, where one may be mounted; else SQLite is told that its file may not grow.
    const disk = small('views-disk', 2);
    if (disk !== undefined) symlinkSync(join(disk.folder, 'views.sqlite'), join(folder, 'views.sqlite'));
    const runtime = await start(folder);
    const { engine, following } = runtime;
    await following.until(await engine.store.head());
    const app = await createApp(runtime);
    if (disk === undefined) fillDisk(connectionTo('views.sqlite'));
    else disk.fill();
    const directoryNow = async () => (await following.status()).find(({ name }) => name === 'directory');
    let n = 0;
    for (; (await directoryNow())?.outage === undefined && n < 5_000; n++) {
      expect(await register(engine, n)).toMatchObject({ kind: 'done' });
      await new Promise(setImmediate);
    }
    const told = await directoryNow();
    expect(told).toMatchObject({
      outage: expect.stringMatching(/^磁盘已满（SQLITE_FULL）：.+views\.sqlite。请腾出空间/),
    });
    expect((await following.status()).filter(({ halted }) => halted !== undefined)).toEqual([]);
    expect((await app.inject({ url: '/readyz' })).body).toContain('磁盘已满');
    expect(await register(engine, n)).toMatchObject({ kind: 'done' });
    const head = await engine.store.head();
    expect((await app.inject({ url: '/api/competitions' })).statusCode).toBe(200);
    const waited = await app.inject({ url: `/api/competitions?minPosition=${head}` });
    expect([waited.statusCode, waited.json<{ code: string }>().code]).toEqual([503, 'view-behind']);
    expect((await directoryNow())?.position).toBe(told?.position);

    if (disk === undefined) makeSpace(connectionTo('views.sqlite'));
    else disk.makeSpace();
    expect(await rebuilt(runtime)).toEqual([]);
    expect(await following.until(head, undefined, 'reaction')).toBe(true);
    expect((await following.status()).filter(({ outage }) => outage !== undefined)).toEqual([]);
    await app.close();
  });

  it('under the whole folder refuses what cannot be kept, and goes on without a restart', async () => {
    const disk = small('whole-disk', 3);
    const folder = disk?.folder ?? work.path('whole-disk');
    const runtime = await start(folder);
    const { engine, following } = runtime;
    const root = { type: 'RegisterOrganization', organization: 'org1', name: '一区', level: 'city' } as const;
    await must(engine, organization, root);
    if (disk === undefined) for (const db of mockOpened) if (db.open) fillDisk(db);
    if (disk !== undefined) disk.fill();
    const organizations = await untilRefused((n) => register(engine, n));
    // Smaller, but each with personal data, which needs a new key first.
    const accounts = await untilRefused((n) => openAccount(engine, n));

    if (disk === undefined) for (const db of mockOpened) if (db.open) makeSpace(db);
    if (disk !== undefined) disk.makeSpace();
    for (let n = 0; n <= organizations; n++) {
      expect(await register(engine, n)).toMatchObject({ kind: 'done', repeated: n < organizations });
    }
    for (let n = 0; n <= accounts; n++) {
      expect(await openAccount(engine, n)).toMatchObject({ kind: 'done', repeated: n < accounts });
    }
    expect(await rebuilt(runtime)).toEqual([]);
    expect((await following.status()).filter(({ halted }) => halted !== undefined)).toEqual([]);
  });
});

describe('a damaged file', () => {
  it('of views is moved aside, told, and filled again from the log', async () => {
    const folder = await filled('bad-views');
    await stop(await start(folder));
    const views = join(folder, 'views.sqlite');
    for (const side of ['-wal', '-shm']) rmSync(`${views}${side}`, { force: true });
    writeFileSync(views, '这不是数据库'.repeat(2_000));
    const runtime = await start(folder);
    expect(runtime.notices).toEqual([expect.stringMatching(/视图文件 .+ 无法读取.*从事件日志重建。.*rebuilt/)]);
    expect(readFileSync(`${views}.bad`, 'utf8').startsWith('这不是数据库')).toBe(true);
    expect(await rebuilt(runtime)).toEqual([]);
    expect(runtime.views.open('directory', 1).position()).toBe(await runtime.engine.store.head());
  });

  it('of the log is not started from and not touched', async () => {
    const folder = await filled('bad-log');
    const log = join(folder, 'log.sqlite');
    const bytes = readFileSync(log);
    bytes.fill(0x5a, 0, 100);
    writeFileSync(log, bytes);
    await expect(openRuntime({ folder })).rejects.toThrow(Outage);
    await expect(openRuntime({ folder })).rejects.toThrow(
      `事件日志 ${log} 已损坏或不是日志文件，未作任何改动，请从备份恢复。`,
    );
    expect(readFileSync(log).equals(bytes)).toBe(true);
    expect(existsSync(`${log}.bad`)).toBe(false);
    expect((await serve(folder).ended).code).toBe(3);
  });

  it('with an event nobody knows halts the views right before it and names it; other routes answer', async () => {
    const folder = await filled('strange');
    let position = 0;
    await inFolder(folder, async ({ store }) => {
      const meta = { actor: 'x', validAt: 0, command: 'strange', fingerprint: 'f', correlation: 'strange' };
      const strange = { type: 'PrizePainted', version: 1, data: {}, ...meta };
      await store.append([{ stream: 'prize-p1', expected: -1, events: [strange] }]);
      position = await store.head();
    });
    const runtime = await start(folder);
    const app = await createApp(runtime);
    expect(await runtime.following.until(position - 1)).toBe(true);
    while ((await runtime.following.status()).some(({ halted }) => halted === undefined))
      await new Promise(setImmediate);
    const ready = await app.inject({ url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    expect(ready.body).toContain(`prize-p1@0 (position ${position})`);
    expect(ready.body).toContain('PrizePainted');
    expect((await app.inject({ url: '/livez' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/competitions' })).statusCode).toBe(200);
    expect(await register(runtime.engine, 1)).toMatchObject({ kind: 'done', position: position + 1 });
    const { engine } = runtime;
    const { state } = await engine.states.load(engine.store, accountFold, accountStream('admin'));
    expect(state.status).toBe('active');
    await app.close();
  });
});
