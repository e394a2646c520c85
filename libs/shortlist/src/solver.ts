import type loadHighs from 'highs';
import type { Highs, Model, ModelData } from 'highs';
import { rowsHold, type Program } from './program';

/** The solver, loaded once: WebAssembly, the same instructions on every machine, one thread. */
export type Solver = {
  /** An optimal solution in whole numbers, or `undefined` when there is none. */
  readonly whole: (program: Program) => readonly number[] | undefined;
  /** An optimum in fractions, or `undefined` when there is none. Where it starts from decides how long it takes. */
  readonly fractional: (program: Program, start?: Start) => Fractional | undefined;
};

/** Which columns and rows a fractional optimum is made of: it serves programs of the same columns whose first rows are these. */
export type Start = { readonly columns: Int32Array; readonly rows: Int32Array };

/** Values of the columns and multipliers of the rows. */
export type Fractional = {
  readonly x: readonly number[];
  readonly multipliers: readonly number[];
  readonly start: Start;
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
const options = { output_flag: false, primal_feasibility_tolerance: tolerance };

function solverOf(highs: Highs): Solver {
  return {
    whole(program) {
      if (program.objective.length === 0) return rowsHold(program, []) ? [] : undefined;
      // About one "nothing fits" in a hundred is the presolve's mistake, where shares do not come out even.
      const solution = wholeNumbers(highs, program, 'choose') ?? wholeNumbers(highs, program, 'off');
      if (solution === undefined) return undefined;
      const values = Array.from(solution, wholeOf);
      if (!rowsHold(program, values)) throw new Error('the solver returned a solution that breaks a row');
      return values;
    },
    fractional(program, start) {
      if (program.objective.length === 0) return undefined;
      const fits = start?.columns.length === program.objective.length && start.rows.length <= program.rows.length;
      // That nothing fits is believed of a solve from the beginning only.
      return (fits ? fractions(highs, program, start) : undefined) ?? fractions(highs, program, undefined);
    },
  };
}

function modelOf(highs: Highs, { objective, lower, upper, rows }: Program, isWhole: boolean): ModelData {
  const { objectiveSense, variableType } = highs.constants;
  const starts = new Int32Array(rows.length + 1);
  for (const [n, row] of rows.entries()) starts[n + 1] = (starts[n] ?? 0) + row.columns.length;
  const size = starts.at(-1) ?? 0;
  const [indices, values] = [new Int32Array(size), new Float64Array(size)];
  const scales = rows.map(scaleOf);
  for (const [n, row] of rows.entries()) {
    const [from, scale] = [starts[n] ?? 0, scales[n] ?? 1];
    indices.set(row.columns, from);
    for (let at = 0; at < row.columns.length; at += 1) values[from + at] = (row.values[at] ?? 0) / scale;
  }
  const [numRows, numCols] = [rows.length, objective.length];
  return {
    numCols,
    numRows,
    sense: objectiveSense.maximize,
    colCost: Float64Array.from(objective),
    colLower: Float64Array.from(lower),
    colUpper: Float64Array.from(upper),
    rowLower: rows.map((row, n) => (row.lower === undefined ? -highs.infinity : row.lower / (scales[n] ?? 1))),
    rowUpper: rows.map((row, n) => (row.upper === undefined ? highs.infinity : row.upper / (scales[n] ?? 1))),
    matrix: { format: 'csr', numRows, numCols, starts, indices, values },
    ...(isWhole ? { integrality: objective.map(() => variableType.integer) } : {}),
  };
}

/** Whether a model came to an optimum; false when nothing fits. */
function isSolved({ constants: { modelStatus } }: Highs, model: Model): boolean {
  model.run();
  const status = model.getModelStatus();
  if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) return false;
  if (status === modelStatus.optimal || status === modelStatus.empty) return true;
  throw new Error(`the solver ended with status ${status}`);
}

const wholeNumbers = (highs: Highs, program: Program, presolve: 'choose' | 'off'): Float64Array | undefined =>
  highs.withModel(modelOf(highs, program, true), (model) => {
    // Objectives are whole numbers: a gap below one is none.
    const gaps = { mip_rel_gap: 0, mip_abs_gap: 0.5, mip_feasibility_tolerance: tolerance };
    model.options.set({ ...options, ...gaps, presolve, mip_heuristic_effort: 0 });
    return isSolved(highs, model) ? model.getSolution().colValue : undefined;
  });

const fractions = (highs: Highs, program: Program, start: Start | undefined): Fractional | undefined =>
  highs.withModel(modelOf(highs, program, false), (model) => {
    model.options.set(options);
    const { basic } = highs.constants.basisStatus;
    if (start !== undefined) {
      // A row that is new stands beside the others: it holds nothing back until the solver finds that it does.
      const rowStatus = Int32Array.from(program.rows, (_, n) => start.rows[n] ?? basic);
      model.setBasis({ colStatus: start.columns, rowStatus });
    }
    if (!isSolved(highs, model)) return undefined;
    const { colValue, rowDual } = model.getSolution();
    const { colStatus, rowStatus } = model.getBasis();
    return {
      x: Array.from(colValue),
      multipliers: program.rows.map((row, n) => (rowDual[n] ?? 0) / scaleOf(row)),
      start: { columns: colStatus, rows: rowStatus },
    };
  });

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
