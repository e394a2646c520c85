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

/** First 6 and last 4 of an ID number, first 3 and last 4 of a phone number. domain-rules 120. */
export function maskIdNumber(text: string): string {
  return text.length <= 10 ? '*'.repeat(text.length) : text.slice(0, 6) + '*'.repeat(text.length - 10) + text.slice(-4);
}

/** See `maskIdNumber`. */
export function maskPhone(text: string): string {
  return text.length <= 7 ? '*'.repeat(text.length) : text.slice(0, 3) + '*'.repeat(text.length - 7) + text.slice(-4);
}
