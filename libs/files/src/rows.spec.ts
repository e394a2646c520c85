import { decimalProblem, decimalText } from './decimal';
import { readEntryRows } from './entry-rows';
import { isIdNumber } from './id-number';
import { nominationRowReader } from './nomination-rows';
import { nomineeRowReader, type NomineeWords } from './nominee-rows';
import { cellAddress, maskIdNumber, maskPhone } from './problem';
import { readScoreRows, type ScoreWords } from './score-rows';
import { foldedName, type Table } from './table';
import { writeCsv } from './write-csv';

const tableOf = (text: string): Table => {
  const [header = [], ...rows] = text.split('\n').map((line) => line.split(','));
  return {
    file: 't.csv',
    format: 'csv',
    sha256: '',
    header,
    rows: rows.map((cells, index) => ({ row: index + 2, cells })),
  };
};
const words = (...criteria: string[]): ScoreWords => ({
  criteria: new Set(criteria.map(foldedName)),
  attributes: new Map([[foldedName('difficulty'), 'difficulty']]),
});

describe('entry rows', () => {
  it('reads Chinese and English column names alike', () => {
    const zh = readEntryRows(tableOf('参赛编号,组别,类别,姓名,单位,成员,备注\n7,A,班组,一班,电厂,甲;乙,好'));
    const en = readEntryRows(tableOf('Number,group,kind,name,unit,members\n7,A,team,一班,电厂,甲；乙'));
    const row = { row: 2, number: '7', group: 'A', kind: 'team', name: '一班', unit: '电厂', members: ['甲', '乙'] };
    expect(zh.rows).toEqual([row]);
    expect(en.rows).toEqual([row]);
    expect(zh.unused).toEqual(['备注']);
  });

  it('domain-rules 120: answers every problem at once, with cells, and masks what is personal', () => {
    const table = tableOf('参赛编号,姓名,身份证号,电话,状态\n1,甲,110101199003071235,12a45678901,迟到\n,乙,,,');
    const { problems } = readEntryRows(table);
    expect(problems.map(({ code, cell, value }) => [code, cell, value])).toEqual([
      ['id-number-invalid', 'C2', '110101********1235'],
      ['phone-invalid', 'D2', '12a****8901'],
      ['status-invalid', 'E2', '迟到'],
      ['number-invalid', 'A3', undefined],
    ]);
    expect(problems[2]?.zh).toBe('E2（状态）“迟到”：应为 参赛、退赛、缺考、取消 或 一票否决。');
  });

  it('reads attributes by the names that rules give them and by an explicit prefix', () => {
    const table = tableOf('编号,difficulty,属性:身份\n1,1.2,职工');
    expect(readEntryRows(table, words().attributes)).toMatchObject({
      rows: [{ number: '1', attributes: { difficulty: '1.2', 身份: '职工' } }],
      unused: [],
    });
  });

  it('refuses a table without a number and one with two columns of one meaning', () => {
    expect(readEntryRows(tableOf('组别\nA')).problems).toMatchObject([{ code: 'column-missing', column: '参赛编号' }]);
    expect(readEntryRows(tableOf('编号,no\n1,2')).problems).toMatchObject([{ code: 'column-repeated', column: 'no' }]);
  });
});

describe('score rows', () => {
  const scoresOf = (text: string, known = words('skill')) => {
    const { scores, problems } = readScoreRows(tableOf(text), known);
    return { scores: scores.map((one) => [one.number, one.criterion, one.slot, one.value]), problems };
  };

  it('reads one mark a row; an empty cell is no mark', () => {
    expect(scoresOf('编号,项目,裁判,分数\n1,skill,J1,9.5\n1,skill,J2,').scores).toEqual([['1', 'skill', 'J1', '9.5']]);
  });

  it('reads a column for each judge', () => {
    expect(scoresOf('编号,项目,J1,J2\n1,skill,9,8.5').scores).toEqual([
      ['1', 'skill', 'J1', '9'],
      ['1', 'skill', 'J2', '8.5'],
    ]);
  });

  it('reads a column for each criterion, with or without judges', () => {
    expect(scoresOf('编号,theory,skill,备注\n1,86,91.5,x', words('theory', 'skill')).scores).toEqual([
      ['1', 'theory', '1', '86'],
      ['1', 'skill', '1', '91.5'],
    ]);
    expect(scoresOf('编号,skill/J1,skill/J2\n1,9,8').scores).toEqual([
      ['1', 'skill', 'J1', '9'],
      ['1', 'skill', 'J2', '8'],
    ]);
    expect(scoresOf('编号,裁判,skill\n1,J3,9').scores).toEqual([['1', 'skill', 'J3', '9']]);
  });

  it('takes a column for a criterion of the document before it takes it for the marks', () => {
    expect(scoresOf('编号,成绩\n1,9', words('成绩')).scores).toEqual([['1', '成绩', '1', '9']]);
    expect(scoresOf('编号,成绩\n1,9').scores).toEqual([['1', undefined, '1', '9']]);
  });

  it('reads attributes and what is known of an entry from any of its rows', () => {
    const table = tableOf('编号,姓名,difficulty,项目,分数\n1,,,skill,9\n1,甲,1.2,skill,8\n2,,,skill,');
    expect(readScoreRows(table, words('skill')).entries).toEqual([
      { row: 2, number: '1', name: '甲', attributes: { difficulty: '1.2' } },
      { row: 4, number: '2' },
    ]);
  });

  it('refuses numbers that are not plain decimals with a hint, and rows that contradict each other', () => {
    const { problems } = scoresOf('编号,组别,项目,分数\n1,A,skill,９.5\n1,B,skill,1e3\n1,A,,3');
    expect(problems.map(({ code, cell }) => [code, cell])).toEqual([
      ['mark-not-a-number', 'D2'],
      ['entry-contradicts', 'B3'],
      ['mark-not-a-number', 'D3'],
      ['criterion-invalid', 'C4'],
    ]);
    expect(problems[0]?.zh).toContain('请改为半角：9.5');
  });
});

describe('nomination rows', () => {
  it('needs award, name and reason', () => {
    const table = tableOf('奖项,姓名,推荐理由\nmedal,甲,好\nmedal,,');
    const { read, problems } = nominationRowReader(table);
    const rows = table.rows.map(read);
    expect(rows[0]).toEqual({ row: 2, award: 'medal', name: '甲', reason: '好' });
    expect(problems.map(({ code, cell }) => [code, cell])).toEqual([
      ['name-missing', 'B3'],
      ['reason-missing', 'C3'],
    ]);
  });
});

describe('nominee rows', () => {
  const asked: NomineeWords = {
    materials: [{ id: 'deeds', name: '理由' }],
    papers: [{ id: 'congress', name: '职代会决议' }],
    facts: {
      nominee: { attributes: ['nationality'], bars: [] },
      unit: { attributes: ['ownership'], bars: ['accident'] },
    },
  };
  const rowsOf = (text: string) => {
    const table = tableOf(text);
    const { read, problems, unused } = nomineeRowReader(table, asked);
    return { rows: table.rows.map(read), problems, unused };
  };

  it('reads what the rules name before it reads its own columns, by names or ids, in any case', () => {
    const zh = rowsOf(
      '姓名,推荐理由,理由,职代会决议,职代会决议日期,本人:nationality,单位：accident,依据,备注\n甲,好,苦练,2号,2026-04-20,CN,无,证明,x',
    );
    const en = rowsOf(
      'Name,reason,DEEDS,congress,congressOn,nominee:nationality,unit: accident,document\n甲,好,苦练,2号,2026-04-20,CN,none,证明',
    );
    const row = {
      ...{ row: 2, name: '甲', reason: '好', document: '证明', ofUnit: [] },
      materials: [{ material: 'deeds', text: '苦练', index: 2 }],
      resolutions: [{ paper: 'congress', number: '2号', on: '2026-04-20', index: 3, onIndex: 4 }],
      nominee: [{ attribute: 'nationality', value: 'CN', index: 5 }],
      bars: [{ of: 'unit', bar: 'accident', index: 6 }],
    };
    expect(zh).toEqual({ rows: [row], problems: [], unused: ['备注'] });
    expect(en).toEqual({ rows: [row], problems: [], unused: [] });
  });

  it('reads what stands beside a name on lists, where it is stated', () => {
    const read = rowsOf('姓名,推荐理由,民族,性别,出生年月\n甲,好,回族,女,1980-05\n乙,好,,,');
    expect(read.unused).toEqual([]);
    expect(read.rows).toMatchObject([{ ethnicity: '回族', gender: '女', birthYear: '1980-05' }, { name: '乙' }]);
    expect(read.rows[1]).not.toHaveProperty('gender');
  });

  it('reads a bar as none, as its day, or with the day it was cleared, and an empty cell as no word', () => {
    const read = (cell: string) => rowsOf(`姓名,推荐理由,单位:accident,依据\n甲,好,${cell},证明`);
    expect(read('2025-06-10').rows[0]?.bars).toMatchObject([{ on: '2025-06-10' }]);
    expect(read('2025-06-10 至 2025-12-01').rows[0]?.bars).toMatchObject([{ on: '2025-06-10', cleared: '2025-12-01' }]);
    expect(read('').rows[0]?.bars).toEqual([]);
    expect(read('2025年6月').problems.map(({ code, cell }) => [code, cell])).toEqual([['bar-invalid', 'C2']]);
    expect(read('2025-06-10/x').rows).toEqual([undefined]);
  });

  it('refuses a header with one column of two, one twice, one nobody asks, and facts without a paper', () => {
    const codes = (header: string) => rowsOf(header).problems.map(({ code, column }) => [code, column]);
    expect(codes('姓名,推荐理由,职代会决议')).toEqual([['column-missing', '职代会决议日期']]);
    expect(codes('姓名,推荐理由,理由,deeds')).toEqual([['column-repeated', 'deeds']]);
    expect(codes('姓名,推荐理由,本人:religion')).toEqual([['column-not-asked', '本人:religion']]);
    expect(codes('姓名,单位:ownership')).toEqual([
      ['column-missing', '推荐理由'],
      ['column-missing', '情况依据'],
    ]);
  });

  it('domain-rules 120: tells every cell that is wrong, and no identity number', () => {
    const { problems } = rowsOf('姓名,身份证号,推荐理由,理由\n甲,110101199003071235,,sealed:x');
    expect(problems.map(({ code, cell }) => [code, cell])).toEqual([
      ...[
        ['id-number-invalid', 'B2'],
        ['reason-missing', 'C2'],
        ['text-invalid', 'D2'],
      ],
    ]);
    expect(JSON.stringify(problems)).not.toContain('110101199003071235');
  });
});

describe('small parts', () => {
  it.each([
    [0, 'A7'],
    [25, 'Z7'],
    [26, 'AA7'],
    [701, 'ZZ7'],
    [702, 'AAA7'],
  ])('names the cell of column %i', (column, cell) => {
    expect(cellAddress(column, 7)).toBe(cell);
  });

  it.each(['9', '-0.50', '100.000'])('takes %s for a plain decimal', (text) => {
    expect(decimalProblem(text)).toBeUndefined();
  });
  it.each(['９', '1e5', '1,234.5', '9,5', '95%', '+1', '.5', '5.', 'NaN', '九'])('refuses %s', (text) => {
    expect(decimalProblem(text)).toBeDefined();
  });
  it('writes spreadsheet numbers without exponents', () => {
    expect([1e21, 1.5e-7, -2.25e22, 9.05, 89.85].map(decimalText)).toEqual([
      '1000000000000000000000',
      '0.00000015',
      '-22500000000000000000000',
      '9.05',
      '89.85',
    ]);
  });

  it('checks ID numbers by GB 11643: date and check character', () => {
    expect(isIdNumber('11010519491231002X')).toBe(true);
    expect(isIdNumber('110105194912310021')).toBe(false);
    expect(isIdNumber('11010519491331002X')).toBe(false);
    expect(isIdNumber('1101051949123100')).toBe(false);
  });
  it('domain-rules 120: masks ID and phone numbers', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110105********002X');
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskPhone('12345')).toBe('*****');
  });

  it('domain-rules 117: neutralises formulas, keeps negative numbers, quotes where needed', () => {
    expect(writeCsv([['+1815采煤队', '-1.5', '-x', '甲,"乙"', '=A1', '@x']])).toBe(
      `'+1815采煤队,-1.5,'-x,"甲,""乙""",'=A1,'@x\r\n`,
    );
  });
});
