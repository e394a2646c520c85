import {
  boardAround,
  boardPage,
  boardsOfContest,
  contestRow,
  entryIdOf,
  rulesOf,
  standings,
  type BoardPage,
  type ContestRow,
  type EntryRow,
} from '@xf/competitions';
import { openNames, type When } from '@xf/es';
import { reading } from '../folder';
import { Stop, type ExitCode } from '../io';
import { localTime, say, type Output } from '../print';
import { boardName, lineOf, tableOf } from '../score/report';

export type BoardOptions = {
  readonly data: string;
  readonly board?: string | undefined;
  readonly limit: number;
  /** An entry's number: the rows around it instead of the first ones. */
  readonly around?: string | undefined;
  readonly when: When;
};

const span = 5;

/** Shows a board of a contest, now or at a moment. */
export function board(output: Output, competition: string, contest: string, options: BoardOptions): Promise<ExitCode> {
  return reading<ExitCode>(options.data, async ({ store, vault, at }) => {
    const view = await at(standings, options.when, competition);
    const row = contestRow(view, competition, contest);
    if (row?.rules === undefined) {
      const zh = `那时没有已开赛的赛项 ${competition} / ${contest}。`;
      throw new Stop(1, 'contest-unknown', zh, `No open contest ${competition} / ${contest} at that moment.`);
    }
    if (row.ended !== undefined) throw ended(`${competition} / ${contest}`, row.ended);
    const known = boardsOfContest(row);
    const wanted = options.board ?? known[0] ?? 'overall';
    if (!known.includes(wanted)) {
      const list = known.join('、');
      throw new Stop(
        1,
        'board-unknown',
        `没有榜 ${wanted}；可用：${list}。`,
        `There is no board ${wanted}; known: ${list}.`,
      );
    }
    const page = pageOf(view, row, wanted, competition, options);
    const lines = await openNames(
      vault,
      page.rows.map((one) => lineOf(wanted, one, nameOf(one.row))),
    );
    const { document, hash } = rulesOf(row.rules);
    const state = row.publications.length > 0 ? '已公布' : row.frozenAt === undefined ? '进行中' : '已冻结';
    const last = await store.readAll(Math.max(0, page.position - 1), 1);
    const recordedAt = last[0]?.recordedAt;
    const time = recordedAt === undefined ? '' : `（${localTime(recordedAt)}）`;
    const title = `${row.competitionName} / ${row.contest.name} / ${boardName(wanted, row)}`;
    say(
      output,
      {
        competition,
        contest,
        board: wanted,
        position: page.position,
        recordedAt,
        state,
        rules: hash,
        total: page.total,
        rows: lines,
      },
      [
        `截至记录 ${page.position}${time}，${state}，共 ${page.total} 个`,
        ...tableOf(document, { board: wanted, lines }, title),
      ],
    );
    return 0;
  });
}

type Ended = NonNullable<ContestRow['ended']>;

/** Of a contest that is no more nothing stands on any board. domain-rules 51. */
function ended(contest: string, { into, entered, needed, reason }: Ended): Stop {
  const zh = into === undefined ? '已取消' : `已并入 ${into}`;
  const en = into === undefined ? 'was cancelled' : `was merged into ${into}`;
  return new Stop(
    1,
    'contest-ended',
    `${contest} ${zh}，没有榜：已报 ${entered}，最低 ${needed}；${reason}。`,
    `${contest} ${en} and has no boards: ${entered} entered, ${needed} needed; ${reason}.`,
  );
}

type Args = Parameters<typeof boardPage>;

function pageOf(
  view: Args[0],
  row: Args[1],
  wanted: string,
  competition: string,
  { around, limit }: BoardOptions,
): BoardPage {
  if (around === undefined) return boardPage(view, row, wanted, { limit });
  const entry = entryIdOf(competition, row.contest.contest, around);
  const page = boardAround(view, row, wanted, entry, Math.min(span, limit));
  if (page !== undefined) return page;
  throw new Stop(1, 'entry-unknown', `榜上没有编号 ${around}。`, `The board has no number ${around}.`);
}

/** A person's name, sealed: what is printed is opened as a whole. A team's or a unit's as it is. */
export const nameOf = ({ title, name }: Pick<EntryRow, 'title' | 'name'>): string | undefined => name ?? title;
