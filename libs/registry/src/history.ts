import type { Attribute, Day } from './terms';

/** From when on something holds, and by which document; what was there at registration has no day. */
export type Since = { readonly on?: Day; readonly document?: string };

/** Of a person the name is sealed. */
export type NameSince = Since & { readonly name: string };
export type UnitSince = Since & { readonly unit: string };
/** Of a person some values are sealed: `sealedAttributes`. */
export type AttributeSince = Since & { readonly attribute: string; readonly value: string };

/** What may keep a unit or a person from an honour. For how long it does is a matter of a round's rules. domain-rules 7, 8. */
export type Bar = {
  readonly bar: string;
  /** accident, arrears, insurance, no-union, no-congress, no-contract, energy, pollution, …: an open key. */
  readonly kind: string;
  /** The day it happened or was found. */
  readonly on: Day;
  readonly document: string;
  /** Of a person it is sealed. */
  readonly note?: string;
  readonly cleared?: { readonly on: Day; readonly document: string };
};

/** A history with one entry more, in order of days; of one day the later recorded stands last. */
export function withEntry<T extends Since>(history: readonly T[], entry: T): readonly T[] {
  const at = history.findLastIndex((one) => (one.on ?? '') <= (entry.on ?? '')) + 1;
  return [...history.slice(0, at), entry, ...history.slice(at)];
}

/** Whether all of this is what was last said of that very day. */
export const saidOn = (history: readonly AttributeSince[], said: readonly Attribute[], day: Day): boolean =>
  said.every(
    ({ attribute, value }) => history.findLast((one) => one.attribute === attribute && one.on === day)?.value === value,
  );

function lastOn<T extends Since>(history: readonly T[], day: Day): T | undefined {
  return history.findLast(({ on = '' }) => on <= day);
}

/** The name on a day, a day of change included; undefined for who is not registered. A person's is sealed. */
export const nameOn = ({ names }: { readonly names: readonly NameSince[] }, day: Day): string | undefined =>
  lastOn(names, day)?.name;

/** The unit a team or a person belonged to on a day, as it was recorded: whether it was merged since, its own state says. */
export const unitOn = ({ units }: { readonly units: readonly UnitSince[] }, day: Day): string | undefined =>
  lastOn(units, day)?.unit;

/** What was said last by a day; undefined where nothing was. Of a unit also `kind`, `ownership`, `industry`, `region`. */
export const attributeOn = (
  { attributes }: { readonly attributes: readonly AttributeSince[] },
  key: string,
  day: Day,
): string | undefined => attributes.findLast(({ attribute, on = '' }) => attribute === key && on <= day)?.value;

/** The name now. A person's is sealed. */
export const lastName = ({ names }: { readonly names: readonly NameSince[] }): string | undefined =>
  names[names.length - 1]?.name;

/** The unit a team or a person is in now. */
export const lastUnit = ({ units }: { readonly units: readonly UnitSince[] }): string | undefined =>
  units[units.length - 1]?.unit;

/** What was said last of a key. */
export const attributeOf = (
  { attributes }: { readonly attributes: readonly AttributeSince[] },
  key: string,
): string | undefined => attributes.findLast(({ attribute }) => attribute === key)?.value;

/**
 * Every bar that had begun by a day, by its own day, those of units merged into this one among them. One that was cleared
 * by that day is there too and says so: it may still bar this year (domain-rules 8) or run its years (domain-rules 7).
 */
export function barsOn({ bars }: { readonly bars: readonly Bar[] }, day: Day): readonly Bar[] {
  const begun = bars.filter(({ on }) => on <= day);
  return begun.map((bar) => (bar.cleared === undefined || bar.cleared.on <= day ? bar : standing(bar)));
}

function standing({ cleared: _later, ...bar }: Bar): Bar {
  return bar;
}
