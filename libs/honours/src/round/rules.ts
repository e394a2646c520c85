import { assertNever, type Foldable } from '@xf/es';
import type { AwardDocument } from '../award/rules';
import type { RoundDocument } from '../document/rules';
import type { DecisionNumber } from '../decision-number';
import type { Embargoed } from '../embargo';
import {
  roundCodec,
  type Change,
  type Deviation,
  type Listed,
  type Omission,
  type OmittedOthers,
  type RoundEvent,
} from './events';
import { Announced } from './rules.announced';

export type Shortlist = {
  readonly version: number;
  readonly nominations: readonly Listed[];
  readonly omitted: readonly Omission[];
  readonly others?: OmittedOthers;
  readonly changes: readonly Change[];
  readonly deviations: readonly Deviation[];
};

export type AwardInRound = {
  readonly document: AwardDocument;
  readonly announced: Announced;
  readonly shortlist?: Shortlist;
  readonly decision?: DecisionNumber & Embargoed & { readonly conferredOn: string };
};

export type RoundState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open';
      readonly organization: string;
      readonly year: number;
      readonly awards: ReadonlyMap<string, AwardInRound>;
      /** Absent where the round was opened with award documents alone. */
      readonly rules?: RoundDocument;
    };

export type OpenRoundState = Exclude<RoundState, { readonly status: 'unknown' }>;

/** How a round stands after its events; nominations and honours read it too, so it stands apart from the decisions. */
export const roundFold: Foldable<RoundState, RoundEvent> = {
  name: 'round',
  codec: roundCodec,
  initial: { status: 'unknown' },
  evolve(state, event): RoundState {
    if (event.type === 'RoundOpened') {
      const { organization, year, rules } = event;
      const awards = event.awards.map(
        ({ award, document }) => [award, { document, announced: new Announced() }] as const,
      );
      const pinned = rules === undefined ? {} : { rules: rules.document };
      return { status: 'open', organization, year, awards: new Map(awards), ...pinned };
    }
    switch (event.type) {
      case 'NominationAnnounced': {
        const announced = awardOf(state, event.award).announced.with(event.nomination);
        return withAward(state, event.award, { announced });
      }
      // Who stands and who has a seat is read where it was decided; here these only take their place before or after a decision.
      case 'NominationLeft':
      case 'SeatsMoved':
        return state;
      case 'ShortlistConfirmed': {
        const { version, nominations, omitted, others, changes = [], deviations = [] } = event;
        const shortlist = { version, nominations, omitted, ...(others && { others }), changes, deviations };
        return withAward(state, event.award, { shortlist });
      }
      case 'HonoursDecided': {
        const { issuer, year, number, conferredOn, embargoUntil } = event;
        const embargo = embargoUntil === undefined ? {} : { embargoUntil };
        return withAward(state, event.award, { decision: { issuer, year, number, conferredOn, ...embargo } });
      }
      default:
        return assertNever(event);
    }
  },
};

function awardOf(state: RoundState, award: string): AwardInRound {
  const found = state.status === 'unknown' ? undefined : state.awards.get(award);
  if (found === undefined) throw new Error(`an event on award ${award}, which the round does not have`);
  return found;
}

function withAward(state: RoundState, award: string, change: Partial<AwardInRound>): RoundState {
  const found = awardOf(state, award);
  if (state.status === 'unknown') return state;
  return { ...state, awards: new Map(state.awards).set(award, { ...found, ...change }) };
}

type NotInRound = { readonly code: 'round-unknown' } | { readonly code: 'award-not-in-round'; readonly award: string };

/** The award in its round, or why there is none. */
export function awardInRound(
  state: RoundState,
  award: string,
): { readonly round: OpenRoundState; readonly award: AwardInRound } | { readonly rejected: NotInRound } {
  if (state.status === 'unknown') return { rejected: { code: 'round-unknown' } };
  const found = state.awards.get(award);
  return found === undefined ? { rejected: { code: 'award-not-in-round', award } } : { round: state, award: found };
}
