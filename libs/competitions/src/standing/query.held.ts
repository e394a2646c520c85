import { compare, exact } from '@xf/rules';
import { inputOf, type ContestRow, type EntryRow } from './project';
import { openBreaches } from './project.held';

/** A value of an entry that waits to be marked again: by how much its marks may differ, and what they are. */
type Held = { readonly criterion: string; readonly allowed: string; readonly marks?: readonly string[] };

/** Who asks: a judge by account, or the head judge, who decides whether the marks stand. */
type Asking = { readonly account: string; readonly decides: boolean };

/**
 * What of an entry is to be marked again. A judge is told of the values they marked, not how the others did, and the head
 * judge of all, with the marks from the lowest up and without whose they are. domain-rules 65, 80.
 */
export function heldOf(row: EntryRow, contest: ContestRow, { account, decides }: Asking): readonly Held[] {
  const { marks } = inputOf(row, contest);
  return openBreaches(row, contest, marks).flatMap(({ value, allowed }): readonly Held[] => {
    const given = marks[value] ?? {};
    if (decides) {
      const sorted = Object.values(given).sort((a, b) => compare(exact(a), exact(b)));
      return [{ criterion: value, allowed, marks: sorted }];
    }
    return given[account] === undefined ? [] : [{ criterion: value, allowed }];
  });
}
