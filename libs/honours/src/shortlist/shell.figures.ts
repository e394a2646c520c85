import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, formatInstant, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import type { AwardRow, RoundRow } from '../nomination/project';
import { roundStaff, RoundVisibility } from '../visibility/shell';
import { figuresOf } from './query.figures';

@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/figures')
export class RoundFiguresController {
  constructor(
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
  ) {}

  @Read('', {
    zh: '各奖项名单的结构比例：人数、占比及其分母、高于规定的百分点；单列另计。可查某一时刻的',
    query: ['asOf', 'position', 'validAt', 'minPosition'],
  })
  @Audience(...roundStaff)
  getRoundFigures(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'round-figures', async () => {
      const { view, row } = await this.rounds.seenAt(call, round);
      return { round, awards: row.awards.map((award) => awardFigures(row, award)), position: view.position() };
    });
  }
}

function awardFigures({ rules }: RoundRow, { award, document, shortlists }: AwardRow): object {
  const last = shortlists[shortlists.length - 1];
  const said = { award, title: document.title, version: last?.version ?? 0, listed: last?.nominations.length ?? 0 };
  if (last === undefined) return said;
  return {
    ...said,
    at: formatInstant(last.at),
    ...figuresOf(rules?.document.shortlist, award, last),
    deviations: last.deviations ?? [],
  };
}
