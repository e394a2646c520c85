import { memberPage, type ViewReader } from '@xf/es';
import { candidaciesSet, candidacyKey, type CandidacyRow } from './project';

type Reader = ViewReader<CandidacyRow>;
type Options = { readonly after: { readonly sort: string; readonly key: string } | undefined; readonly limit: number };

/** A round's nominations on their way up; with an organisation those it holds a level of, first what waits for it. */
export function candidaciesOf(view: Reader, round: string, organization: string | undefined, options: Options) {
  const set = candidaciesSet(round, organization);
  const { members, ...page } = memberPage(view, set, options);
  return { ...page, total: view.size(set), rows: members.map(({ row }) => row) };
}

/** One nomination's way. */
export const candidacyRow = (view: Reader, round: string, nomination: string): CandidacyRow | undefined =>
  view.get(candidacyKey(round, nomination));
