export { hashRuleDocument } from './canonical';
export type {
  Derivation,
  DerivationLine,
  EntryInput,
  EntryStatus,
  MarkFate,
  Problem,
  RankedRow,
  Rules,
  Scored,
  UnrankedReason,
  ValueDerivation,
} from './contracts';
export type { MarkKind, RuleDocument, Value } from './document';
export { loadRuleDocument, type Loaded } from './load';
export { ruleDocumentSchema } from './rule-document.schema';
