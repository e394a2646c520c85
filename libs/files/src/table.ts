/** `row` is the number that Excel shows beside the row. Cells are trimmed. */
export type Row = { readonly row: number; readonly cells: readonly string[] };

export type Table = {
  readonly file: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly header: readonly string[];
  /** Rows that are not blank. */
  readonly rows: readonly Row[];
};

/** Names compare without case, width, spaces, hyphens and underscores. */
export const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
