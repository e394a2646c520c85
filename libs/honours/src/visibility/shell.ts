import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@xf/access';
import { idPattern } from '@xf/competitions';
import { openNames, type ViewReader } from '@xf/es';
import { Authority, momentOf, problem, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call, Principal } from '@xf/nest';
import { asTold } from '../embargo';
import { personalParts } from '../personal';
import { nominations, type AwardRow, type HonoursRow, type RoundRow } from '../nomination/project';
import { roundRow } from '../nomination/query';
import { roundFold, type OpenRoundState } from '../round/rules';
import { roundStream } from '../terms';
import { knowers } from './rules';

/** Who follows a round below where they hold the role. Judges mark entries and have no part in honours. */
export const roundStaff = knowers.rounds;

/** A round as the view has it, with everything its revision stands for. */
export type SeenRound = { readonly view: ViewReader<HonoursRow>; readonly row: RoundRow; readonly revision: number };

@Injectable()
export class RoundVisibility {
  constructor(
    private readonly authority: Authority,
    private readonly reading: Reading,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** The round as the log has it at this moment, with its revision; 404 when nobody opened it. */
  async stateOf(round: string): Promise<{ readonly state: OpenRoundState; readonly revision: number }> {
    if (!idPattern.test(round)) throw problem('not-found');
    const { engine } = this.runtime;
    const { state, revision } = await engine.states.load(engine.store, roundFold, roundStream(round));
    if (state.status === 'unknown') throw problem('not-found');
    return { state, revision };
  }

  /** The same as the caller may know it: from below nobody learns of a decision under an embargo. */
  async toldTo(call: Call, round: string): Promise<OpenRoundState> {
    const { state } = await this.stateOf(round);
    const now = this.runtime.engine.clock.now();
    if (await this.authority.covers(call, state.organization, roundStaff)) return state;
    return { ...state, awards: new Map([...state.awards].map(([id, award]) => [id, asTold(award, now)])) };
  }

  /** Lets pass who holds one of the roles over the round's organisation. */
  async require(call: Call, round: string, roles: readonly Role[]): Promise<Principal> {
    const { state } = await this.stateOf(round);
    return this.authority.require(call, state.organization, roles);
  }

  /**
   * Whether the caller may recommend in a round of the organisation from below it, and so read its rules; what goes on in the
   * round they do not see.
   */
  async isBelow({ principal }: Call, organization: string): Promise<boolean> {
    for (const { role, organization: at } of principal?.grants ?? []) {
      if (role === 'organizer' && (await this.authority.pathOf(at)).includes(organization)) return true;
    }
    return false;
  }

  /** The round with what stands fast since it opened, for those below; undefined for who sees all of it or nothing. */
  async seenFromBelow(call: Call, round: string): Promise<RoundRow | undefined> {
    const { state } = await this.stateOf(round);
    if (await this.authority.covers(call, state.organization, roundStaff)) return undefined;
    if (!(await this.isBelow(call, state.organization))) return undefined;
    const view = await this.runtime.reads.at(nominations);
    return roundRow(view, round);
  }

  /** For staff: the answer must hold what its ETag stands for, or somebody would decide on what they have not seen. */
  async seenBy(call: Call, round: string): Promise<SeenRound> {
    const { state, revision } = await this.stateOf(round);
    await this.authority.require(call, state.organization, roundStaff);
    return this.seenOf(round, revision);
  }

  /** The same for who may see one nomination of it: it was made sure of, and it is all that may be told. */
  async seenOfOwn(round: string): Promise<SeenRound> {
    const { revision } = await this.stateOf(round);
    return this.seenOf(round, revision);
  }

  private async seenOf(round: string, revision: number): Promise<SeenRound> {
    await this.reading.waitForRevision(roundStream(round), revision);
    const view = await this.runtime.reads.at(nominations);
    const row = roundRow(view, round);
    if (row === undefined) throw problem('not-found');
    return { view, row, revision };
  }

  /**
   * The same for a moment the request asks for ("what did the committee see on Tuesday?"). Whether the caller may see the
   * round is judged by today; the ETag stays that of the round as it is.
   */
  async seenAt(call: Call, round: string): Promise<SeenRound> {
    const live = await this.seenBy(call, round);
    const moment = momentOf(call);
    if (moment === undefined || (moment.position === live.view.position() && moment.validAt === undefined)) return live;
    const view = await this.runtime.reads.at(nominations, moment);
    const row = roundRow(view, round);
    if (row === undefined) throw problem('not-found');
    return { ...live, view, row };
  }

  /** The answer with the names of people as they may still be read. */
  open<T>(answer: T): Promise<T> {
    return openNames(this.runtime.engine.vault, answer);
  }

  /** The same with what stands beside a name, for those who work on lists. */
  openAll<T>(answer: T): Promise<T> {
    return openNames(this.runtime.engine.vault, answer, undefined, ['name', ...personalParts]);
  }

  /** Whether the caller may read what stands beside a name. domain-rules 119. */
  seesPersonal(call: Call, organization: string): Promise<boolean> {
    return this.authority.covers(call, organization, knowers['lists-at-work']);
  }
}

/** A person's name, sealed: an answer is opened as a whole. A team's or a unit's as it is. */
export const nameOf = ({ name, title }: { readonly name?: string; readonly title?: string }): string | undefined =>
  name ?? title;

export function awardOf(row: RoundRow, award: string): AwardRow {
  const found = row.awards.find((one) => one.award === award);
  if (found === undefined) throw problem('not-found');
  return found;
}
