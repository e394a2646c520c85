import { Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { levels } from '@xf/competitions';
import { dayOf } from '@xf/honours';
import { Audience, Authority, Caller, nextPage, pastOf, problem, Read, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { Role } from '@xf/access';
import { figureNames, figures as everyFigure } from '../terms';
import { yearFigures, type Scope } from './project';
import { ownFigures, organizationRow, scopeOf } from './query';
import type { Asked, YearReader } from './query';
import { evidencePage, regionPage, type Page } from './query.evidence';
import { csvOf } from './shell.csv';
import { linksOf, reportOf } from './shell.report';

/** Who reports on what lies below where they hold the role. */
const staff: readonly Role[] = ['organizer', 'committee', 'publicity', 'auditor'];
const moments = ['asOf', 'position', 'validAt', 'minPosition'] as const;

@ApiTags('统计')
@ApiBearerAuth()
@Controller('api/organizations/:organization')
export class YearFiguresController {
  constructor(
    private readonly reading: Reading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('figures', {
    zh: '年度统计：本组织及其下级的竞赛、参赛、建议与效益；各比率附分子、分母；增长与目标；各数字由哪些事件得来',
    query: ['year', 'series', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getYearFigures(@Caller() call: Call, @Param('organization') organization: string): Promise<object> {
    return this.reading.ask(call, 'year-figures', async () => {
      const { view, asked } = await this.asked(call, organization);
      return reportOf(view, asked);
    });
  }

  @Read('figures/table', { zh: '年度统计表（CSV）：每行一个数字或比率', query: ['year', 'series', ...moments] })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getYearTable(@Caller() call: Call, @Param('organization') organization: string): Promise<Buffer> {
    return this.reading.ask(call, 'year-table', async () => {
      const { view, asked } = await this.asked(call, organization);
      const name = `${asked.organization}-${asked.year}.csv`;
      call.reply.headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
      });
      return Buffer.from(csvOf(reportOf(view, asked)));
    });
  }

  @Read('figures/:figure', {
    zh: '一个数字由哪些事件得来；单位附参加同一系列的连续年数',
    query: ['year', 'series', 'level', 'limit', 'cursor', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  listYearFigureEvents(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('figure') named: string,
  ): Promise<object> {
    return this.reading.ask(call, 'year-figure', async () => {
      const figure = everyFigure.find((one) => one === named);
      const { view, asked } = await this.asked(call, organization);
      if (figure === undefined) throw problem('not-found');
      const { limit = 50, cursor } = call.query;
      const page = evidencePage(view, figure, asked, scopeAsked(call, asked), { after: cursor, limit });
      return { ...asked, figure, name: figureNames[figure], ...paged(call, page) };
    });
  }

  @Read('regions', {
    zh: '下级组织各自的年度统计',
    query: ['year', 'series', 'limit', 'cursor', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  listRegionFigures(@Caller() call: Call, @Param('organization') organization: string): Promise<object> {
    return this.reading.ask(call, 'region-figures', async () => {
      const { view, asked } = await this.asked(call, organization);
      const { limit = 50, cursor } = call.query;
      const page = regionPage(view, asked, { after: cursor, limit });
      const rows = page.rows.map((row) => ({ ...row, events: linksOf({ ...asked, organization: row.organization }) }));
      return { ...asked, own: ownFigures(view, asked), ...paged(call, { ...page, rows }) };
    });
  }

  private async asked(call: Call, organization: string): Promise<{ view: YearReader; asked: Required<Asked> }> {
    await this.authority.require(call, organization, staff);
    const { reads, engine } = this.runtime;
    const view = await reads.at(yearFigures, pastOf(call));
    if (organizationRow(view, organization) === undefined) throw problem('not-found');
    const { year = Number(dayOf(call.query.asOf ?? engine.clock.now()).slice(0, 4)), series } = call.query;
    return { view, asked: { organization, year, series } };
  }
}

function scopeAsked(call: Call, asked: Asked): Scope {
  const level = levels.find((one) => one === call.query.level);
  if (level === undefined) return scopeOf(asked);
  if (asked.series !== undefined) throw problem('query-invalid', { errors: [levelOrSeries] });
  return `level:${level}`;
}

const levelOrSeries = {
  parameter: 'level',
  code: 'parameter-invalid',
  zh: '层级与系列不能同时指定',
  en: 'a level and a series cannot be asked for together',
};

/** Pages are read as the figures are now: what counts is added behind what was read, and seldom taken away. */
function paged<T>(call: Call, { next, ...page }: Page<T>): object {
  return { ...page, ...nextPage(call, next && { position: page.position, ...next }) };
}
