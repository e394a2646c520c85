import { alikeColumns } from './list';
import type { Field } from './field';
import type { Program } from './program';
import type { Row } from './rows';
import type { Solver } from './solver';

/** By how many persons each row gives way, in the order of the rows; rows that hold are left out. */
export type Relaxation = { readonly persons: number; readonly gives: ReadonlyMap<number, number> };

/**
 * The fewest persons by which limits must give way for any list to fit; of equally small ones the one that spares the
 * clauses that stand first in the document, each as far as it can. At most one search for every limit that gives way.
 */
export function relaxation(solver: Solver, { merits }: Field, rows: readonly Row[]): Relaxation {
  const soft = rows.flatMap(({ person }, at) => (person > 0 ? [at] : []));
  const { program: alike } = alikeColumns({
    objective: merits,
    lower: merits.map(() => 0),
    upper: merits.map(() => 1),
    rows,
  });
  const people = alike.objective.length;
  // Nobody on the list breaks a floor by its whole bound, and everybody a ceiling by at most all people.
  const mostOf = (at: number) => Math.max(Math.abs(rows[at]?.lower ?? 0), merits.length * 101);
  const place = new Map(soft.map((at, slack) => [at, people + slack]));
  const base: Program = {
    objective: [...alike.objective, ...soft.map(() => -1)],
    lower: [...alike.lower, ...soft.map(() => 0)],
    upper: [...alike.upper, ...soft.map(mostOf)],
    rows: alike.rows.map((row, at) => {
      const slack = place.get(at);
      const person = rows[at]?.person ?? 0;
      if (slack === undefined) return row;
      const sign = row.lower === undefined ? -1 : 1;
      return { ...row, columns: [...row.columns, slack], values: [...row.values, sign * person] };
    }),
  };
  let x = must(solver.whole(base));
  const slackSum = () => soft.reduce((sum, _, at) => sum + (x[people + at] ?? 0), 0);
  const persons = slackSum();
  const slacks = soft.map((_, at) => people + at);
  const total = { columns: slacks, values: slacks.map(() => 1), upper: persons };
  const upper = [...base.upper];
  for (const slack of slacks) {
    if ((x[slack] ?? 0) > 0) {
      const objective = base.objective.map((_, at) => (at === slack ? -1 : 0));
      x = must(solver.whole({ ...base, objective, upper, rows: [...base.rows, total] }));
    }
    upper[slack] = x[slack] ?? 0;
  }
  const gives = new Map<number, number>();
  for (const [at, row] of soft.entries()) {
    const value = x[people + at] ?? 0;
    if (value > 0) gives.set(row, value);
  }
  return { persons, gives };
}

/** The rows with the bounds that gave way. */
export const relaxed = (rows: readonly Row[], { gives }: Relaxation): readonly Row[] =>
  rows.map((row, at) => {
    const slack = (gives.get(at) ?? 0) * row.person;
    if (slack === 0) return row;
    if (row.lower !== undefined) return { ...row, lower: row.lower - slack };
    return row.upper === undefined ? row : { ...row, upper: row.upper + slack };
  });

function must<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('every limit may give way and still nothing fits');
  return found;
}
