import { Fraction as Ratio } from 'fraction.js';
import type { Rounding } from '../document';

/** Rounding, printing and averaging for the oracle, written from the definitions. */
export type Fraction = InstanceType<typeof Ratio>;
export const num = (text: string | number): Fraction => new Ratio(String(text));

export function roundTo(x: Fraction, rounding: Rounding): Fraction {
  const unit = 'digits' in rounding ? new Ratio(1).div(new Ratio(10).pow(rounding.digits)) : num(rounding.to);
  const y = x.div(unit);
  const [low, high] = [y.floor(), y.ceil()];
  if (low.equals(high)) return x;
  const [inner, outer] = y.compare(0) < 0 ? [high, low] : [low, high];
  const toInner = y.sub(inner).abs();
  const side = toInner.compare(new Ratio(1, 2));
  const nearest = (onTie: Fraction) => (side < 0 ? inner : side > 0 ? outer : onTie);
  const even = inner.mod(2).equals(0) ? inner : outer;
  const chosen = {
    'half-up': nearest(outer),
    'half-down': nearest(inner),
    'half-even': nearest(even),
    up: outer,
    down: inner,
    ceiling: high,
    floor: low,
  }[rounding.mode];
  return chosen.mul(unit);
}

function fixed(x: Fraction, digits: number): string {
  const scaled = roundTo(x, { digits, mode: 'half-up' }).mul(new Ratio(10).pow(digits));
  const text = scaled
    .abs()
    .toFraction()
    .padStart(digits + 1, '0');
  const sign = scaled.compare(0) < 0 ? '-' : '';
  return digits === 0
    ? sign + text
    : `${sign}${text.slice(0, text.length - digits)}.${text.slice(text.length - digits)}`;
}

export function print(x: Fraction, rounding: Rounding | undefined): string {
  if (rounding && 'digits' in rounding) return fixed(x, rounding.digits);
  const target = rounding ? num(rounding.to) : x;
  for (let digits = 0; digits <= 200; digits += 1) {
    if (target.mul(new Ratio(10).pow(digits)).mod(1).equals(0)) return fixed(x, digits);
  }
  return fixed(x, 12);
}

const end = 10n ** 300n;
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
/** A number of more than 300 digits above or below the fraction line is none. */
export const unlessLong = (x: Fraction): Fraction | undefined => (x.n >= end || x.d >= end ? undefined : x);
/** Nor is there a sum of fractions that have no common denominator of 300 digits. */
export function total(list: readonly Fraction[]): Fraction | undefined {
  const common = list.reduce((lcm, { d }) => (lcm >= end ? lcm : (lcm / gcd(lcm, d)) * d), 1n);
  if (common >= end) return undefined;
  const above = list.reduce((sum, { s, n, d }) => sum + s * n * (common / d), 0n);
  return unlessLong(new Ratio(above, common));
}
export function average(list: readonly Fraction[]): Fraction | undefined {
  const sum = total(list);
  return sum && unlessLong(sum.div(list.length));
}
/** What is too long before anything is cancelled is too long, unless it is nothing. */
export function productBy(list: readonly Fraction[]): Fraction | undefined {
  if (list.some(({ n }) => n === 0n)) return new Ratio(0);
  const above = list.reduce((product, { n }) => (product >= end ? product : product * n), 1n);
  const below = list.reduce((product, { d }) => (product >= end ? product : product * d), 1n);
  const negative = list.filter(({ s }) => s < 0n).length % 2 === 1;
  return above >= end || below >= end ? undefined : new Ratio(negative ? -above : above, below);
}
export const rising = (list: readonly Fraction[]) => [...list].sort((a, b) => a.compare(b));
export const middle = (list: readonly Fraction[]) => {
  const sorted = rising(list);
  const half = sorted.length / 2;
  const pair = Number.isInteger(half) ? [sorted[half - 1], sorted[half]] : [sorted[Math.floor(half)]];
  return average(pair as Fraction[]);
};
