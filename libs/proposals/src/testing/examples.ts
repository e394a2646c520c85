import type { JoiningCommand, SubmitProposal } from '../proposal/command';
import type { JoiningEvent, OnProposal, ProposalEvent, ProposalSubmitted } from '../proposal/events';
import type { CampaignDocument } from '../proposal/rules';

/** Kinds, tiers and targets as unions announce them. */
export const campaignDocument: CampaignDocument = {
  id: 'ideas2026',
  version: 1,
  title: '2026年合理化建议活动',
  organization: 'city',
  cites: [{ document: '合理化建议活动通知' }],
  period: { from: '2026-01-01', to: '2026-12-31' },
  unitsInAll: 12_000,
  kinds: [
    { kind: 'suggestion', name: '合理化建议' },
    { kind: 'innovation', name: '技术革新' },
    { kind: 'method', name: '先进操作法' },
    { kind: 'five_small', name: '五小' },
  ],
  rewards: [
    { from: '0', yuan: { min: 20, max: 20 } },
    { from: '0.1', yuan: { min: 50, max: 50 } },
    { from: '1', yuan: { min: 100, max: 100 } },
    { from: '5', yuan: { min: 300, max: 300 } },
    { from: '50', yuan: { min: 5_000, max: 10_000 } },
    { from: '500', yuan: { min: 30_000, max: 30_000 } },
  ],
  targets: [
    { target: 'taking_part', name: '建议数占职工人数', figure: 'proposed', of: 'headCount', atLeast: '40' },
    { target: 'done', name: '实施率', figure: 'implemented', of: 'proposed', atLeast: '80' },
    { target: 'proposed', name: '建议条数', figure: 'proposed', atLeast: '2600' },
    { target: 'units', name: '参赛单位比上年增长', figure: 'joined', lastYear: '200', growthPercent: '10' },
  ],
};

export const join = (over: Partial<JoiningCommand> = {}): JoiningCommand => ({
  type: 'JoinCampaign',
  campaign: 'ideas2026',
  unit: 'plant1',
  headCount: 100,
  ...over,
});

export const joined = (over: Partial<Extract<JoiningEvent, { type: 'UnitJoined' }>> = {}): JoiningEvent => ({
  type: 'UnitJoined',
  campaign: 'ideas2026',
  unit: 'plant1',
  name: '第一机械厂',
  headCount: 100,
  ...over,
});

export const onProposal: OnProposal = { campaign: 'ideas2026', unit: 'plant1', kind: 'suggestion', proposal: 'p1' };

export const submit = (over: Partial<SubmitProposal> = {}): SubmitProposal => ({
  type: 'SubmitProposal',
  ...onProposal,
  number: '1',
  title: '除尘风机改变频',
  proposers: [{ person: 'x1', name: '王填' }],
  ...over,
});

export const submitted = (over: Partial<ProposalSubmitted> = {}): ProposalEvent => ({
  type: 'ProposalSubmitted',
  ...onProposal,
  number: '1',
  title: '除尘风机改变频',
  proposers: [{ person: 'x1', name: '王填' }],
  ...over,
});
