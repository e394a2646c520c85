import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { accountFold, accountPattern, accountStream, organizationFold, organizationStream } from '@xf/access';
import { Audience, Authority, Caller, formatInstant, nextPage, problemOf, Read, refusal, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call, Refusals } from '@xf/nest';
import { Visibility } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';
import { figuresOf, judgesOf } from './query';
import type { CriterionFigures, Figure, Unknown } from './query';
import { markedContest } from './shell.marks';

type Early = { readonly code: 'figures-after-freeze' };

const refusals: Refusals<Early> = {
  'figures-after-freeze': refusal(
    409,
    '成绩冻结之后，评委才能看到本人的统计',
    'A judge reads the own figures once the scores are frozen',
  ),
};

@ApiTags('评委与异常')
@ApiBearerAuth()
@Controller('api/competitions/:competition/contests/:contest/judges')
export class JudgingController {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('', {
    zh: '评委统计：宽严、离散、一致、对本单位的差别；评委只见本人的',
    description: '每个数字附 95% 区间；样本不足时不给数字。不排名次，不产生任何处理。各数字的含义见 docs/judging.md。',
    query: ['limit', 'cursor', 'asOf', 'position', 'minPosition'],
    answer: judgesSchema(),
  })
  @Audience('organizer', 'auditor', 'judge')
  listJudgeFigures(@Caller() call: Call, @Param('competition') competition: string, @Param('contest') contest: string) {
    return this.reading.ask(call, 'judges', async () => {
      const { organization } = await this.visibility.require(call, competition, ['organizer', 'auditor', 'judge']);
      const isAll = await this.authority.covers(call, organization, ['organizer', 'auditor']);
      const { shown, found: marked } = await this.visibility.read(
        call,
        competition,
        contest,
        (seen) => markedContest(seen.view, seen.contest),
        'figures',
      );
      // Until then the figures would tell a judge how the others mark. domain-rules 80.
      if (!isAll && marked.frozenAt === undefined) throw problemOf(refusals, { code: 'figures-after-freeze' });
      const own = call.principal?.account;
      const judges = judgesOf(marked).filter((slot) => isAll || slot === own);
      const { limit = 50, cursor } = call.query;
      const rest = cursor === undefined ? judges : judges.filter((slot) => slot > cursor.key);
      const page = rest.slice(0, limit);
      const units = new Map(await Promise.all(page.map(async (slot) => [slot, await this.unitsOf(slot)] as const)));
      const { position } = shown;
      const last = page[page.length - 1];
      const next = rest.length > limit && last !== undefined ? { position, sort: '', key: last } : undefined;
      return {
        ...{ competition, contest, asOf: { time: formatInstant(shown.at), position } },
        total: judges.length,
        rows: figuresOf(marked, page, (slot) => units.get(slot)).map(({ slot, criteria }) => {
          return { slot, criteria: criteria.map(criterionView) };
        }),
        ...nextPage(call, next),
      };
    });
  }

  /** Names of the units (基层) where the account of a judge holds a role; undefined when there are none. */
  private async unitsOf(slot: string): Promise<ReadonlySet<string> | undefined> {
    if (!accountPattern.test(slot)) return undefined;
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, accountFold, accountStream(slot));
    if (state.status === 'unknown') return undefined;
    const names = new Set<string>();
    for (const { organization } of state.grants) {
      const at = await engine.states.load(engine.store, organizationFold, organizationStream(organization));
      if (at.state.status === 'registered' && at.state.level === 'unit') names.add(at.state.name);
    }
    return names.size === 0 ? undefined : names;
  }
}

const criterionView = ({ severity, spread, agreement, ownUnit, ...head }: CriterionFigures): object => ({
  ...head,
  severity: figureView(severity),
  spread: figureView(spread),
  agreement: figureView(agreement),
  ownUnit: figureView(ownUnit),
});

const figureView = (figure: Figure): object => ('unknown' in figure ? { ...figure, ...whyNot(figure) } : figure);

function whyNot({ unknown, entries = 0, needed = 0 }: Unknown): { readonly zh: string; readonly en: string } {
  switch (unknown) {
    case 'too-few':
      return {
        zh: `样本不足：可比的参赛项有 ${entries} 个，至少要 ${needed} 个`,
        en: `too few: ${entries} entries can be compared, ${needed} are needed`,
      };
    case 'no-variation':
      return {
        zh: '分数没有变化，不能给出数字与区间',
        en: 'the marks do not vary, so no figure and no interval can be given',
      };
    case 'unit-unknown':
      return {
        zh: '不能得知：此评委的账号不属于任何基层单位，或不是账号',
        en: 'cannot be known: the judge has no account, or one without a unit',
      };
  }
}

function judgesSchema(): object {
  const text = (description: string) => ({ type: 'string', description });
  const figure = (description: string) => ({
    type: 'object',
    description,
    properties: {
      value: text('数值；没有时见 unknown'),
      low: text('95% 区间下端'),
      high: text('95% 区间上端'),
      interval: { type: 'string', enum: ['student-t-95', 'welch-95', 'jackknife-95', 'binomial-95'] },
      entries: { type: 'integer', description: '所依据的参赛项个数' },
      unknown: { type: 'string', enum: ['too-few', 'no-variation', 'unit-unknown'] },
      needed: { type: 'integer', description: '至少要几个' },
      zh: text('没有数字的原因'),
      en: text('没有数字的原因（英文）'),
    },
  });
  const criterion = {
    type: 'object',
    required: ['criterion', 'name', 'marks', 'severity', 'spread', 'agreement', 'ownUnit'],
    properties: {
      criterion: text('评分项'),
      name: text('评分项名称'),
      marks: { type: 'integer', description: '计入的分数个数' },
      severity: figure('与其他评委均值之差的平均，单位为分；大于 0 为偏宽'),
      spread: figure('标准差与其他评委之比；1 为相同'),
      agreement: figure('与其他评委均值的 Kendall tau-b；1 为次序相同'),
      ownUnit: figure('对本单位参赛项的差减去对其他参赛项的差，单位为分'),
    },
  };
  const row = {
    type: 'object',
    required: ['slot', 'criteria'],
    properties: { slot: text('评委'), criteria: { type: 'array', items: criterion } },
  };
  return {
    type: 'object',
    required: ['competition', 'contest', 'asOf', 'total', 'rows'],
    properties: {
      competition: { type: 'string' },
      contest: { type: 'string' },
      asOf: { type: 'object' },
      total: { type: 'integer', description: '评委人数；以标识为序，不是名次' },
      rows: { type: 'array', items: row },
      next: text('下一页的游标'),
    },
  };
}
