import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openRuntime } from '@xf/runtime';
import { opening, pick, plan, rules, turning, World } from '../../apps/api/src/testing/world';
import { filesWith } from '../keys/support';
import { ops, workFolder } from '../ops/support';
import { unzipped } from '../support/unzipped';

const work = workFolder();
const embedded = opening.runtime;
afterAll(() => {
  opening.runtime = embedded;
  work.remove();
});

const medal = {
  ...{ id: 'medal', version: 1, title: '区五一劳动奖章', level: 'district', receiver: 'person', repeatable: false },
  cites: [{ document: '区劳动竞赛安排' }],
};
const erased = { name: '司马无忌', idNumber: '110105198001010016', phone: '13812345678' };
const other = { name: '王填', idNumber: '110105198001010024' };
const may = '/api/organizations/east/lists/may';

/** A runtime in the folder, with the service over it. */
async function service(data: string): Promise<World> {
  opening.runtime = (clock, around) =>
    openRuntime({ folder: data, clock, ...(around === undefined ? {} : { around }) });
  return World.open();
}

/** The person competes, leads a team, holds an honour and stands on a list. Answers the entry. */
async function lived(world: World): Promise<string> {
  const planned = await world.done('organizer', '/api/competitions', plan);
  const opened = { rules: [{ contest: 'turning', document: rules }] };
  await world.done('organizer', '/api/competitions/skills/opening', opened, { 'if-match': `"${planned.revision}"` });
  const { entry } = await world.done('organizer', `${turning}/entries`, { number: 'A1', ...erased, unit: '机务段' });
  await world.done('organizer', `${turning}/entries`, { number: 'A2', ...other, unit: '机务段' });
  for (const [n, { name, idNumber }] of [erased, other].entries())
    await world.done('organizer', '/api/honours/earlier', {
      ...{ organization: 'east', document: medal, name, idNumber, unit: '机务段' },
      ...{ decision: `黄工字〔2026〕${n + 1}号`, conferredOn: '2026-04-28' },
    });
  await world.done('organizer', `${may}/versions`, {
    ...{ title: '拟表彰名单', purpose: 'roll', stated: [{ award: 'medal', count: 2 }], endsOn: '2099-12-31' },
  });
  return entry;
}

const policyAt = '/api/organizations/city/erasure-policy';
/** A policy that keeps the names on honours from before this system, or none. */
const keeping = (...kept: readonly string[]) => ({
  document: {
    ...{ id: 'archives', version: kept.length + 1, title: '删除办法', cites: [{ document: '中华人民共和国档案法' }] },
    kept: kept.map((field) => ({ field, ground: '档案法' })),
  },
});

const answers = [
  '/api/honours',
  '/api/honours?version=1',
  `${may}/text`,
  `${turning}/entries`,
  `${turning}/boards/overall`,
];

/** Every file that holds one of the person's data, in the letters of a disk, of a spreadsheet or of a Word file. */
async function filesNaming(folder: string): Promise<readonly string[]> {
  const values = Object.values(erased).flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]);
  return values.flatMap((bytes) => filesWith(folder, bytes));
}

/** The bytes of every key of a person that the file of keys holds. */
function keysIn(data: string): readonly Buffer[] {
  const db = new Database(join(data, 'keys.sqlite'), { readonly: true });
  const keys = db.prepare('SELECT bytes FROM keys ORDER BY id').pluck().all() as Buffer[];
  db.close();
  return keys;
}

it('domain-rules 122, 123, 124: after ops erase no file of the folder holds a value or the key of who was erased, and all counts stay', async () => {
  const data = work.path('data');
  const before = await service(data);
  const entry = await lived(before);
  const told = JSON.stringify(await Promise.all(answers.map(async (url) => (await before.get('organizer', url)).body)));
  expect(told).toContain(erased.name);
  const ranks = pick((await before.get('organizer', `${turning}/boards/overall`)).body, 'total');
  await before.close();
  const keys = keysIn(data);

  const asked = [
    'erase',
    '--data',
    data,
    '--organization',
    'east',
    '--reason',
    '本人申请',
    '--ground',
    '个人信息保护法',
  ];
  const person = ['--person', `entry:skills/${entry}`];
  const alone = await ops([...asked, ...person, '--actor', 'wang', '--second', 'wang']);
  expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('须由另一人同意')]);
  const nobody = await ops([...asked, '--person', 'entry:skills/none', '--actor', 'wang', '--second', 'zhou']);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('没有找到此人的记录')]);
  const done = await ops([...asked, ...person, '--actor', 'wang', '--second', 'zhou', '--json']);
  expect([done.code, JSON.parse(done.out)]).toMatchObject([
    0,
    { ok: true, found: `entry skills/${entry}`, namesKept: 0 },
  ]);
  expect(keysIn(data).filter((key) => key.equals(Buffer.alloc(32)))).toHaveLength(1);
  expect((await ops(['verify', '--data', data])).code).toBe(0);

  const after = await service(data);
  const { runtime } = after;
  await runtime.following.until(await runtime.reads.head());
  for (const url of answers) {
    const { status, body } = await after.get('organizer', url);
    expect([url, status]).toEqual([url, 200]);
    expect(JSON.stringify(body)).not.toMatch(/司马|110105198001010016|13812345678/);
    expect(JSON.stringify(body)).toContain('已删除');
  }
  expect((await after.get(undefined, '/api/honours')).body).toMatchObject({ total: 2 });
  expect(pick((await after.get('organizer', `${turning}/boards/overall`)).body, 'total')).toBe(ranks);
  const exports = join(data, 'exports');
  mkdirSync(exports);
  for (const format of ['csv', 'json', 'xlsx', 'docx']) {
    const authorization = `Bearer ${await after.token('publicity')}`;
    const headers = { authorization, 'idempotency-key': `take-${format}` };
    const url = `${may}/versions/1/downloads`;
    const { rawPayload } = await after.app.inject({ method: 'POST', url, headers, payload: { format } });
    const isPackage = format === 'xlsx' || format === 'docx';
    const text = isPackage ? JSON.stringify(await unzipped(rawPayload)) : rawPayload;
    expect(text.toString()).toContain('已删除');
    writeFileSync(join(exports, `may.${format}`), text);
  }
  // Beside the files of the log, of the views and of the past their side files, while everything is open.
  expect(await filesNaming(data)).toEqual([]);
  expect(filesWith(data, Buffer.from('已删除')).length).toBeGreaterThan(3);
  const gone = keys.filter((key) => filesWith(data, key).length === 0);
  expect([gone.length, keys.length > 5]).toEqual([1, true]);
  await after.close();
  expect(await filesNaming(data)).toEqual([]);
  expect(keysIn(data).filter((key) => key.equals(Buffer.alloc(32)))).toHaveLength(1);
}, 120_000);

it('domain-rules 122, 123: a name that a policy kept goes when it is asked for again under a policy that does not, from every file', async () => {
  const data = work.path('kept');
  const before = await service(data);
  const entry = await lived(before);
  await before.done('admin', policyAt, keeping('HonourRegistered.name'));
  await before.close();
  const law = ['--reason', '本人申请', '--ground', '个人信息保护法', '--actor', 'wang', '--second', 'zhou', '--json'];
  const whom = ['--organization', 'east', '--person', `entry:skills/${entry}`];
  const erase = async () => {
    const done = await ops(['erase', '--data', data, ...whom, ...law]);
    return [done.code, JSON.parse(done.out) as object];
  };
  const roll = async (world: World) => {
    await world.runtime.following.until(await world.runtime.reads.head());
    return JSON.stringify((await world.get(undefined, '/api/honours')).body);
  };
  expect(await erase()).toMatchObject([0, { namesKept: 1 }]);
  const between = await service(data);
  expect(await roll(between)).toContain(erased.name);
  await between.done('admin', policyAt, keeping());
  await between.close();
  const keys = keysIn(data);
  expect(await erase()).toMatchObject([0, { namesKept: 0 }]);
  expect((await ops(['verify', '--data', data])).code).toBe(0);

  const after = await service(data);
  expect(await roll(after)).toMatch(/已删除.*王填|王填.*已删除/);
  for (const url of answers) {
    const { status, body } = await after.get('organizer', url);
    expect([url, status, JSON.stringify(body).includes('司马')]).toEqual([url, 200, false]);
  }
  expect(await filesNaming(data)).toEqual([]);
  const gone = keys.filter((key) => !key.equals(Buffer.alloc(32)) && filesWith(data, key).length === 0);
  expect(gone).toHaveLength(1);
  await after.close();
  expect(await filesNaming(data)).toEqual([]);
  expect(keysIn(data).filter((key) => key.equals(Buffer.alloc(32)))).toHaveLength(2);
}, 120_000);

const level = {
  ...{ level: 'base', name: '基层公示', letters: 'postmark', anonymousBlocks: false },
  term: { days: 5, counting: 'working', firstDay: 'counted' },
  verification: { days: 3, counting: 'working', firstDay: 'next', closesAt: '17:00' },
};
const noticeRules = {
  ...{ id: 'notices', version: 1, title: '公示办法', cites: [{ document: '区总工会通知' }], levels: [level] },
  text: { fields: [{ field: 'name', name: '姓名' }], numbering: 'whole', shownDays: 0 },
};

/** Who objects, who signs for what was found, and who is in the register by a number of the unit only. Answers how to name each. */
async function onPaper(world: World) {
  const spring = '/api/honour-rounds/spring';
  const round = { round: 'spring', organization: 'east', name: '2026年区五一表彰', year: 2026 };
  await world.done('organizer', '/api/honour-rounds', { ...round, awards: [{ document: medal }] });
  const nominee = { award: 'medal', name: '赵二', unit: '第一机械厂', reason: '生产标兵' };
  const nomination = String(pick(await world.done('organizer', `${spring}/nominations`, nominee), 'nomination'));
  await world.done('organizer', `${spring}/notice-rules`, { document: noticeRules });
  const notice = {
    notice: 'east',
    level: 'base',
    title: '推荐对象公示',
    text: '如有异议，请来信',
    postedOn: '2026-05-01',
  };
  await world.done('organizer', `${spring}/notices`, { ...notice, nominees: [{ nomination, details: [] }] });
  const objections = `${spring}/notices/east/objections`;
  const paper = {
    nomination,
    way: 'letter',
    from: 'person',
    name: '上官举报',
    contact: '13900001111',
    about: '考勤不实',
  };
  const filed = await world.done('organizer', objections, { number: '异-1', ...paper });
  const objection = String(pick(filed, 'objection'));
  const answer = { finding: '考勤属实', signedBy: '欧阳书记', signedOn: '2026-05-01', document: '核〔2026〕1号' };
  await world.done('organizer', `${objections}/${objection}/verification`, answer);
  const mill = { unit: 'mill', organization: 'east', name: '红星机械厂', kind: 'enterprise', industry: '制造业' };
  await world.done('organizer', '/api/registry/units', mill);
  const worker = { unit: 'mill', name: '慕容师傅', number: 'G17' };
  const person = String(pick(await world.done('organizer', '/api/registry/people', worker), 'person'));
  const http = [{ round: 'spring', objection }, { round: 'spring', signature: objection }, { person }];
  return {
    http,
    typed: [`objection:spring/${objection}`, `signature:spring/${objection}`, `registered:${person}`],
    read: [objections, objections, `/api/registry/people/${person}`],
  };
}

it('domain-rules 122, 123: who objected, who signed and who is in the register without an ID number are erased by request and by ops, from every file', async () => {
  const values = [['上官举报', '13900001111'], ['欧阳书记'], ['慕容师傅']] as const;
  const law = { reason: '本人申请', ground: '个人信息保护法第四十七条' };
  const erasures = '/api/organizations/east/erasures';
  for (const way of ['http', 'ops'] as const) {
    const data = work.path(`papers-${way}`);
    const before = await service(data);
    const { http, typed, read } = await onPaper(before);
    for (const [n, url] of read.entries())
      expect(JSON.stringify((await before.get('organizer', url)).body)).toContain(values[n]![0]);
    const elsewhere = { ...http[0], ...law };
    const west = await before.post('neighbour', '/api/organizations/west/erasures', elsewhere);
    expect(west).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
    for (const whom of way === 'http' ? http : []) {
      const request = String(pick(await before.done('organizer', erasures, { ...whom, ...law }), 'request'));
      // An auditor reads requests and may not know who objected.
      const told = JSON.stringify((await before.get('auditor', erasures)).body);
      expect(told).not.toMatch(/上官|欧阳/);
      await before.done('second', `${erasures}/${request}/confirmation`, undefined);
    }
    await before.close();
    for (const person of way === 'ops' ? typed : []) {
      const asked = ['erase', '--data', data, '--organization', 'east', '--person', person, '--json'];
      const by = ['--reason', law.reason, '--ground', law.ground, '--actor', 'wang', '--second', 'zhou'];
      const { code, out } = await ops([...asked, ...by]);
      expect([code, JSON.parse(out)]).toMatchObject([0, { ok: true, found: person.replace(':', ' ') }]);
    }
    const after = await service(data);
    await after.runtime.following.until(await after.runtime.reads.head());
    for (const [n, url] of read.entries()) {
      const { status, body } = await after.get('organizer', url);
      expect([url, status]).toEqual([url, 200]);
      for (const value of values[n] ?? []) expect(JSON.stringify(body)).not.toContain(value);
      // What was said and found is about the nominee, who stays.
      expect(JSON.stringify(body)).toContain(n < 2 ? '考勤不实' : '已删除');
    }
    const holding = () => values.flat().flatMap((text) => filesWith(data, Buffer.from(text)));
    expect(holding()).toEqual([]);
    await after.close();
    expect(holding()).toEqual([]);
    expect(keysIn(data).filter((key) => key.equals(Buffer.alloc(32)))).toHaveLength(3);
  }
  expect(
    (
      await ops([
        'erase',
        '--data',
        work.path('papers-ops'),
        '--organization',
        'east',
        '--person',
        'objection:x',
        '--reason',
        'x',
        '--ground',
        'x',
        '--actor',
        'wang',
        '--second',
        'zhou',
      ])
    ).code,
  ).toBe(2);
}, 120_000);
