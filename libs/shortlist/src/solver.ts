import type loadHighs from 'highs';
import type { Highs, ModelData } from 'highs';
import { rowsHold, type Program } from './program';

/** The solver, loaded once: WebAssembly, the same instructions on every machine, one thread. */
export type Solver = {
  /** An optimal solution in whole numbers, or `undefined` when there is none. */
  readonly whole: (program: Program) => readonly number[] | undefined;
  /** Multipliers of the rows at an optimum in fractions, or `undefined` when there is none. */
  readonly multipliers: (program: Program) => readonly number[] | undefined;
};

let loading: Promise<Solver> | undefined;

/** Loads HiGHS at the first call: who makes no shortlist pays nothing for it. */
export function loadSolver(): Promise<Solver> {
  loading ??= load().then(solverOf);
  return loading;
}

async function load(): Promise<Highs> {
  // Node takes the package's module, whose default is the loader; the types describe its CommonJS twin.
  const loaded = (await import('highs')) as unknown as { readonly default: typeof loadHighs };
  return loaded.default();
}

/** Tighter than the solver's own, so that a whole number is one: coefficients go up to some million. */
const tolerance = 1e-9;
/** How far from a whole number a value may be before the answer counts as wrong. */
const wholeness = 1e-5;

function solverOf(highs: Highs): Solver {
  const { modelStatus, objectiveSense, variableType } = highs.constants;
  const modelOf = ({ objective, lower, upper, rows }: Program, isWhole: boolean): ModelData => {
    const starts = [0];
    const [indices, values]: [number[], number[]] = [[], []];
    const scales = rows.map(scaleOf);
    for (const [n, row] of rows.entries()) {
      for (const [at, column] of row.columns.entries()) {
        indices.push(column);
        values.push((row.values[at] ?? 0) / (scales[n] ?? 1));
      }
      starts.push(indices.length);
    }
    const [numRows, numCols] = [rows.length, objective.length];
    return {
      numCols,
      numRows,
      sense: objectiveSense.maximize,
      colCost: objective,
      colLower: lower,
      colUpper: upper,
      rowLower: rows.map((row, n) => (row.lower === undefined ? -highs.infinity : row.lower / (scales[n] ?? 1))),
      rowUpper: rows.map((row, n) => (row.upper === undefined ? highs.infinity : row.upper / (scales[n] ?? 1))),
      matrix: { format: 'csr', numRows, numCols, starts, indices, values },
      ...(isWhole ? { integrality: objective.map(() => variableType.integer) } : {}),
    };
  };
  const solve = (program: Program, isWhole: boolean, presolve: 'choose' | 'off') =>
    highs.withModel(modelOf(program, isWhole), (model) => {
      model.options.set({ output_flag: false, presolve, primal_feasibility_tolerance: tolerance });
      // Objectives are whole numbers: a gap below one is none.
      if (isWhole)
        model.options.set({
          mip_rel_gap: 0,
          mip_abs_gap: 0.5,
          mip_feasibility_tolerance: tolerance,
          mip_heuristic_effort: 0,
        });
      model.run();
      const status = model.getModelStatus();
      if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) return undefined;
      if (status !== modelStatus.optimal && status !== modelStatus.empty) {
        throw new Error(`the solver ended with status ${status}`);
      }
      return model.getSolution();
    });
  return {
    whole(program) {
      if (program.objective.length === 0) return rowsHold(program, []) ? [] : undefined;
      // About one "nothing fits" in a hundred is the presolve's mistake, where shares do not come out even.
      const solution = solve(program, true, 'choose') ?? solve(program, true, 'off');
      if (solution === undefined) return undefined;
      const values = Array.from(solution.colValue, wholeOf);
      if (!rowsHold(program, values)) throw new Error('the solver returned a solution that breaks a row');
      return values;
    },
    multipliers(program) {
      const solution = program.objective.length === 0 ? undefined : solve(program, false, 'choose');
      return solution && program.rows.map((row, n) => (solution.rowDual[n] ?? 0) / scaleOf(row));
    },
  };
}

/**
 * A power of two, so that dividing by it is exact: a row's coefficients go up to a million where a share has four places, and
 * the solver's sums over such rows are wrong by more than its tolerance.
 */
const scaleOf = ({ values }: Program['rows'][number]): number =>
  2 ** Math.ceil(Math.log2(values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)));

function wholeOf(value: number): number {
  const whole = Math.round(value);
  if (Math.abs(value - whole) > wholeness) throw new Error(`the solver returned ${value} for a whole number`);
  return whole + 0;
}
