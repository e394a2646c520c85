import type { Position } from '@xf/es';
import type { RuleDocument } from '@xf/rules';

type Marks = NonNullable<RuleDocument['values'][number]['marks']>;

/** A value of the rule document under which marks are recorded. */
export type Criterion = { readonly id: string; readonly name: string } & Pick<Marks, 'kind' | 'range'>;

/** An entry without anybody's name: its number is what sheets call it. */
export type MarkedEntry = { readonly entry: string; readonly number: string; readonly unit?: string };

/** One recorded mark, its value a plain decimal. */
export type RecordedMark = {
  readonly entry: MarkedEntry;
  readonly criterion: string;
  readonly slot: string;
  readonly value: string;
  /** The event the value stands on, `stream@revision`. */
  readonly ref: string;
  /** Of the first event of the mark, which a correction does not move. */
  readonly position: Position;
  /** It landed behind the freeze, itself or its entry, and counts for nothing. */
  readonly late: boolean;
};

/** All marks of one contest, with what its rule document says of them. What anomalies and statistics are told from. */
export type MarkedContest = {
  readonly competition: string;
  readonly contest: string;
  readonly frozenAt?: Position;
  readonly criteria: readonly Criterion[];
  readonly marks: readonly RecordedMark[];
};

/** Groups in the order in which their first members stand. */
export function groupedBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
