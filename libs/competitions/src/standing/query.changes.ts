import { foldBatch, refOf, type Recorded, type ViewReader } from '@xf/es';
import type { Scored } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import type { EntryEvent } from '../entry/events';
import type { CarriedPoint } from '../terms';
import { boardSet, standingOf, standings } from './project';
import type { ContestRow, EntryRow, StandingEvent, StandingRow } from './project';
import { bareOf, boardsOfContest, shortageAt, wholeBoard } from './query';

type Reader = ViewReader<StandingRow>;

/** A place on a board. `rank` is absent where the entry takes none, `reason` then says why; `total` as published. */
export type PlaceOnBoard = {
  readonly entry: string;
  readonly number: string;
  readonly rank?: number;
  readonly total?: string;
  readonly prize?: string;
  readonly reason?: string;
};
type Place = Omit<PlaceOnBoard, 'entry' | 'number'>;

/** The places of every board of a contest, in board order. */
export type Places = ReadonlyMap<string, readonly PlaceOnBoard[]>;

/**
 * An event that touched an entry, or all of them: its type and lasting reference, what a mark was and became, and which rules
 * came into force.
 */
export type Cause = {
  readonly type: EntryEvent['type'] | OfAll['type'];
  readonly ref: string;
  readonly reason?: string;
  readonly criterion?: string;
  readonly from?: string;
  readonly to?: string;
  /** Of a change of rules: the first one of the contest is 1. */
  readonly number?: number;
  readonly rules?: { readonly id: string; readonly version: number; readonly hash: string };
  /** The account that changed the rules. */
  readonly by?: string;
  /** Points that it carries otherwise. */
  readonly carried?: readonly CarriedPoint[];
};

/** What touches every entry of a contest at once. */
type OfAll = Extract<StandingEvent, { type: 'RulesRevised' | 'ContestCancelled' | 'ContestMerged' }>;

/** `from` is absent for an entry that was not on the board, `to` for one that is not any more. */
export type PlaceChange = {
  readonly entry: string;
  readonly number: string;
  readonly board: string;
  readonly from?: Place;
  readonly to?: Place;
  /** What touched all entries in between, and the events of this one; none when it moved because others did. */
  readonly why: readonly Cause[];
};

/** Ranks next to each other that moved by the same number without an event of their own; `by` below 0 is upwards. */
export type Move = { readonly board: string; readonly from: number; readonly to: number; readonly by: number };

export type PrizeChange = {
  readonly board: string;
  readonly prize: string;
  readonly entered: readonly string[];
  readonly left: readonly string[];
};

export type Changes = {
  readonly changes: readonly PlaceChange[];
  readonly moves: readonly Move[];
  readonly prizes: readonly PrizeChange[];
};

export function placesOf(view: Reader, contest: ContestRow): Places {
  const boards = boardsOfContest(contest).map((board) => {
    const rows = wholeBoard(view, contest, board).map(({ row, scored, rank, prize }) =>
      placeOf(row, { ...scored, rank, prize }),
    );
    return [board, rows] as const;
  });
  return new Map(boards);
}

type Ranked = {
  readonly total?: string | undefined;
  readonly reason?: { readonly zh: string } | undefined;
  readonly rank?: number | undefined;
  readonly prize?: string | undefined;
};

const placeOf = ({ entry, number }: EntryRow, { total, reason, rank, prize }: Ranked): PlaceOnBoard => ({
  entry,
  number,
  ...(rank === undefined ? {} : { rank }),
  ...(total === undefined ? {} : { total }),
  ...(prize === undefined ? {} : { prize }),
  ...(reason === undefined ? {} : { reason: reason.zh }),
});

/**
 * The places as they would be after events that are not written: the same fold on top of the view, and the whole board
 * ranked again, so that those who would merely move up or down are told too.
 */
export function placesIf(view: Reader, contest: ContestRow, events: readonly Recorded<StandingEvent>[]): Places {
  const changed = changedBy(view, contest, events);
  return new Map(
    boardsOfContest(contest).map((board) => [board, rankedIf(contest, board, onBoard(view, contest, board), changed)]),
  );
}

type Rows = ReadonlyMap<string, EntryRow>;

/** Rows of a contest that are not what they were once these events are folded on top of the view. */
function changedBy(view: Reader, contest: ContestRow, events: readonly Recorded<StandingEvent>[]): Rows {
  const isOwn = (row: EntryRow): boolean =>
    row.competition === contest.competition && row.contest === contest.contest.contest;
  const folded = foldBatch(standings, view, events);
  return new Map(folded.flatMap(({ key, row }) => (row?.kind === 'entry' && isOwn(row) ? [[key, row] as const] : [])));
}

function onBoard(view: Reader, contest: ContestRow, board: string): Rows {
  const rows = new Map<string, EntryRow>();
  const set = boardSet(contest.competition, contest.contest.contest, board);
  for (const { key, row } of view.range(set, { limit: Number.MAX_SAFE_INTEGER })) {
    if (row.kind === 'entry') rows.set(key, row);
  }
  return rows;
}

/** A board of these rows, with changed ones in their stead. */
function rankedIf(contest: ContestRow, board: string, there: Rows, changed: Rows): readonly PlaceOnBoard[] {
  if (contest.rules === undefined) return [];
  const rows = new Map(there);
  for (const [key, row] of changed) {
    if (standingOf(row, contest)?.boards.includes(board) === true) rows.set(key, row);
    else rows.delete(key);
  }
  const byEntry = new Map<string, EntryRow>();
  const keyed: { readonly key: string; readonly scored: Scored }[] = [];
  for (const [key, row] of rows) {
    for (const { scored } of bareOf(row, contest)) keyed.push({ key, scored });
    byEntry.set(row.entry, row);
  }
  // Equal places keep the order given, which on a board is that of the rows' own keys.
  keyed.sort((a, b) =>
    a.scored.key === b.scored.key ? compareTexts(a.key, b.key) : compareTexts(a.scored.key, b.scored.key),
  );
  const ranked = rulesOf(contest.rules).rankBoard(keyed.map(({ scored }) => scored));
  const noPrizes = shortageAt(contest, keyed.length) !== undefined;
  return ranked.flatMap(({ prize, ...one }) => {
    const row = byEntry.get(one.entry);
    return row === undefined ? [] : [placeOf(row, noPrizes ? one : { ...one, prize })];
  });
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What waits for a second person, or does so no more, touches nothing. */
const waiting: ReadonlySet<string> = new Set<EntryEvent['type']>([
  ...(['CorrectionProposed', 'CorrectionRefused', 'EntryChangeProposed', 'EntryChangeRefused'] as const),
  ...(['EntryAmendmentProposed', 'EntryAmendmentRefused'] as const),
]);

const nothing: Changes = { changes: [], moves: [], prizes: [] };

/**
 * What the last events of a contest changed, seen from a view that holds them: their entry is folded without them and put
 * back on the boards. `history` is the whole stream of that entry, `last` every event of the contest from their first on.
 * Undefined where this would not be exact: another entry changed as well, the view does not end there, or the entry came
 * with them.
 */
export function changesOfLast(
  view: Reader,
  contest: ContestRow,
  history: readonly Recorded<StandingEvent>[],
  last: readonly Recorded<StandingEvent>[],
): Changes | undefined {
  const end = last.findLast(({ event }) => !waiting.has(event.type));
  if (end === undefined) return nothing;
  const [start = end] = last;
  const earlier = history.filter(({ position }) => position < start.position);
  if (contest.changedAt !== end.position) return undefined;
  if (last.some(({ stream }) => stream !== earlier[0]?.stream)) return undefined;
  const changed = changedBy(view, contest, earlier);
  const [before, after] = [new Map<string, readonly PlaceOnBoard[]>(), new Map<string, readonly PlaceOnBoard[]>()];
  for (const board of boardsOfContest(contest)) {
    const there = onBoard(view, contest, board);
    before.set(board, rankedIf(contest, board, there, changed));
    after.set(board, rankedIf(contest, board, there, new Map()));
  }
  return changesBetween(before, after, last);
}

/**
 * Every place that is not what it was, board by board, in the order of the later board; whoever left it follows. `revisions`
 * are those of the contest's rules.
 */
export function changesBetween(
  before: Places,
  after: Places,
  events: readonly Recorded<StandingEvent>[],
  revisions: ContestRow['revisions'] = [],
): Changes {
  const own = causesIn(events);
  const ofAll = events.flatMap((one) => causeOfAll(one, revisions));
  const boards = [...new Set([...after.keys(), ...before.keys()])].map((board) => {
    const old = before.get(board) ?? [];
    const changes = changesOn(board, old, after.get(board) ?? [], { own, ofAll });
    return { changes, moves: movesOn(board, old, changes, own) };
  });
  const changes = boards.flatMap((one) => one.changes);
  return { changes, moves: boards.flatMap(({ moves }) => moves), prizes: prizesIn(changes) };
}

type Causes = ReadonlyMap<string, readonly Cause[]>;

function changesOn(
  board: string,
  old: readonly PlaceOnBoard[],
  now: readonly PlaceOnBoard[],
  { own, ofAll }: { readonly own: Causes; readonly ofAll: readonly Cause[] },
): readonly PlaceChange[] {
  const then = new Map(old.map((place) => [place.entry, place]));
  const here = new Set(now.map(({ entry }) => entry));
  const changes: PlaceChange[] = [];
  for (const place of [...now, ...old.filter(({ entry }) => !here.has(entry))]) {
    const { entry, number } = place;
    const from = then.get(entry);
    const to = here.has(entry) ? place : undefined;
    if (from !== undefined && to !== undefined && isSame(from, to)) continue;
    changes.push({
      ...{ entry, number, board, why: [...ofAll, ...(own.get(entry) ?? [])] },
      ...(from === undefined ? {} : { from: bare(from) }),
      ...(to === undefined ? {} : { to: bare(to) }),
    });
  }
  return changes;
}

const bare = ({ entry: _entry, number: _number, ...place }: PlaceOnBoard): Place => place;

const isSame = (a: Place, b: Place): boolean =>
  a.rank === b.rank && a.total === b.total && a.prize === b.prize && a.reason === b.reason;

function causeOfAll(
  recorded: Recorded<StandingEvent>,
  revisions: NonNullable<ContestRow['revisions']>,
): readonly Cause[] {
  const { event, position, actor } = recorded;
  switch (event.type) {
    case 'ContestCancelled':
    case 'ContestMerged':
      return [{ type: event.type, ref: refOf(recorded), reason: event.reason }];
    case 'RulesRevised': {
      const { document } = rulesOf(event);
      const rules = { id: document.id, version: document.version, hash: event.hash };
      const number = revisions.findIndex((one) => one.position === position) + 1;
      return [{ type: event.type, ref: refOf(recorded), reason: event.reason, number, rules, by: actor }];
    }
    default:
      return [];
  }
}

function causesIn(events: readonly Recorded<StandingEvent>[]): Causes {
  const causes = new Map<string, Cause[]>();
  for (const recorded of events) {
    const { event } = recorded;
    if (!('entry' in event) || waiting.has(event.type)) continue;
    const marked = event.type === 'ScoreRecorded' || event.type === 'ScoreCorrected';
    const cause: Cause = {
      type: event.type,
      ref: refOf(recorded),
      ...('reason' in event ? { reason: event.reason } : {}),
      ...(marked ? { criterion: event.criterion } : {}),
      ...(event.type === 'EntryAmended' && event.carried !== undefined ? { carried: event.carried } : {}),
      ...(event.type === 'ScoreRecorded' ? { to: event.value } : {}),
      ...(event.type === 'ScoreCorrected' && event.from !== undefined ? { from: event.from } : {}),
      ...(event.type === 'ScoreCorrected' && event.to !== undefined ? { to: event.to } : {}),
    };
    const known = causes.get(event.entry);
    if (known === undefined) causes.set(event.entry, [cause]);
    else known.push(cause);
  }
  return causes;
}

/** Along the old board, so that whoever stood still in between ends a run. */
function movesOn(
  board: string,
  old: readonly PlaceOnBoard[],
  changes: readonly PlaceChange[],
  own: Causes,
): readonly Move[] {
  const byEntry = new Map(changes.map((change) => [change.entry, change]));
  const moves: Move[] = [];
  let run: Move | undefined;
  for (const { entry, rank } of old) {
    if (rank === undefined) break;
    const { to } = byEntry.get(entry) ?? {};
    const by = own.has(entry) || to?.rank === undefined ? 0 : to.rank - rank;
    if (run !== undefined && run.by === by) {
      run = { ...run, to: rank };
      moves[moves.length - 1] = run;
      continue;
    }
    run = by === 0 ? undefined : { board, from: rank, to: rank, by };
    if (run !== undefined) moves.push(run);
  }
  return moves;
}

/** Who won a prize that they did not have, and who lost one, by board and prize. */
function prizesIn(changes: readonly PlaceChange[]): readonly PrizeChange[] {
  const prizes = new Map<string, { board: string; prize: string; entered: string[]; left: string[] }>();
  const of = (board: string, prize: string) => {
    const key = `${board}\n${prize}`;
    const found = prizes.get(key) ?? { board, prize, entered: [], left: [] };
    prizes.set(key, found);
    return found;
  };
  for (const { board, entry, from, to } of changes) {
    if (from?.prize === to?.prize) continue;
    if (to?.prize !== undefined) of(board, to.prize).entered.push(entry);
    if (from?.prize !== undefined) of(board, from.prize).left.push(entry);
  }
  return [...prizes.values()];
}

/** The places of a board after its changes, by entry: what `changesBetween` promises to say. */
export function withChanges(
  before: Places,
  changes: readonly PlaceChange[],
): ReadonlyMap<string, ReadonlyMap<string, PlaceOnBoard>> {
  const boards = new Map([...before].map(([board, rows]) => [board, new Map(rows.map((row) => [row.entry, row]))]));
  for (const { board, entry, number, to } of changes) {
    const rows = boards.get(board) ?? new Map<string, PlaceOnBoard>();
    boards.set(board, rows);
    if (to === undefined) rows.delete(entry);
    else rows.set(entry, { entry, number, ...to });
  }
  return boards;
}
