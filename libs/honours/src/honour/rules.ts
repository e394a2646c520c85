import { assertNever, type Foldable } from '@xf/es';
import type { DecisionNumber } from '../decision-number';
import type { Day } from '../terms';
import { honourCodec, type HonourEvent } from './events';

export type HeldHonour = {
  readonly decision: DecisionNumber;
  readonly conferredOn: Day;
  /** The nomination it answers; absent for one given before this system kept the roll. */
  readonly from?: { readonly round: string; readonly nomination: string };
};

/** The same honour held by one receiver: at most one, unless the award may be repeated. Oldest record first. */
export type HonourState = { readonly held: readonly HeldHonour[] };

/** Who holds what; nominations read it too, so it stands apart from the decisions. */
export const honourFold: Foldable<HonourState, HonourEvent> = {
  name: 'honour',
  codec: honourCodec,
  initial: { held: [] },
  evolve(state, event): HonourState {
    const { decision, conferredOn } = event;
    switch (event.type) {
      case 'HonourRegistered':
        return { held: [...state.held, { decision, conferredOn }] };
      case 'HonourConferred': {
        const from = { round: event.round, nomination: event.nomination };
        return { held: [...state.held, { decision, conferredOn, from }] };
      }
      default:
        return assertNever(event);
    }
  },
};
