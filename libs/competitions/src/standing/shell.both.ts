import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { refOf, type Position } from '@xf/es';
import { Audience, Caller, defined, formatInstant, nextPage, problem, Read } from '@xf/nest';
import type { Call } from '@xf/nest';
import { entryStream } from '../terms';
import { rolesKnowing } from '../visibility/rules';
import { Visibility, type Shown } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { standings, type ContestRow } from './project';
import { boardsOfContest, contestRow } from './query';
import { isOpen } from './query.seen';
import { bothOf, type BothRow } from './query.both';
import { changesBetween, placesOf, type Changes } from './query.changes';
import { PlaceChanges } from './shell.changes';
import { changesView, whyView } from './shell.told';

/** The board that stands for those outside: the one that was published last, or the frozen one before that. */
type Fixed = { readonly position: Position; readonly version?: number };

@ApiTags('榜单')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class BothBoardsController {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly changes: PlaceChanges,
  ) {}

  @Read('boards/:board/both', {
    zh: '两份榜单对照：已冻结（已公布）的与当前工作中的，有何不同，还有什么待办',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Audience('organizer', 'committee', 'auditor')
  compareBoards(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('board') board: string,
  ): Promise<object> {
    return this.reading.ask(call, 'both-boards', async ({ reads, engine }) => {
      await this.visibility.require(call, competition, rolesKnowing('both-boards'));
      const { shown, found: working } = await this.visibility.read(
        call,
        competition,
        contest,
        ({ view, contest: row }) => placesOf(view, row),
      );
      const fixed = fixedIn(shown.contest);
      if (fixed === undefined || !boardsOfContest(shown.contest).includes(board)) throw problem('not-found');
      const view = await reads.at(standings, { position: fixed.position }, competition);
      const then = contestRow(view, competition, contest);
      if (then === undefined) throw problem('not-found');
      const [event] = await engine.store.readAll(fixed.position - 1, 1);
      const at = formatInstant(event?.recordedAt ?? 0);
      const recorded = await this.changes.eventsOf(competition, contest, fixed.position, shown.position);
      const places = placesOf(view, then);
      const told = changesBetween(only(board, places), only(board, working), recorded);
      const rows = bothOf(board, places, working, told);
      const head = { fixed: { ...stateOf(fixed), at, position: fixed.position }, working: workingOf(shown) };
      const markers = await this.visibility.knows(call, shown.contest.organization, 'markers');
      return { ...headOf(shown, board, markers), ...head, ...pageOf(call, shown, rows, told) };
    });
  }
}

/** Undefined while scores are taken: there is one board and nothing stands. */
function fixedIn({ publications, frozenAt }: ContestRow): Fixed | undefined {
  const last = publications.at(-1);
  return last ?? (frozenAt === undefined ? undefined : { position: frozenAt });
}

const stateOf = ({ version }: Fixed): object =>
  version === undefined
    ? { state: 'frozen', stateText: '已冻结' }
    : { state: 'published', stateText: '已公布', version };

const workingOf = ({ at, position }: Shown): object => ({ at: formatInstant(at), position });

type Proposed = { readonly entry: string; readonly revision: number };

/** A slot is told where it names no account, or to whoever knows who marked. */
function headOf({ contest: row, pending }: Shown, board: string, markers: boolean): object {
  const { competition, contest, awaiting } = row;
  const corrections = awaiting.corrections.map(({ revision, slot, ...one }) => ({
    ...one,
    ...(markers || isOpen(slot) ? { slot } : {}),
    ref: refOf({ stream: entryStream(competition, one.entry), revision }),
  }));
  const withRef = <T extends Proposed>({ revision, ...one }: T) => ({
    ...one,
    ref: refOf({ stream: entryStream(competition, one.entry), revision }),
  });
  const [changes, amendments] = [awaiting.changes?.map(withRef), awaiting.amendments?.map(withRef)];
  const told = { ...awaiting, corrections, ...defined({ changes, amendments }) };
  return { competition, contest: contest.contest, board, pending, awaiting: told };
}

const only = <T>(board: string, places: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...places].filter(([one]) => one === board));

/** A page of the rows. What moved and which prizes changed hands is told as a whole, on every page. */
function pageOf(call: Call, shown: Shown, rows: readonly BothRow[], told: Changes): object {
  const { limit = 50, cursor } = call.query;
  const start = cursor === undefined ? 0 : Number(cursor.sort);
  if (!Number.isSafeInteger(start) || start < 0) throw problem('cursor-invalid');
  const next =
    start + limit < rows.length ? { position: shown.pin, sort: String(start + limit), key: 'both' } : undefined;
  const { moves, prizes } = changesView({ ...told, contest: shown.contest }, true);
  return {
    differs: told.changes.length,
    total: rows.length,
    rows: rows.slice(start, start + limit).map(({ why, ...row }) => ({ ...row, why: whyView(why, true) })),
    ...{ moves, prizes },
    ...nextPage(call, next),
  };
}
