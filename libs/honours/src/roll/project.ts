import { assertNever, refOf, type Place, type Position, type Projection } from '@xf/es';
import { withAsked, withCorrection, withoutAsked, type Correctable } from '../correction';
import type { Embargoed } from '../embargo';
import { decisionSort, printDecisionNumber, type DecisionNumber } from '../decision-number';
import { honourCodec, type HonourEvent, type HonourGivenEvent } from '../honour/events';
import type { OfHonour } from '../honour/events.keeping';
import type { Basis } from '../nomination/events';
import type { Personal } from '../personal';
import { honourStream, type Day, type Level, type ReceiverKind } from '../terms';

export type RollRow = {
  readonly kind: 'honour';
  /** The event that conferred or registered it. */
  readonly ref: string;
  readonly source: 'conferred' | 'instant' | 'registered';
  readonly award: string;
  readonly awardTitle: string;
  readonly level: Level;
  readonly organization: string;
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** Sealed. */
  readonly name?: string;
  readonly title?: string;
  readonly unit?: string;
  readonly decision: DecisionNumber & { readonly text: string };
  readonly conferredOn: Day;
  /** The year of conferral, by which the roll is asked. */
  readonly year: number;
  readonly plaque?: string;
  readonly posthumous?: boolean;
  /** Sealed. */
  readonly certificateTo?: string;
  readonly round?: string;
  readonly nomination?: string;
  readonly basis?: Basis;
  readonly position: Position;
  /** Where its embargo ended; the roll has had it since. Absent of one that never was under an embargo, or still is. */
  readonly announced?: Position;
  /** It is not held any more. domain-rules 109. */
  readonly revoked?: { readonly on: Day; readonly position: Position };
} & Personal &
  Embargoed &
  Pick<Correctable, 'asked' | 'corrections'>;

export type RollFilter = {
  readonly award?: string | undefined;
  readonly year?: number | undefined;
  readonly organization?: string | undefined;
};

/** The ordered set that answers a filter. Every honour stands in all eight, so no filter has to scan. */
export const rollSet = (filter: RollFilter): string => `roll/${filterText(filter)}`;
/** Those that were revoked, which have left the other set, in the same order. */
export const revokedSet = (filter: RollFilter): string => `revoked/${filterText(filter)}`;

/** Those under an embargo, in the same order: nobody outside knows of them. */
export const embargoedSet = (filter: RollFilter): string => `embargoed/${filterText(filter)}`;
/** Those of an organisation by every change of them, the last one first. */
export const embargoesSet = (organization: string): string => `embargoes/${organization}`;
const filterText = ({ award, year, organization }: RollFilter): string =>
  `${award ?? '*'}/${year === undefined ? '*' : year}/${organization ?? '*'}`;

/** Every change of a row, the last one first. */
export const changesSet = 'changes';

/** Every change by award, within an award as in `changesSet`: which awards there are, and when each changed. */
export const awardsSet = 'awards';
export const awardSort = (award: string, position: Position): string => `${award}/${changeSort(position)}`;
export const changeSort = (position: Position): string => backwards(String(position).padStart(15, '0'));
/** The position a text of `changeSort` stands for. */
export const positionOf = (sort: string): Position => Number(backwards(sort));

export const rollKey = (ref: string): string => `honour/${ref}`;
export const subjectSet = (subject: string): string => `subject/${subject}`;

/** The roll of honour (荣誉名册): one row an honour, newest first. Who was revoked stands apart. */
export const roll: Projection<HonourEvent, RollRow> = {
  name: 'roll',
  version: 4,
  codec: honourCodec,
  // The key follows from the place in the stream: a repeatable award has several honours there.
  keys({ event, ...at }) {
    switch (event.type) {
      case 'HonourNameKept':
        return event.honours.map(({ revision }) => rollKey(refOf({ stream: at.stream, revision })));
      case 'HonourConferred':
      case 'HonourRegistered':
      case 'InstantHonourConferred':
        return [rollKey(refOf(at))];
      case 'HonourRevoked':
      case 'HonourAnnounced':
      case 'HonourCorrectionAsked':
      case 'HonourCorrected':
        return [rollKey(refOfHonour(event))];
      case 'PlaqueReturned':
      case 'HonourChecked':
      case 'HonourRectified':
      case 'HonourFellDue':
      case 'HonourPlaceChanged':
      case 'HonourKept':
        return [];
      default:
        return assertNever(event);
    }
  },
  fold(row, recorded): RollRow | undefined {
    const { event, position } = recorded;
    if (event.type === 'HonourRevoked') return row && { ...row, revoked: { on: event.revokedOn, position } };
    if (event.type === 'HonourAnnounced') return row && { ...row, announced: position };
    // An honour keeps its place and its moment; only the key has changed that its name is sealed under.
    if (event.type === 'HonourNameKept') return row && { ...withoutAsked(row), name: event.name };
    if (event.type === 'HonourCorrectionAsked') return row && withAsked(row, event);
    if (event.type === 'HonourCorrected') return row && withCorrection(row, event.correction, position);
    if (!isGiven(event)) return row;
    const { type, decision, ...rest } = event;
    return {
      ...rest,
      kind: 'honour',
      ref: refOf(recorded),
      source: sources[type],
      decision: { ...decision, text: printDecisionNumber(decision) },
      year: Number(rest.conferredOn.slice(0, 4)),
      position,
    };
  },
  places(row): readonly Place[] {
    const { award, organization, position, revoked, corrections = [] } = row;
    const filters = [...filtersOf(row), ...filtersOf(row).map((filter) => ({ award, ...filter }))];
    const of = { set: subjectSet(row.subject), sort: rollSort(row) };
    const taken = revoked === undefined ? [] : [revoked.position];
    const later = [position, ...corrections.map((one) => one.position), ...taken];
    const out = outAt(row);
    if (out === undefined) {
      const hidden = later.map((at) => ({ set: embargoesSet(organization), sort: changeSort(at) }));
      return [...placesIn(row, filters), of, ...hidden];
    }
    // What was corrected under the embargo is known as it was announced.
    const changes = [out, ...later.filter((at) => at > out)];
    return [
      ...placesIn(row, filters),
      of,
      ...changes.map((at) => ({ set: changesSet, sort: changeSort(at) })),
      ...changes.map((at) => ({ set: awardsSet, sort: awardSort(award, at) })),
    ];
  },
};

/** The honours of one award alone, for past moments: the same rows in the sets that do not name the award. */
export const rollOfAward: Projection<HonourEvent, RollRow> = {
  ...roll,
  name: 'roll-of-award',
  places: (row) => placesIn(row, filtersOf(row)),
};

const sources = {
  HonourConferred: 'conferred',
  HonourRegistered: 'registered',
  InstantHonourConferred: 'instant',
} as const;

const isGiven = (event: HonourEvent): event is HonourGivenEvent => event.type in sources;

const refOfHonour = ({ award, subject, honour }: OfHonour): string =>
  refOf({ stream: honourStream(award, subject), revision: honour });

function placesIn(row: RollRow, filters: readonly RollFilter[]): readonly Place[] {
  return filters.map((filter) => ({ set: setOf(row)(filter), sort: rollSort(row) }));
}

function setOf(row: RollRow): (filter: RollFilter) => string {
  if (outAt(row) === undefined) return embargoedSet;
  return row.revoked === undefined ? rollSet : revokedSet;
}

/** Since when the roll has had it; undefined while it is under an embargo. */
export const outAt = ({ position, embargoUntil, announced }: RollRow): Position | undefined =>
  embargoUntil === undefined ? position : announced;

const filtersOf = ({ year, organization }: RollRow): readonly RollFilter[] => [
  {},
  { year },
  { organization },
  { year, organization },
];

/** Within a decision in the order in which it names the receivers, which is the order of the log. */
export const rollSort = ({ conferredOn, decision, position }: RollRow): string =>
  `${backwards(conferredOn)}/${decisionSort(decision)}/${String(position).padStart(15, '0')}`;

/** Before every honour given on the day or earlier, and behind those given later. */
export const dayStart = (day: Day): string => backwards(day);

/** Nines' complement of the digits: the newest day, the latest position becomes the smallest text. */
const backwards = (text: string): string => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
