/** The same sentence for a reader of either language. */
export type BothTexts = { readonly zh: string; readonly en: string };

/** What is wrong in a file, and where: the row and the cell as a spreadsheet shows them. */
export type FileProblem = BothTexts & {
  readonly code: string;
  /** Row as Excel numbers it: the header is usually 1. */
  readonly row?: number;
  /** Header text of the column. */
  readonly column?: string;
  /** Address such as `B7`. */
  readonly cell?: string;
  /** What stands there; ID and phone numbers are masked. */
  readonly value?: string;
  readonly expected?: BothTexts;
};

/** A problem of the file as a whole. */
export const problemOf = (code: string, zh: string, en: string, more: Partial<FileProblem> = {}): FileProblem => ({
  code,
  ...more,
  zh,
  en,
});

/** Address of a cell as Excel shows it; `column` counts from 0. */
export function cellAddress(column: number, row: number): string {
  let letters = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return `${letters}${row}`;
}

/** What a spreadsheet shows where a formula came to nothing, in a workbook or written out as text. */
const errorText = /^(?:#(?:N\/A|GETTING_DATA|[A-Z][A-Z/0]*[!?])|Err:\d{3})$/;

/** The problem of a cell that holds an error in place of what was to be there; undefined for any other. */
export function errorCell(cell: string, row: number, value: string): FileProblem | undefined {
  if (!errorText.test(value)) return undefined;
  const zh = `${cell}“${value}”：公式出错，没有算出结果。请改正公式或直接填写；没有内容的请清空此格。`;
  const en = `${cell} "${value}": the formula has an error and no result. Mend it or type the value; clear the cell where there is none.`;
  return problemOf('cell-error', zh, en, { row, cell, value });
}

/** First 6 and last 4 of an ID number, first 3 and last 4 of a phone number. domain-rules 120. */
export function maskIdNumber(text: string): string {
  return text.length <= 10 ? '*'.repeat(text.length) : text.slice(0, 6) + '*'.repeat(text.length - 10) + text.slice(-4);
}

/** See `maskIdNumber`. */
export function maskPhone(text: string): string {
  return text.length <= 7 ? '*'.repeat(text.length) : text.slice(0, 3) + '*'.repeat(text.length - 7) + text.slice(-4);
}
