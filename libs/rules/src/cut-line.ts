import type { BoardSize, Place, RankedRow, Rules, Scored } from './contracts';
import type { Advance } from './document';
import { advancing, goesOn, tooFewEntrants } from './process';

/** A line on a board with an inside: above the end of a prize, above the cut of `advance`, or down to a rank. */
export type CutLine = { readonly board: string } & (
  | { readonly kind: 'prize'; readonly prize: string }
  | { readonly kind: 'advance' }
  | { readonly kind: 'rank'; readonly to: number }
);

/** The rows that stand on a board, of those of a whole field. */
export function rowsOf(rules: Rules, scored: readonly Scored[], board: string): Scored[] {
  return scored.filter((row) => rules.boardsOf(row.group).includes(board));
}

/**
 * Entries inside a line, given all rows of its board. Inside a prize are also those with a prize listed before it.
 * Where too few have entered
 * for awards nobody is. Throws when the document has no such prize, or no `advance` for that board.
 */
export function insideOf(rules: Rules, rows: readonly RankedRow[], line: CutLine): ReadonlySet<string> {
  const entries = (list: readonly RankedRow[]) => new Set(list.map((row) => row.entry));
  if (line.kind === 'rank') return entries(rows.filter(({ rank }) => rank !== undefined && rank <= line.to));
  if (line.kind === 'advance') return new Set(advancing(rows, advanceOf(rules, line)).through);
  const within = prizesDownTo(rules, line.prize);
  if (hasNoAwards(rules, rows.length)) return new Set();
  return entries(rows.filter(({ prize }) => prize !== undefined && within.has(prize)));
}

/** Whether a place of a board of this size is inside: what `insideOf` says of its row, for documents without a tolerance. */
export function insiderOf(rules: Rules, line: CutLine, size: BoardSize): (place: Place) => boolean {
  if (line.kind === 'rank') return ({ rank }) => rank <= line.to;
  if (line.kind === 'advance') return goesOn(advanceOf(rules, line), size);
  const within = prizesDownTo(rules, line.prize);
  if (hasNoAwards(rules, size.entered)) return () => false;
  const prizeOf = rules.prizeGiver(size);
  return (place) => within.has(prizeOf(place) ?? '');
}

/** Whether a board that so many have entered has no awards, whatever becomes of its contest. domain-rules 51. */
export const hasNoAwards = ({ document }: Rules, entered: number): boolean =>
  tooFewEntrants(document.process ?? {}, entered) !== undefined;

function advanceOf({ document }: Rules, { board }: CutLine): Advance {
  const advance = document.process?.advance;
  if (!advance || (advance.board ?? board) !== board) throw new Error(`nobody advances from ${board}`);
  return advance;
}

function prizesDownTo({ document }: Rules, prize: string): ReadonlySet<string> {
  const ids = (document.prizes ?? []).map(({ id }) => id);
  const end = ids.indexOf(prize);
  if (end < 0) throw new Error(`no prize ${prize} in the rules`);
  return new Set(ids.slice(0, end + 1));
}

export type Exchange = {
  /** Inside after and not before. */
  readonly enters: readonly string[];
  readonly leaves: readonly string[];
};

export function exchange(before: ReadonlySet<string>, after: ReadonlySet<string>): Exchange {
  return {
    enters: [...after].filter((entry) => !before.has(entry)),
    leaves: [...before].filter((entry) => !after.has(entry)),
  };
}

export function isSame(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  if (before.size !== after.size) return false;
  for (const entry of before) if (!after.has(entry)) return false;
  return true;
}
