import { exactBound, isOpen, type Bound } from './bound';
import { rowsHold, solved, worth, type Program } from './program';
import type { Fractional, Solver, Start } from './solver';

/** An optimal solution, and the columns that may differ in another one; all others are the same in every optimum. */
export type Optimum = {
  readonly x: readonly number[];
  readonly value: number;
  readonly open: readonly number[];
  /** Where the fractional optimum stood: what is asked next differs little. */
  readonly start?: Start | undefined;
};

export type Search = {
  /** From where the fractional optimum is sought; decides how long that takes and nothing else. */
  readonly start?: Start | undefined;
  /** Columns left to the first search; the others are fixed by what they would cost. */
  readonly width?: number;
};

const firstWidth = 200;
/** Into at most so many parts a program is cut: each takes a fractional solve, and one search where two parts had been one. */
const partsMax = 8;

/** Part of the solutions: those that meet a program's rows, which are the rows of the whole and those that cut it. */
type Part = Fractional & Bound & { readonly program: Program };
type Solution = { readonly x: readonly number[]; readonly value: number };

/**
 * Maximises over columns that are 0 or 1, exactly.
 *
 * The multipliers of the fractional optimum, rounded to integers, bound every solution from above in exact arithmetic, and
 * say for each column how much the bound falls when it is the other way round. A search over the few columns that cost
 * least finds a solution; whatever would push the bound below that solution cannot be otherwise in any optimum, and the
 * search is repeated over the rest when it was too narrow. So the solver's own arithmetic never decides what is left out.
 *
 * A share of people leaves a fraction of a person, and the bound is too high by what that is worth. There the program is cut
 * in two, at most so many persons and at least one more, and each part has a bound of its own.
 */
export function optimum(
  solver: Solver,
  program: Program,
  { start, width = firstWidth }: Search = {},
): Optimum | undefined {
  const whole = partOf(solver, program, start);
  // Without a fractional solution there is no whole one; the empty program has nothing to decide.
  if (whole === undefined) return program.objective.length === 0 ? small(solver, program) : undefined;
  const sums = program.objective.length > width ? unevenSums(program) : [];
  const [waiting, searched]: [Part[], Part[]] = [[whole], []];
  let best: Solution | undefined;
  for (;;) {
    waiting.sort((a, b) => a.bound - b.bound);
    const part = waiting.pop();
    if (part === undefined) break;
    const parts = waiting.length + searched.length + 2 > partsMax ? undefined : halves(solver, part, sums);
    if (parts !== undefined) waiting.push(...parts);
    else {
      searched.push(part);
      best = bestOf(solver, part, width, best);
    }
    // What can only be as good is not searched: where it differs is open.
    const value = best?.value;
    if (value !== undefined && waiting.every(({ bound, scale }) => bound < scale * (value + 1))) break;
  }
  return best && { ...best, open: openColumns([...searched, ...waiting], best), start: whole.start };
}

function small(solver: Solver, program: Program): Optimum | undefined {
  const x = solver.whole(program);
  return x === undefined ? undefined : { x, value: worth(program, x), open: [] };
}

function partOf(solver: Solver, program: Program, start: Start | undefined): Part | undefined {
  const fractional = solver.fractional(program, start);
  return fractional && { program, ...fractional, ...exactBound(program, fractional.multipliers) };
}

/** The better of a solution and the best one of a part. */
function bestOf(solver: Solver, part: Part, firstMost: number, known: Solution | undefined): Solution | undefined {
  const { program, bound, scale, costs, leaning } = part;
  const sorted = [...costs].sort((a, b) => a - b);
  const all = sorted.at(-1) ?? 0;
  let best = better(known, rounded(part));
  // Of nothing better than this does the bound know: solutions of cost up to `width` have been searched.
  for (let width = -1; ;) {
    const needed = best === undefined ? all : bound - scale * (best.value + 1);
    if (needed <= width || width >= all) return best;
    const first = sorted[Math.min(firstMost, sorted.length - 1)] ?? 0;
    width = Math.min(needed, width < 0 ? first : best === undefined ? wider(sorted, width) : needed);
    const fixed = costs.map((cost, at) => (cost <= width && isOpen(program, at) ? undefined : leaning[at]));
    const x = solved(solver.whole, program, fixed);
    if (x === undefined) continue;
    const value = worth(program, x);
    if (scale * value > bound) throw new Error(`a solution of ${value} above its bound ${bound}/${scale}`);
    best = better(best, { x, value });
  }
}

const better = (a: Solution | undefined, b: Solution | undefined): Solution | undefined =>
  a === undefined || (b !== undefined && b.value > a.value) ? b : a;

/** At least four times as many columns. */
function wider(sorted: readonly number[], width: number): number {
  const within = sorted.filter((cost) => cost <= width).length;
  return sorted[Math.min(4 * within, sorted.length - 1)] ?? 0;
}

/** Columns that are open in a part that holds an optimum, and those by which the parts differ. */
function openColumns(parts: readonly Part[], { x, value }: Solution): readonly number[] {
  const open = new Set<number>();
  for (const { program, bound, scale, costs, leaning } of parts) {
    const gap = bound - scale * value;
    if (gap < 0) continue;
    for (const [at, cost] of costs.entries()) {
      if (isOpen(program, at) && (cost <= gap || leaning[at] !== x[at])) open.add(at);
    }
  }
  return [...open].sort((a, b) => a - b);
}

/** How far a sum of fractions is from a whole number before it counts as one. */
const wholeness = 1e-6;
const fromWhole = (value: number): number => Math.abs(value - Math.round(value));

/** The fractional solution where it is a whole one. */
function rounded({ program, x }: Part): Solution | undefined {
  if (x.some((value) => fromWhole(value) > wholeness)) return undefined;
  const whole = x.map((value) => Math.round(value) + 0);
  return rowsHold(program, whole) ? { x: whole, value: worth(program, whole) } : undefined;
}

/** People who are counted where a row is of a share: sums that are whole in every solution and need not be in fractions. */
function unevenSums({ rows }: Program): readonly (readonly number[])[] {
  return rows.flatMap(({ columns, values }) => {
    const isUneven = values.some((value) => value !== values[0]);
    return isUneven ? [columns.filter((_, at) => (values[at] ?? 0) > 0)] : [];
  });
}

/** A part cut in two at the sum that is furthest from a whole number; `undefined` where there is none. */
function halves(solver: Solver, { program, x, start }: Part, sums: readonly (readonly number[])[]): Part[] | undefined {
  const values = sums.map((columns) => columns.reduce((sum, column) => sum + (x[column] ?? 0), 0));
  const most = values.reduce((max, value) => Math.max(max, fromWhole(value)), 0);
  const at = values.findIndex((value) => fromWhole(value) === most);
  const [columns, value] = [sums[at], values[at]];
  if (most <= wholeness || columns === undefined || value === undefined) return undefined;
  const ones = columns.map(() => 1);
  const cuts = [{ upper: Math.floor(value) }, { lower: Math.floor(value) + 1 }];
  const parts = cuts.flatMap((cut) => {
    const rows = [...program.rows, { columns, values: ones, ...cut }];
    return partOf(solver, { ...program, rows }, start) ?? [];
  });
  // That a part is empty is the solver's word alone: then nothing is cut.
  return parts.length === cuts.length ? parts : undefined;
}
