import { isDay, type Day, type Level, type ReceiverKind } from '../terms';

/** What is said of somebody from a day on; without a day it is as old as what is known of them. */
export type DatedAttribute = { readonly attribute: string; readonly value: string; readonly from?: Day };

/** What keeps somebody from an honour for a time. Without `on` it is stated that there is none of its kind. */
export type Bar = { readonly bar: string; readonly on?: Day; readonly cleared?: Day };

/** What is known of the nominee, or of the unit they come from. */
export type Party = {
  /** As the register has them. */
  readonly attributes: readonly DatedAttribute[];
  /** As whoever nominates states them: they count where the register has no word. */
  readonly stated?: readonly DatedAttribute[];
  readonly bars: readonly Bar[];
  /** Every bar there is stands in `bars`. Otherwise only the kinds that are listed are known. */
  readonly barsKnown: boolean;
  /** Registered where whoever holds the nomination may not look: what stands against them is told by its clause alone. */
  readonly withheld?: true;
};

/** An honour on the roll. */
export type Held = {
  readonly award: string;
  readonly family?: string;
  readonly level: Level;
  readonly on: Day;
  readonly decision: string;
  /** The year of the round that gave it, or whose list took it; absent of one from before this system kept the roll. */
  readonly roundYear?: number;
};

/** An honour that a confirmed list of the same round is going to give: nobody holds it yet. */
export type ListedHonour = { readonly award: string; readonly level: Level };

/** All that eligibility is judged by. Ids, days and attributes only: no name, no number of a person. */
export type EligibilityFacts = {
  readonly award: string;
  readonly family?: string;
  readonly receiver: ReceiverKind;
  /** The year the honours are given for. */
  readonly year: number;
  /** The day on which it is asked. */
  readonly on: Day;
  readonly nominee: Party;
  /** Absent where the nominee names no unit. A unit that is nominated is its own. */
  readonly unit?: Party;
  readonly held: readonly Held[];
  readonly listed?: readonly ListedHonour[];
  /** Nominated without an ID number and in no register: on no roll could they be found. domain-rules 121. */
  readonly unidentified?: boolean;
  /** Materials that came with the nomination. */
  readonly materials: ReadonlySet<string>;
};

export const parties = ['nominee', 'unit'] as const;
export type PartyName = (typeof parties)[number];

export const nobodyKnown: Party = { attributes: [], bars: [], barsKnown: false };

export const partyOf = (facts: EligibilityFacts, of: PartyName): Party =>
  of === 'nominee' ? facts.nominee : (facts.unit ?? nobodyKnown);

/** What holds of an attribute on a day: the latest word not after it. Undefined when there is none. */
export const valueOn = ({ attributes, stated = [] }: Party, attribute: string, on: Day): string | undefined =>
  latest(attributes, attribute, on) ?? latest(stated, attribute, on);

function latest(said: readonly DatedAttribute[], attribute: string, on: Day): string | undefined {
  let found: DatedAttribute | undefined;
  for (const one of said) {
    if (one.attribute !== attribute || (one.from ?? '') > on) continue;
    if (found === undefined || (one.from ?? '') >= (found.from ?? '')) found = one;
  }
  return found?.value;
}

/** Everything said of an attribute within one year, by its day. */
export function valuesIn({ attributes, stated = [] }: Party, attribute: string, year: number): readonly string[] {
  const within = (said: readonly DatedAttribute[]) =>
    said.filter((one) => one.attribute === attribute && one.from !== undefined && yearOf(one.from) === year);
  const recorded = within(attributes);
  return (recorded.length > 0 ? recorded : within(stated)).map(({ value }) => value);
}

/** Kinds of bars of which nothing is known, not even that there is none. */
export const unknownBars = ({ bars, barsKnown }: Party, wanted: readonly string[]): readonly string[] =>
  barsKnown ? [] : wanted.filter((bar) => !bars.some((one) => one.bar === bar));

/** Bars of some kinds that were recorded, each with its day. */
export const barsOf = ({ bars }: Party, wanted: readonly string[]): readonly (Bar & { readonly on: Day })[] =>
  bars.flatMap(({ bar, on, cleared }) =>
    on !== undefined && wanted.includes(bar) ? [{ bar, on, ...(cleared === undefined ? {} : { cleared }) }] : [],
  );

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** The same day some years later; 29 February becomes 28 February where the year has none. */
export function yearsAfter(day: Day, years: number): Day {
  const later = `${String(yearOf(day) + years).padStart(4, '0')}${day.slice(4)}`;
  return isDay(later) ? later : `${later.slice(0, 8)}28`;
}
