import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { idPattern } from '@xf/competitions';
import { readEach, untyped, type BatchItem } from '@xf/es';
import {
  Audience,
  Authority,
  batchAnswer,
  Caller,
  Command,
  Commands,
  defined,
  Problem,
  problem,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { Naming } from '../visibility/shell.naming';
import type { CandidacyCommand, CandidacyRejection } from './command';
import { candidacy } from './decide';
import { candidacyStream } from './events';
import { candidacyFold, type CandidacyState } from './rules.standing';
import { ManyBody, ManyOpinionsBody, ManyReturnsBody } from './shell.bodies';
import { candidacyRefusals as refusals } from './shell.refusals';
import { candidacyReaders } from './shell.seen';
import { toldOf } from './shell.told';

type Step = Exclude<CandidacyCommand, { type: 'FileCandidacy' | 'FileWithPapers' }>;
/** A step without the nomination it is for. */
type StepOf<S> = S extends Step ? Omit<S, 'round' | 'nomination' | 'level'> : never;

const notThere = { code: 'nomination-unknown', zh: '没有此提名，或不归您管辖', en: 'not there, or not in your charge' };
const notYours = { code: 'role-missing', zh: '这一级不由您办理', en: 'this level is not yours to act for' };
const nobody = { code: 'field-missing', zh: '请列出提名', en: 'list nominations' };
const twice = { code: 'nomination-repeated', zh: '列了两次', en: 'it is listed twice' };

/** What an office does for a list of nominations at one level: all of them or none, as the desk signs one list. */
@ApiTags('逐级推荐')
@ApiBearerAuth()
@Controller('api/honour-rounds/:round/candidacies')
export class ManyCandidaciesController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    private readonly naming: Naming,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('opinions', { zh: '登记一个部门对一份名单的意见：一函多人，全部登记或都不登记', answer: batchAnswer })
  @Audience('organizer')
  recordCandidacyOpinions(
    @Caller() call: Call,
    @Param('round') round: string,
    @Body() body: ManyOpinionsBody,
  ): Promise<object> {
    const { department, opinion, on, document, reason } = body;
    const said = { department, opinion, on, document, ...defined({ reason }) };
    return this.act(call, round, body, { type: 'RecordOpinion', ...said });
  }

  @Command('sending', { zh: '一次报送多人：全部报送或都不报送；谁还缺什么一次列全', answer: batchAnswer })
  @Audience('organizer')
  sendCandidaciesUp(@Caller() call: Call, @Param('round') round: string, @Body() body: ManyBody): Promise<object> {
    return this.act(call, round, body, { type: 'SendUp' });
  }

  @Command('acceptance', { zh: '一次接收多人：全部接收或都不接收', answer: batchAnswer })
  @Audience('organizer')
  acceptCandidacies(@Caller() call: Call, @Param('round') round: string, @Body() body: ManyBody): Promise<object> {
    return this.act(call, round, body, { type: 'AcceptCandidacy' });
  }

  @Command('return', { zh: '一次退回多人，理由相同：全部退回或都不退回', answer: batchAnswer })
  @Audience('organizer')
  returnCandidacies(
    @Caller() call: Call,
    @Param('round') round: string,
    @Body() body: ManyReturnsBody,
  ): Promise<object> {
    return this.act(call, round, body, { type: 'ReturnCandidacy', reason: body.reason });
  }

  private async act(call: Call, round: string, body: ManyBody, step: StepOf<Step>): Promise<object> {
    const { level, nominations, validAt } = body;
    await this.requireAll(call, round, level, nominations);
    const decider = untyped(candidacy);
    const items = nominations.map((nomination): BatchItem => {
      const command = { ...step, round, nomination, level };
      return { decider, command };
    });
    const who = await this.naming.whoAre(call, round, nominations);
    return this.commands.runAll(call, items, {
      ...{ refusals, validAt, answer: { round, level, nominations } },
      refused: (all) => {
        const errors = all.flatMap(({ index, rejection }) =>
          toldOf(rejection as CandidacyRejection).map(({ code, zh, en }) => {
            const name = who.get(nominations[index] ?? '') ?? nominations[index] ?? '';
            return { pointer: `/nominations/${index}`, code, zh: `${name}：${zh}`, en: `${name}: ${en}` };
          }),
        );
        return new Problem(409, 'candidacies-refused', refusedTitle, { errors });
      },
    });
  }

  /**
   * Lets pass who is organizer over every organisation that holds the level for one of them. Of what the caller may not see, it
   * is told only that it is not there.
   */
  private async requireAll(call: Call, round: string, level: string, nominations: readonly string[]): Promise<void> {
    if (!idPattern.test(round)) throw problem('not-found');
    if (nominations.length === 0) throw problem('body-invalid', { errors: [{ pointer: '/nominations', ...nobody }] });
    const { engine } = this.runtime;
    const states = await readEach(nominations, async (nomination): Promise<CandidacyState> => {
      return (await engine.states.load(engine.store, candidacyFold, candidacyStream(round, nomination))).state;
    });
    const at = (n: number) => `/nominations/${n}`;
    const [unseen, foreign, repeated]: [number[], number[], number[]] = [[], [], []];
    for (const [n, { filed }] of states.entries()) {
      if (nominations.indexOf(nominations[n] ?? '') < n) repeated.push(n);
      if (filed === undefined || !(await this.authority.covers(call, filed.organization, candidacyReaders))) {
        unseen.push(n);
        continue;
      }
      // Who stands at no such level is told so by the decision.
      const seat = filed.seats.find((one) => one.level === level);
      if (seat === undefined || (await this.authority.covers(call, seat.organization, ['organizer']))) continue;
      foreign.push(n);
    }
    if (unseen.length > 0) throw problem('not-found', { errors: unseen.map((n) => ({ pointer: at(n), ...notThere })) });
    if (foreign.length > 0) {
      throw problem('role-missing', { errors: foreign.map((n) => ({ pointer: at(n), ...notYours })) });
    }
    if (repeated.length === 0) return;
    throw problem('body-invalid', { errors: repeated.map((n) => ({ pointer: at(n), ...twice })) });
  }
}

const refusedTitle = {
  zh: '有提名不能这样办理，全部未办；请逐项补正，或将其移出名单',
  en: 'Some cannot go this way, so none did: put each point right, or leave them off the list',
};
