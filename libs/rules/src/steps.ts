import type { Bands, Bounds, Operand, Step } from './document';
import { compare, exact, isTooLong, negate, power, toDecimal, type Exact } from './exact';
import { compileRounding } from './rounding';
import { absence, indexOf, nameOf, tooLong, traceLine, type Absence, type Env, type Row, type Text } from './row';
import { operation, type StepKind } from './step.kinds';

/** One unary step; `run` answers `undefined` after putting the reason into `row.fault`. */
export type CompiledStep = {
  readonly run: (x: Exact, row: Row) => Exact | undefined;
  /** Absent for steps that hold other steps: they write their own head line. */
  readonly text?: (row: Row) => Text;
};
type Getter = { readonly get: (row: Row) => Exact | undefined; readonly text: (row: Row) => Text };
export function runSteps(steps: readonly CompiledStep[], start: Exact, row: Row): Exact | undefined {
  let x: Exact = start;
  for (const step of steps) {
    const after = step.run(x, row);
    if (row.trace && step.text) traceLine(row, step.text(row), x, after);
    if (after === undefined) return undefined;
    x = after;
  }
  return x;
}

/** `rank` steps are not unary: the caller takes them out before. */
export function compileSteps(steps: readonly Step[], env: Env): CompiledStep[] {
  return steps.map((step) => compileStep(step, env));
}

function compileStep(step: Step, env: Env): CompiledStep {
  if ('round' in step) {
    const { apply, text } = compileRounding(step.round);
    return { run: apply, text: () => text };
  }
  if ('negate' in step) return { run: negate, text: () => ({ zh: '取相反数', en: 'negated' }) };
  if ('power' in step) return powerStep(step.power, env);
  if ('bands' in step) return bandsStep(step.bands, env);
  if ('when' in step) return whenStep(step, env);
  if ('rank' in step) throw new Error('a rank step stands only in the list of a value');
  const { kind, operand } = operation(step) ?? unknownStep(step);
  return operationStep(kind, operand, env);
}

function unknownStep(step: Step): never {
  throw new Error(`unknown step: ${JSON.stringify(step)}`);
}

function operationStep(kind: StepKind, operand: Operand, env: Env): CompiledStep {
  const { get, text } = compileOperand(operand, env);
  const fault = kind.fault && absence(env, kind.fault.code, kind.fault);
  const long = tooLong(env);
  return {
    run(x, row) {
      const y = get(row);
      if (y === undefined) {
        // A value that is to be left out when missing leaves the number as it is.
        if (!row.fault?.skip) return undefined;
        row.fault = undefined;
        return x;
      }
      return settled(kind.act(x, y), row, fault, long);
    },
    text: (row) => ({ zh: `${kind.zh} ${text(row).zh}`, en: `${kind.en} ${text(row).en}` }),
  };
}

function settled(after: Exact | undefined, row: Row, none: Absence | undefined, long: Absence): Exact | undefined {
  if (after !== undefined && !isTooLong(after)) return after;
  row.fault = after === undefined ? none : long;
  return undefined;
}

function powerStep(exponent: number, env: Env): CompiledStep {
  const divisionByZero = absence(env, 'division-by-zero', { zh: '零的负次幂', en: 'negative power of zero' });
  const long = tooLong(env);
  return {
    run: (x, row) => settled(power(x, exponent), row, divisionByZero, long),
    text: () => ({ zh: `${exponent} 次幂`, en: `to the power ${exponent}` }),
  };
}

export function compileOperand(operand: Operand, env: Env): Getter {
  if (typeof operand !== 'object') {
    const constant = exact(operand);
    const text = toDecimal(constant);
    return { get: () => constant, text: () => ({ zh: text, en: text }) };
  }
  const index = indexOf(env, operand.value);
  const name = nameOf(env, operand.value);
  return {
    get(row) {
      const value = row.vals[index];
      if (value === undefined) row.fault = row.gone[index];
      return value;
    },
    text(row) {
      const value = row.vals[index];
      const shown = value === undefined ? '—' : toDecimal(value);
      return { zh: `${name.zh} ${shown}`, en: `${name.en} ${shown}` };
    },
  };
}

const RELATIONS: readonly (readonly [keyof Bounds, string, string, (order: number) => boolean])[] = [
  ['atLeast', '≥', '>=', (order) => order >= 0],
  ['atMost', '≤', '<=', (order) => order <= 0],
  ['above', '>', '>', (order) => order > 0],
  ['below', '<', '<', (order) => order < 0],
  ['equals', '=', '=', (order) => order === 0],
];

function whenStep(step: Extract<Step, { when: unknown }>, env: Env): CompiledStep {
  const of = step.when.value === undefined ? undefined : compileOperand({ value: step.when.value }, env);
  const tests = RELATIONS.flatMap(([key, zh, en, holds]) => {
    const operand = step.when[key];
    return operand === undefined ? [] : [{ zh, en, holds, bound: compileOperand(operand, env) }];
  });
  const whenTrue = compileSteps(step.then ?? [], env);
  const whenFalse = compileSteps(step.else ?? [], env);
  return {
    run(x, row) {
      const tested = of ? of.get(row) : x;
      if (tested === undefined) return undefined;
      let met = true;
      for (const test of tests) {
        const bound = test.bound.get(row);
        if (bound === undefined) return undefined;
        met = met && test.holds(compare(tested, bound));
      }
      if (row.trace) {
        const zh = tests.map((test) => `${test.zh} ${test.bound.text(row).zh}`).join('，');
        const en = tests.map((test) => `${test.en} ${test.bound.text(row).en}`).join(', ');
        const subject = of ? of.text(row) : { zh: toDecimal(x), en: toDecimal(x) };
        const verdict = met ? { zh: '成立', en: 'holds' } : { zh: '不成立', en: 'does not hold' };
        traceLine(row, { zh: `条件 ${subject.zh} ${zh}：${verdict.zh}`, en: `${subject.en} ${en}: ${verdict.en}` });
      }
      return runSteps(met ? whenTrue : whenFalse, x, row);
    },
  };
}

function bandsStep(bands: Bands, env: Env): CompiledStep {
  const fromIncluded = bands.bounds !== '(]';
  const toIncluded = bands.bounds !== '[)';
  const rows = bands.rows.map(({ from, to, gives }) => ({
    from: from === undefined ? undefined : exact(from),
    to: to === undefined ? undefined : exact(to),
    gives: compileGives(gives, env),
  }));
  const below = bands.below === undefined ? undefined : compileGives(bands.below, env);
  const above = bands.above === undefined ? undefined : compileGives(bands.above, env);
  return {
    run(x, row) {
      let under = true;
      for (const { from, to, gives } of rows) {
        const low = from === undefined ? 1 : compare(x, from);
        const high = to === undefined ? -1 : compare(x, to);
        const entered = low > 0 || (fromIncluded && low === 0);
        if (entered) under = false;
        if (entered && (high < 0 || (toIncluded && high === 0))) {
          if (row.trace) {
            const span = `${from ? toDecimal(from) : ''}～${to ? toDecimal(to) : ''}`;
            traceLine(row, { zh: `查表：${toDecimal(x)} 在 ${span}`, en: `lookup: ${toDecimal(x)} in ${span}` }, x);
          }
          return runSteps(gives, x, row);
        }
      }
      const outside = under ? below : above;
      if (outside && isPastEnd(rows, x, under)) return runSteps(outside, x, row);
      const shown = toDecimal(x);
      row.fault = absence(env, 'outside-bands', { zh: `${shown} 不在分档之内`, en: `${shown} is in no band` });
      return undefined;
    },
  };
}

/** Between two whole-number bands (9 and 10 for 9.5) neither `below` nor `above` speaks. */
function isPastEnd(rows: readonly { readonly to: Exact | undefined }[], x: Exact, under: boolean): boolean {
  if (under) return true;
  const end = rows[rows.length - 1]?.to;
  return end !== undefined && compare(x, end) >= 0;
}

function compileGives(gives: Bands['rows'][number]['gives'], env: Env): CompiledStep[] {
  if (typeof gives === 'object') return compileSteps(gives, env);
  const constant = exact(gives);
  const text = { zh: `取 ${toDecimal(constant)}`, en: `gives ${toDecimal(constant)}` };
  return [{ run: () => constant, text: () => text }];
}
