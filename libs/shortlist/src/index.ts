export type { Finding } from './check';
export type { Candidate, ShortlistDocument } from './document';
export type { CandidateProblem } from './field';
export { figures, type Figures } from './figures';
export { loadShortlistDocument } from './load';
export { shortlistDocumentSchema } from './schema';
export { check, shortlist, type Checked, type ShortlistResult } from './shortlist';
export { whyText } from './words';
