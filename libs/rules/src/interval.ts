import {
  absolute,
  add,
  compare,
  divide,
  exact,
  isTooLong,
  multiply,
  negate,
  ONE,
  sign,
  toDecimal,
  ZERO,
  type Decimal,
  type Exact,
} from './exact';

/** Numbers from `low` to `high`, both included; an end that is not there is not known, or there is none. */
export type Interval = { readonly low: Exact | undefined; readonly high: Exact | undefined };

export const ANY: Interval = { low: undefined, high: undefined };
export const point = (x: Exact): Interval => ({ low: x, high: x });

const lesser = (a: Exact, b: Exact): Exact => (compare(a, b) <= 0 ? a : b);
const greater = (a: Exact, b: Exact): Exact => (compare(a, b) >= 0 ? a : b);
const both = (a: Exact | undefined, b: Exact | undefined, make: (a: Exact, b: Exact) => Exact): Exact | undefined => {
  if (a === undefined || b === undefined) return undefined;
  const made = make(a, b);
  return isTooLong(made) ? undefined : made;
};

/** The narrowest interval around all of them; every number when there is none. */
export function around(parts: readonly Interval[]): Interval {
  const [first, ...others] = parts;
  return others.reduce(
    (all, part) => ({ low: both(all.low, part.low, lesser), high: both(all.high, part.high, greater) }),
    first ?? ANY,
  );
}

export const plus = (a: Interval, b: Interval): Interval => ({
  low: both(a.low, b.low, add),
  high: both(a.high, b.high, add),
});

export const negated = ({ low, high }: Interval): Interval => ({
  low: high && negate(high),
  high: low && negate(low),
});

export const minus = (a: Interval, b: Interval): Interval => plus(a, negated(b));

export function scaled({ low, high }: Interval, by: Exact): Interval {
  if (sign(by) === 0) return point(ZERO);
  const grown = { low: both(low, by, multiply), high: both(high, by, multiply) };
  return sign(by) > 0 ? grown : { low: grown.high, high: grown.low };
}

export function times(a: Interval, b: Interval): Interval {
  const lone = loneOf(b);
  if (lone !== undefined) return scaled(a, lone);
  const ends = [a.low, a.high].flatMap((x) => [both(x, b.low, multiply), both(x, b.high, multiply)]);
  return around(ends.map((end) => (end === undefined ? ANY : point(end))));
}

/** Known only where the divisor is one number. */
export function over(a: Interval, b: Interval): Interval {
  const divisor = loneOf(b);
  const inverse = divisor && divide(ONE, divisor);
  return inverse ? scaled(a, inverse) : ANY;
}

function loneOf({ low, high }: Interval): Exact | undefined {
  return low !== undefined && high !== undefined && compare(low, high) === 0 ? low : undefined;
}

/** Of each pair the greater one. */
export const greaterOf = (a: Interval, b: Interval): Interval => ({
  low: a.low && b.low ? greater(a.low, b.low) : (a.low ?? b.low),
  high: both(a.high, b.high, greater),
});

export const lesserOf = (a: Interval, b: Interval): Interval => negated(greaterOf(negated(a), negated(b)));

export function apart(a: Interval, b: Interval): Interval {
  const { low, high } = minus(a, b);
  const furthest = both(low, high, (x, y) => greater(absolute(x), absolute(y)));
  if (low !== undefined && sign(low) > 0) return { low, high };
  if (high !== undefined && sign(high) < 0) return negated({ low, high });
  return { low: ZERO, high: furthest };
}

/** Bounds as a document states them. */
export type Stated = {
  readonly atLeast?: Decimal;
  readonly atMost?: Decimal;
  readonly above?: Decimal;
  readonly below?: Decimal;
};

/** An end of a stretch; one that is not included is as near as one likes and no nearer. */
type End = { readonly at: Exact; readonly isIn: boolean };
/** All numbers between two ends. */
export type Stretch = { readonly from: End | undefined; readonly to: End | undefined };

const narrower = (a: End | undefined, b: End | undefined, direction: 1 | -1): End | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a.at, b.at) * direction;
  return order > 0 || (order === 0 && !a.isIn) ? a : b;
};

export const meet = (a: Stretch, b: Stretch): Stretch => ({
  from: narrower(a.from, b.from, 1),
  to: narrower(a.to, b.to, -1),
});

export function isEmpty({ from, to }: Stretch): boolean {
  if (from === undefined || to === undefined) return false;
  const order = compare(from.at, to.at);
  return order > 0 || (order === 0 && !(from.isIn && to.isIn));
}

/** Whether every number of `inner` is one of `outer`. */
export function holds(outer: Stretch, inner: Stretch): boolean {
  const { from, to } = meet(outer, inner);
  const same = (a: End | undefined, b: End | undefined) =>
    a === undefined || b === undefined ? a === b : compare(a.at, b.at) === 0 && a.isIn === b.isIn;
  return same(from, inner.from) && same(to, inner.to);
}

export const stretchOf = ({ low, high }: Interval): Stretch => ({
  from: low && { at: low, isIn: true },
  to: high && { at: high, isIn: true },
});

/** What meets all the bounds, each taken through `scale` first. */
export function stretchWithin({ atLeast, atMost, above, below }: Stated, scale: (x: Exact) => Exact): Stretch {
  const end = (bound: Decimal | undefined, isIn: boolean) =>
    bound === undefined ? undefined : { at: scale(exact(bound)), isIn };
  return {
    from: narrower(end(atLeast, true), end(above, false), 1),
    to: narrower(end(atMost, true), end(below, false), -1),
  };
}

/** `≥ 60、≤ 100`, for messages in either language. */
export function shown({ from, to }: Stretch): string {
  const low = from && `${from.isIn ? '≥' : '>'} ${toDecimal(from.at)}`;
  const high = to && `${to.isIn ? '≤' : '<'} ${toDecimal(to.at)}`;
  return [low, high].filter((part) => part !== undefined).join(', ');
}
