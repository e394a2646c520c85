import type { Marks, MarksOf, Missing, Part, Pooling, Sheets, Value } from './document';
import { add, exact, multiply, parseExact, toDecimal, ZERO, type Exact } from './exact';
import { compileCombines, sortMarks } from './combine';
import { combineKind, type Combine, type CombinePlan } from './combine.kinds';
import { compileRounding } from './rounding';
import { absence, indexOf, nameOf, tooLong, traceLine, type Absence, type Env, type Row, type Text } from './row';
import { compileSteps, runSteps, type CompiledStep } from './steps';

/** Puts one value's number together; `undefined` after putting the reason into `row.fault`. */
export type Source = (row: Row) => Exact | undefined;
type Gathered = { readonly slots: string[]; readonly raw: string[]; readonly marks: Exact[] };
type Gather = (row: Row) => Gathered | undefined;

export type SlotLimits = { readonly min: number; readonly max: number };
/** A deduction or bonus that nobody recorded is zero; a judged or measured mark that nobody recorded is missing. */
export function isTally(marks: { readonly kind?: Marks['kind'] }): boolean {
  return marks.kind === 'deduction' || marks.kind === 'bonus';
}

export function slotLimits(pooling: Pooling & { readonly kind?: Marks['kind'] }): SlotLimits {
  const tally = isTally(pooling);
  return { min: pooling.slots?.min ?? (tally ? 0 : 1), max: pooling.slots?.max ?? (tally ? 999 : 1) };
}

/** Deductions and bonuses add up and a lone slot is taken as it is, unless the document says otherwise. */
export function defaultCombine(pooling: Pooling & { readonly kind?: Marks['kind'] }): Combine | undefined {
  if (isTally(pooling)) return { by: 'sum' };
  return slotLimits(pooling).max === 1 ? { by: 'single' } : undefined;
}

function readMark(text: string, value: string, slot: string): Exact {
  const mark = parseExact(text);
  if (!mark) throw new Error(`recorded mark is not a plain decimal: ${value}/${slot} = ${JSON.stringify(text)}`);
  return mark;
}

function gatherMarks(id: string): Gather {
  return (row) => {
    const slots: string[] = [];
    const raw: string[] = [];
    const marks: Exact[] = [];
    const recorded = row.input.marks[id];
    if (recorded) {
      for (const slot of Object.keys(recorded)) {
        const text = recorded[slot] as string;
        slots.push(slot);
        raw.push(text);
        marks.push(readMark(text, id, slot));
      }
    }
    return { slots, raw, marks };
  };
}

/** One number a slot: the sum of that judge's marks over several criteria. A sheet with a gap is no sheet. */
function gatherSheets(parts: readonly Part[], env: Env): Gather {
  const factors = parts.map((part) => (part.factor === undefined ? undefined : exact(part.factor)));
  return (row) => {
    const slots = new Set<string>();
    for (const part of parts) for (const slot of Object.keys(row.input.marks[part.value] ?? {})) slots.add(slot);
    const gathered: Gathered = { slots: [], raw: [], marks: [] };
    for (const slot of slots) {
      let sum = ZERO;
      for (const [i, part] of parts.entries()) {
        const text = row.input.marks[part.value]?.[slot];
        if (text === undefined) {
          const name = nameOf(env, part.value);
          row.fault = absence(env, 'incomplete-sheet', {
            zh: `${slot} 缺 ${name.zh} 的打分`,
            en: `${slot} gave no mark for ${name.en}`,
          });
          return undefined;
        }
        const mark = readMark(text, part.value, slot);
        const factor = factors[i];
        sum = add(sum, factor ? multiply(mark, factor) : mark);
      }
      gathered.slots.push(slot);
      gathered.raw.push(toDecimal(sum));
      gathered.marks.push(sum);
    }
    return gathered;
  };
}

/** The document's answer to a missing number: a substitute, or an absence that spreads or is left out. */
export function compileMissing(missing: Missing | undefined): (row: Row, fault: Absence) => Exact | undefined {
  if (missing === undefined || missing === 'unranked' || missing === 'skip') {
    const skip = missing === 'skip';
    return (row, fault) => {
      // The value's own policy decides, not that of the value whose absence reached it.
      row.fault = fault.skip === skip ? fault : { ...fault, skip };
      return undefined;
    };
  }
  const substitute = missing === 'zero' ? ZERO : exact(missing.take);
  const shown = toDecimal(substitute);
  return (row, fault) => {
    row.fault = undefined;
    traceLine(
      row,
      { zh: `${fault.zh}，按 ${shown} 计`, en: `${fault.en}, counted as ${shown}` },
      undefined,
      substitute,
    );
    return substitute;
  };
}

export function compileMarks(marks: Marks, env: Env): Source {
  return compilePool(marks, gatherMarks(env.self.id), env);
}

/** The same recorded marks seen in another way, for instance the highest one as a tie key. */
export function compileMarksOf(view: MarksOf, env: Env): Source {
  const { marks } = env.values[indexOf(env, view.value)] as Value;
  if (!marks) throw new Error(`no marks recorded for ${view.value}`);
  const { kind, range, slots } = marks;
  const pooling: Marks = { ...view, kind, range, ...(slots === undefined ? {} : { slots }) };
  return compilePool(pooling, gatherMarks(view.value), env);
}

export function compileSheets(sheets: Sheets, env: Env): Source {
  return compilePool(sheets, gatherSheets(sheets.of, env), env);
}

function compilePool(pooling: Pooling & { readonly kind?: Marks['kind'] }, gather: Gather, env: Env): Source {
  const { min, max } = slotLimits(pooling);
  const combine = pooling.combine ?? defaultCombine(pooling);
  if (combine === undefined) throw new Error(`no way to combine the marks of ${env.self.id}`);
  const planFor = compileCombines(combine);
  const each = compileEach(pooling, env);
  const onMissing = compileMissing(pooling.missing);
  const tally = isTally(pooling);
  const tooMany = absence(env, 'too-many-marks', { zh: `成绩多于 ${max} 个`, en: `more than ${max} marks` });
  const long = tooLong(env);
  const tooFew = (count: number) => absence(env, 'too-few-marks', tooFewText(count, min));
  return (row) => {
    const gathered = gather(row);
    if (!gathered) return onMissing(row, row.fault as Absence);
    const { marks } = gathered;
    const count = marks.length;
    if (count > max) return onMissing(row, tooMany);
    if (count < min) return onMissing(row, tooFew(count));
    if (count === 0) return tally ? ZERO : emptyPool(row, combine, () => onMissing(row, tooFew(0)));
    const plan = planFor(count);
    if (!plan) throw new Error(`no band of ${env.self.id} speaks of ${count} marks`);
    if (each.length > 0 && !adjust(each, marks, row)) return onMissing(row, row.fault as Absence);
    if (plan.order !== 'none') sortMarks(gathered.slots, marks, gathered.raw, plan.order);
    const result = plan.fold(marks, plan.from(count), plan.to(count));
    if (result === undefined) return onMissing(row, long);
    if (row.trace) traceMarks(row, plan, gathered, result);
    return result;
  };
}

function emptyPool(row: Row, combine: NonNullable<Pooling['combine']>, otherwise: () => Exact | undefined) {
  if (Array.isArray(combine) || combineKind(combine as Combine).ofNone !== 'zero') return otherwise();
  traceLine(row, { zh: '没有成绩，计 0', en: 'no marks, counts as 0' }, undefined, ZERO);
  return ZERO;
}

function tooFewText(count: number, min: number): Text {
  const least = Math.max(min, 1);
  return count === 0 && least === 1
    ? { zh: '没有成绩', en: 'no mark' }
    : { zh: `只有 ${count} 个成绩，至少要 ${least} 个`, en: `${count} marks, at least ${least} needed` };
}

function compileEach(pooling: Pooling, env: Env): CompiledStep[] {
  const first = pooling.round ? [compileRounding(pooling.round)] : [];
  const rounding = first.map(({ apply, text }): CompiledStep => ({ run: apply, text: () => text }));
  return [...rounding, ...compileSteps(pooling.each ?? [], env)];
}

/** Steps on each mark are not traced one by one: the explanation shows each mark before and after. */
function adjust(each: readonly CompiledStep[], marks: Exact[], row: Row): boolean {
  const { trace } = row;
  row.trace = undefined;
  let complete = true;
  for (let i = 0; i < marks.length && complete; i += 1) {
    const after = runSteps(each, marks[i] as Exact, row);
    if (after === undefined) complete = false;
    else marks[i] = after;
  }
  row.trace = trace;
  return complete;
}

function traceMarks(row: Row, plan: CombinePlan, gathered: Gathered, result: Exact): void {
  const count = gathered.marks.length;
  const [from, to] = [plan.from(count), plan.to(count)];
  for (const [i, mark] of gathered.marks.entries()) {
    const end = i < from ? 'dropped-lowest' : 'dropped-highest';
    const left = plan.leaves === 'extremes' ? end : 'not-used';
    row.trace?.marks.push({
      slot: gathered.slots[i] as string,
      mark: gathered.raw[i] as string,
      counted: toDecimal(mark),
      fate: i >= from && i < to ? 'kept' : left,
    });
  }
  traceLine(row, plan.text, undefined, result);
}
