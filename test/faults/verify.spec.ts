import { cpSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { entry, entryIdOf } from '@xf/competitions';
import { inFolder, must, openCompetition, ops, workFolder } from '../ops/support';

const work = workFolder();
const sound = work.path('sound');
afterAll(() => {
  work.remove();
});

const persons = 12;
const subjectOf = (n: number) => `p${n}`;

beforeAll(async () => {
  await openCompetition(sound);
  await inFolder(sound, async (engine) => {
    for (let n = 0; n < persons; n++) {
      const on = { competition: 'c2026', entry: entryIdOf('c2026', 'welding', String(n)) };
      const who = { contest: 'welding', number: String(n), kind: 'person' as const, subject: subjectOf(n) };
      await must(engine, entry, { type: 'SubmitEntry', ...on, ...who, name: `姓名${n}` });
      await must(engine, entry, { type: 'RecordScore', ...on, criterion: 'theory', slot: '1', value: String(60 + n) });
    }
  });
});

type Answer = Record<string, unknown> & { readonly finding?: Record<string, unknown> };

async function verified(data: string, ...flags: readonly string[]): Promise<{ code: number; answer: Answer }> {
  const { code, out } = await ops(['verify', '--data', data, '--json', ...flags]);
  return { code, answer: JSON.parse(out) as Answer };
}

let copies = 0;
/** A copy of the sound folder, damaged by SQL as the file's owner could. */
function damagedBy(...statements: readonly string[]): string {
  const folder = work.path(`copy${copies++}`);
  mkdirSync(folder);
  cpSync(sound, folder, { recursive: true });
  const db = new Database(join(folder, 'log.sqlite'));
  for (const statement of statements) db.exec(statement);
  db.close();
  return folder;
}

const first = (type: string) => `(SELECT min(pos) FROM events WHERE type = '${type}')`;

it('counts what a sound log holds, and answers the same hash for a copy of it', async () => {
  const { code, answer } = await verified(sound);
  expect(code).toBe(0);
  expect(answer).toMatchObject({
    ok: true,
    events: 2 + 3 * persons,
    streams: 1 + 2 * persons,
    partitions: 1,
    commands: 2 + 2 * persons,
    types: {
      CompetitionPlanned: 1,
      CompetitionOpened: 1,
      EntrySubmitted: persons,
      SeatTaken: persons,
      ScoreRecorded: persons,
    },
    sealed: persons,
    erased: 0,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect((await verified(damagedBy('VACUUM'), '--quick')).answer).toEqual(answer);
  const changed = damagedBy(`UPDATE events SET actor = 'other' WHERE pos = 3`);
  expect((await verified(changed)).answer['sha256']).not.toBe(answer['sha256']);
});

it('counts fields whose key was destroyed, which is no fault', async () => {
  const folder = damagedBy('SELECT 1');
  const vault = openSqliteVault({ folder });
  await vault.destroy(subjectOf(3));
  await vault.close();
  expect(await verified(folder)).toMatchObject({ code: 0, answer: { sealed: persons, erased: 1 } });
});

it('works beside the process that writes', async () => {
  const folder = damagedBy('SELECT 1');
  const store = openSqliteEventStore({ folder, clock: systemClock });
  expect(await verified(folder)).toMatchObject({ code: 0, answer: { events: 2 + 3 * persons } });
  await store.close();
});

const damages: readonly (readonly [string, readonly string[], Record<string, unknown>])[] = [
  ['an event taken out', ['DELETE FROM events WHERE pos = 7'], { code: 'position-missing', position: 7 }],
  ['the first event taken out', ['DELETE FROM events WHERE pos = 1'], { code: 'position-missing', position: 1 }],
  [
    'a revision changed',
    [`UPDATE events SET rev = 5 WHERE pos = ${first('ScoreRecorded')}`],
    { code: 'revision-wrong', position: 5, stream: expect.stringMatching(/^entry-c2026\./) },
  ],
  [
    'two events of a stream exchanged',
    [`UPDATE events SET rev = 1 - rev + 100 WHERE sid = 3`, `UPDATE events SET rev = rev - 100 WHERE sid = 3`],
    { code: 'revision-wrong', position: 4, en: expect.stringContaining('should be 0 and is 1') },
  ],
  [
    'a field added that is not listed',
    [`UPDATE events SET data = json_set(data, '$.wechat', 'x') WHERE pos = ${first('EntrySubmitted')}`],
    { code: 'form-wrong', position: 4, zh: expect.stringContaining('wechat') },
  ],
  [
    'a field taken out',
    [`UPDATE events SET data = json_remove(data, '$.number') WHERE pos = ${first('EntrySubmitted')}`],
    { code: 'event-unreadable', position: 4, en: expect.stringContaining('number') },
  ],
  [
    'a name in plain text',
    [`UPDATE events SET data = json_set(data, '$.name', '张三') WHERE pos = 7`],
    { code: 'not-sealed', position: 7, zh: '个人信息字段 name 未加密' },
  ],
  [
    'the sealed name of another person',
    [
      `UPDATE events SET data = json_set(data, '$.name', (SELECT data ->> '$.name' FROM events WHERE pos = 4)) WHERE pos = 7`,
    ],
    { code: 'not-sealed', position: 7 },
  ],
  [
    'a sealed name changed',
    [`UPDATE events SET data = json_set(data, '$.name', (data ->> '$.name') || 'A') WHERE pos = 7`],
    { code: 'seal-broken', position: 7 },
  ],
  ['content that is no JSON', [`UPDATE events SET data = '{' WHERE pos = 6`], { code: 'data-not-json', position: 6 }],
  ['a type nobody knows', [`UPDATE events SET type = 'Lost' WHERE pos = 8`], { code: 'type-unknown', position: 8 }],
  ['a version from the future', ['UPDATE events SET v = 9 WHERE pos = 8'], { code: 'event-unreadable', position: 8 }],
  ['a time that goes back', ['UPDATE events SET at = 5 WHERE pos = 9'], { code: 'time-decreases', position: 9 }],
  ['a partition taken out', ['DELETE FROM partitions'], { code: 'partition-wrong', position: 1 }],
  [
    'an event moved to another partition',
    [`INSERT INTO partitions VALUES (77, 'other')`, 'UPDATE events SET part = 77 WHERE pos = 10'],
    { code: 'partition-wrong', position: 10, zh: expect.stringContaining('other') },
  ],
  ['a stream taken out', ['DELETE FROM streams WHERE id = 3'], { code: 'stream-missing', position: 4 }],
  [
    'a command carried out twice',
    [`UPDATE events SET cmd = (SELECT cmd FROM events WHERE pos = 4) WHERE pos = 12`],
    { code: 'command-index', position: 4 },
  ],
  ['commands missing from their index', ['INSERT INTO indexed VALUES (1, 38)'], { code: 'command-index', position: 1 }],
];

it.each(damages)('names the first thing wrong: %s', async (_what, statements, finding) => {
  const { code, answer } = await verified(damagedBy(...statements));
  expect([code, answer.finding]).toEqual([4, expect.objectContaining(finding)]);
  expect(answer.finding?.['stream']).toEqual(expect.any(String));
});

it('names the earlier of two faults, also when streams and contents are both wrong', async () => {
  const late = [`UPDATE events SET type = 'Lost' WHERE pos = 20`, 'UPDATE events SET rev = 9 WHERE pos = 6'];
  expect((await verified(damagedBy(...late))).answer.finding).toMatchObject({ code: 'revision-wrong', position: 6 });
  const early = [`UPDATE events SET type = 'Lost' WHERE pos = 4`, 'UPDATE events SET rev = 9 WHERE pos = 6'];
  expect((await verified(damagedBy(...early))).answer.finding).toMatchObject({ code: 'type-unknown', position: 4 });
});

it('wants the keys of what is sealed, unless told to leave them out', async () => {
  const folder = damagedBy('SELECT 1');
  rmSync(join(folder, 'keys.sqlite'));
  expect((await verified(folder)).answer.finding).toMatchObject({ code: 'seal-broken', position: 4 });
  expect(await verified(folder, '--no-keys')).toMatchObject({ code: 0, answer: { keys: false, sealed: persons } });
  await openSqliteVault({ folder }).close();
  const { finding } = (await verified(folder)).answer;
  expect(finding).toMatchObject({ code: 'seal-broken', en: expect.stringContaining('no key was ever made') });
});

it('names a damaged file, a foreign one and one of a newer program, and changes none of them', async () => {
  const flipped = damagedBy('SELECT 1');
  const path = join(flipped, 'log.sqlite');
  const file = openSync(path, 'r+');
  for (let at = 4_096 * 3; at < statSync(path).size; at += 4_096 * 4)
    writeSync(file, Buffer.alloc(200, 0xff), 0, 200, at);
  closeSync(file);
  const before = readFileSync(path);
  expect(await verified(flipped)).toMatchObject({ code: 4, answer: { finding: { code: 'file-damaged' } } });
  expect(readFileSync(path).equals(before)).toBe(true);

  const noDatabase = damagedBy('SELECT 1');
  const header = openSync(join(noDatabase, 'log.sqlite'), 'r+');
  writeSync(header, 'not SQLite at all');
  closeSync(header);
  expect(await verified(noDatabase)).toMatchObject({ code: 4, answer: { finding: { code: 'file-damaged' } } });

  const foreign = damagedBy('DROP TABLE events');
  expect(await verified(foreign)).toMatchObject({ code: 4, answer: { finding: { code: 'file-damaged' } } });
  expect(await verified(damagedBy('PRAGMA user_version = 99'))).toMatchObject({
    code: 3,
    answer: { code: 'outage', zh: expect.stringContaining('格式 99') },
  });
});

it('finds a damaged index, which no reading would meet, unless asked to be quick', async () => {
  const folder = damagedBy('SELECT 1');
  const path = join(folder, 'log.sqlite');
  const db = new Database(path);
  const root = db
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events_by_partition'")
    .pluck()
    .get() as number;
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const file = openSync(path, 'r+');
  // The last bytes of a page hold its first cells.
  writeSync(file, Buffer.from([7]), 0, 1, root * pageSize - 1);
  closeSync(file);
  const { code, answer } = await verified(folder);
  expect([code, answer.finding]).toMatchObject([
    4,
    { code: 'file-damaged', en: expect.stringContaining('events_by_partition') },
  ]);
  expect((await verified(folder, '--quick')).code).toBe(0);
});

it('tells people in Chinese first where it is and what it means', async () => {
  const { code, err, out } = await ops(['verify', '--data', damagedBy('DELETE FROM events WHERE pos = 7')]);
  expect([code, err]).toEqual([4, '']);
  expect(out).toMatch(/^第 7 条（entry-c2026\..+）：缺少第 7 条记录.*\n {2}Event 7 \(.*\): event 7 is missing/);
  const good = await ops(['verify', '--data', sound]);
  expect(good.out).toMatch(/^日志完好：38 条记录，25 个流，1 个分区，26 个命令。\n/);
});
