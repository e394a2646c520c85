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

/** One seat after another to the highest quotient: by 1, 2, 3 … (D'Hondt) or 1, 3, 5 … (Sainte-Laguë). */
function byDivisor(
  method: Exclude<QuotaMethod, 'largest-remainder'>,
  shares: readonly Share[],
  seats: number,
  floor: number,
): SharedOut {
  const had = new Map(shares.map(({ unit }) => [unit, floor]));
  const divisor = (unit: string): bigint => BigInt((had.get(unit) ?? 0) * (method === 'dhondt' ? 1 : 2) + 1);
  let level: readonly string[] = [];
  for (let left = seats - floor * shares.length; left > 0; left -= 1) {
    let best: Share[] = [];
    for (const one of shares) {
      const [first] = best;
      if (first === undefined) best = [one];
      else {
        const [mine, theirs] = [one.weight * divisor(first.unit), first.weight * divisor(one.unit)];
        if (mine > theirs) best = [one];
        else if (mine === theirs) best.push(one);
      }
    }
    const [winner] = best;
    if (winner === undefined) break;
    had.set(winner.unit, (had.get(winner.unit) ?? 0) + 1);
    level = best.length > 1 ? best.map(({ unit }) => unit) : [];
  }
  return { seats: had, level };
}
