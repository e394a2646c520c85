import { cellAddress, escaped, problemOf, textCell, zipped, type FileProblem } from '@xf/files';
import { basisLines } from './basis';
import { columnKinds, columnNames, type Column } from './columns';
import { excelDay } from './days';
import type { CheckedList } from './list';
import { basisSheet, contentTypes, packageRelations, styleOf, styles, workbook, workbookRelations } from './xlsx-parts';

export type Progress = { readonly rows: number; readonly of: number };

/** Rows of an Excel sheet, less the header. */
export const xlsxRowsMax = 1_048_575;

/** Why a list cannot be an XLSX file; undefined when it can. */
export function xlsxProblem({ total }: CheckedList): FileProblem | undefined {
  if (total <= xlsxRowsMax) return undefined;
  const zh = `名单有 ${total} 行，一张 Excel 工作表最多 ${xlsxRowsMax} 行：请改用 CSV 或分开导出。`;
  return problemOf(
    'too-many-rows',
    zh,
    `The list has ${total} rows, an Excel sheet holds ${xlsxRowsMax}: take CSV, or parts.`,
  );
}

/** Rows to a piece of text; progress is told as often. */
const rowsToAPiece = 100;

/**
 * The list as an XLSX package, piece by piece: a sheet of typed cells with a header that stays in sight and is repeated
 * on every printed page, and a sheet 口径 that says where it comes from. No more than a piece stands in memory, however
 * long the list. Read back it gives the same rows.
 */
export function xlsxOf(checked: CheckedList, onProgress?: (progress: Progress) => void): AsyncGenerator<Buffer> {
  const problem = xlsxProblem(checked);
  if (problem !== undefined) throw new Error(problem.en);
  return zipped([
    { name: '[Content_Types].xml', content: [contentTypes] },
    { name: '_rels/.rels', content: [packageRelations] },
    { name: 'xl/workbook.xml', content: [workbook(lastCell(checked))] },
    { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations] },
    { name: 'xl/styles.xml', content: [styles] },
    { name: 'xl/worksheets/sheet1.xml', content: listSheet(checked, onProgress) },
    { name: 'xl/worksheets/sheet2.xml', content: [basisSheet(basisLines(checked))] },
  ]);
}

const lastCell = ({ columns, total }: CheckedList): readonly [string, number] => [
  cellAddress(columns.length - 1, 1).replace(/\d+$/, ''),
  total + 1,
];

const widths: Readonly<Partial<Record<Column, number>>> = {
  ...{ number: 7, award: 24, name: 22, unitPost: 60, title: 18, region: 14, decision: 24, conferredOn: 13 },
  ...{ idNumber: 22, phone: 15 },
};

async function* listSheet(checked: CheckedList, onProgress?: (progress: Progress) => void): AsyncGenerator<string> {
  const { columns, total, list, cells } = checked;
  const [column, row] = lastCell(checked);
  const cols = columns.map(
    (one, n) => `<col min="${n + 1}" max="${n + 1}" width="${widths[one] ?? 10}" customWidth="1"/>`,
  );
  yield (
    sheetHead(`A1:${column}${row}`, cols.join('')) +
    rowOf(
      1,
      columns.map((one, n) => textCell(cellAddress(n, 1), columnNames[one][0], styleOf.header)),
    )
  );
  let [at, piece] = [1, ''];
  for await (const { cells: texts } of cells()) {
    at += 1;
    const addressed = texts.map((text, n) => cellOf(cellAddress(n, at), text, columns[n]));
    piece += rowOf(at, addressed);
    if ((at - 1) % rowsToAPiece > 0) continue;
    yield piece;
    piece = '';
    onProgress?.({ rows: at - 1, of: total });
  }
  yield piece + sheetFoot(`A1:${column}${row}`, list.title);
  onProgress?.({ rows: at - 1, of: total });
}

const rowOf = (at: number, cells: readonly string[]): string => `<row r="${at}">${cells.join('')}</row>`;

function cellOf(address: string, text: string, column: Column | undefined): string {
  if (text === '' || column === undefined) return `<c r="${address}" s="${styleOf.text}"/>`;
  const kind = columnKinds[column];
  if (kind === 'number' && /^(0|[1-9]\d{0,14})$/.test(text))
    return `<c r="${address}" s="${styleOf.number}"><v>${text}</v></c>`;
  const day = kind === 'date' ? excelDay(text) : undefined;
  if (day !== undefined) return `<c r="${address}" s="${styleOf.date}"><v>${day}</v></c>`;
  return textCell(address, text, styleOf.text);
}

const sheetHead = (area: string, columns: string): string =>
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="${area}"/>` +
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  `<cols>${columns}</cols><sheetData>`;

const sheetFoot = (area: string, title: string): string =>
  `</sheetData><autoFilter ref="${area}"/>` +
  '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' +
  `<headerFooter><oddHeader>&amp;C${headerText(title)}</oddHeader><oddFooter>&amp;R第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>`;

/** In a page header an ampersand begins a code and is written twice; Excel takes 255 characters. */
const headerText = (title: string): string => escaped(title.slice(0, 100).replaceAll('&', '&&'));
