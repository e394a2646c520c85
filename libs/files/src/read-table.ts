import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CsvSplitter, delimiterOf, quotesBroken, QuotesBroken } from './csv';
import { decodedPieces, encodingOf, NotText, type Encoding } from './encoding';
import { cellAddress, errorCell, problemOf, type FileProblem } from './problem';
import { readsWithin } from './sheet-zip';
import { foldedName, type OpenTable, type Row, type Table } from './table';
import { parseXlsx } from './xlsx';

type Refused = { readonly ok: false; readonly problems: readonly FileProblem[] };
export type ReadTable = { readonly ok: true; readonly table: Table } | Refused;
export type OpenedTable = { readonly ok: true; readonly table: OpenTable } | Refused;

const refuse = (...problems: readonly FileProblem[]): Refused => ({ ok: false, problems });

type Options = { readonly sheet?: string | undefined };

/**
 * Reads a CSV file (see `encodingOf` and `CsvSplitter`) or one sheet of an XLSX workbook; which one, the first bytes say.
 * The first row that is not blank is the header. Every problem of the header, of ragged rows and of cells that hold an
 * error (#N/A) is answered at once; a file that cannot be opened throws.
 */
export async function readTable(file: string, options: Options = {}): Promise<ReadTable> {
  return wholeOf(await openTable(file, options));
}

/** As `readTable`, of bytes that somebody sent; see `openTableIn`. */
export async function tableIn(bytes: Buffer, file: string): Promise<ReadTable> {
  return wholeOf(await openTableIn(bytes, file));
}

function wholeOf(opened: OpenedTable): ReadTable {
  if (!opened.ok) return opened;
  const { file, format, sha256, header, pages } = opened.table;
  const problems: FileProblem[] = [];
  const rows: Row[] = [];
  for (const page of pages(problems)) for (const row of page) rows.push(row);
  return problems.length > 0 ? refuse(...problems) : { ok: true, table: { file, format, sha256, header, rows } };
}

/** As `readTable`, but the rows of a CSV file are made while they are asked for: only its bytes stay in memory. */
export async function openTable(file: string, options: Options = {}): Promise<OpenedTable> {
  return opened(await readFile(file), file, options);
}

/** The same for bytes that somebody sent, of a workbook no larger than one has to be. `file` is what they are called. */
export async function openTableIn(bytes: Buffer, file: string): Promise<OpenedTable> {
  return isWorkbook(bytes) && !(await readsWithin(bytes)) ? refuse(tooLarge) : opened(bytes, file, {});
}

async function opened(bytes: Buffer, file: string, { sheet }: Options): Promise<OpenedTable> {
  if (bytes.length === 0) return refuse(emptyFile);
  const format = isWorkbook(bytes) ? 'xlsx' : 'csv';
  const source = format === 'xlsx' ? await workbookRecords(bytes, sheet) : textRecords(bytes);
  if ('problem' in source) return refuse(source.problem);
  const rows = numbered(source.records);
  const first = rows.next();
  if (first.done === true) return refuse(first.value ?? emptyFile);
  const [head, ...early] = first.value;
  const header = head.cells.slice(0, widthOf(head.cells));
  if (header.length > columnsMax) return refuse(tooManyColumns(header.length));
  const pages = (problems: FileProblem[]) => evenPages(header.length, early, rows, problems);
  const problems = headerProblems(head.row, header);
  if (problems.length > 0) {
    const rest = pages(problems);
    while (rest.next().done !== true);
    return refuse(...problems);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ok: true, table: { file, format, sha256, header, rowsAbout: source.rowsAbout, pages } };
}

/** More than anybody reads; a header of commas alone would be a problem for each. */
const columnsMax = 1_000;
const tooManyColumns = (found: number): FileProblem =>
  problemOf(
    'too-many-columns',
    `表头有 ${found} 列，最多 ${columnsMax} 列。`,
    `The header has ${found} columns; ${columnsMax} are the most.`,
  );
const emptyFile = problemOf('file-empty', '文件是空的。', 'The file is empty.');
const notATable = problemOf(
  'file-not-a-table',
  '文件不是文本表格（CSV），也不是 .xlsx 工作簿。',
  'The file is neither a text table (CSV) nor an .xlsx workbook.',
);

const tooLarge = problemOf(
  'file-too-large',
  '工作簿解压后过大，或有单元格远离表格：请去掉图片、其他工作表和表格之外的内容，或另存为 CSV。',
  'The workbook unpacks to too much, or has cells far away: take out pictures, other tabs and what stands beside the table, or save it as CSV.',
);

type Records = readonly (readonly string[])[];
type Source = { readonly records: Iterable<Records>; readonly rowsAbout: number } | { readonly problem: FileProblem };

/** A ZIP package, or a workbook of old, which is told as one that cannot be read. */
const isWorkbook = (bytes: Buffer): boolean =>
  (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf);

async function workbookRecords(bytes: Buffer, sheet: string | undefined): Promise<Source> {
  const read = await parseXlsx(bytes, sheet);
  return read.ok ? { records: [read.records], rowsAbout: read.records.length } : read;
}

function textRecords(bytes: Buffer): Source {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return { problem: notATable };
  return { records: csvRecords(bytes, encoding), rowsAbout: linesOf(bytes) };
}

function* csvRecords(bytes: Buffer, encoding: Encoding): Generator<Records> {
  let splitter: CsvSplitter | undefined;
  for (const piece of decodedPieces(bytes, encoding)) {
    splitter ??= new CsvSplitter(delimiterOf(piece));
    yield splitter.push(piece, false);
  }
  if (splitter !== undefined) yield splitter.push('', true);
}

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

type Page = readonly [Row, ...Row[]];

/** Rows that are not blank, with their numbers; ends with what keeps the rest from being read, if anything does. */
function* numbered(records: Iterable<Records>): Generator<Page, FileProblem | undefined> {
  let row = 0;
  try {
    for (const some of records) {
      const rows: Row[] = [];
      for (const record of some) {
        row += 1;
        const cells = record.map((cell) => cell.trim());
        if (!isBlank(cells)) rows.push({ row, cells });
      }
      if (rows.length > 0) yield rows as unknown as Page;
    }
    return undefined;
  } catch (error) {
    if (error instanceof QuotesBroken) return quotesBroken(error);
    if (error instanceof NotText) return notATable;
    throw error;
  }
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');

function* evenPages(
  width: number,
  early: readonly Row[],
  rest: Iterator<Page, FileProblem | undefined>,
  problems: FileProblem[],
): Generator<readonly Row[]> {
  const isSound = (row: Row): boolean => {
    const before = problems.length;
    const ragged = raggedProblem(width, row);
    if (ragged !== undefined) problems.push(ragged);
    problems.push(...errorProblems(row));
    return problems.length === before;
  };
  yield early.filter(isSound);
  for (let next = rest.next(); ; next = rest.next()) {
    if (next.done === true) {
      if (next.value !== undefined) problems.push(next.value);
      return;
    }
    yield next.value.filter(isSound);
  }
}

/** Columns up to the last one that has something: what a spreadsheet leaves behind it are formats, not data. */
function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

const personal = /\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)/;

function headerProblems(row: number, header: readonly string[]): FileProblem[] {
  if (header.every((name) => name === '' || /^-?\d+(\.\d+)?$/.test(name))) {
    const zh = `第 ${row} 行应为表头（列名），但没有任何列名。`;
    return [problemOf('header-missing', zh, `Row ${row} should be the header, but it has no column names.`, { row })];
  }
  // A row of data in place of the header: nothing of it is repeated.
  if (header.some((name) => personal.test(name))) {
    const zh = `第 ${row} 行应为表头（列名），但其中有身份证号或手机号。`;
    const en = `Row ${row} should be the header, but an ID or phone number stands in it.`;
    return [problemOf('header-missing', zh, en, { row })];
  }
  const problems = errorProblems({ row, cells: header });
  const seen = new Map<string, number>();
  for (const [column, name] of header.entries()) {
    const cell = cellAddress(column, row);
    if (name === '') {
      problems.push(
        problemOf('header-empty', `${cell}：列名为空。`, `${cell}: the column has no name.`, { row, cell }),
      );
      continue;
    }
    const earlier = seen.get(foldedName(name));
    if (earlier === undefined) {
      seen.set(foldedName(name), column);
      continue;
    }
    const first = cellAddress(earlier, row);
    const zh = `${cell}：列名“${name}”与 ${first} 重复。`;
    const en = `${cell}: the column name "${name}" is already used in ${first}.`;
    problems.push(problemOf('header-repeated', zh, en, { row, column: name, cell, value: name }));
  }
  return problems;
}

/** An error that counted as an empty cell would be left out of a sum without a word. */
const errorProblems = ({ row, cells }: Row): FileProblem[] =>
  cells.flatMap((value, column) => errorCell(cellAddress(column, row), row, value) ?? []);

function raggedProblem(width: number, { row, cells }: Row): FileProblem | undefined {
  if (cells.length === width) return undefined;
  const found = Math.max(widthOf(cells), Math.min(cells.length, width));
  if (found === width) return undefined;
  const zh = `第 ${row} 行有 ${found} 列，表头有 ${width} 列：请检查多出或缺少的分隔符。`;
  const en = `Row ${row} has ${found} columns, the header has ${width}: look for a missing or extra delimiter.`;
  return problemOf('row-ragged', zh, en, { row });
}
