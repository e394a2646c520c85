import { unionOf, type Place, type Projection } from '@xf/es';
import { personCodec, type PersonEvent } from '../person/events';
import { personFold, type PersonState } from '../person/events.fold';
import { teamCodec, type TeamEvent } from '../team/events';
import { teamFold, type TeamState } from '../team/events.fold';
import { unitCodec, type UnitEvent } from '../unit/events';
import { unitFold, type KnownUnit, type UnitState } from '../unit/events.fold';

export type RegistryEvent = UnitEvent | TeamEvent | PersonEvent;
export const registryCodec = unionOf<RegistryEvent>(unitCodec as never, teamCodec as never, personCodec as never);

export type UnitRow = { readonly kind: 'unit'; readonly unit: string } & Exclude<UnitState, { status: 'unknown' }>;
export type TeamRow = { readonly kind: 'team'; readonly team: string } & TeamState;
/** Names, notes and the values of `sealedAttributes` are sealed. */
export type PersonRow = { readonly kind: 'person'; readonly person: string } & PersonState;
export type RegistryRow = UnitRow | TeamRow | PersonRow;

export const unitKey = (unit: string): string => `unit/${unit}`;
export const teamKey = (team: string): string => `team/${team}`;
export const personKey = (person: string): string => `person/${person}`;

/** Units of an organisation's area by name: all, of a region, of an industry. */
export const unitsSet = (organization: string): string => `units/${organization}`;
export const unitsInSet = (organization: string, key: 'region' | 'industry', value: string): string =>
  `units/${organization}/${key}/${value}`;
/** Teams and people of an organisation's area or of one unit: teams by name, people by id, for their names are sealed. */
export const membersSet = (
  kind: 'teams' | 'people',
  at: { readonly organization: string } | { readonly unit: string },
) => ('unit' in at ? `${kind}/unit/${at.unit}` : `${kind}/in/${at.organization}`);

/** Who there is, with their whole history, and where to find them as things stand. */
export const registry: Projection<RegistryEvent, RegistryRow> = {
  name: 'registry',
  version: 2,
  codec: registryCodec,
  keys: ({ event }) => [
    'person' in event ? personKey(event.person) : 'team' in event ? teamKey(event.team) : unitKey(event.unit),
  ],
  fold(row, { event, validAt }): RegistryRow | undefined {
    if ('person' in event) {
      if (row === undefined && event.type !== 'PersonRegistered') return undefined;
      const state = row?.kind === 'person' ? row : personFold.initial;
      return { kind: 'person', person: event.person, ...personFold.evolve(state, event, validAt) };
    }
    if ('team' in event) {
      if (row === undefined && event.type !== 'TeamRegistered') return undefined;
      const state = row?.kind === 'team' ? row : teamFold.initial;
      return { kind: 'team', team: event.team, ...teamFold.evolve(state, event, validAt) };
    }
    if (row === undefined && event.type !== 'UnitRegistered') return undefined;
    const state = unitFold.evolve(row?.kind === 'unit' ? row : unitFold.initial, event, validAt);
    return state.status === 'unknown' ? undefined : { kind: 'unit', unit: event.unit, ...state };
  },
  places(row, _key, get): readonly Place[] {
    if (row.kind === 'unit') return unitPlaces(row);
    const unit = row.units[row.units.length - 1]?.unit;
    if (unit === undefined) return [];
    const at = get(unitKey(unit));
    const path = at?.kind === 'unit' ? at.path : [];
    const [kind, sort] = row.kind === 'team' ? (['teams', latest(row)] as const) : (['people', row.person] as const);
    const sets = [membersSet(kind, { unit }), ...path.map((organization) => membersSet(kind, { organization }))];
    return sets.map((set) => ({ set, sort }));
  },
};

/** What it is called now. */
const latest = ({ names }: Pick<UnitRow | TeamRow, 'names'>): string => names[names.length - 1]?.name ?? '';

function unitPlaces(row: KnownUnit): readonly Place[] {
  const sort = latest(row);
  const places: Place[] = [];
  for (const organization of row.path) {
    places.push({ set: unitsSet(organization), sort });
    for (const key of ['region', 'industry'] as const) {
      const value = row.attributes.findLast(({ attribute }) => attribute === key)?.value;
      if (value !== undefined) places.push({ set: unitsInSet(organization, key, value), sort });
    }
  }
  return places;
}
