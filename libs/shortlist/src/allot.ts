import {
  add,
  compare,
  divide,
  exact,
  multiply,
  ONE,
  roundToMultiple,
  subtract,
  toDecimal,
  whole,
  ZERO,
} from '@xf/rules';
import type { AllotPart } from './document';

/**
 * Seats by formula: each value's part is the weighted mean of its shares in the sizes; whole seats first, the rest by the
 * largest remainder, of equal remainders the value named first. domain-rules 26.
 */
export function allotted(seats: number, parts: readonly AllotPart[]): ReadonlyMap<string, number> {
  const values = [...new Set(parts.flatMap(({ sizes }) => Object.keys(sizes)))];
  const weights = parts.map(({ weight }) => exact(weight)).reduce(add, ZERO);
  const given = values.map((value) => {
    let part = ZERO;
    for (const { weight, sizes } of parts) {
      const total = Object.values(sizes).map(exact).reduce(add, ZERO);
      const own = Object.hasOwn(sizes, value) ? exact(sizes[value] ?? '0') : ZERO;
      part = add(part, multiply(exact(weight), divide(own, total) ?? ZERO));
    }
    const fair = divide(multiply(part, whole(seats)), weights) ?? ZERO;
    const full = roundToMultiple(fair, ONE, 'floor');
    return { value, seats: Number(toDecimal(full)), rest: subtract(fair, full) };
  });
  const left = seats - given.reduce((sum, one) => sum + one.seats, 0);
  const order = given
    .map((_, at) => at)
    .sort((a, b) => compare(given[b]?.rest ?? ZERO, given[a]?.rest ?? ZERO) || a - b);
  const lucky = new Set(order.slice(0, left));
  return new Map(given.map((one, at) => [one.value, one.seats + (lucky.has(at) ? 1 : 0)]));
}
