import { cellAddress } from './problem';
import { byteOrderMark, spreadsheetText, writeRecord } from './write-csv';
import { zipped } from './zip-write';

/** A table to be written: what its columns are called, and its rows as they come. */
export type TableToWrite = {
  readonly sheet: string;
  readonly header: readonly string[];
  readonly rows: AsyncIterable<readonly string[]>;
};

/** About so many characters go into a piece. */
const pieceLength = 1 << 16;

/** The table as CSV for a spreadsheet, piece by piece: UTF-8 with a byte order mark, cells as `spreadsheetText` writes them. */
export function csvPieces({ header, rows }: TableToWrite): AsyncGenerator<string> {
  return inPieces(byteOrderMark + writeRecord(header), rows, (cells) => writeRecord(cells.map(spreadsheetText)), '');
}

/** The table as a workbook of one sheet, piece by piece. Every cell is a text, whatever it looks like. */
export function workbookPieces(table: TableToWrite): AsyncGenerator<Buffer> {
  const sheet = escaped(table.sheet).replaceAll('"', '&quot;');
  return zipped([
    { name: '[Content_Types].xml', content: [contentTypes] },
    { name: '_rels/.rels', content: [relationsTo('officeDocument', 'xl/workbook.xml')] },
    {
      name: 'xl/workbook.xml',
      content: [
        `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
    },
    { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations] },
    { name: 'xl/styles.xml', content: [styles] },
    { name: 'xl/worksheets/sheet1.xml', content: sheetPieces(table) },
  ]);
}

function sheetPieces({ header, rows }: TableToWrite): AsyncGenerator<string> {
  let at = 1;
  const rowOf = (cells: readonly string[], style: number): string => {
    const texts = cells.map((text, n) => (text === '' ? '' : textCell(cellAddress(n, at), text, style)));
    return `<row r="${at++}">${texts.join('')}</row>`;
  };
  const head =
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols><col min="1" max="${header.length}" width="20" style="${textStyle}" customWidth="1"/></cols><sheetData>` +
    rowOf(header, headerStyle);
  return inPieces(head, rows, (cells) => rowOf(cells, textStyle), '</sheetData></worksheet>');
}

async function* inPieces(
  head: string,
  rows: AsyncIterable<readonly string[]>,
  write: (cells: readonly string[]) => string,
  foot: string,
): AsyncGenerator<string> {
  let piece = head;
  for await (const cells of rows) {
    piece += write(cells);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece + foot;
}

/** A text as it is, whatever a spreadsheet would make of it. */
export const textCell = (address: string, text: string, style: number): string =>
  `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const [headerStyle, textStyle] = [1, 2];

const relation = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`;
const relationsTo = (kind: string, target: string): string =>
  `${declaration}<Relationships xmlns="${packaged}/relationships">${relation('rId1', kind, target)}</Relationships>`;

const workbookRelations =
  `${declaration}<Relationships xmlns="${packaged}/relationships">` +
  `${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'styles', 'styles.xml')}</Relationships>`;

const contentTypes =
  `${declaration}<Types xmlns="${packaged}/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`;

/** Format 49 is text: what is typed below the last row stays as it was typed. */
const styles =
  `${declaration}<styleSheet xmlns="${main}">` +
  '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
