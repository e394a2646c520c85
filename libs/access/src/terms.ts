import { streamName, type StreamName } from '@xf/es';

/** Account names and organisation ids: what people type and see in addresses. */
export const accountPattern = /^[a-z][a-z0-9_]{1,39}$/;
export const organizationPattern = /^[A-Za-z0-9_]{1,40}$/;

/** 国家 – 省 – 市 – 县区 – 基层, from the top. */
export const organizationLevels = ['national', 'province', 'city', 'district', 'unit'] as const;
export type OrganizationLevel = (typeof organizationLevels)[number];

/** What an account may be at an organisation; each role covers the organisation's whole subtree. */
export const roles = ['organizer', 'judge', 'committee', 'publicity', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export type Grant = { readonly role: Role; readonly organization: string };

export const organizationStream = (organization: string): StreamName => streamName('organization', organization);
export const accountStream = (account: string): StreamName => streamName('account', account);
