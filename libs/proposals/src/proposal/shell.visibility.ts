import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@xf/access';
import { idPattern } from '@xf/competitions';
import { openNames, type Foldable, type EventShape, type StreamName } from '@xf/es';
import { Authority, momentOf, nextPage, problem, RUNTIME } from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { campaignStream, proposalPattern, proposalStream } from '../terms';
import { proposalFold } from './decide';
import { campaignFold } from './decide.campaign';
import { proposals, type Scope } from './project';
import type { Page, ProposalsReader } from './query';

/** Who follows proposals below where they hold the role. Judges mark entries and have no part in them. */
const staff: readonly Role[] = ['organizer', 'committee', 'publicity', 'auditor'];

/** Who may do and see what in a campaign. */
@Injectable()
export class CampaignVisibility {
  constructor(
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  /** The campaign as the log has it at this moment, with its revision; 404 when nobody opened it. */
  async campaign(id: string) {
    if (!idPattern.test(id)) throw problem('not-found');
    const { state, revision } = await this.load(campaignFold, campaignStream(id));
    if (state.status === 'unknown') throw problem('not-found');
    return { state, revision };
  }

  /** The proposal as the log has it at this moment, with its revision; 404 when nobody made it. */
  async proposal(campaign: string, id: string) {
    if (!idPattern.test(campaign) || !proposalPattern.test(id)) throw problem('not-found');
    const { state, revision } = await this.load(proposalFold, proposalStream(campaign, id));
    if (state.status === 'unknown') throw problem('not-found');
    return { state, revision };
  }

  /** Lets pass who holds one of the roles over the organisation that runs the campaign. */
  async requireOverCampaign(call: Call, id: string, roles: readonly Role[] = staff): Promise<void> {
    const { state } = await this.campaign(id);
    await this.authority.require(call, state.organization, roles);
  }

  /** Lets pass staff above the campaign's organisation and below it: units have to know what they are called to. */
  async requireAround(call: Call, id: string): Promise<void> {
    const { state } = await this.campaign(id);
    for (const { role, organization } of call.principal?.grants ?? []) {
      const path = await this.authority.pathOf(organization);
      if (staff.includes(role) && path.includes(state.organization)) return;
    }
    await this.authority.require(call, state.organization, staff);
  }

  /** Lets pass who holds one of the roles over the unit that made the proposal. */
  async requireOverProposal(call: Call, campaign: string, id: string, roles: readonly Role[] = staff): Promise<void> {
    const { state } = await this.proposal(campaign, id);
    await this.authority.require(call, state.unit, roles);
  }

  /** What the caller asks about: one unit, for its own staff, or all of the campaign, for those above it. */
  async scopeFor(call: Call, id: string): Promise<{ readonly scope: Scope; readonly unit: string | undefined }> {
    const unit = call.query.organization;
    if (unit === undefined) await this.requireOverCampaign(call, id);
    else {
      await this.campaign(id);
      await this.authority.require(call, unit, staff);
    }
    return { scope: unit === undefined ? '*' : `unit:${unit}`, unit };
  }

  /** The proposals of a campaign as they are, or as they were at the moment the request asks for. */
  view(call: Call, campaign: string): Promise<ProposalsReader> {
    const moment = momentOf(call);
    return this.runtime.reads.at(proposals, moment, moment === undefined ? undefined : campaign);
  }

  /** A page told, with the names of people as they may still be read. */
  async page<T>(call: Call, { position, total, rows, next }: Page<T>, told: (row: T) => object): Promise<object> {
    const shown = await openNames(this.runtime.engine.vault, rows.map(told));
    const { validAt } = call.query;
    return { position, total, rows: shown, ...nextPage(call, next && { position, ...next, validAt }) };
  }

  private load<S, E extends EventShape>(fold: Foldable<S, E>, stream: StreamName) {
    const { engine } = this.runtime;
    return engine.states.load(engine.store, fold, stream);
  }
}
