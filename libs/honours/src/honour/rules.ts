import { assertNever, type Foldable } from '@xf/es';
import type { CorrectionStanding } from '../correction';
import type { DecisionNumber } from '../decision-number';
import type { Embargoed } from '../embargo';
import type { Day, ReceiverKind } from '../terms';
import { honourCodec, type HonourEvent, type HonourGivenEvent } from './events';
import type { KeepingEvent } from './events.keeping';

/** `embargoUntil` is there until it is announced. */
export type HeldHonour = Embargoed & {
  /** Revision of the event that gave it. */
  readonly honour: number;
  readonly organization: string;
  readonly receiver: ReceiverKind;
  readonly decision: DecisionNumber;
  readonly conferredOn: Day;
  /** The nomination it answers; absent for one given before this system kept the roll, or outside a round. */
  readonly from?: { readonly round: string; readonly nomination: string };
  /** The organisation that recommended the holder. */
  readonly recommendedBy?: string;
  readonly posthumous?: boolean;
  /** The year whose list takes one given outside a round. */
  readonly listYear?: number;
  /** The last re-check; `rectified` where a failed one was put right. */
  readonly check?: { readonly on: Day; readonly passed: boolean; readonly rectifyBy?: Day; readonly rectified?: Day };
  /** The place it rests on has changed, and nobody has said yet what follows. */
  readonly placeChanged?: { readonly version: number; readonly board: string; readonly rank?: number };
  readonly correction?: CorrectionStanding;
};

export type RevokedHonour = HeldHonour & {
  readonly revocation: string;
  readonly revokedOn: Day;
  readonly returnBy?: Day;
  readonly returnedOn?: Day;
};

/**
 * The same honour held by one receiver: at most one, unless the award may be repeated. Oldest record first. What was
 * revoked is not held any more and stays in `revoked`. `next` is the revision of the next event.
 */
export type HonourState = {
  readonly held: readonly HeldHonour[];
  readonly revoked: readonly RevokedHonour[];
  readonly next: number;
};

/** Who holds what; nominations read it too, so it stands apart from the decisions. */
export const honourFold: Foldable<HonourState, HonourEvent> = {
  name: 'honour',
  codec: honourCodec,
  initial: { held: [], revoked: [], next: 0 },
  evolve(state, event): HonourState {
    const next = state.next + 1;
    if (event.type === 'HonourNameKept') {
      const erased = new Set(event.honours.map(({ revision }) => revision));
      return { ...state, held: state.held.map((one) => (erased.has(one.honour) ? answered(one) : one)), next };
    }
    switch (event.type) {
      case 'HonourRegistered':
      case 'HonourConferred':
      case 'InstantHonourConferred':
        return { ...state, held: [...state.held, given(event, state.next)], next };
      default:
        return { ...kept(state, event), next };
    }
  },
};

function given(event: HonourGivenEvent, honour: number): HeldHonour {
  const { organization, receiver, decision, conferredOn } = event;
  const held = { honour, organization, receiver, decision, conferredOn };
  if (event.type === 'HonourRegistered') return held;
  const posthumous = event.posthumous === true ? { posthumous: true } : {};
  if (event.type === 'InstantHonourConferred') return { ...held, ...posthumous, listYear: event.listYear };
  const { round, nomination, basis, embargoUntil } = event;
  const recommended = basis.kind === 'recommendation' ? { recommendedBy: basis.by } : {};
  const embargo = embargoUntil === undefined ? {} : { embargoUntil };
  return { ...held, from: { round, nomination }, ...recommended, ...posthumous, ...embargo };
}

function kept(state: HonourState, event: KeepingEvent): HonourState {
  switch (event.type) {
    case 'HonourRevoked': {
      const { revocation, revokedOn, returnBy } = event;
      const taken = state.held.filter(({ honour }) => honour === event.honour);
      const back = { revocation, revokedOn, ...(returnBy === undefined ? {} : { returnBy }) };
      const held = state.held.filter(({ honour }) => honour !== event.honour);
      return { ...state, held, revoked: [...state.revoked, ...taken.map((one) => ({ ...one, ...back }))] };
    }
    case 'PlaqueReturned': {
      const { honour, returnedOn } = event;
      return { ...state, revoked: state.revoked.map((one) => (one.honour === honour ? { ...one, returnedOn } : one)) };
    }
    case 'HonourChecked': {
      const { checkedOn: on, passed, rectifyBy } = event;
      const check = { on, passed, ...(rectifyBy === undefined ? {} : { rectifyBy }) };
      return changed(state, event.honour, (one) => ({ ...one, check }));
    }
    case 'HonourRectified': {
      const { rectifiedOn: rectified } = event;
      return changed(state, event.honour, (one) =>
        one.check === undefined ? one : { ...one, check: { ...one.check, rectified } },
      );
    }
    case 'HonourPlaceChanged': {
      const { version, board, rank, was } = event;
      const placeChanged = { version, board, ...(rank === undefined ? {} : { rank }) };
      return changed(state, event.honour, (one) => (rank === was ? settled(one) : { ...one, placeChanged }));
    }
    case 'HonourKept':
      return changed(state, event.honour, settled);
    case 'HonourAnnounced':
      return changed(state, event.honour, ({ embargoUntil: _over, ...one }) => one);
    case 'HonourFellDue':
      return state;
    case 'HonourCorrectionAsked': {
      const { correction: number, by } = event;
      return changed(state, event.honour, (one) => ({ ...one, correction: { number, by, waits: true } }));
    }
    case 'HonourCorrected':
      return changed(state, event.honour, answered);
    default:
      return assertNever(event);
  }
}

const changed = (state: HonourState, honour: number, change: (one: HeldHonour) => HeldHonour): HonourState => ({
  ...state,
  held: state.held.map((one) => (one.honour === honour ? change(one) : one)),
});

const answered = (one: HeldHonour): HeldHonour =>
  one.correction === undefined ? one : { ...one, correction: { ...one.correction, waits: false } };

function settled({ placeChanged: _was, ...rest }: HeldHonour): HeldHonour {
  return rest;
}
