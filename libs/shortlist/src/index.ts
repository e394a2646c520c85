export type { Finding } from './check';
export type { Candidate, ShortlistDocument } from './document';
export type { CandidateProblem } from './field';
export { loadShortlistDocument } from './load';
export { check, shortlist, type Checked, type ShortlistResult } from './shortlist';
