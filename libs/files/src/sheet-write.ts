import writeWorkbook from 'write-excel-file/node';
import type { Cell as ExcelCell, Feature, Row } from 'write-excel-file/node';
import {
  findElement,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings,
  replaceElement,
  sanitizeAttributeValue,
  sanitizeTextContent,
} from 'write-excel-file/utility';
import { cellAddress } from './problem';
import { qrCode, type Picture } from './qr';
import { columnTitle, entryRow, keyTitle, markColumn, sheetHead, type SheetColumn, type SheetForm } from './sheet-form';

const tab = '评分表';
const dpi = 96;
const grey = '#EDEDED';
const boxed = { borderStyle: 'thin', alignVertical: 'center' } as const;
const printed = { ...boxed, backgroundColor: grey, type: String } as const;

/**
 * The sheet as an XLSX workbook: everything locked but the cells for marks and notes, marks checked by Excel for range and
 * step while they are typed, made to be printed on A4 with its header on every page. Its number and check code stand in the
 * head in letters and as a QR code.
 */
export function writeSheet(form: SheetForm): Promise<Buffer> {
  const named = form.rows.some(({ name, unit }) => name !== undefined || unit !== undefined);
  const last = markColumn(form.columns.length) + (named ? 2 : 0);
  const data = [...headOf(form, last), headerOf(form, named), ...form.rows.map((row, n) => rowOf(form, row, n, named))];
  const foot =
    '评委签字 Judge: ____________    录入 Typed by: ____________    复录 Typed again: ____________    日期 Date: ________';
  const widths = [14, 16, ...form.columns.map(() => 14), ...(named ? [16, 24] : []), 20];
  const options = {
    sheet: tab,
    columns: widths.map((width) => ({ width })),
    stickyRowsCount: sheetHead.header,
    ...(form.columns.length > 4 ? { orientation: 'landscape' as const } : {}),
    images: [imageOf(qrCode(form.link), last)],
  };
  const features = [{ files: { transform: protectedFor(form, last) } } satisfies Feature<Buffer>];
  return writeWorkbook([...data, spanned(foot, last, 36)], options as never, { features } as never).toBuffer();
}

const imageOf = ({ content, contentType, width, height }: Picture, last: number) => ({
  ...{ content, contentType, width, height, dpi, title: 'QR', description: 'QR', offsetX: 8, offsetY: 4 },
  anchor: { row: sheetHead.sheet, column: last + 1 },
});

/** One text over the whole width. */
const spanned = (value: string, last: number, height: number, more: object = {}): Row => [
  { value, type: String, columnSpan: last + 1, height, wrap: true, alignVertical: 'center', ...more },
  ...Array.from({ length: last }, () => null),
];

function headOf({ title, sheet, slot, check }: SheetForm, last: number): Row[] {
  const line = (label: string, value: string): Row => [
    { ...printed, value: label, height: 26 },
    { ...boxed, value, type: String, fontWeight: 'bold', fontSize: 14 },
  ];
  const note =
    '只填白色格：每行一个参赛项，空格表示未评，不是零分；表号、代码和表头不得改动。 ' +
    'Fill in the white cells only: one row an entry; an empty cell is no mark, which is not zero.';
  return [
    spanned(`${title} 评分表 Score sheet`, last, 34, { fontWeight: 'bold', fontSize: 16, align: 'center' }),
    line('表号 Sheet', sheet),
    line('评委/席位 Slot', slot),
    line('校验码 Check', check),
    spanned(note, last, 32),
  ];
}

function headerOf({ keyed, columns }: SheetForm, named: boolean): Row {
  const key = keyTitle(keyed);
  const titles = [
    ...['序号 No.', `${key.zh} ${key.en}`, ...columns.map(columnTitle)],
    ...(named ? ['姓名/名称 Name', '单位 Unit'] : []),
    '备注 Note',
  ];
  return titles.map((value) => ({ ...printed, value, fontWeight: 'bold', align: 'center', wrap: true, height: 40 }));
}

/** Only what may be written in has a number format: by that the style is known and unlocked, see `unlocked`. */
function rowOf({ columns }: SheetForm, { key, name, unit }: SheetForm['rows'][number], n: number, named: boolean): Row {
  const text = (value: string | undefined): ExcelCell => ({ ...printed, value: value ?? '' });
  return [
    { ...printed, value: String(n + 1), height: 24 },
    { ...printed, value: key, fontWeight: 'bold' },
    ...columns.map((column): ExcelCell => ({ ...boxed, type: Number, format: formatOf(column) })),
    ...(named ? [text(name), text(unit)] : []),
    { ...boxed, type: Number, format: '@' },
  ];
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;

function formatOf({ min, step }: SheetColumn): string {
  const digits = step === undefined ? undefined : Math.max(decimals(step), decimals(min));
  if (digits === undefined) return 'General';
  return digits === 0 ? '0' : `0.${'0'.repeat(digits)}`;
}

type Transforms = NonNullable<NonNullable<Feature<Buffer>['files']>['transform']>;

function protectedFor(form: SheetForm, last: number): Transforms {
  const area = `$A$1:${absolute(last, entryRow(form.rows.length))}`;
  const titles = `$${sheetHead.header}:$${sheetHead.header}`;
  const name = (id: string, ref: string) =>
    `<definedName name="_xlnm.${id}" localSheetId="0">'${tab}'!${ref}</definedName>`;
  return {
    'xl/workbook.xml': {
      transform: (xml: string) =>
        put(xml, 'xl/workbook.xml', 'workbook', [
          ['definedNames', `<definedNames>${name('Print_Area', area)}${name('Print_Titles', titles)}</definedNames>`],
        ]),
    },
    'xl/styles.xml': { transform: unlocked },
    'xl/worksheets/sheet{id}.xml': {
      transform: (xml: string) => put(xml, 'xl/worksheets/sheet{id}.xml', 'worksheet', sheetParts(form)),
    },
  };
}

const absolute = (column: number, row: number): string => cellAddress(column, row).replace(/^([A-Z]+)/, '$$$1$');

type SheetPart = readonly [element: string, markup: string];

/** Puts elements where the format wants them, in the place of one of the same name. */
function put(
  xml: string,
  file: 'xl/workbook.xml' | 'xl/worksheets/sheet{id}.xml',
  parent: string,
  parts: readonly SheetPart[],
) {
  const order = getOrderOfSiblings(file, parent);
  if (order === undefined) throw new Error(`the writer does not know the order of ${parent}`);
  let text = xml;
  for (const [element, markup] of parts) {
    const known = findElement(text, element);
    text =
      known === undefined
        ? insertElementMarkupAccordingToOrderOfSiblings(text, markup, order, parent)
        : replaceElement(text, known, markup);
  }
  return text;
}

function sheetParts(form: SheetForm): readonly SheetPart[] {
  const rules = form.columns.map((column, n) => validationOf(form, column, n)).join('');
  const orientation = form.columns.length > 4 ? ' orientation="landscape"' : '';
  const foot = sanitizeTextContent(`&L${form.sheet} · ${form.check}&R第 &P 页，共 &N 页`);
  return [
    ['sheetPr', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'],
    ['sheetProtection', '<sheetProtection sheet="1" objects="1" scenarios="1"/>'],
    ['dataValidations', `<dataValidations count="${form.columns.length}">${rules}</dataValidations>`],
    ['pageSetup', `<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0"${orientation}/>`],
    ['headerFooter', `<headerFooter><oddFooter>${foot}</oddFooter></headerFooter>`],
  ];
}

/** A decimal within the range; with a step the same by a formula, because a cell has one rule. */
function validationOf(form: SheetForm, { name, min, max, step }: SheetColumn, column: number): string {
  const at = (row: number) => cellAddress(markColumn(column), entryRow(row));
  const first = at(0);
  const steps = `(${first}-(${min}))/${step ?? '1'}`;
  const formula = `AND(ISNUMBER(${first}),${first}>=${min},${first}<=${max},ABS(ROUND(${steps},0)-${steps})<0.000000001)`;
  const rule =
    step === undefined
      ? { kind: 'type="decimal" operator="between"', formulas: [min, max] }
      : { kind: 'type="custom"', formulas: [formula] };
  const span =
    step === undefined
      ? { zh: `${min} 至 ${max}`, en: `${min} to ${max}` }
      : { zh: `${min} 至 ${max}，每档 ${step}`, en: `${min} to ${max} in steps of ${step}` };
  const told = [
    `promptTitle="${attribute(name.slice(0, 32))}" prompt="${attribute(`${span.zh}；未评则留空。 ${span.en}; leave it empty for no mark.`)}"`,
    `errorTitle="分数不符 Not a mark" error="${attribute(`应为 ${span.zh} 的数字。 A number from ${span.en}.`)}"`,
  ].join(' ');
  const formulas = rule.formulas
    .map((text, n) => `<formula${n + 1}>${sanitizeTextContent(text)}</formula${n + 1}>`)
    .join('');
  const range = `${first}:${at(form.rows.length - 1)}`;
  return `<dataValidation ${rule.kind} errorStyle="stop" allowBlank="1" showInputMessage="1" showErrorMessage="1" ${told} sqref="${range}">${formulas}</dataValidation>`;
}

const attribute = (text: string): string => sanitizeAttributeValue(text);

/** Every style with a number format is one to write in. */
const unlocked = (xml: string): string =>
  xml.replace(
    /<xf ([^>]*applyNumberFormat="1"[^>]*)>(.*?)<\/xf>/g,
    '<xf $1 applyProtection="1">$2<protection locked="0"/></xf>',
  );
