import type { Cursor, ViewReader } from '@xf/es';
import { attributeOf, lastName, lastUnit, type AttributeSince, type Bar } from '../history';
import { unitAttributes, type Attribute } from '../terms';
import { membersSet, unitsSet, type PersonRow, type RegistryRow, type TeamRow, type UnitRow } from './project';

/** One line of a file of the register: what stands in its columns, and attributes that have none of their own. */
export type ExportRow = {
  readonly cells: Readonly<Record<string, string | undefined>>;
  readonly attributes: readonly Attribute[];
};

type Reader = ViewReader<RegistryRow>;

const stepMax = 500;

function* everyOf(view: Reader, set: string): Generator<RegistryRow> {
  for (let after: Cursor | undefined; ;) {
    const members = view.range(set, { after, limit: stepMax });
    for (const { row } of members) yield row;
    after = members[members.length - 1];
    if (members.length < stepMax) return;
  }
}

/**
 * The register of an organisation's area as it stands now, as files of the register say it. Left out are merged units with
 * their bars and dissolved teams: they take no new facts. Names, notes and sealed attributes of people stay sealed.
 */
export function* exportRows(
  view: Reader,
  kind: 'units' | 'teams' | 'people' | 'bars',
  organization: string,
): Generator<ExportRow> {
  if (kind === 'units' || kind === 'bars') {
    for (const row of everyOf(view, unitsSet(organization))) {
      if (row.kind !== 'unit' || row.status === 'merged') continue;
      if (kind === 'units') yield unitLine(row);
      else yield* barLines({ unit: row.unit }, row.bars);
    }
  }
  if (kind === 'teams') {
    for (const row of everyOf(view, membersSet('teams', { organization }))) {
      if (row.kind === 'team' && row.status === 'registered') yield teamLine(row);
    }
  }
  if (kind === 'people' || kind === 'bars') {
    for (const row of everyOf(view, membersSet('people', { organization }))) {
      if (row.kind !== 'person') continue;
      if (kind === 'people') yield personLine(row);
      else yield* barLines({ person: row.person }, row.bars);
    }
  }
}

function unitLine(row: UnitRow): ExportRow {
  const own = Object.fromEntries(unitAttributes.map((key) => [key, attributeOf(row, key)]));
  const attributes = lastOf(row).filter(({ attribute }) => !unitAttributes.some((key) => key === attribute));
  return { cells: { unit: row.unit, organization: row.organization, name: lastName(row), ...own }, attributes };
}

const teamLine = (row: TeamRow): ExportRow => ({
  cells: { team: row.team, unit: lastUnit(row), name: lastName(row) },
  attributes: [],
});

const personLine = (row: PersonRow): ExportRow => ({
  cells: { person: row.person, unit: lastUnit(row), name: lastName(row) },
  attributes: lastOf(row),
});

const barLines = (whose: { readonly unit: string } | { readonly person: string }, bars: readonly Bar[]): ExportRow[] =>
  bars.map(({ cleared, ...bar }) => ({
    cells: { ...whose, ...bar, clearedOn: cleared?.on, clearedBy: cleared?.document },
    attributes: [],
  }));

/** What was said last of every key. */
function lastOf(row: { readonly attributes: readonly AttributeSince[] }): readonly Attribute[] {
  const last = new Map(row.attributes.map(({ attribute, value }) => [attribute, value]));
  return [...last].map(([attribute, value]) => ({ attribute, value }));
}
