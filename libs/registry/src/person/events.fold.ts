import { assertNever, type Foldable } from '@xf/es';
import { withBar, withCleared } from '../bars';
import { withEntry, type AttributeSince, type Bar, type NameSince, type UnitSince } from '../history';
import type { Attribute } from '../terms';
import { personCodec, type PersonEvent } from './events';

export type PersonState = {
  readonly status: 'unknown' | 'registered';
  /** Sealed. */
  readonly names: readonly NameSince[];
  readonly units: readonly UnitSince[];
  /** The values of `sealedAttributes` are sealed. */
  readonly attributes: readonly AttributeSince[];
  readonly bars: readonly Bar[];
};

/** Folding alone, for whoever reads what a person was on a day; read it by `nameOn`, `unitOn`, `attributeOn`, `barsOn`. */
export const personFold: Foldable<PersonState, PersonEvent> = {
  name: 'person',
  codec: personCodec,
  initial: { status: 'unknown', names: [], units: [], attributes: [], bars: [] },
  evolve(state, event): PersonState {
    switch (event.type) {
      case 'PersonRegistered': {
        const { name, unit } = event;
        return { ...state, status: 'registered', names: [{ name }], units: [{ unit }], attributes: saidIn(event) };
      }
      case 'PersonRenamed': {
        const { name, on, document } = event;
        return { ...state, names: withEntry(state.names, { name, on, document }) };
      }
      case 'PersonMoved': {
        const { unit, on, document } = event;
        const by = document === undefined ? {} : { document };
        return { ...state, units: withEntry(state.units, { unit, on, ...by }) };
      }
      case 'PersonAttributesStated': {
        const stated = saidIn(event).map((one): AttributeSince => ({ ...one, on: event.on }));
        return { ...state, attributes: stated.reduce(withEntry, state.attributes) };
      }
      case 'PersonBarRecorded': {
        const { type: _type, person: _person, ...bar } = event;
        return { ...state, bars: withBar(state.bars, bar) };
      }
      case 'PersonBarCleared':
        return { ...state, bars: withCleared(state.bars, event) };
      default:
        return assertNever(event);
    }
  },
};

function saidIn(event: Extract<PersonEvent, { attributes: unknown }>): readonly Attribute[] {
  const sealed = event.sealed ?? [];
  return [...event.attributes, ...sealed.map(({ attribute, value }) => ({ attribute, value }))];
}
