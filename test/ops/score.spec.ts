import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFile, ops, workFolder } from './support';

describe('ops score', () => {
  const work = workFolder();
  afterAll(() => work.remove());

  const rules = exampleFile('theory-practice-30-70');
  const score = (marks: string, ...more: string[]) =>
    ops(['score', '--rules', rules, '--marks', work.write('marks.csv', marks), ...more]);
  const fieldsOf = (csv: string) =>
    csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));

  it('domain-rules 60, 76: prints the final standings of a wide file as CSV', async () => {
    const { code, out } = await score(
      '参赛编号,姓名,theory,实操\n1,甲,90,85\n2,乙,76,91\n3,丙,86,91.5\n',
      '--format',
      'csv',
    );
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'board,group,rank,entry,name,unit,theory,practice,total,status,reason,decided_by,prize',
        'overall,,1,3,丙,,86,91.5,89.85,competing,,,first',
        'overall,,2,2,乙,,76,91,86.50,competing,,total,second',
        'overall,,3,1,甲,,90,85,86.50,competing,,practice,third',
        '',
      ].join('\r\n'),
    );
  });

  it('reads the same standings from every shape of file, and from measurements beside marks', async () => {
    const long = 'entry,criterion,judge,mark\n1,theory,1,90\n1,practice,1,85\n2,理论,1,76\n2,practice,1,91\n';
    const expected = (await score('entry,theory,practice\n1,90,85\n2,76,91\n', '--format', 'json')).out;
    expect(JSON.parse(expected)).toMatchObject({
      boards: [
        {
          board: 'overall',
          rows: [
            { entry: '2', rank: 1 },
            { entry: '1', rank: 2 },
          ],
        },
      ],
    });
    expect((await score(long, '--format', 'json')).out).toBe(expected);
    const practice = work.write('practice.csv', 'entry,practice\n1,85\n2,91\n');
    const split = await score('entry,theory\n1,90\n2,76\n', '--measurements', practice, '--format', 'json');
    expect(split.out).toBe(expected);
  });

  it('domain-rules 62: takes a column for each judge and drops the extremes', async () => {
    const marks = work.write(
      'seven.csv',
      '编号,项目,J1,J2,J3,J4,J5,J6,J7\n1,performance,9.1,8.7,9.4,8.9,9.0,9.3,8.2\n',
    );
    const { out } = await ops(['score', '--rules', exampleFile('seven-judges-trimmed'), '--marks', marks, '--json']);
    expect(JSON.parse(out)).toMatchObject({ boards: [{ rows: [{ total: '9.00', rank: 1 }] }] });
  });

  it('domain-rules 55, 69: lists who left without a rank, and who has only one part', async () => {
    const marks = 'entry,status,reason,theory,practice\n2,退赛,伤病,,\n1,,,80,80\n3,disqualified,代考,99,99\n4,,,70,\n';
    const { out } = await score(marks, '--format', 'csv');
    expect(fieldsOf(out).map(([, , rank, entry, , , , , total, status]) => [entry, rank, total, status])).toEqual([
      ['1', '1', '80.00', 'competing'],
      ['3', '', '99.00', 'disqualified'],
      ['4', '', '', 'competing'],
      ['2', '', '', 'withdrawn'],
    ]);
    expect(out).toContain('取消成绩：代考');
  });

  it('domain-rules 53, 73: makes a board for each group of the data, lower is better where the rules say so', async () => {
    const marks = work.write('games.csv', '组别,名称,result\n男子,教学,7.87\n男子,科研,20.81\n女子,后勤,3\n');
    const args = ['score', '--rules', exampleFile('campus-games-lower-is-better'), '--marks', marks];
    const all = JSON.parse((await ops([...args, '--format', 'json'])).out) as { boards: { board: string }[] };
    expect(all.boards.map(({ board }) => board)).toEqual(['group:男子', 'group:女子']);
    const one = await ops([...args, '--board', 'group:男子', '--format', 'csv']);
    expect(fieldsOf(one.out).map(([board, , rank, entry]) => [board, rank, entry])).toEqual([
      ['group:男子', '1', '教学'],
      ['group:男子', '2', '科研'],
    ]);
    expect((await ops([...args, '--board', 'group:x'])).code).toBe(2);
  });

  it('prints an aligned table by default and a file with a byte order mark when asked', async () => {
    const marks = 'entry,name,theory,practice\n1,=甲,90,85\n';
    expect((await score(marks)).out).toContain('名次  编号  名称  理论  实操  总成绩');
    const file = work.path('out.csv');
    expect(await score(marks, '--format', 'csv', '--output', file)).toMatchObject({ code: 0, out: '' });
    const written = readFileSync(file, 'utf8');
    expect(written.startsWith('\uFEFFboard,')).toBe(true);
    expect(written).toContain(`,'=甲,`);
  });

  it('domain-rules 132: reports every bad row at once, with its cell and what was expected', async () => {
    const marks = [
      '参赛编号,项目,裁判,分数',
      '1,theory,1,101',
      '1,practice,1,９0',
      '1,skill,1,9',
      '2,theory,1,80',
      '2,theory,1,81',
      '2,theory,1,80',
    ];
    const { code, out } = await score(marks.join('\n'), '--json');
    const { problems } = JSON.parse(out) as { problems: { cell: string; code: string; zh: string }[] };
    expect(code).toBe(1);
    expect(problems.map((one) => [one.cell, one.code])).toEqual([
      ['D3', 'mark-not-a-number'],
      ['D2', 'out-of-range'],
      ['D4', 'criterion-unknown'],
      ['D6', 'score-contradicts'],
    ]);
    expect(problems[1]?.zh).toBe('D2（分数）“101”：101 超出范围 0–100。');
  });

  it('refuses a mark more than the rules take, with its row', async () => {
    const { code, out, err } = await score(
      'entry,criterion,judge,mark\n1,theory,J1,90\n1,theory,1,91\n1,practice,1,85\n2,theory,1,80\n2,practice,1,80\n',
    );
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('D3（mark）“91”：此项至多 1 个成绩，已有：J1。');
  });

  it('takes the entries file for who takes part', async () => {
    const entries = work.write('entries.csv', '编号,姓名\n1,甲\n2,乙\n');
    const known = await score('编号,theory,practice\n1,80,80\n', '--entries', entries, '--format', 'csv');
    expect(fieldsOf(known.out).map(([, , , entry, name]) => [entry, name])).toEqual([
      ['1', '甲'],
      ['2', '乙'],
    ]);
    const stranger = await score('编号,theory,practice\n9,80,80\n', '--entries', entries, '--json');
    expect(stranger.code).toBe(1);
    expect(JSON.parse(stranger.out)).toMatchObject({ problems: [{ cell: 'A2', code: 'entry-unknown' }] });
  });

  it('refuses a rule document with all its problems, and files that are not there', async () => {
    const bad = work.write('bad.json', JSON.stringify({ id: 'x' }));
    const marks = work.write('m.csv', 'entry,theory\n1,2\n');
    const refused = await ops(['score', '--rules', bad, '--marks', marks, '--json']);
    expect(refused.code).toBe(1);
    expect((JSON.parse(refused.out) as { problems: object[] }).problems.length).toBeGreaterThan(1);
    expect(await ops(['score', '--rules', work.write('no.json', '{'), '--marks', marks])).toMatchObject({ code: 1 });
    expect(await ops(['score', '--rules', rules, '--marks', work.path('none.csv')])).toMatchObject({ code: 1 });
    expect(await ops(['score', '--rules', rules])).toMatchObject({ code: 2 });
    expect(await ops(['score'])).toMatchObject({ code: 2 });
  });
});

describe('the guide to files', () => {
  const root = join(__dirname, '../..');
  const guide = readFileSync(join(root, 'docs/import-files.md'), 'utf8');
  const sample = (name: string) => join(root, 'examples/import', name);

  it('shows what its example prints', async () => {
    const files = ['--entries', sample('entries.csv'), '--marks', sample('marks-long.csv')];
    const { out } = await ops(['score', '--rules', exampleFile('theory-practice-30-70'), ...files]);
    expect(guide).toContain(`\`\`\`text\n${out}\`\`\``);
  });

  it('shows what a refusal looks like', async () => {
    const work = workFolder();
    const marks = work.write('marks.csv', '参赛编号,项目,裁判,分数\nH01,theory,J1,101\n');
    const { out } = await ops(['score', '--rules', exampleFile('theory-practice-30-70'), '--marks', marks, '--json']);
    expect(guide).toContain(out.replace(marks, 'marks.csv'));
    work.remove();
  });

  it.each([
    ['theory-practice-30-70', '--marks', 'marks-wide.csv', '89.85'],
    ['seven-judges-trimmed', '--marks', 'marks-judges.csv', '9.04'],
    ['campus-games-lower-is-better', '--measurements', 'measurements.csv', '8.75'],
  ])('scores by %s with %s %s', async (rules, option, file, best) => {
    const { code, out } = await ops(['score', '--rules', exampleFile(rules), option, sample(file)]);
    expect(code).toBe(0);
    expect(out).toContain(best);
  });
});

describe('ops check-isu', () => {
  const work = workFolder();
  afterAll(() => work.remove());

  // A made-up competition in the published format: five judges, one component; 8.00 is the mean of 7.75, 8.00, 8.25.
  const marks = ['competition,program,start_no,entrant,nation,criterion,factor,judge,mark'];
  for (const criterion of ['Skating Skills', 'Transitions', 'Performance', 'Composition', 'Interpretation']) {
    for (const [index, mark] of ['7.5', '7.75', '8.0', '8.25', '9.0', ''].entries()) {
      marks.push(`Cup,MEN SHORT PROGRAM,1,A,CHN,${criterion},1.0,J${index + 1},${mark}`);
    }
  }
  const head = 'competition,program,start_no,entrant,nation,technical_score,deductions,component_score,total,rank';
  const check = (row: string) => {
    work.write('marks.csv', marks.join('\n'));
    work.write('results.csv', `${head}\n${row}\n`);
    return ops(['check-isu', '--data', work.folder, '--documents', exampleFile('x').replace('x.json', '')]);
  };

  it('agrees with published rows', async () => {
    expect(await check('Cup,MEN SHORT PROGRAM,1,A,CHN,40.10,1.00,40.00,79.10,1')).toEqual({
      code: 0,
      out: '1 of 1\n',
      err: '',
    });
  });

  it('names the first differences', async () => {
    const { code, out } = await check('Cup,MEN SHORT PROGRAM,1,A,CHN,40.10,1.00,40.00,79.20,2');
    expect(code).toBe(4);
    expect(out.split('\n')).toEqual([
      'Cup / MEN SHORT PROGRAM / A / total: expected 79.20, got 79.10',
      'Cup / MEN SHORT PROGRAM / A / rank: expected 2, got 1',
      '0 of 1',
      '',
    ]);
  });
});
