import { textCell } from '@xf/files';

/** The parts of the package that do not depend on the rows. Sheet names are fixed: 名单 and 口径. */
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places of the cell formats in `styles`. */
export const styleOf = { plain: 0, header: 1, text: 2, number: 3, date: 4 } as const;

export const contentTypes =
  `${declaration}<Types xmlns="${packaged}/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet2.xml" ContentType="${types}.worksheet+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`;

export const packageRelations =
  `${declaration}<Relationships xmlns="${packaged}/relationships">` +
  `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

export const workbookRelations =
  `${declaration}<Relationships xmlns="${packaged}/relationships">` +
  `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/>` +
  `<Relationship Id="rId2" Type="${relations}/worksheet" Target="worksheets/sheet2.xml"/>` +
  `<Relationship Id="rId3" Type="${relations}/styles" Target="styles.xml"/></Relationships>`;

/** @param last letters of the last column, and the last row */
export function workbook([column, row]: readonly [string, number]): string {
  const name = (id: string, area: string, more = '') =>
    `<definedName name="_xlnm.${id}" localSheetId="0"${more}>名单!${area}</definedName>`;
  const area = `$A$1:$${column}$${row}`;
  return (
    `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
    '<sheet name="名单" sheetId="1" r:id="rId1"/><sheet name="口径" sheetId="2" r:id="rId2"/></sheets>' +
    `<definedNames>${name('_FilterDatabase', area, ' hidden="1"')}${name('Print_Area', area)}${name('Print_Titles', '$1:$1')}</definedNames></workbook>`
  );
}

const border = '<border><left/><right/><top/><bottom/><diagonal/></border>';
const sides = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin"><color auto="1"/></${side}>`);
const boxed = 'borderId="1" applyBorder="1" xfId="0"';
const wrapped = '<alignment vertical="center" wrapText="1"/>';

export const styles =
  `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  `<borders count="2">${border}<border>${sides.join('')}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  `<xf numFmtId="0" fontId="1" fillId="0" ${boxed} applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>` +
  `<xf numFmtId="49" fontId="0" fillId="0" ${boxed} applyNumberFormat="1" applyAlignment="1">${wrapped}</xf>` +
  `<xf numFmtId="1" fontId="0" fillId="0" ${boxed} applyNumberFormat="1" applyAlignment="1">${wrapped}</xf>` +
  `<xf numFmtId="164" fontId="0" fillId="0" ${boxed} applyNumberFormat="1" applyAlignment="1">${wrapped}</xf>` +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

export function basisSheet(lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map(([label, text], n) => {
    const cells = textCell(`A${n + 1}`, label, styleOf.header) + textCell(`B${n + 1}`, text, styleOf.text);
    return `<row r="${n + 1}">${cells}</row>`;
  });
  return (
    `${declaration}<worksheet xmlns="${main}"><cols><col min="1" max="1" width="34" customWidth="1"/>` +
    `<col min="2" max="2" width="80" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`
  );
}
