import { foldedName } from '@xf/competitions';
import type { ReadState } from '@xf/es';
import { personFold, personStream, unitFold, unitOn, unitStream, type PersonState, type UnitState } from '@xf/registry';
import { pathOf } from '../organization-path';
import type { Day, ReceiverKind } from '../terms';
import type { Misplaced } from './rules.place';

/** Whom a nomination is of, and who files it. */
export type Placed = {
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** The organisation at the first level. */
  readonly organization: string;
  /** The unit in the register, where one was named. */
  readonly unit?: string | undefined;
  /** What the nomination calls the unit: its own name where a unit is nominated. */
  readonly called?: string | undefined;
};

export type Place = {
  readonly person: PersonState;
  /** Where the register has the person, or else the unit that was filed, as the one it was merged into. */
  readonly unit: UnitState;
  /** A person that the register has in another unit than the one that was filed. */
  readonly differs: boolean;
  readonly misplaced?: Misplaced;
};

/** What is recorded is of today at the latest, so this day takes in all of it; a decision has no clock before it decides. */
export const today: Day = '9999-12-31';

type Found = {
  readonly id: string;
  readonly state: UnitState;
  /** All that it, and whatever was merged on the way to it, is or was called; folded. */
  readonly names: ReadonlySet<string>;
};

/**
 * Where the register has a nominee. Whoever files looks at units on the line of organisations from the root through them
 * and down: bars of a unit in another area are not theirs to read, and another unit's clean record is not theirs to show.
 * domain-rules 3, 7, 8, 119.
 */
export async function placeOf(read: ReadState, placed: Placed): Promise<Place> {
  const { receiver, subject, unit } = placed;
  const person = receiver === 'person' ? await read(personFold, personStream(subject)) : personFold.initial;
  const home = unitOn(person, today);
  const named = unit === undefined ? undefined : await standing(read, unit);
  const found = home === undefined ? named : await standing(read, home);
  const state = found?.state ?? unitFold.initial;
  const differs = home !== undefined && named !== undefined && named.id !== found?.id;
  const place = { person, unit: state, differs };
  const isOnLine = await standsOnLine(read, placed.organization, state);
  if (home !== undefined) return isOnLine ? place : { ...place, misplaced: { code: 'nominee-elsewhere' } };
  if (unit === undefined || found === undefined) return place;
  if (!isOnLine) return { ...place, misplaced: { code: 'unit-not-found', unit } };
  const { called } = placed;
  if (called === undefined || found.names.has(foldedName(called))) return place;
  return { ...place, misplaced: { code: 'unit-named-otherwise', unit } };
}

async function standsOnLine(read: ReadState, organization: string, state: UnitState): Promise<boolean> {
  if (state.status === 'unknown') return false;
  if (state.path.includes(organization)) return true;
  return (await pathOf(organization, read)).includes(state.organization);
}

/** A unit merged into another one is looked up where it went on. */
async function standing(read: ReadState, unit: string): Promise<Found> {
  const seen = new Set<string>([unit]);
  const names = new Set<string>();
  let found = { id: unit, state: await read(unitFold, unitStream(unit)) };
  for (;;) {
    for (const { name } of found.state.names) names.add(foldedName(name));
    if (found.state.status !== 'merged' || seen.has(found.state.successor.unit)) return { ...found, names };
    const { unit: id } = found.state.successor;
    seen.add(id);
    found = { id, state: await read(unitFold, unitStream(id)) };
  }
}
