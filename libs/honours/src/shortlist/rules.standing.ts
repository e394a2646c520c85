import { assertNever, type Foldable } from '@xf/es';
import { shortlistCodec, type ShortlistEvent, type ShortlistInputs, type Stated } from './events';

export type Proposal = {
  readonly version: number;
  readonly documentHash: string;
  readonly inputs: ShortlistInputs;
  readonly inputsHash: string;
  readonly fits: boolean;
  readonly chosen: readonly string[];
  readonly answer: object;
  readonly answerHash: string;
  readonly by: string;
};

export type ShortlistState = {
  /** The last word on each nomination. */
  readonly stated: ReadonlyMap<string, Stated>;
  readonly proposal?: Proposal;
};

/** What is known of the nominations of one award, and the list that was worked out from it last. */
export const shortlistFold: Foldable<ShortlistState, ShortlistEvent> = {
  name: 'shortlist',
  codec: shortlistCodec,
  initial: { stated: new Map() },
  evolve(state, event): ShortlistState {
    switch (event.type) {
      case 'MeritsStated': {
        const stated = new Map(state.stated);
        for (const one of event.stated) stated.set(one.nomination, one);
        return { ...state, stated };
      }
      case 'ShortlistProposed': {
        const { type: _type, round: _round, award: _award, ...proposal } = event;
        return { ...state, proposal };
      }
      default:
        return assertNever(event);
    }
  },
};
