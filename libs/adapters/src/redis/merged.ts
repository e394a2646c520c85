import type { Cursor, Member, Standing, ViewReader } from '@xf/es';
import { compareCursors, shardOf, type Layout } from './layout';

/** One reader of several shards. A set with members of several partitions is put together from all of them. */
export function mergedReader<Row>(layout: Layout, readers: readonly ViewReader<Row>[]): ViewReader<Row> {
  const [first] = readers;
  if (first === undefined) throw new Error('boards without a shard');
  const one = (partition: string): ViewReader<Row> => readers[shardOf(layout, partition)] ?? first;
  const ofSet = (set: string): readonly ViewReader<Row>[] => {
    const partition = layout.partitionOfSet(set);
    return partition === undefined ? readers : [one(partition)];
  };
  const together = (found: readonly (readonly Member<Row>[])[]): readonly Member<Row>[] =>
    found.length === 1 ? (found[0] ?? []) : found.flat().sort((a, b) => compareCursors(a, b));
  return {
    position: () => Math.min(...readers.map((reader) => reader.position())),
    get: (key) => one(layout.partitionOf(key)).get(key),
    range: (set, options) => together(ofSet(set).map((reader) => reader.range(set, options))).slice(0, options.limit),
    before: (set, place: Cursor, limit) => {
      const found = together(ofSet(set).map((reader) => reader.before(set, place, limit)));
      return found.slice(Math.max(0, found.length - limit));
    },
    size: (set) => ofSet(set).reduce((sum, reader) => sum + reader.size(set), 0),
    standing: (set, sort) => sumOf(ofSet(set).map((reader) => reader.standing(set, sort))),
  };
}

function sumOf(standings: readonly Standing[]): Standing {
  const [first] = standings;
  if (first !== undefined && standings.length === 1) return first;
  const sum = (count: 'before' | 'level'): number => standings.reduce((total, one) => total + one[count], 0);
  return {
    get before() {
      return sum('before');
    },
    get level() {
      return sum('level');
    },
    /** Two shards may hold the same sort, and neither knows: a wrong number would pass unnoticed. */
    get stepsBefore(): number {
      const steps = standings.map(({ stepsBefore }) => stepsBefore).filter((count) => count > 0);
      if (steps.length > 1) throw new Error('dense ranks of a set over several shards are not kept');
      return steps[0] ?? 0;
    },
  };
}
