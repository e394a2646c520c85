import type { Cursor, Member } from '@xf/es';
import { compareCursors } from './layout';

/** A stretch of a set without a gap. It begins after `from` (or with the set) and ends with its last member, or with the set. */
export type Segment<Row> = {
  readonly from: Cursor | undefined;
  readonly members: readonly Member<Row>[];
  readonly isEnd: boolean;
};

/** Members after a cursor, as far as a stretch tells: undefined when it does not. */
export function after<Row>(
  { from, members, isEnd }: Segment<Row>,
  cursor: Cursor | undefined,
  limit: number,
): readonly Member<Row>[] | undefined {
  if (from !== undefined && (cursor === undefined || compareCursors(cursor, from) < 0)) return undefined;
  const start = cursor === undefined ? 0 : firstBehind(members, cursor);
  return isEnd || members.length - start >= limit ? members.slice(start, start + limit) : undefined;
}

/** Members before a place, nearest last; undefined when the stretch does not tell. */
export function before<Row>(
  { from, members, isEnd }: Segment<Row>,
  place: Cursor,
  limit: number,
): readonly Member<Row>[] | undefined {
  const last = members[members.length - 1];
  if (!isEnd && (last === undefined || compareCursors(place, last) > 0)) return undefined;
  let end = firstBehind(members, place);
  const here = members[end - 1];
  if (here !== undefined && compareCursors(here, place) === 0) end -= 1;
  return from === undefined || end >= limit ? members.slice(Math.max(0, end - limit), end) : undefined;
}

function firstBehind(members: readonly Cursor[], cursor: Cursor): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const member = members[middle];
    if (member !== undefined && compareCursors(member, cursor) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
