import { toParts } from '@xf/rules';
import type { Clause, LimitClause, ShareRounding } from './document';
import {
  attributeOf,
  isAnyOf,
  isInScope,
  isSingleListed,
  limitsOf,
  percent,
  quotaOf,
  roundingOf,
  shareOf,
  type Field,
} from './field';

/** lower ≤ Σ values·x[columns] ≤ upper, in integers; a missing bound is absent. */
export type Row = {
  /** The clause it comes from; `seats` for the seats themselves. */
  readonly clause: string;
  /** The value of the attribute, or the list, it speaks of. */
  readonly label?: string;
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly lower?: number;
  readonly upper?: number;
  /** What one person of relaxation adds to the bound; 0 where nothing may give way. */
  readonly person: number;
};

type Entry = readonly [column: number, value: number];

const row = (
  clause: string,
  label: string | undefined,
  person: number,
  entries: readonly Entry[],
  bound: object,
): Row => {
  const used = entries.filter(([, value]) => value !== 0);
  return {
    clause,
    ...(label === undefined ? {} : { label }),
    columns: used.map(([column]) => column),
    values: used.map(([, value]) => value),
    person,
    ...bound,
  };
};

/** The seats and every clause as rows of integers, in the order of the document; the seats come last. */
export function rowsOf(field: Field): readonly Row[] {
  const { document } = field;
  return [...document.clauses.flatMap((clause) => clauseRows(field, clause)), ...seatRows(field)];
}

function seatRows({ document, candidates, seats }: Field): readonly Row[] {
  const entriesOf = (list: string | undefined): Entry[] =>
    candidates.flatMap((one, at): Entry[] => {
      const counts = list === undefined ? !isSingleListed(document, one.list) : one.list === list;
      return counts ? [[at, 1]] : [];
    });
  const all = entriesOf(undefined);
  const rows = (document.lists ?? []).map(({ id, seats: own }) => row('seats', id, 0, entriesOf(id), { upper: own }));
  rows.push(row('seats', undefined, 0, all, { upper: seats }));
  if (document.seats.unused === 'refused') rows.push(row('seats', undefined, 1, all, { lower: seats }));
  return rows;
}

function clauseRows(field: Field, clause: Clause): readonly Row[] {
  const { document, candidates } = field;
  if (clause.kind === 'obligatory') {
    return clause.candidates.map((id) => {
      const at = candidates.findIndex((one) => one.id === id);
      return row(clause.id, id, 1, [[at, 1]], { lower: 1 });
    });
  }
  if (clause.kind !== 'pair') return limitRows(field, clause);
  const { of, backup, each = 1, by } = clause;
  const values = by === undefined ? [undefined] : [...new Set(candidates.map((one) => attributeOf(one, by)))].sort();
  return values.map((value) => {
    const entries = candidates.flatMap((one, at): Entry[] => {
      if (!isInScope(document, clause, one) || (by !== undefined && attributeOf(one, by) !== value)) return [];
      return [[at, isAnyOf(one, of) ? -each : isAnyOf(one, backup) ? 1 : 0]];
    });
    return row(clause.id, value, 1, entries, { lower: 0 });
  });
}

function limitRows(field: Field, clause: LimitClause): readonly Row[] {
  const { document, candidates } = field;
  const { of, by, baseOf } = clause;
  const rounding = roundingOf(document, clause);
  const isFloor = clause.kind === 'floor';
  const ofQuota = baseOf === undefined && (clause.base ?? document.base ?? 'quota') === 'quota';
  return limitsOf(field, clause).map(({ value, amount: { share, persons } }) => {
    const counts = (at: number) => {
      const one = candidates[at];
      return one !== undefined && isAnyOf(one, of) && (by === undefined || attributeOf(one, by) === value);
    };
    const scope = candidates.flatMap((one, at) => (isInScope(document, clause, one) ? [at] : []));
    if (share === undefined || ofQuota) {
      const bound = share === undefined ? (persons ?? 0) : shareOf(share, quotaOf(field, clause), rounding);
      const entries = scope.map((at): Entry => [at, counts(at) ? 1 : 0]);
      return row(clause.id, value, 1, entries, isFloor ? { lower: bound } : { upper: bound });
    }
    const { d, part, slack } = wholeShare(share, rounding, isFloor);
    const entries = scope.map((at): Entry => {
      const one = candidates[at];
      const isBase = one !== undefined && isAnyOf(one, baseOf);
      return [at, (counts(at) ? d : 0) - (isBase ? part : 0)];
    });
    return row(clause.id, value, d, entries, isFloor ? { lower: 0 - slack } : { upper: slack });
  });
}

/**
 * count ≥ round(share·base) without fractions: d·count − part·base ≥ −slack; likewise ≤ with +slack. The slack is what
 * rounding forgives of a whole person: nothing of one, all but the smallest fraction, or half.
 */
function wholeShare(share: string, rounding: ShareRounding, isFloor: boolean) {
  const { n, d } = toParts(percent(share));
  const [part, whole] = [Number(n), Number(d)];
  if (rounding === 'half-up') {
    // Half a person either way; doubled, so that it is a whole number. A half itself is rounded up.
    return { d: 2 * whole, part: 2 * part, slack: isFloor ? whole - 1 : whole };
  }
  const forgives = rounding === (isFloor ? 'floor' : 'ceiling');
  return { d: whole, part, slack: forgives ? whole - 1 : 0 };
}
