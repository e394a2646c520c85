import { optimum, type Optimum, type Search } from './optimum';
import { solved, type Program } from './program';
import type { Solver } from './solver';

/** The first of the optimal solutions, and the columns that are not the same in all of them. */
export type First = Omit<Optimum, 'open'> & { readonly tied: readonly number[] };

/** Columns whose order one search decides: their weights are powers of two, which stay small integers. */
const blockMax = 16;

/**
 * Of all optimal solutions the one that has the first column which others lack, then the second, and so on. At most one
 * search for every new tied column and one for every sixteen of them, each over the open columns alone.
 */
export function firstOptimum(solver: Solver, program: Program, search?: Search): First | undefined {
  const best = optimum(solver, program, search);
  if (best === undefined) return undefined;
  const tied = tiedColumns(solver, program, best);
  const { value, start } = best;
  if (tied.length === 0) return { x: best.x, value, start, tied };
  const among: Program = { ...program, rows: [...program.rows, atLeast(program, value)] };
  let x = best.x;
  const isTied = new Set(tied);
  const fixed: (number | undefined)[] = x.map((value, at) => (isTied.has(at) ? undefined : value));
  for (let from = 0; from < tied.length;) {
    // Who is in already is in the first list too: only from the first who is out on there is anything to decide.
    const at = tied[from] ?? 0;
    if (x[at] === program.upper[at]) {
      fixed[at] = x[at];
      from += 1;
      continue;
    }
    const block = tied.slice(from, from + blockMax);
    const objective = x.map(() => 0);
    for (const [place, column] of block.entries()) objective[column] = 2 ** (blockMax - 1 - place);
    x = must(solved(solver.whole, { ...among, objective }, fixed));
    for (const column of block) fixed[column] = x[column];
    from += block.length;
  }
  return { x, value, start, tied };
}

/** Columns that differ between optimal solutions. Every search turns as many as it can; one that turns none ends it. */
function tiedColumns(solver: Solver, program: Program, { x, value, open }: Optimum): readonly number[] {
  const rest = new Set(open);
  const among: Program = { ...program, rows: [...program.rows, atLeast(program, value)] };
  const fixed = x.map((one, at) => (rest.has(at) ? undefined : one));
  const tied: number[] = [];
  while (rest.size > 0) {
    const objective = x.map((one, at) => (rest.has(at) ? (one === program.upper[at] ? -1 : 1) : 0));
    const other = must(solved(solver.whole, { ...among, objective }, fixed));
    const turned = [...rest].filter((at) => other[at] !== x[at]);
    if (turned.length === 0) break;
    for (const at of turned) {
      rest.delete(at);
      tied.push(at);
    }
  }
  return tied.sort((a, b) => a - b);
}

function atLeast({ objective }: Program, lower: number): Program['rows'][number] {
  const columns = objective.flatMap((value, at) => (value === 0 ? [] : [at]));
  return { columns, values: columns.map((at) => objective[at] ?? 0), lower };
}

function must<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an optimal solution was found and cannot be found again');
  return found;
}
