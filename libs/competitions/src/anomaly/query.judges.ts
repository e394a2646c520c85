import { groupedBy } from '../marks';
import { chanceOfEqual, marksOf, type Cell, type Column, type Found } from './query.columns';

/** Fewer marks in common say nothing. */
const commonMin = 10;
/** How many equal pairs of judges chance may be expected to make, at most, before one is told. */
const expectedMax = 0.001;

type Pair = { readonly one: string; readonly other: string; readonly cells: Cell[]; common: number; equal: number };

/**
 * Two judges who gave every entry they both marked the same, in everything, where judges do not agree like that: as often
 * as the other pairs of them do, and where there are none, as the scale lets expect.
 */
export function identicalJudges(columns: readonly Column[]): readonly Found[] {
  const judged = columns.filter(({ criterion }) => criterion.kind === 'judged');
  const pairs = pairsOf(judged);
  const alike = pairs.filter(({ common, equal }) => common >= commonMin && equal === common);
  if (alike.length === 0) return [];
  const others = pairs.filter(({ common, equal }) => equal < common);
  const total = (of: 'common' | 'equal') => others.reduce((sum, pair) => sum + pair[of], 0);
  const fromScale = judged.map(({ cells }) => chanceOfEqual(cells.map(({ x }) => x)));
  const prior = fromScale.reduce((sum, one) => sum + one, 0) / judged.length;
  const chance = (total('equal') + prior) / (total('common') + 1);
  return alike.filter(({ common }) => pairs.length * chance ** common <= expectedMax).map(pairFound);
}

/** Every two judges with a mark in common, their names in order. */
function pairsOf(columns: readonly Column[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { cells } of columns) {
    for (const panel of groupedBy(cells, ({ mark }) => mark.entry.entry).values()) {
      const sorted = [...panel].sort((a, b) => (a.mark.slot < b.mark.slot ? -1 : 1));
      for (const [n, cell] of sorted.entries()) for (const beside of sorted.slice(n + 1)) count(pairs, cell, beside);
    }
  }
  return [...pairs.values()];
}

function count(pairs: Map<string, Pair>, cell: Cell, beside: Cell): void {
  const [one, other] = [cell.mark.slot, beside.mark.slot];
  const key = `${one}\n${other}`;
  const pair = pairs.get(key) ?? { one, other, cells: [], common: 0, equal: 0 };
  pairs.set(key, pair);
  pair.common += 1;
  if (cell.x !== beside.x) return;
  pair.equal += 1;
  pair.cells.push(cell, beside);
}

function pairFound({ one, other, cells, common }: Pair): Found {
  const entries = new Set(cells.map(({ mark }) => mark.entry.entry)).size;
  return {
    kind: 'identical-judges',
    marks: marksOf(cells),
    zh: `${one} 与 ${other} 给 ${entries} 个参赛项的 ${common} 项分数全部相同`,
    en: `${one} and ${other} gave ${entries} entries the same ${common} marks throughout`,
  };
}
