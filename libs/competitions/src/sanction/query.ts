import type { ViewReader } from '@xf/es';
import { sanctionKey, sanctionsSet, type SanctionRow } from './project';

type Reader = ViewReader<SanctionRow>;
type After = { readonly sort: string; readonly key: string } | undefined;

/** One more than a page, in the order in which they happened. */
export const sanctionsOf = (view: Reader, competition: string, contest: string, after: After, limit: number) =>
  view.range(sanctionsSet(competition, contest), { after, limit: limit + 1 });

export const sanctionRow = (view: Reader, competition: string, sanction: string): SanctionRow | undefined =>
  view.get(sanctionKey(competition, sanction));
