import { byteOrderMark, spreadsheetText, writeRecord } from '@xf/files';
import { basisLines } from './basis';
import { columnNames, type Column } from './columns';
import type { CheckedList } from './list';

/** A cell that was changed for a spreadsheet, to be declared beside the file. */
export type Neutralised = { readonly row: number; readonly column: string; readonly stored: string };

export type CsvFile = {
  /** Pieces of UTF-8 text; a byte order mark comes first. */
  readonly content: () => AsyncGenerator<string>;
  /** Cells with an apostrophe before what is stored. Whole only after the content was read. */
  readonly neutralised: readonly Neutralised[];
};

/** About so many characters go into a piece. */
const pieceLength = 1 << 16;

/**
 * The list as CSV for a spreadsheet: UTF-8 with a byte order mark, CRLF. Formulas and digits that would change are
 * written as text behind an apostrophe and declared; what is stored stays as it is. domain-rules 117
 */
export function csvOf({ columns, cells }: CheckedList): CsvFile {
  const neutralised: Neutralised[] = [];
  async function* content(): AsyncGenerator<string> {
    neutralised.length = 0;
    yield byteOrderMark + writeRecord(columns.map((column) => columnNames[column][0]));
    let row = 1;
    let piece = '';
    for await (const { cells: texts } of cells()) {
      row += 1;
      piece += writeRecord(texts.map((text, n) => neutral(text, row, columns[n])));
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  }
  function neutral(text: string, row: number, column: Column | undefined): string {
    const safe = spreadsheetText(text);
    if (safe !== text) neutralised.push({ row, column: columnNames[column ?? 'name'][0], stored: text });
    return safe;
  }
  return { content, neutralised };
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
