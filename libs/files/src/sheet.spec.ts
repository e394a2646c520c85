import encodeQR from 'qr';
import decodeQR from 'qr/decode.js';
import readWorkbook from 'read-excel-file/node';
import writeWorkbook from 'write-excel-file/node';
import { qrCode } from './qr';
import { sheetCell, type SheetForm } from './sheet-form';
import { readSheet } from './sheet-read';
import { writeSheet } from './sheet-write';
import { readsWithin, TooMuch, unpack } from './sheet-zip';
import { withError } from './testing/error-cell';
import { zipped } from './zip-write';

const form: SheetForm = {
  title: '职工技能竞赛 车工',
  sheet: 'P-03',
  slot: 'judge1',
  check: '3FA91C',
  keyed: 'number',
  link: 'xianfeng:skills/turning/P-03#3FA91C',
  columns: [
    { criterion: 'practice', name: '实操', min: '0', max: '100', step: '0.5' },
    { criterion: 'theory', name: '理论', min: '0', max: '60' },
  ],
  rows: [{ key: 'A001' }, { key: '002' }, { key: 'A003' }],
};

const rgb = (value: number): number[] => [value, value, value];

type Grid = (string | number | null)[][];

async function unzipped(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const files = await unpack(bytes, 1_000_000);
  return Object.fromEntries([...files!].map(([name, content]) => [name, content.toString()]));
}

/** What is on the sheet, as a person changed it, saved by a spreadsheet that knows nothing of this program. */
async function refilled(change: (cells: Grid) => void): Promise<Buffer> {
  const [first] = await readWorkbook(await writeSheet(form));
  const cells = first!.data.map((row) => [...row]) as Grid;
  change(cells);
  return writeWorkbook(cells as never).toBuffer();
}

describe('writing a score sheet', () => {
  it('is read by another reader: its number, check code, criteria and entries', async () => {
    const [first] = await readWorkbook(await writeSheet(form));
    const cells = first!.data;
    expect(first!.sheet).toBe('评分表');
    expect(cells[0]?.[0]).toBe('职工技能竞赛 车工 评分表 Score sheet');
    expect([cells[1]?.[1], cells[2]?.[1], cells[3]?.[1]]).toEqual(['P-03', 'judge1', '3FA91C']);
    expect(cells[5]).toEqual([
      ...['序号 No.', '参赛编号 Number', '实操 practice\n0–100，每档 step 0.5', '理论 theory\n0–60', '备注 Note'],
    ]);
    expect(cells.slice(6, 9).map((row) => row.slice(0, 4))).toEqual([
      ['1', 'A001', null, null],
      ['2', '002', null, null],
      ['3', 'A003', null, null],
    ]);
  });

  it('locks everything but the cells to write in, which are typed as decimals', async () => {
    const xml = await unzipped(await writeSheet(form));
    const sheet = xml['xl/worksheets/sheet1.xml']!;
    expect(sheet).toContain('<sheetProtection sheet="1" objects="1" scenarios="1"/>');
    const styles = [...xml['xl/styles.xml']!.matchAll(/<xf .*?<\/xf>/g)].map(([style]) => style);
    const styleOf = (cell: string) =>
      styles[Number(new RegExp(`<c r="${cell}"[^>]* s="(\\d+)"`).exec(sheet)?.[1] ?? 0)];
    for (const open of ['C7', 'C9', 'D7', 'D9', 'E7']) expect(styleOf(open)).toContain('<protection locked="0"/>');
    for (const locked of ['A1', 'B2', 'B4', 'C6', 'A7', 'B7', 'B9'])
      expect(styleOf(locked)).not.toContain('protection');
    const format = /numFmtId="(\d+)"/.exec(styleOf('C7') ?? '')?.[1];
    expect(xml['xl/styles.xml']).toContain(`<numFmt numFmtId="${format}" formatCode="0.0"/>`);
  });

  it('lets Excel refuse what is out of range or off the step', async () => {
    const sheet = (await unzipped(await writeSheet(form)))['xl/worksheets/sheet1.xml']!;
    const rules = [...sheet.matchAll(/<dataValidation (.*?)<\/dataValidation>/g)].map(([, rule]) => rule);
    expect(rules[0]).toContain('type="custom"');
    expect(rules[0]).toContain('sqref="C7:C9"');
    expect(rules[0]).toContain('AND(ISNUMBER(C7),C7&gt;=0,C7&lt;=100,ABS(ROUND((C7-(0))/0.5,0)-(C7-(0))/0.5)');
    expect(rules[1]).toContain('type="decimal" operator="between"');
    expect(rules[1]).toContain('sqref="D7:D9"');
    expect(rules[1]).toContain('<formula1>0</formula1><formula2>60</formula2>');
    const order = ['sheetPr', 'sheetViews', 'sheetData', 'sheetProtection', 'mergeCells', 'dataValidations'];
    const places = [...order, 'pageSetup', 'headerFooter'].map((element) => sheet.indexOf(`<${element}`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('prints its area with the header on every page', async () => {
    const workbook = (await unzipped(await writeSheet(form)))['xl/workbook.xml']!;
    expect(workbook).toContain(
      `<definedName name="_xlnm.Print_Area" localSheetId="0">'评分表'!$A$1:$E$10</definedName>`,
    );
    expect(workbook).toContain(`<definedName name="_xlnm.Print_Titles" localSheetId="0">'评分表'!$6:$6</definedName>`);
  });

  it('carries its link as a QR code in its head', async () => {
    const parts = await unzipped(await writeSheet(form));
    expect(Object.keys(parts)).toContain('xl/media/sheet1-image1.gif');
    expect(parts['xl/drawings/drawing1.xml']).toContain('<xdr:col>4</xdr:col>');
    expect(parts['xl/drawings/drawing1.xml']).toContain('<xdr:row>1</xdr:row>');
    const { content, width, height } = qrCode(form.link);
    const squares = encodeQR(form.link, 'raw', { ecc: 'quartile', border: 4, scale: 3 });
    expect([content.toString('latin1', 0, 3), width, height]).toEqual(['GIF', squares.length, squares.length]);
    const data = Uint8Array.from(squares.flat().flatMap((dark) => [...rgb(dark ? 0 : 255), 255]));
    expect(decodeQR({ width, height, data })).toBe(form.link);
  });

  it('writes names beside the marks where they are given', async () => {
    const rows = [{ key: 'A001', name: '张三', unit: '第一机械厂' }, { key: 'A002' }];
    const [first] = await readWorkbook(await writeSheet({ ...form, rows }));
    expect(first!.data[5]?.slice(4)).toEqual(['姓名/名称 Name', '单位 Unit', '备注 Note']);
    expect(first!.data[6]?.slice(4)).toEqual(['张三', '第一机械厂', null]);
  });

  it('takes a text for a text, whatever a spreadsheet would make of it', async () => {
    const [first] = await readWorkbook(await writeSheet({ ...form, rows: [{ key: '=1+1', name: '+<甲>&"乙"' }] }));
    expect(first!.data[6]).toEqual(['1', '=1+1', null, null, '+<甲>&"乙"', null, null]);
  });
});

describe('reading a score sheet back', () => {
  it('finds nothing on one that nobody filled in', async () => {
    expect(await readSheet(await writeSheet(form), form)).toEqual({ values: [], problems: [] });
  });

  it('reads marks by the row that names the entry, numbers by their shortest decimal', async () => {
    const bytes = await refilled((cells) => {
      const [first, second] = [cells[6]!, cells[7]!];
      first[2] = 87.5;
      first[3] = '58.05';
      second[2] = 90;
      [cells[6], cells[7]] = [second, first];
      cells[7][4] = '迟到 5 分钟';
    });
    expect(await readSheet(bytes, form)).toEqual({
      values: [
        { row: 1, column: 0, value: '90' },
        { row: 0, column: 0, value: '87.5' },
        { row: 0, column: 1, value: '58.05' },
      ],
      problems: [],
    });
  });

  it('names every strange row at once and still reads the others', async () => {
    const bytes = await refilled((cells) => {
      cells[6]![2] = 80;
      cells[7]![1] = 'B9';
      cells[7]![2] = 70;
      cells[8]![1] = 'A001';
      cells[8]![2] = 60;
    });
    const { values, problems } = await readSheet(bytes, form);
    expect(values).toEqual([{ row: 0, column: 0, value: '80' }]);
    expect(problems.map(({ code, cell, value }) => [code, cell, value])).toEqual([
      ['row-unknown', 'B8', 'B9'],
      ['row-repeated', 'B9', 'A001'],
    ]);
    expect(problems[0]?.zh).toBe('B8：参赛编号“B9”不在本表上；分数只填在 C7–D9。');
  });

  it('refuses a cell whose formula came to an error by its address, and takes it for no empty one', async () => {
    const bytes = await refilled((cells) => {
      cells[6]![2] = 90;
      cells[7]![2] = 'E';
      cells[7]![3] = '#N/A';
    });
    const { values, problems } = await readSheet(await withError(bytes, 'C8', '#DIV/0!'), form);
    expect(values).toEqual([{ row: 0, column: 0, value: '90' }]);
    expect(problems.map(({ code, row, cell, value }) => [code, row, cell, value])).toEqual([
      ['cell-error', 8, 'C8', '#DIV/0!'],
      ['cell-error', 8, 'D8', '#N/A'],
    ]);
    expect(problems[0]?.zh).toMatch(/^C8“#DIV\/0!”：公式出错/);
  });

  it('takes no other sheet, no other edition of it and no other columns', async () => {
    const bytes = await refilled((cells) => {
      cells[1]![1] = 'P-04';
      cells[3]![1] = 'AAAAAA';
      [cells[5]![2], cells[5]![3]] = [cells[5]![3]!, cells[5]![2]!];
      cells[6]![2] = 80;
    });
    const { values, problems } = await readSheet(bytes, form);
    expect(values).toEqual([]);
    expect(problems.map(({ code, cell }) => `${code} ${cell}`)).toEqual([
      ...['sheet-other B2', 'sheet-other B4', 'sheet-other C6', 'sheet-other D6'],
    ]);
  });

  it.each([
    ['no workbook', Buffer.from('PK not a zip')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', async (_, bytes) => {
    expect((await readSheet(bytes, form)).problems).toMatchObject([{ code: 'file-not-a-table' }]);
  });
});

describe('what an upload may hold', () => {
  it('is unpacked up to a limit and no further, whatever it says of itself', async () => {
    const bytes = await writeWorkbook([[{ value: '一'.repeat(300_000), type: String }]]).toBuffer();
    expect(bytes.length).toBeLessThan(20_000);
    const refused = unpack(bytes, 500_000);
    await expect(refused).rejects.toThrow(TooMuch);
    // Not after it was unpacked as a whole.
    await expect(refused).rejects.toThrow('one file alone');
    expect((await unpack(bytes, 1_000_000))?.size).toBeGreaterThan(5);
  });

  it.each([
    ['a cell far away', 'r="XFD60000"', false],
    ['one in single quotes', "r = 'ALL20000'", false],
    ['one that is written as a number', 'r="A1e9"', false],
    ['one behind an entity', 'r="&#88;FD60000"', false],
    ['a table of its own size', 'r="T40000"', true],
    ['a text that looks like none', 'r="abc"', true],
  ])('is not read where the gaps before %s would fill the memory', async (_, attribute, fits) => {
    const xml = `<worksheet><sheetData><row r="1"><c r="A1"/></row><row><c t="n" ${attribute}><v>1</v></c></row></sheetData></worksheet>`;
    const pieces: Buffer[] = [];
    for await (const piece of zipped([{ name: 'xl/any.xml', content: [xml] }])) pieces.push(piece);
    const limits = { bytesMax: 10_000, areaMax: 1_000_000 };
    expect(await readsWithin(Buffer.concat(pieces), limits)).toBe(fits);
  });

  it('is refused as a sheet where it unpacks to too much', async () => {
    const row = [{ value: '一'.repeat(3_000_000), type: String }];
    const bytes = await writeWorkbook([
      row,
      row.map((cell) => ({ ...cell, value: '二'.repeat(4_000_000) })),
    ]).toBuffer();
    expect((await readSheet(bytes, form)).problems).toMatchObject([{ code: 'file-too-large' }]);
  });
});

it('names cells as the printed sheet does', () => {
  expect([sheetCell(0, 0), sheetCell(2, 1)]).toEqual(['C7', 'D9']);
});
