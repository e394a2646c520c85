import { add, compare, divide, exact, subtract, toParts, whole, ZERO, type Exact } from '@xf/rules';
import { groupedBy, type Criterion, type MarkedContest, type MarkedEntry } from '../marks';

/** A counted mark as an exact number and as one for intervals. */
export type Given = { readonly entry: MarkedEntry; readonly slot: string; readonly mark: Exact; readonly x: number };

/** The counted marks of one judged criterion. */
export type Panel = {
  readonly criterion: Criterion;
  readonly bySlot: ReadonlyMap<string, readonly Given[]>;
  readonly byEntry: ReadonlyMap<string, { readonly given: readonly Given[]; readonly sum: Exact }>;
};

/** A judge's mark beside the mean of the other judges' marks for the same entry and criterion. */
export type Compared = {
  readonly entry: MarkedEntry;
  readonly mark: Exact;
  readonly others: Exact;
  /** The mark less the mean of the others. */
  readonly difference: Exact;
  /** Marks of the others. */
  readonly count: number;
};

/** Judged criteria with the marks that count. Measurements, deductions and bonuses are nobody's opinion. */
export function panelsOf({ criteria, marks }: MarkedContest): readonly Panel[] {
  const groups = groupedBy(
    marks.filter(({ late }) => !late),
    ({ criterion }) => criterion,
  );
  return criteria.flatMap((criterion): readonly Panel[] => {
    const own = criterion.kind === 'judged' ? groups.get(criterion.id) : undefined;
    if (own === undefined) return [];
    const given = own.map(({ entry, slot, value }) => ({ entry, slot, mark: exact(value), x: Number(value) }));
    const byEntry = [...groupedBy(given, ({ entry }) => entry.entry)].map(
      ([entry, all]) => [entry, { given: all, sum: sumOf(all.map(({ mark }) => mark)) }] as const,
    );
    return [{ criterion, bySlot: groupedBy(given, ({ slot }) => slot), byEntry: new Map(byEntry) }];
  });
}

/** Every mark of a judge that another judge marked too. A judge has one mark for an entry and criterion. */
export function comparedIn({ bySlot, byEntry }: Panel, slot: string): readonly Compared[] {
  return (bySlot.get(slot) ?? []).flatMap(({ entry, mark }) => {
    const all = byEntry.get(entry.entry);
    const count = (all?.given.length ?? 1) - 1;
    const mean = all && divide(subtract(all.sum, mark), whole(count));
    return mean === undefined ? [] : [{ entry, mark, others: mean, difference: subtract(mark, mean), count }];
  });
}

export function sumOf(numbers: readonly Exact[]): Exact {
  let sum = ZERO;
  for (const one of numbers) sum = add(sum, one);
  return sum;
}

/** The mean of differences. Sums are taken panel size by panel size, or denominators would pile up. */
export function meanDifference(compared: readonly Compared[]): Exact {
  const sums = [...groupedBy(compared, ({ count }) => count).values()].map((group) =>
    sumOf(group.map(({ difference }) => difference)),
  );
  return divide(sumOf(sums), whole(compared.length)) ?? ZERO;
}

export function toNumber(x: Exact): number {
  if (typeof x.n === 'number' && typeof x.d === 'number') return x.n / x.d;
  const { n, d } = toParts(x);
  return Number(n) / Number(d);
}

/** For each number how many different ones are smaller. */
export function ranksOf(numbers: readonly Exact[]): readonly number[] {
  const order = numbers.map((_, at) => at);
  const at = (n: number): Exact => numbers[n] ?? ZERO;
  order.sort((a, b) => compare(at(a), at(b)));
  const ranks = new Array<number>(numbers.length).fill(0);
  let rank = 0;
  for (let n = 0; n < order.length; n++) {
    const here = order[n] ?? 0;
    if (n > 0 && compare(at(here), at(order[n - 1] ?? 0)) !== 0) rank += 1;
    ranks[here] = rank;
  }
  return ranks;
}
