import type { ContestAt, EntryStatus, Origin } from '../terms';

/**
 * Numbers that the entries of several sources get where they advance to: their own, behind what tells the sources apart,
 * for both may have a number 1. The competition does where every source is of another one, the contest where all are of
 * the competition itself; otherwise it takes both. domain-rules 56.
 */
export function numbersFrom(sources: readonly ContestAt[], own: string): (source: ContestAt, number: string) => string {
  if (sources.length < 2) return (_source, number) => number;
  const competitions = sources.map(({ competition = own }) => competition);
  if (new Set(competitions).size === sources.length)
    return ({ competition = own }, number) => `${competition}-${number}`;
  if (competitions.every((one) => one === own)) return ({ contest }, number) => `${contest}-${number}`;
  return ({ competition = own, contest }, number) => `${competition}-${contest}-${number}`;
}

type Taken = { readonly entry: string; readonly number: string; readonly status: EntryStatus; readonly from?: Origin };

/**
 * Entries that advanced by an earlier publication and would not by the last one, and compete all the same: who was
 * disqualified or passed since. Nobody takes them out but an organizer, with a reason. domain-rules 56.
 */
export function noLongerThrough<T extends Taken>(
  taken: readonly T[],
  source: Required<ContestAt>,
  through: ReadonlySet<string>,
): readonly T[] {
  return taken.filter(({ status, from }) => {
    const ofSource = from?.competition === source.competition && from.contest === source.contest;
    return ofSource && status === 'competing' && !through.has(from.entry);
  });
}
