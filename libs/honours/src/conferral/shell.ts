import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  batchAnswer,
  Audience,
  Caller,
  Command,
  Commands,
  defined,
  DayField,
  IdField,
  InstantField,
  ListField,
  problemOf,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
  WholeField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { allNominationsOf } from '../nomination/query';
import { recordedPersonal } from '../receiver/shell.recorded';
import { honoursRefusals } from '../shell';
import { RoundVisibility } from '../visibility/shell';
import { Naming } from '../visibility/shell.naming';
import { conferralItems } from './shell.items';

class PosthumousBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @TextField({ zh: '证书领取人', max: 60, optional: true })
  certificateTo?: string;
}

class ConferralBody extends RecordedBody {
  @TextField({ zh: '表彰决定文号，如 黄工字〔2026〕5号', max: 60 })
  decision!: string;

  @DayField({ zh: '授予日期' })
  conferredOn!: string;

  @InstantField({ zh: '此刻之前对外保密，名册与说明均不提及；至多一年', optional: true })
  embargoUntil?: string;

  @WholeField({ zh: '决定所载的授予数', min: 1, max: 2_000 })
  count!: number;

  @ListField({ zh: '追授', of: () => PosthumousBody, max: 2_000, optional: true })
  posthumous?: PosthumousBody[];
}

/** The committee chose and the organizer issues the decision, so either may record it; publicity only announces it. */
const conferrers = ['organizer', 'committee'] as const;

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/awards/:award/conferral')
export class ConferralController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: RoundVisibility,
    private readonly naming: Naming,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '依表彰决定授予整个入围名单，或一个也不授予', ifMatch: true, answer: batchAnswer })
  @Audience(...conferrers)
  async conferHonours(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('award') award: string,
    @Body() body: ConferralBody,
  ): Promise<object> {
    await this.visibility.require(call, round, conferrers);
    // The shortlist and the names on it come from the view, which has to know everything that was nominated.
    await this.reading.waitForHead();
    const { view, row } = await this.visibility.seenBy(call, round);
    const { decision, conferredOn, count, validAt, posthumous = [] } = body;
    const embargoUntil = body.embargoUntil === undefined ? undefined : Date.parse(body.embargoUntil);
    const listed = new Set(row.awards.find((one) => one.award === award)?.shortlists.at(-1)?.nominations);
    const nominated = allNominationsOf(view, round, award);
    const people = nominated.filter((one) => one.receiver === 'person' && listed.has(one.nomination));
    const { engine } = this.runtime;
    const conferral = await conferralItems(
      {
        round: row,
        award,
        nominations: nominated,
        recorded: await recordedPersonal(
          engine,
          people.map(({ subject }) => subject),
          conferredOn,
        ),
        ...{ decision, conferredOn, count },
        ...defined({ embargoUntil }),
        posthumous: posthumous.map(({ nomination, certificateTo }) => ({ nomination, ...defined({ certificateTo }) })),
      },
      engine.vault,
    );
    if (conferral.ok) {
      const options = { refusals: honoursRefusals, ifMatch: 'required', validAt, answer: { round, award } } as const;
      return this.commands.runAll(call, conferral.items, { ...options, ...this.naming.of(call, round) });
    }
    switch (conferral.code) {
      case 'award-not-in-round':
        throw problemOf(honoursRefusals, { code: conferral.code, award });
      case 'shortlist-missing':
        throw problemOf(honoursRefusals, { code: conferral.code });
      case 'posthumous-stray':
        throw problemOf(honoursRefusals, { code: conferral.code, entries: conferral.entries });
      case 'nominees-unreadable':
        throw problemOf(honoursRefusals, { code: conferral.code, nominations: conferral.nominations });
    }
  }
}
