import type { Position, ViewReader } from '@xf/es';
import { rollSet, subjectSet, type RollFilter, type RollRow } from './project';

type Reader = ViewReader<RollRow>;
type Cursor = { readonly sort: string; readonly key: string };

export type RollPage = {
  readonly position: Position;
  /** Honours that match the filter, on all pages together. */
  readonly total: number;
  readonly rows: readonly RollRow[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

/** One page of the roll, newest first. The view of an earlier moment gives the roll as it stood then. domain-rules 124. */
export function rollPage(view: Reader, options: RollFilter & { after?: Cursor | undefined; limit: number }): RollPage {
  const set = rollSet(options);
  const members = view.range(set, { after: options.after, limit: options.limit + 1 });
  const page = members.slice(0, options.limit);
  const last = page[page.length - 1];
  const head = { position: view.position(), total: view.size(set), rows: page.map(({ row }) => row) };
  return members.length > page.length && last !== undefined
    ? { ...head, next: { sort: last.sort, key: last.key } }
    : head;
}

/** Everything one person, team or unit holds, newest first. */
export const honoursOf = (view: Reader, subject: string): readonly RollRow[] =>
  view.range(subjectSet(subject), { limit: Number.MAX_SAFE_INTEGER }).map(({ row }) => row);
