import { foldBatch, type Instant, type Position, type Recorded, type StreamName, type ViewReader } from '@xf/es';
import { rulesOf } from '../competition/rules';
import { boardSet, standingOf, standings, type ContestRow, type StandingEvent, type StandingRow } from './project';
import { contestRow } from './query';

/** A place on a board: absent where the entry has none. `total` as published. */
export type EffectPlace = { readonly rank?: number; readonly total?: string; readonly reason?: string };

export type Effect = {
  readonly entry: string;
  readonly board: string;
  readonly before: EffectPlace;
  readonly after: EffectPlace;
};

/** Entries named in one effect. A change of rules or of a whole field is told by its first hundred. */
const effectMax = 100;

/** Events that are not written, as they would stand in the log after a position. */
export function asIfRecorded(
  events: readonly StandingEvent[],
  { stream, after, at }: { readonly stream: StreamName; readonly after: Position; readonly at: Instant },
): readonly Recorded<StandingEvent>[] {
  const meta = { stream, actor: '', command: '', fingerprint: '', correlation: '', recordedAt: at, validAt: at };
  return events.map((event, n) => {
    const place = { position: after + 1 + n, revision: Number.MAX_SAFE_INTEGER - events.length + n };
    return { ...meta, ...place, event };
  });
}

/**
 * What events that are not written would do to the boards: the same fold on top of the live view, thrown away. Ranks after
 * the change count how many other entries would stand before; those who merely move up or down by one are not listed.
 */
export function effectOf(view: ViewReader<StandingRow>, events: readonly Recorded<StandingEvent>[]): readonly Effect[] {
  return foldBatch(standings, view, events)
    .flatMap(({ key, row }) => {
      if (row?.kind !== 'entry') return [];
      const contest = contestRow(view, row.competition, row.contest);
      if (contest?.rules === undefined) return [];
      const old = view.get(key);
      const before = old?.kind === 'entry' ? standingOf(old, contest) : undefined;
      const after = standingOf(row, contest);
      const boards = new Set([...(before?.boards ?? []), ...(after?.boards ?? [])]);
      return [...boards].map((board) => ({
        entry: row.entry,
        board,
        before: placeOf(view, contest, board, before?.scored, before?.scored.key),
        after: placeOf(view, contest, board, after?.scored, before?.scored.key),
      }));
    })
    .slice(0, effectMax);
}

type Scored = NonNullable<ReturnType<typeof standingOf>>['scored'];

/** `stands`: the key under which the entry itself stands in the set now; it must not be counted beside itself. */
function placeOf(
  view: ViewReader<StandingRow>,
  contest: ContestRow,
  board: string,
  scored: Scored | undefined,
  stands: string | undefined,
): EffectPlace {
  if (scored === undefined || contest.rules === undefined) return {};
  const { total, reason, key } = scored;
  const shown = { ...(total === undefined ? {} : { total }), ...(reason === undefined ? {} : { reason: reason.zh }) };
  if (!scored.ranked) return shown;
  const set = boardSet(contest.competition, contest.contest.contest, board);
  const at = view.standing(set, key);
  const isAbove = stands !== undefined && stands < key;
  const above = at.before - Number(isAbove);
  switch (rulesOf(contest.rules).document.ranking.method) {
    case '1334':
      return { ...shown, rank: above + at.level - Number(stands === key) + 1 };
    case '1223':
      return { ...shown, rank: at.stepsBefore - Number(isAbove && view.standing(set, stands).level === 1) + 1 };
    case '1224':
    case '1234':
      return { ...shown, rank: above + 1 };
  }
}
