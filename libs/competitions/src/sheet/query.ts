import { memberPage, type ViewReader } from '@xf/es';
import { sheetsOfSet, sheetsSet, type ListedSheet } from './project';

type After = { readonly sort: string; readonly key: string } | undefined;

/** A page of a contest's sheets, of one slot's where one is named, in the order in which they were issued. */
export const sheetsPage = (
  view: ViewReader<ListedSheet>,
  on: { readonly competition: string; readonly contest: string; readonly slot?: string },
  after: After,
  limit: number,
) => {
  const { competition, contest, slot } = on;
  const set = slot === undefined ? sheetsSet(competition, contest) : sheetsOfSet(competition, contest, slot);
  return memberPage(view, set, { after, limit });
};

/** Sheets looked at together. */
const pageMax = 1_000;

/** A mark that was typed: whose, and of what. */
export type TypedCell = { readonly entry: string; readonly criterion: string };
export type Uncounted = { readonly sheet: string; readonly cells: readonly TypedCell[] };

/** Sheets with marks that were typed and do not count yet, and which marks they are. */
export function uncountedIn(view: ViewReader<ListedSheet>, competition: string, contest: string): readonly Uncounted[] {
  const found: Uncounted[] = [];
  for (let after: After; ;) {
    const { members, next } = sheetsPage(view, { competition, contest }, after, pageMax);
    for (const { row } of members) {
      const names = [...new Set([...(row.first ?? []), ...(row.second ?? [])])];
      const cells = names.map((name): TypedCell => {
        const slash = name.indexOf('/');
        return { entry: name.slice(0, slash), criterion: name.slice(slash + 1) };
      });
      if (cells.length > 0) found.push({ sheet: row.sheet, cells });
    }
    if (next === undefined) return found;
    after = next;
  }
}

type Typed = {
  readonly first?: unknown;
  readonly second?: unknown;
  readonly withdrawn?: unknown;
  readonly filled: number;
  readonly cells: number;
};

/** How far a sheet is: withdrawn, nothing or a part counts, everything does, typed by one of two, or by two who differ. */
export function statusOf({ first, second, withdrawn, filled, cells }: Typed) {
  if (withdrawn !== undefined) return 'withdrawn';
  if (second !== undefined) return 'differs';
  if (first !== undefined) return 'keyed-once';
  return filled === cells ? 'full' : 'open';
}
