import { Fraction as Ratio } from 'fraction.js';
import type { Combine, Rounding } from '../document';

/** Rounding, printing and combining for the oracle, written from the definitions. */
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

export const total = (list: readonly Fraction[]) => list.reduce((a, b) => a.add(b), new Ratio(0));
export const average = (list: readonly Fraction[]) => total(list).div(list.length);
export const rising = (list: readonly Fraction[]) => [...list].sort((a, b) => a.compare(b));
export const middle = (list: readonly Fraction[]) => {
  const sorted = rising(list);
  const half = sorted.length / 2;
  const pair = Number.isInteger(half) ? [sorted[half - 1], sorted[half]] : [sorted[Math.floor(half)]];
  return average(pair as Fraction[]);
};

export function combined(
  combine: Combine,
  marks: readonly { readonly slot: string; readonly mark: Fraction }[],
): Fraction {
  const list = marks.map((item) => item.mark);
  const up = rising(list);
  const down = [...up].reverse();
  switch (combine.by) {
    case 'mean':
      return average(list);
    case 'sum':
    case 'single':
      return total(list);
    case 'median':
      return middle(list);
    case 'highest':
      return down[0] as Fraction;
    case 'lowest':
      return up[0] as Fraction;
    case 'range':
      return (down[0] as Fraction).sub(up[0] as Fraction);
    case 'product':
      return list.reduce((a, b) => a.mul(b));
    case 'last': {
      const late = [...marks].sort((a, b) => Number(b.slot.slice(1)) - Number(a.slot.slice(1)));
      return (late[0] as { mark: Fraction }).mark;
    }
    case 'nth':
      return (combine.from === 'highest' ? down : up)[combine.n - 1] as Fraction;
    case 'best-n': {
      const best = (combine.from === 'highest' ? down : up).slice(0, combine.n);
      return combine.then === 'sum' ? total(best) : average(best);
    }
    case 'count':
      return new Ratio(
        list.filter(
          (mark) =>
            (combine.atLeast === undefined || mark.compare(num(combine.atLeast)) >= 0) &&
            (combine.atMost === undefined || mark.compare(num(combine.atMost)) <= 0),
        ).length,
      );
    default: {
      const kept = up.slice(combine.dropLowest).reverse().slice(combine.dropHighest);
      return combine.by === 'trimmed-mean' ? average(kept) : total(kept);
    }
  }
}
