import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Instant } from '@xf/es';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  DocumentField,
  etagOf,
  formatInstant,
  IdField,
  ListField,
  nextPage,
  problem,
  Read,
  Reading,
  RecordedBody,
  TextField,
  TextListField,
  WholeField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { nominations, roundsSet, type AwardRow, type RoundRow } from '../nomination/project';
import { nominationRow } from '../nomination/query';
import { ReviewVisibility } from '../ballot/shell.seen';
import { asTold } from '../embargo';
import { honoursRefusals } from '../shell';
import { awardOf, nameOf, roundStaff, RoundVisibility, type SeenRound } from '../visibility/shell';
import { Naming } from '../visibility/shell.naming';
import { round } from './decide';
import type { Omission } from './events';

class AwardBody {
  @DocumentField({ zh: '奖项文件，见 /schemas/award-document-1.json' })
  document!: object;
}

class RoundBody extends RecordedBody {
  @IdField({ zh: '评选批次标识' })
  round!: string;

  @IdField({ zh: '评选组织' })
  organization!: string;

  @TextField({ zh: '评选批次名称' })
  name!: string;

  @WholeField({ zh: '评选年度', min: 1949, max: 9999 })
  year!: number;

  @ListField({ zh: '奖项', of: () => AwardBody, min: 1, max: 50 })
  awards!: AwardBody[];

  @DocumentField({ zh: '评选办法，见 /schemas/round-document-1.json', optional: true })
  rules?: object;
}

class OmissionBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @TextField({ zh: '未入围的理由', max: 500 })
  reason!: string;
}

class ChangeBody {
  @IdField({ zh: '提名标识' })
  nomination!: string;

  @TextField({ zh: '列入的理由', max: 500 })
  reason!: string;
}

class DeviationBody {
  @TextField({ zh: '条款标识，见名单规则', max: 60 })
  clause!: string;

  @TextField({ zh: '例外的理由，永久保留', max: 500 })
  reason!: string;
}

class ShortlistBody extends RecordedBody {
  @TextListField({ zh: '入围的提名', itemsMax: 2_000, max: 40, pattern: /^\w{1,40}$/ })
  nominations!: string[];

  @ListField({ zh: '未入围的提名及理由', of: () => OmissionBody, max: 2_000 })
  omitted!: OmissionBody[];

  @TextField({ zh: '其余尚在评选的提名未入围的共同理由', max: 500, optional: true })
  others?: string;

  @ListField({ zh: '不在建议名单上而列入的提名及理由', of: () => ChangeBody, max: 2_000, optional: true })
  changes?: ChangeBody[];

  @ListField({
    zh: '名单不符合的条款及例外的理由；并列者不再票决的，条款写 ties',
    of: () => DeviationBody,
    max: 200,
    optional: true,
  })
  deviations?: DeviationBody[];
}

@ApiTags('荣誉')
@ApiBearerAuth()
@Controller('api/honour-rounds')
export class RoundsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: RoundVisibility,
    private readonly authority: Authority,
    private readonly reviews: ReviewVisibility,
    private readonly naming: Naming,
  ) {}

  @Command('', { zh: '开启评选批次，固定其奖项文件' })
  @Audience('organizer')
  async openRound(@Caller() call: Call, @Body() body: RoundBody): Promise<object> {
    const { round: id, organization, name, year, rules, validAt } = body;
    await this.authority.require(call, organization, ['organizer']);
    const awards = body.awards.map(({ document }) => document);
    const command = { type: 'OpenRound', round: id, organization, name, year, awards, rules } as const;
    return this.commands.run(call, round, command, { refusals: honoursRefusals, validAt, answer: { round: id } });
  }

  @Read('', {
    zh: '所辖组织及上级组织的评选批次，年度新者在前',
    query: ['limit', 'cursor', 'year', 'organization', 'minPosition'],
  })
  @Audience(...roundStaff)
  listRounds(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'rounds', async ({ reads, engine }) => {
      const view = await reads.at(nominations);
      const { limit = 50, cursor } = call.query;
      const rows: object[] = [];
      let after: { readonly sort: string; readonly key: string } | undefined = cursor;
      for (;;) {
        const page = view.range(roundsSet, { after, limit: 200 });
        for (const { row, sort, key } of page) {
          if (row.kind === 'round' && (await this.lists(call, row))) {
            if (rows.length === limit) {
              // Rounds of others are in the same view: its position would tell that something was recorded there.
              const next = after && { position: 0, ...after };
              return { rows, ...nextPage(call, next) };
            }
            rows.push(
              (await this.authority.covers(call, row.organization, roundStaff))
                ? roundView(row)
                : viewFromBelow(row, engine.clock.now()),
            );
          }
          after = { sort, key };
        }
        if (page.length < 200) return { rows };
      }
    });
  }

  @Read(':round', { zh: '一个评选批次、其奖项与进展', query: ['asOf', 'position', 'validAt', 'minPosition'] })
  @Audience(...roundStaff)
  getRound(@Caller() call: Call, @Param('round') id: string): Promise<object> {
    return this.reading.ask(call, 'round', async ({ engine }) => {
      const below = await this.visibility.seenFromBelow(call, id);
      if (below !== undefined) return viewFromBelow(below, engine.clock.now());
      const { view, row, revision } = await this.visibility.seenAt(call, id);
      call.reply.header('etag', etagOf(revision));
      return { ...roundView(row), revision, position: view.position() };
    });
  }

  @Read(':round/document', { zh: '一个评选批次固定的评选办法', query: ['minPosition'] })
  @Audience(...roundStaff)
  getRoundDocument(@Caller() call: Call, @Param('round') id: string): Promise<object> {
    return this.reading.ask(call, 'round-document', async () => {
      const below = await this.visibility.seenFromBelow(call, id);
      if (below?.rules !== undefined) return { round: id, ...below.rules };
      const { view, row } = await this.visibility.seenBy(call, id);
      if (row.rules === undefined) throw problem('not-found');
      const { hash, document } = row.rules;
      return { round: id, hash, document, position: view.position() };
    });
  }

  @Command(':round/awards/:award/shortlist', { zh: '确定入围名单：每个提名入围，或说明理由', ifMatch: true })
  @Audience('committee')
  async confirmShortlist(
    @Caller() call: Call,
    @Param('round') id: string,
    @Param('award') award: string,
    @Body() body: ShortlistBody,
  ): Promise<object> {
    await this.visibility.require(call, id, ['committee']);
    const omitted = body.omitted.map(({ nomination, reason }) => ({ nomination, reason }));
    const { nominations: listed, others, validAt } = body;
    const changes = body.changes?.map(({ nomination, reason }) => ({ nomination, reason }));
    const deviations = body.deviations?.map(({ clause, reason }) => ({ clause, reason }));
    const said = { nominations: listed, omitted, ...defined({ others, changes, deviations }) };
    const command = { type: 'ConfirmShortlist', round: id, award, ...said } as const;
    const answer = { round: id, award };
    return this.commands.run(call, round, command, {
      refusals: honoursRefusals,
      ifMatch: 'required',
      validAt,
      answer,
      ...this.naming.of(call, id),
    });
  }

  @Read(':round/awards/:award/shortlist', {
    zh: '入围名单：现行的，或截至某一时刻的',
    query: ['asOf', 'position', 'validAt', 'minPosition'],
  })
  @Audience(...roundStaff)
  getShortlist(@Caller() call: Call, @Param('round') id: string, @Param('award') award: string): Promise<object> {
    return this.reading.ask(call, 'shortlist', async () => {
      const seen = await this.visibility.seenAt(call, id);
      const { shortlists, decision } = awardOf(seen.row, award);
      const last = shortlists[shortlists.length - 1];
      const hidden = await this.reviews.hiddenFrom(call, id);
      call.reply.header('etag', etagOf(seen.revision));
      return this.visibility.open({
        round: id,
        award,
        version: last?.version ?? 0,
        at: last && formatInstant(last.at),
        nominations: (last?.nominations ?? []).map((one) => (hidden.has(one) ? { hidden: true } : nominee(seen, one))),
        omitted: omittedIn(last).map(({ nomination, reason }) =>
          hidden.has(nomination) ? { hidden: true } : { ...nominee(seen, nomination), reason },
        ),
        seats: last?.seats,
        proposal: last?.proposal,
        changes: last?.changes?.map(({ nomination, ...change }) =>
          hidden.has(nomination) ? { hidden: true } : { ...nominee(seen, nomination), ...change },
        ),
        deviations: last?.deviations,
        tie: last?.tie && {
          ...last.tie,
          nominations: last.tie.nominations.map((one) => (hidden.has(one) ? { hidden: true } : nominee(seen, one))),
        },
        decision: decision?.number,
        revision: seen.revision,
        position: seen.view.position(),
      });
    });
  }

  private async lists(call: Call, { year, organization }: RoundRow): Promise<boolean> {
    const asked = call.query;
    if (asked.year !== undefined && asked.year !== year) return false;
    if (asked.organization !== undefined && asked.organization !== organization) return false;
    return (await this.authority.covers(call, organization, roundStaff)) || this.visibility.isBelow(call, organization);
  }
}

/** Everybody who is not on the list, whoever has a reason of his own first. */
const omittedIn = (list: AwardRow['shortlists'][number] | undefined): readonly Omission[] => [
  ...(list?.omitted ?? []),
  ...(list?.others?.nominations ?? []).map((nomination) => ({ nomination, reason: list?.others?.reason ?? '' })),
];

function nominee({ view, row }: SeenRound, nomination: string): object {
  const found = nominationRow(view, row.round, nomination);
  if (found === undefined) throw new Error(`a shortlist of ${row.round} with the unknown nomination ${nomination}`);
  return { nomination, name: nameOf(found), unit: found.unit };
}

const roundView = ({ round: id, organization, name, year, awards, rules }: RoundRow): object => ({
  round: id,
  organization,
  name,
  year,
  awards: awards.map(awardView),
  rules: rules && { title: rules.document.title, documentHash: rules.hash },
});

/** How many lists there were is the committee's; the decision is everybody's once its embargo is over. */
const viewFromBelow = (row: RoundRow, now: Instant): object => ({
  ...roundView(row),
  awards: row.awards.map((award) => ({ ...awardView(asTold(award, now)), shortlists: undefined })),
});

const awardView = ({ award, hash, document, shortlists, decision }: AwardRow): object => ({
  award,
  title: document.title,
  level: document.level,
  receiver: document.receiver,
  documentHash: hash,
  shortlists: shortlists.length,
  decision: decision && {
    ...{ number: decision.number, conferredOn: decision.conferredOn, count: decision.count },
    embargoUntil: decision.embargoUntil === undefined ? undefined : formatInstant(decision.embargoUntil),
  },
});
