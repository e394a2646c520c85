import { isSingleListed, type Field } from './field';
import { bestList, type Found } from './list';
import type { Row } from './rows';
import type { Solver } from './solver';

/** Who would go out for a candidate to come in, and what that costs in the integers of the field. */
export type Swap = { readonly out: readonly number[]; readonly in: readonly number[]; readonly merit: number };

/** Why a candidate is not on the list. */
export type LeftOut = {
  readonly candidate: number;
  /**
   * `seats`: nobody of less merit holds a seat he could have; `clause`: somebody does, and these clauses keep him there;
   * `free`: a seat is free, and these clauses would break if he took it. With none it is his merit: he would add nothing.
   */
  readonly reason: 'seats' | 'clause' | 'free';
  readonly clauses: readonly string[];
  /** The cheapest one-for-one swap; failing that, for those with most merit, the cheapest change of any size. */
  readonly swap?: Swap;
  /** False where only one-for-one swaps were looked at. */
  readonly searched: boolean;
};

/** For so many of those without a one-for-one swap the whole list is made again around them. */
export const rebuildsMax = 3;

/**
 * Why each candidate is left out. Only rows that one swap could break are looked at, and people whom none of those tells
 * apart are one kind: a swap of two kinds is tested once, so the work is kinds in × kinds out, however many candidates
 * there are. Only `rebuildsMax` lists are solved anew.
 */
export function leftOut(solver: Solver, field: Field, rows: readonly Row[], best: Found): readonly LeftOut[] {
  const swaps = new Swaps(field, rows, best);
  const found = field.candidates.flatMap((_, at) => (best.chosen[at] === true ? [] : [swaps.reasonOf(at)]));
  const without = found.filter(({ swap }) => swap === undefined).map(({ candidate }) => candidate);
  const { merits } = field;
  const merit = (at: number) => merits[at] ?? 0;
  const first = new Set(without.sort((a, b) => merit(b) - merit(a) || a - b).slice(0, rebuildsMax));
  return found.map((one) => {
    if (!first.has(one.candidate)) return one;
    const other = bestList(solver, field, rows, new Map([[one.candidate, 1]]), best.start);
    // Where seats come first, a list that leaves one empty is no price to pay for anybody.
    const seatsKept = other?.seats === best.seats || field.document.seats.first === 'merit';
    if (other === undefined || !seatsKept) return { ...one, searched: true };
    const swap: Swap = {
      out: differing(best, other),
      in: differing(other, best),
      merit: best.merit - other.merit,
    };
    return { ...one, swap, searched: true };
  });
}

const differing = (from: Found, to: Found): readonly number[] =>
  from.chosen.flatMap((isIn, at) => (isIn && to.chosen[at] !== true ? [at] : []));

type Kind = {
  /** What one of them adds to each near row he is in. */
  readonly entries: ReadonlyMap<number, number>;
  /** Those on the list, the one who would go first of them in front. */
  readonly inside: number[];
};

/** Whether one person in and one out could bring a row over its bound. */
function isNear({ values, lower, upper }: Row, sum: number): boolean {
  const most = 2 * values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return (upper !== undefined && sum + most > upper) || (lower !== undefined && sum - most < lower);
}

class Swaps {
  private readonly kindOf: readonly Kind[];
  private readonly kinds: readonly Kind[];
  private readonly sums: readonly number[];
  /** For a kind, the kinds it may take a seat from: found once. */
  private readonly open = new Map<Kind, readonly Kind[]>();
  private readonly lowest: readonly number[];

  constructor(
    private readonly field: Field,
    private readonly rows: readonly Row[],
    best: Found,
  ) {
    const entries: Map<number, number>[] = field.candidates.map(() => new Map<number, number>());
    const sums = rows.map(({ columns, values }) =>
      columns.reduce((sum, column, place) => sum + (best.chosen[column] === true ? (values[place] ?? 0) : 0), 0),
    );
    for (const [at, row] of rows.entries()) {
      if (!isNear(row, sums[at] ?? 0)) continue;
      for (const [place, column] of row.columns.entries()) entries[column]?.set(at, row.values[place] ?? 0);
    }
    const byKey = new Map<string, Kind>();
    this.kindOf = entries.map((own) => {
      const key = [...own].join(' ');
      const kind = byKey.get(key) ?? { entries: own, inside: [] };
      byKey.set(key, kind);
      return kind;
    });
    // The least merit goes first, of equal merit the one who stands last.
    this.lowest = field.candidates.flatMap((_, at) => (best.chosen[at] === true ? [at] : [])).sort(this.goes);
    for (const at of this.lowest) this.kindOf[at]?.inside.push(at);
    this.kinds = [...byKey.values()].filter(({ inside }) => inside.length > 0);
    this.sums = sums;
  }

  private readonly goes = (a: number, b: number): number => this.merit(a) - this.merit(b) || b - a;

  private merit(at: number): number {
    return this.field.merits[at] ?? 0;
  }

  reasonOf(candidate: number): LeftOut {
    const kind = this.kindOf[candidate];
    if (kind === undefined) throw new Error(`no candidate ${candidate}`);
    let out: number | undefined;
    for (const other of this.openTo(kind)) {
      const [first] = other.inside;
      if (first !== undefined && (out === undefined || this.goes(first, out) < 0)) out = first;
    }
    return {
      candidate,
      ...this.why(candidate, kind),
      ...(out === undefined
        ? {}
        : { swap: { out: [out], in: [candidate], merit: this.merit(out) - this.merit(candidate) } }),
      searched: out !== undefined,
    };
  }

  private openTo(kind: Kind): readonly Kind[] {
    const known = this.open.get(kind);
    if (known !== undefined) return known;
    const found = this.kinds.filter((other) => this.broken(kind, other, true).length === 0);
    this.open.set(kind, found);
    return found;
  }

  private why(candidate: number, kind: Kind): Pick<LeftOut, 'reason' | 'clauses'> {
    const added = this.clausesOf(this.broken(kind, undefined, false));
    if (!added.includes('seats')) return { reason: 'free', clauses: added };
    const clauses = this.blocking(candidate, kind);
    return { reason: clauses.length > 0 ? 'clause' : 'seats', clauses };
  }

  private clausesOf(rows: readonly number[]): readonly string[] {
    return [...new Set(rows.map((row) => this.rows[row]?.clause ?? ''))];
  }

  /** The clauses that keep the one of least merit, and less than his, whose seat is of the same lists. */
  private blocking(candidate: number, kind: Kind): readonly string[] {
    const { document, candidates } = this.field;
    const pot = (at: number) => {
      const list = candidates[at]?.list;
      return isSingleListed(document, list) ? list : '';
    };
    for (const at of this.lowest) {
      if (this.merit(at) >= this.merit(candidate)) break;
      const other = this.kindOf[at];
      if (other === undefined || pot(at) !== pot(candidate)) continue;
      return this.clausesOf(this.broken(kind, other, false));
    }
    return [];
  }

  /** Rows that would break if one of a kind came in for one of another, or beside everybody. */
  private broken(kind: Kind, other: Kind | undefined, firstOnly: boolean): readonly number[] {
    const found: number[] = [];
    const test = (row: number, change: number): boolean => {
      const { lower, upper } = this.rows[row] ?? {};
      const sum = (this.sums[row] ?? 0) + change;
      if ((lower === undefined || sum >= lower) && (upper === undefined || sum <= upper)) return false;
      found.push(row);
      return firstOnly;
    };
    for (const [row, value] of kind.entries) {
      if (test(row, value - (other?.entries.get(row) ?? 0))) return found;
    }
    for (const [row, value] of other?.entries ?? []) if (!kind.entries.has(row) && test(row, -value)) return found;
    return found.sort((a, b) => a - b);
  }
}
