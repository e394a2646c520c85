import { Inject, Injectable } from '@nestjs/common';
import { accountPattern } from '@xf/access';
import { readEach } from '@xf/es';
import { Authority, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { committeeStream } from '../committee/events';
import { committeeFold, type CommitteeState } from '../committee/rules.standing';
import { nominationStream } from '../terms';
import { RoundVisibility } from '../visibility/shell';
import { reviewStream } from './events';
import type { Reader } from './query';
import { recusedFrom, reviewFold, type ReviewState } from './rules.standing';

/** Who reads all of a session but what they are recused from. */
export const reviewOffice = ['organizer', 'auditor'] as const;

export type SeenReview = {
  readonly review: ReviewState;
  readonly committee: CommitteeState;
  /** Of the review's stream, and of the committee's. */
  readonly revision: number;
  readonly committeeRevision: number;
};

/** The committee of a round and its sessions as the log has them at this moment, and what of it is hidden from whom. */
@Injectable()
export class ReviewVisibility {
  constructor(
    private readonly authority: Authority,
    private readonly rounds: RoundVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** Of a round that exists: whoever asks has made sure of it. */
  async stateOf(round: string): Promise<SeenReview> {
    const { engine } = this.runtime;
    const seen = await engine.states.load(engine.store, reviewFold, reviewStream(round));
    const named = await engine.states.load(engine.store, committeeFold, committeeStream(round));
    const { state: review, revision } = seen;
    return { review, committee: named.state, revision, committeeRevision: named.revision };
  }

  async readerOf(call: Call, round: string, { committee }: Pick<SeenReview, 'committee'>): Promise<Reader> {
    const { state } = await this.rounds.stateOf(round);
    const account = call.principal?.account ?? '';
    if (await this.authority.covers(call, state.organization, reviewOffice)) return { kind: 'office', account };
    return { kind: committee.everSat.has(account) ? 'member' : 'other', account };
  }

  /** Whether the caller is an organizer over the round, and not only an auditor. */
  async isOrganizer(call: Call, round: string): Promise<boolean> {
    const { state } = await this.rounds.stateOf(round);
    return this.authority.covers(call, state.organization, ['organizer']);
  }

  /** The nominations that the caller reads nothing of, in any role. domain-rules 44. */
  async hiddenFrom(call: Call, round: string): Promise<ReadonlySet<string>> {
    const { review, committee } = await this.stateOf(round);
    return recusedFrom(review, committee, call.principal?.account ?? '');
  }

  /** The accounts that put nominations in, as the log names them; a result that did is nobody. */
  async nominatorsOf(round: string, nominations: readonly string[]) {
    const { store } = this.runtime.engine;
    const found = await readEach(nominations, async (nomination) => {
      const [first] = await store.readStream(nominationStream(round, nomination));
      return { nomination, account: first?.actor ?? '' };
    });
    return found.filter(({ account }) => accountPattern.test(account));
  }
}
