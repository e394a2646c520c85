import { byteOrderMark, spreadsheetText, writeRecord } from '@xf/files';
import { basisLines } from './basis';
import { columnNames } from './columns';
import type { CheckedList } from './list';

/** About so many characters go into a piece. */
const pieceLength = 1 << 15;

/**
 * The list as CSV for a spreadsheet, piece by piece: UTF-8 with a byte order mark, CRLF. Formulas and digits that would
 * change are written as text behind an apostrophe, and the list says which; what is stored stays as it is. domain-rules 117
 */
export async function* csvOf({ columns, cells }: CheckedList): AsyncGenerator<string> {
  let piece = byteOrderMark + writeRecord(columns.map((column) => columnNames[column][0]));
  for await (const { cells: texts } of cells()) {
    piece += writeRecord(texts.map(spreadsheetText));
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** The list as JSON, piece by piece: what is printed, by the names of the columns, and the basis. */
export async function* jsonOf(checked: CheckedList): AsyncGenerator<string> {
  const { list, columns, counts, total, warnings, cells } = checked;
  const { title, purpose, basis } = list;
  const head = {
    title,
    purpose,
    basis,
    says: Object.fromEntries(basisLines(checked)),
    counts,
    total,
    warnings,
    columns,
  };
  let piece = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let first = true;
  for await (const { cells: texts } of cells()) {
    const row = Object.fromEntries(columns.map((column, n) => [column, texts[n] ?? '']));
    piece += `${first ? '' : ',\n'}${JSON.stringify(row)}`;
    first = false;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}\n`;
}
