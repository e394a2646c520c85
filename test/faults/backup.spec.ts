import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openSqliteEventStore, systemClock } from '@xf/adapters';
import { standings } from '@xf/competitions';
import { compareRebuild, fill } from '@xf/es';
import { everyCodec, everyProjection, openRuntime } from '@xf/runtime';
import { main } from '../../apps/ops/src/main';
import { openCompetition, ops, workFolder } from '../ops/support';

const work = workFolder();
afterAll(() => {
  work.remove();
});

const json = async (...argv: readonly string[]): Promise<{ code: number; answer: Record<string, unknown> }> => {
  const { code, out } = await ops([...argv, '--json']);
  return { code, answer: JSON.parse(out) as Record<string, unknown> };
};
const sha256Of = (copy: unknown) => (copy as { readonly sha256: string }).sha256;

/** A process that writes until it is killed; `acknowledged` grows by a line for each command that was answered. */
async function writer(folder: string) {
  const child = spawn(process.execPath, [join(__dirname, 'writer.cjs'), folder, '1']);
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const started = new Promise((resolve) => lines.once('line', resolve));
  lines.on('line', (line) => acknowledged.push(line));
  const ended = new Promise((resolve) => child.on('close', resolve));
  await started;
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (acknowledged.length < count) return;
        lines.off('line', look);
        resolve();
      };
      lines.on('line', look);
      look();
    });
  return {
    acknowledged,
    until,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('backup beside a writing process', () => {
  const data = work.path('busy');
  const restored = work.path('restored');
  const keyFolder = work.path('keys');
  const [file, keys] = [work.path('log.backup'), join(keyFolder, 'keys.backup')];
  let before: readonly string[] = [];
  let answer: Record<string, unknown> = {};
  let after = 0;

  beforeAll(async () => {
    mkdirSync(keyFolder);
    const busy = await writer(data);
    await busy.until(1_000);
    before = [...busy.acknowledged];
    const taken = await json('backup', file, '--keys', keys, '--data', data);
    await busy.until(busy.acknowledged.length + 1);
    const { acknowledged } = busy;
    after = acknowledged.length;
    await busy.kill();
    expect(taken.code).toBe(0);
    answer = taken.answer;
  });

  it('is taken while the log grows, readable by its owner only, with nothing half left beside it', () => {
    expect(after).toBeGreaterThan(before.length);
    expect(answer).toMatchObject({ head: expect.any(Number), log: { file, bytes: statSync(file).size } });
    for (const path of [file, keys]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(work.folder).filter((name) => name.startsWith('log.backup'))).toEqual(['log.backup']);
    expect(readdirSync(keyFolder)).toEqual(['keys.backup']);
  });

  it('restores with every event acknowledged before it began, and no gap behind them', async () => {
    const put = await json('restore', file, '--data', restored, '--keys', keys, '--sha256', sha256Of(answer['log']));
    expect(put).toMatchObject({ code: 0, answer: { ok: true, verified: { events: answer['head'], erased: 0 } } });
    const store = openSqliteEventStore({ folder: restored, clock: systemClock, readOnly: true });
    const lost: string[] = [];
    for (const line of before) {
      const [command = '', stream, revision] = line.split(' ');
      const found = await store.findCommand(command);
      if (found?.stream !== stream || String(found?.revision) !== revision) lost.push(line);
    }
    expect(lost).toEqual([]);
    expect(await store.head()).toBe(answer['head']);
    await store.close();
    const again = await json('verify', '--data', restored);
    expect(again.answer['sha256']).toBe((put.answer['verified'] as { sha256: string }).sha256);
  });

  it('starts from the restored folder: views rebuild, names open', async () => {
    const runtime = await openRuntime({ folder: restored });
    const head = await runtime.engine.store.head();
    expect(await runtime.following.until(head)).toBe(true);
    for (const projection of everyProjection) {
      const { name, version } = projection;
      await fill(runtime.engine.store, everyCodec, projection, runtime.views.openRebuild(name, version), head);
      expect([name, compareRebuild(runtime.views, name, version)]).toEqual([
        name,
        expect.objectContaining({ equal: true }),
      ]);
    }
    expect((await runtime.reads.at(standings)).position()).toBe(head);
    await runtime.close();
    const board = await ops(['board', 'kill', 'k', '--data', restored, '--limit', '3']);
    expect(board.out).toMatch(/姓名\d+/);
  });
});

describe('what backup and restore refuse', () => {
  const data = work.path('small');
  const copy = work.path('small.backup');
  let sha256 = '';
  beforeAll(async () => {
    await openCompetition(data);
    sha256 = sha256Of((await json('backup', copy, '--data', data)).answer['log']);
  });

  it('never overwrites a copy, and wants the keys in another folder', async () => {
    const bytes = readFileSync(copy);
    expect(await json('backup', copy, '--data', data)).toMatchObject({ code: 1, answer: { code: 'file-exists' } });
    expect(readFileSync(copy).equals(bytes)).toBe(true);
    const beside = await ops(['backup', work.path('b'), '--keys', work.path('k'), '--data', data]);
    expect(beside).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^密钥不得与日志备份放在同一目录.*\n {2}The keys/),
    });
    const through = `${work.path('keys')}/../k`;
    expect((await ops(['backup', work.path('b'), '--keys', through, '--data', data])).code).toBe(2);
    expect(existsSync(work.path('b'))).toBe(false);
    expect(await json('backup', work.path('no/b'), '--data', data)).toMatchObject({
      code: 1,
      answer: { code: 'folder-missing' },
    });
  });

  it('restores into an empty or new folder only', async () => {
    const full = work.path('full');
    mkdirSync(full);
    writeFileSync(join(full, 'notes.txt'), 'keep me');
    expect(await json('restore', copy, '--data', full)).toMatchObject({
      code: 1,
      answer: { code: 'folder-not-empty' },
    });
    expect(await json('restore', copy, '--data', data)).toMatchObject({
      code: 1,
      answer: { code: 'folder-not-empty' },
    });
    expect(readdirSync(full)).toEqual(['notes.txt']);
    expect(await json('restore', work.path('none'), '--data', work.path('new'))).toMatchObject({
      code: 1,
      answer: { code: 'file-missing' },
    });
  });

  it('refuses a file with another checksum before it writes anything', async () => {
    const wrong = await json('restore', copy, '--data', work.path('new'), '--sha256', `0${sha256.slice(1)}x`);
    expect(wrong).toMatchObject({ code: 4, answer: { code: 'checksum-differs' } });
    expect(existsSync(work.path('new'))).toBe(false);
    const loud = await json('restore', copy, '--data', work.path('loud'), '--sha256', sha256.toUpperCase());
    expect(loud).toMatchObject({ code: 0, answer: { sha256 } });
  });

  it('leaves nothing of a copy that is not sound, and says what is wrong with it', async () => {
    const bytes = readFileSync(copy);
    bytes.fill(0xff, 8_192, 8_400);
    const bad = work.path('bad.backup');
    writeFileSync(bad, bytes);
    mkdirSync(work.path('target'));
    const put = await ops(['restore', bad, '--data', work.path('target')]);
    expect(put).toMatchObject({ code: 4, out: expect.stringContaining('未恢复任何文件') });
    expect(readdirSync(work.path('target'))).toEqual([]);
    expect((await ops(['restore', bad, '--data', work.path('target/deeper')])).code).toBe(4);
    expect(existsSync(work.path('target/deeper'))).toBe(false);
  });

  it('restores without keys, says what that means, and makes no key file', async () => {
    const put = await ops(['restore', copy, '--data', work.path('keyless')]);
    expect(put).toMatchObject({ code: 0, err: expect.stringContaining('没有恢复密钥') });
    expect(put.out).toMatch(/^已恢复 2 条记录到 .*\n {2}Restored 2 events/);
    expect(existsSync(join(work.path('keyless'), 'keys.sqlite'))).toBe(false);
  });

  it('shows its progress on a terminal', async () => {
    let shown = '';
    const stderr = { isTTY: true, write: (text: string) => (shown += text) };
    const stdout = { write: () => undefined };
    async function* stdin() {}
    expect(await main(['backup', work.path('c'), '--data', data], { stdout, stderr, stdin: stdin(), env: {} })).toBe(0);
    expect(shown).toContain('备份 log [');
  });
});
