import { Fraction as Ratio } from 'fraction.js';
import type { EntryInput } from '../contracts';
import { byHand, combined } from './combine.kinds';
import {
  average,
  middle,
  num,
  print,
  productBy,
  rising,
  roundTo,
  total,
  unlessLong,
  type Fraction,
} from './oracle-numbers';
import { isVerb, STEPS_BY_HAND } from './step.kinds';
import type { Combine } from '../combine.kinds';
import type { BandedCombine, Bounds, Marks, Missing, Operand, RuleDocument, Step, Value } from '../document';

/**
 * A second, slow and plain reading of the rule format. It shares no code with the engine, only the types of the
 * document, and exists to disagree with it.
 */
export type Gone = { readonly code: string; readonly value: string; readonly skip: boolean };
export type Cell = Fraction | Gone;
type Cells = Map<string, Cell>;
export type OracleRow = {
  readonly input: EntryInput;
  readonly cells: Cells;
  readonly values: Readonly<Record<string, string>>;
  readonly total: string | undefined;
  readonly code: string | undefined;
  readonly failed: readonly string[];
};

export const isGone = (cell: Cell): cell is Gone => !(cell instanceof Ratio);
const gone = (code: string, value: string, skip = false): Gone => ({ code, value, skip });
const orLong = (x: Fraction | undefined, self: string): Cell => (x && unlessLong(x)) ?? gone('number-too-long', self);

function read(operand: Operand, cells: Cells): Cell {
  return typeof operand === 'object' ? (cells.get(operand.value) as Cell) : num(operand);
}

function holds(x: Fraction, bounds: Bounds, cells: Cells): boolean | Gone {
  const signs = { atLeast: [0, 1], atMost: [-1, 0], above: [1], below: [-1], equals: [0] } as const;
  let met = true;
  for (const key of ['atLeast', 'atMost', 'above', 'below', 'equals'] as const) {
    const operand = bounds[key];
    if (operand === undefined) continue;
    const bound = read(operand, cells);
    if (isGone(bound)) return bound;
    const order = Math.sign(x.compare(bound));
    met = met && (signs[key] as readonly number[]).includes(order);
  }
  return met;
}

function stepped(x: Fraction, steps: readonly Step[], cells: Cells, self: string): Cell {
  let now: Fraction = x;
  for (const step of steps) {
    const next = stepOnce(now, step, cells, self);
    if (isGone(next)) return next;
    now = next;
  }
  return now;
}

function stepOnce(x: Fraction, step: Step, cells: Cells, self: string): Cell {
  if ('round' in step) return roundTo(x, step.round);
  if ('negate' in step) return x.neg();
  if ('power' in step) {
    if (step.power < 0 && x.equals(0)) return gone('division-by-zero', self);
    return orLong(step.power === 0 ? new Ratio(1) : x.pow(step.power), self);
  }
  if ('when' in step) {
    const subject = step.when.value === undefined ? x : (cells.get(step.when.value) as Cell);
    if (isGone(subject)) return subject;
    const met = holds(subject, step.when, cells);
    if (typeof met !== 'boolean') return met;
    return stepped(x, (met ? step.then : step.else) ?? [], cells, self);
  }
  if ('bands' in step) {
    const { rows, bounds, below, above } = step.bands;
    for (const { from, to, gives } of rows) {
      const low = from === undefined ? 1 : x.compare(num(from));
      const high = to === undefined ? -1 : x.compare(num(to));
      if ((bounds === '(]' ? low > 0 : low >= 0) && (bounds === '[)' ? high < 0 : high <= 0)) {
        return typeof gives === 'object' ? stepped(x, gives, cells, self) : num(gives);
      }
    }
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const isBelow = first?.from !== undefined && x.compare(num(first.from)) <= 0;
    const isAbove = last?.to !== undefined && x.compare(num(last.to)) >= 0;
    if (isBelow && below !== undefined) return num(below);
    if (isAbove && above !== undefined) return num(above);
    return gone('outside-bands', self);
  }
  if ('rank' in step) throw new Error('a rank looks at the whole column');
  const [[verb, operand] = ['', 0]] = Object.entries<Operand>(step);
  const y = read(operand, cells);
  if (isGone(y)) return y.skip ? x : y;
  if (!isVerb(verb)) throw new Error(`unknown step: ${verb}`);
  const { means, notByZero } = STEPS_BY_HAND[verb];
  return notByZero && y.equals(0) ? gone('division-by-zero', self) : orLong(means(x, y), self);
}

function substitute(missing: Missing | undefined, cell: Gone): Cell {
  if (missing === 'zero') return new Ratio(0);
  if (typeof missing === 'object') return num(missing.take);
  return { ...cell, skip: missing === 'skip' };
}

type PoolSpec = Partial<Marks>;
function pooled(pool: PoolSpec, found: { slot: string; mark: Fraction }[] | Gone, cells: Cells, self: string): Cell {
  if (!Array.isArray(found)) return substitute(pool.missing, found);
  const tally = pool.kind === 'deduction' || pool.kind === 'bonus';
  const min = pool.slots?.min ?? (tally ? 0 : 1);
  const max = pool.slots?.max ?? (tally ? 999 : 1);
  if (found.length > max) return substitute(pool.missing, gone('too-many-marks', self));
  if (found.length < min) return substitute(pool.missing, gone('too-few-marks', self));
  const combine = pool.combine ?? (tally ? ({ by: 'sum' } as const) : ({ by: 'single' } as const));
  if (found.length === 0) {
    if (tally || (!Array.isArray(combine) && byHand(combine as Combine).ofNone === 'zero')) return new Ratio(0);
    return substitute(pool.missing, gone('too-few-marks', self));
  }
  const marks: { slot: string; mark: Fraction }[] = [];
  for (const { slot, mark } of found) {
    const rounded = pool.round ? roundTo(mark, pool.round) : mark;
    const adjusted = stepped(rounded, pool.each ?? [], cells, self);
    if (isGone(adjusted)) return substitute(pool.missing, adjusted);
    marks.push({ slot, mark: adjusted });
  }
  const bands = combine as readonly BandedCombine[];
  const count = marks.length;
  const fitting = Array.isArray(combine)
    ? bands.find(({ marks: { from, to } }) => count >= from && (to === undefined || count <= to))
    : (combine as Combine);
  const result = orLong(combined(fitting as Combine, marks), self);
  return isGone(result) ? substitute(pool.missing, result) : result;
}

function marksIn(input: EntryInput, id: string): { slot: string; mark: Fraction }[] {
  return Object.entries(input.marks[id] ?? {}).map(([slot, mark]) => ({ slot, mark: num(mark) }));
}

function sheetsOf(input: EntryInput, parts: NonNullable<Value['sheets']>['of'], self: string) {
  const slots = [...new Set(parts.flatMap((part) => Object.keys(input.marks[part.value] ?? {})))];
  const complete = slots.every((slot) => parts.every((part) => input.marks[part.value]?.[slot] !== undefined));
  if (!complete) return gone('incomplete-sheet', self);
  return slots.map((slot) => ({
    slot,
    mark: total(
      parts.map((part) => num(input.marks[part.value]?.[slot] as string).mul(num(part.factor ?? '1'))),
    ) as Fraction,
  }));
}

/** Parts that are there; the absence that spreads when one of them is not to be skipped. */
function present(ids: readonly string[], cells: Cells, self: string): { at: number; x: Fraction }[] | Gone {
  const found: { at: number; x: Fraction }[] = [];
  for (const [at, id] of ids.entries()) {
    const cell = cells.get(id) as Cell;
    if (!isGone(cell)) found.push({ at, x: cell });
    else if (!cell.skip) return cell;
  }
  return found.length > 0 ? found : gone('value-missing', self, true);
}

function folded(value: Value, cells: Cells): Cell {
  const terms = value.sum ?? value.weightedMean;
  const ids = terms?.map((part) => part.value) ?? value.mean ?? value.median ?? value.highest ?? value.lowest;
  const parts = present(ids ?? value.product ?? value.bestN?.of ?? [], cells, value.id);
  if (!Array.isArray(parts)) return parts;
  return orLong(foldedParts(value, parts), value.id);
}

function foldedParts(value: Value, parts: readonly { at: number; x: Fraction }[]): Fraction | undefined {
  const list = parts.map((part) => part.x);
  if (value.sum) return total(parts.map(({ at, x }) => x.mul(num(value.sum?.[at]?.factor ?? '1'))));
  if (value.weightedMean) {
    const weights = parts.map(({ at }) => num(value.weightedMean?.[at]?.weight ?? '0'));
    return total(list.map((x, i) => x.mul(weights[i] as Fraction)))?.div(total(weights) as Fraction);
  }
  if (value.mean) return average(list);
  if (value.median) return middle(list);
  if (value.highest) return rising(list)[list.length - 1];
  if (value.lowest) return rising(list)[0];
  if (value.product) return productBy(list);
  const sorted = rising(list);
  const best = (value.bestN?.from === 'highest' ? sorted.reverse() : sorted).slice(0, value.bestN?.n);
  return value.bestN?.then === 'sum' ? total(best) : average(best);
}

function sourced(document: RuleDocument, value: Value, input: EntryInput, cells: Cells): Cell {
  const { id, marks, marksOf, sheets, attribute } = value;
  if (marks) return pooled(marks, marksIn(input, id), cells, id);
  if (marksOf) {
    const target = document.values.find((item) => item.id === marksOf.value)?.marks as Marks;
    const { kind, slots } = target;
    return pooled({ ...marksOf, kind, ...(slots ? { slots } : {}) }, marksIn(input, marksOf.value), cells, id);
  }
  if (sheets) return pooled(sheets, sheetsOf(input, sheets.of, id), cells, id);
  if (attribute) {
    const text = input.attributes?.[attribute.name];
    return text === undefined ? substitute(attribute.missing, gone('no-attribute', id)) : num(text);
  }
  if (value.constant !== undefined) return num(value.constant);
  if (value.firstOf) {
    const found = value.firstOf.map((name) => cells.get(name) as Cell);
    return found.find((cell) => !isGone(cell)) ?? (found[found.length - 1] as Cell);
  }
  return folded(value, cells);
}

type Entry = { readonly input: EntryInput; readonly cells: Cells };
const inHeat = (a: EntryInput, b: EntryInput, within: 'group' | 'all') => within === 'all' || a.group === b.group;

function statistic(value: Value, me: Entry, entries: readonly Entry[]): Cell {
  const field = value.field as NonNullable<Value['field']>;
  const list = entries
    .filter(({ input }) => input.status.kind === 'competing' && inHeat(input, me.input, field.within))
    .map(({ cells }) => cells.get(field.of) as Cell)
    .filter((cell): cell is Fraction => !isGone(cell));
  if (field.by === 'count') return new Ratio(list.length);
  if (list.length === 0) return gone('empty-field', value.id);
  const sorted = rising(list);
  const result = {
    sum: total(list),
    mean: average(list),
    median: middle(list),
    highest: sorted[sorted.length - 1] as Fraction,
    lowest: sorted[0] as Fraction,
  }[field.by];
  return orLong(result, value.id);
}

/** Numbers first, so that 9 stands before 10; generated names are a letter and a number. */
export function entryOrder(a: EntryInput, b: EntryInput): number {
  const [x, y] = [Number(a.number ?? '0'), Number(b.number ?? '0')];
  return x === y ? Number(a.entry.slice(1)) - Number(b.entry.slice(1)) : x - y;
}

function ranked(
  step: Extract<Step, { rank: unknown }>['rank'],
  column: readonly Cell[],
  entries: readonly Entry[],
  i: number,
  self: string,
): Cell {
  const mine = column[i] as Cell;
  const me = entries[i] as Entry;
  if (isGone(mine)) return mine;
  if (me.input.status.kind !== 'competing') return gone('not-competing', self);
  const counts = (x: Fraction) => step.unrankedAtOrBelow === undefined || x.compare(num(step.unrankedAtOrBelow)) > 0;
  if (!counts(mine)) return num(step.unrankedGives ?? '0');
  const rivals = entries.flatMap(({ input }, k) => {
    const x = column[k] as Cell;
    const takesPart = k !== i && input.status.kind === 'competing' && inHeat(input, me.input, step.within);
    return takesPart && !isGone(x) && counts(x) ? [{ x, input }] : [];
  });
  const order = ({ x }: { x: Fraction }) => x.compare(mine) * (step.better === 'higher' ? 1 : -1);
  const ahead = rivals.filter((rival) => order(rival) > 0);
  const equal = rivals.filter((rival) => order(rival) === 0);
  const rank = {
    '1224': ahead.length + 1,
    '1334': ahead.length + equal.length + 1,
    '1223': new Set(ahead.map(({ x }) => x.toFraction())).size + 1,
    '1234': ahead.length + equal.filter(({ input }) => entryOrder(input, me.input) < 0).length + 1,
    average: ahead.length + equal.length / 2 + 1,
  }[step.method];
  return stepped(new Ratio(rank), step.then ?? [], me.cells, self);
}

function fillValue(document: RuleDocument, value: Value, entries: readonly Entry[]): void {
  let column = entries.map((entry) =>
    value.field ? statistic(value, entry, entries) : sourced(document, value, entry.input, entry.cells),
  );
  for (const step of value.steps ?? []) {
    const before = column;
    column = before.map((cell, i) => {
      if (isGone(cell)) return cell;
      if ('rank' in step) return ranked(step.rank, before, entries, i, value.id);
      return stepOnce(cell, step, (entries[i] as Entry).cells, value.id);
    });
  }
  for (const [i, cell] of column.entries()) {
    const rounded = !isGone(cell) && value.round ? roundTo(cell, value.round) : cell;
    (entries[i] as Entry).cells.set(value.id, rounded);
  }
}

function failures(document: RuleDocument, cells: Cells): readonly { name: string; unranks: boolean }[] {
  return (document.requirements ?? []).flatMap((item) => {
    const cell = cells.get(item.value) as Cell;
    const shown = isGone(cell) || item.percentOf === undefined ? cell : cell.div(num(item.percentOf)).mul(100);
    const met = !isGone(shown) && holds(shown, item, cells) === true;
    return met ? [] : [{ name: item.name, unranks: item.otherwise === 'unranked' }];
  });
}

export function oracleField(document: RuleDocument, inputs: readonly EntryInput[]): OracleRow[] {
  const entries: Entry[] = inputs.map((input) => ({ input, cells: new Map() }));
  for (const value of document.values) fillValue(document, value, entries);
  return entries.map(({ input, cells }) => {
    const hidden = ['withdrawn', 'absent'].includes(input.status.kind);
    const values: Record<string, string> = {};
    for (const value of document.values) {
      const cell = cells.get(value.id) as Cell;
      if (!hidden && !isGone(cell)) values[value.id] = print(cell, value.round);
    }
    const failed = hidden ? [] : failures(document, cells);
    const statusCode = input.status.kind === 'competing' ? undefined : input.status.kind;
    const missing = isGone(cells.get(document.total) as Cell) ? 'value-missing' : undefined;
    const barred = failed.some((item) => item.unranks) ? 'requirement' : undefined;
    const code = statusCode ?? missing ?? barred;
    return { input, cells, values, total: values[document.total], code, failed: failed.map((item) => item.name) };
  });
}
