import { isPlainDecimal } from './decimal';

/** A byte order mark, so that Excel takes the file for UTF-8. */
export const byteOrderMark = '\uFEFF';

/**
 * RFC 4180 text with CRLF. A cell that a spreadsheet would take for a formula is written with an apostrophe before it;
 * negative numbers are numbers and stay. domain-rules 117.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !isPlainDecimal(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
