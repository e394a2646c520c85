import {
  add,
  compare,
  decimalPlaces,
  divide,
  exact,
  quantumOf,
  roundToMultiple,
  toFixed,
  whole,
  ZERO,
} from '@xf/rules';
import type { ScoringRules } from '../committee/rules';

/** Whether a score is on the scale, with no more digits than it allows. */
export function isOnScale(score: string, { min, max, digits }: ScoringRules): boolean {
  const value = exact(score);
  const places = decimalPlaces(value);
  return compare(value, exact(min)) >= 0 && compare(value, exact(max)) <= 0 && places !== undefined && places <= digits;
}

export type Scored = { readonly total: string; readonly passed: boolean };

/**
 * The mean of the scores without the extremes, rounded once; the rounded number is what passes. Undefined where nothing is left
 * to take the mean of.
 */
export function scoreOf(scores: readonly string[], { drop, round, passAt }: ScoringRules): Scored | undefined {
  const sorted = scores.map(exact).sort(compare);
  const kept = sorted.slice(drop.lowest, Math.max(drop.lowest, sorted.length - drop.highest));
  const mean = divide(kept.reduce(add, ZERO), whole(kept.length));
  if (mean === undefined) return undefined;
  const rounded = roundToMultiple(mean, quantumOf(round.digits), round.mode);
  return {
    total: toFixed(rounded, round.digits),
    passed: passAt === undefined || compare(rounded, exact(passAt)) >= 0,
  };
}
