import {
  add,
  divide,
  DIGITS_MAX,
  fromParts,
  isLong,
  isTooLong,
  isZero,
  multiply,
  subtract,
  toParts,
  whole,
  ZERO,
  type Exact,
} from './exact';

/**
 * What becomes of a stretch of numbers, `from` to before `to`; the stretch is not empty. `undefined` where it gets too long
 * a number, which does not depend on the order of the stretch.
 */
export type Fold = (marks: readonly Exact[], from: number, to: number) => Exact | undefined;

/** So few short numbers that nothing made of them gets too long: a safe integer has sixteen digits at most. */
const FEW = Math.floor(DIGITS_MAX / 16) - 1;
const MOST_DECIMALS = 10 ** 15;

/** Of many numbers, some of them fractions, the common denominator may get longer than each of theirs. */
export const sumOf: Fold = (marks, from, to) => {
  if (!areFewAndShort(marks, from, to) && !haveCommonDenominator(marks, from, to)) return undefined;
  let sum = marks[from] as Exact;
  for (let i = from + 1; i < to; i += 1) sum = add(sum, marks[i] as Exact);
  return unlessTooLong(sum);
};

export const meanOf: Fold = (marks, from, to) => {
  const sum = sumOf(marks, from, to);
  return sum && unlessTooLong(divide(sum, whole(to - from)) as Exact);
};

/** Counted before anything is cancelled between one number and another. */
export const productOf: Fold = (marks, from, to) => {
  if (areFewAndShort(marks, from, to)) {
    let product = marks[from] as Exact;
    for (let i = from + 1; i < to; i += 1) product = multiply(product, marks[i] as Exact);
    return product;
  }
  for (let i = from; i < to; i += 1) if (isZero(marks[i] as Exact)) return ZERO;
  let [above, below] = [1n, 1n];
  for (let i = from; i < to; i += 1) {
    const { n, d } = toParts(marks[i] as Exact);
    [above, below] = [above * n, below * d];
    if (isLong(above) || isLong(below)) return undefined;
  }
  return fromParts(above, below);
};

/** Highest minus lowest of numbers in rising order. */
export const spreadOf: Fold = (marks, from, to) =>
  unlessTooLong(subtract(marks[to - 1] as Exact, marks[from] as Exact));

export const unlessTooLong = (x: Exact): Exact | undefined => (isTooLong(x) ? undefined : x);

function areFewAndShort(marks: readonly Exact[], from: number, to: number): boolean {
  if (to - from > FEW) return false;
  for (let i = from; i < to; i += 1) if (typeof (marks[i] as Exact).d === 'bigint') return false;
  return true;
}

function haveCommonDenominator(marks: readonly Exact[], from: number, to: number): boolean {
  if (areDecimals(marks, from, to)) return true;
  let common = 1n;
  for (let i = from; i < to; i += 1) {
    const mark = marks[i] as Exact;
    if (common % BigInt(mark.d) === 0n) continue;
    const { d } = toParts(mark);
    common *= toParts(fromParts(d, common)).n;
    if (isLong(common)) return false;
  }
  return true;
}

function areDecimals(marks: readonly Exact[], from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    const { d } = marks[i] as Exact;
    if (typeof d === 'bigint' || MOST_DECIMALS % d !== 0) return false;
  }
  return true;
}
