import { Inject, Injectable } from '@nestjs/common';
import {
  executeAll,
  reject,
  SubjectErased,
  type BatchItem,
  type BatchOutcome,
  type Context,
  type Decider,
} from '@xf/es';
import { Commands, etagOf, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { RoundEvent } from '../round/events';
import { roundFold, type RoundState } from '../round/rules';
import { honoursRefusals, type HonoursRejection } from '../shell';
import { roundStream } from '../terms';

type Refuse = { readonly type: 'Refuse'; readonly rejection: HonoursRejection };

/** Refuses what it is told to, so that a refusal of a batch is told exactly as one of a single command. */
const spokesman: Decider<RoundState, Refuse, RoundEvent, HonoursRejection> = {
  ...roundFold,
  stream: () => roundStream('refused'),
  decide: ({ rejection }) => reject(rejection),
};

/** JSON schema of what a batch answers beside its own ids: it writes to many streams, so it has no revision to name. */
export const batchAnswer = {
  type: 'object',
  properties: { position: { type: 'integer', description: '日志位置；读取时作为 minPosition 可读到本次提交' } },
  required: ['position'],
};

/** Carries out many commands as one for a route: all of them are recorded, or none. */
@Injectable()
export class Batches {
  constructor(
    private readonly commands: Commands,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  async run(
    call: Call,
    items: readonly BatchItem[],
    options: { readonly validAt?: string | undefined; readonly answer: Readonly<Record<string, unknown>> },
  ): Promise<object> {
    const command = this.commands.idOf(call);
    const actor = call.principal?.account ?? '';
    const context = { actor, command, validAt: this.validAtOf(options.validAt), dryRun: call.query.dryRun };
    const outcome = await this.execute(items, context);
    switch (outcome.kind) {
      case 'refused': {
        const [first] = outcome.refusals;
        if (first === undefined) throw new Error('a batch refused without a refusal');
        return this.refuse(call, first.rejection as HonoursRejection);
      }
      case 'command-reused':
        throw problem('command-reused');
      case 'busy':
        throw problem('busy', { headers: { 'retry-after': '1' } });
      case 'done': {
        const { position, added, repeated } = outcome;
        if (call.query.dryRun === true) {
          call.status = 200;
          return { dryRun: true, ...options.answer, added };
        }
        if (repeated) call.reply.header('idempotency-replayed', 'true');
        return { ...options.answer, position };
      }
    }
  }

  /** Throws the problem a refusal is told by. */
  async refuse(call: Call, rejection: HonoursRejection): Promise<never> {
    await this.commands.run(call, spokesman, { type: 'Refuse', rejection }, { refusals: honoursRefusals });
    throw new Error(`${rejection.code}: a refusal was carried out`);
  }

  /**
   * Insists that the caller has seen a stream as it is. A repeat is let through: it changes nothing. What lands on the
   * stream between this look and the append is for the deciders, which check every fact of the batch against the log.
   */
  async requireSeen(call: Call, revision: number): Promise<void> {
    if ((await this.commands.repeatOf(call)) !== undefined) return;
    const header = call.headers['if-match'];
    if (header === undefined) throw problem('if-match-missing');
    if (!/^"\d{1,15}"$/.test(header)) throw problem('if-match-invalid');
    if (header !== etagOf(revision)) throw problem('stale', { headers: { etag: etagOf(revision) } });
  }

  private async execute(items: readonly BatchItem[], context: Context): Promise<BatchOutcome> {
    try {
      return await executeAll(this.runtime.engine, items, context);
    } catch (error) {
      if (error instanceof SubjectErased) throw problem('subject-erased');
      throw error;
    }
  }

  /** The body has been checked already: what stands here is an RFC 3339 time. */
  private validAtOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const instant = Date.parse(text);
    if (instant <= this.runtime.engine.clock.now()) return instant;
    const said = { code: 'valid-at-in-future', zh: '不能晚于现在', en: 'must not lie in the future' };
    throw problem('valid-at-in-future', { errors: [{ pointer: '/validAt', ...said }] });
  }
}
