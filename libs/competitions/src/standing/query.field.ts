import type { Position, ViewReader } from '@xf/es';
import type { EntryInput } from '@xf/rules';
import { entriesSet, inputOf, counts, type ContestRow, type StandingRow } from './project';
import { contestRow } from './query';

type Cursor = { readonly sort: string; readonly key: string };

export type FieldPage = {
  readonly contest: ContestRow;
  readonly position: Position;
  readonly inputs: readonly EntryInput[];
  readonly next?: Cursor;
};

/** What the rules are applied to, in the order of the entries' numbers: those that count. Undefined without the contest. */
export function fieldPage(
  view: ViewReader<StandingRow>,
  competition: string,
  id: string,
  options: { readonly after?: Cursor | undefined; readonly limit: number },
): FieldPage | undefined {
  const contest = contestRow(view, competition, id);
  if (contest === undefined) return undefined;
  const members = view.range(entriesSet(competition, id), options);
  const inputs = members.flatMap(({ row }) =>
    row.kind === 'entry' && counts(row, contest) ? [inputOf(row, contest)] : [],
  );
  const last = members[members.length - 1];
  const page = { contest, position: view.position(), inputs };
  return last !== undefined && members.length === options.limit
    ? { ...page, next: { sort: last.sort, key: last.key } }
    : page;
}
