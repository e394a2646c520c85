import {
  boardsOfContest,
  competitionCodec,
  contestRow,
  rulesOf,
  shortageOf,
  standings,
  wholeBoard,
  type BoardRow,
  type CompetitionEvent,
  type ContestRow,
} from '@xf/competitions';
import type { BatchItem, Engine, Position, Reaction, Reads, Recorded, Vault } from '@xf/es';
import type { AwardDocument, DirectClause } from '../award/rules';
import { asOf } from '../as-of';
import { hasPassedMark, placesOn } from '../award/rules.direct';
import { printDecisionNumber } from '../decision-number';
import { honourFold } from '../honour/rules';
import { roundFold } from '../round/rules';
import { honourStream, nominationIdOf, roundStream } from '../terms';
import { nominationItems } from './decide';
import type { ContestBasis, NamedMember } from './events';
import { takePlaces, type Obstacle, type Ranked, type Winner } from './react.walk';

type Published = Extract<CompetitionEvent, { type: 'ResultsPublished' }>;
type DirectAward = AwardDocument & { readonly direct: DirectClause };
type Place = Ranked & { readonly on: BoardRow; readonly name: string | undefined };
type Board = {
  readonly contest: ContestRow;
  readonly board: string;
  readonly of: number;
  readonly places: readonly Place[];
};

/**
 * First publication of results → nominations for the awards that go straight to winners. Everything is looked up as of
 * the publication, so answering it again gives the same commands. A later publication (a correction) nominates nobody:
 * whoever had been proposed by then is for the committee to keep or to omit with a reason.
 */
export function proposeWinners(engine: Engine, reads: Reads): Reaction<CompetitionEvent> {
  return {
    name: 'propose-winners',
    codec: competitionCodec,
    async react(recorded) {
      const { event, position } = recorded;
      if (event.type !== 'ResultsPublished' || event.version !== 1 || event.rounds.length === 0) return [];
      const view = await reads.at(standings, { position }, event.competition);
      const contest = contestRow(view, event.competition, event.contest);
      if (contest?.rules === undefined) return [];
      const boards: Board[] = [];
      for (const board of boardsThatAward(contest)) {
        // Results of too few count, and nobody is honoured for them. domain-rules 51.
        if (shortageOf(view, contest, board) !== undefined) continue;
        boards.push(await boardOf(engine.vault, contest, board, wholeBoard(view, contest, board)));
      }
      const items: BatchItem[] = [];
      for (const round of event.rounds) {
        const state = await asOf(engine, roundFold, roundStream(round), position);
        if (state.status === 'unknown') continue;
        for (const { document } of state.awards.values()) {
          if (!goesTo(document, contest)) continue;
          for (const board of boards)
            items.push(...(await nominate(engine, { round, document, board, recorded, event })));
        }
      }
      return items;
    },
  };
}

/** The overall board where there is one; otherwise every group has winners of its own. domain-rules 53. */
function boardsThatAward(contest: ContestRow): readonly string[] {
  const boards = boardsOfContest(contest);
  return boards.includes('overall') ? ['overall'] : boards;
}

function goesTo(document: AwardDocument, { level, contest }: ContestRow): document is DirectAward {
  const { direct, receiver } = document;
  if (direct?.contests.levels.includes(level) !== true || receiver !== contest.receiver) return false;
  return direct.contests.only?.includes(contest.contest) ?? true;
}

async function boardOf(vault: Vault, contest: ContestRow, board: string, rows: readonly BoardRow[]): Promise<Board> {
  const names = (
    await vault.reveal(rows.flatMap(({ row, rank }) => (rank === undefined ? [] : (row.name ?? []))))
  ).values();
  const places = rows.flatMap((on): Place[] => {
    const { row, rank } = on;
    if (rank === undefined) return [];
    const name = row.name === undefined ? row.title : names.next().value;
    return [{ entry: row.entry, subject: row.subject, rank, on, name }];
  });
  return { contest, board, of: rows.length, places };
}

type Nominating = {
  readonly round: string;
  readonly document: DirectAward;
  readonly board: Board;
  readonly recorded: Recorded<CompetitionEvent>;
  readonly event: Published;
};

async function nominate(engine: Engine, nominating: Nominating): Promise<readonly BatchItem[]> {
  const { document, board, recorded } = nominating;
  if (board.contest.rules === undefined) return [];
  const { method } = rulesOf(board.contest.rules).document.ranking;
  const places = placesOn(document.direct, board.of);
  if (places === undefined) return [];
  const winners = await takePlaces(board.places, places, method, (place) =>
    obstacleTo(engine, document, place, recorded.position),
  );
  return (await Promise.all(winners.map((winner) => itemsOf(engine.vault, nominating, winner)))).flat();
}

async function obstacleTo(
  engine: Engine,
  { id, direct }: DirectAward,
  { name, subject, on }: Place,
  position: Position,
): Promise<Obstacle | undefined> {
  if (name === undefined) return { reason: 'erased' };
  if (!hasPassedMark(direct, on.scored.total)) return { reason: 'below-pass-mark' };
  const failed = direct.requires?.find(({ attribute, oneOf }) => !oneOf.includes(on.row.attributes?.[attribute] ?? ''));
  if (failed !== undefined) return { reason: 'requirement-not-met', attribute: failed.attribute };
  if (!direct.holdersSkipped) return undefined;
  const earlier = (await asOf(engine, honourFold, honourStream(id, subject), position)).held[0];
  if (earlier === undefined) return undefined;
  return {
    reason: 'earlier-holder',
    honour: printDecisionNumber(earlier.decision),
    honouredOn: earlier.conferredOn,
  };
}

async function itemsOf(
  vault: Vault,
  { round, document, board, recorded, event }: Nominating,
  winner: Winner<Place>,
): Promise<readonly BatchItem[]> {
  const { row, passedOver } = winner;
  const { competition, competitionName, contest } = board.contest;
  const { unit, members } = row.on.row;
  if (row.name === undefined) return [];
  const { total } = row.on.scored;
  const basis: ContestBasis = {
    kind: 'contest',
    competition,
    competitionName,
    contest: contest.contest,
    contestName: contest.name,
    board: board.board,
    rank: row.rank,
    of: board.of,
    ...(total === undefined ? {} : { total }),
    entry: row.entry,
    version: event.version,
    position: recorded.position,
  };
  return nominationItems({
    type: 'ProposeNomination',
    round,
    award: document.id,
    nomination: nominationIdOf(round, document.id, competition, contest.contest, board.board, row.entry),
    receiver: document.receiver,
    subject: row.subject,
    name: row.name,
    ...(unit === undefined ? {} : { unit }),
    ...(members === undefined ? {} : { members: await named(vault, members) }),
    basis,
    passedOver,
  });
}

/** Members who asked to be forgotten are left out. */
async function named(vault: Vault, members: readonly NamedMember[]): Promise<readonly NamedMember[]> {
  const names = await vault.reveal(members.map(({ name }) => name));
  return members.flatMap(({ person }, n) => {
    const name = names[n];
    return name === undefined ? [] : [{ person, name }];
  });
}
