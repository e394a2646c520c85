import { byJackknife, type Interval } from './query.intervals';

/** Kendall's tau-b of two lists of ranks (whole numbers from 0), and what it would be without each place in turn. */
export type Agreement = { readonly tau: number; readonly without: readonly number[] };

/** Undefined where one of the lists is all equal. Takes n log n steps. */
export function kendall(x: readonly number[], y: readonly number[]): Agreement | undefined {
  const balance = balances(x, y);
  const [differX, differY] = [differing(x), differing(y)];
  const [s, dx, dy] = [balance, differX, differY].map((list) => list.reduce((sum, one) => sum + one, 0) / 2) as [
    number,
    number,
    number,
  ];
  if (dx === 0 || dy === 0) return undefined;
  const tau = s / Math.sqrt(dx * dy);
  const at = (list: readonly number[], n: number): number => list[n] ?? 0;
  const without = x.map((_, n) => (s - at(balance, n)) / Math.sqrt((dx - at(differX, n)) * (dy - at(differY, n))));
  return { tau, without };
}

/**
 * The interval of a tau. Where every pair agrees, the jackknife sees no variation; then the bound is what so many pairs
 * without a common entry allow, by the binomial distribution.
 */
export function ofTau({ tau, without }: Agreement): (Interval & { readonly by: 'jackknife' | 'binomial' }) | undefined {
  if (without.every((one) => Math.abs(one) > 1 - 1e-12)) {
    const bound = 2 * Math.exp(Math.log(0.025) / Math.floor(without.length / 2)) - 1;
    return { by: 'binomial', ...(tau > 0 ? { low: bound, high: 1 } : { low: -1, high: -bound }) };
  }
  const found = byJackknife(tau, without);
  return found && { by: 'jackknife', low: Math.max(-1, found.low), high: Math.min(1, found.high) };
}

/** For each place how many others have another rank. */
function differing(ranks: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return ranks.map((rank) => ranks.length - (counts.get(rank) ?? 0));
}

/** For each place how many others stand to it the same way in both lists, less those that stand the other way round. */
function balances(x: readonly number[], y: readonly number[]): readonly number[] {
  const order = x.map((_, n) => n).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  const out = new Array<number>(x.length).fill(0);
  const highest = y.reduce((most, rank) => Math.max(most, rank), 0);
  // Once from the lowest x up and once from the highest down: those with the same x count in neither.
  for (const upward of [true, false]) {
    const seen = new Counts(highest + 1);
    const list = upward ? order : [...order].reverse();
    for (let from = 0; from < list.length;) {
      let to = from;
      while (to < list.length && x[list[to] ?? 0] === x[list[from] ?? 0]) to += 1;
      for (let n = from; n < to; n++) {
        const at = list[n] ?? 0;
        const rank = y[at] ?? 0;
        const below = seen.below(rank);
        const above = seen.total - seen.below(rank + 1);
        out[at] = (out[at] ?? 0) + (upward ? below - above : above - below);
      }
      for (let n = from; n < to; n++) seen.count(y[list[n] ?? 0] ?? 0);
      from = to;
    }
  }
  return out;
}

/** How often each rank was counted, as a Fenwick tree. */
class Counts {
  total = 0;
  private readonly tree: Float64Array;

  constructor(ranks: number) {
    this.tree = new Float64Array(ranks + 1);
  }

  count(rank: number): void {
    this.total += 1;
    for (let n = rank + 1; n < this.tree.length; n += n & -n) this.tree[n] = (this.tree[n] ?? 0) + 1;
  }

  below(rank: number): number {
    let sum = 0;
    for (let n = rank; n > 0; n -= n & -n) sum += this.tree[n] ?? 0;
    return sum;
  }
}
