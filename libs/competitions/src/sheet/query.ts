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

export type Uncounted = { readonly sheet: string; readonly entries: readonly string[] };

/** Sheets with marks that were typed and do not count yet, and whose marks they are. */
export function uncountedIn(view: ViewReader<ListedSheet>, competition: string, contest: string): readonly Uncounted[] {
  const found: Uncounted[] = [];
  for (let after: After; ;) {
    const { members, next } = sheetsPage(view, { competition, contest }, after, pageMax);
    for (const { row } of members) {
      const cells = [...(row.first ?? []), ...(row.second ?? [])];
      const entries = [...new Set(cells.map((cell) => cell.slice(0, cell.indexOf('/'))))];
      if (entries.length > 0) found.push({ sheet: row.sheet, entries });
    }
    if (next === undefined) return found;
    after = next;
  }
}

type Typed = { readonly first?: unknown; readonly second?: unknown; readonly filled: number; readonly cells: number };

/** How far a sheet is: nothing or a part counts, everything does, typed by one of two, or by two who differ. */
export function statusOf({ first, second, filled, cells }: Typed): 'open' | 'keyed-once' | 'differs' | 'full' {
  if (second !== undefined) return 'differs';
  if (first !== undefined) return 'keyed-once';
  return filled === cells ? 'full' : 'open';
}
