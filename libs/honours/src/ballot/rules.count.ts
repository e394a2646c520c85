import { quorumOf, votesNeeded, type BallotRules, type CommitteeDocument } from '../committee/rules';
import type { Count, CountedItem } from './events';

/** Who may decide on a nominee. The recused are in none of the numbers but their own. domain-rules 44. */
export type Electorate = { readonly members: number; readonly recused: number; readonly present: number };

/** What keeps a count from adding up, at its place in the list. */
export type WrongCount = {
  readonly index: number;
  readonly nomination: string;
  readonly what: 'count-missing' | 'count-unasked' | 'count-repeated' | 'votes-differ' | 'papers-back' | 'papers-out';
  readonly expected?: number;
  readonly stated?: number;
};

/** Everything that does not add up, of all nominees at once: votes = papers in ≤ papers out ≤ members who may vote. */
export function wrongCounts(
  asked: readonly string[],
  counts: readonly Count[],
  electorateOf: (nomination: string) => Electorate,
): readonly WrongCount[] {
  const wrong: WrongCount[] = [];
  for (const [index, count] of counts.entries()) {
    const { nomination } = count;
    const at = { index, nomination };
    if (!asked.includes(nomination)) {
      wrong.push({ ...at, what: 'count-unasked' });
      continue;
    }
    if (counts.findIndex((one) => one.nomination === nomination) < index) wrong.push({ ...at, what: 'count-repeated' });
    const votes = count.yes + count.no + count.abstain + count.invalid;
    const { present } = electorateOf(nomination);
    if (votes !== count.in) wrong.push({ ...at, what: 'votes-differ', expected: count.in, stated: votes });
    if (count.in > count.out) wrong.push({ ...at, what: 'papers-back', expected: count.out, stated: count.in });
    if (count.out > present) wrong.push({ ...at, what: 'papers-out', expected: present, stated: count.out });
  }
  for (const nomination of asked) {
    if (counts.some((one) => one.nomination === nomination)) continue;
    wrong.push({ index: counts.length, nomination, what: 'count-missing' });
  }
  return wrong;
}

export type CountDifference = {
  readonly nomination: string;
  readonly field: Exclude<keyof Count, 'nomination'>;
  readonly first: number;
  readonly second: number;
};

/** Where two tellers counted differently; both lists have the same nominees in the same order. */
export function differences(first: readonly Count[], second: readonly Count[]): readonly CountDifference[] {
  const fields = ['out', 'in', 'yes', 'no', 'abstain', 'invalid'] as const;
  return first.flatMap((one, index) =>
    fields.flatMap((field) => {
      const other = second[index]?.[field] ?? 0;
      return one[field] === other ? [] : [{ nomination: one.nomination, field, first: one[field], second: other }];
    }),
  );
}

export type Ballot = {
  readonly items: readonly CountedItem[];
  /** Whoever is tied for the last seats, and how many of these there are; absent where nothing is tied. domain-rules 47. */
  readonly again?: { readonly nominations: readonly string[]; readonly seats: number };
};

/**
 * What a ballot decides: who has the majority passes; where more have it than there are seats, the ones with most yes votes.
 * Depends on its arguments alone. domain-rules 43, 44, 46, 47.
 */
export function ballotOf(
  document: CommitteeDocument,
  rules: BallotRules,
  counts: readonly (Count & Electorate)[],
  seats: number | undefined,
): Ballot {
  const counted = counts.map((one) => {
    const mayDecide = one.members - one.recused;
    const needed = votesNeeded(rules, rules.base === 'all' ? mayDecide : one.present);
    return { ...one, quorum: quorumOf(document, mayDecide), needed };
  });
  const through = counted.filter(({ yes, needed }) => yes >= needed).map(({ yes }) => yes);
  through.sort((a, b) => b - a);
  const line = seats === undefined || through.length <= seats ? undefined : through[seats - 1];
  const above = line === undefined ? 0 : through.filter((yes) => yes > line).length;
  const onLine = line === undefined ? 0 : through.filter((yes) => yes === line).length;
  const isTied = seats !== undefined && above + onLine > seats;
  const items = counted.map((one): CountedItem => {
    if (one.yes < one.needed) return { ...one, outcome: 'failed' };
    if (line === undefined || one.yes > line) return { ...one, outcome: 'passed' };
    if (one.yes < line) return { ...one, outcome: 'beyond-seats' };
    return { ...one, outcome: isTied ? 'tied' : 'passed' };
  });
  if (!isTied) return { items };
  const nominations = items.filter(({ outcome }) => outcome === 'tied').map(({ nomination }) => nomination);
  return { items, again: { nominations, seats: seats - above } };
}
