import type { ReadState } from '@xf/es';
import { barsOn, type UnitState } from '@xf/registry';
import type { AwardDocument } from '../award/rules';
import { printDecisionNumber } from '../decision-number';
import { honourFold, type HeldHonour } from '../honour/rules';
import { roundFold } from '../round/rules';
import { honourStream, roundStream } from '../terms';
import { placeOf, today, type Placed } from './decide.place';
import type { Held, Party } from './rules.facts';
import type { Misplaced } from './rules.place';
import type { KnownHonour } from './rules';

/** Whose record is looked up. */
export type Nominee = Placed & {
  /** The organisation that holds the level where the nomination stands. */
  readonly holder: string;
  /** Ids of the same receiver under other names. */
  readonly aliases?: readonly string[];
};

/** What the register and the roll hold of a nominee; a party that the register does not know is absent. */
export type Recorded = {
  readonly nominee?: Party;
  readonly unit?: Party;
  readonly held: readonly Held[];
  /** Why neither party is told: the register has them where whoever files may not look, or under another name. */
  readonly misplaced?: Misplaced;
};

export const nothingRecorded: Recorded = { held: [] };

/**
 * Reads what is on record of a nominee. A unit that is registered above whoever holds the nomination is not theirs to read, so
 * it is marked as such. What the register says of where somebody works goes before what was filed.
 */
export async function recordedOf(
  read: ReadState,
  nominee: Nominee,
  honours: readonly KnownHonour[],
): Promise<Recorded> {
  const held = await heldBy(read, [nominee.subject, ...(nominee.aliases ?? [])], honours);
  const { person, unit, misplaced } = await placeOf(read, nominee);
  if (misplaced !== undefined) return { held, misplaced };
  const isRead = unit.status === 'unknown' || unit.path.includes(nominee.holder);
  const as = (party: Party): Party => (isRead ? party : { ...party, withheld: true });
  return {
    held,
    ...(person.status === 'unknown' ? {} : { nominee: as(partyFrom(person)) }),
    ...(unit.status === 'unknown' ? {} : { unit: as(partyFrom(unit)) }),
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
