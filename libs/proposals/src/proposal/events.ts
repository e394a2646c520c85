import { codec, decimal, document, list, optional, personal, text, unionOf, whole } from '@xf/es';
import type { Proposer } from './command';
import type { CampaignDocument } from './rules';

export type CampaignEvent =
  | { type: 'CampaignOpened'; campaign: string; organization: string; hash: string; document: CampaignDocument }
  /** From here on the public sees the figures as they stood right before this event. */
  | { type: 'SummaryPublished'; campaign: string; version: number; reason?: string };

export type JoiningEvent =
  | { type: 'UnitJoined'; campaign: string; unit: string; name: string; headCount: number }
  | { type: 'HeadCountCorrected'; campaign: string; unit: string; from: number; to: number; reason: string };

/** Unit and kind stand in every event, so that what is counted by them needs no other event. */
export type OnProposal = { campaign: string; unit: string; kind: string; proposal: string };

export type ProposalSubmitted = OnProposal & {
  type: 'ProposalSubmitted';
  number: string;
  title: string;
  content?: string;
  /** Their names are sealed. */
  proposers: readonly Proposer[];
};

export type ProposalEvent =
  | ProposalSubmitted
  | (OnProposal & { type: 'ProposalAdopted' })
  | (OnProposal & { type: 'ProposalDeclined'; reason: string })
  | (OnProposal & { type: 'ProposalImplemented'; by: string })
  /** Counts nowhere until a second person has verified it. domain-rules 102. */
  | (OnProposal & { type: 'BenefitClaimed'; benefit: string; by: string })
  | (OnProposal & { type: 'BenefitVerified'; claimed: string; benefit: string; document: string; by: string })
  /** Of a figure that was published: it stands until a second person asks for the same. domain-rules 102, 131. */
  | (OnProposal & {
      type: 'BenefitCorrectionProposed';
      from: string;
      to: string;
      document: string;
      reason: string;
      by: string;
    })
  | (OnProposal & { type: 'BenefitCorrected'; from: string; to: string; document: string; reason: string; by: string });

export type ProposalsEvent = CampaignEvent | JoiningEvent | ProposalEvent;

export const campaignCodec = codec<CampaignEvent>({
  CampaignOpened: { version: 1, fields: { campaign: text, organization: text, hash: text, document } },
  SummaryPublished: { version: 1, fields: { campaign: text, version: whole, reason: optional(text) } },
});

const joins = { campaign: text, unit: text };

export const joiningCodec = codec<JoiningEvent>({
  UnitJoined: { version: 1, fields: { ...joins, name: text, headCount: whole } },
  HeadCountCorrected: { version: 1, fields: { ...joins, from: whole, to: whole, reason: text } },
});

const on = { campaign: text, unit: text, kind: text, proposal: text };

const correction = { ...on, from: decimal, to: decimal, document: text, reason: text, by: text };

export const proposalCodec = codec<ProposalEvent>({
  ProposalSubmitted: {
    version: 1,
    fields: {
      ...on,
      number: text,
      title: text,
      content: optional(text),
      proposers: list({ person: text, name: personal('person') }),
    },
  },
  ProposalAdopted: { version: 1, fields: on },
  ProposalDeclined: { version: 1, fields: { ...on, reason: text } },
  ProposalImplemented: { version: 1, fields: { ...on, by: text } },
  BenefitClaimed: { version: 1, fields: { ...on, benefit: decimal, by: text } },
  BenefitVerified: { version: 1, fields: { ...on, claimed: decimal, benefit: decimal, document: text, by: text } },
  BenefitCorrectionProposed: { version: 1, fields: correction },
  BenefitCorrected: { version: 1, fields: correction },
});

export const proposalsCodec = unionOf<ProposalsEvent>(
  campaignCodec as never,
  joiningCodec as never,
  proposalCodec as never,
);
