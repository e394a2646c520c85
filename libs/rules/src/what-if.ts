import type { EntryInput, RankedRow, Rules } from './contracts';
import { exchange, insideOf, rowsOf, type CutLine, type Exchange } from './cut-line';

/** One number of one entry under the first rules and under the second; absent where it has none. */
export type Move<T> = { readonly entry: string; readonly from?: T; readonly to?: T };

export type BoardDifference = {
  readonly board: string;
  /** Prizes that change hands, by id, in the order of the first document, then of the second. */
  readonly prizes: readonly (Exchange & { readonly prize: string })[];
  /** Who goes on under one of the two only; absent when the same go on. */
  readonly advance?: Exchange;
  readonly ranks: readonly Move<number>[];
  readonly totals: readonly Move<string>[];
};

/**
 * What changes when the same marks are scored under other rules: only what differs, board by board, entries in the order of
 * the first rules' board. Boards on which nothing differs are left out.
 */
export function whatIf(rulesA: Rules, rulesB: Rules, field: readonly EntryInput[]): BoardDifference[] {
  const [scoredA, scoredB] = [rulesA.scoreField(field), rulesB.scoreField(field)];
  const boards = new Set([rulesA, rulesB].flatMap((rules) => field.flatMap(({ group }) => rules.boardsOf(group))));
  return [...boards].flatMap((board) => {
    const a = rulesA.rankBoard(rowsOf(rulesA, scoredA, board));
    const b = rulesB.rankBoard(rowsOf(rulesB, scoredB, board));
    const entries = [...new Set([...a, ...b].map(({ entry }) => entry))];
    const prizes = prizeChanges(rulesA, rulesB, a, b);
    const advance = exchange(throughOf(rulesA, a, board), throughOf(rulesB, b, board));
    const ranks = movesOf(entries, a, b, ({ rank }) => rank);
    const totals = movesOf(entries, a, b, ({ total }) => total);
    const goOn = advance.enters.length + advance.leaves.length > 0;
    if (!goOn && prizes.length + ranks.length + totals.length === 0) return [];
    return [{ board, prizes, ...(goOn && { advance }), ranks, totals }];
  });
}

function movesOf<T extends string | number>(
  entries: readonly string[],
  a: readonly RankedRow[],
  b: readonly RankedRow[],
  read: (row: RankedRow) => T | undefined,
): Move<T>[] {
  const numbers = (rows: readonly RankedRow[]) => new Map(rows.map((row) => [row.entry, read(row)]));
  const [before, after] = [numbers(a), numbers(b)];
  return entries.flatMap((entry) => {
    const [from, to] = [before.get(entry), after.get(entry)];
    if (from === to) return [];
    return [{ entry, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

function prizeChanges(rulesA: Rules, rulesB: Rules, a: readonly RankedRow[], b: readonly RankedRow[]) {
  const ids = new Set([rulesA, rulesB].flatMap(({ document }) => (document.prizes ?? []).map(({ id }) => id)));
  const winners = (rows: readonly RankedRow[], id: string) =>
    new Set(rows.filter(({ prize }) => prize === id).map(({ entry }) => entry));
  return [...ids].flatMap((prize) => {
    const { enters, leaves } = exchange(winners(a, prize), winners(b, prize));
    return enters.length + leaves.length === 0 ? [] : [{ prize, enters, leaves }];
  });
}

function throughOf(rules: Rules, rows: readonly RankedRow[], board: string): ReadonlySet<string> {
  const advance = rules.document.process?.advance;
  const line: CutLine = { board, kind: 'advance' };
  return advance && (advance.board ?? board) === board ? insideOf(rules, rows, line) : new Set();
}
