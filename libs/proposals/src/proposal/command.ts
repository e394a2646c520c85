import type { Instant } from '@xf/es';
import type { Day } from '@xf/honours';
import type { Stage } from '../terms';
import type { CampaignDocument } from './rules';

export type CampaignCommand =
  { type: 'OpenCampaign'; document: CampaignDocument } | { type: 'PublishSummary'; campaign: string; reason?: string };

/** Takes a unit in, or corrects its head count with a reason. `at` is when it happened, if earlier than now. */
export type JoiningCommand = {
  type: 'JoinCampaign';
  campaign: string;
  unit: string;
  headCount: number;
  reason?: string;
  at?: Instant;
};

type On = { campaign: string; proposal: string; at?: Instant };

export type Proposer = { readonly person: string; readonly name: string };

export type SubmitProposal = On & {
  type: 'SubmitProposal';
  unit: string;
  /** The proposal's number in its unit (建议编号). */
  number: string;
  kind: string;
  title: string;
  content?: string;
  proposers: readonly Proposer[];
};

export type ProposalCommand =
  | SubmitProposal
  | (On & { type: 'AdoptProposal' })
  | (On & { type: 'DeclineProposal'; reason: string })
  | (On & { type: 'ImplementProposal' })
  /** `benefit` in 万元, as a plain decimal. */
  | (On & { type: 'ClaimBenefit'; benefit: string })
  /** `document` names the paper the figure rests on (财务证明, 审计报告). */
  | (On & { type: 'VerifyBenefit'; benefit: string; document: string })
  | (On & { type: 'CorrectBenefit'; benefit: string; document: string; reason: string });

export type CampaignRejection = { code: 'campaign-exists' } | { code: 'campaign-unknown' } | { code: 'reason-missing' };

export type JoiningRejection =
  | { code: 'campaign-unknown' }
  | { code: 'unit-outside'; organization: string }
  | { code: 'head-count-out-of-range' }
  | { code: 'before-earlier-step' }
  | { code: 'reason-missing' };

export type ProposalRejection =
  | { code: 'campaign-unknown' }
  | { code: 'unit-not-joined' }
  | { code: 'kind-unknown'; kind: string; known: readonly string[] }
  | { code: 'outside-period'; from: Day; to: Day }
  | { code: 'proposers-missing' }
  | { code: 'proposer-repeated' }
  | { code: 'proposal-differs'; fields: readonly string[] }
  | { code: 'proposal-unknown' }
  | { code: 'wrong-stage'; stage: Stage; needed: Stage }
  | { code: 'before-earlier-step' }
  | { code: 'benefit-unclaimed' }
  | { code: 'benefit-out-of-range' }
  | { code: 'document-missing' }
  | { code: 'reason-missing' }
  | { code: 'second-person-needed' };
