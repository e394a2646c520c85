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
    const others = rows.filter(({ clause }) => clause !== id);
    if (others.length === rows.length) return [];
    const without = nearestList(solver, field, others, best);
    if (without === undefined) throw new Error(`nothing fits without clause ${id}, and something does with it`);
    const merit = without.merit - best.merit;
    // Where merit comes first, lists of equal merit may differ in seats, and none of them is better for it.
    const seats = field.document.seats.first === 'merit' ? 0 : without.seats - best.seats;
    if (merit === 0 && seats === 0) return [];
    return [{ clause: id, moved: best.seats - without.kept, seats, merit }];
  });
}
