import { assertNever, type Foldable } from '@xf/es';
import { withBar, withCleared } from '../bars';
import { withEntry, type AttributeSince, type Bar, type NameSince } from '../history';
import { unitAttributes, type Attribute, type Day } from '../terms';
import { unitCodec, type UnitEvent } from './events';

type Histories = {
  readonly names: readonly NameSince[];
  readonly attributes: readonly AttributeSince[];
  /** Its own, and under `<unit>~<bar>` those of units merged into it. */
  readonly bars: readonly Bar[];
};

export type Succession = { readonly unit: string; readonly on: Day; readonly document: string };

export type KnownUnit = Histories & {
  readonly organization: string;
  /** From the root of the tree of organisations. */
  readonly path: readonly string[];
  /** Units merged into this one, in order of days. */
  readonly predecessors: readonly Succession[];
};

export type UnitState =
  | (Histories & { readonly status: 'unknown' })
  | (KnownUnit & { readonly status: 'registered' })
  | (KnownUnit & { readonly status: 'merged'; readonly successor: Succession });

/** Folding alone, for whoever reads what a unit was on a day; read it by `nameOn`, `attributeOn`, `barsOn`. */
export const unitFold: Foldable<UnitState, UnitEvent> = {
  name: 'unit',
  codec: unitCodec,
  initial: { status: 'unknown', names: [], attributes: [], bars: [] },
  evolve(state, event): UnitState {
    if (event.type === 'UnitRegistered') {
      const { organization, path, name } = event;
      const attributes = attributesOf(event);
      return { status: 'registered', organization, path, names: [{ name }], attributes, bars: [], predecessors: [] };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on a unit that was never registered`);
    const { on } = event;
    switch (event.type) {
      case 'UnitRenamed':
        return { ...state, names: withEntry(state.names, { name: event.name, on, document: event.document }) };
      case 'UnitMerged':
        return { ...state, status: 'merged', successor: { unit: event.into, on, document: event.document } };
      case 'UnitTakenOver':
        return {
          ...state,
          bars: event.bars.reduce(withBar, state.bars),
          predecessors: withEntry(state.predecessors, { unit: event.from, on, document: event.document }),
        };
      case 'UnitAttributesStated': {
        const stated = event.attributes.map((one): AttributeSince => ({ ...one, on }));
        return { ...state, attributes: stated.reduce(withEntry, state.attributes) };
      }
      case 'UnitBarRecorded': {
        const { type: _type, unit: _unit, ...bar } = event;
        return { ...state, bars: withBar(state.bars, bar) };
      }
      case 'UnitBarCleared':
        return { ...state, bars: withCleared(state.bars, event) };
      default:
        return assertNever(event);
    }
  },
};

/** What a registration says, in one list. */
export function attributesOf(event: Extract<UnitEvent, { type: 'UnitRegistered' }>): readonly Attribute[] {
  const own = unitAttributes.flatMap((attribute) => {
    const value = event[attribute];
    return value === undefined ? [] : [{ attribute, value }];
  });
  return [...own, ...event.attributes];
}
