import { Controller, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Caller,
  formatInstant,
  nextPage,
  problem,
  Public,
  Read,
  Reading,
  render,
  RUNTIME,
  sendRendered,
} from '@xf/nest';
import type { ApiRuntime, Call, Rendered } from '@xf/nest';
import type { Member, ViewReader } from '@xf/es';
import { Visibility } from '../visibility/shell';
import type { Shown } from '../visibility/shell';
import type { ContestRow, EntryRow, StandingRow } from './project';
import { standings } from './project';
import { boardAround, boardPage, boardsOfContest, explain, prizeOf } from './query';
import type { BoardPage, BoardRow, Explanation } from './query';

const stateTexts = { running: '进行中', frozen: '已冻结', published: '已公布' } as const;

export function stateOfContest({ publications, frozenAt }: ContestRow): object {
  const state = publications.length > 0 ? 'published' : frozenAt === undefined ? 'running' : 'frozen';
  return { state, stateText: stateTexts[state] };
}

/** Seconds a published page may be answered from memory: how long an erased name may still be seen. */
const freshMs = 5_000;
const pagesMax = 2_000;

type Page = {
  /** The live view's position when it was last found to be right. */
  viewPosition: number;
  readonly of: string;
  readonly until: number;
  readonly rendered: Rendered;
  readonly link: unknown;
};

@ApiTags('榜单')
@Controller('api/competitions/:competition/contests/:contest')
export class StandingsController {
  /** Published pages as bytes, by address: what everybody looks at is put together once. */
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly reading: Reading,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('boards', { zh: '赛项有哪些榜单', query: ['view', 'minPosition'] })
  @Public()
  listBoards(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'boards', async () => {
      const shown = await this.visibility.shown(call, competition, contest);
      const boards = boardsOfContest(shown.contest).map((board) => ({ board, name: boardName(shown.contest, board) }));
      return { ...headOf(shown), boards };
    });
  }

  @Read('boards/:board', {
    zh: '榜单：公众所见为已公布的内容，工作人员所见为最新内容',
    query: ['limit', 'cursor', 'around', 'asOf', 'position', 'validAt', 'minPosition', 'view'],
    answer: boardSchema(),
  })
  @Public()
  getBoard(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('board') board: string,
  ): Promise<Buffer> {
    return this.reading.ask(call, 'board', async () => {
      const known = await this.remembered(call);
      if (known !== undefined) return this.send(call, known);
      const shown = await this.visibility.shown(call, competition, contest);
      const of = `${shown.position}/${String(shown.pending)}`;
      const old = this.pages.get(call.url);
      if (!shown.staff && old?.of === of && this.runtime.engine.clock.now() < old.until) {
        old.viewPosition = (await this.runtime.reads.at(standings)).position();
        return this.send(call, old);
      }
      return this.send(call, await this.page(call, shown, board));
    });
  }

  @Read('entries/:entry/explanation', {
    zh: '名次是怎么来的：从每个分数到总分、到名次的推导',
    query: ['asOf', 'position', 'validAt', 'minPosition', 'view'],
  })
  @Public()
  explainEntry(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Param('entry') entry: string,
  ): Promise<Buffer> {
    return this.reading.ask(call, 'explanation', async () => {
      const shown = await this.visibility.shown(call, competition, contest);
      const told = explain(shown.staff ? shown.view : withoutJudges(shown.view), competition, entry);
      if (told === undefined || told.row.contest !== contest) throw problem('not-found');
      return sendRendered(call, render(explanationView(shown, told), shown.position));
    });
  }

  private async remembered(call: Call): Promise<Page | undefined> {
    const { minPosition } = call.query;
    const page = call.principal === undefined ? this.pages.get(call.url) : undefined;
    if (page === undefined || this.runtime.engine.clock.now() >= page.until) return undefined;
    const position = (await this.runtime.reads.at(standings)).position();
    return position === page.viewPosition && (minPosition ?? 0) <= position ? page : undefined;
  }

  private async page(call: Call, shown: Shown, board: string): Promise<Page> {
    const { limit = 50, cursor, around } = call.query;
    if (!boardsOfContest(shown.contest).includes(board)) throw problem('not-found');
    const found =
      around === undefined
        ? boardPage(shown.view, shown.contest, board, { after: cursor, limit })
        : boardAround(shown.view, shown.contest, board, around, Math.floor((limit - 1) / 2));
    if (found === undefined) throw problem('not-found');
    const { position, validAt } = shown;
    const next = nextPage(call, found.next && { position, ...found.next, validAt });
    const body = { ...headOf(shown), ...pageView(shown, found), ...next };
    const now = this.runtime.engine.clock.now();
    const page = {
      viewPosition: (await this.runtime.reads.at(standings)).position(),
      of: `${position}/${String(shown.pending)}`,
      until: now + freshMs,
      rendered: render(body, position),
      link: call.reply.getHeader('link'),
    };
    // Staff see other pages at the same address; only what the public sees is kept.
    if (call.principal === undefined) this.remember(call.url, page);
    return page;
  }

  private remember(url: string, page: Page): void {
    if (this.pages.size >= pagesMax) this.pages.delete(this.pages.keys().next().value ?? url);
    this.pages.set(url, page);
  }

  private send(call: Call, { rendered, link }: Page): Buffer {
    if (typeof link === 'string') call.reply.header('link', link);
    if (call.principal === undefined) call.reply.header('cache-control', 'public, max-age=0, must-revalidate');
    return sendRendered(call, rendered);
  }
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
    asOf: { time: formatInstant(shown.at), position: shown.position },
    rulesHash: rules?.hash,
    ...stateOfContest(shown.contest),
    pending: shown.pending,
  };
};

const pageView = (shown: Shown, { board, total, rows }: BoardPage): object => ({
  board,
  boardName: boardName(shown.contest, board),
  total,
  rows: rows.map((row) => rowView(shown, row)),
});

function rowView(shown: Shown, { row, scored, rank, decidedBy, prize }: BoardRow): object {
  return {
    rank,
    entry: row.entry,
    number: row.number,
    name: shown.nameOf(row),
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
  const self = { entry: row.entry, number: row.number, name: shown.nameOf(row), unit: row.unit, group: row.group };
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
    ...(shown.staff ? { marks } : {}),
  };
}

/** Slots of judged marks are accounts; the public reads which mark of how many, not whose. */
function withoutJudges(view: ViewReader<StandingRow>): ViewReader<StandingRow> {
  const members = (page: readonly Member<StandingRow>[]) => page.map((one) => ({ ...one, row: anonymous(one.row) }));
  return {
    position: () => view.position(),
    get: (key) => {
      const row = view.get(key);
      return row && anonymous(row);
    },
    range: (set, options) => members(view.range(set, options)),
    before: (set, place, limit) => members(view.before(set, place, limit)),
    size: (set) => view.size(set),
    standing: (set, sort) => view.standing(set, sort),
  };
}

/** The same judge keeps the same letter through all criteria of an entry. Numbered slots say nothing and stay. */
function anonymous(row: StandingRow): StandingRow {
  if (row.kind === 'contest') return row;
  const letters = new Map<string, string>();
  const letterOf = (slot: string): string => {
    if (/^J?\d+$/.test(slot)) return slot;
    const letter = letters.get(slot) ?? `评委${letters.size + 1}`;
    letters.set(slot, letter);
    return letter;
  };
  const marks = Object.entries(row.marks).map(([criterion, slots]) => [
    criterion,
    Object.fromEntries(Object.entries(slots).map(([slot, mark]) => [letterOf(slot), mark])),
  ]);
  return { ...row, marks: Object.fromEntries(marks) as EntryRow['marks'] };
}

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
        properties: { time: { type: 'string', format: 'date-time' }, position: { type: 'integer' } },
      },
      rulesHash: optionalText('评分规则的哈希'),
      state: { type: 'string', enum: ['running', 'frozen', 'published'] },
      stateText: { type: 'string' },
      pending: { type: 'boolean', description: '公布之后又有新记录，尚未再次公布' },
      total: { type: 'integer', description: '榜上总行数' },
      rows: { type: 'array', items: row },
      next: optionalText('下一页的游标'),
    },
  };
}
