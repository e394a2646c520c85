import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  formatInstant,
  nextPage,
  problem,
  Read,
  refusal,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call, Refusals } from '@xf/nest';
import { rulesOf } from '../competition/rules';
import { markedContest } from '../judging/shell.marks';
import type { MarkedContest } from '../marks';
import { competitionRefusals } from '../shell';
import type { ContestRow } from '../standing/project';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import type { AnomalyRejection, SettleAnomaly } from './command';
import { anomaly, anomalyFold } from './decide';
import type { AnomalyState, Settlement } from './decide';
import { anomalyStream } from './events';
import type { FindingKind, Grounds } from './events';
import { findingsOf, placeOf } from './query';
import type { Finding } from './query';

const refusals: Refusals<AnomalyRejection> = {
  'competition-unknown': competitionRefusals['competition-unknown'],
  'competition-not-open': competitionRefusals['competition-not-open'],
  'contest-unknown': competitionRefusals['contest-unknown'],
  'contest-ended': competitionRefusals['contest-ended'],
  'reason-missing': competitionRefusals['reason-missing'],
  'anomaly-settled': refusal(409, '此异常已核对', 'This finding is settled already', {
    detail: ({ by, reason }) => ({ zh: `由 ${by} 核对：${reason}`, en: `by ${by}: ${reason}` }),
  }),
  'anomaly-of-own-marks': refusal(
    403,
    '不能核对自己打的分数，请由另一人核对',
    'Who gave the marks cannot settle this; ask another organizer',
  ),
};

const kindTexts: Readonly<Record<FindingKind, string>> = {
  'not-in-rules': '规则中没有此项',
  'out-of-range': '超出范围',
  'off-step': '不合打分档',
  swapped: '两行疑似互换',
  tenfold: '十倍之差',
  'far-slot': '一位评委的整列分数远离其他评委',
  'far-mark': '一个分数远离其他评委',
  'identical-sheets': '同一评委的评分表完全相同',
  'identical-judges': '两位评委全同',
  'all-equal': '同一评委的分数全部相同',
  late: '冻结之后入库',
  rush: '冻结前集中打分',
};

class AnomalySettlementBody {
  @TextField({ zh: '核对的结论与理由，不写个人信息', max: 500 })
  reason!: string;
}

/** The address of a finding. */
class FindingPath {
  @ApiProperty({ type: String })
  competition!: string;

  @ApiProperty({ type: String })
  contest!: string;

  @ApiProperty({ type: String })
  finding!: string;
}

type Look = { readonly marked: MarkedContest; readonly row: ContestRow };

@ApiTags('评委与异常')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/anomalies')
export class AnomaliesController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('', {
    zh: '分数中值得核对之处：未核对的在前',
    description: '由全部分数推算，不改变任何成绩，也不判断谁对谁错。分数更正之后，相应的一条自行消失或换成另一条。',
    query: ['limit', 'cursor', 'minPosition'],
    answer: inboxSchema(),
  })
  @Audience('organizer', 'auditor')
  listAnomalies(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'anomalies', async () => {
      await this.visibility.require(call, competition, ['organizer', 'auditor']);
      const { shown, found } = await this.look(call, competition, contest);
      const settled = await this.settled(competition, contest);
      const { limit = 50, cursor } = call.query;
      const listed = findingsIn(found).map((finding) => ({ finding, sort: sortOf(finding, settled) }));
      listed.sort((a, b) => (a.sort < b.sort ? -1 : 1));
      const rest = cursor === undefined ? listed : listed.filter(({ sort }) => sort > cursor.sort);
      const page = rest.slice(0, limit);
      const last = page[page.length - 1];
      const { position } = shown;
      const next = rest.length > limit && last ? { position, sort: last.sort, key: last.finding.finding } : undefined;
      return {
        ...{ competition, contest, asOf: { time: formatInstant(shown.at), position } },
        total: listed.length,
        open: listed.filter(({ finding }) => !settled.has(finding.finding)).length,
        rows: page.map(({ finding }) => findingView(finding, settled.get(finding.finding), found.row)),
        ...nextPage(call, next),
      };
    });
  }

  @Command(':finding/settlement', {
    zh: '核对异常：写明结论与理由；不改变任何成绩',
    description: '分数确有错误时请用更正；更正之后此条自行消失。给出这些分数的人不能核对。',
  })
  @Audience('organizer')
  async settleAnomaly(
    @Caller() call: Call,
    @Param() on: FindingPath,
    @Body() body: AnomalySettlementBody,
  ): Promise<object> {
    const { competition, contest, finding } = on;
    await this.visibility.require(call, competition, ['organizer']);
    const grounds = await this.groundsOf(call, on);
    const command: SettleAnomaly = { type: 'SettleAnomaly', competition, contest, grounds, reason: body.reason };
    return this.commands.run(call, anomaly, command, { refusals, answer: { competition, contest, finding } });
  }

  /** What a finding stands on: as it was settled, so that a repeat is the same command, or as it shows now. */
  private async groundsOf(call: Call, { competition, contest, finding }: FindingPath): Promise<Grounds> {
    await this.reading.waitForHead();
    const { found } = await this.look(call, competition, contest);
    const known = (await this.settled(competition, contest)).get(finding);
    if (known !== undefined) return known.grounds;
    const one = findingsIn(found).find((each) => each.finding === finding);
    if (one === undefined) throw problem('not-found', { detail: gone });
    const { kind, criterion, slots, refs, marks } = one;
    return { finding, kind, slots, refs, marks, ...(criterion === undefined ? {} : { criterion }) };
  }

  private look(call: Call, competition: string, contest: string) {
    return this.visibility.read(call, competition, contest, ({ view, contest: row }): Look => ({
      row,
      marked: markedContest(view, row),
    }));
  }

  /** Of a contest that exists: it was looked at before. */
  private async settled(competition: string, contest: string): Promise<AnomalyState> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, anomalyFold, anomalyStream(competition, contest));
    return state;
  }
}

const gone = {
  zh: '没有这一条，或其所依据的分数已更正；请重新读取列表',
  en: 'there is no such finding, or its marks were corrected; read the list again',
};

/** Worked out beside the view, not within it: a query of shared boards may run more than once. */
function findingsIn({ marked, row }: Look): readonly Finding[] {
  if (row.rules === undefined) return [];
  const rules = rulesOf(row.rules);
  return findingsOf(marked, (criterion, slot, value) => rules.checkMark(criterion, slot, value));
}

const sortOf = (finding: Finding, settled: AnomalyState): string =>
  `${settled.has(finding.finding) ? 1 : 0} ${placeOf(finding)}`;

function findingView(finding: Finding, settlement: Settlement | undefined, { rules }: ContestRow): object {
  const { finding: id, kind, criterion, slots, entries, refs, marks, zh, en } = finding;
  const value = rules && rulesOf(rules).document.values.find((one) => one.id === criterion);
  return {
    ...{ finding: id, kind, kindText: kindTexts[kind], criterion, criterionName: value?.name },
    ...{ slots, entries, refs, marks, zh, en },
    ...(settlement === undefined ? {} : { settled: settledView(settlement) }),
  };
}

const settledView = ({ reason, by, at }: Settlement): object => ({ reason, by, at: formatInstant(at) });

function inboxSchema(): object {
  const text = (description: string) => ({ type: 'string', description });
  const row = {
    type: 'object',
    required: ['finding', 'kind', 'kindText', 'slots', 'entries', 'refs', 'marks', 'zh', 'en'],
    properties: {
      finding: text('标识，由所依据的分数得出；分数更正后即为另一条'),
      kind: { type: 'string', enum: Object.keys(kindTexts) },
      kindText: text('种类'),
      criterion: text('评分项'),
      criterionName: text('评分项名称'),
      slots: { type: 'array', items: { type: 'string' }, description: '评委' },
      entries: { type: 'array', items: { type: 'object' }, description: '参赛项与编号，至多 50 个' },
      refs: { type: 'array', items: { type: 'string' }, description: '所依据的事件，至多 50 个' },
      marks: { type: 'integer', description: '所依据的分数个数' },
      zh: text('所依据的数字'),
      en: text('所依据的数字（英文）'),
      settled: { type: 'object', description: '已核对：理由、何人、何时' },
    },
  };
  return {
    type: 'object',
    required: ['competition', 'contest', 'asOf', 'total', 'open', 'rows'],
    properties: {
      competition: { type: 'string' },
      contest: { type: 'string' },
      asOf: { type: 'object' },
      total: { type: 'integer', description: '共有几条' },
      open: { type: 'integer', description: '其中未核对的' },
      rows: { type: 'array', items: row },
      next: text('下一页的游标'),
    },
  };
}
