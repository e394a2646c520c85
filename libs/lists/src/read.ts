import {
  cellProblem,
  mapColumns,
  missingColumn,
  textBehind,
  type FileProblem,
  type Row,
  type TableHead,
} from '@xf/files';
import { columnNames, type Column } from './columns';
import { readName } from './names';
import type { ListRow, ReceiverKind, Refused } from './terms';

/** A row as it stands in a file. Masked columns are never read back: what they showed is not what is stored. */
export type ReadRow = { readonly row: number } & Omit<ListRow, 'key' | 'subject' | 'idNumber' | 'phone' | 'reading'>;

export type ReadOptions = {
  /** CSV cells may stand behind an apostrophe, see `spreadsheetText`. */
  readonly format: 'csv' | 'xlsx';
  /** Only names of persons are padded and carry an ethnicity. */
  readonly kindOf: (award: string) => ReceiverKind;
};

const needed = ['award', 'name'] as const;
const taken = [
  ...needed,
  'unitPost',
  'region',
  'gender',
  'ethnicity',
  'birthYear',
  'title',
  'decision',
  'conferredOn',
] as const;

/**
 * The rows of a list that was exported or typed: names without their padding, ethnicity and year of birth out of the
 * brackets behind them. Every problem of the file at once. domain-rules 114
 */
export function readList(
  table: TableHead & { readonly rows: readonly Row[] },
  { format, kindOf }: ReadOptions,
): { readonly ok: true; readonly rows: readonly ReadRow[] } | Refused {
  const columns = mapColumns(table, columnNames);
  const missing = needed.filter((column) => columns.at(column) === undefined);
  const problems: FileProblem[] = [
    ...columns.problems,
    ...missing.map((column) => missingColumn(table, columnNames[column])),
  ];
  const text = (row: Row, column: Column): string | undefined => {
    const cell = columns.read(row, column);
    return cell === undefined || format === 'xlsx' ? cell : textBehind(cell);
  };
  const rows = table.rows.map((row): ReadRow => {
    for (const column of needed) {
      const index = columns.at(column);
      if (index === undefined || text(row, column) !== undefined) continue;
      const [zh, en] = columnNames[column];
      const expected = { zh: `${zh}不能为空`, en: `the ${en} must not be empty` };
      problems.push(cellProblem(table, { row: row.row, index }, `${column}-missing`, expected));
    }
    const award = text(row, 'award') ?? '';
    const kind = kindOf(award);
    const printed = text(row, 'name') ?? '';
    const found = taken.flatMap((column) => {
      const value = text(row, column);
      return value === undefined ? [] : [[column, value] as const];
    });
    const named = kind === 'person' ? readName(printed) : { name: printed };
    return { award: '', ...Object.fromEntries(found), ...named, kind, row: row.row };
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rows };
}
