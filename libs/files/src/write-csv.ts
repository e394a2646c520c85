import { isPlainDecimal } from './decimal';

/** A byte order mark, so that Excel takes the file for UTF-8. */
export const byteOrderMark = '\uFEFF';

/**
 * RFC 4180 text with CRLF. A cell that a spreadsheet would take for a formula is written with an apostrophe before it;
 * negative numbers are numbers and stay. domain-rules 117.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => writeRecord(row.map((text) => (isFormula(text) ? `'${text}` : text)))).join('');
}

/** One line of RFC 4180 text with CRLF, its cells as they are. */
export const writeRecord = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !isPlainDecimal(text);

/** Digits that Excel would shorten, round after the fifteenth or take the leading zeros of. */
const losesDigits = (text: string): boolean => /^-?\d{12,}(\.\d+)?$|^-?0\d+/.test(text);

/**
 * A text as a cell of a CSV file that a spreadsheet shows unchanged but for an apostrophe before it: formulas, also in
 * full width, digits that would not stay as they are, and texts with an apostrophe of their own, so that `textBehind`
 * finds the same text again. domain-rules 117
 */
export const spreadsheetText = (text: string): string =>
  isFormula(text) || losesDigits(text) || /^[＝＋－＠']/.test(text) ? `'${text}` : text;

/** The text that `spreadsheetText` wrote. */
export const textBehind = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);
