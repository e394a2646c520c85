import { nearestList, type Found } from './list';
import type { Field } from './field';
import type { Row } from './rows';
import type { Solver } from './solver';

/** What one clause costs: the best list without it against the best list with it. */
export type Price = {
  readonly clause: string;
  /** People of the list who would not be on any best list without the clause: the fewest there could be. */
  readonly moved: number;
  /** Seats that stay empty because of it, and merit lost, in the integers of the field. */
  readonly seats: number;
  readonly merit: number;
};

/** The price of every clause that bites: without it a list with more seats taken, or of more merit, would be possible. */
export function prices(solver: Solver, field: Field, rows: readonly Row[], best: Found): readonly Price[] {
  return field.document.clauses.flatMap(({ id }): Price[] => {
    if (!rows.some(({ clause }) => clause === id)) return [];
    const without = nearestList(solver, field, setAside(rows, id), best);
    if (without === undefined) throw new Error(`nothing fits without clause ${id}, and something does with it`);
    const merit = without.merit - best.merit;
    // Where merit comes first, lists of equal merit may differ in seats, and none of them is better for it.
    const seats = field.document.seats.first === 'merit' ? 0 : without.seats - best.seats;
    if (merit === 0 && seats === 0) return [];
    return [{ clause: id, moved: best.seats - without.kept, seats, merit }];
  });
}

/** The rows with those of a clause left where they are and without bounds, so that the solver starts from what it knows of the rest. */
const setAside = (rows: readonly Row[], id: string): readonly Row[] =>
  rows.map((row) => {
    if (row.clause !== id) return row;
    const { lower: _lower, upper: _upper, ...rest } = row;
    return rest;
  });
