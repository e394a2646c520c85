import type { EntryInput, RankedRow, Rules, Scored } from './contracts';
import { exchange, hasNoAwards, insideOf, type CutLine, type Exchange } from './cut-line';
import { atOnce, type Pieces } from './pieces';
import { scoredByAll } from './score-all';

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

/** Rows by board, in board order, with ranks and prizes. */
type RankedBoards = ReadonlyMap<string, readonly RankedRow[]>;
/** What is: the rules in force, and their boards as they stand. */
export type Standing = { readonly rules: Rules; readonly boards: RankedBoards };

/**
 * What changes when the same marks are scored under a draft: only what differs, board by board, entries in the order of the
 * board as it stands. Boards on which nothing differs are left out. What is, is taken as given: the draft alone is scored.
 */
export function* whatIfInPieces(
  now: Standing,
  draft: Rules,
  field: readonly EntryInput[],
): Pieces<readonly BoardDifference[]> {
  const [scored = []] = yield* scoredByAll([draft.document], field);
  const then = yield* boardsInPieces(draft, scored);
  const differences: BoardDifference[] = [];
  for (const board of new Set([...now.boards.keys(), ...then.keys()])) {
    yield;
    const [a, b] = [now.boards.get(board) ?? [], then.get(board) ?? []];
    differences.push(...differenceOn(board, { rules: now.rules, rows: a }, { rules: draft, rows: b }));
  }
  return differences;
}

/** The same, all at once. */
export const whatIf = (now: Standing, draft: Rules, field: readonly EntryInput[]): readonly BoardDifference[] =>
  atOnce(whatIfInPieces(now, draft, field));

/** Every board of a scored field; without prizes where too few have entered. domain-rules 51. */
export function* boardsInPieces(rules: Rules, scored: readonly Scored[]): Pieces<RankedBoards> {
  const boards = new Map<string, readonly RankedRow[]>();
  for (const [board, rows] of byBoard(rules, scored)) {
    yield;
    const placed = rules.rankBoard(rows);
    const bare = hasNoAwards(rules, rows.length);
    boards.set(board, bare ? placed.map(({ prize: _none, ...row }) => row) : placed);
  }
  return boards;
}

function byBoard(rules: Rules, scored: readonly Scored[]): ReadonlyMap<string, readonly Scored[]> {
  const boards = new Map<string, Scored[]>();
  for (const row of scored) {
    for (const board of rules.boardsOf(row.group)) {
      const rows = boards.get(board);
      if (rows) rows.push(row);
      else boards.set(board, [row]);
    }
  }
  return boards;
}

type Side = { readonly rules: Rules; readonly rows: readonly RankedRow[] };

function differenceOn(board: string, a: Side, b: Side): BoardDifference[] {
  const prizes = prizeChanges(a.rules, b.rules, a.rows, b.rows);
  const advance = exchange(throughOf(a.rules, a.rows, board), throughOf(b.rules, b.rows, board));
  const pairs = pairsOf(a.rows, b.rows);
  const ranks = movesOf(pairs, ({ rank }) => rank);
  const totals = movesOf(pairs, ({ total }) => total);
  const goOn = advance.enters.length + advance.leaves.length > 0;
  if (!goOn && prizes.length + ranks.length + totals.length === 0) return [];
  return [{ board, prizes, ...(goOn && { advance }), ranks, totals }];
}

type Pair = { readonly entry: string; readonly a: RankedRow | undefined; readonly b: RankedRow | undefined };

/** Each entry with its rows on both boards: in the order of the first, then those that stand on the second only. */
function pairsOf(rowsA: readonly RankedRow[], rowsB: readonly RankedRow[]): Pair[] {
  const others = new Map(rowsB.map((row) => [row.entry, row]));
  const pairs = rowsA.map((a): Pair => {
    const b = others.get(a.entry);
    others.delete(a.entry);
    return { entry: a.entry, a, b };
  });
  for (const [entry, b] of others) pairs.push({ entry, a: undefined, b });
  return pairs;
}

function movesOf<T extends string | number>(
  pairs: readonly Pair[],
  read: (row: RankedRow) => T | undefined,
): Move<T>[] {
  const moves: Move<T>[] = [];
  for (const { entry, a, b } of pairs) {
    const from = a && read(a);
    const to = b && read(b);
    if (from !== to) moves.push({ entry, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  }
  return moves;
}

function prizeChanges(rulesA: Rules, rulesB: Rules, a: readonly RankedRow[], b: readonly RankedRow[]) {
  const ids = new Set([rulesA, rulesB].flatMap(({ document }) => (document.prizes ?? []).map(({ id }) => id)));
  const [before, after] = [prizesOf(a), prizesOf(b)];
  return [...ids].flatMap((prize) => {
    const enters = onlyIn(after, before, prize);
    const leaves = onlyIn(before, after, prize);
    return enters.length + leaves.length === 0 ? [] : [{ prize, enters, leaves }];
  });
}

function prizesOf(rows: readonly RankedRow[]): ReadonlyMap<string, string> {
  const prizes = new Map<string, string>();
  for (const { entry, prize } of rows) if (prize !== undefined) prizes.set(entry, prize);
  return prizes;
}

/** Who has a prize here and not there, in the order of this board. */
function onlyIn(here: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>, prize: string): string[] {
  const entries: string[] = [];
  for (const [entry, won] of here) if (won === prize && there.get(entry) !== prize) entries.push(entry);
  return entries;
}

function throughOf(rules: Rules, rows: readonly RankedRow[], board: string): ReadonlySet<string> {
  const advance = rules.document.process?.advance;
  const line: CutLine = { board, kind: 'advance' };
  return advance && (advance.board ?? board) === board ? insideOf(rules, rows, line) : new Set();
}
