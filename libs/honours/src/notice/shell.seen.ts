import { Inject, Injectable } from '@nestjs/common';
import { idPattern } from '@xf/competitions';
import { erasedName, isSealed } from '@xf/es';
import { Authority, problem, Reading, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call, Principal } from '@xf/nest';
import type { Role } from '@xf/access';
import { ReviewVisibility } from '../ballot/shell.seen';
import { before } from '../correction';
import { nominations, type NominationRow } from '../nomination/project';
import { nominationRow, roundRow } from '../nomination/query';
import { roundFold } from '../round/rules';
import { roundStream } from '../terms';
import { nameOf } from '../visibility/shell';
import { noticeStream } from './events';
import { noticeFold, underRules, type NoticesState, type NoticeState } from './rules.standing';
import type { Shown } from './shell.text';

export type SeenNotice = { readonly state: NoticesState; readonly notice: NoticeState; readonly revision: number };

/** Notices of a round as the log has them at this moment, and who may do what with them. */
@Injectable()
export class NoticeVisibility {
  constructor(
    private readonly authority: Authority,
    private readonly reading: Reading,
    private readonly reviews: ReviewVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  async stateOf(round: string): Promise<{ readonly state: NoticesState; readonly revision: number }> {
    if (!idPattern.test(round)) throw problem('not-found');
    const { engine } = this.runtime;
    const [opened, own] = await Promise.all([
      engine.states.load(engine.store, roundFold, roundStream(round)),
      engine.states.load(engine.store, noticeFold, noticeStream(round)),
    ]);
    const rules = opened.state.status === 'unknown' ? undefined : opened.state.rules?.notice;
    return { state: underRules(own.state, rules), revision: own.revision };
  }

  /** The nominations that the caller reads nothing of. domain-rules 44. */
  hiddenFrom(call: Call, round: string): Promise<ReadonlySet<string>> {
    return this.reviews.hiddenFrom(call, round);
  }

  async noticeOf(round: string, notice: string): Promise<SeenNotice> {
    const { state, revision } = await this.stateOf(round);
    const found = state.notices.get(notice);
    if (found === undefined) throw problem('not-found');
    return { state, notice: found, revision };
  }

  /** Lets pass who holds one of the roles over the organisation that posted the notice. */
  async require(
    call: Call,
    round: string,
    notice: string,
    roles: readonly Role[],
  ): Promise<SeenNotice & { by: Principal }> {
    const seen = await this.noticeOf(round, notice);
    return { ...seen, by: await this.authority.require(call, seen.notice.organization, roles) };
  }

  /** The nominees of a notice as they were posted, with what was corrected since, in one call to the vault. */
  async nominees(round: string, notice: NoticeState): Promise<readonly Shown[]> {
    await this.reading.waitForHead();
    const view = await this.runtime.reads.at(nominations);
    const awards = new Map(roundRow(view, round)?.awards.map(({ award, document }) => [award, document.title]));
    const listed = notice.entries.map((entry) => {
      const row = nominationRow(view, round, entry.nomination);
      if (row === undefined)
        throw new Error(`notice ${notice.notice} lists the unknown nomination ${entry.nomination}`);
      const since = notice.corrections.filter((one) => one.nomination === entry.nomination);
      return { entry, row, posted: before(row, new Set(since.map(({ correction }) => correction))) };
    });
    const texts = listed.flatMap(({ entry, row, posted }) => [
      ...[row, posted].flatMap((one) => [nameOf(one) ?? '', ...(one.members ?? []).map(({ name }) => name)]),
      ...entry.details.map(({ value }) => value),
    ]);
    const open = await this.opened(texts);
    return listed.map(({ entry: { nomination, award, details }, row, posted }) => {
      const read = (one: NominationRow) => ({
        name: open(nameOf(one) ?? ''),
        unit: one.unit,
        members: one.members?.map(({ name }) => open(name)),
      });
      const [then, now] = [read(posted), read(row)];
      return {
        ...{ nomination, award, awardTitle: awards.get(award) ?? award, ...then },
        details: new Map(details.map(({ field, value }) => [field, open(value)])),
        ...changedSince(then, now),
      };
    });
  }

  /** Opens sealed texts; what is not sealed stays, and what was erased says so. */
  async opened(texts: readonly string[]): Promise<(text: string) => string> {
    const sealed = [...new Set(texts.filter(isSealed))];
    const revealed = await this.runtime.engine.vault.reveal(sealed);
    const known = new Map(sealed.map((text, n) => [text, revealed[n] ?? erasedName]));
    return (text) => known.get(text) ?? text;
  }
}

type Read = {
  readonly name: string;
  readonly unit: string | undefined;
  readonly members: readonly string[] | undefined;
};

function changedSince(then: Read, now: Read): Pick<Shown, 'corrected'> {
  const corrected = {
    ...(now.name === then.name ? {} : { name: now.name }),
    ...(now.unit === undefined || now.unit === then.unit ? {} : { unit: now.unit }),
    ...(now.members === undefined || now.members.join() === then.members?.join() ? {} : { members: now.members }),
  };
  return Object.keys(corrected).length === 0 ? {} : { corrected };
}
