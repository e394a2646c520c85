import type { Row } from './rows';

/** Columns are whole numbers from `lower` to `upper`; the objective is maximised. Everything is an integer. */
export type Program = {
  readonly objective: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly rows: readonly Pick<Row, 'columns' | 'values' | 'lower' | 'upper'>[];
};

/** Whether whole numbers meet the bounds and every row, in exact arithmetic. */
export function rowsHold({ lower, upper, rows }: Omit<Program, 'objective'>, x: readonly number[]): boolean {
  if (x.some((value, at) => value < (lower[at] ?? 0) || value > (upper[at] ?? 0))) return false;
  return rows.every((row) => {
    let sum = 0;
    for (const [at, column] of row.columns.entries()) sum += (row.values[at] ?? 0) * (x[column] ?? 0);
    return sum >= (row.lower ?? -Infinity) && sum <= (row.upper ?? Infinity);
  });
}

export const worth = ({ objective }: Program, x: readonly number[]): number =>
  objective.reduce((sum, value, at) => sum + value * (x[at] ?? 0), 0);

/** Whether a row says anything: one that was set aside keeps its place, and has no bounds. */
export const binds = ({ lower, upper }: Pick<Row, 'lower' | 'upper'>): boolean =>
  lower !== undefined || upper !== undefined;

/** A program over the columns that are not fixed, and where those stand in the whole one. */
export type Reduced = { readonly program: Program; readonly columns: readonly number[] };

/** Puts fixed columns into the bounds of the rows. */
export function reduced({ objective, lower, upper, rows }: Program, fixed: readonly (number | undefined)[]): Reduced {
  const columns = fixed.flatMap((value, at) => (value === undefined ? [at] : []));
  const place: number[] = [];
  for (const [at, column] of columns.entries()) place[column] = at;
  const rest = rows.filter(binds).map((row) => {
    let sum = 0;
    const own: { columns: number[]; values: number[] } = { columns: [], values: [] };
    for (const [at, column] of row.columns.entries()) {
      const value = row.values[at] ?? 0;
      const to = place[column];
      if (to === undefined) sum += value * (fixed[column] ?? 0);
      else {
        own.columns.push(to);
        own.values.push(value);
      }
    }
    return {
      ...own,
      ...(row.lower === undefined ? {} : { lower: row.lower - sum }),
      ...(row.upper === undefined ? {} : { upper: row.upper - sum }),
    };
  });
  const pick = (values: readonly number[]) => columns.map((column) => values[column] ?? 0);
  return { program: { objective: pick(objective), lower: pick(lower), upper: pick(upper), rows: rest }, columns };
}

/** Solves what is not fixed; `undefined` when nothing fits. */
export function solved(
  whole: (program: Program) => readonly number[] | undefined,
  program: Program,
  fixed: readonly (number | undefined)[],
): readonly number[] | undefined {
  const { program: rest, columns } = reduced(program, fixed);
  const found = whole(rest);
  if (found === undefined) return undefined;
  const x = fixed.map((value) => value ?? 0);
  for (const [at, column] of columns.entries()) x[column] = found[at] ?? 0;
  return x;
}
