import type { Position } from './event';
import type { Cursor, Member, ViewReader } from './ports/views';

/** Members of a set in order. `next` is where the following page starts, absent on the last one. */
export type MemberPage<Row> = {
  readonly position: Position;
  readonly members: readonly Member<Row>[];
  readonly next?: Cursor;
};

/** At most `limit` members of a set after a cursor, which is not one of them. */
export function memberPage<Row>(
  view: Pick<ViewReader<Row>, 'position' | 'range'>,
  set: string,
  { after, limit }: { readonly after?: Cursor | undefined; readonly limit: number },
): MemberPage<Row> {
  const found = view.range(set, { after, limit: limit + 1 });
  const members = found.slice(0, limit);
  const last = members[members.length - 1];
  const page = { position: view.position(), members };
  return found.length > limit && last !== undefined ? { ...page, next: { sort: last.sort, key: last.key } } : page;
}
