import type { Program } from './program';

export type Bound = {
  /** ≥ scale × the value of any solution. */
  readonly bound: number;
  readonly scale: number;
  /** What the bound loses when a column is not where it leans. */
  readonly costs: readonly number[];
  readonly leaning: readonly number[];
};

export const isOpen = ({ lower, upper }: Program, at: number): boolean => lower[at] !== upper[at];

/**
 * Multipliers rounded to integers bound every solution from above in exact arithmetic, whoever they are from; a solution
 * with a column against its leaning is `costs` below that.
 */
export function exactBound(program: Program, multipliers: readonly number[]): Bound {
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
