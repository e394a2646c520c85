import type { Problem } from '@xf/rules';
import type { CandidateProblem } from '@xf/shortlist';
import type { Stated } from './events';

type On = { round: string; award: string };

export type StateMerits = On & { type: 'StateMerits'; stated: readonly Stated[] };
/** What the list is worked out from stands in the log, so there is nothing to say. */
export type ProposeShortlist = On & { type: 'ProposeShortlist' };
export type ShortlistCommand = StateMerits | ProposeShortlist;

export type ShortlistRejection =
  | { code: 'round-unknown' }
  | { code: 'award-not-in-round'; award: string }
  | { code: 'honours-decided'; decision: string }
  | { code: 'shortlist-rules-missing' }
  | { code: 'merits-refused'; problems: readonly Problem[] }
  | { code: 'merits-missing'; nominations: readonly string[] }
  | { code: 'shortlist-seats-unknown' }
  | { code: 'shortlist-inputs-refused'; problems: readonly InputProblem[] };

/** What is wrong with the candidates as a whole, or with one of them. domain-rules 27, 28. */
export type InputProblem = CandidateProblem & { readonly nomination?: string };
