export { hashRuleDocument } from './canonical';
export type { Derivation, EntryInput, Problem, RankedRow, Rules, Scored } from './contracts';
export type { CutLine } from './cut-line';
export type { Advance, Money, Process, RuleDocument } from './document';
export { loadRuleDocument } from './load';
export { margin } from './margin';
export * from './process';
export { ruleDocumentSchema } from './rule-document.schema';
export { whatIf } from './what-if';
