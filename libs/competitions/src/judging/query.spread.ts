import { byJackknife, squares, type Interval } from './query.intervals';
import type { Panel } from './query.panels';

export type Spread = Interval & { readonly ratio: number };

const rest = 1e-9;

/** Two judges' marks for the entries that both marked. */
type Shared = {
  readonly n: number;
  readonly mine: Moments;
  readonly theirs: Moments;
};
type Moments = { readonly mean: number; readonly squares: number };

/**
 * How wide a judge's marks lie, as a part of how wide the other judges' lie on the entries they share: the root of the
 * ratio of sums of squares. Undefined where somebody's marks do not vary, with all entries or without one of them.
 */
export function spreadOf(panel: Panel, slot: string, entries: ReadonlySet<string>): Spread | undefined {
  const own = new Map((panel.bySlot.get(slot) ?? []).map(({ entry, x }) => [entry.entry, x]));
  const shared = sharedWith(panel, slot, own);
  let [above, below] = [0, 0];
  for (const { mine, theirs } of shared.values()) {
    above += mine.squares;
    below += theirs.squares;
  }
  const without = [...entries].map((entry) => {
    const x = own.get(entry) ?? 0;
    let [a, b] = [above, below];
    for (const other of panel.byEntry.get(entry)?.given ?? []) {
      const pair = shared.get(other.slot);
      if (pair === undefined || pair.n < 2) continue;
      a -= lostWith(x, pair.mine, pair.n);
      b -= lostWith(other.x, pair.theirs, pair.n);
    }
    // What is left of equal numbers after subtracting is a little off zero.
    return a > above * rest && b > below * rest ? Math.log(a / b) / 2 : NaN;
  });
  if (without.some((one) => !Number.isFinite(one))) return undefined;
  const found = byJackknife(Math.log(above / below) / 2, without);
  return found && { ratio: Math.sqrt(above / below), low: Math.exp(found.low), high: Math.exp(found.high) };
}

/** Beside every other judge: the marks of both for the entries they share. */
function sharedWith({ bySlot }: Panel, slot: string, own: ReadonlyMap<string, number>): ReadonlyMap<string, Shared> {
  const shared = new Map<string, Shared>();
  for (const [other, given] of bySlot) {
    if (other === slot) continue;
    const [mine, theirs] = [[], []] as [number[], number[]];
    for (const { entry, x } of given) {
      const beside = own.get(entry.entry);
      if (beside === undefined) continue;
      mine.push(beside);
      theirs.push(x);
    }
    if (mine.length > 0) shared.set(other, { n: mine.length, mine: momentsOf(mine), theirs: momentsOf(theirs) });
  }
  return shared;
}

const momentsOf = (numbers: readonly number[]): Moments => ({
  mean: numbers.reduce((sum, one) => sum + one, 0) / numbers.length,
  squares: squares(numbers),
});

/** By how much a sum of squares shrinks when one of n numbers is left out. */
const lostWith = (x: number, { mean }: Moments, n: number): number => (n / (n - 1)) * (x - mean) ** 2;
