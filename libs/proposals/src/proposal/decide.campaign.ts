import { organizationFold, organizationStream, type OrganizationState } from '@xf/access';
import { accept, acceptAt, assertNever, noChange, reject, type Decider, type Foldable, type Instant } from '@xf/es';
import { campaignStream, headCountMax, joiningStream } from '../terms';
import type { CampaignCommand, CampaignRejection, JoiningCommand, JoiningRejection } from './command';
import { campaignCodec, joiningCodec, type CampaignEvent, type JoiningEvent } from './events';
import { hashCampaignDocument, type CampaignDocument } from './rules';

export type CampaignState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open';
      readonly organization: string;
      readonly hash: string;
      readonly document: CampaignDocument;
      /** Valid time of the opening: nothing in the campaign happened before. */
      readonly since: Instant;
      readonly published: number;
    };

export const campaignFold: Foldable<CampaignState, CampaignEvent> = {
  name: 'campaign',
  codec: campaignCodec,
  initial: { status: 'unknown' },
  evolve(state, event, validAt) {
    if (event.type === 'CampaignOpened') {
      const { organization, hash, document } = event;
      return { status: 'open', organization, hash, document, since: validAt, published: 0 };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on a campaign that was never opened`);
    return { ...state, published: event.version };
  },
};

export const campaign: Decider<CampaignState, CampaignCommand, CampaignEvent, CampaignRejection> = {
  ...campaignFold,
  stream: (command) => campaignStream(command.type === 'OpenCampaign' ? command.document.id : command.campaign),
  decide(command, state) {
    switch (command.type) {
      case 'OpenCampaign': {
        const { document } = command;
        const hash = hashCampaignDocument(document);
        if (state.status === 'open') return state.hash === hash ? noChange : reject({ code: 'campaign-exists' });
        const { id, organization } = document;
        return accept({ type: 'CampaignOpened', campaign: id, organization, hash, document });
      }
      case 'PublishSummary': {
        if (state.status === 'unknown') return reject({ code: 'campaign-unknown' });
        const { campaign: id, reason } = command;
        const version = state.published + 1;
        if (version > 1 && reason === undefined) return reject({ code: 'reason-missing' });
        const why = reason === undefined ? {} : { reason };
        return accept({ type: 'SummaryPublished', campaign: id, version, ...why });
      }
      default:
        return assertNever(command);
    }
  },
};

export type JoiningState =
  { readonly status: 'unknown' } | { readonly status: 'joined'; readonly headCount: number; readonly since: Instant };

export const joiningFold: Foldable<JoiningState, JoiningEvent> = {
  name: 'joining',
  codec: joiningCodec,
  initial: { status: 'unknown' },
  evolve(state, event, validAt) {
    if (event.type === 'UnitJoined') return { status: 'joined', headCount: event.headCount, since: validAt };
    if (state.status === 'unknown') throw new Error(`${event.type} on a unit that never joined`);
    return { ...state, headCount: event.to };
  },
};

type JoiningGiven = { readonly campaign: CampaignState; readonly organization: OrganizationState };

/** A unit is an organisation at or below the one that runs the campaign, so that rights over it are rights over its proposals. */
export const joining: Decider<JoiningState, JoiningCommand, JoiningEvent, JoiningRejection, JoiningGiven> = {
  ...joiningFold,
  stream: (command) => joiningStream(command.campaign, command.unit),
  given: async (command, read) => ({
    campaign: await read(campaignFold, campaignStream(command.campaign)),
    organization: await read(organizationFold, organizationStream(command.unit)),
  }),
  decide({ campaign: id, unit, headCount, reason, at }, state, { given, now }) {
    const { campaign: opened, organization } = given;
    if (opened.status === 'unknown') return reject({ code: 'campaign-unknown' });
    if (organization.status === 'unknown' || !organization.path.includes(opened.organization))
      return reject({ code: 'unit-outside', organization: opened.organization });
    if (headCount < 1 || headCount > headCountMax) return reject({ code: 'head-count-out-of-range' });
    if (state.status === 'unknown') {
      if ((at ?? now) < opened.since) return reject({ code: 'before-earlier-step' });
      return accept({ type: 'UnitJoined', campaign: id, unit, name: organization.name, headCount });
    }
    if (state.headCount === headCount) return noChange;
    if (reason === undefined) return reject({ code: 'reason-missing' });
    const corrected = { campaign: id, unit, from: state.headCount, to: headCount, reason };
    return acceptAt(state.since, { type: 'HeadCountCorrected', ...corrected });
  },
};
