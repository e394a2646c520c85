export { hashRuleDocument } from './canonical';
export { slotExpected, slotMax, slotPattern } from './check-mark';
export { sourceOf, type Citation } from './cites';
export type { Derivation, EntryInput, Problem, RankedRow, Rules, Scored } from './contracts';
export type { CutLine } from './cut-line';
export type { Advance, Money, Process, RuleDocument } from './document';
export {
  add,
  compare,
  decimalPlaces,
  divide,
  exact,
  fromParts,
  multiply,
  ONE,
  parseExact,
  quantumOf,
  roundToMultiple,
  subtract,
  toDecimal,
  toFixed,
  toParts,
  whole,
  ZERO,
  type Exact,
} from './exact';
export { formCheck, formProblems, loadRuleDocument, rulesByHash } from './load';
export { margin, marginInPieces, type Margin } from './margin';
export { atOnce, mapInPieces, type Pieces } from './pieces';
export * from './process';
export { ruleDocumentSchema } from './rule-document.schema';
export { boardsInPieces, whatIf, whatIfInPieces, type BoardDifference } from './what-if';
export { slotLimits } from './pool';
