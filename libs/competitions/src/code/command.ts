import type { ContestRefusal } from '../terms';

type On = { competition: string; contest: string };

/** An entry as it is when codes are drawn. */
export type Drawn = { readonly entry: string; readonly number: string };

export type CodeCommand =
  | (On & {
      type: 'DrawCodes';
      entries: readonly Drawn[];
      /** Secret until the codes are opened: who knows it can draw the same. */
      seed: string;
      /** Codes drawn elsewhere, by entry number; they must name every entry once. */
      listed?: readonly { readonly number: string; readonly code: string }[];
    })
  | (On & { type: 'OpenCodes' })
  /** Somebody was forgotten. `marked`: entries that judges have marked by their codes. */
  | (On & { type: 'VoidCodes'; marked: number; reason: string })
  /** An entry comes in. Never asked for from outside. */
  | (On & { type: 'AdmitEntry' });

/** What is wrong in a list: the line, counted from 0, or the number of an entry that has none. */
export type ListProblem = {
  readonly row?: number;
  readonly what: 'number-unknown' | 'number-repeated' | 'code-repeated' | 'code-is-number' | 'number-missing';
  readonly text: string;
};

export type CodeRejection =
  | ContestRefusal
  | { code: 'not-anonymous' }
  | { code: 'scores-frozen' }
  | { code: 'codes-drawn' }
  /** One code drawn alone would say whose it is. */
  | { code: 'entry-after-draw' }
  | { code: 'codes-marked'; marked: number }
  | { code: 'reason-missing' }
  | { code: 'codes-missing' }
  | { code: 'codes-too-many'; entries: number; max: number }
  | { code: 'codes-list-refused'; problems: readonly ListProblem[] }
  /** Nobody joins a code to a name before the freeze, nor without saying so. */
  | { code: 'codes-sealed' };
