import { assertNever, type Foldable } from '@xf/es';
import { withEntry, type NameSince, type UnitSince } from '../history';
import type { Day } from '../terms';
import { teamCodec, type TeamEvent } from './events';

type Histories = { readonly names: readonly NameSince[]; readonly units: readonly UnitSince[] };

export type TeamState =
  | (Histories & { readonly status: 'unknown' | 'registered' })
  | (Histories & { readonly status: 'dissolved'; readonly dissolved: Day });

/** Folding alone; read it by `nameOn` and `unitOn`. Its bars and attributes are its unit's. */
export const teamFold: Foldable<TeamState, TeamEvent> = {
  name: 'team',
  codec: teamCodec,
  initial: { status: 'unknown', names: [], units: [] },
  evolve(state, event): TeamState {
    switch (event.type) {
      case 'TeamRegistered':
        return { status: 'registered', names: [{ name: event.name }], units: [{ unit: event.unit }] };
      case 'TeamRenamed': {
        const { name, on, document } = event;
        return { ...state, names: withEntry(state.names, { name, on, document }) };
      }
      case 'TeamTransferred': {
        const { unit, on, document } = event;
        return { ...state, units: withEntry(state.units, { unit, on, document }) };
      }
      case 'TeamDissolved':
        return { ...state, status: 'dissolved', dissolved: event.on };
      default:
        return assertNever(event);
    }
  },
};
