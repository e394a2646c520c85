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
    for (const row of rows) {
      for (const [at, column] of row.columns.entries()) {
        indices.push(column);
        values.push(row.values[at] ?? 0);
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
      rowLower: rows.map((row) => row.lower ?? -highs.infinity),
      rowUpper: rows.map((row) => row.upper ?? highs.infinity),
      matrix: { format: 'csr', numRows, numCols, starts, indices, values },
      ...(isWhole ? { integrality: objective.map(() => variableType.integer) } : {}),
    };
  };
  const solve = (program: Program, isWhole: boolean) =>
    highs.withModel(modelOf(program, isWhole), (model) => {
      model.options.set({ output_flag: false, primal_feasibility_tolerance: tolerance });
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
      const solution = solve(program, true);
      if (solution === undefined) return undefined;
      const values = Array.from(solution.colValue, wholeOf);
      if (!rowsHold(program, values)) throw new Error('the solver returned a solution that breaks a row');
      return values;
    },
    multipliers(program) {
      const solution = program.objective.length === 0 ? undefined : solve(program, false);
      return solution === undefined ? undefined : Array.from(solution.rowDual);
    },
  };
}

function wholeOf(value: number): number {
  const whole = Math.round(value);
  if (Math.abs(value - whole) > wholeness) throw new Error(`the solver returned ${value} for a whole number`);
  return whole + 0;
}
