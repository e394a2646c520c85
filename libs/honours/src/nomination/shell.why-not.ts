import { Controller, Inject, Injectable, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { contestRow, entryRow, standings } from '@xf/competitions';
import type { Reads } from '@xf/es';
import { Authority, Caller, problem, Public, Read, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { isEmbargoed } from '../embargo';
import { awardOf, roundStaff } from '../visibility/shell';
import { nominations } from './project';
import { roundRow } from './query';
import { whyNot } from './query.why-not';

type Standing = Parameters<typeof whyNot>[1];

const said = { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } };

/** Reads that look at the standings nominations go by, beside the views of honours. */
@Injectable()
export class StandingsReading extends Reading {
  protected override beside(reads: Reads): readonly Pick<Reads, 'reached'>[] {
    return [reads.live(standings)];
  }
}

@ApiTags('荣誉')
@Controller('api/honour-rounds/:round')
export class WhyNotController {
  constructor(
    private readonly reading: StandingsReading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Read('awards/:award/why-not/:competition/:entry', {
    zh: '某参赛项为何（未）获提名；奖项已决定、成绩已公布后人人可问',
    query: ['minPosition'],
    answer: { ...said, properties: { code: { type: 'string' }, ...said.properties } },
  })
  @Public()
  explainWhyNot(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Param('competition') competition: string,
    @Param('entry') entry: string,
  ): Promise<object> {
    return this.reading.ask(call, 'why-not', async ({ reads, engine }) => {
      const view = await reads.at(nominations);
      const row = roundRow(view, round);
      if (row === undefined) throw problem('not-found');
      const staff = await this.authority.covers(call, row.organization, roundStaff);
      const { decision } = awardOf(row, award);
      const isOut = decision !== undefined && !isEmbargoed(decision, engine.clock.now());
      if (!staff && !isOut) throw problem('not-found');
      const told = await this.whyNotBy(call, competition, entry, (standing) =>
        whyNot(view, standing, { round, award, competition, entry }),
      );
      if (told === undefined) throw problem('not-found');
      return { round, award, competition, entry, code: told.code, ...told.said };
    });
  }

  /** The standings nominations went by: those of the first publication. Before it they are for the contest's own staff. */
  private async whyNotBy<T>(call: Call, competition: string, entry: string, query: (standing: Standing) => T) {
    const { reads } = this.runtime;
    const live = reads.live(standings);
    const contest = await live.read((view) => {
      const row = entryRow(view, competition, entry);
      return row && contestRow(view, competition, row.contest);
    }, competition);
    if (contest === undefined) throw problem('not-found');
    const [first] = contest.publications;
    if (first !== undefined) return query(await reads.at(standings, { position: first.position }, competition));
    if (!(await this.authority.covers(call, contest.organization, roundStaff))) throw problem('not-found');
    return live.read(query, competition);
  }
}
