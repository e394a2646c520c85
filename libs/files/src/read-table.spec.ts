import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import writeExcelFile from 'write-excel-file/node';
import { readTable } from './read-table';
import { withError } from './testing/error-cell';

describe('reading a table', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'xf-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: string | Uint8Array, sheet?: string) => {
    const path = join(folder, 'table');
    writeFileSync(path, content);
    return readTable(path, { sheet });
  };
  const tableOf = async (content: string | Uint8Array) => {
    const answer = await read(content);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    return answer.table;
  };
  const codesOf = async (content: string | Uint8Array) => {
    const answer = await read(content);
    return answer.ok ? [] : answer.problems.map(({ code, cell, row }) => [code, cell ?? row]);
  };

  it('reads UTF-8 with a byte order mark, quotes, line breaks in cells and CRLF', async () => {
    const table = await tableOf('\uFEFF参赛编号,姓名\r\n1,"甲, ""乙"""\r\n2,"丙\r\n丁"\r\n3,戊\r\n');
    expect(table.header).toEqual(['参赛编号', '姓名']);
    expect(table.rows).toEqual([
      { row: 2, cells: ['1', '甲, "乙"'] },
      { row: 3, cells: ['2', '丙\r\n丁'] },
      { row: 4, cells: ['3', '戊'] },
    ]);
  });

  it('refuses a header of data without repeating it, and one of more columns than anybody reads', async () => {
    const answer = await read('91A,王伟,11010519491231002X\n');
    expect(answer.ok ? [] : answer.problems).toMatchObject([{ code: 'header-missing', row: 1 }]);
    expect(JSON.stringify(answer)).not.toMatch(/11010519491231002X|王伟/);
    expect(await codesOf('91A,王伟,13800138000\n')).toEqual([['header-missing', 1]]);
    expect(await codesOf(`${','.repeat(1_000_000)}x\n1\n`)).toEqual([['too-many-columns', undefined]]);
  });

  it('counts rows as Excel does, blank ones included', async () => {
    const table = await tableOf('\na,b\n\n,\n1,2\n');
    expect(table.rows).toEqual([{ row: 5, cells: ['1', '2'] }]);
  });

  it.each([
    ['semicolons', 'a;b\n1,5;2\n'],
    ['tabs', 'a\tb\n1,5\t2\n'],
  ])('finds %s by itself', async (_name, text) => {
    expect((await tableOf(text)).rows).toEqual([{ row: 2, cells: ['1,5', '2'] }]);
  });

  it('reads GB18030, which Chinese Excel writes', async () => {
    const bytes = [0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0x31, 0x2c, 0xbc, 0xd7];
    const table = await tableOf(Uint8Array.from(bytes));
    expect(table.header).toEqual(['编号', '姓名']);
    expect(table.rows).toEqual([{ row: 2, cells: ['1', '甲'] }]);
  });

  it('reads UTF-16, which Excel calls Unicode text', async () => {
    const table = await tableOf(Buffer.from('\uFEFF编号\t姓名\r\n1\t甲', 'utf16le'));
    expect(table.header).toEqual(['编号', '姓名']);
  });

  it('reads XLSX: numbers by their shortest text, texts as they are, a sheet by name', async () => {
    const path = join(folder, 'book.xlsx');
    const header = ['参赛编号', '分数', '微小'].map((value) => ({ value }));
    const row = [{ value: '007' }, { value: 0.1 + 0.2 - 0.2 + 9 }, { value: 0.00000012 }];
    await writeExcelFile([
      { data: [[{ value: 'x' }], [{ value: 'y' }]], sheet: '说明' },
      { data: [header, row], sheet: '成绩' },
    ]).toFile(path);
    const answer = await readTable(path, { sheet: '成绩' });
    expect(answer).toMatchObject({
      ok: true,
      table: { header: ['参赛编号', '分数', '微小'], rows: [{ row: 2, cells: ['007', '9.1', '0.00000012'] }] },
    });
    expect(await readTable(path, { sheet: '没有' })).toMatchObject({
      ok: false,
      problems: [{ code: 'sheet-unknown' }],
    });
    expect(await readTable(path)).toMatchObject({ ok: true, table: { header: ['x'] } });
  });

  it('refuses errors of formulas by their cells, in a workbook as in a text, and not as empty cells', async () => {
    const rows = [
      ['编号', '分数', '备注'],
      ['H01', 90, '#1!'],
      ['H02', 'E', ''],
    ];
    const book = await writeExcelFile(rows.map((row) => row.map((value) => ({ value })))).toBuffer();
    const told = await read(await withError(book, 'B3', '#VALUE!'));
    expect(told.ok ? [] : told.problems).toMatchObject([{ code: 'cell-error', row: 3, cell: 'B3', value: '#VALUE!' }]);
    expect(await codesOf('编号,分数\nH01,#N/A\nH02,90\nH03,#NAME?\nH04\n')).toEqual([
      ['cell-error', 'B2'],
      ['cell-error', 'B4'],
      ['row-ragged', 5],
    ]);
    expect(await codesOf('编号,#REF!\nH01,1\n')).toEqual([['cell-error', 'B1']]);
  });

  it.each([
    ['an empty file', '', [['file-empty', undefined]]],
    ['blank lines only', '\n \n', [['file-empty', undefined]]],
    ['a picture', Uint8Array.from([0x89, 0x50, 0, 1, 2]), [['file-not-a-table', undefined]]],
    ['bytes in no encoding', Uint8Array.from([0x61, 0xff, 0xff, 0x0a]), [['file-not-a-table', undefined]]],
    ['a broken workbook', 'PK\u0003\u0004rubbish', [['file-not-a-table', undefined]]],
    ['no header', '1,2\n3,4\n', [['header-missing', 1]]],
    ['broken quotes', 'a,b\n1,2\n3,"4\n5,6\n', [['csv-quotes-broken', 3]]],
  ])('refuses %s', async (_name, content, expected) => {
    expect(await codesOf(content)).toEqual(expected);
  });

  it('names every repeated column and every ragged row at once', async () => {
    expect(await codesOf('编号,姓名,编 号\n1,甲,1\n2\n')).toEqual([
      ['header-repeated', 'C1'],
      ['row-ragged', 3],
    ]);
    expect(await codesOf('a,b\n1,2,3\n1\n1,2,,\n')).toEqual([
      ['row-ragged', 2],
      ['row-ragged', 3],
    ]);
  });
});
