import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import type { ViewReader } from '@xf/es';
import {
  batchAnswer,
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  etagOf,
  IdField,
  nextPage,
  problem,
  problemOf,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { isEmbargoed } from '../embargo';
import { personalIn } from '../personal';
import { ReceiverBody, subjectOf } from '../receiver/shell';
import { honoursRefusals } from '../shell';
import { correctionsView } from '../shell.correction';
import { nominationStream } from '../terms';
import { ReviewVisibility } from '../ballot/shell.seen';
import { awardOf, nameOf, roundStaff, RoundVisibility } from '../visibility/shell';
import { nomination, nominationItems } from './decide';
import type { AwardRow, HonoursRow, NominationRow } from './project';
import { explainNomination, nominationRow, nominationsOf } from './query';
import { nominationFold } from './rules';
import { recommendedAs } from './shell.again';
import { explainStatus, passedOverWhy } from './query.say';

class NominationBody extends ReceiverBody {
  @IdField({ zh: '奖项标识' })
  award!: string;

  @IdField({ zh: '推荐组织，须在评选组织之内；不填为评选组织本身', optional: true })
  organization?: string;

  @TextField({ zh: '推荐理由', max: 2_000 })
  reason!: string;
}

class WithdrawalBody extends RecordedBody {
  @TextField({ zh: '撤回的理由', max: 500 })
  reason!: string;
}

/** Who reads on in their organisation of whom it has recommended. */
const recommenders = ['organizer', 'committee', 'auditor'] as const;

const awardMissing = { parameter: 'award', code: 'parameter-missing', zh: '请指明奖项', en: 'name the award' };

@ApiTags('荣誉')
@Controller('api/honour-rounds/:round')
export class NominationsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: RoundVisibility,
    private readonly authority: Authority,
    private readonly reviews: ReviewVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('nominations', {
    zh: '推荐：由组织提名并说明理由',
    description: '撤回后可以再推荐，是另一个提名；因公示异议退出的不能。',
    answer: batchAnswer,
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async recommend(@Caller() call: Call, @Param('round') round: string, @Body() body: NominationBody): Promise<object> {
    const { state } = await this.visibility.stateOf(round);
    const { award, name, unit, reason, validAt, organization: by = state.organization } = body;
    await this.authority.require(call, by, ['organizer']);
    // Whoever is outside the round's organisation does not learn that there is a round.
    if (!(await this.authority.pathOf(by)).includes(state.organization)) throw problem('not-found');
    const receiver = state.awards.get(award)?.document.receiver;
    if (receiver === undefined) throw problemOf(honoursRefusals, { code: 'award-not-in-round', award });
    const subject = subjectOf(this.runtime.engine.vault, receiver, body, [round, award, by]);
    const { id } = await recommendedAs(
      this.runtime.engine,
      { round, award, by, subject },
      await this.commands.repeatedId(call),
    );
    const items = nominationItems({
      type: 'ProposeNomination',
      round,
      award,
      nomination: id,
      receiver,
      subject,
      name,
      ...defined({ unit }),
      ...personalIn(body),
      ...(receiver === 'person' && body.idNumber === undefined ? { unidentified: true } : {}),
      basis: { kind: 'recommendation', by, reason },
    });
    const answer = { round, award, nomination: id, etag: etagOf(0) };
    return this.commands.runAll(call, items, { refusals: honoursRefusals, validAt, answer });
  }

  @Read('nominations', {
    zh: '提名：先按竞赛名次，后按推荐先后；附依次递补中未取者及原因',
    query: ['award', 'limit', 'cursor', 'asOf', 'position', 'validAt', 'minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  listNominations(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'nominations', async () => {
      // Page 2 belongs to page 1: a nomination that came in between must not shift it.
      const { view, row } = await this.visibility.seenAt(call, round);
      const { limit = 50, cursor, award: asked } = call.query;
      if (asked === undefined) throw problem('query-invalid', { errors: [awardMissing] });
      const award = awardOf(row, asked);
      const position = view.position();
      const hidden = await this.reviews.hiddenFrom(call, round);
      const page = nominationsOf(view, round, asked, { after: cursor, limit, hidden });
      const seesPersonal = await this.visibility.seesPersonal(call, row.organization);
      const rows = await this.visibility.openAll(page.rows.map((one) => nominationView(one, award, seesPersonal)));
      return {
        position,
        award: asked,
        total: page.total,
        ...hiddenIn(view, round, asked, hidden),
        rows,
        ...nextPage(call, page.next && { position, ...page.next }),
      };
    });
  }

  @Read('nominations/:nomination/explanation', {
    zh: '为何提名、结果如何：成绩或推荐、条款、未取者、入围、决定',
    description: '推荐组织也可看其所推荐的；结果在奖项已决定、保密期满后方可见。',
    query: ['minPosition'],
  })
  @ApiBearerAuth()
  @Audience(...roundStaff)
  explainNomination(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
  ): Promise<object> {
    return this.reading.ask(call, 'nomination', async ({ engine }) => {
      if (!idPattern.test(round) || !idPattern.test(id)) throw problem('not-found');
      const stream = await engine.store.readStream(nominationStream(round, id));
      const last = stream[stream.length - 1];
      await this.reading.waitFor(last?.position);
      const isStaff = !(await this.hasRecommended(call, round, id));
      const { view, row: of } = isStaff
        ? await this.visibility.seenBy(call, round)
        : await this.visibility.seenOfOwn(round);
      const now = engine.clock.now();
      const isOut = ({ decision }: AwardRow): boolean => decision !== undefined && !isEmbargoed(decision, now);
      const told = explainNomination(view, round, id, isStaff ? undefined : isOut);
      if (told === undefined || last === undefined) throw problem('not-found');
      if ((await this.reviews.hiddenFrom(call, round)).has(id)) return { nomination: id, hidden: true };
      call.reply.header('etag', etagOf(last.revision));
      const { row, award, outcome, lines } = told;
      const seesPersonal = await this.visibility.seesPersonal(call, of.organization);
      const shown = { ...nominationView(row, award, seesPersonal), statusText: outcome };
      // Where the log ends is for who sees what goes on in the round.
      const position = isStaff ? { position: told.position } : {};
      return this.visibility.openAll({ ...shown, lines, revision: last.revision, ...position });
    });
  }

  @Command('nominations/:nomination/withdrawal', {
    zh: '撤回提名，说明理由：由评选组织或推荐组织',
    description: '推荐组织所用的 If-Match 是推荐时答复的 etag。',
    ifMatch: true,
  })
  @ApiBearerAuth()
  @Audience('organizer')
  async withdrawNomination(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('nomination') id: string,
    @Body() { reason, validAt }: WithdrawalBody,
  ): Promise<object> {
    if (!idPattern.test(round) || !idPattern.test(id)) throw problem('not-found');
    const by = await this.recommenderOf(round, id);
    // Who recommended may take it back; of the rest of the round they learn nothing by that.
    if (by === undefined || !(await this.authority.covers(call, by, ['organizer']))) {
      await this.visibility.require(call, round, ['organizer']);
    }
    const command = { type: 'WithdrawNomination', round, nomination: id, reason } as const;
    const answer = { round, nomination: id };
    return this.commands.run(call, nomination, command, {
      refusals: honoursRefusals,
      ifMatch: 'required',
      validAt,
      answer,
    });
  }

  /** Whether the caller is of the organisation that recommended, and reads no more of the round than that. */
  private async hasRecommended(call: Call, round: string, id: string): Promise<boolean> {
    const by = await this.recommenderOf(round, id);
    if (by === undefined || !(await this.authority.covers(call, by, recommenders))) return false;
    const { state } = await this.visibility.stateOf(round);
    return !(await this.authority.covers(call, state.organization, roundStaff));
  }

  private async recommenderOf(round: string, id: string): Promise<string | undefined> {
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, nominationFold, nominationStream(round, id));
    return state.status !== 'unknown' && state.proposed.basis.kind === 'recommendation'
      ? state.proposed.basis.by
      : undefined;
  }
}

/** How many of an award are hidden from a member who is recused from them. domain-rules 44. */
function hiddenIn(view: ViewReader<HonoursRow>, round: string, award: string, all: ReadonlySet<string>): object {
  const hidden = [...all].filter((id) => nominationRow(view, round, id)?.award === award).length;
  return hidden === 0 ? {} : { hidden };
}

/** No ids of people: staff read names, entries and reasons. */
function nominationView(row: NominationRow, award: AwardRow, seesPersonal: boolean): object {
  const { nomination: id, receiver, unit, members, basis, passedOver, status, reason, decision, conferredOn } = row;
  return {
    ...{ nomination: id, award: award.award, receiver, name: nameOf(row), unit },
    ...(seesPersonal ? personalIn(row) : {}),
    members: members?.map(({ name }) => name),
    basis,
    passedOver: passedOver.map((one) => {
      const { subject: _subject, ...shown } = one;
      return { ...shown, ...passedOverWhy(one, award.document) };
    }),
    ...{ status, statusText: explainStatus(row, award), reason, decision, conferredOn },
    ...correctionsView(row, seesPersonal),
  };
}
