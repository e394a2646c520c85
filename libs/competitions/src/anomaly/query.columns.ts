import { groupedBy, type Criterion, type MarkedContest, type RecordedMark } from '../marks';
import type { FindingKind } from './events';

/** What was found, before it has an id. */
export type Found = {
  readonly kind: FindingKind;
  readonly criterion?: string;
  readonly marks: readonly RecordedMark[];
  readonly zh: string;
  readonly en: string;
};

/** A mark as a number: `x` is whole as long as the value has at most fifteen digits. */
export type Cell = { readonly mark: RecordedMark; readonly x: number };

/** The marks under one criterion, in units of its last digit. */
export type Column = {
  readonly criterion: Criterion;
  readonly cells: readonly Cell[];
  /** The smallest difference that means something: a step of the scale, or a hundredth of it. */
  readonly grain: number;
  /** A number of units as a decimal, exact to a tenth of a unit. */
  readonly shown: (units: number) => string;
};

const fractionOf = (value: string): number => (value.includes('.') ? value.length - value.indexOf('.') - 1 : 0);

/** A column for each criterion of the rule document that has marks. */
export function columnsOf({ criteria, marks }: MarkedContest): readonly Column[] {
  const groups = groupedBy(marks, ({ criterion }) => criterion);
  return criteria.flatMap((criterion) => {
    const own = groups.get(criterion.id);
    return own === undefined ? [] : [columnOf(criterion, own)];
  });
}

function columnOf(criterion: Criterion, marks: readonly RecordedMark[]): Column {
  const { min, max, step } = criterion.range;
  const bounds = [min, max, ...(step === undefined ? [] : [step])].map(String);
  let digits = 0;
  for (const bound of bounds) digits = Math.max(digits, fractionOf(bound));
  for (const { value } of marks) digits = Math.max(digits, fractionOf(value));
  const unitsOf = (value: string) => Number(value.replace('.', '') + '0'.repeat(digits - fractionOf(value)));
  const [low = 0, high = 0, by] = bounds.map(unitsOf);
  return {
    criterion,
    cells: marks.map((mark) => ({ mark, x: unitsOf(mark.value) })),
    grain: by ?? (high - low) / 100,
    shown: (units) => decimalText(units, digits),
  };
}

function decimalText(units: number, digits: number): string {
  const tenths = Math.round(Math.abs(units) * 10);
  if (!Number.isSafeInteger(tenths)) return String(units / 10 ** digits);
  const all = String(tenths).padStart(digits + 2, '0');
  const cut = all.length - digits - 1;
  const text = `${all.slice(0, cut)}.${all.slice(cut)}`.replace(/\.?0+$/, '');
  return units < 0 && tenths > 0 ? `-${text}` : text;
}

/** The median of at least one number. */
export const median = (numbers: readonly number[]): number => medianOf(new Float64Array(numbers).sort());

function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/**
 * How far numbers usually lie from a centre, as the standard deviation of a bell curve: from the median distance, or from
 * the distance that nine in ten keep where that is more. A few wild numbers move neither; on a coarse scale, where most
 * numbers are equal, the first alone would be nothing.
 */
export function spreadAround(numbers: readonly number[], centre: number): number {
  const away = new Float64Array(numbers.length);
  for (let n = 0; n < away.length; n++) away[n] = Math.abs((numbers[n] ?? 0) - centre);
  away.sort();
  const most = away[Math.ceil(away.length * 0.9) - 1] ?? 0;
  return Math.max(1.4826 * medianOf(away), most / 1.6449);
}

export const bySlot = (cells: readonly Cell[]): Map<string, Cell[]> => groupedBy(cells, ({ mark }) => mark.slot);
export const marksOf = (cells: readonly Cell[]): readonly RecordedMark[] => cells.map(({ mark }) => mark);

/**
 * How likely two marks are equal where nothing is known but how they are spread: a step of the scale, as fine as it was
 * used, against their spread. About three times too likely for marks that have nothing to do with each other, so that it
 * still holds for those that do. From 0 to 1.
 */
export function chanceOfEqual(numbers: readonly number[]): number {
  const [first = 0] = numbers;
  let step = 0;
  for (const x of numbers) step = divisorOf(step, Math.abs(x - first));
  const spread = spreadAround(numbers, median(numbers));
  return step === 0 || spread <= step ? 1 : step / spread;
}

function divisorOf(a: number, b: number): number {
  let [one, other] = [a, b];
  while (other > 0) [one, other] = [other, one % other];
  return one;
}
