import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@xf/access';
import { Authority, problemOf, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { numberOf } from '../shell.correction';
import { listsFold, overOf, versionOf } from './decide';
import { listsStream, type ListPrepared } from './events';
import { isShownTo, listStaff, readerOf, standingOf } from './rules';
import { listRefusals as refusals } from './shell.refusals';

/** The lists of an organisation as somebody may know of them. */
@Injectable()
export class ListVersions {
  constructor(
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** A version that the caller may know of; 404 for every other. */
  async wanted(call: Call, organization: string, list: string, version: string) {
    const { state, shown, roles, account } = await this.seen(call, organization);
    const found = versionOf(state, list, numberOf(version));
    if (found === undefined || !shown(found)) throw problemOf(refusals, { code: 'list-unknown' });
    return { account, roles, found, state };
  }

  /** One that is still given out: also to who asks again for what they had. */
  async given(call: Call, organization: string, list: string, version: string) {
    const wanted = await this.wanted(call, organization, list, version);
    if (standingOf(wanted.found, this.runtime.engine.clock.now()) === 'over')
      throw problemOf(refusals, overOf(wanted.found));
    return wanted;
  }

  async seen(call: Call, organization: string) {
    const { account } = await this.authority.require(call, organization, listStaff);
    const roles = await this.rolesOver(call, organization);
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, listsFold, listsStream(organization));
    const shown = (version: ListPrepared) => isShownTo(readerOf(roles), version, engine.clock.now());
    return { account, roles, state, shown };
  }

  async rolesOver(call: Call, organization: string): Promise<readonly Role[]> {
    const held: Role[] = [];
    for (const role of listStaff) if (await this.authority.covers(call, organization, [role])) held.push(role);
    return held;
  }
}
