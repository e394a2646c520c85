import type { Candidate } from '@xf/shortlist';
import type { NominationState } from '../nomination/rules';
import type { QuotaState } from '../quota/rules.standing';
import type { StatedCandidate } from './events';
import type { AwardShortlist, RoundShortlist } from './rules';
import type { ShortlistState } from './rules.standing';

export type Candidates = {
  /** In the order in which the round came to know of them. */
  readonly candidates: readonly StatedCandidate[];
  /** Open nominations of which nothing is stated. */
  readonly missing: readonly string[];
};

/** The open nominations of an award with what is stated of them; `announced` gives their order. */
export function candidatesOf(
  announced: Iterable<string>,
  known: ReadonlyMap<string, NominationState>,
  { stated }: ShortlistState,
): Candidates {
  const candidates: StatedCandidate[] = [];
  const missing: string[] = [];
  for (const id of announced) {
    const found = known.get(id);
    if (found?.status !== 'open') continue;
    const own = stated.get(id);
    if (own === undefined) missing.push(id);
    else candidates.push({ ...own, ...(found.proposed.unit === undefined ? {} : { unit: found.proposed.unit }) });
  }
  return { candidates, missing };
}

/** Candidates as the checker and the solver take them. */
export const asCandidates = (stated: readonly StatedCandidate[]): readonly Candidate[] =>
  stated.map(({ nomination, attributes, ...rest }) => ({
    id: nomination,
    ...rest,
    ...(attributes === undefined
      ? {}
      : { attributes: Object.fromEntries(attributes.map(({ attribute, value }) => [attribute, value])) }),
  }));

export const shortlistOf = (part: RoundShortlist | undefined, award: string): AwardShortlist | undefined =>
  part?.awards.find((one) => one.award === award);

/**
 * Seats of the ordinary quota: as the round document says, or all that were shared out in pots. Single-listed and instant ones are
 * in neither. Undefined while nobody has said. domain-rules 19.
 */
export function ordinarySeats({ seats }: AwardShortlist, { allocated }: QuotaState): number | undefined {
  if (seats !== undefined || allocated === undefined) return seats;
  const pots = new Set(allocated.formula.pots.map(({ pot }) => pot));
  return allocated.rows.reduce((sum, row) => sum + (pots.has(row.pot) ? row.seats : 0), 0);
}
