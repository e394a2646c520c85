import { Fraction } from 'fraction.js';
import type { Prize, RuleDocument } from '../document';
import { entryOrder, isGone, type OracleRow } from './oracle';
import { num, roundTo } from './oracle-numbers';

export type Placed = { readonly entry: string; readonly rank: number; readonly prize: string | undefined };
type Comparer = (a: OracleRow, b: OracleRow) => number;

function tieComparers(document: RuleDocument): Comparer[] {
  const { ties = [], method } = document.ranking;
  const chain = ties.map((tie): Comparer => {
    const read = ({ input, cells }: OracleRow) => {
      if ('by' in tie) return input.attributes?.['lot'] === undefined ? undefined : num(input.attributes['lot']);
      const cell = cells.get(tie.value);
      return cell === undefined || isGone(cell) ? undefined : cell;
    };
    const sign = 'better' in tie && tie.better === 'higher' ? -1 : 1;
    return (a, b) => {
      const [x, y] = [read(a), read(b)];
      if (x === undefined || y === undefined) return (x === undefined ? 1 : 0) - (y === undefined ? 1 : 0);
      return x.compare(y) * sign;
    };
  });
  return method === '1234' ? [...chain, (a, b) => entryOrder(a.input, b.input)] : chain;
}

/** Lists of entries that share a place, best first. */
function places(document: RuleDocument, rows: readonly OracleRow[]): OracleRow[][] {
  const { better, tolerance, tiesWithinTolerance } = document.ranking;
  const value = (row: OracleRow) => num(row.total as string);
  const byTotal: Comparer = (a, b) => value(a).compare(value(b)) * (better === 'higher' ? -1 : 1);
  const byTies: Comparer = (a, b) => tieComparers(document).reduce((found, compare) => found || compare(a, b), 0);
  const cluster = (list: readonly OracleRow[], same: (first: OracleRow, row: OracleRow) => boolean) => {
    const groups: OracleRow[][] = [];
    for (const row of list) {
      const last = groups[groups.length - 1];
      if (last && same(last[0] as OracleRow, row)) last.push(row);
      else groups.push([row]);
    }
    return groups;
  };
  if (tolerance === undefined) {
    const order: Comparer = (a, b) => byTotal(a, b) || byTies(a, b);
    return cluster([...rows].sort(order), (a, b) => order(a, b) === 0);
  }
  const near = (a: OracleRow, b: OracleRow) => value(a).sub(value(b)).abs().compare(num(tolerance)) <= 0;
  const groups = cluster([...rows].sort(byTotal), near);
  if (!tiesWithinTolerance) return groups;
  return groups.flatMap((group) => cluster(group.sort(byTies), (a, b) => byTies(a, b) === 0));
}

function bounded(prize: Prize, text: string | undefined): boolean {
  const limits = [
    [prize.atLeast, (order: number) => order >= 0],
    [prize.atMost, (order: number) => order <= 0],
    [prize.above, (order: number) => order > 0],
    [prize.below, (order: number) => order < 0],
  ] as const;
  return limits.every(
    ([limit, holds]) => limit === undefined || (text !== undefined && holds(num(text).compare(num(limit)))),
  );
}

/** Places and prizes of the entries that are ranked; `entered` counts everybody on the board. */
export function oracleBoard(document: RuleDocument, rows: readonly OracleRow[]): Placed[] {
  const groups = places(
    document,
    rows.filter((row) => row.code === undefined),
  );
  const rankedCount = groups.flat().length;
  const out: Placed[] = [];
  for (const [g, group] of groups.entries()) {
    const before = groups.slice(0, g).flat().length;
    const rank = { '1224': before + 1, '1334': before + group.length, '1223': g + 1, '1234': before + 1 }[
      document.ranking.method
    ];
    for (const row of group) {
      let seats = 0;
      let prize: string | undefined;
      const barred = (document.requirements ?? []).some(
        (item) => item.otherwise === 'no-prize' && row.failed.includes(item.name),
      );
      for (const item of document.prizes ?? []) {
        let fits = bounded(item, item.value === undefined ? row.total : row.values[item.value]);
        if (item.ranks) fits = fits && rank >= item.ranks.from && rank <= item.ranks.to;
        if (item.share !== undefined) {
          const base = new Fraction(item.of === 'entered' ? rows.length : rankedCount);
          const opened = roundTo(base.mul(num(item.share)).div(100), {
            digits: 0,
            mode: item.round ?? 'floor',
          }).valueOf();
          const end = item.counted === 'from-top' ? opened : seats + opened;
          seats = Math.max(seats, end);
          fits = fits && (item.ties === 'cut' ? before + group.length <= end : before + 1 <= end);
        }
        if (fits && prize === undefined) prize = item.id;
      }
      out.push({ entry: row.input.entry, rank, prize: barred ? undefined : prize });
    }
  }
  return out;
}
