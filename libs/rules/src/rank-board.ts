import type { BoardSize, Place, RankedRow, Scored } from './contracts';
import type { Prize, RankMethod, RuleDocument } from './document';
import { absolute, compare, exact, ONE, multiply, roundToMultiple, subtract, type Decimal, type Exact } from './exact';
import { firstDifference, tiePart } from './rank-key';

/** Entries that share a place; `split` is the key that separates the group from the one above. */
type Group = { readonly rows: Scored[]; readonly split: string | undefined };
type Fits = (place: Place) => boolean;
type Mutable = { -readonly [field in keyof RankedRow]: RankedRow[field] };

/** Names of the parts of a key, in order: the total, the ties, the entry order. */
export function keyNames(document: RuleDocument): readonly string[] {
  const { ties = [], method, tolerance, tiesWithinTolerance } = document.ranking;
  const used = tolerance === undefined || tiesWithinTolerance === true ? ties : [];
  return [
    'total',
    ...used.map((tie) => ('by' in tie ? tie.by : tie.value)),
    ...(method === '1234' ? ['entry-order'] : []),
  ];
}

export function decidedBy(names: readonly string[], better: string, worse: string): string | undefined {
  const part = firstDifference(better, worse);
  return part === undefined ? undefined : names[part];
}

function byKey(a: Scored, b: Scored): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function groupsByKey(rows: readonly Scored[], names: readonly string[]): Group[] {
  const groups: Group[] = [];
  let above: Scored | undefined;
  for (const row of rows) {
    if (above?.key === row.key) groups[groups.length - 1]?.rows.push(row);
    else groups.push({ rows: [row], split: above && decidedBy(names, above.key, row.key) });
    above = row;
  }
  return groups;
}

/** Each row is compared with the best of its group, so that a chain of small steps does not spread. */
function groupsByTolerance(
  rows: readonly Scored[],
  tolerance: Exact,
  names: readonly string[],
  chain: boolean,
): Group[] {
  const groups: Group[] = [];
  for (let start = 0; start < rows.length;) {
    const best = exact((rows[start] as Scored).total as string);
    let end = start + 1;
    const isNear = (row: Scored) => compare(absolute(subtract(exact(row.total as string), best)), tolerance) <= 0;
    while (end < rows.length && isNear(rows[end] as Scored)) end += 1;
    const equals = rows.slice(start, end);
    const split = start === 0 ? undefined : 'total';
    if (chain) groups.push(...groupsByTies(equals, names, split));
    else groups.push({ rows: equals, split });
    start = end;
  }
  return groups;
}

/** Inside a tolerance group the totals no longer count: the tie keys alone order it. */
function groupsByTies(rows: readonly Scored[], names: readonly string[], split: string | undefined): Group[] {
  const keyed = rows.map((row) => ({ row, ties: tiePart(row.key) }));
  keyed.sort((a, b) => (a.ties < b.ties ? -1 : a.ties > b.ties ? 1 : 0));
  const groups: Group[] = [];
  let above: string | undefined;
  for (const { row, ties } of keyed) {
    if (above === ties) groups[groups.length - 1]?.rows.push(row);
    else groups.push({ rows: [row], split: above === undefined ? split : decidedBy(names.slice(1), above, ties) });
    above = ties;
  }
  return groups;
}

function rankOf(method: RankMethod, before: number, size: number, groupsBefore: number): number {
  if (method === '1334') return before + size;
  return method === '1223' ? groupsBefore + 1 : before + 1;
}

/** Seats of a percentage of so many, rounded to whole ones as the document says. */
export function seatsOf(percent: Decimal, base: number, round: NonNullable<Prize['round']>): number {
  const exactSeats = multiply(multiply(exact(percent), exact(base)), exact('0.01'));
  return Number(roundToMultiple(exactSeats, ONE, round).n);
}

/** Seats that a share opens, as a number of positions from the top of the board. */
function sharePositions(prize: Prize, share: Decimal, base: number, before: number): number {
  const seats = seatsOf(share, base, prize.round ?? 'floor');
  return prize.counted === 'from-top' ? seats : before + seats;
}

function prizeFits(prizes: readonly Prize[], ranked: number, entered: number): readonly { id: string; fits: Fits }[] {
  let seatsBefore = 0;
  return prizes.map((prize) => {
    const tests: Fits[] = [];
    const { ranks, share } = prize;
    if (ranks) tests.push(({ rank }) => rank >= ranks.from && rank <= ranks.to);
    if (share !== undefined) {
      const end = sharePositions(prize, share, prize.of === 'entered' ? entered : ranked, seatsBefore);
      seatsBefore = Math.max(seatsBefore, end);
      tests.push(prize.ties === 'cut' ? ({ last }) => last <= end : ({ first }) => first <= end);
    }
    tests.push(({ row }) => meetsBounds(prize, prize.value === undefined ? row.total : row.values[prize.value]));
    return { id: prize.id, fits: (place) => tests.every((test) => test(place)) };
  });
}

type Limits = Pick<Prize, 'atLeast' | 'atMost' | 'above' | 'below'>;
/** Bounds against a published number; a number that is not there meets no bound. */
export function meetsBounds(limits: Limits, printed: string | undefined): boolean {
  const { atLeast, atMost, above, below } = limits;
  if (atLeast === undefined && atMost === undefined && above === undefined && below === undefined) return true;
  return printed !== undefined && within(limits, exact(printed));
}

export function within({ atLeast, atMost, above, below }: Limits, x: Exact): boolean {
  if (atLeast !== undefined && compare(x, exact(atLeast)) < 0) return false;
  if (atMost !== undefined && compare(x, exact(atMost)) > 0) return false;
  if (above !== undefined && compare(x, exact(above)) <= 0) return false;
  return below === undefined || compare(x, exact(below)) < 0;
}

/** Answers the prize of a place on a board of a known size; made once for a board, asked for each of its rows. */
export function prizeGiver(
  document: RuleDocument,
  { ranked, entered }: BoardSize,
): (place: Place) => string | undefined {
  const prizes = prizeFits(document.prizes ?? [], ranked, entered);
  const barred = barredBy(document);
  return (place) => (barred(place.row) ? undefined : prizes.find(({ fits }) => fits(place))?.id);
}

/** Whether a row has no award whatever its place, for it does not meet what the rules require of one. */
export function barredBy({ requirements = [] }: RuleDocument): (row: Pick<Scored, 'failed'>) => boolean {
  const barring = requirements.filter((item) => item.otherwise === 'no-prize');
  const barred = new Set(barring.map((item) => item.name));
  return ({ failed }) => failed.some((name) => barred.has(name));
}

/** Ranks and prizes of one board; `domain-rules` 54, 75, 77, 78, 89, 90. */
export function rankBoard(document: RuleDocument, rows: readonly Scored[]): RankedRow[] {
  const { method, tolerance, tiesWithinTolerance } = document.ranking;
  const names = keyNames(document);
  const sorted = [...rows].sort(byKey);
  const ranked = sorted.filter((row) => row.ranked);
  const groups =
    tolerance === undefined
      ? groupsByKey(ranked, names)
      : groupsByTolerance(ranked, exact(tolerance), names, tiesWithinTolerance === true);
  const prizeOf = prizeGiver(document, { ranked: ranked.length, entered: rows.length });
  const out: RankedRow[] = [];
  for (const [index, group] of groups.entries()) {
    const before = out.length;
    const rank = rankOf(method, before, group.rows.length, index);
    for (const [i, row] of group.rows.entries()) {
      const prize = prizeOf({ row, rank, first: before + 1, last: before + group.rows.length });
      const placed: Mutable = { ...row, rank };
      if (i === 0 && group.split !== undefined) placed.decidedBy = group.split;
      if (prize !== undefined) placed.prize = prize;
      out.push(placed);
    }
  }
  return [...out, ...sorted.filter((row) => !row.ranked)];
}
