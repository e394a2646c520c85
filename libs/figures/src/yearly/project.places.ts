import { tooFewEntrants } from '@xf/rules';
import type { Lookup, Place, Position } from '@xf/es';
import type { Figure } from '../terms';
import {
  belowSet,
  campaignKey,
  competitionKey,
  contestKey,
  figureSet,
  organizationKey,
  type CompetitionRow,
  type ContestRow,
  type EntrantRow,
  type JoiningRow,
  type ProposalRow,
  type Scope,
  type Step,
  type YearRow,
} from './project.rows';

type Get = Lookup<YearRow>['get'];

/** Where something counts: a year, the organisations in whose area it lies, and the scopes it belongs to. */
type Counting = { readonly year: number; readonly path: readonly string[]; readonly scopes: readonly Scope[] };

/**
 * The sets a row stands in. What a competition's own rows tell (its year, its organisation) was recorded before anything
 * in it, so no row has to be looked at again when another one changes.
 */
export function placesOf(row: YearRow, _key: string, get: Get): readonly Place[] {
  switch (row.row) {
    case 'organization':
      return row.parent === undefined ? [] : [{ set: belowSet(row.parent), sort: row.organization }];
    case 'competition':
      return [
        ...placed('competitions', countingOf(row, get), sortOf(row.at)),
        ...owned('competitions', row, sortOf(row.at)),
      ];
    case 'contest':
      return placesOfContest(row, get);
    case 'left':
      return placed('withdrawn', countingIn(row.competition, get), sortOf(row.at));
    case 'joining':
      return placesOfJoining(row, get);
    case 'proposal':
      return placesOfProposal(row, get);
    case 'person':
    case 'team':
    case 'unit':
      return placesOfEntrant(row, get);
    case 'campaign':
    case 'statement':
      return [];
  }
}

const sortOf = (position: Position): string => String(position).padStart(15, '0');

function placed(figure: Figure, counting: Counting | undefined, sort: string): readonly Place[] {
  if (counting === undefined) return [];
  const { year, path, scopes } = counting;
  return path.flatMap((organization) =>
    scopes.map((scope) => ({ set: figureSet(figure, year, organization, scope), sort })),
  );
}

/** What an organisation runs itself, beside what is run below it: the two together are what its area has. */
function owned(figure: Figure, { year, organization }: CompetitionRow, sort: string): readonly Place[] {
  return year === undefined ? [] : [{ set: figureSet(figure, year, organization, 'own'), sort }];
}

const pathOf = (organization: string, get: Get): readonly string[] => {
  const row = get(organizationKey(organization));
  return row?.row === 'organization' ? row.path : [organization];
};

/** Undefined before the competition is opened. */
function countingOf(row: CompetitionRow, get: Get): Counting | undefined {
  const { year, organization, level, series } = row;
  if (year === undefined) return undefined;
  const scopes: Scope[] = ['*', `level:${level}`];
  if (series !== undefined) scopes.push(`series:${series}`);
  return { year, path: pathOf(organization, get), scopes };
}

function competitionIn(competition: string, get: Get): CompetitionRow | undefined {
  const row = get(competitionKey(competition));
  return row?.row === 'competition' ? row : undefined;
}

function countingIn(competition: string, get: Get): Counting | undefined {
  const row = competitionIn(competition, get);
  return row && countingOf(row, get);
}

/**
 * A contest counts as short once it is frozen or ended for it: until then somebody may still enter. Cancelled is what was
 * cancelled, or frozen with every board short where the rules cancel it. domain-rules 51.
 */
function placesOfContest(row: ContestRow, get: Get): readonly Place[] {
  const competition = competitionIn(row.competition, get);
  const counting = competition && countingOf(competition, get);
  if (competition === undefined || counting === undefined) return [];
  // All contests of a plan come in with one event.
  const sort = `${sortOf(row.at)}/${row.contest}`;
  const places = [...placed('contests', counting, sort), ...owned('contests', competition, sort)];
  if (row.publications.length > 0) places.push(...placed('published', counting, sort));
  const boards = row.frozen === undefined && row.ended === undefined ? [] : shortagesOf(row);
  const few = boards.filter(({ otherwise }) => otherwise !== undefined);
  if (few.length > 0) places.push(...placed('short', counting, sort));
  const isAllShort = few.length > 0 && few.length === boards.length && row.minimum?.otherwise === 'cancel';
  if (row.ended === undefined ? isAllShort : row.ended[0] === 'cancelled')
    places.push(...placed('cancelled', counting, sort));
  return places;
}

/** Entries made in a contest; those that a merger brought are counted where they were made. */
export const enteredIn = ({ entered, moved = 0 }: ContestRow): number =>
  Object.values(entered).reduce((all, one) => all + one, 0) - moved;

/** How many entered each board, of those that ask for a number; `otherwise` where they are too few. */
export function shortagesOf({ minimum, boards, entered }: ContestRow) {
  if (minimum === undefined) return [];
  const counts = new Map<string, number>();
  for (const [group, own] of Object.entries(boards))
    for (const board of own) counts.set(board, (counts.get(board) ?? 0) + (entered[group] ?? 0));
  return [...counts].map(([board, count]) => ({
    board,
    entered: count,
    needed: minimum.count,
    otherwise: tooFewEntrants({ minimumEntrants: minimum }, count),
  }));
}

const yearOfCampaign = (campaign: string, get: Get): number | undefined => {
  const row = get(campaignKey(campaign));
  return row?.row === 'campaign' ? row.year : undefined;
};

/** Proposals count where their unit is, which may lie deep below whoever runs the campaign. */
function countingFor({ campaign, unit }: { campaign: string; unit: string }, get: Get): Counting | undefined {
  const year = yearOfCampaign(campaign, get);
  return year === undefined ? undefined : { year, path: pathOf(unit, get), scopes: ['*'] };
}

function placesOfJoining(row: JoiningRow, get: Get): readonly Place[] {
  return placed('joined', countingFor(row, get), sortOf(row.at));
}

function placesOfProposal(row: ProposalRow, get: Get): readonly Place[] {
  const counting = countingFor(row, get);
  const steps = Object.entries(row.steps) as readonly (readonly [Step, readonly [Position, string]])[];
  return steps.flatMap(([step, [at]]) => placed(step, counting, sortOf(at)));
}

const counted = { person: 'people', team: 'teams', unit: 'units' } as const;

function placesOfEntrant(row: EntrantRow, get: Get): readonly Place[] {
  const { place } = row;
  const all: Place[] = [];
  for (const one of row.entered) {
    if (isLate(one, get)) continue;
    const counting = countingIn(one.competition, get);
    all.push(...placed(counted[row.row], counting, place));
    if (row.row === 'person' && counting !== undefined)
      all.push(...placed('involved', { ...counting, scopes: ['*'] }, place));
  }
  for (const one of row.proposed) {
    const counting = countingFor(one, get);
    all.push(...placed('proposers', counting, place), ...placed('involved', counting, place));
  }
  // Who enters twice in a year stands in its set once.
  return [...new Map(all.map((one) => [one.set, one])).values()];
}

/** An entry behind the freeze is kept in the log and takes no part. */
export function isLate({ competition, contest, at }: EntrantRow['entered'][number], get: Get): boolean {
  const row = get(contestKey(competition, contest));
  return row?.row === 'contest' && row.frozen !== undefined && at > row.frozen[0];
}
