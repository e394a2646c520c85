import type { Foldable } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import type { Day } from '../terms';
import { adoptionCodec, type AdoptionEvent } from './events';

export type Wording = { readonly from: Day; readonly hash: string; readonly document: AwardDocument };
/** Every wording, the earliest first. */
export type AdoptionState = { readonly wordings: readonly Wording[] };

export const adoptionFold: Foldable<AdoptionState, AdoptionEvent> = {
  name: 'adoption',
  codec: adoptionCodec,
  initial: { wordings: [] },
  evolve: ({ wordings }, { from, hash, document }) => ({ wordings: [...wordings, { from, hash, document }] }),
};

/** The wording that holds on a day; undefined before the first one. */
export const inForce = ({ wordings }: AdoptionState, day: Day): Wording | undefined =>
  wordings.filter(({ from }) => from <= day).at(-1);
