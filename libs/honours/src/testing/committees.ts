import type { CommitteeMember } from '../committee/events';
import type { CommitteeDocument } from '../committee/rules';

/** Two audits and a secret ballot: two thirds present, more than half of those present. */
export const committeeRules = {
  size: { min: 7, max: 35, notMultipleOf: 3 },
  quorum: { of: 3, take: 2 },
  steps: ['first-audit', 'ballot'],
  recusal: ['same-unit', 'parent-unit', 'nominator', 'kin'],
  ballot: { base: 'present', majority: { of: 2, take: 1 }, bound: 'more-than' },
} satisfies CommitteeDocument;

/** Members m1, m2 … of units and organisations of their own. */
export const seats = (count: number): readonly CommitteeMember[] =>
  Array.from({ length: count }, (_, n) => ({ account: `m${n + 1}`, unit: `单位${n + 1}`, organization: `o${n + 1}` }));

export const accounts = (count: number): readonly string[] => seats(count).map(({ account }) => account);
