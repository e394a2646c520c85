import type { Cited } from '../cites';
import type { Day } from '../terms';
import { yearOf } from '../eligibility/rules.facts';

/** Who may apply outside the quota (资格外): holders of one of these awards in so many years on end. domain-rules 104. */
export type Consecutive = {
  readonly awards: readonly string[];
  readonly years: number;
  /** The last of the years: that of the round, or the one before it. */
  readonly upTo: 'this-year' | 'last-year';
};

/** An honour that makes a year count. */
export type YearHeld = { readonly award: string; readonly on: Day; readonly decision: string };

/** A nomination that takes no seat of its unit, in the pot outside by which it applies. */
export type Application = { readonly nomination: string; readonly pot: string };
/** With the honours it rests on, the earliest first. */
export type Applied = Application & { readonly held: readonly YearHeld[] };

/** What the pot asks for, and the years that lack. */
export type YearsMissing = Application &
  Cited &
  Pick<Consecutive, 'awards' | 'years'> & { readonly missing: readonly number[] };

/** The years of which an honour has to be on the roll, the earliest first. */
function yearsAsked({ years, upTo }: Consecutive, year: number): readonly number[] {
  const last = upTo === 'this-year' ? year : year - 1;
  return Array.from({ length: years }, (_, n) => last - years + 1 + n);
}

/** The honours of the years that are asked, and the years without one. */
export function heldInYears(
  consecutive: Consecutive,
  year: number,
  honours: readonly YearHeld[],
): { readonly held: readonly YearHeld[]; readonly missing: readonly number[] } {
  const asked = yearsAsked(consecutive, year);
  const counting = honours.filter(({ award, on }) => consecutive.awards.includes(award) && asked.includes(yearOf(on)));
  const held = [...counting].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const found = new Set(held.map(({ on }) => yearOf(on)));
  return { held, missing: asked.filter((one) => !found.has(one)) };
}
