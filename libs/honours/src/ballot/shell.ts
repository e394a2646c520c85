import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import { Audience, Caller, Command, Commands, defined, etagOf, problem, Read, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { nominations } from '../nomination/project';
import { nominationRow } from '../nomination/query';
import { nameOf, roundStaff, RoundVisibility } from '../visibility/shell';
import { Naming } from '../visibility/shell.naming';
import { review } from './decide';
import { sessionSeen } from './query';
import type { SessionState } from './rules.standing';
import { AuditsBody, CountsBody, LaterMinutesBody, MinutesBody, ScoresBody, SessionBody } from './shell.body';
import { reviewRefusals as refusals } from './shell.refusals';
import { ReviewVisibility, type SeenReview } from './shell.seen';

@ApiTags('评审')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/reviews')
export class ReviewsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly rounds: RoundVisibility,
    private readonly reviews: ReviewVisibility,
    private readonly naming: Naming,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '开会：初审、复审、评分或票决；同时查明应回避的委员，可先以 dryRun 查看' })
  @Audience('organizer')
  async openReview(@Caller() call: Call, @Param('round') round: string, @Body() body: SessionBody): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const { session, kind, nominations: listed, present, tellers, validAt } = body;
    const nominators = await this.reviews.nominatorsOf(round, listed);
    const said = { session, kind, nominations: listed, present, nominators, ...defined({ tellers }) };
    const command = { type: 'OpenSession', round, ...said } as const;
    return this.commands.run(call, review, command, {
      ...{ refusals, validAt, answer: { round, session } },
      ...this.naming.of(call, round),
    });
  }

  @Command(':session/audits', { zh: '登记审核结论，逐项说明理由' })
  @Audience('organizer')
  async decideAudits(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('session') session: string,
    @Body() body: AuditsBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const decisions = body.decisions.map(({ nomination, passed, reason }) => ({ nomination, passed, reason }));
    const command = { type: 'DecideAudits', round, session, decisions } as const;
    return this.commands.run(call, review, command, {
      ...{ refusals, validAt: body.validAt, answer: { round, session } },
      ...this.naming.of(call, round),
    });
  }

  @Command(':session/scores', { zh: '委员本人评分；应回避的议项不能评' })
  @Audience('committee')
  async scoreNominees(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('session') session: string,
    @Body() body: ScoresBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['committee']);
    const scores = body.scores.map(({ nomination, score }) => ({ nomination, score }));
    const command = { type: 'RecordScores', round, session, scores } as const;
    return this.commands.run(call, review, command, {
      ...{ refusals, validAt: body.validAt, answer: { round, session } },
      ...this.naming.of(call, round),
    });
  }

  @Command(':session/counts', {
    zh: '计票人、监票人各自登记票数；两人一致即为结果，并列出线另行票决',
    description: '只登记每个提名的票数，不登记任何一张票。',
  })
  @Audience('organizer', 'committee', 'auditor')
  async countBallot(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('session') session: string,
    @Body() body: CountsBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer', 'committee', 'auditor']);
    const counts = body.counts.map(({ nomination, out, in: back, yes, no, abstain, invalid }) => {
      return { nomination, out, in: back, yes, no, abstain, invalid };
    });
    const command = { type: 'CountBallot', round, session, ballot: body.ballot, counts } as const;
    return this.commands.run(call, review, command, {
      ...{ refusals, validAt: body.validAt, answer: { round, session } },
      ...this.naming.of(call, round),
    });
  }

  @Command(':session/closing', { zh: '散会，登记经两名委员签署的纪要；未决的议项可再开会', ifMatch: true })
  @Audience('organizer')
  async closeReview(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('session') session: string,
    @Body() { number, hash, signers, validAt }: MinutesBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const command = { type: 'CloseSession', round, session, number, hash, signers } as const;
    const answer = { round, session };
    return this.commands.run(call, review, command, {
      ...{ refusals, ifMatch: 'required', validAt, answer },
      ...this.naming.of(call, round),
    });
  }

  @Command(':session/minutes', { zh: '以新的纪要取代先前的；先前的仍保留', ifMatch: true })
  @Audience('organizer')
  async replaceMinutes(
    @Caller() call: Call,
    @Param('round') round: string,
    @Param('session') session: string,
    @Body() { number, hash, signers, reason, validAt }: LaterMinutesBody,
  ): Promise<object> {
    await this.rounds.require(call, round, ['organizer']);
    const command = { type: 'ReplaceMinutes', round, session, number, hash, signers, reason } as const;
    const answer = { round, session };
    return this.commands.run(call, review, command, {
      ...{ refusals, ifMatch: 'required', validAt, answer },
      ...this.naming.of(call, round),
    });
  }

  @Read('', { zh: '本批次的评审会议；委员看不到应回避的议项', query: ['minPosition'] })
  @Audience(...roundStaff)
  listReviews(@Caller() call: Call, @Param('round') round: string): Promise<object> {
    return this.reading.ask(call, 'reviews', async () => {
      await this.rounds.require(call, round, roundStaff);
      const seen = await this.reviews.stateOf(round);
      const shown = await this.shown(call, round, [...seen.review.sessions.values()], seen);
      return this.rounds.open({ rows: shown.filter((one) => one !== undefined), revision: seen.revision });
    });
  }

  @Read(':session', {
    zh: '一次评审会议：议项、法定人数、票数与结果；应回避的议项只见其序号',
    query: ['minPosition'],
  })
  @Audience(...roundStaff)
  getReview(@Caller() call: Call, @Param('round') round: string, @Param('session') id: string): Promise<object> {
    return this.reading.ask(call, 'review', async () => {
      await this.rounds.require(call, round, roundStaff);
      const seen = await this.reviews.stateOf(round);
      const session = idPattern.test(id) ? seen.review.sessions.get(id) : undefined;
      if (session === undefined) throw problem('not-found');
      const [shown] = await this.shown(call, round, [session], seen);
      if (shown === undefined) throw problem('not-found');
      call.reply.header('etag', etagOf(seen.revision));
      return this.rounds.open({ ...shown, revision: seen.revision });
    });
  }

  private async shown(call: Call, round: string, sessions: readonly SessionState[], seen: SeenReview) {
    const { state } = await this.rounds.stateOf(round);
    const document = state.rules?.committee;
    if (document === undefined) return [];
    const reader = await this.reviews.readerOf(call, round, seen);
    await this.reading.waitForHead();
    const view = await this.runtime.reads.at(nominations);
    const nameIn = (nomination: string) => {
      const row = nominationRow(view, round, nomination);
      if (row === undefined) throw new Error(`a session of ${round} with the unknown nomination ${nomination}`);
      return { name: nameOf(row), unit: row.unit };
    };
    const sight = { ...seen, document, reader, nameOf: nameIn };
    return sessions.map((session) => sessionSeen(session, sight));
  }
}
