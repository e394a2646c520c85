import { cellAddress, errorCell, problemOf, type FileProblem } from './problem';
import {
  entryRow,
  keyColumn,
  markColumn,
  sheetHead,
  sheetCell,
  keyTitle,
  columnTitle,
  type SheetForm,
} from './sheet-form';
import { readsWithin } from './sheet-zip';
import { parseXlsx } from './xlsx';

/** What stands in a cell for a mark; row and column of the form, from 0. */
export type SheetValue = { readonly row: number; readonly column: number; readonly value: string };

export type ReadSheet = {
  /** Cells that are not empty. They are read whatever else is wrong, so that everything can be told at once. */
  readonly values: readonly SheetValue[];
  readonly problems: readonly FileProblem[];
};

/**
 * Reads a filled-in sheet back. It must be this very sheet: its number, check code and header are compared; its rows are
 * found by their number or code, wherever they stand. What a cell holds is handed on as text, numbers by their shortest
 * decimal, but for an error (#DIV/0!), which is a problem; whether it may be a mark is for the rules to say.
 */
export async function readSheet(bytes: Buffer, form: SheetForm): Promise<ReadSheet> {
  if (!(await readsWithin(bytes))) return { values: [], problems: [tooLarge] };
  const parsed = await parseXlsx(bytes, undefined);
  if (!parsed.ok) return { values: [], problems: [parsed.problem] };
  const at = (column: number, row: number): string => parsed.records[row - 1]?.[column]?.trim() ?? '';
  const head = headProblems(form, at);
  // Another sheet's cells mean something else: nothing is to be said of them.
  if (head.length > 0) return { values: [], problems: head };
  const problems: FileProblem[] = [];
  const rowOf = new Map(form.rows.map(({ key }, row) => [key, row]));
  const seen = new Map<number, string>();
  const values: SheetValue[] = [];
  for (let line = entryRow(0); line <= parsed.records.length; line++) {
    const marks = form.columns.map((_column, column) => at(markColumn(column), line));
    const cell = cellAddress(keyColumn, line);
    const key = at(keyColumn, line);
    const row = rowOf.get(key);
    const earlier = row === undefined ? undefined : seen.get(row);
    if (row === undefined || earlier !== undefined) {
      if (key !== '' || marks.some((mark) => mark !== ''))
        problems.push(strangeRow(form, { cell, key, line }, earlier));
      continue;
    }
    seen.set(row, cell);
    for (const [column, value] of marks.entries()) {
      const wrong = errorCell(cellAddress(markColumn(column), line), line, value);
      if (wrong !== undefined) problems.push(wrong);
      else if (value !== '') values.push({ row, column, value });
    }
  }
  return { values, problems };
}

const tooLarge = problemOf(
  'file-too-large',
  '工作簿解压后过大。请上传本表原文件，不要添加图片或其他工作表。',
  'The workbook unpacks to too much. Upload this very sheet without pictures or other tabs.',
);

function headProblems(form: SheetForm, at: (column: number, row: number) => string): FileProblem[] {
  const expected = [
    { row: sheetHead.sheet, column: 1, text: form.sheet, zh: '表号', en: 'the sheet number' },
    { row: sheetHead.check, column: 1, text: form.check, zh: '校验码', en: 'the check code' },
    ...form.columns.map((column, n) => ({
      ...{ row: sheetHead.header, column: markColumn(n), text: columnTitle(column) },
      ...{ zh: `第 ${n + 1} 项的表头`, en: `the header of criterion ${n + 1}` },
    })),
  ];
  return expected.flatMap(({ row, column, text, zh, en }) => {
    const found = at(column, row);
    if (folded(found) === folded(text)) return [];
    const cell = cellAddress(column, row);
    const [shown, wanted] = [oneLine(found), oneLine(text)];
    return [
      problemOf(
        'sheet-other',
        `${cell}：${zh}应为“${wanted}”，而是“${shown}”。请上传本表，不要改动表头。`,
        `${cell}: ${en} should be "${wanted}" and is "${shown}". Upload this very sheet with its head unchanged.`,
        { row, cell, value: shown, expected: { zh: wanted, en: wanted } },
      ),
    ];
  });
}

function strangeRow(
  form: SheetForm,
  { cell, key, line }: { cell: string; key: string; line: number },
  earlier?: string,
) {
  const { zh, en } = keyTitle(form.keyed);
  const more = { row: line, cell, ...(key === '' ? {} : { value: key }) };
  if (earlier !== undefined) {
    const text = `${cell}：${zh}“${key}”已在 ${earlier} 出现。`;
    return problemOf('row-repeated', text, `${cell}: ${en} "${key}" stands in ${earlier} already.`, more);
  }
  const rows = `${sheetCell(0, 0)}–${sheetCell(form.rows.length - 1, form.columns.length - 1)}`;
  return problemOf(
    'row-unknown',
    `${cell}：${zh}“${key}”不在本表上；分数只填在 ${rows}。`,
    `${cell}: ${en} "${key}" is not on this sheet; marks stand in ${rows} only.`,
    more,
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const folded = (text: string): string => oneLine(text).normalize('NFKC');
