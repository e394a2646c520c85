import { cellAddress, type BothTexts } from './problem';

/** What a criterion of a score sheet takes: plain decimals from `min` to `max`, in steps from `min` where there are any. */
export type SheetColumn = {
  readonly criterion: string;
  readonly name: string;
  readonly min: string;
  readonly max: string;
  readonly step?: string;
};

/** One entry: `key` is its number, or the code that stands for it. Names stand only where whoever marks may read them. */
export type SheetRow = { readonly key: string; readonly name?: string; readonly unit?: string };

/** A score sheet as it is printed, filled in and read back. */
export type SheetForm = {
  /** Competition and contest. */
  readonly title: string;
  readonly sheet: string;
  readonly slot: string;
  readonly check: string;
  /** What the rows are called by. */
  readonly keyed: 'number' | 'code';
  /** Stands in the QR code. */
  readonly link: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly SheetRow[];
};

/** Rows of the head, from 1 as Excel counts; entries begin below the header. */
export const sheetHead = { sheet: 2, slot: 3, check: 4, note: 5, header: 6 } as const;
/** Columns from 0; criteria come after the key. */
export const keyColumn = 1;
const firstCriterion = 2;

export const markColumn = (column: number): number => firstCriterion + column;
export const entryRow = (row: number): number => sheetHead.header + 1 + row;

/** Where the mark of a row and a criterion, both from 0, stands on paper: `C7` is the first. */
export const sheetCell = (row: number, column: number): string => cellAddress(markColumn(column), entryRow(row));

/** The header of a criterion. Its id stands in it, by which it is known again. */
export const columnTitle = ({ name, criterion, min, max, step }: SheetColumn): string =>
  `${name} ${criterion}\n${min}–${max}${step === undefined ? '' : `，每档 step ${step}`}`;

export const keyTitle = (keyed: SheetForm['keyed']): BothTexts =>
  keyed === 'code' ? { zh: '代码', en: 'Code' } : { zh: '参赛编号', en: 'Number' };
