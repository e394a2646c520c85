import { sha256, streamName, type StreamName } from '@xf/es';

/** How far a proposal has come: 提出 – 采纳 (or 不采纳) – 实施 – 效益确认. */
export const stages = ['proposed', 'adopted', 'declined', 'implemented', 'verified'] as const;
export type Stage = (typeof stages)[number];

/** What is counted. `headCount` and `benefit` are sums, the others numbers of units, people or proposals. */
export const figures = ['joined', 'headCount', 'proposers', ...stages, 'benefit'] as const;
export type Figure = (typeof figures)[number];

/** By what units are put in order. `perHead` is proposals for each head. */
export const boards = ['proposed', 'adopted', 'implemented', 'benefit', 'perHead'] as const;
export type Board = (typeof boards)[number];

export const headCountMax = 10_000_000;

export const campaignStream = (campaign: string): StreamName => streamName('campaign', campaign);
export const joiningStream = (campaign: string, unit: string): StreamName => streamName('joining', campaign, unit);
export const proposalStream = (campaign: string, proposal: string): StreamName =>
  streamName('proposal', campaign, proposal);

export const proposalPattern = /^p[0-9a-f]{20}$/;

/** The opaque id of a proposal. It follows from its number in its unit, so the same sheet sent twice means the same one. */
export const proposalIdOf = (campaign: string, unit: string, number: string): string =>
  `p${sha256(`${campaign}/${unit}/${number}`).slice(0, 20)}`;
