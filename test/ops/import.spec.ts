import writeExcelFile from 'write-excel-file/node';
import { entry, entryIdOf, entryStream } from '@xf/competitions';
import { inFolder, openCompetition, ops, workFolder } from './support';

describe('ops import', () => {
  const work = workFolder();
  const data = work.path('data');
  beforeAll(() => openCompetition(data));
  afterAll(() => work.remove());

  const bring = (kind: string, file: string, ...more: string[]) =>
    ops(['import', kind, file, '--competition', 'c2026', '--data', data, '--json', ...more]);
  const answerOf = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;
  const problemsOf = ({ out }: { out: string }) =>
    (JSON.parse(out) as { problems: { cell?: string; code: string; value?: string }[] }).problems.map((one) => [
      one.cell,
      one.code,
      one.value,
    ]);
  const head = () => inFolder(data, (engine) => engine.store.head());
  const stateOf = (contest: string, number: string) =>
    inFolder(data, async (engine) => {
      const stream = entryStream('c2026', entryIdOf('c2026', contest, number));
      return (await engine.states.load(engine.store, entry, stream)).state;
    });

  const entries = '赛项,参赛编号,组别,名称,单位,成员\nteams,1,甲组,一班,电厂,张三;李四\n班组赛,2,b,二班,水厂,\n';

  it('writes nothing on a dry run', async () => {
    const before = await head();
    const ran = await bring('entries', work.write('entries.csv', entries), '--dry-run');
    expect(answerOf(ran)).toMatchObject({ ok: true, added: 2, dryRun: true });
    expect(await head()).toBe(before);
  });

  it('takes groups and contests by id or name, and says who did it', async () => {
    const ran = await bring('entries', work.write('entries.csv', entries), '--actor', 'wang');
    expect(ran.code).toBe(0);
    expect(answerOf(ran)).toMatchObject({ rows: 2, added: 2, repeated: false });
    expect(await stateOf('teams', '1')).toMatchObject({
      status: 'competing',
      submitted: { group: 'a', title: '一班' },
    });
    const events = await inFolder(data, (engine) => engine.store.readAll(0, 100));
    expect(events.at(-1)?.actor).toBe('ops:wang');
    expect(JSON.stringify(events)).not.toContain('张三');
  });

  it('domain-rules 132: the same file again adds nothing and says so; known rows in another file are no change', async () => {
    const before = await head();
    const again = await ops(['import', 'entries', work.path('entries.csv'), '--competition', 'c2026', '--data', data]);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('此文件已导入过，未新增任何记录。');
    const rewritten = await bring('entries', work.write('same.csv', entries.replaceAll(',电厂', ', 电厂 ')));
    expect(answerOf(rewritten)).toMatchObject({ added: 0, repeated: false });
    expect(await head()).toBe(before);
  });

  it('writes nothing when one row is bad, and tells every problem of the file and of the decisions', async () => {
    const before = await head();
    const rows = [
      '参赛编号,组别,名称,单位,电话',
      '3,a,三班,电厂,',
      '4,c,四班,电厂,',
      '1,b,一班,电厂,',
      '5,,五班,电厂,',
      '6,a,,电厂,138',
      '3,b,三班,电厂,',
    ];
    const ran = await bring('entries', work.write('bad.csv', rows.join('\n')), '--contest', 'teams');
    expect(ran.code).toBe(1);
    expect(problemsOf(ran)).toEqual([
      ['B3', 'group-unknown', '4'],
      ['A4', 'entry-differs', '1'],
      ['B5', 'group-missing', '5'],
      ['C6', 'name-missing', undefined],
      ['E6', 'phone-invalid', '***'],
      ['A7', 'entry-differs', '3'],
    ]);
    expect(await head()).toBe(before);
    const text = await ops([
      'import',
      'entries',
      work.path('bad.csv'),
      '--competition',
      'c2026',
      '--contest',
      'teams',
      '--data',
      data,
    ]);
    expect(text.err).toContain('B3（组别）“4”：赛项没有组别 c。');
    expect(text.err).toContain('共 6 处问题，未写入任何记录。');
  });

  it('domain-rules 120: seals names, ID and phone numbers of persons, from a workbook with numeric cells', async () => {
    const path = work.path('welders.xlsx');
    const cells = [
      ['编号', '姓名', '身份证号', '电话'],
      [7, '王伟', '11010519491231002X', 13812345678],
    ];
    await writeExcelFile(cells.map((row) => row.map((value) => ({ value })))).toFile(path);
    expect(await bring('entries', path, '--contest', 'welding')).toMatchObject({ code: 0 });
    const events = JSON.stringify(await inFolder(data, (engine) => engine.store.readAll(0, 100)));
    for (const secret of ['王伟', '11010519491231002X', '13812345678']) expect(events).not.toContain(secret);
    const forged = work.write('forged.csv', '编号,姓名,身份证号\n8,李强,110105194912310021\n');
    const ran = await bring('entries', forged, '--contest', 'welding');
    expect(problemsOf(ran)).toEqual([['C2', 'id-number-invalid', '110105********0021']]);
  });

  it('domain-rules 132: names the cell of a number that has another name or other members, in the log or in one file', async () => {
    const before = await head();
    const rows = '编号,姓名,身份证号,电话\n7,王卫,11010519491231002X,13812345678\n9,甲,,\n9,乙,,\n';
    const persons = await bring('entries', work.write('names.csv', rows), '--contest', 'welding');
    expect(problemsOf(persons)).toEqual([
      ['A2', 'entry-differs', '7'],
      ['A4', 'entry-differs', '9'],
    ]);
    expect(persons.out).toContain('姓名与已登记的不同');
    const teams = await bring('entries', work.write('members.csv', entries.replace('李四', '李思')));
    expect(problemsOf(teams)).toEqual([['B2', 'entry-differs', '1']]);
    expect(teams.out).toContain('成员与已登记的不同');
    expect(await head()).toBe(before);
  });

  it('domain-rules 50, 121: names every row of a person who stands in the log, or in the file, under another number', async () => {
    const before = await head();
    const [known, other] = ['11010519491231002X', '110105198001010016'];
    const rows = ['编号,姓名,单位,身份证号', `20,王伟,水厂,${known}`, `21,李涛,电厂,${other}`, `22,李涛,水厂,${other}`];
    const ran = await bring('entries', work.write('twice.csv', rows.join('\n')), '--contest', 'welding');
    expect(problemsOf(ran).map(([cell, code]) => [cell, code])).toEqual([
      ['D2', 'person-full'],
      ['D4', 'person-full'],
    ]);
    expect(ran.out).toContain('已报：21');
    for (const secret of [known, other]) expect(ran.out).not.toContain(secret);
    expect(await head()).toBe(before);
  });

  it('imports marks by the rules of each contest, as of when they were given', async () => {
    const marks = work.write(
      'marks.csv',
      '赛项,编号,项目,裁判,分数\nwelding,7,theory,1,86\nwelding,7,实操,1,91.5\nteams,1,,1,95\n',
    );
    const refused = await bring('marks', marks);
    expect(problemsOf(refused)).toEqual([['C4', 'criterion-invalid', undefined]]);
    const good = work.write('marks.csv', '赛项,编号,项目,裁判,分数\nwelding,7,theory,1,86\nwelding,7,实操,1,91.5\n');
    expect(answerOf(await bring('marks', good, '--valid-at', '2026-03-01T09:00:00+08:00'))).toMatchObject({ added: 2 });
    const state = await stateOf('welding', '7');
    expect(state).toMatchObject({ status: 'competing' });
    if (state.status === 'unknown') throw new Error('unreachable');
    expect([...state.scores]).toEqual([
      ['theory/1', { value: '86', validAt: Date.parse('2026-03-01T01:00:00Z') }],
      ['practice/1', { value: '91.5', validAt: Date.parse('2026-03-01T01:00:00Z') }],
    ]);
  });

  it('reports marks out of range, of unknown entries and against recorded ones, all or nothing', async () => {
    const before = await head();
    const marks = work.write('wrong.csv', '编号,theory,practice\n7,87,\n99,50,101\n7,,91.6\n');
    expect(problemsOf(await bring('measurements', marks, '--contest', 'welding'))).toEqual([
      ['B2', 'score-exists', '87'],
      ['A3', 'entry-unknown', '50'],
      ['C3', 'out-of-range', '101'],
      ['C4', 'score-exists', '91.6'],
    ]);
    expect(await head()).toBe(before);
  });

  it.each([
    [['import', 'entries', 'x.csv'], 1, '没有这个文件'],
    [['import', 'judges', 'x.csv'], 2, '参数无效'],
    [['import', 'entries'], 2, '缺少参数'],
  ])('%j ends with %i', async (argv, code, text) => {
    const ran = await ops([...argv, '--data', data]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(text);
  });

  it('stops on an unknown competition or contest, a time to come and a folder without a log', async () => {
    const file = work.path('entries.csv');
    const importing = (competition: string, ...more: string[]) =>
      ops(['import', 'entries', file, '--competition', competition, ...more]);
    expect(await importing('nope', '--data', data)).toMatchObject({ code: 1 });
    expect(await importing('c2026', '--contest', 'x', '--data', data)).toMatchObject({ code: 1 });
    expect(await importing('c2026', '--data', data, '--valid-at', '2999-01-01T00:00:00Z')).toMatchObject({ code: 2 });
    expect(await importing('c2026', '--data', data, '--valid-at', '2026-01-01')).toMatchObject({ code: 2 });
    expect(await importing('c2026', '--data', work.path('empty'))).toMatchObject({ code: 3 });
  });

  it('says who uses the data folder', async () => {
    const ran = await inFolder(data, () =>
      ops(['import', 'entries', work.path('entries.csv'), '--competition', 'c2026', '--data', data]),
    );
    expect(ran.code).toBe(3);
    expect(ran.err).toContain(`数据目录正被进程 ${process.pid} 使用`);
  });
});
