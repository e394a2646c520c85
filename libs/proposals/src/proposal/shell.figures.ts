import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, problem, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import { percentOf } from '../decimals';
import { boards, figures } from '../terms';
import { boardPage, evidencePage, type BoardRow } from './query';
import { statisticsOf } from './query.figures';
import { CampaignVisibility } from './shell.visibility';

const moments = ['asOf', 'position', 'validAt', 'minPosition'] as const;

@ApiTags('合理化建议')
@ApiBearerAuth()
@Controller('api/campaigns/:campaign')
export class FiguresController {
  constructor(
    private readonly reading: Reading,
    private readonly visibility: CampaignVisibility,
  ) {}

  @Read('statistics', {
    zh: '统计：各阶段数字、比率（附分子分母）、指标；organization 只看一个单位',
    query: ['organization', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getStatistics(@Caller() call: Call, @Param('campaign') campaign: string): Promise<object> {
    return this.reading.ask(call, 'proposal-statistics', async () => {
      const { unit } = await this.visibility.scopeFor(call, campaign);
      const view = await this.visibility.view(call, campaign);
      const found = statisticsOf(view, campaign, unit);
      if (found === undefined) throw problem('not-found');
      const of = unit === undefined ? '' : `?organization=${unit}`;
      const links = figures.map((figure) => [figure, `/api/campaigns/${campaign}/figures/${figure}${of}`]);
      return { campaign, position: view.position(), ...found, events: Object.fromEntries(links) as object };
    });
  }

  @Read('figures/:figure', {
    zh: '一个数字由哪些事件得来',
    query: ['organization', 'limit', 'cursor', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  listFigureEvents(@Caller() call: Call, @Param('campaign') campaign: string, @Param('figure') named: string) {
    return this.reading.ask(call, 'proposal-figure', async () => {
      const { scope } = await this.visibility.scopeFor(call, campaign);
      const figure = figures.find((one) => one === named);
      if (figure === undefined) throw problem('not-found');
      const { limit = 50, cursor } = call.query;
      const view = await this.visibility.view(call, campaign);
      const { next, ...page } = evidencePage(view, campaign, figure, scope, { after: cursor, limit });
      // The sort text is a row's own; its key names a person's id, which is nobody's business, also not in a cursor.
      const after = next === undefined ? {} : { next: { sort: next.sort, key: '~' } };
      return this.visibility.page(call, { ...page, ...after }, (row) => row);
    });
  }

  @Read('boards/:board', {
    zh: '单位排行：按提出、采纳、实施、确认效益或人均建议',
    query: ['limit', 'cursor', ...moments],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getUnitBoard(@Caller() call: Call, @Param('campaign') campaign: string, @Param('board') named: string) {
    return this.reading.ask(call, 'proposal-board', async () => {
      await this.visibility.requireOverCampaign(call, campaign);
      const board = boards.find((one) => one === named);
      if (board === undefined) throw problem('not-found');
      const { limit = 50, cursor } = call.query;
      const view = await this.visibility.view(call, campaign);
      return this.visibility.page(call, boardPage(view, campaign, board, { after: cursor, limit }), boardView);
    });
  }
}

function boardView({ rank, unit: { unit, name, tally } }: BoardRow): object {
  const { headCount, proposed, adopted, implemented, verified, benefit } = tally;
  const percent = percentOf(BigInt(proposed), BigInt(headCount));
  const perHead = { numerator: proposed, denominator: headCount, percent };
  return { rank, unit, name, headCount, proposed, adopted, implemented, verified, benefit, perHead };
}
