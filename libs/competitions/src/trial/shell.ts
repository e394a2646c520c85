import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  boardsInPieces,
  hashRuleDocument,
  loadRuleDocument,
  mapInPieces,
  marginInPieces,
  whatIfInPieces,
} from '@xf/rules';
import type { CutLine, Rules } from '@xf/rules';
import {
  Audience,
  Caller,
  Command,
  Commands,
  DocumentField,
  formatInstant,
  nextPage,
  problem,
  problemOf,
  Read,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { rulesOf } from '../competition/rules';
import { boardsOfContest } from '../standing/query';
import { inputUnder, placedBy } from '../standing/query.field';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import type { TrialCommand } from './command';
import { trialFold, trialOn } from './decide';
import { trialIdOf, trialStream, type RulesTried } from './events';
import { trials } from './project';
import { fieldOn, linesOf, marginTold, triedOf, trialsOf, unreadIn } from './query';
import type { Tried } from './query';
import { Fields, inSlices, Kept } from './shell.field';
import type { Field } from './shell.field';
import { trialRefusals as refusals } from './shell.refusals';

class WhatIfBody {
  @DocumentField({ zh: '拟用的评分规则，见 /schemas/rule-document-1.json' })
  document!: object;
}

/** Entries scored while looking for the nearest change, where each try scores or ranks a whole field. */
const wholeFieldWork = 200_000;
/** Answers kept in this process: whole trials, which are large, and margins of single lines, which are small. */
const triedMax = 4;
const marginsMax = 100;

type Answer = { readonly position: number; readonly unread: readonly string[] } & Tried;
const readers = ['organizer', 'auditor'] as const;

@ApiTags('试算')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest')
export class TrialsController {
  /** What was worked out last, for the pages that follow and for those who ask the same: by trial, and by line. */
  private readonly tried = new Kept<Answer>(triedMax);
  private readonly margins = new Kept<object>(marginsMax);

  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly fields: Fields,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('what-if', {
    zh: '试算：换用另一套评分规则，奖次、晋级与名次会怎样变化',
    description:
      '按已登记的分数演算，不改变任何成绩；谁在何时试算过会被记录。逐页读取时用相同的 Idempotency-Key 与内容再次提交，附 cursor：' +
      '不重复记录，仍按第一次的时刻演算。大型赛项分小段演算，不影响其他请求。',
    query: ['limit', 'cursor'],
  })
  @Audience('organizer')
  async tryRules(
    @Caller() call: Call,
    @Param('competition') competition: string,
    @Param('contest') contest: string,
    @Body() { document }: WhatIfBody,
  ): Promise<object> {
    await this.visibility.require(call, competition, ['organizer']);
    const loaded = loadRuleDocument(document);
    if (!loaded.ok) throw problemOf(refusals, { code: 'draft-refused', problems: loaded.problems });
    const id = trialIdOf(this.commands.idOf(call));
    const before = await this.triedBefore(competition, id);
    let field: Field | undefined;
    if (before === undefined) {
      await this.reading.waitForHead();
      field = await this.fields.now(competition, contest);
    }
    const hash = hashRuleDocument(document);
    const command: TrialCommand = { type: 'TryRules', competition, contest, trial: id, hash };
    const decider = trialOn(before?.position ?? field?.position ?? 0);
    const recorded = await this.commands.run(call, decider, command, { refusals });
    const { position, unread, boards, rows } = await this.tried.or(id, async () => {
      // The same request sent twice at once: what the first of them has read is what both are told.
      const first = before ?? (await this.triedBefore(competition, id));
      const position = first?.position ?? 0;
      const on = field?.position === position ? field : await this.fields.at(competition, contest, position);
      return tryOn(on, loaded.rules);
    });
    return {
      competition,
      contest,
      trial: id,
      hash,
      unread,
      boards,
      ...pageOf(call, 'what-if', position, rows),
      recorded,
    };
  }

  private async triedBefore(competition: string, id: string): Promise<RulesTried | undefined> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, trialFold, trialStream(competition, id));
    return state.status === 'tried' ? state.tried : undefined;
  }

  @Read('what-if', { zh: '谁在何时试算过哪一套规则', query: ['limit', 'cursor', 'minPosition'] })
  @Audience(...readers)
  listTrials(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'trials', async ({ reads }) => {
      await this.visibility.require(call, competition, readers);
      const { limit = 50, cursor } = call.query;
      const { members, position, next } = await reads
        .live(trials)
        .read((view) => trialsOf(view, competition, contest, cursor, limit), competition);
      const rows = members.map(({ row: { trial: id, hash, position: on, by, at } }) => {
        return { trial: id, hash, position: on, by, at: formatInstant(at) };
      });
      return { competition, contest, position, rows, ...nextPage(call, next && { position, ...next }) };
    });
  }

  @Read('margin', {
    zh: '险胜与险负：每条奖次线、晋级线最少改动什么就会换人',
    description:
      '单个分数的最小改动、去掉一名评委、评分规则中任一处换一种取舍。complete 为 false 表示只搜索了一部分。只演算本页的线：大型赛项可用较小的 ' +
      'limit 分次读取，各页都按第一页的时刻演算。成绩未变时再次查询同一条线，直接返回本进程最近 100 条线中已有的结果。',
    query: ['limit', 'cursor', 'minPosition'],
  })
  @Audience(...readers)
  getMargin(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'margin', async () => {
      await this.visibility.require(call, competition, readers);
      const field = await this.fields.asAt(competition, contest, call.query.cursor?.position);
      const { rules, changedAt, frozenAt } = field.contest;
      if (rules === undefined) throw problem('not-found');
      const all = linesOf(rulesOf(rules), boardsOfContest(field.contest));
      const { rows, ...page } = pageOf(call, 'margin', field.position, all);
      const lines: object[] = [];
      for (const line of rows) {
        const basis = JSON.stringify([competition, contest, changedAt, frozenAt, rules.hash, line]);
        lines.push(await this.margins.or(basis, () => marginOf(field, rulesOf(rules), line)));
      }
      return { competition, contest, rulesHash: rules.hash, lines, ...page };
    });
  }
}

async function tryOn({ contest, entries, position }: Field, draft: Rules): Promise<Answer> {
  if (contest.rules === undefined) throw problem('not-found');
  const rules = rulesOf(contest.rules);
  const placed = await inSlices(mapInPieces(entries, (entry) => placedBy(entry, contest)));
  const boards = await inSlices(boardsInPieces(rules, placed.flat()));
  const inputs = await inSlices(mapInPieces(entries, (entry) => inputUnder(draft, entry)));
  const differences = await inSlices(whatIfInPieces({ rules, boards }, draft, inputs));
  return { position, unread: unreadIn(draft, inputs), ...triedOf(differences, inputs) };
}

async function marginOf({ entries }: Field, rules: Rules, line: CutLine): Promise<object> {
  const inputs = entries.map(({ input }) => input);
  const field = fieldOn(rules, inputs, line.board);
  const isWhole = rules.fieldSteps || rules.document.ranking.tolerance !== undefined;
  const limits = isWhole ? { probesMax: Math.ceil(wholeFieldWork / (field.length + 1)) } : {};
  return marginTold(line, await inSlices(marginInPieces(rules, field, line, limits)));
}

/** A page of a list that follows from a position. `list`: its name, which cursors of other lists do not have. */
function pageOf<T>(call: Call, list: string, position: number, all: readonly T[]) {
  const { limit = 50, cursor } = call.query;
  const start = Number(cursor?.sort ?? 0);
  const isOwn = cursor === undefined || (cursor.position === position && cursor.key === list);
  if (!Number.isSafeInteger(start) || start < 0 || !isOwn) throw problem('cursor-invalid');
  const end = start + limit;
  const next = end < all.length ? { position, sort: String(end), key: list } : undefined;
  return { position, total: all.length, rows: all.slice(start, end), ...nextPage(call, next) };
}
