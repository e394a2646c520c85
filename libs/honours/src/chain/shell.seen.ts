import { Inject, Injectable } from '@nestjs/common';
import { idPattern } from '@xf/competitions';
import type { ReadState } from '@xf/es';
import { Authority, problem, problemOf, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { ReviewVisibility } from '../ballot/shell.seen';
import { countedUnder } from '../eligibility/rules';
import type { Lack } from './command';
import { candidacy } from './decide';
import { examined } from './decide.held';
import { candidacyStream } from './events';
import { barLack, lacksOf, paperLacks } from './rules.lacks';
import { candidacyFold, seatOf, type FiledCandidacy } from './rules.standing';
import { aliasesOf } from '../receiver/shell';
import { nominationFold } from '../nomination/rules';
import { nominationStream } from '../terms';
import { candidacyRefusals } from './shell.refusals';

/** Who reads what is written of a nominee: those who judge it, over the organisation that nominates. */
export const candidacyReaders = ['organizer', 'committee', 'auditor'] as const;

/** What keeps a nomination where it stands, and the capped categories it counts under. */
export type Outlook = { readonly lacks: readonly Lack[]; readonly countedUnder: readonly string[] };

@Injectable()
export class CandidacyVisibility {
  constructor(
    private readonly authority: Authority,
    private readonly reviews: ReviewVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** The nomination on its way as the log has it at this moment; 404 for who may not see it. */
  async seenBy(call: Call, round: string, nomination: string) {
    if (!idPattern.test(round) || !idPattern.test(nomination)) throw problem('not-found');
    const { engine } = this.runtime;
    const { state, revision } = await engine.states.load(
      engine.store,
      candidacyFold,
      candidacyStream(round, nomination),
    );
    if (state.filed === undefined) throw problem('not-found');
    await this.authority.require(call, state.filed.organization, candidacyReaders);
    return { filed: state.filed, revision };
  }

  /** The nominations that the caller reads nothing of. domain-rules 44. */
  hiddenFrom(call: Call, round: string): Promise<ReadonlySet<string>> {
    return this.reviews.hiddenFrom(call, round);
  }

  /**
   * Lets pass who is organizer over the organisation that holds the level they act for. Whoever sees the nomination from
   * another level is told that it is not theirs (403).
   */
  async requireAt(call: Call, round: string, nomination: string, level: string): Promise<FiledCandidacy> {
    const { filed } = await this.seenBy(call, round, nomination);
    const seat = filed.seats.find((one) => one.level === level);
    if (seat === undefined) {
      const at = seatOf(filed).level;
      throw problemOf(candidacyRefusals, { code: 'candidacy-elsewhere', level: at, stage: filed.stage });
    }
    if (!(await this.authority.covers(call, seat.organization, ['organizer']))) throw problem('role-missing');
    return filed;
  }

  /** Ids that the nominee has under other names in the register. */
  async aliases(round: string, nomination: string, unit: string | undefined): Promise<readonly string[]> {
    const { engine, reads } = this.runtime;
    const { state } = await engine.states.load(engine.store, nominationFold, nominationStream(round, nomination));
    return state.status === 'unknown' ? [] : aliasesOf(engine, reads, state.proposed, unit);
  }

  /** By the same rules that decide it, on what every stream says now. */
  async outlook(round: string, filed: FiledCandidacy): Promise<Outlook> {
    const { engine } = this.runtime;
    const read: ReadState = (fold, stream) => engine.states.load(engine.store, fold, stream).then(({ state }) => state);
    const { level } = seatOf(filed);
    const command = { type: 'SendUp', round, nomination: filed.nomination, level } as const;
    const given = await candidacy.given?.(command, read);
    if (given === undefined || given.round.status === 'unknown') return { lacks: [], countedUnder: [] };
    const all = examined(given.round, given, filed, engine.clock.now());
    if (all === undefined) return { lacks: [], countedUnder: [] };
    const isLast = filed.at === filed.seats.length - 1;
    const counted = all.eligibility === undefined ? [] : countedUnder(all.eligibility, all.facts);
    const barred = given.bar === undefined ? [] : [barLack(given.bar)];
    return { lacks: [...barred, ...(isLast ? paperLacks(all) : lacksOf(all))], countedUnder: counted };
  }
}
