import type { EntryInput, Scored } from './contracts';
import type { RuleDocument } from './document';
import { isShown, type Plan } from './plan';
import { RANKED, readDecimalAtom } from './rank-key';

type Entry = Pick<EntryInput, 'entry' | 'group' | 'status'>;
type Mutable = { -readonly [field in keyof Scored]: Scored[field] };
type FromKey = (entry: Entry, key: string) => Scored | undefined;

/** See `Rules.fromKey`. */
export function compileFromKey({ document, values }: Plan): FromKey {
  if (readsMore(document)) return () => undefined;
  const print = values.find(({ id }) => id === document.total)?.print;
  const descending = document.ranking.better === 'higher';
  return ({ entry, group, status }, key) => {
    const ranked = key.startsWith(RANKED);
    const scored: Mutable = { entry, values: {}, ranked, key, failed: [] };
    if (group !== undefined) scored.group = group;
    if (!isShown(status)) return scored;
    const total = readDecimalAtom(key.slice(1), descending);
    // Among those without a place there may be some without a total.
    if (total === undefined || print === undefined) return undefined;
    scored.total = print(total);
    return scored;
  };
}

/** Whether prizes depend on more than place and total. */
function readsMore({ prizes = [], requirements = [] }: RuleDocument): boolean {
  return prizes.some(({ value }) => value !== undefined) || requirements.some((one) => one.otherwise === 'no-prize');
}
