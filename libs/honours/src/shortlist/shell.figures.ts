import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, formatInstant, momentOf, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import { register, type HonourRow } from '../honour/project';
import { singleListed } from '../honour/query';
import type { AwardRow, RoundRow } from '../nomination/project';
import { roundStaff, RoundVisibility } from '../visibility/shell';
import { figuresOf, yearList } from './query.figures';

@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/figures')
export class RoundFiguresController {
  constructor(
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
  ) {}

  @Read('', {
    zh: '各奖项名单的结构比例：人数、占比及其分母、高于规定的百分点；单列另计，上次名单以后即时授予的列入当年名单而不计入基数。可查某一时刻的',
    query: ['asOf', 'position', 'validAt', 'minPosition'],
  })
  @Audience(...roundStaff)
  getRoundFigures(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'round-figures', async ({ reads }) => {
      const { view, row } = await this.rounds.seenAt(call, round);
      const honours = await reads.at(register, momentOf(call));
      const { organization, year } = row;
      const awards = row.awards.map((one) =>
        awardFigures(row, one, singleListed(honours, organization, one.award, year)),
      );
      return { round, year, awards, position: view.position() };
    });
  }
}

function awardFigures(
  { rules }: RoundRow,
  { award, document, shortlists }: AwardRow,
  instant: readonly HonourRow[],
): object {
  const last = shortlists[shortlists.length - 1];
  const listed = last?.nominations.length ?? 0;
  const told = last && figuresOf(rules?.document.shortlist, award, last);
  const said = {
    ...{ award, title: document.title, version: last?.version ?? 0, listed },
    yearList: {
      ...yearList(listed, told, instant.length),
      instant: instant.map(({ decision, conferredOn }) => ({ decision, conferredOn })),
    },
  };
  if (last === undefined) return said;
  return { ...said, at: formatInstant(last.at), ...told, deviations: last.deviations ?? [] };
}
