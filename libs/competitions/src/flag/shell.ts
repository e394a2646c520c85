import { Controller, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, defined, problem, Public, Read, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { winsFlag } from '@xf/rules';
import { processOf, rulesOf } from '../competition/rules';
import { standings } from '../standing/project';
import type { ContestRow, EntryRow } from '../standing/project';
import { boardsOfContest, contestRow, shortageOf, wholeBoard } from '../standing/query';
import { idPattern } from '../terms';
import { asPublished, nameOf, publicationThen, Visibility, type Seen } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { flagStory } from './query';

/** The contest of one period, in the order in which the plan takes them. */
type PeriodAt = { readonly competition: string; readonly contest: string };

/** What was published of a period, with those who won its flag. */
type Published = { readonly row: ContestRow; readonly version: number; readonly winners: readonly EntryRow[] };

@ApiTags('榜单')
@Controller('api/competitions/:competition/contests/:contest')
export class FlagController {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('flag', {
    zh: '流动红旗：每期由谁持有，各胜几次，最后归谁；只看已公布的各期',
    query: ['group', 'asOf', 'position', 'minPosition'],
  })
  @Public()
  getFlag(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'flag', async () => {
      const row = await this.rowOf(competition, contest);
      const clause = row?.rules && processOf(row.rules.document).flag;
      if (row === undefined || clause === undefined) throw problem('not-found');
      const board = call.query.group === undefined ? 'overall' : `group:${call.query.group}`;
      const periods: PeriodThen[] = [];
      for (const at of periodsOf(row)) {
        const published = await this.publishedOf(call, at, board);
        periods.push({ at, published, ended: published === undefined && (await this.endedThen(call, at)) });
      }
      const seen = periods.some(({ published }) => published !== undefined);
      if (!seen && !(await this.visibility.staff(call, row))) throw problem('not-found');
      return this.told({ row, board, keepsFor: clause.keepsFor, periods });
    });
  }

  private rowOf(competition: string, contest: string): Promise<ContestRow | undefined> {
    if (!idPattern.test(competition) || !idPattern.test(contest)) throw problem('not-found');
    const live = this.runtime.reads.live(standings);
    return live.read((view) => contestRow(view, competition, contest), competition);
  }

  /** Undefined when nothing was published by the moment asked for, or the period has no such board. */
  private async publishedOf(call: Call, { competition, contest }: PeriodAt, board: string) {
    const row = await this.rowOf(competition, contest);
    const publication = row && publicationThen(call, row);
    if (publication === undefined) return undefined;
    const { found } = await this.visibility.read(asPublished(call), competition, contest, (seen) => {
      if (!boardsOfContest(seen.contest).includes(board)) return undefined;
      const winners = winnersOn(seen, board);
      return { row: seen.contest, version: publication.version, winners };
    });
    return found;
  }

  /** Whether a period had been cancelled or merged by the moment asked for. domain-rules 51. */
  private async endedThen({ query: { asOf, position } }: Call, { competition, contest }: PeriodAt): Promise<boolean> {
    const live = await this.rowOf(competition, contest);
    if (live?.ended === undefined || (asOf !== undefined && live.ended.at > asOf)) return false;
    if (position === undefined) return true;
    const view = await this.runtime.reads.at(standings, { position }, competition);
    return contestRow(view, competition, contest)?.ended !== undefined;
  }

  private async told({ row, board, keepsFor, periods }: Series): Promise<object> {
    const story = flagStory(
      { keepsFor },
      periods.map(({ published, ended }) =>
        published === undefined ? { ended } : { winners: published.winners.map(({ subject }) => subject) },
      ),
    );
    const entries = periods.flatMap(({ published }) => published?.winners ?? []);
    const who = (subject: string) => holderView(entries.findLast((one) => one.subject === subject));
    const { competition, contest } = row;
    const answer = {
      competition,
      contest: contest.contest,
      board,
      keepsFor,
      periods: periods.map(({ at, published, ended }, n) => ({
        ...at,
        ...(ended && { ended }),
        name: published?.row.contest.name,
        version: published?.version,
        entries: published?.winners.map(({ entry }) => entry),
        holders: story.holders[n]?.map(who),
      })),
      wins: story.wins.map(({ subject, wins }) => ({ ...who(subject), wins })),
      complete: story.complete,
      leading: story.leading.map(who),
      ...defined({ keeper: story.keeper === undefined ? undefined : who(story.keeper) }),
      tied: story.leading.length > 1,
    };
    return this.visibility.named(answer);
  }
}

type PeriodThen = {
  readonly at: PeriodAt;
  readonly published: Published | undefined;
  /** It will never be published. */
  readonly ended: boolean;
};

type Series = {
  readonly row: ContestRow;
  readonly board: string;
  readonly keepsFor: 'period' | 'most-wins';
  readonly periods: readonly PeriodThen[];
};

/** A flag is an award: where too few have entered nobody wins one. domain-rules 51. */
function winnersOn({ view, contest }: Seen, board: string): readonly EntryRow[] {
  if (contest.rules === undefined || shortageOf(view, contest, board) !== undefined) return [];
  const wins = winsFlag(rulesOf(contest.rules).document);
  const places = wholeBoard(view, contest, board);
  return places.flatMap(({ row, scored, rank, prize }) =>
    wins({ ...scored, ...defined({ rank, prize }) }) ? [row] : [],
  );
}

/** The contests whose totals the plan takes are the periods; a contest that takes from none is its own only period. */
function periodsOf({ competition, contest }: ContestRow): readonly PeriodAt[] {
  const all = (contest.takes ?? []).map((take) => ({ competition, ...take }));
  const periods = new Map(all.map((one) => [`${one.competition}/${one.contest}`, one]));
  if (periods.size === 0) return [{ competition, contest: contest.contest }];
  return [...periods.values()].map((one) => ({ competition: one.competition, contest: one.contest }));
}

const holderView = (row: EntryRow | undefined) => ({ number: row?.number, name: row && nameOf(row), unit: row?.unit });
