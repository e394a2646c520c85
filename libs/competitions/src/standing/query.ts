import type { Position, ViewReader } from '@xf/es';
import { canonicalJson, memberPage } from '@xf/es';
import { tooFewEntrants, type Derivation, type RankedRow, type Rules, type Scored } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import { contestKey, entryKey } from '../terms';
import {
  boardSet,
  entriesSet,
  inputOf,
  markRef,
  standingOf,
  type ContestRow,
  type EntryRow,
  type StandingRow,
} from './project';

type Reader = ViewReader<StandingRow>;

export type BoardRow = {
  readonly row: EntryRow;
  readonly scored: Scored;
  /** Absent for entries that take no place; `scored.reason` says why. */
  readonly rank?: number;
  /** The key that separated this row from the one above: `total`, a tie value's id, `lot`, `entry-order`. */
  readonly decidedBy?: string;
  readonly prize?: string;
};

/** Fewer have entered than the rules ask for: the contest is cancelled or merged, or has no awards. domain-rules 51. */
export type Shortage = {
  readonly entered: number;
  readonly needed: number;
  readonly otherwise: NonNullable<ReturnType<typeof tooFewEntrants>>;
};

/** Undefined when enough have entered, or the rules do not ask for any number. */
export function shortageOf(view: Reader, contest: ContestRow, board: string): Shortage | undefined {
  return shortageAt(contest, view.size(boardSet(contest.competition, contest.contest.contest, board)));
}

/** The same for so many entries on a board. */
export function shortageAt(contest: ContestRow, entered: number): Shortage | undefined {
  const process = contest.rules && rulesOf(contest.rules).document.process;
  if (process?.minimumEntrants === undefined) return undefined;
  const otherwise = tooFewEntrants(process, entered);
  return otherwise && { entered, needed: process.minimumEntrants.count, otherwise };
}

export type BoardPage = {
  readonly contest: ContestRow;
  readonly board: string;
  readonly position: Position;
  readonly total: number;
  readonly shortage?: Shortage;
  readonly rows: readonly BoardRow[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: { readonly sort: string; readonly key: string };
};

export function contestRow(view: Reader, competition: string, contest: string): ContestRow | undefined {
  const row = view.get(contestKey(competition, contest));
  return row?.kind === 'contest' ? row : undefined;
}

export function entryRow(view: Reader, competition: string, entry: string): EntryRow | undefined {
  const row = view.get(entryKey(competition, entry));
  return row?.kind === 'entry' ? row : undefined;
}

/** A prize of the pinned rules by its id. */
export const prizeOf = ({ rules }: ContestRow, id: string) =>
  (rules === undefined ? [] : (rulesOf(rules).document.prizes ?? [])).find((prize) => prize.id === id);

/** Ids of the boards a contest has, in the order of its plan: `overall` first, then each group's; none once it has ended. */
export function boardsOfContest(contest: ContestRow): readonly string[] {
  if (contest.rules === undefined || contest.ended !== undefined) return [];
  const rules = rulesOf(contest.rules);
  const all = new Set<string>();
  const groups = contest.contest.groups.length === 0 ? [undefined] : contest.contest.groups.map(({ group }) => group);
  for (const group of groups) for (const board of rules.boardsOf(group)) all.add(board);
  return [...all].sort((a, b) => Number(b === 'overall') - Number(a === 'overall'));
}

export type Cursor = { readonly sort: string; readonly key: string };

/** One page of a board, after a cursor. Ranks of the page come from counts kept with the set, never from scanning it. */
export function boardPage(
  view: Reader,
  contest: ContestRow,
  board: string,
  options: { after?: Cursor | undefined; limit: number },
): BoardPage {
  const set = boardSet(contest.competition, contest.contest.contest, board);
  const { members, ...page } = memberPage(view, set, options);
  const rows = placed(view, contest, board, members, options.after);
  const shortage = shortageOf(view, contest, board);
  return { contest, board, ...page, total: view.size(set), rows, ...(shortage === undefined ? {} : { shortage }) };
}

/** The rows around one entry: `span` above it and below it, fewer at the edges, never without the entry itself. */
export function boardAround(
  view: Reader,
  contest: ContestRow,
  board: string,
  entry: string,
  span: number,
): BoardPage | undefined {
  const row = entryRow(view, contest.competition, entry);
  const standing = row === undefined ? undefined : standingOf(row, contest);
  if (row === undefined || standing?.boards.includes(board) !== true) return undefined;
  const set = boardSet(contest.competition, contest.contest.contest, board);
  const at = { sort: standing.scored.key, key: entryKey(row.competition, entry) };
  const above = view.before(set, at, span + 1);
  const shown = above.length > span ? above.slice(1) : above;
  const start = above.length > span ? above[0] : undefined;
  return boardPage(view, contest, board, { after: start, limit: shown.length + 1 + span });
}

/** The whole board in order, for small boards, publication digests and exports. */
export function wholeBoard(view: Reader, contest: ContestRow, board: string): readonly BoardRow[] {
  return boardPage(view, contest, board, { limit: Number.MAX_SAFE_INTEGER - 1 }).rows;
}

type Page = readonly { readonly key: string; readonly sort: string; readonly row: StandingRow }[];

function placed(
  view: Reader,
  contest: ContestRow,
  board: string,
  page: Page,
  after: Cursor | undefined,
): readonly BoardRow[] {
  if (contest.rules === undefined) return [];
  const rules = rulesOf(contest.rules);
  const rows = page.flatMap(({ row }) => bareOf(row, contest));
  const found =
    rules.document.ranking.tolerance === undefined
      ? ranked(view, contest, board, rules, rows, after)
      : fromWhole(rankWhole(view, contest, board, rules), rows);
  return shortageOf(view, contest, board) === undefined ? found : found.map(({ prize: _none, ...row }) => row);
}

type Bare = { readonly row: EntryRow; readonly scored: Scored };

function ranked(
  view: Reader,
  contest: ContestRow,
  board: string,
  rules: Rules,
  rows: readonly Bare[],
  after: Cursor | undefined,
): readonly BoardRow[] {
  const set = boardSet(contest.competition, contest.contest.contest, board);
  const { method } = rules.document.ranking;
  const size = { ranked: view.standing(set, rules.rankedEnd).before, entered: view.size(set) };
  const prizeOf = rules.prizeGiver(size);
  let above = after === undefined ? undefined : bareOf(view.get(after.key), contest)[0]?.scored;
  return rows.map(({ row, scored }) => {
    const decidedBy = above === undefined ? undefined : rules.decidedBy(above, scored);
    above = scored;
    if (!scored.ranked) return { row, scored };
    const standing = view.standing(set, scored.key);
    const first = standing.before + 1;
    const place = {
      ...{ row: scored, first },
      rank: method === '1334' ? standing.before + standing.level : method === '1223' ? standing.stepsBefore + 1 : first,
      get last() {
        return standing.before + standing.level;
      },
    };
    const { rank } = place;
    const prize = prizeOf(place);
    return {
      ...{ row, scored, rank },
      ...(decidedBy === undefined ? {} : { decidedBy }),
      ...(prize === undefined ? {} : { prize }),
    };
  });
}

/** A row is never changed, only replaced, so what it scored under a contest's row stays true for as long as both live. */
const scoredRows = new WeakMap<EntryRow, { readonly contest: ContestRow; readonly bare: readonly Bare[] }>();

/** What a row scored, at most one. */
export function bareOf(row: StandingRow | undefined, contest: ContestRow): readonly Bare[] {
  if (row?.kind !== 'entry') return [];
  const known = scoredRows.get(row);
  if (known?.contest === contest) return known.bare;
  const standing = standingOf(row, contest);
  const bare = standing === undefined ? [] : [{ row, scored: standing.scored }];
  scoredRows.set(row, { contest, bare });
  return bare;
}

const wholeMax = 32;
const wholes = new WeakMap<
  Reader,
  Map<string, { readonly position: Position; readonly rows: ReadonlyMap<string, RankedRow> }>
>();

/** Ranks of a whole board, which places within a tolerance depend on; remembered until the view moves on. */
function rankWhole(view: Reader, contest: ContestRow, board: string, rules: Rules): ReadonlyMap<string, RankedRow> {
  const set = boardSet(contest.competition, contest.contest.contest, board);
  const cache = wholes.get(view) ?? new Map<string, { position: Position; rows: ReadonlyMap<string, RankedRow> }>();
  wholes.set(view, cache);
  const known = cache.get(set);
  if (known?.position === view.position()) return known.rows;
  const members = view.range(set, { limit: Number.MAX_SAFE_INTEGER });
  const scored = members.flatMap(({ row }) => bareOf(row, contest).map((bare) => bare.scored));
  const rows = new Map(rules.rankBoard(scored).map((one) => [one.entry, one]));
  if (cache.size >= wholeMax) cache.clear();
  cache.set(set, { position: view.position(), rows });
  return rows;
}

const fromWhole = (whole: ReadonlyMap<string, RankedRow>, rows: readonly Bare[]): readonly BoardRow[] =>
  rows.map(({ row, scored }) => {
    const one = whole.get(row.entry);
    return {
      row,
      scored,
      ...(one?.rank === undefined ? {} : { rank: one.rank }),
      ...(one?.decidedBy === undefined ? {} : { decidedBy: one.decidedBy }),
      ...(one?.prize === undefined ? {} : { prize: one.prize }),
    };
  });

export type Explanation = {
  readonly contest: ContestRow;
  readonly row: EntryRow;
  readonly position: Position;
  readonly rulesHash: string;
  readonly derivation: Derivation;
  /** criterion/slot → the event the mark stands on; marks behind the freeze are named and do not count. */
  readonly marks: readonly {
    readonly criterion: string;
    readonly slot: string;
    readonly value: string;
    readonly ref: string;
    readonly late: boolean;
  }[];
  readonly places: readonly {
    readonly board: string;
    readonly rank?: number;
    readonly of: number;
    readonly above?: BoardRow;
    readonly decidedBy?: string;
    readonly below?: BoardRow;
    readonly belowDecidedBy?: string;
    readonly prize?: string;
  }[];
};

/** Why an entry stands where it stands, or why it has no place: events → marks → values → total → deciding key → rank. */
export function explain(view: Reader, competition: string, entry: string): Explanation | undefined {
  const row = entryRow(view, competition, entry);
  if (row === undefined) return undefined;
  const contest = contestRow(view, competition, row.contest);
  if (contest?.rules === undefined) return undefined;
  const rules = rulesOf(contest.rules);
  const frozenAt = contest.frozenAt ?? Number.MAX_SAFE_INTEGER;
  const marks = Object.entries(row.marks).flatMap(([criterion, slots]) =>
    Object.entries(slots).map(([slot, mark]) => ({
      criterion,
      slot,
      value: mark[0],
      ref: markRef(row, mark),
      late: mark[2] >= frozenAt,
    })),
  );
  const field = rules.fieldSteps ? fieldOf(view, contest) : undefined;
  const derivation = rules.explain(inputOf(row, contest), field);
  const own = standingOf(row, contest)?.boards ?? [];
  const boards = boardsOfContest(contest).filter((board) => own.includes(board));
  const places = boards.flatMap((board) => placeOn(view, contest, board, row));
  return { contest, row, position: view.position(), rulesHash: rules.hash, derivation, marks, places };
}

function fieldOf(view: Reader, contest: ContestRow) {
  const set = entriesSet(contest.competition, contest.contest.contest);
  return view
    .range(set, { limit: Number.MAX_SAFE_INTEGER })
    .flatMap(({ row }) =>
      row.kind === 'entry' && standingOf(row, contest) !== undefined ? [inputOf(row, contest)] : [],
    );
}

function placeOn(view: Reader, contest: ContestRow, board: string, row: EntryRow): Explanation['places'] {
  const page = boardAround(view, contest, board, row.entry, 1);
  if (page === undefined) return [];
  const at = page.rows.findIndex((one) => one.row.entry === row.entry);
  const self = page.rows[at];
  if (self === undefined) return [];
  const above = page.rows[at - 1];
  const below = page.rows[at + 1];
  return [
    {
      board,
      of: page.total,
      ...(self.rank === undefined ? {} : { rank: self.rank }),
      ...(self.decidedBy === undefined ? {} : { decidedBy: self.decidedBy }),
      ...(self.prize === undefined ? {} : { prize: self.prize }),
      ...(above === undefined ? {} : { above }),
      ...(below === undefined ? {} : { below }),
      ...(below?.decidedBy === undefined ? {} : { belowDecidedBy: below.decidedBy }),
    },
  ];
}

/** The text whose SHA-256 a publication carries: places and scores in board order, no names. */
export function digestText(view: Reader, contest: ContestRow): string {
  return canonicalJson({
    competition: contest.competition,
    contest: contest.contest.contest,
    rules: contest.rules?.hash,
    boards: boardsOfContest(contest).map((board) => ({
      board,
      rows: wholeBoard(view, contest, board).map(({ row, scored, rank }) => ({
        entry: row.entry,
        rank,
        total: scored.total,
        values: scored.values,
        reason: scored.reason?.code,
      })),
    })),
  });
}
