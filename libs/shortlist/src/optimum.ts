import { solved, worth, type Program } from './program';
import type { Solver } from './solver';

/** An optimal solution, and the columns that may differ in another one; all others are the same in every optimum. */
export type Optimum = { readonly x: readonly number[]; readonly value: number; readonly open: readonly number[] };

/** Columns left to the first search; the others are fixed by what they would cost. */
const firstWidth = 200;

/**
 * Maximises over columns that are 0 or 1, exactly.
 *
 * The multipliers of the fractional optimum, rounded to integers, bound every solution from above in exact arithmetic, and
 * say for each column how much the bound falls when it is the other way round. A search over the few columns that cost
 * least finds a solution; whatever would push the bound below that solution cannot be otherwise in any optimum, and the
 * search is repeated over the rest when it was too narrow. So the solver's own arithmetic never decides what is left out.
 */
export function optimum(solver: Solver, program: Program, coreMin = firstWidth): Optimum | undefined {
  const multipliers = solver.multipliers(program);
  // Without a fractional solution there is no whole one; the empty program has nothing to decide.
  if (multipliers === undefined) return program.objective.length === 0 ? small(solver, program) : undefined;
  const { bound, costs, leaning, scale } = exactBound(program, multipliers);
  const sorted = [...costs].sort((a, b) => a - b);
  let width = sorted[Math.min(coreMin, sorted.length - 1)] ?? 0;
  for (;;) {
    const fixed = costs.map((cost, at) => (cost <= width && isOpen(program, at) ? undefined : leaning[at]));
    const found = solved(solver.whole, program, fixed);
    const isWhole = width >= (sorted.at(-1) ?? 0);
    if (found === undefined) {
      if (isWhole) return undefined;
      width = wider(sorted, width);
      continue;
    }
    const value = worth(program, found);
    const gap = bound - scale * value;
    if (gap < 0) throw new Error(`a solution of ${value} above its bound ${bound}/${scale}`);
    if (gap <= width || isWhole) {
      return { x: found, value, open: costs.flatMap((cost, at) => (cost <= gap && isOpen(program, at) ? [at] : [])) };
    }
    width = gap;
  }
}

const isOpen = ({ lower, upper }: Program, at: number): boolean => lower[at] !== upper[at];

function small(solver: Solver, program: Program): Optimum | undefined {
  const x = solver.whole(program);
  return x === undefined ? undefined : { x, value: worth(program, x), open: [] };
}

/** At least four times as many columns. */
function wider(sorted: readonly number[], width: number): number {
  const within = sorted.filter((cost) => cost <= width).length;
  return sorted[Math.min(4 * within, sorted.length - 1)] ?? 0;
}

type Bound = {
  readonly bound: number;
  readonly scale: number;
  /** What the bound loses when a column is not where it leans. */
  readonly costs: readonly number[];
  readonly leaning: readonly number[];
};

/** `bound` ≥ scale × the value of any solution; a solution with a column against its leaning is `costs` below that. */
function exactBound(program: Program, multipliers: readonly number[]): Bound {
  const { objective, rows, upper, lower } = program;
  const most = objective.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
  // The largest power of two with which every sum below is a safe integer.
  let scale = 1;
  while (scale < 2 ** 16 && scale * 2 * most * (objective.length + 1) * 4 < Number.MAX_SAFE_INTEGER) scale *= 2;
  const rests = objective.map((value) => scale * value);
  let bound = 0;
  for (const [at, row] of rows.entries()) {
    const multiplier = Math.round((multipliers[at] ?? 0) * scale);
    // A multiplier that a bound does not allow proves nothing: it is left at zero.
    const side = multiplier > 0 ? row.upper : row.lower;
    if (multiplier === 0 || side === undefined) continue;
    bound += multiplier * side;
    for (const [entry, column] of row.columns.entries()) {
      rests[column] = (rests[column] ?? 0) - multiplier * (row.values[entry] ?? 0);
    }
  }
  for (const [at, rest] of rests.entries()) bound += Math.max(rest * (lower[at] ?? 0), rest * (upper[at] ?? 0));
  if (!Number.isSafeInteger(bound) || !rests.every(Number.isSafeInteger)) throw new Error('the bound is not exact');
  return {
    bound,
    scale,
    costs: rests.map((rest, at) => (isOpen(program, at) ? Math.abs(rest) : 0)),
    leaning: rests.map((rest, at) => (rest > 0 ? (upper[at] ?? 0) : (lower[at] ?? 0))),
  };
}
