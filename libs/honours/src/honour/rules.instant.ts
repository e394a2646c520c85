import type { Day } from '../terms';

/**
 * The year whose list takes an honour given outside a round: that year's, where it was given up to the list's day
 * (`MM-DD`), and the next one's otherwise. domain-rules 106.
 */
export const listYearOf = (conferredOn: Day, listDay: string): number =>
  Number(conferredOn.slice(0, 4)) + (conferredOn.slice(5) <= listDay ? 0 : 1);

/** What a list counts shares on: without those single-listed (单列), who stand on it beside the base. domain-rules 19, 106. */
export type ListBase = { readonly all: number; readonly singleListed: number; readonly base: number };

/** What a round put on its list: in the base, and single-listed by its own rules. */
export type RoundCount = { readonly base: number; readonly singleListed: number };

/** A year's list of an award: what its round put on it, with those given at once since the list before. */
export const listBase = (round: RoundCount, instant: number): ListBase => ({
  all: round.base + round.singleListed + instant,
  singleListed: round.singleListed + instant,
  base: round.base,
});
