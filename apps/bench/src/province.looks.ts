import { boardAround, boardPage, contestRow, digestText, explain, standings, type StandingRow } from '@xf/competitions';
import type { Boards, ViewReader } from '@xf/es';
import type { Runtime } from '@xf/runtime';
import type { Contestant } from './province.draw';
import { board, competitionOf, contest, entryOf } from './province.load';

export const boardsOf = ({ reads }: Runtime): Boards<StandingRow> => reads.live(standings);

/** What people look at, and how. */
export const looks: readonly (readonly [string, (boards: Boards<StandingRow>, of: Contestant) => Promise<unknown>])[] =
  [
    ['page', (boards, of) => inContest(boards, of, (view, row) => boardPage(view, row, board, { limit: 50 }))],
    ['rank', (boards, of) => inContest(boards, of, (view, row) => boardAround(view, row, board, entryOf(of), 0))],
    ['around', (boards, of) => inContest(boards, of, (view, row) => boardAround(view, row, board, entryOf(of), 5))],
    ['why', (boards, of) => inContest(boards, of, (view) => explain(view, competitionOf(of.competition), entryOf(of)))],
  ];

type View = ViewReader<StandingRow>;
type Contest = NonNullable<ReturnType<typeof contestRow>>;

function inContest(boards: Boards<StandingRow>, of: Contestant, query: (view: View, row: Contest) => unknown) {
  const id = competitionOf(of.competition);
  return boards.read((view) => {
    const row = contestRow(view, id, contest);
    if (row === undefined) throw new Error(`${id} is not on the boards`);
    const found = query(view, row);
    if (found === undefined) throw new Error(`${entryOf(of)} is not on its board`);
    return found;
  }, id);
}

/** Places and scores of a competition in board order; throws when there are none. */
export function textOf(view: View, competition: number): string {
  const row = contestRow(view, competitionOf(competition), contest);
  if (row === undefined) throw new Error(`${competitionOf(competition)} is nowhere`);
  return digestText(view, row);
}

export async function onBoards(boards: Boards<StandingRow>, position: number): Promise<void> {
  while ((await boards.position()) < position);
}
