import { createHash } from 'node:crypto';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ruleDocumentSchema } from '@xf/rules';
import {
  Audience,
  Authority,
  Caller,
  Check,
  ChoiceField,
  Command,
  Commands,
  defined,
  DocumentField,
  etagOf,
  IdField,
  ListField,
  problem,
  Public,
  Read,
  RecordedBody,
  RUNTIME,
  TextField,
  TextListField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { competitionRefusals } from '../shell';
import { SlotField } from '../shell.slot';
import { standings } from '../standing/project';
import type { ContestRow } from '../standing/project';
import { contestRow, digestText } from '../standing/query';
import { publicationView } from '../standing/shell.changes';
import { competitionStream, idPattern, levels, receiverKinds } from '../terms';
import type { Contest, Level, ReceiverKind } from '../terms';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { competition, competitionFold } from './decide';
import { hashRuleDocument, loadRuleDocument } from './rules';
import { inTheWayOfFreeze, inTheWayOnBoards } from './shell.freeze';
import { listCompetitions, headJudgesOf, listed } from './shell.list';

class GroupBody {
  @IdField({ zh: '组别标识' })
  group!: string;

  @TextField({ zh: '组别名称' })
  name!: string;
}

class ContestAtBody {
  @IdField({ zh: '竞赛标识；不填为本竞赛', optional: true })
  competition?: string;

  @IdField({ zh: '赛项标识' })
  contest!: string;
}

class TakeBody extends ContestAtBody {
  @TextField({ zh: '记入的评分项', max: 40, pattern: /^[A-Za-z][\w-]{0,39}$/ })
  criterion!: string;

  @SlotField({ zh: '记入的席位，如 3月' })
  slot!: string;
}

class ContestBody {
  @IdField({ zh: '赛项标识' })
  contest!: string;

  @TextField({ zh: '赛项名称' })
  name!: string;

  @ChoiceField({ zh: '参赛对象：个人、班组或单位', of: receiverKinds })
  receiver!: ReceiverKind;

  @ListField({ zh: '组别', of: () => GroupBody, max: 100 })
  groups!: GroupBody[];

  @ListField({ zh: '晋级者来自哪些赛项：上一赛段，或下级竞赛', of: () => ContestAtBody, max: 200, optional: true })
  from?: ContestAtBody[];

  @ListField({ zh: '哪些赛项公布的总分记为本赛项的分数：各月、各阶段', of: () => TakeBody, max: 400, optional: true })
  takes?: TakeBody[];
}

class PlanBody {
  @IdField({ zh: '竞赛标识' })
  competition!: string;

  @IdField({ zh: '主办组织' })
  organization!: string;

  @TextField({ zh: '竞赛名称' })
  name!: string;

  @ChoiceField({ zh: '层级', of: levels })
  level!: Level;

  @ListField({ zh: '赛项', of: () => ContestBody, min: 1, max: 200 })
  contests!: ContestBody[];

  @TextListField({ zh: '由本竞赛结果产生提名的评选批次', itemsMax: 20, max: 40, pattern: /^\w{1,40}$/, optional: true })
  rounds?: string[];

  @IdField({ zh: '系列：逐年、各级以同一标识举办的竞赛，如安康杯；统计可只看一个系列', optional: true })
  series?: string;
}

class ContestRulesBody {
  @IdField({ zh: '赛项标识' })
  contest!: string;

  @DocumentField({ zh: '评分规则，见 /schemas/rule-document-1.json' })
  document!: object;
}

class OpeningBody extends RecordedBody {
  @ListField({ zh: '每个赛项的评分规则', of: () => ContestRulesBody, min: 1, max: 200 })
  rules!: ContestRulesBody[];
}

class RuleCheckBody {
  @DocumentField({ zh: '评分规则' })
  document!: object;
}

/** Published is published now: the time for appeals runs from it, and nobody may have had less of it than the rules say. */
class PublicationBody {
  @TextField({ zh: '再次公布的理由', max: 500, optional: true })
  reason?: string;
}

const refusals = competitionRefusals;

const planned = ({ contest, name, receiver, groups, from, takes }: ContestBody): Contest => ({
  ...{ contest, name, receiver },
  groups: groups.map((one) => ({ group: one.group, name: one.name })),
  ...(from === undefined ? {} : { from: from.map(contestAt) }),
  ...(takes === undefined
    ? {}
    : { takes: takes.map((one) => ({ ...contestAt(one), criterion: one.criterion, slot: one.slot })) }),
});

const contestAt = ({ competition: id, contest }: ContestAtBody) => ({ ...defined({ competition: id }), contest });

@ApiTags('竞赛')
@Controller()
export class CompetitionsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('api/competitions', {
    zh: '制定竞赛方案；开赛前可重新制定，须带 If-Match',
    ifMatch: 'when-present',
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async planCompetition(@Caller() call: Call, @Body() body: PlanBody): Promise<object> {
    const { competition: id, organization, name, level, contests, rounds = [], series } = body;
    await this.authority.require(call, organization, ['organizer']);
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, competitionFold, competitionStream(id));
    const replans = state.status !== 'unknown' && state.organization === organization;
    const repeats = (await this.commands.repeatOf(call)) !== undefined;
    const command = { type: 'PlanCompetition', competition: id, organization, name, level, rounds } as const;
    const plain = contests.map(planned);
    return this.commands.run(
      call,
      competition,
      { ...command, contests: plain, ...defined({ series }) },
      { refusals, ifMatch: replans && !repeats ? 'required' : 'taken', answer: { competition: id } },
    );
  }

  @Read('api/competitions', {
    zh: '竞赛列表：公众所见为有公布结果的竞赛；登录后可查某一时刻的列表',
    query: ['limit', 'cursor', 'asOf', 'position', 'validAt', 'minPosition'],
  })
  @Public()
  listCompetitions(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'competitions', ({ reads }) =>
      listCompetitions(call, reads, (row) => this.sees(call, row)),
    );
  }

  @Read('api/competitions/:competition', { zh: '一项竞赛及其赛项', query: ['minPosition'] })
  @Public()
  getCompetition(@Caller() call: Call, @Param('competition') id: string): Promise<object> {
    return this.reading.ask(call, 'competition', async ({ reads }) => {
      const { state, revision } = await this.visibility.stateOf(id);
      await this.reading.waitForRevision(competitionStream(id), revision);
      const { contests, position } = await reads.live(standings).read((view) => {
        const all = [...state.contests.keys()].flatMap((contest) => contestRow(view, id, contest) ?? []);
        return { contests: all, position: view.position() };
      }, id);
      const rows = await this.visible(call, contests);
      if (rows.length === 0) throw problem('not-found');
      const told = { ...listed(rows), status: state.status, rounds: state.rounds };
      // Freezes and other plans are in the revision, everything else in the position.
      if (!(await this.visibility.knows(call, state.organization, 'positions'))) return told;
      call.reply.header('etag', etagOf(revision));
      return { ...told, headJudges: headJudgesOf(state), revision, position };
    });
  }

  @Command('api/competitions/:competition/opening', { zh: '开赛：固定每个赛项的评分规则', ifMatch: true })
  @ApiBearerAuth()
  @Audience('organizer')
  async openCompetition(@Caller() call: Call, @Param('competition') id: string, @Body() body: OpeningBody) {
    await this.visibility.require(call, id, ['organizer']);
    const rules = body.rules.map(({ contest, document }) => ({ contest, document }));
    const command = { type: 'OpenCompetition', competition: id, rules } as const;
    const answer = { competition: id };
    return this.commands.run(call, competition, command, {
      refusals,
      ifMatch: 'required',
      validAt: body.validAt,
      answer,
    });
  }

  @Check('api/rule-documents/check', { zh: '检查评分规则，列出全部问题', problems: [401, 403] })
  @ApiBearerAuth()
  @Audience('organizer')
  checkRuleDocument(@Body() { document }: RuleCheckBody): object {
    const loaded = loadRuleDocument(document);
    return loaded.ok
      ? { ok: true, hash: hashRuleDocument(document), problems: [] }
      : { ok: false, problems: loaded.problems };
  }

  @Read('schemas/rule-document-1.json', { zh: '评分规则的 JSON Schema' })
  @Public()
  getRuleDocumentSchema(@Caller() call: Call): object {
    call.reply.header('cache-control', 'public, max-age=3600');
    return ruleDocumentSchema;
  }

  @Command('api/competitions/:competition/contests/:contest/freeze', { zh: '冻结成绩：此后只能更正', ifMatch: true })
  @ApiBearerAuth()
  @Audience('organizer')
  async freezeScores(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() body: RecordedBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['organizer']);
    const inTheWay = await this.inTheWay(call, id, contest, inTheWayOfFreeze);
    const command = { type: 'FreezeScores', competition: id, contest, ...inTheWay } as const;
    const answer = { competition: id, contest };
    return this.commands.run(call, competition, command, {
      refusals,
      ifMatch: 'required',
      validAt: body.validAt,
      answer,
    });
  }

  @Command('api/competitions/:competition/contests/:contest/publications', {
    zh: '公布结果；再次公布须说明理由',
    ifMatch: true,
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async publishResults(
    @Caller() call: Call,
    @Param('competition') id: string,
    @Param('contest') contest: string,
    @Body() body: PublicationBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['organizer']);
    const digest = await this.digestOf(call, id, contest);
    const command = {
      type: 'PublishResults',
      competition: id,
      contest,
      digest,
      ...defined({ reason: body.reason }),
      ...(await this.inTheWay(call, id, contest, inTheWayOnBoards)),
    } as const;
    const answer = { competition: id, contest, digest };
    return this.commands.run(call, competition, command, {
      refusals,
      ifMatch: 'required',
      answer,
    });
  }

  @Read('api/competitions/:competition/contests/:contest/publications', {
    zh: '历次公布及其摘要',
    query: ['minPosition'],
  })
  @Public()
  listPublications(@Caller() call: Call, @Param('competition') id: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'publications', async ({ reads }) => {
      const row = await reads.live(standings).read((view) => contestRow(view, id, contest), id);
      if (row === undefined || !(await this.sees(call, row))) throw problem('not-found');
      const staff = await this.visibility.staff(call, row);
      return { rows: row.publications.map((one) => publicationView(one, staff)) };
    });
  }

  /** At a position of the log nobody but staff sees anything: they would learn where a publication stands in it. */
  private async sees(call: Call, row: ContestRow): Promise<boolean> {
    const isPublic = row.publications.length > 0 && call.query.position === undefined;
    return isPublic || this.visibility.staff(call, row);
  }

  private async visible(call: Call, contests: readonly ContestRow[]): Promise<readonly ContestRow[]> {
    const rows: ContestRow[] = [];
    for (const row of contests) if (await this.sees(call, row)) rows.push(row);
    return rows;
  }

  /** Nothing was in the way of a command that was carried out, so a repeat has nothing in its way either. */
  private async inTheWay(call: Call, id: string, contest: string, look: typeof inTheWayOfFreeze) {
    if ((await this.commands.repeatOf(call)) !== undefined) return {};
    await this.reading.waitForHead();
    return look(this.runtime, id, contest);
  }

  /** What is about to be published, as the publisher sees it; a repeat sees what was seen the first time. */
  private async digestOf(call: Call, id: string, contest: string): Promise<string> {
    const repeated = await this.commands.repeatOf(call);
    const { reads } = this.runtime;
    const digest = (view: Parameters<typeof digestText>[0]): string | undefined => {
      const row = idPattern.test(contest) ? contestRow(view, id, contest) : undefined;
      return row && createHash('sha256').update(digestText(view, row)).digest('hex');
    };
    if (repeated === undefined) await this.reading.waitForHead();
    const found =
      repeated === undefined
        ? await reads.live(standings).read(digest, id)
        : digest(await reads.at(standings, { position: repeated - 1 }, id));
    if (found === undefined) throw problem('not-found');
    return found;
  }
}
