import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeText } from './encoding';
import { parseCsv, type Records } from './csv';
import { cellAddress, problemOf, type FileProblem } from './problem';
import { foldedName, type Row, type Table } from './table';
import { parseXlsx } from './xlsx';

export type ReadTable =
  { readonly ok: true; readonly table: Table } | { readonly ok: false; readonly problems: readonly FileProblem[] };

const refuse = (...problems: readonly FileProblem[]): ReadTable => ({ ok: false, problems });

/**
 * Reads a CSV file (see `decodeText` and `parseCsv`) or one sheet of an XLSX workbook; which one, the first bytes say.
 * The first row that is not blank is the header. Every problem of the header and of ragged rows is answered at once;
 * a file that cannot be opened throws.
 */
export async function readTable(
  file: string,
  options: { readonly sheet?: string | undefined } = {},
): Promise<ReadTable> {
  const bytes = await readFile(file);
  if (bytes.length === 0) return refuse(emptyFile);
  const records = await recordsOf(bytes, options.sheet);
  if (!records.ok) return refuse(records.problem);
  return tableOf(file, createHash('sha256').update(bytes).digest('hex'), records.records);
}

const emptyFile = problemOf('file-empty', '文件是空的。', 'The file is empty.');

async function recordsOf(bytes: Buffer, sheet: string | undefined): Promise<Records> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isOldExcel = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  if (isZip || isOldExcel) return parseXlsx(bytes, sheet);
  const decoded = decodeText(bytes);
  return decoded.ok ? parseCsv(decoded.text.replace(/^\uFEFF/, '')) : decoded;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');

function tableOf(file: string, sha256: string, records: readonly (readonly string[])[]): ReadTable {
  const rows: Row[] = [];
  for (const [index, record] of records.entries()) {
    const cells = record.map((cell) => cell.trim());
    if (!isBlank(cells)) rows.push({ row: index + 1, cells });
  }
  const [head, ...body] = rows;
  if (head === undefined) return refuse(emptyFile);
  const header = head.cells.slice(0, widthOf(head.cells));
  const problems = [...headerProblems(head.row, header), ...raggedProblems(header.length, body)];
  if (problems.length > 0) return refuse(...problems);
  return { ok: true, table: { file, sha256, header, rows: body } };
}

/** Columns up to the last one that has something: what a spreadsheet leaves behind it are formats, not data. */
function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

function headerProblems(row: number, header: readonly string[]): FileProblem[] {
  if (header.every((name) => name === '' || /^-?\d+(\.\d+)?$/.test(name))) {
    const zh = `第 ${row} 行应为表头（列名），但没有任何列名。`;
    return [problemOf('header-missing', zh, `Row ${row} should be the header, but it has no column names.`, { row })];
  }
  const problems: FileProblem[] = [];
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

function raggedProblems(width: number, rows: readonly Row[]): FileProblem[] {
  return rows.flatMap(({ row, cells }) => {
    const found = Math.max(widthOf(cells), Math.min(cells.length, width));
    if (found === width) return [];
    const zh = `第 ${row} 行有 ${found} 列，表头有 ${width} 列：请检查多出或缺少的分隔符。`;
    const en = `Row ${row} has ${found} columns, the header has ${width}: look for a missing or extra delimiter.`;
    return [problemOf('row-ragged', zh, en, { row })];
  });
}
