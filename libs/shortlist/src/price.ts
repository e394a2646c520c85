import { nearestList, type Found } from './list';
import type { Field } from './field';
import type { Row } from './rows';
import type { Solver } from './solver';

/** What one clause costs, or several together: the best list without them against the best list with them. */
export type Price = {
  readonly clauses: readonly string[];
  /** People of the list who would not be on any best list without the clauses: the fewest there could be. */
  readonly moved: number;
  /** Seats that stay empty because of them, and merit lost, in the integers of the field. */
  readonly seats: number;
  readonly merit: number;
};

/**
 * The price of every clause that bites: without it a list with more seats taken, or of more merit, would be possible. Then of
 * clauses that bite only together, none of them without the others: each is in one group at most, and without all that are
 * told nowhere no better list is possible.
 */
export function prices(solver: Solver, field: Field, rows: readonly Row[], best: Found): readonly Price[] {
  const priceOf = (clauses: readonly string[]): Price | undefined => {
    const without = nearestList(solver, field, setAside(rows, clauses), best);
    if (without === undefined) throw new Error(`nothing fits without ${clauses.join(', ')}, and something does with`);
    const merit = without.merit - best.merit;
    // Where merit comes first, lists of equal merit may differ in seats, and none of them is better for it.
    const seats = field.document.seats.first === 'merit' ? 0 : without.seats - best.seats;
    return merit === 0 && seats === 0 ? undefined : { clauses, moved: best.seats - without.kept, seats, merit };
  };
  const laidDown = new Set(rows.map(({ clause }) => clause));
  const found: Price[] = [];
  let rest: readonly string[] = field.document.clauses.flatMap(({ id }) => {
    if (!laidDown.has(id)) return [];
    const price = priceOf([id]);
    if (price !== undefined) found.push(price);
    return price === undefined ? [id] : [];
  });
  while (rest.length > 1) {
    const price = together(rest, priceOf);
    if (price === undefined) break;
    found.push(price);
    rest = rest.filter((id) => !price.clauses.includes(id));
  }
  return found;
}

/** Of some clauses the ones that bite together and not without any of them; those that stand first are spared. */
function together(all: readonly string[], priceOf: (clauses: readonly string[]) => Price | undefined) {
  let price = priceOf(all);
  for (const id of price === undefined ? [] : all) {
    if (price?.clauses.length === 2) break;
    price = priceOf((price?.clauses ?? []).filter((one) => one !== id)) ?? price;
  }
  return price;
}

/** The rows with those of some clauses left where they are and without bounds, so that the solver starts from what it knows of the rest. */
const setAside = (rows: readonly Row[], ids: readonly string[]): readonly Row[] =>
  rows.map((row) => {
    if (!ids.includes(row.clause)) return row;
    const { lower: _lower, upper: _upper, ...rest } = row;
    return rest;
  });
