import { isSingleListed, type Field } from './field';
import { firstOptimum } from './first';
import { optimum } from './optimum';
import { binds, solved, type Program } from './program';
import type { Row } from './rows';
import type { Solver, Start } from './solver';

/** The best list under some rows. */
export type Found = {
  readonly chosen: readonly boolean[];
  readonly seats: number;
  /** In the integers of the field. */
  readonly merit: number;
  /** Candidates that are in some of the equally good lists and not in others. */
  readonly tied: readonly number[];
  /** From where the best list under nearly the same rows is soon found. */
  readonly start: Start | undefined;
};

/** What a solve may be told beside the rows: columns that are decided. */
export type Fixed = ReadonlyMap<number, 0 | 1>;

/** The first of the best lists that meet the rows; `undefined` when none does. Who comes first is data: seats or merit. */
export function bestList(
  solver: Solver,
  field: Field,
  rows: readonly Row[],
  fixed: Fixed = new Map(),
  start?: Start,
): Found | undefined {
  const found = inSeats(solver, field, programOf(field, rows, fixed), fixed, (program) =>
    firstOptimum(solver, program, { start }),
  );
  if (found === undefined) return undefined;
  const chosen = field.merits.map((_, at) => found.x[at] === 1);
  return { chosen, seats: chosen.filter(Boolean).length, merit: found.value, tied: found.tied, start: found.start };
}

/** Of the best lists under some rows the one nearest to a list: its numbers, and how many of the list are on it. */
export type Nearest = { readonly seats: number; readonly merit: number; readonly kept: number };

/** One search finds merit and nearness together: merit counts more than all people do. */
export function nearestList(solver: Solver, field: Field, rows: readonly Row[], to: Found): Nearest | undefined {
  const { merits } = field;
  const weight = to.seats + 1;
  const program = programOf(field, rows, new Map());
  const objective = merits.map((merit, at) => weight * merit + (to.chosen[at] === true ? 1 : 0));
  const found = inSeats(solver, field, { ...program, objective }, new Map(), (own) =>
    optimum(solver, own, { start: to.start }),
  );
  if (found === undefined) return undefined;
  const sum = (values: (at: number) => number) => found.x.reduce((total, one, at) => total + one * values(at), 0);
  return {
    seats: sum(() => 1),
    merit: sum((at) => merits[at] ?? 0),
    kept: sum((at) => (to.chosen[at] === true ? 1 : 0)),
  };
}

const programOf = ({ merits }: Field, rows: readonly Row[], fixed: Fixed): Program => ({
  objective: merits,
  lower: merits.map((_, at) => (fixed.get(at) === 1 ? 1 : 0)),
  upper: merits.map((_, at) => (fixed.get(at) === 0 ? 0 : 1)),
  rows,
});

/** Solves with as many seats taken as can be, where the document puts seats first. */
function inSeats<T>(
  solver: Solver,
  field: Field,
  program: Program,
  fixed: Fixed,
  solve: (program: Program) => T | undefined,
): T | undefined {
  if (field.document.seats.first === 'merit') return solve(program);
  // Nearly always every seat can be taken; to ask that first saves the search for how many can.
  const all = solve(withSeats(program, mostSeats(field, fixed)));
  if (all !== undefined) return all;
  const seats = seatsPossible(solver, program);
  return seats === undefined ? undefined : solve(withSeats(program, seats));
}

const withSeats = (program: Program, seats: number): Program => {
  const columns = program.objective.map((_, at) => at);
  return { ...program, rows: [...program.rows, { columns, values: columns.map(() => 1), lower: seats, upper: seats }] };
};

/** Seats that could be taken if there were no clause. */
function mostSeats({ document, candidates, seats }: Field, fixed: Fixed): number {
  const { lists = [] } = document;
  const there = new Map<string | undefined, number>();
  for (const [at, one] of candidates.entries()) {
    if (fixed.get(at) === 0) continue;
    const list = lists.length === 0 ? undefined : one.list;
    there.set(list, (there.get(list) ?? 0) + 1);
  }
  if (lists.length === 0) return Math.min(seats, there.get(undefined) ?? 0);
  let [ordinary, single] = [0, 0];
  for (const { id, seats: own } of lists) {
    const possible = Math.min(own, there.get(id) ?? 0);
    if (isSingleListed(document, id)) single += possible;
    else ordinary += possible;
  }
  return Math.min(seats, ordinary) + single;
}

function seatsPossible(solver: Solver, program: Program): number | undefined {
  const alike = alikeColumns({ ...program, rows: program.rows.filter(binds) });
  const columns = alike.groups.length;
  const found = solved(
    solver.whole,
    { ...alike.program, objective: Array.from({ length: columns }, () => 1) },
    Array.from({ length: columns }, () => undefined),
  );
  return found?.reduce((sum, value) => sum + value, 0);
}

/** Columns that no row tells apart, as one column that counts them: merit left aside they are the same. */
export function alikeColumns({ lower, upper, rows }: Program): {
  readonly program: Program;
  readonly groups: readonly (readonly number[])[];
} {
  const entries: string[][] = lower.map((_, at) => [`${lower[at] ?? 0}/${upper[at] ?? 0}`]);
  for (const [at, row] of rows.entries()) {
    for (const [place, column] of row.columns.entries()) entries[column]?.push(`${at}:${row.values[place] ?? 0}`);
  }
  const byEntries = new Map<string, number[]>();
  for (const [at, own] of entries.entries()) {
    const key = own.join(' ');
    const group = byEntries.get(key);
    if (group === undefined) byEntries.set(key, [at]);
    else group.push(at);
  }
  const groups = [...byEntries.values()];
  const place = new Map(groups.map((group, at) => [group[0], at]));
  const merged = rows.map((row) => {
    const kept = row.columns.flatMap((column, at) => {
      const group = place.get(column);
      return group === undefined ? [] : [[group, row.values[at] ?? 0] as const];
    });
    return { ...row, columns: kept.map(([column]) => column), values: kept.map(([, value]) => value) };
  });
  const sum = (values: readonly number[]) =>
    groups.map((group) => group.reduce((total, at) => total + (values[at] ?? 0), 0));
  return { program: { objective: groups.map(() => 0), lower: sum(lower), upper: sum(upper), rows: merged }, groups };
}
