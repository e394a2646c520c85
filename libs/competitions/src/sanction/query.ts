import { memberPage, type ViewReader } from '@xf/es';
import { sanctionKey, sanctionsSet, type SanctionRow } from './project';

type Reader = ViewReader<SanctionRow>;
type After = { readonly sort: string; readonly key: string } | undefined;

/** A page, in the order in which they happened. */
export const sanctionsOf = (view: Reader, competition: string, contest: string, after: After, limit: number) =>
  memberPage(view, sanctionsSet(competition, contest), { after, limit });

export const sanctionRow = (view: Reader, competition: string, sanction: string): SanctionRow | undefined =>
  view.get(sanctionKey(competition, sanction));
