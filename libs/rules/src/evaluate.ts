import type { EntryInput } from './contracts';
import type { Step, Value } from './document';
import { toDecimal, ZERO, type Exact } from './exact';
import { compileRankStep, compileStatistic, type FieldStep } from './field';
import { compileRounding } from './rounding';
import { nameOf, traceLine, type Absence, type Env, type Row, type Trace } from './row';
import { compileSource, partsOf } from './sources';
import { compileSteps, runSteps, type CompiledStep } from './steps';

type Stage = { readonly steps: readonly CompiledStep[] } | { readonly field: FieldStep };

export type ValuePlan = {
  readonly id: string;
  readonly value: Value;
  readonly uses: readonly string[];
  readonly source: ((row: Row) => Exact | undefined) | undefined;
  /** The steps when none needs the field. */
  readonly steps: readonly CompiledStep[];
  /** Present when the field is needed: the source's statistic first, then stretches of steps and ranks in turn. */
  readonly stages: readonly Stage[] | undefined;
  readonly finish: (x: Exact, row: Row) => Exact;
  readonly print: (x: Exact) => string;
  /** What an entry is ranked by, which a sanction may make 0. */
  readonly isTotal: boolean;
};

export function compileValues(values: readonly Value[], total: string): ValuePlan[] {
  const index = new Map(values.map((value, i) => [value.id, i]));
  return values.map((value) => ({
    ...compileValue(value, { index, values, self: value }),
    isTotal: value.id === total,
  }));
}

function compileValue(value: Value, env: Env): Omit<ValuePlan, 'isTotal'> {
  const rounding = value.round ? compileRounding(value.round) : undefined;
  const steps = value.steps ?? [];
  const needsField = value.field !== undefined || steps.some((step) => 'rank' in step);
  return {
    id: value.id,
    value,
    uses: partsOf(value),
    source: value.field ? undefined : compileSource(value, env),
    steps: needsField ? [] : compileSteps(steps, env),
    stages: needsField ? compileStages(value, env) : undefined,
    finish(x, row) {
      if (!rounding) return x;
      const rounded = rounding.apply(x);
      if (row.trace) traceLine(row, rounding.text, x, rounded);
      return rounded;
    },
    print: rounding?.print ?? toDecimal,
  };
}

function compileStages(value: Value, env: Env): Stage[] {
  const stages: Stage[] = value.field ? [{ field: compileStatistic(value.field, env) }] : [];
  let stretch: Step[] = [];
  const flush = () => {
    if (stretch.length > 0) stages.push({ steps: compileSteps(stretch, env) });
    stretch = [];
  };
  for (const step of value.steps ?? []) {
    if ('rank' in step) {
      flush();
      stages.push({ field: compileRankStep(step.rank, env) });
    } else stretch.push(step);
  }
  flush();
  return stages;
}

export function newRow(input: EntryInput, size: number, trace?: Trace): Row {
  return {
    input,
    vals: new Array<Exact | undefined>(size),
    gone: new Array<Absence | undefined>(size),
    fault: undefined,
    trace,
  };
}

function settle(plan: ValuePlan, index: number, row: Row, worked: Exact | undefined): void {
  const x = plan.isTotal && row.input.zeroed !== undefined ? zeroed(row, row.input.zeroed, worked) : worked;
  if (x !== undefined) {
    row.vals[index] = plan.finish(x, row);
    return;
  }
  const { fault } = row;
  if (!fault) throw new Error(`value ${plan.id} is missing without a reason`);
  row.fault = undefined;
  row.gone[index] = fault;
}

/** What was worked out, or is missing, no longer matters. */
function zeroed(row: Row, why: string, worked: Exact | undefined): Exact {
  row.fault = undefined;
  traceLine(row, { zh: `记零分：${why}`, en: `set to zero: ${why}` }, worked, ZERO);
  return ZERO;
}

/** For documents without field steps. */
export function evaluateRow(plans: readonly ValuePlan[], row: Row): void {
  for (let i = 0; i < plans.length; i += 1) evaluateOne(plans[i] as ValuePlan, i, row);
}

export function evaluateOne(plan: ValuePlan, index: number, row: Row): void {
  if (!plan.source) throw new Error(`value ${plan.id} needs the whole field`);
  const start = plan.source(row);
  const x = start === undefined || plan.steps.length === 0 ? start : runSteps(plan.steps, start, row);
  settle(plan, index, row, x);
}

/** Value by value over all rows, so that a rank or statistic finds every entry's number ready. */
export function evaluateField(
  plans: readonly ValuePlan[],
  rows: readonly Row[],
  done: (plan: ValuePlan, row: Row) => void = () => undefined,
): void {
  for (const [index, plan] of plans.entries()) {
    if (plan.stages) evaluateColumn(plan, plan.stages, index, rows);
    else for (const row of rows) evaluateOne(plan, index, row);
    for (const row of rows) done(plan, row);
  }
}

function evaluateColumn(plan: ValuePlan, stages: readonly Stage[], index: number, rows: readonly Row[]): void {
  let column = rows.map((row) => plan.source?.(row));
  for (const stage of stages) {
    if ('field' in stage) column = stage.field(column, rows);
    else column = column.map((x, i) => (x === undefined ? undefined : runSteps(stage.steps, x, rows[i] as Row)));
  }
  for (const [i, row] of rows.entries()) settle(plan, index, row, column[i]);
}

/** “理论”：没有成绩 — names the value where the absence began, not the one it reached. */
export function absenceText(fault: Absence, values: readonly Value[]): { readonly zh: string; readonly en: string } {
  const index = new Map(values.map((value, i) => [value.id, i]));
  const name = nameOf({ index, values, self: values[0] as Value }, fault.value);
  return { zh: `${name.zh}：${fault.zh}`, en: `${name.en}: ${fault.en}` };
}
