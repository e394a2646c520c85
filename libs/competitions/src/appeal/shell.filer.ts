import { Inject, Injectable } from '@nestjs/common';
import { directory, isNamedWithin } from '@xf/access';
import { Authority, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { unitOf } from '../entry/decide.seats';
import { standings, type EntryRow } from '../standing/project';
import { entryRow } from '../standing/query';
import { Visibility, type Known } from '../visibility/shell';
import { BoardReading } from '../visibility/shell.reading';

type On = { readonly competition: string; readonly contest: string; readonly entry: string };

/** Who may file an appeal, and in whose name. */
@Injectable()
export class Filers {
  constructor(
    private readonly reading: BoardReading,
    private readonly visibility: Visibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /**
   * An organizer of the contest for a paper (undefined), or an organisation below it for those it sent, by one of its
   * organizers. Whoever sent somebody else learns that this entry is not theirs, whether it is there or not.
   */
  async filerOf(call: Call, { organization, contests }: Known, on: On): Promise<string | undefined> {
    const found = contests.get(on.contest);
    if (found !== undefined && (await this.authority.covers(call, organization, ['organizer']))) return undefined;
    const below: string[] = [];
    for (const grant of call.principal?.grants ?? []) {
      if (grant.role !== 'organizer' || found === undefined || found.published === 0) continue;
      if ((await this.authority.pathOf(grant.organization)).includes(organization)) below.push(grant.organization);
    }
    if (below.length === 0) throw problem('not-found');
    await this.reading.waitForHead();
    const { competition, entry } = on;
    const row = await this.runtime.reads
      .live(standings)
      .read((view) => entryRow(view, competition, entry), competition);
    if (row !== undefined && row.contest === on.contest) {
      for (const one of below) if (await this.hasSent(one, row)) return one;
    }
    throw problem('role-missing', { errors: [notYours] });
  }

  /** The entry's unit is the organisation or one below it; or it comes from a competition of theirs, by its place there. */
  private async hasSent(organization: string, { receiver, unit, title, from }: EntryRow): Promise<boolean> {
    const name = unitOf(receiver, unit, title);
    if (name !== undefined && isNamedWithin(await this.runtime.reads.at(directory), organization, name)) return true;
    if (from === undefined) return false;
    const { state } = await this.visibility.stateOf(from.competition);
    return (await this.authority.pathOf(state.organization)).includes(organization);
  }
}

const notYours = {
  ...{ pointer: '/entry', code: 'entry-not-yours' },
  zh: '此参赛项不是贵组织所派：它的单位不是贵组织或其下级，也不由贵组织的竞赛晋级。可向主办单位递交书面申诉',
  en: 'your organisation did not send this entry: its unit is neither yours nor below, and no competition of yours sent it on. Hand a paper to the organizer instead',
};
