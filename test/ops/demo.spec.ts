import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { DataFolderInUse, openSqliteEventStore, systemClock } from '@xf/adapters';
import { everyProjection } from '@xf/runtime';
import { prepareFolder } from '../../apps/ops/src/demo/folder';
import { stageOf } from '../../apps/ops/src/demo/stage';
import { main } from '../../apps/ops/src/main';
import { ops, workFolder } from './support';

const work = workFolder();
afterAll(() => work.remove());

type Watch = (text: string, end: () => void) => void;

/** Runs the demo as a shell would; `watch` sees what is printed and may press Ctrl-C. */
async function demo(argv: readonly string[], env: Record<string, string> = { PORT: '0' }, watch?: Watch) {
  const ending = new AbortController();
  let [out, err] = ['', ''];
  const code = await main(['demo', ...argv], {
    stdout: {
      write(text) {
        out += text;
        watch?.(text, () => ending.abort());
      },
    },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {})(),
    env,
    signal: ending.signal,
  });
  return { code, out, err };
}

/** Cells of the first printed row that starts with these. */
const rowsOf = (text: string, ...start: readonly string[]): string[][] =>
  text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => start.every((cell, index) => cells[index] === cell));

const after = (text: string, heading: string): string => text.slice(text.indexOf(heading) + heading.length);

describe('the whole demo', () => {
  let out = '';
  beforeAll(async () => {
    const ran = await demo(['--no-serve', '--data', work.path('whole')]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    out = ran.out;
  });

  it('says at its start what is invented and where the facts come from', () => {
    const start = out.slice(0, out.indexOf('  1. '));
    expect(start).toContain('均为虚构');
    expect(start).toContain('http://gh.bwu.edu.cn/info/1045/1873.htm');
  });

  it('names every error of a bad file with its cell and writes nothing', () => {
    const bad = after(out, 'guide-entries-bad.csv --competition');
    expect(bad).toMatch(/ {5}D3（身份证号）[^]* {5}B4（姓名）[^]* {5}A5（参赛编号）[^]*共 3 处问题，未写入任何记录/);
    expect(bad).toContain('退出码 1');
  });

  it('domain-rules 132: imports the same file twice and adds nothing', () => {
    expect(after(out, '同一文件再导入一次')).toMatch(/^[^]{0,300}此文件已导入过，未新增任何记录/);
  });

  it('shows the board after every judge', () => {
    const judged = out.split('\n').filter((line) => /评委[一二三四五] {2}█+ {2}已收/.test(line));
    expect(judged.map((line) => line.replace(/.*已收 /, ''))).toEqual([11, 22, 33, 44, 55].map((n) => `${n}/55 个分`));
    expect(rowsOf(after(out, '已收 55/55'), '1', 'C03')[0]).toEqual([
      '1',
      'C03',
      '示例选手丙',
      '示例农机站',
      '92',
      '96.67',
      '95.27',
    ]);
  });

  it('domain-rules 80: a judge does not read names before the freeze', () => {
    expect(out).toContain('评委一此刻看到的前三名：C03、C11、C02（只有编号）');
  });

  it('domain-rules 62: the guide’s seven marks without the highest and lowest give 9.00', () => {
    expect(rowsOf(out, '2', 'D01')[0]).toEqual(['2', 'D01', '示例讲解员甲', '示例景区', '9.00', '二等奖', '现场表现']);
  });

  it('domain-rules 69: a vetoed entrant keeps the score and has no rank', () => {
    const [row] = rowsOf(after(out, '公众现在看到'), '—', 'C02');
    expect(row?.slice(0, 7)).toEqual(['—', 'C02', '示例选手乙', '示例机械二厂', '91', '92.33', '91.93']);
    expect(after(out, '被否决者为何没有名次')).toContain('总榜：不列名次');
  });

  it('domain-rules 83: a correction tells who moved', () => {
    const moved = after(out, '名次变动：').split('→ http')[0]?.trim().split(/\n\s*/);
    expect(moved).toEqual(['C05 示例选手戊：第 4 名 → 第 3 名', 'C07 示例选手庚：第 3 名 → 第 4 名']);
  });

  it('refuses a mark that comes after the freeze', () => {
    expect(out).toContain('迟到的评分表 99.5：409 scores-frozen');
  });

  it('domain-rules 91: passes over who holds the medal; the next in rank is nominated', () => {
    expect(out).toContain('车工第 1 名 示例选手丙（示例农机站）：未取，已获该荣誉（黄工字〔2025〕3号 2025-04-28）');
    expect(out).toContain('车工第 2 名 示例选手子（示例水务公司，92.82）：依次递补');
    expect(out).toContain('入围 2 人：示例讲解员丙、示例选手子');
  });

  it('shows the roll after the conferral, before it, and the day before', () => {
    const told = after(out, '荣誉名册：现在与任一过去时刻').split('26. ')[0] ?? '';
    const [now = '', before = '', yesterday = ''] = told.split(/(?=授予之前（|昨天（)/);
    const names = (text: string) => [...text.matchAll(/示例(?:选手|讲解员)./g)].map(String);
    expect([now, before, yesterday].map(names)).toEqual([
      ['示例讲解员丙', '示例选手子', '示例选手丙'],
      ['示例选手丙'],
      [],
    ]);
    expect(now.match(/黄工字〔2026〕5号/g)).toHaveLength(2);
    expect(yesterday).toContain('0 项');
  });

  it('tells who is not eligible every reason at once, and goes on with the others', () => {
    const told = after(out, '资格审查：').split(' 28. ')[0] ?? '';
    expect(told).toContain('409 candidacy-not-ready');
    expect([...told.matchAll(/^ {7}(\S+) {2}(\S+)/gm)].map(([, code, first]) => [code, first])).toEqual([
      ['resolution', '缺少'],
      ['ineligible', '“工会会员”：应为'],
      ['ineligible', '“高级工以上”：应为'],
      ['ineligible', expect.stringMatching(/^“三年内未受处分”：/)],
    ]);
    expect(after(out, '两级推荐').match(/示例\S+ +示例\S+ +区总工会已受理/g)).toHaveLength(5);
  });

  it('domain-rules 44, 45: finds who is recused, hides their items, and counts a ballot only when two agree', () => {
    const told = after(out, '评委会：回避由系统查出').split(' 30. ')[0] ?? '';
    expect(told.match(/回避：.*/g)).toEqual([
      '回避：committee3 与 示例经理乙（同一单位）',
      '回避：committee3 与 示例电工丁（同一单位）',
    ]);
    expect(told).toContain('committee3 看到的议程：1 示例主任甲，2 （回避），3 示例钳工丙，4 （回避），5 示例焊工戊');
    expect(told).toContain('409 counts-differ');
    expect(rowsOf(told, '示例经理乙')).toEqual([['示例经理乙', '3', '2', '2', '通过']]);
    expect(rowsOf(told, '示例主任甲')).toEqual([['示例主任甲', '4', '3', '3', '通过']]);
  });

  it('domain-rules 36, 38: an objection that is upheld takes one nominee out and nobody else', () => {
    const told = after(out, '公示五天：').split(' 31. ')[0] ?? '';
    expect(told.match(/公示无异议$/gm)).toHaveLength(4);
    expect(rowsOf(told, '示例焊工戊')).toEqual([['示例焊工戊', '异议成立，取消']]);
  });

  it('domain-rules 17: tells what the floor costs', () => {
    const told = after(out, '名单：按结构比例').split(' 32. ')[0] ?? '';
    expect(told).toContain('入选 示例主任甲 95、示例钳工丙 90、示例电工丁 88，成绩之和 273');
    expect(told).toContain('条款“一线职工不低于50%”的代价：换 1 人，成绩之和少 5');
    expect(told).toContain('未入选 示例经理乙 93：受限于：一线职工不低于50%');
  });

  it('numbers the certificates with the conferral, and gives the public the roll and a list', () => {
    const told = after(out, '授予：示工字〔2026〕8号').split(' 35. ')[0] ?? '';
    const [conferral = '', roll = '', list = ''] = told.split(/(?= 3[34]\. )/);
    const serials = [...conferral.matchAll(/^ +(示例\S+) +示工匠\d{4}(\d{3})$/gm)].map(([, name, serial]) => [
      name,
      serial,
    ]);
    expect(serials).toEqual([
      ['示例主任甲', '001'],
      ['示例钳工丙', '002'],
      ['示例电工丁', '003'],
    ]);
    expect(roll.match(/示例\S+ +示例\S+ +示工字〔2026〕8号/g)).toHaveLength(3);
    expect(list.match(/^ +\d,区工匠,.*$/gm)?.map((line) => line.trim())).toEqual([
      '1,区工匠,示例电工丁,示例水务公司',
      '2,区工匠,示例主任甲,示例机械厂',
      '3,区工匠,示例钳工丙,示例机械厂',
    ]);
  });

  it('domain-rules 109, 119: a revocation ends an honour from its day on; the name is not told of the days before', () => {
    const told = after(out, '某日谁持有').split(' 37. ')[0] ?? '';
    const [, yesterday = '', today = ''] = told.split(/(?=昨天 |今天 )/);
    expect(yesterday).toMatch(/：3 人持有\n {7}示\*\* {2}示例机械厂 {2}\S+ 起不再持有/);
    expect(today).toContain('：2 人持有');
    for (const day of [yesterday, today]) expect(day).not.toContain('示例主任甲');
  });

  it('rebuilds every view and finds it equal', () => {
    const told = after(out, '重建核对');
    for (const { name } of everyProjection) expect(rowsOf(told, name)[0]?.slice(2)).toEqual(['行', '一致', 'equal']);
  });

  it('leaves views that the operator’s rebuild finds equal too, byte for byte', async () => {
    const { code, out: answer } = await ops(['rebuild', 'all', '--data', work.path('whole'), '--json']);
    const { ok, results } = JSON.parse(answer) as { ok: boolean; results: { name: string; rows: number }[] };
    expect([code, ok, results.map(({ name }) => name)]).toEqual([0, true, everyProjection.map(({ name }) => name)]);
    const filled = ['directory', 'standings', 'nominations', 'roll'];
    expect(results.filter(({ rows }) => rows > 0).map(({ name }) => name)).toEqual(expect.arrayContaining(filled));
  });
});

const baseIn = (text: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';

it('serves what it has told until Ctrl-C, and ends with 0', async () => {
  let base = '';
  let served: Promise<unknown> = Promise.resolve();
  const ran = await demo(['--fast', '--data', work.path('served')], { PORT: '0' }, (text, end) => {
    base ||= baseIn(text);
    if (!text.includes('按 Ctrl-C 结束')) return;
    served = fetch(`${base}/api/honours`).then((reply) => reply.json());
    void served.finally(end);
  });
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(await served).toMatchObject({ total: 5 });
  await expect(fetch(base)).rejects.toThrow('fetch failed');
});

it('ends with 0 when Ctrl-C comes in the middle, and lets go of the folder', async () => {
  const folder = work.path('broken-off');
  const ran = await demo(['--data', folder], { PORT: '0' }, (text, end) => {
    if (text.includes('  2. ')) end();
  });
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).not.toContain('  4. ');
  await openSqliteEventStore({ folder, clock: systemClock }).close();
});

it.each([
  [true, ['     一\n', '     二\n', '\u001b[2F\u001b[J', '     三\n', '     下\n', '     四\n']],
  [false, ['     三\n', '     下\n', '     四\n']],
])('draws over the last picture on a terminal only (terminal: %s)', async (isTTY, expected) => {
  const written: string[] = [];
  const stdout = { isTTY, write: (text: string) => written.push(text) };
  const stage = stageOf({ stdout, stderr: stdout, stdin: (async function* () {})(), env: {} }, 'http://here', true);
  await stage.draw(['一', '二'], false);
  await stage.draw(['三'], true);
  stage.keep();
  stage.say('下');
  await stage.draw(['四'], true);
  expect(written).toEqual(expected);
});

describe('the folder of the demo', () => {
  it('is not wiped when somebody else made it', async () => {
    const folder = work.path('mine');
    mkdirSync(folder);
    writeFileSync(`${folder}/precious.txt`, '不可丢失');
    const ran = await demo(['--no-serve', '--data', folder]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('不是演示所建');
    expect(readFileSync(`${folder}/precious.txt`, 'utf8')).toBe('不可丢失');
  });

  it('is wiped when a demo made it, unless a process holds it', async () => {
    const folder = work.path('again');
    await prepareFolder(folder);
    writeFileSync(`${folder}/old.txt`, '上一次');
    const holder = openSqliteEventStore({ folder, clock: systemClock });
    await expect(prepareFolder(folder)).rejects.toThrow(DataFolderInUse);
    expect(existsSync(`${folder}/old.txt`)).toBe(true);
    await holder.close();
    await prepareFolder(folder);
    expect(existsSync(`${folder}/old.txt`)).toBe(false);
  });
});

describe('the port of the demo', () => {
  it('is refused when it was asked for and is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const ran = await demo(['--no-serve', '--data', work.path('taken')], { PORT: String(port) });
    await new Promise((resolve) => other.close(resolve));
    expect(ran.code).toBe(3);
    expect(ran.err).toContain(`端口 ${port} 已被占用`);
  });

  it('must be a number', async () => {
    const ran = await demo(['--no-serve', '--data', work.path('wrong')], { PORT: 'http' });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('PORT 应为 0–65535');
  });
});
