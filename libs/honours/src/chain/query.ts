import { memberPage, type ViewReader } from '@xf/es';
import { candidaciesSet, candidacyKey, type CandidacyRow } from './project';

type Reader = ViewReader<CandidacyRow>;
type Options = {
  readonly after: { readonly sort: string; readonly key: string } | undefined;
  readonly limit: number;
  /** Nominations that the reader is recused from. domain-rules 44. */
  readonly hidden: ReadonlySet<string>;
};

/**
 * A round's nominations on their way up but the hidden ones, which are counted; with an organisation those it holds a level
 * of, first what waits for it.
 */
export function candidaciesOf(view: Reader, round: string, organization: string | undefined, options: Options) {
  const set = candidaciesSet(round, organization);
  const { after, limit, hidden } = options;
  // Enough for a whole page however many of them are hidden; the cursor names the last one that is shown.
  const page = memberPage(view, set, { after, limit: limit + hidden.size });
  const visible = page.members.filter(({ row }) => !hidden.has(row.filed.nomination));
  const members = visible.slice(0, limit);
  const last = members[members.length - 1];
  const isMore = page.next !== undefined || visible.length > members.length;
  return {
    ...{ position: page.position, total: view.size(set), rows: members.map(({ row }) => row) },
    hidden: [...hidden].filter((id) => isListed(candidacyRow(view, round, id), organization)).length,
    ...(isMore && last !== undefined ? { next: { sort: last.sort, key: last.key } } : {}),
  };
}

/** One nomination's way. */
export const candidacyRow = (view: Reader, round: string, nomination: string): CandidacyRow | undefined =>
  view.get(candidacyKey(round, nomination));

function isListed(row: CandidacyRow | undefined, organization: string | undefined): boolean {
  if (row === undefined) return false;
  return organization === undefined || row.filed.seats.some((seat) => seat.organization === organization);
}
