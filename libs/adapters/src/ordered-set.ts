import type { Standing } from '@xf/es';

/**
 * A multiset of sort texts with order statistics. Distinct texts stand in chunks, each with its count; Fenwick trees
 * over the chunks hold how many members and how many distinct texts come before. Answers and updates cost O(log n)
 * plus one splice of a short array.
 */
export type OrderedSet = {
  readonly add: (sort: string) => void;
  /** Throws when the text is not in the set: the caller's books are wrong. */
  readonly remove: (sort: string) => void;
  readonly standing: (sort: string) => Standing;
  readonly size: () => number;
};

/** A sort text and how many members carry it. */
export type Step = readonly [sort: string, members: number];

type Chunk = { readonly sorts: string[]; readonly counts: number[]; members: number };

const chunkMax = 512;

/** `steps` must be distinct and in ascending order. */
export function orderedSet(steps: Iterable<Step> = []): OrderedSet {
  const chunks = chunksOf(steps);
  const sums = sumsOver(chunks);
  let size = chunks.reduce((sum, chunk) => sum + chunk.members, 0);

  const locate = (sort: string): { at: number; chunk: Chunk; index: number } | undefined => {
    const at = Math.min(chunkFor(chunks, sort), chunks.length - 1);
    const chunk = chunks[at];
    return chunk === undefined ? undefined : { at, chunk, index: lowerBound(chunk.sorts, sort) };
  };

  return {
    size: () => size,
    add(sort) {
      size += 1;
      const found = locate(sort);
      if (found === undefined) {
        chunks.push({ sorts: [sort], counts: [1], members: 1 });
        sums.rebuild();
        return;
      }
      const { at, chunk, index } = found;
      chunk.members += 1;
      sums.members(at, 1);
      if (chunk.sorts[index] === sort) {
        chunk.counts[index] = (chunk.counts[index] ?? 0) + 1;
        return;
      }
      chunk.sorts.splice(index, 0, sort);
      chunk.counts.splice(index, 0, 1);
      sums.steps(at, 1);
      if (chunk.sorts.length > chunkMax) {
        chunks.splice(at + 1, 0, secondHalf(chunk));
        sums.rebuild();
      }
    },
    remove(sort) {
      const found = locate(sort);
      if (found?.chunk.sorts[found.index] !== sort) throw new Error(`not in the ordered set: ${sort}`);
      const { at, chunk, index } = found;
      size -= 1;
      chunk.members -= 1;
      sums.members(at, -1);
      const left = (chunk.counts[index] ?? 0) - 1;
      if (left > 0) {
        chunk.counts[index] = left;
        return;
      }
      chunk.sorts.splice(index, 1);
      chunk.counts.splice(index, 1);
      sums.steps(at, -1);
      if (chunk.sorts.length === 0) {
        chunks.splice(at, 1);
        sums.rebuild();
      }
    },
    standing(sort) {
      const found = locate(sort);
      if (found === undefined) return { before: 0, level: 0, stepsBefore: 0 };
      const { at, chunk, index } = found;
      const earlier = sums.before(at);
      let before = earlier.members;
      for (let i = 0; i < index; i++) before += chunk.counts[i] ?? 0;
      const level = chunk.sorts[index] === sort ? (chunk.counts[index] ?? 0) : 0;
      return { before, level, stepsBefore: earlier.steps + index };
    },
  };
}

/** Takes the second half out of a chunk, as a chunk of its own. */
function secondHalf(chunk: Chunk): Chunk {
  const half = chunk.sorts.length >> 1;
  const counts = chunk.counts.splice(half);
  const members = counts.reduce((sum, count) => sum + count, 0);
  chunk.members -= members;
  return { sorts: chunk.sorts.splice(half), counts, members };
}

/** How many members and steps the chunks before one hold. */
function sumsOver(chunks: readonly Chunk[]) {
  const membersNow = (): Fenwick => fenwick(chunks.map((chunk) => chunk.members));
  const stepsNow = (): Fenwick => fenwick(chunks.map((chunk) => chunk.sorts.length));
  let members = membersNow();
  let steps = stepsNow();
  return {
    rebuild(): void {
      members = membersNow();
      steps = stepsNow();
    },
    members(at: number, by: number): void {
      members.add(at, by);
    },
    steps(at: number, by: number): void {
      steps.add(at, by);
    },
    before: (at: number) => ({ members: members.sum(at), steps: steps.sum(at) }),
  };
}

function chunksOf(steps: Iterable<Step>): Chunk[] {
  const chunks: Chunk[] = [];
  // Three quarters full, so that the first inserts after loading do not split every chunk.
  const fill = (chunkMax * 3) / 4;
  let last: Chunk | undefined;
  for (const [sort, count] of steps) {
    if (last === undefined || last.sorts.length >= fill) {
      last = { sorts: [], counts: [], members: 0 };
      chunks.push(last);
    }
    last.sorts.push(sort);
    last.counts.push(count);
    last.members += count;
  }
  return chunks;
}

/** The first chunk whose last text is not before `sort`; `chunks.length` when there is none. */
function chunkFor(chunks: readonly Chunk[], sort: string): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const last = chunks[middle]?.sorts.at(-1);
    if (last !== undefined && last < sort) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lowerBound(sorts: readonly string[], sort: string): number {
  let low = 0;
  let high = sorts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorts[middle] ?? '') < sort) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Fenwick = {
  readonly add: (index: number, by: number) => void;
  /** Sum of the values before an index. */
  readonly sum: (index: number) => number;
};

function fenwick(values: readonly number[]): Fenwick {
  const tree = new Float64Array(values.length + 1);
  for (let i = 1; i <= values.length; i++) {
    tree[i] = (tree[i] ?? 0) + (values[i - 1] ?? 0);
    const parent = i + (i & -i);
    if (parent <= values.length) tree[parent] = (tree[parent] ?? 0) + (tree[i] ?? 0);
  }
  return {
    add(index, by) {
      for (let i = index + 1; i < tree.length; i += i & -i) tree[i] = (tree[i] ?? 0) + by;
    },
    sum(index) {
      let total = 0;
      for (let i = index; i > 0; i -= i & -i) total += tree[i] ?? 0;
      return total;
    },
  };
}
