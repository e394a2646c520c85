import type { Cursor } from '@xf/es';

/** Keys in the order of (sort, key), in short chunks so that an insert never moves a long array. */
export type MemberList = {
  readonly add: (member: Cursor) => void;
  readonly remove: (member: Cursor) => void;
  /** Up to `limit` members after a cursor (exclusive), or from the start. */
  readonly after: (cursor: Cursor | undefined, limit: number) => readonly Cursor[];
  /** Up to `limit` members before a cursor (exclusive), in ascending order. */
  readonly before: (cursor: Cursor, limit: number) => readonly Cursor[];
};

const chunkMax = 512;

/** `chunks` are in order, none empty, and are the list's from now on. */
export function memberList(chunks: Cursor[][] = []): MemberList {
  return {
    add(member) {
      const at = Math.min(chunkFor(chunks, member), chunks.length - 1);
      const chunk = chunks[at];
      if (chunk === undefined) {
        chunks.push([member]);
        return;
      }
      chunk.splice(lowerBound(chunk, member), 0, member);
      if (chunk.length > chunkMax) chunks.splice(at + 1, 0, chunk.splice(chunk.length >> 1));
    },
    remove(member) {
      const at = chunkFor(chunks, member);
      const chunk = chunks[at];
      const index = chunk === undefined ? 0 : lowerBound(chunk, member);
      const found = chunk?.[index];
      if (chunk === undefined || found === undefined || compare(found, member) !== 0) {
        throw new Error(`not in the member list: ${member.sort} ${member.key}`);
      }
      chunk.splice(index, 1);
      if (chunk.length === 0) chunks.splice(at, 1);
    },
    after(cursor, limit) {
      let at = cursor === undefined ? 0 : chunkFor(chunks, cursor);
      let index = cursor === undefined ? 0 : lowerBound(chunks[at] ?? [], cursor);
      const first = chunks[at]?.[index];
      if (cursor !== undefined && first !== undefined && compare(first, cursor) === 0) index += 1;
      const found: Cursor[] = [];
      for (; found.length < limit && at < chunks.length; at++, index = 0) {
        found.push(...(chunks[at] ?? []).slice(index, index + limit - found.length));
      }
      return found;
    },
    before(cursor, limit) {
      let at = chunkFor(chunks, cursor);
      let index = lowerBound(chunks[at] ?? [], cursor);
      const parts: Cursor[][] = [];
      for (let left = limit; left > 0 && at >= 0;) {
        const part = (chunks[at] ?? []).slice(Math.max(0, index - left), index);
        parts.unshift(part);
        left -= part.length;
        at -= 1;
        index = chunks[at]?.length ?? 0;
      }
      return parts.flat();
    },
  };
}

function compare(a: Cursor, b: Cursor): number {
  if (a.sort !== b.sort) return a.sort < b.sort ? -1 : 1;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}

function chunkFor(chunks: readonly (readonly Cursor[])[], member: Cursor): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const last = chunks[middle]?.at(-1);
    if (last !== undefined && compare(last, member) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lowerBound(chunk: readonly Cursor[], member: Cursor): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = chunk[middle];
    if (here !== undefined && compare(here, member) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
