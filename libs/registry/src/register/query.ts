import type { Cursor, Member, Position, ViewReader } from '@xf/es';
import {
  membersSet,
  personKey,
  teamKey,
  unitKey,
  unitsInSet,
  unitsSet,
  type PersonRow,
  type RegistryRow,
  type TeamRow,
  type UnitRow,
} from './project';

type Reader = ViewReader<RegistryRow>;

export function unitRow(view: Reader, unit: string): UnitRow | undefined {
  const row = view.get(unitKey(unit));
  return row?.kind === 'unit' ? row : undefined;
}

export function teamRow(view: Reader, team: string): TeamRow | undefined {
  const row = view.get(teamKey(team));
  return row?.kind === 'team' ? row : undefined;
}

export function personRow(view: Reader, person: string): PersonRow | undefined {
  const row = view.get(personKey(person));
  return row?.kind === 'person' ? row : undefined;
}

type Asked = {
  readonly after?: Cursor | undefined;
  readonly limit: number;
};

/** What a name begins with, as it is written. */
type Named = Asked & { readonly prefix?: string | undefined };

export type RegistryPage<Row> = {
  readonly position: Position;
  readonly rows: readonly Row[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

type UnitsAsked = Named & {
  readonly organization: string;
  readonly region?: string | undefined;
  readonly industry?: string | undefined;
};

/** Units of an organisation's area by their present names, merged ones among them. */
export function unitsPage(view: Reader, asked: UnitsAsked): RegistryPage<UnitRow> {
  const { organization, region, industry } = asked;
  const set =
    region !== undefined
      ? unitsInSet(organization, 'region', region)
      : industry !== undefined
        ? unitsInSet(organization, 'industry', industry)
        : unitsSet(organization);
  const keep = ({ attributes }: UnitRow): boolean =>
    industry === undefined || attributes.findLast(({ attribute }) => attribute === 'industry')?.value === industry;
  return page(view, set, asked, (row) => (row.kind === 'unit' && keep(row) ? row : undefined));
}

type MembersOf = { readonly organization: string } | { readonly unit: string };

/** Teams by their present names, dissolved ones among them. */
export const teamsPage = (view: Reader, of: MembersOf, asked: Named): RegistryPage<TeamRow> =>
  page(view, membersSet('teams', of), asked, (row) => (row.kind === 'team' ? row : undefined));

/** People by id: two of one name are two rows. domain-rules 121. */
export const peoplePage = (view: Reader, of: MembersOf, asked: Asked): RegistryPage<PersonRow> =>
  page(view, membersSet('people', of), asked, (row) => (row.kind === 'person' ? row : undefined));

const stepMax = 500;

/** Reads on until the page is full: rows of a set may be left out by what no set is kept for. */
function page<Row>(
  view: Reader,
  set: string,
  { after, limit, prefix = '' }: Named,
  take: (row: RegistryRow) => Row | undefined,
): RegistryPage<Row> {
  const rows: Row[] = [];
  const position = view.position();
  let last: Member<RegistryRow> | undefined;
  let from: Cursor | undefined = after ?? (prefix === '' ? undefined : { sort: prefix, key: '' });
  for (;;) {
    const members = view.range(set, { after: from, limit: stepMax });
    for (const member of members) {
      if (!member.sort.startsWith(prefix)) return { position, rows };
      const row = take(member.row);
      if (row === undefined) continue;
      if (rows.length === limit) {
        return last === undefined ? { position, rows } : { position, rows, next: { sort: last.sort, key: last.key } };
      }
      rows.push(row);
      last = member;
    }
    from = members[members.length - 1];
    if (members.length < stepMax || from === undefined) return { position, rows };
  }
}
