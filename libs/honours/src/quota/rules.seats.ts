import { compare, exact } from '@xf/rules';
import type { Applied } from './rules.outside';

/** What one unit put forward: its seats, and who waits behind them in order (正选, 递补). */
export type Ranked = {
  readonly unit: string;
  readonly formal: readonly string[];
  /** A plain decimal as score lets substitutes of several units be compared. */
  readonly substitutes: readonly Substitute[];
  /** Outside the quota: they take none of its seats. */
  readonly outside?: readonly Applied[];
};
export type Substitute = { readonly nomination: string; readonly score?: string };

export type Found = { readonly nomination: string; readonly from: string };

/**
 * Who takes a seat of a unit that has become free: the unit's own first substitute that still stands and has no seat yet;
 * then, across units, the best of those who are next in their own unit, by score, where scores are equal or missing in the order
 * of the units. Undefined when nobody is left: the seat stays empty. domain-rules 23, 24.
 */
export function nextSubstitute(
  all: readonly Ranked[],
  unit: string,
  isStanding: (nomination: string) => boolean,
  crossUnit: boolean,
): Found | undefined {
  const seated = new Set(all.flatMap(({ formal }) => formal));
  const firstOf = ({ substitutes }: Ranked): Substitute | undefined =>
    substitutes.find(({ nomination }) => isStanding(nomination) && !seated.has(nomination));
  const own = all.find((one) => one.unit === unit);
  const mine = own && firstOf(own);
  if (mine !== undefined) return { nomination: mine.nomination, from: unit };
  if (!crossUnit) return undefined;
  let best: (Found & { readonly score: string | undefined }) | undefined;
  for (const one of all) {
    const found = firstOf(one);
    if (found === undefined) continue;
    if (best === undefined || isBetter(found.score, best.score)) {
      best = { nomination: found.nomination, from: one.unit, score: found.score };
    }
  }
  return best && { nomination: best.nomination, from: best.from };
}

const isBetter = (score: string | undefined, than: string | undefined): boolean =>
  score !== undefined && (than === undefined || compare(exact(score), exact(than)) > 0);
