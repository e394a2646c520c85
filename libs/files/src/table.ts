import type { FileProblem } from './problem';

/** `row` is the number that Excel shows beside the row. Cells are trimmed. */
export type Row = { readonly row: number; readonly cells: readonly string[] };

export type TableHead = {
  readonly file: string;
  readonly format: 'csv' | 'xlsx';
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly header: readonly string[];
};

export type Table = TableHead & {
  /** Rows that are not blank. */
  readonly rows: readonly Row[];
};

/** A table whose rows are read as they are asked for, so that a long file never stands in memory. */
export type OpenTable = TableHead & {
  /** How many rows there may be: lines of the file, before anything else is known of them. */
  readonly rowsAbout: number;
  /**
   * Rows that are not blank and as wide as the header, some thousand at a time; to be read once. What is wrong with the
   * others, or with the rest of the file, is added to `problems`.
   */
  readonly pages: (problems: FileProblem[]) => Iterable<readonly Row[]>;
};

/** Names compare without case, width, spaces, hyphens and underscores. */
export const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
