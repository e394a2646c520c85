import { refOf, type Place, type Position, type Projection } from '@xf/es';
import { decisionSort, printDecisionNumber, type DecisionNumber } from '../decision-number';
import { honourCodec, type HonourEvent } from '../honour/events';
import type { Basis } from '../nomination/events';
import type { Day, Level, ReceiverKind } from '../terms';

export type RollRow = {
  readonly kind: 'honour';
  /** The event that conferred or registered it. */
  readonly ref: string;
  readonly source: 'conferred' | 'registered';
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
};

export type RollFilter = {
  readonly award?: string | undefined;
  readonly year?: number | undefined;
  readonly organization?: string | undefined;
};

/** The ordered set that answers a filter. Every honour stands in all eight, so no filter has to scan. */
export const rollSet = ({ award, year, organization }: RollFilter): string =>
  `roll/${award ?? '*'}/${year === undefined ? '*' : year}/${organization ?? '*'}`;
/** Every row, the one that changed last first. */
export const changesSet = 'changes';

/** Every row by award, within an award as in `changesSet`: which awards there are, and when each changed. */
export const awardsSet = 'awards';
export const awardSort = (award: string, position: Position): string => `${award}/${changeSort(position)}`;
export const changeSort = (position: Position): string => backwards(String(position).padStart(15, '0'));

export const subjectSet = (subject: string): string => `subject/${subject}`;

/** The roll of honour (荣誉名册): one row an honour, newest first. */
export const roll: Projection<HonourEvent, RollRow> = {
  name: 'roll',
  version: 2,
  codec: honourCodec,
  // The key follows from the place in the stream: a repeatable award has several honours there.
  keys: (recorded) => [`honour/${refOf(recorded)}`],
  fold(_row, recorded) {
    const { type, decision, ...rest } = recorded.event;
    return {
      ...rest,
      kind: 'honour',
      ref: refOf(recorded),
      source: type === 'HonourConferred' ? 'conferred' : 'registered',
      decision: { ...decision, text: printDecisionNumber(decision) },
      year: Number(rest.conferredOn.slice(0, 4)),
      position: recorded.position,
    };
  },
  places(row): readonly Place[] {
    const sort = sortOf(row);
    const { award } = row;
    const filters = [...filtersOf(row), ...filtersOf(row).map((filter) => ({ award, ...filter }))];
    return [
      ...filters.map((filter) => ({ set: rollSet(filter), sort })),
      { set: subjectSet(row.subject), sort },
      { set: changesSet, sort: changeSort(row.position) },
      { set: awardsSet, sort: awardSort(award, row.position) },
    ];
  },
};

/** The honours of one award alone, for past moments: the same rows in the sets that do not name the award. */
export const rollOfAward: Projection<HonourEvent, RollRow> = {
  ...roll,
  name: 'roll-of-award',
  places: (row) => filtersOf(row).map((filter) => ({ set: rollSet(filter), sort: sortOf(row) })),
};

const filtersOf = ({ year, organization }: RollRow): readonly RollFilter[] => [
  {},
  { year },
  { organization },
  { year, organization },
];

/** Within a decision in the order in which it names the receivers, which is the order of the log. */
const sortOf = ({ conferredOn, decision, position }: RollRow): string =>
  `${backwards(conferredOn)}/${decisionSort(decision)}/${String(position).padStart(15, '0')}`;

/** Nines' complement of the digits: the newest day, the latest position becomes the smallest text. */
const backwards = (text: string): string => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
