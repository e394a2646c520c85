import type { BoardSize, EntryInput, Place, RankedRow, Scored } from './contracts';
import type { Advance, Cut, Money, Process, RuleDocument } from './document';
import { add, compare, exact, subtract, toDecimal, ZERO, type Exact } from './exact';
import { compareSlots } from './combine';
import { barredBy, meetsBounds, seatsOf } from './rank-board';

export type Advancing = {
  /** Entries that go on, in board order. */
  readonly through: readonly string[];
  /** Entries that stay behind, in board order, those without a rank last. */
  readonly left: readonly string[];
  /** Who shares the place across the cut, so that `ties` decided about them; empty when the cut falls between places. */
  readonly tied: readonly string[];
};

type Span = { readonly first: number; readonly last: number };

/** Positions from the top that each ranked row takes together with those it shares its rank with. */
function spansOf(ranked: readonly RankedRow[]): Span[] {
  const spans: Span[] = [];
  for (let start = 0; start < ranked.length;) {
    let end = start + 1;
    while (end < ranked.length && ranked[end]?.rank === ranked[start]?.rank) end += 1;
    const span = { first: start + 1, last: end };
    for (; start < end; start += 1) spans.push(span);
  }
  return spans;
}

function seatsOfCut(cut: Exclude<Cut, { by: 'score' }>, ranked: number, entered: number): number {
  return cut.by === 'rank' ? cut.to : seatsOf(cut.percent, cut.of === 'entered' ? entered : ranked, cut.round);
}

type Going = Pick<Advance, 'cut' | 'ties'>;

/** Whether a place of a board of this size goes on. A cut by rank or share opens positions from the top. */
export function goesOn({ cut, ties }: Going, { ranked, entered }: BoardSize): (place: Omit<Place, 'rank'>) => boolean {
  if (cut.by === 'score') return ({ row }) => meetsBounds(cut, row.total);
  const seats = seatsOfCut(cut, ranked, entered);
  return ({ first, last }) => last <= seats || (first <= seats && ties !== 'leave');
}

/**
 * Who goes on from one board. `rows` are all rows of the board as `rankBoard` answers them. A cut by rank or share opens
 * that many positions from the top, however shared places are numbered; a cut by score compares the published total.
 */
export function advancing(rows: readonly RankedRow[], advance: Going): Advancing {
  const ranked = rows.filter((row) => row.rank !== undefined);
  const size = { ranked: ranked.length, entered: rows.length };
  const spans = spansOf(ranked);
  const goes = goesOn(advance, size);
  const seats = advance.cut.by === 'score' ? 0 : seatsOfCut(advance.cut, size.ranked, size.entered);
  const through: string[] = [];
  const left: string[] = [];
  const tied: string[] = [];
  for (const [i, row] of ranked.entries()) {
    const span = spans[i] as Span;
    if (span.first <= seats && span.last > seats) tied.push(row.entry);
    (goes({ row, ...span }) ? through : left).push(row.entry);
  }
  for (const row of rows) if (row.rank === undefined) left.push(row.entry);
  return { through, left, tied };
}

/** Attributes an entry takes to the next stage: published numbers under their new names; a missing one is left out. */
export function carried({ values }: Pick<Scored, 'values'>, { carry = [] }: Advance): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const { value, as } of carry) {
    const printed = values[value];
    if (printed !== undefined) out[as] = printed;
  }
  return out;
}

export type SpreadBreach = {
  readonly value: string;
  readonly lowest: { readonly slot: string; readonly mark: string };
  readonly highest: { readonly slot: string; readonly mark: string };
  readonly spread: string;
  /** The spread that is still allowed. */
  readonly allowed: string;
};

/** Values of one entry whose recorded marks lie further apart than the document allows; of equals the first slot is named. */
export function spreadBreaches(document: RuleDocument, marks: EntryInput['marks']): SpreadBreach[] {
  return (document.process?.remark ?? []).flatMap(({ value, spread }) => {
    const recorded = Object.entries(marks[value] ?? {}).sort(([a], [b]) => compareSlots(a, b));
    const sorted = recorded.map(([slot, mark]) => ({ slot, mark, x: exact(mark) })).sort((a, b) => compare(a.x, b.x));
    const lowest = sorted[0];
    const highest = sorted.find(({ x }) => compare(x, (sorted[sorted.length - 1] as { x: Exact }).x) === 0);
    if (!lowest || !highest) return [];
    const apart = subtract(highest.x, lowest.x);
    const allowed = exact(spread);
    if (compare(apart, allowed) <= 0) return [];
    const bare = ({ slot, mark }: { slot: string; mark: string }) => ({ slot, mark });
    return [
      { value, lowest: bare(lowest), highest: bare(highest), spread: toDecimal(apart), allowed: toDecimal(allowed) },
    ];
  });
}

export type Payment = {
  readonly entry: string;
  /** Yuan, negative when owed. */
  readonly amount: string;
  /** Positions in the document's list of the lines that pay. */
  readonly lines: readonly number[];
};

/**
 * What each entry of one board is paid: the first line that fits and every fitting `cumulative` line. Entries that no
 * line speaks of are left out; who shares a place gets the whole amount of that place.
 */
export function moneyOf(rows: readonly RankedRow[], money: readonly Money[], board: string): Payment[] {
  const here = money.map((line, index) => ({ line, index })).filter(({ line }) => (line.board ?? board) === board);
  return rows.flatMap((row) => {
    const fitting = here.filter(({ line }) => fits(line, row));
    const first = fitting.find(({ line }) => line.cumulative !== true);
    const paying = fitting.filter((item) => item === first || item.line.cumulative === true);
    if (paying.length === 0) return [];
    const sum = paying.reduce((total, { line }) => add(total, exact(line.amount)), ZERO);
    return [{ entry: row.entry, amount: toDecimal(sum), lines: paying.map(({ index }) => index) }];
  });
}

/**
 * Of several prizes of one receiver the highest is paid, of equal ones the first; what is owed stands beside it.
 * domain-rules 94.
 */
export function paidOnce<T extends { readonly receiver: string; readonly amount: string }>(
  payments: readonly T[],
): ReadonlyMap<string, T> {
  const highest = new Map<string, T>();
  for (const one of payments) {
    if (compare(exact(one.amount), ZERO) <= 0) continue;
    const known = highest.get(one.receiver);
    if (known === undefined || compare(exact(one.amount), exact(known.amount)) > 0) highest.set(one.receiver, one);
  }
  return highest;
}

/** What payments come to, negative ones taken off. domain-rules 98. */
export const sumOfPayments = (payments: readonly Pick<Payment, 'amount'>[]): string =>
  toDecimal(payments.reduce((total, { amount }) => add(total, exact(amount)), ZERO));

function fits({ ranks, prize }: Money, row: RankedRow): boolean {
  if (row.rank === undefined) return false;
  if (ranks) return row.rank >= ranks.from && row.rank <= ranks.to;
  return row.prize === prize;
}

/** What becomes of a competition that so many have entered: `undefined` when they are enough. */
export function tooFewEntrants(
  { minimumEntrants }: Process,
  entered: number,
): NonNullable<Process['minimumEntrants']>['otherwise'] | undefined {
  return minimumEntrants && entered < minimumEntrants.count ? minimumEntrants.otherwise : undefined;
}

/** Whether a unit with so many entries standing may enter one more. */
export function mayEnter({ entriesPerUnit }: Process, standing: number): boolean {
  return entriesPerUnit === undefined || standing < entriesPerUnit;
}

/** Whether so many minutes late counts as absent: the last minute of the limit already does. */
export function isAbsent({ absentAfterMinutes }: Process, minutesLate: number): boolean {
  return absentAfterMinutes !== undefined && minutesLate >= absentAfterMinutes;
}

/** Whether an appeal so many minutes after publication is in time, the last minute included; false when none is heard. */
export function mayAppeal({ appeals }: Process, minutesAfter: number): boolean {
  return appeals !== undefined && minutesAfter <= appeals.windowMinutes;
}

/**
 * Who wins the flag of a period by the document of that period: who has the prize that its clause names, or without one
 * the first place, unless a requirement keeps them from every award. Then nobody does; the next does not come up.
 * domain-rules 97.
 */
export function winsFlag(document: RuleDocument): (row: RankedRow) => boolean {
  const named = document.process?.flag?.prize;
  if (named !== undefined) return ({ prize }) => prize === named;
  const barred = barredBy(document);
  return (row) => row.rank === 1 && !barred(row);
}

/**
 * Who holds the flag after these periods, given the winners of each in order: those of the last period, or those with the
 * most wins. More than one only when they won together or equally often.
 */
export function flagHolders(
  { keepsFor }: Pick<NonNullable<Process['flag']>, 'keepsFor'>,
  winners: readonly (readonly string[])[],
): string[] {
  if (keepsFor === 'period') return [...(winners[winners.length - 1] ?? [])];
  const wins = new Map<string, number>();
  for (const period of winners) for (const entry of period) wins.set(entry, (wins.get(entry) ?? 0) + 1);
  const most = Math.max(0, ...wins.values());
  return [...wins].filter(([, count]) => count === most).map(([entry]) => entry);
}
