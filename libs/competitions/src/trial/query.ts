import { memberPage, type ViewReader } from '@xf/es';
import type { BoardDifference, CutLine, EntryInput, Margin, Rules } from '@xf/rules';
import { trialsSet, type TrialRow } from './project';

type After = { readonly sort: string; readonly key: string } | undefined;

/** A page, in the order in which they looked. */
export const trialsOf = (
  view: ViewReader<TrialRow>,
  competition: string,
  contest: string,
  after: After,
  limit: number,
) => memberPage(view, trialsSet(competition, contest), { after, limit });

/** A rank and a total, where there is one. */
export type Stand = { readonly rank?: number; readonly total?: string };
/** An entry whose rank or total is another under the draft; a rank is told where it differs. */
export type Moved = {
  readonly board: string;
  readonly entry: string;
  readonly number?: string;
  readonly from: Stand;
  readonly to: Stand;
};

/** Entries named in one list; `count` says how many there are. */
export type Named = { readonly count: number; readonly numbers: readonly string[] };

export type BoardTrial = {
  readonly board: string;
  readonly prizes: readonly { readonly prize: string; readonly enters: Named; readonly leaves: Named }[];
  readonly advance?: { readonly enters: Named; readonly leaves: Named };
  /** Entries whose rank is a better one, a worse one, new or gone, and whose total differs. */
  readonly up: number;
  readonly down: number;
  readonly ranked: number;
  readonly unranked: number;
  readonly totals: number;
};

export type Tried = { readonly boards: readonly BoardTrial[]; readonly rows: readonly Moved[] };

const namedMax = 100;

/** What a draft would change, told with the entries' numbers. */
export function triedOf(differences: readonly BoardDifference[], field: readonly EntryInput[]): Tried {
  const numbers = new Map(field.map(({ entry, number }) => [entry, number]));
  const named = (entries: readonly string[]): Named => ({
    count: entries.length,
    numbers: entries.slice(0, namedMax).map((entry) => numbers.get(entry) ?? entry),
  });
  const told = ({ enters, leaves }: { readonly enters: readonly string[]; readonly leaves: readonly string[] }) => ({
    enters: named(enters),
    leaves: named(leaves),
  });
  const boards = differences.map(({ board, prizes, advance, ranks, totals }): BoardTrial => {
    const count = (is: (from: number | undefined, to: number | undefined) => boolean): number =>
      ranks.filter(({ from, to }) => is(from, to)).length;
    return {
      board,
      prizes: prizes.map((one) => ({ prize: one.prize, ...told(one) })),
      ...(advance === undefined ? {} : { advance: told(advance) }),
      up: count((from, to) => from !== undefined && to !== undefined && to < from),
      down: count((from, to) => from !== undefined && to !== undefined && to > from),
      ranked: count((from) => from === undefined),
      unranked: count((_from, to) => to === undefined),
      totals: totals.length,
    };
  });
  return { boards, rows: differences.flatMap((one) => movedOn(one, numbers)) };
}

function movedOn(
  { board, ranks, totals }: BoardDifference,
  numbers: ReadonlyMap<string, string | undefined>,
): readonly Moved[] {
  const byEntry = new Map<string, { from: Stand; to: Stand }>();
  for (const { entry, from, to } of ranks) {
    byEntry.set(entry, {
      from: from === undefined ? {} : { rank: from },
      to: to === undefined ? {} : { rank: to },
    });
  }
  for (const { entry, from, to } of totals) {
    const known = byEntry.get(entry) ?? { from: {}, to: {} };
    byEntry.set(entry, {
      from: { ...known.from, ...(from === undefined ? {} : { total: from }) },
      to: { ...known.to, ...(to === undefined ? {} : { total: to }) },
    });
  }
  return [...byEntry].map(([entry, moved]) => {
    const number = numbers.get(entry);
    return { board, entry, ...(number === undefined ? {} : { number }), ...moved };
  });
}

/** Criteria that have recorded marks and that the draft does not know: their marks count for nothing in it. */
export function unreadIn({ document }: Rules, field: readonly EntryInput[]): readonly string[] {
  const known = new Set(document.values.flatMap(({ id, marks }) => (marks === undefined ? [] : [id])));
  const unread = new Set<string>();
  for (const { marks } of field) for (const id of Object.keys(marks)) if (!known.has(id)) unread.add(id);
  return [...unread].sort();
}

/** The lines of a contest that part people: the end of each prize and the cut of who goes on, on each board. */
export function linesOf({ document }: Rules, boards: readonly string[]): readonly CutLine[] {
  const advance = document.process?.advance;
  return boards.flatMap((board): readonly CutLine[] => [
    ...(document.prizes ?? []).map(({ id }): CutLine => ({ board, kind: 'prize', prize: id })),
    ...(advance !== undefined && (advance.board ?? board) === board
      ? [{ board, kind: 'advance' } satisfies CutLine]
      : []),
  ]);
}

/** Those of a field that stand on a board, called by their numbers: what is told of a line is told to people. */
export function fieldOn(rules: Rules, field: readonly EntryInput[], board: string): readonly EntryInput[] {
  const all = rules.fieldSteps ? field : field.filter(({ group }) => rules.boardsOf(group).includes(board));
  return all.map((input) => ({ ...input, entry: input.number ?? input.entry }));
}

/** A margin as it is told: how many are inside, and what would change that. */
export function marginTold(line: CutLine, { inside, judges, roundings, ...told }: Margin): object {
  const bounded = <T extends { readonly enters: readonly string[]; readonly leaves: readonly string[] }>(one: T) => ({
    ...one,
    enters: one.enters.slice(0, namedMax),
    leaves: one.leaves.slice(0, namedMax),
  });
  const { mark, ...rest } = told;
  return {
    ...line,
    inside: inside.length,
    ...(mark === undefined ? {} : { mark: bounded(mark) }),
    judges: judges.slice(0, namedMax).map(bounded),
    roundings: roundings.map(bounded),
    ...rest,
  };
}
