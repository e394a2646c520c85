export { hashRuleDocument } from './canonical';
export type { Derivation, EntryInput, Problem, RankedRow, Rules, Scored } from './contracts';
export type { RuleDocument } from './document';
export { loadRuleDocument } from './load';
export { ruleDocumentSchema } from './rule-document.schema';
