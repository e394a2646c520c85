import type { ReadState } from '@xf/es';
import { barsOn, personFold, personStream, unitFold, unitOn, unitStream } from '@xf/registry';
import type { UnitState } from '@xf/registry';
import type { AwardDocument } from '../award/rules';
import { printDecisionNumber } from '../decision-number';
import { honourFold, type HeldHonour } from '../honour/rules';
import { roundFold } from '../round/rules';
import { honourStream, roundStream, type Day, type ReceiverKind } from '../terms';
import type { Held, Party } from './rules.facts';
import type { KnownHonour } from './rules';

/** Whose record is looked up. */
export type Nominee = {
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** The unit in the register, where it was told. */
  readonly unit?: string | undefined;
  /** Ids of the same receiver under other names. */
  readonly aliases?: readonly string[];
};

/** What the register and the roll hold of a nominee; a party that the register does not know is absent. */
export type Recorded = { readonly nominee?: Party; readonly unit?: Party; readonly held: readonly Held[] };

export const nothingRecorded: Recorded = { held: [] };

/** What is recorded is of today at the latest, so this day takes in all of it; a decision has no clock before it decides. */
const today: Day = '9999-12-31';

/** Reads what is on record of a nominee. A unit merged into another one is looked up where it went on. */
export async function recordedOf(
  read: ReadState,
  { receiver, subject, unit, aliases = [] }: Nominee,
  honours: readonly KnownHonour[],
): Promise<Recorded> {
  const held = await heldBy(read, [subject, ...aliases], honours);
  const person = receiver === 'person' ? await read(personFold, personStream(subject)) : personFold.initial;
  const nominee = person.status === 'unknown' ? undefined : partyFrom(person);
  const at = unit ?? unitOn(person, today);
  const found = at === undefined ? unitFold.initial : await standing(read, at);
  return {
    held,
    ...(nominee === undefined ? {} : { nominee }),
    ...(found.status === 'unknown' ? {} : { unit: partyFrom(found) }),
  };
}

/** The roll that is looked up for a nomination: of its own award, and of those the document names. */
export const rollsFor = (
  { id, level, family }: AwardDocument,
  named: readonly KnownHonour[],
): readonly KnownHonour[] => [
  { award: id, level, ...(family === undefined ? {} : { family }) },
  ...named.filter(({ award }) => award !== id),
];

type OnRoll = Pick<Held, 'on' | 'decision' | 'roundYear'>;

/** Honours of these awards that somebody holds. */
export async function heldBy<T extends Pick<KnownHonour, 'award'>>(
  read: ReadState,
  subjects: readonly string[],
  honours: readonly T[],
): Promise<readonly (T & OnRoll)[]> {
  const all: (T & OnRoll)[] = [];
  for (const honour of honours) {
    for (const subject of subjects) {
      const { held } = await read(honourFold, honourStream(honour.award, subject));
      for (const one of held) {
        const { decision, conferredOn } = one;
        const roundYear = await roundYearOf(read, one);
        const year = roundYear === undefined ? {} : { roundYear };
        all.push({ ...honour, on: conferredOn, decision: printDecisionNumber(decision), ...year });
      }
    }
  }
  return all;
}

async function roundYearOf(read: ReadState, { from, listYear }: HeldHonour): Promise<number | undefined> {
  if (from === undefined) return listYear;
  const round = await read(roundFold, roundStream(from.round));
  return round.status === 'open' ? round.year : undefined;
}

async function standing(read: ReadState, unit: string): Promise<UnitState> {
  const seen = new Set<string>();
  let state = await read(unitFold, unitStream(unit));
  while (state.status === 'merged' && !seen.has(state.successor.unit)) {
    seen.add(state.successor.unit);
    state = await read(unitFold, unitStream(state.successor.unit));
  }
  return state;
}

function partyFrom(state: Pick<UnitState, 'attributes' | 'bars'>): Party {
  return {
    attributes: state.attributes.map(({ attribute, value, on: from }) => {
      return { attribute, value, ...(from === undefined ? {} : { from }) };
    }),
    bars: barsOn(state, today).map(({ kind, on: day, cleared }) => {
      return { bar: kind, on: day, ...(cleared === undefined ? {} : { cleared: cleared.on }) };
    }),
    barsKnown: true,
  };
}
