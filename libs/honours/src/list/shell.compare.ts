import { organizationFold, organizationStream } from '@xf/access';
import type { Table } from '@xf/files';
import type { changesIn } from '@xf/lists';
import { listsFold, versionOf } from './decide';
import { listsStream } from './events';
import { ListRows, type ListSource } from './shell.rows';

type Of = { readonly organization: string; readonly list: string; readonly version: number };

/** What a file changes of the version of a list that it was exported from; undefined when there is no such version. */
export async function listFileChanges(
  source: ListSource,
  { organization, list, version }: Of,
  table: Table,
): Promise<ReturnType<typeof changesIn> | undefined> {
  const { states, store } = source.engine;
  const { state } = await states.load(store, listsFold, listsStream(organization));
  const found = versionOf(state, list, version);
  const pathOf = async (id: string): Promise<readonly string[]> => {
    const { state: of } = await states.load(store, organizationFold, organizationStream(id));
    return of.status === 'unknown' ? [] : of.path;
  };
  return found && new ListRows(source, { pathOf }).changes(found, table, '');
}
