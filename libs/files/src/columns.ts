import { cellAddress, problemOf, type BothTexts, type FileProblem } from './problem';
import { foldedName, type Row, type TableHead } from './table';

/** Names a column may have; the first one is the name shown to people, in Chinese, the second the English one. */
export type ColumnNames = readonly [zh: string, en: string, ...others: string[]];

export type Columns<K extends string> = {
  readonly at: (key: K) => number | undefined;
  /** Trimmed content; undefined when the column is absent or the cell empty. */
  readonly read: (row: Row, key: K) => string | undefined;
  /** Columns that no key took. */
  readonly others: readonly { readonly name: string; readonly index: number }[];
  readonly problems: readonly FileProblem[];
};

/** Finds the columns of a table by their names; two columns of one meaning are a problem, not a choice. */
export function mapColumns<K extends string>(
  table: TableHead,
  names: Readonly<Record<K, ColumnNames>>,
  taken: ReadonlySet<string> = new Set(),
): Columns<K> {
  const keyOf = new Map<string, K>();
  for (const key of Object.keys(names) as K[]) for (const name of names[key]) keyOf.set(foldedName(name), key);
  const found = new Map<K, number>();
  const others: { name: string; index: number }[] = [];
  const problems: FileProblem[] = [];
  for (const [index, name] of table.header.entries()) {
    const key = taken.has(foldedName(name)) ? undefined : keyOf.get(foldedName(name));
    const earlier = key === undefined ? undefined : found.get(key);
    if (key === undefined) others.push({ name, index });
    else if (earlier === undefined) found.set(key, index);
    else problems.push(sameMeaning(table, earlier, index, names[key]));
  }
  return {
    at: (key) => found.get(key),
    read(row, key) {
      const index = found.get(key);
      const cell = index === undefined ? undefined : row.cells[index];
      return cell === '' ? undefined : cell;
    },
    others,
    problems,
  };
}

function sameMeaning(table: TableHead, earlier: number, index: number, [zh, en]: ColumnNames): FileProblem {
  const [first, second] = [table.header[earlier] ?? '', table.header[index] ?? ''];
  return problemOf(
    'column-repeated',
    `列“${first}”和“${second}”都表示${zh}，请只保留一列。`,
    `The columns "${first}" and "${second}" both mean ${en}; keep one.`,
    { column: second },
  );
}

/** The problem of a column that must be there. */
export function missingColumn(table: TableHead, names: ColumnNames): FileProblem {
  const [zh, en] = names;
  return problemOf(
    'column-missing',
    `缺少列“${zh}”（可用列名：${names.join('、')}）。现有：${table.header.join('、')}。`,
    `The column "${en}" is missing (names that are understood: ${names.join(', ')}). Present: ${table.header.join(', ')}.`,
    { column: zh },
  );
}

/** A problem of one cell. `value` is shown; pass it masked where it is personal. */
export function cellProblem(
  table: TableHead,
  at: { readonly row: number; readonly index: number | undefined; readonly value?: string },
  code: string,
  expected: BothTexts,
): FileProblem {
  const { row, index, value } = at;
  const column = index === undefined ? undefined : table.header[index];
  const cell = index === undefined ? undefined : cellAddress(index, row);
  const place = cell ?? `第 ${row} 行`;
  const placeEn = cell ?? `row ${row}`;
  const shown = value === undefined ? '' : `“${value}”`;
  return {
    code,
    row,
    ...(column === undefined ? {} : { column }),
    ...(cell === undefined ? {} : { cell }),
    ...(value === undefined ? {} : { value }),
    expected: { zh: expected.zh, en: expected.en },
    zh: `${place}${column === undefined ? '' : `（${column}）`}${shown}：${expected.zh}。`,
    en: `${placeEn}${column === undefined ? '' : ` (${column})`}${value === undefined ? '' : ` "${value}"`}: ${expected.en}.`,
  };
}
