import { memberPage, type Cursor, type Position } from '@xf/es';
import type { Figure } from '../terms';
import { enteredIn, isLate, shortagesOf } from './project.places';
import {
  campaignKey,
  competitionKey,
  belowSet,
  figureSet,
  organizationKey,
  type CompetitionRow,
  type ContestRow,
  type EntrantRow,
  type Entered,
  type ProposalRow,
  type Scope,
  type Step,
  type YearRow,
} from './project';
import { figuresOf, type Asked, type YearReader } from './query';

export type PageOptions = { readonly after?: Cursor | undefined; readonly limit: number };

export type Page<T> = {
  readonly position: Position;
  readonly total: number;
  readonly rows: readonly T[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

/** One thing that a figure counts, with the events that make it count. People are nobody in particular. */
export type Evidence = { readonly events: readonly string[] } & Readonly<Record<string, unknown>>;

/** The set whose rows make up a figure; a sum has the set of what it adds up. */
const setOf: Readonly<Partial<Record<Figure, Figure>>> = {
  entries: 'contests',
  headCount: 'joined',
  benefit: 'joined',
};

/** What a figure counts, one by one, in the order in which it came about. */
export function evidencePage(
  view: YearReader,
  figure: Figure,
  asked: Asked,
  scope: Scope,
  options: PageOptions,
): Page<Evidence> {
  const { year, organization } = asked;
  const set = figureSet(setOf[figure] ?? figure, year, organization, scope);
  return pageOf(view, set, options, (row) => evidenceOf(view, row, figure, asked, scope));
}

/** The organisations directly below one, by id, each with its own figures. */
export const regionPage = (view: YearReader, asked: Asked, options: PageOptions) =>
  pageOf(view, belowSet(asked.organization), options, (row) => {
    if (row.row !== 'organization') return undefined;
    const { organization, name, level } = row;
    return { organization, name, level, figures: figuresOf(view, { ...asked, organization }) };
  });

function pageOf<T>(
  view: YearReader,
  set: string,
  options: PageOptions,
  told: (row: YearRow) => T | undefined,
): Page<T> {
  const { position, members, next } = memberPage(view, set, options);
  const whole = { position, total: view.size(set), rows: members.flatMap(({ row }) => told(row) ?? []) };
  // A key may be a person's id, which is nobody's business; the text a row is sorted by is its own.
  return next === undefined ? whole : { ...whole, next: { sort: next.sort, key: '~' } };
}

function evidenceOf(view: YearReader, row: YearRow, figure: Figure, asked: Asked, scope: Scope): Evidence | undefined {
  switch (row.row) {
    case 'competition': {
      const { competition, name, organization, level, series, events } = row;
      return { competition, name, organization, level, series, events };
    }
    case 'contest':
      return contestEvidence(row, figure);
    case 'left': {
      const { competition, contest, event } = row;
      return { competition, contest, events: [event] };
    }
    case 'person':
    case 'team':
    case 'unit':
      return entrantEvidence(view, row, figure, asked, scope);
    case 'joining': {
      const { campaign, unit, headCount, benefit, events, benefitEvents } = row;
      return figure === 'benefit'
        ? { campaign, unit, benefit, events: benefitEvents }
        : { campaign, unit, headCount, events };
    }
    case 'proposal':
      return proposalEvidence(row, figure);
    default:
      return undefined;
  }
}

function contestEvidence(row: ContestRow, figure: Figure): Evidence {
  const { competition, contest, name, publications, frozen, ended } = row;
  const on = { competition, contest, name };
  if (figure === 'published') return { ...on, events: publications };
  if (figure === 'entries') {
    const entered = enteredIn(row);
    return {
      ...on,
      entered,
      entries: `/api/competitions/${competition}/contests/${contest}/entries`,
      events: row.events,
    };
  }
  if (figure !== 'short' && figure !== 'cancelled') return { ...on, events: row.events };
  const boards = shortagesOf(row).filter(({ otherwise }) => otherwise !== undefined);
  return { ...on, boards, events: [...row.events, ...[frozen, ended].flatMap((told) => told?.[1] ?? [])] };
}

function proposalEvidence({ campaign, unit, proposal, number, title, steps }: ProposalRow, figure: Figure): Evidence {
  const step = steps[figure as Step];
  return { campaign, unit, proposal, number, title, events: step === undefined ? [] : [step[1]] };
}

/** Of all that somebody ever entered or proposed, what counts in this figure. */
function entrantEvidence(view: YearReader, row: EntrantRow, figure: Figure, asked: Asked, scope: Scope): Evidence {
  const entered = figure === 'proposers' ? [] : row.entered.filter((one) => countsIn(view, one, asked, scope));
  const own = figure === 'people' ? [] : row.proposed.filter((one) => isProposedIn(view, one, asked));
  const events = [...entered, ...own].map(({ event }) => event);
  if (row.row !== 'unit') return { events };
  const contests = entered.map(({ competition, contest, entries }) => ({ competition, contest, entries }));
  const years = yearsInSeries(view, row, asked);
  return { unit: row.name, contests, events, ...(years === undefined ? {} : { years, consecutive: runOf(years) }) };
}

function countsIn(view: YearReader, one: Entered, asked: Asked, scope: Scope): boolean {
  const row = competitionIn(view, one);
  if (row?.year !== asked.year || !isBelow(view, row.organization, asked.organization)) return false;
  if (isLate(one, (key) => view.get(key))) return false;
  if (scope.startsWith('series:')) return scope === `series:${row.series ?? ''}`;
  return scope.startsWith('level:') ? scope === `level:${row.level}` : true;
}

function competitionIn(view: YearReader, { competition }: Entered): CompetitionRow | undefined {
  const row = view.get(competitionKey(competition));
  return row?.row === 'competition' ? row : undefined;
}

const isBelow = (view: YearReader, organization: string, above: string): boolean => {
  const row = view.get(organizationKey(organization));
  return row?.row === 'organization' ? row.path.includes(above) : organization === above;
};

function isProposedIn(view: YearReader, { campaign, unit }: EntrantRow['proposed'][number], asked: Asked): boolean {
  const row = view.get(campaignKey(campaign));
  return row?.row === 'campaign' && row.year === asked.year && isBelow(view, unit, asked.organization);
}

/** The years up to the one asked for in which a unit took part in the series, the latest first. domain-rules 104. */
function yearsInSeries(view: YearReader, row: EntrantRow, asked: Asked): readonly number[] | undefined {
  const { series, year, organization } = asked;
  if (series === undefined) return undefined;
  const years = new Set<number>();
  for (const one of row.entered) {
    const competition = competitionIn(view, one);
    const held = competition?.series === series ? competition.year : undefined;
    if (competition === undefined || held === undefined || held > year) continue;
    if (isBelow(view, competition.organization, organization) && !isLate(one, (key) => view.get(key))) years.add(held);
  }
  return [...years].sort((a, b) => b - a);
}

/** How many of these years follow one another without a gap, from the latest back. */
function runOf(years: readonly number[]): number {
  let run = 0;
  while (run < years.length && years[run] === (years[0] ?? 0) - run) run += 1;
  return run;
}
