import { Controller, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, formatInstant, KeptAnswers, nextPage, problem, Public, Read, render, sendRendered } from '@xf/nest';
import type { Call, Kept } from '@xf/nest';
import { refOf, sha256 } from '@xf/es';
import type { Position } from '@xf/es';
import { nameOf, Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import type { Seen, Shown } from '../visibility/shell';
import { rulesOf } from '../competition/rules';
import { whatOf } from '../entry/events';
import { entryStream, type CarriedPoint, type Origin } from '../terms';
import type { ContestRow, EntryRow } from './project';
import { standings } from './project';
import { boardAround, boardPage, boardsOfContest, contestRow, explain, prizeOf } from './query';
import type { BoardPage, BoardRow, Explanation } from './query';

const stateTexts = {
  ...{ running: '进行中', frozen: '已冻结', published: '已公布', cancelled: '已取消', merged: '已并入' },
} as const;

export function stateOfContest({ publications, frozenAt, ended, revisions }: ContestRow): object {
  const changed = revisions?.map(({ at, hash, reason }) => ({ at: formatInstant(at), rulesHash: hash, reason }));
  const told = changed === undefined ? {} : { revisions: changed };
  if (ended !== undefined) {
    const state = ended.into === undefined ? 'cancelled' : 'merged';
    return { state, stateText: stateTexts[state], ended: { ...ended, at: formatInstant(ended.at) }, ...told };
  }
  const state = publications.length > 0 ? 'published' : frozenAt === undefined ? 'running' : 'frozen';
  return { state, stateText: stateTexts[state], ...told };
}

const keptBytesMax = 32 * 1024 * 1024;

/** What a public page stands on beside the log up to its publication, which does not change. */
type Basis = {
  /** Hash of the contest as the live view had it: a publication, or anything recorded since, makes it another one. */
  readonly contest: string;
  /** The live view's position when the contest was last seen to be that one. */
  seenAt: Position;
  /** Keys of people destroyed until then: while there are no more, every name on the page may still be read. */
  readonly erasures: number;
};

type Page = Pick<Kept<Basis>, 'rendered' | 'link'>;

@ApiTags('榜单')
@Controller('api/competitions/:competition/contests/:contest')
export class StandingsController {
  /** Pages as the public sees them. Staff see others at the same address, and are never answered from here. */
  private readonly kept = new KeptAnswers<Basis>(keptBytesMax);

  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
  ) {}

  @Read('boards', { zh: '赛项有哪些榜单', query: ['view', 'version', 'minPosition'] })
  @Public()
  listBoards(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'boards', async () => {
      const { shown, found } = await this.visibility.read(call, competition, contest, (seen) =>
        boardsOfContest(seen.contest).map((board) => ({ board, name: boardName(seen.contest, board) })),
      );
      return { ...headOf(shown), boards: found };
    });
  }

  @Read('boards/:board', {
    zh: '榜单：公众所见为已公布的内容，工作人员所见为最新内容',
    query: ['limit', 'cursor', 'around', 'asOf', 'position', 'validAt', 'minPosition', 'view', 'version'],
    answer: boardSchema(),
  })
  @Public()
  getBoard(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('board') board: string,
  ): Promise<Buffer> {
    return this.reading.ask(call, 'board', async ({ reads, engine }) => {
      if (call.principal !== undefined) return this.send(call, await this.made(call, competition, contest, board));
      // What a page stands on is read before the page: what changes in between makes the next reader ask anew.
      const [erasures, seen] = await Promise.all([
        engine.vault.erasures(),
        reads
          .live(standings)
          .read((view) => ({ row: contestRow(view, competition, contest), position: view.position() }), competition),
      ]);
      const live = { ...seen, erasures };
      const known = this.kept.find(call.url, holdsIn(live));
      if (known !== undefined) return this.send(call, known);
      const page = await this.made(call, competition, contest, board);
      this.kept.keep(call.url, { ...page, basis: basisIn(live) });
      return this.send(call, page);
    });
  }

  @Read('entries/:entry/explanation', {
    zh: '名次是怎么来的：从每个分数到总分、到名次的推导',
    query: ['asOf', 'position', 'validAt', 'minPosition', 'view', 'version'],
  })
  @Public()
  explainEntry(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('entry') entry: string,
  ): Promise<Buffer> {
    return this.reading.ask(call, 'explanation', async () => {
      const { shown, found } = await this.visibility.read(call, competition, contest, (seen) => {
        const told = explain(seen.view, competition, entry);
        if (told === undefined || told.row.contest !== contest) throw problem('not-found');
        return told;
      });
      const body = await shown.open(explanationView(shown, found));
      return sendRendered(call, render(body, shown.pin));
    });
  }

  private async made(call: Call, competition: string, contest: string, board: string): Promise<Page> {
    const { shown, found } = await this.visibility.read(call, competition, contest, (seen) =>
      pageOf(call, seen, board),
    );
    return rendered(call, shown, found);
  }

  private send(call: Call, { rendered, link }: Page): Buffer {
    if (link !== undefined) call.reply.header('link', link);
    if (call.principal === undefined) call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
    return sendRendered(call, rendered);
  }
}

type Live = { readonly row: ContestRow | undefined; readonly position: Position; readonly erasures: number };

function basisIn({ row, position, erasures }: Live): Basis {
  return { contest: row === undefined ? '' : sha256(JSON.stringify(row)), erasures, seenAt: position };
}

const holdsIn =
  (live: Live) =>
  (basis: Basis): boolean => {
    if (basis.erasures !== live.erasures) return false;
    if (basis.seenAt !== live.position) {
      if (basis.contest !== basisIn(live).contest) return false;
      basis.seenAt = live.position;
    }
    return true;
  };

function pageOf({ query }: Call, { view, contest }: Seen, board: string): BoardPage {
  const { limit = 50, cursor, around } = query;
  if (!boardsOfContest(contest).includes(board)) throw problem('not-found');
  // Behind the page around an entry the board goes on; there is nobody to be around any more.
  const found =
    around === undefined || cursor !== undefined
      ? boardPage(view, contest, board, { after: cursor, limit })
      : boardAround(view, contest, board, around, Math.floor((limit - 1) / 2));
  if (found === undefined) throw problem('not-found');
  return found;
}

async function rendered(call: Call, shown: Shown, found: BoardPage): Promise<Page> {
  const { pin, validAt } = shown;
  const next = nextPage(call, found.next && { position: pin, ...found.next, validAt });
  const body = await shown.open({ ...headOf(shown), ...pageView(shown, found), ...next });
  const link = call.reply.getHeader('link');
  return { rendered: render(body, pin), link: typeof link === 'string' ? link : undefined };
}

function boardName({ contest }: ContestRow, board: string): string {
  const group = contest.groups.find((one) => `group:${one.group}` === board);
  return group?.name ?? '总榜';
}

const headOf = (shown: Shown): object => {
  const { competition, competitionName, contest, rules } = shown.contest;
  return {
    competition,
    competitionName,
    contest: contest.contest,
    contestName: contest.name,
    asOf: {
      time: formatInstant(shown.at),
      ...(shown.version === undefined ? {} : { version: shown.version }),
      ...(shown.staff ? { position: shown.position } : {}),
    },
    rulesHash: rules?.hash,
    ...stateOfContest(shown.contest),
    pending: shown.pending,
  };
};

const pageView = (shown: Shown, { board, total, shortage, rows }: BoardPage): object => ({
  board,
  boardName: boardName(shown.contest, board),
  total,
  shortage,
  rows: rows.map((row) => rowView(shown, row)),
});

function rowView(shown: Shown, { row, scored, rank, decidedBy, prize }: BoardRow): object {
  return {
    rank,
    entry: row.entry,
    number: row.number,
    name: nameOf(row),
    unit: row.unit,
    group: row.group,
    status: row.status,
    total: scored.total,
    values: scored.values,
    reason: scored.reason,
    decidedBy,
    prize,
    prizeName: prize === undefined ? undefined : prizeOf(shown.contest, prize)?.name,
  };
}

function explanationView(shown: Shown, told: Explanation): object {
  const { row, derivation, places, marks } = told;
  const self = { entry: row.entry, number: row.number, name: nameOf(row), unit: row.unit, group: row.group };
  return {
    ...headOf(shown),
    ...self,
    status: row.status,
    places: places.map(({ above, below, ...place }) => ({
      ...place,
      ...(above === undefined ? {} : { above: rowView(shown, above) }),
      ...(below === undefined ? {} : { below: rowView(shown, below) }),
    })),
    derivation,
    ...amendmentsView(shown, row),
    ...(shown.staff ? { marks } : {}),
  };
}

/**
 * What was put right of the entry: of what was public before to everybody, the rest to staff, who also read why. A name that
 * was wrong may be somebody else's and is told to staff alone, as is an attribute the rules do not ask for.
 */
function amendmentsView({ staff, contest }: Shown, { competition, entry, amendments = [] }: EntryRow): object {
  const rules = contest.rules && rulesOf(contest.rules);
  const isAsked = ({ name, to }: CarriedPoint): boolean =>
    staff || rules?.checkAttribute(name, to)?.code !== 'unknown-attribute';
  const told = amendments.flatMap(({ carried, ...one }) => {
    if (!staff && !one.afterPublication) return [];
    const points = one.from === undefined ? carried?.filter(isAsked) : carried;
    return points?.length === 0 && one.from === undefined ? [] : [{ ...one, carried: points }];
  });
  if (told.length === 0) return {};
  const views = told.map(({ revision, reason, name, carried, from }) => ({
    text: amendedTexts[whatOf({ from, carried })],
    name: name && { ...(staff ? { from: name.was } : {}), to: name.is },
    carried,
    from: from && { from: from.was && placeView(from.was), to: placeView(from.is) },
    ...(staff ? { reason, ref: refOf({ stream: entryStream(competition, entry), revision }) } : {}),
  }));
  return { amendments: views };
}

const amendedTexts = { name: '名称更正', carried: '带入的积分更正', attributes: '参赛数据更正' } as const;

const placeView = ({ competition, contest, board, version, rank, total }: Origin) => ({
  ...{ competition, contest, board, version, rank, total },
});

function optionalText(description: string): object {
  return { type: 'string', description };
}

function boardSchema(): object {
  const row = {
    type: 'object',
    required: ['entry', 'number', 'status', 'values'],
    properties: {
      rank: { type: 'integer', description: '名次；不排名次时没有，见 reason' },
      entry: optionalText('参赛项标识'),
      number: optionalText('参赛编号'),
      name: optionalText('姓名或名称；已依申请删除的为“已删除”'),
      unit: optionalText('单位'),
      group: optionalText('组别'),
      status: { type: 'string', enum: ['competing', 'withdrawn', 'absent', 'disqualified', 'vetoed'] },
      total: optionalText('总分，公布的小数文字'),
      values: { type: 'object', additionalProperties: { type: 'string' }, description: '各项得分' },
      reason: { type: 'object', description: '没有名次的原因' },
      decidedBy: optionalText('与上一名分出先后的依据'),
      prize: optionalText('奖次的标识'),
      prizeName: optionalText('奖次名称'),
    },
  };
  return {
    type: 'object',
    required: ['competition', 'contest', 'board', 'asOf', 'state', 'pending', 'total', 'rows'],
    properties: {
      competition: { type: 'string' },
      competitionName: { type: 'string' },
      contest: { type: 'string' },
      contestName: { type: 'string' },
      board: { type: 'string' },
      boardName: { type: 'string' },
      asOf: {
        type: 'object',
        properties: {
          time: { type: 'string', format: 'date-time' },
          version: { type: 'integer', description: '第几次公布；未公布的内容没有' },
          position: { type: 'integer', description: '日志位置，只告知工作人员' },
        },
      },
      rulesHash: optionalText('评分规则的哈希'),
      state: { type: 'string', enum: Object.keys(stateTexts) },
      stateText: { type: 'string' },
      revisions: {
        type: 'array',
        items: { type: 'object' },
        description: '评分规则的历次更改：时间、此后的规则、理由',
      },
      pending: { type: 'boolean', description: '公布之后又有新记录，或有申诉、更正在办' },
      total: { type: 'integer', description: '榜上总行数' },
      shortage: { type: 'object', description: '参赛者不足规定的最低人数：取消，或有成绩而不设奖' },
      rows: { type: 'array', items: row },
      next: optionalText('下一页的游标'),
    },
  };
}
