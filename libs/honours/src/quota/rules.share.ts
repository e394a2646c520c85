import type { QuotaMethod } from './rules';

/** A unit's part of the whole, on a denominator that all units share. */
export type Share = { readonly unit: string; readonly weight: bigint };

export type SharedOut = {
  readonly seats: ReadonlyMap<string, number>;
  /** Units that were level for the last seat, when there are more than seats for them: the order of the list decided. */
  readonly level: readonly string[];
};

/**
 * Shares seats among units, each with at least `floor`. Needs a weight above zero and `floor` seats for every unit. Equal claims
 * go in the order of the list. domain-rules 26.
 */
export function shareOut(method: QuotaMethod, shares: readonly Share[], seats: number, floor = 0): SharedOut {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0n);
  if (total <= 0n || seats < floor * shares.length) throw new Error('seats that cannot be shared out');
  return method === 'largest-remainder' ? byRemainder(shares, seats, floor) : byDivisor(method, shares, seats, floor);
}

/** Whoever would have less than the floor gets the floor, and the rest is shared anew among the others. */
function byRemainder(shares: readonly Share[], seats: number, floor: number): SharedOut {
  const fixed = new Map<string, number>();
  for (;;) {
    const rest = shares.filter(({ unit }) => !fixed.has(unit));
    const shared = largestRemainder(rest, seats - floor * fixed.size);
    const short = rest.filter(({ unit }) => (shared.seats.get(unit) ?? 0) < floor);
    if (short.length === 0) {
      const of = (unit: string) => fixed.get(unit) ?? shared.seats.get(unit) ?? 0;
      return { seats: new Map(shares.map(({ unit }) => [unit, of(unit)])), level: shared.level };
    }
    for (const { unit } of short) fixed.set(unit, floor);
  }
}

function largestRemainder(shares: readonly Share[], seats: number): SharedOut {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0n);
  // Only units without weight are left where the others have the floor; what is left over is theirs in the order of the list.
  if (total === 0n)
    return largestRemainder(
      shares.map(({ unit }) => ({ unit, weight: 1n })),
      seats,
    );
  const claims = shares.map(({ unit, weight }) => {
    const claim = weight * BigInt(seats);
    return { unit, whole: Number(claim / total), rest: claim % total };
  });
  const left = seats - claims.reduce((sum, { whole }) => sum + whole, 0);
  const order = claims.map((claim, index) => ({ ...claim, index }));
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const lucky = new Set(order.slice(0, left).map(({ unit }) => unit));
  const [last, next] = [order[left - 1], order[left]];
  const level = last !== undefined && last.rest === next?.rest ? order.filter(({ rest }) => rest === last.rest) : [];
  return {
    seats: new Map(claims.map(({ unit, whole }) => [unit, whole + (lucky.has(unit) ? 1 : 0)])),
    level: level.map(({ unit }) => unit),
  };
}

/** What a unit claims of the next seat: its weight by the divisor of the seats it has. */
type Claim = { readonly unit: string; readonly index: number; readonly weight: bigint; divisor: bigint; had: number };

/**
 * One seat after another to the highest quotient: by 1, 2, 3 … (D'Hondt) or 1, 3, 5 … (Sainte-Laguë). The claims stand in a
 * heap, so that a seat costs the logarithm of the units and not all of them.
 */
function byDivisor(
  method: Exclude<QuotaMethod, 'largest-remainder'>,
  shares: readonly Share[],
  seats: number,
  floor: number,
): SharedOut {
  const step = method === 'dhondt' ? 1n : 2n;
  const claims = shares.map(({ unit, weight }, index): Claim => {
    return { unit, index, weight, divisor: BigInt(floor) * step + 1n, had: floor };
  });
  const heap = [...claims].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  let level: readonly string[] = [];
  for (let left = seats - floor * shares.length; left > 0; left -= 1) {
    const [winner] = heap;
    if (winner === undefined) break;
    if (left === 1) level = claims.filter((one) => compareQuotients(one, winner) === 0).map(({ unit }) => unit);
    winner.had += 1;
    winner.divisor += step;
    sink(heap);
  }
  return { seats: new Map(claims.map(({ unit, had }) => [unit, had])), level: level.length > 1 ? level : [] };
}

function compareQuotients(a: Claim, b: Claim): number {
  const [mine, theirs] = [a.weight * b.divisor, b.weight * a.divisor];
  return mine === theirs ? 0 : mine > theirs ? 1 : -1;
}

function isBefore(a: Claim, b: Claim): boolean {
  const order = compareQuotients(a, b);
  return order === 0 ? a.index < b.index : order > 0;
}

/** Lets the first of a heap down to where it belongs now. */
function sink(heap: Claim[]): void {
  for (let at = 0; ;) {
    let first = at;
    for (const below of [2 * at + 1, 2 * at + 2]) {
      const [one, best] = [heap[below], heap[first]];
      if (one !== undefined && best !== undefined && isBefore(one, best)) first = below;
    }
    const [here, there] = [heap[at], heap[first]];
    if (first === at || here === undefined || there === undefined) return;
    heap[at] = there;
    heap[first] = here;
    at = first;
  }
}
