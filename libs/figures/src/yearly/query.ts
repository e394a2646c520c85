import type { Level } from '@xf/competitions';
import { levels } from '@xf/competitions';
import type { ViewReader } from '@xf/es';
import { changed, percentOf } from '@xf/proposals';
import { contestFigures, figures as everyFigure, type Figure, type Population } from '../terms';
import { enteredIn } from './project.places';
import {
  aboutKey,
  belowSet,
  figureSet,
  organizationKey,
  statementKey,
  type OrganizationRow,
  type Scope,
  type StatedFigure,
  type StatementRow,
  type YearRow,
} from './project';

export type YearReader = ViewReader<YearRow>;

/** Numbers as they are; the benefit in 万元 as an exact decimal. */
export type Figures = { readonly [F in Exclude<Figure, 'benefit'>]: number } & { readonly benefit: string };
export type ContestFigures = Pick<Figures, Exclude<(typeof contestFigures)[number], 'benefit'>>;

/** A population, and where it is from: stated for the organisation, or added up from every one directly below it. */
export type Denominator =
  | { readonly figure: Figure; readonly value: number; readonly from: 'counted' }
  | ({ readonly figure: Population; readonly value: number; readonly from: 'stated' } & Omit<StatedFigure, 'value'>)
  | {
      readonly figure: Population;
      readonly value: number;
      readonly from: 'below';
      readonly of: readonly { readonly organization: string; readonly value: number }[];
    };

/** Without `denominator` nobody has stated what this would be a share of; without `percent` it is a share of nothing. */
export type Share = {
  readonly share: string;
  readonly zh: string;
  readonly en: string;
  readonly numerator: { readonly figure: Figure; readonly value: number };
  readonly denominator?: Denominator;
  readonly percent?: string;
  /** More than all there are: one of the two is not what its name says. */
  readonly remark?: { readonly zh: string; readonly en: string };
};

/** Which part of a year is asked for. */
export type Asked = { readonly organization: string; readonly year: number; readonly series?: string | undefined };

export const scopeOf = ({ series }: Pick<Asked, 'series'>): Scope => (series === undefined ? '*' : `series:${series}`);

export function organizationRow(view: YearReader, organization: string): OrganizationRow | undefined {
  const row = view.get(organizationKey(organization));
  return row?.row === 'organization' ? row : undefined;
}

export function statementRow(view: YearReader, organization: string, year: number): StatementRow | undefined {
  const row = view.get(statementKey(organization, year));
  return row?.row === 'statement' ? row : undefined;
}

/** Every figure of an organisation and everything below it in a year; of one series those of its competitions. */
export function figuresOf(view: YearReader, asked: Asked, scope: Scope = scopeOf(asked)): Figures {
  const all = everyFigure.map((figure) => [figure, figureOf(view, figure, asked, scope)]);
  return Object.fromEntries(all) as Figures;
}

export function figureOf(view: YearReader, figure: Figure, asked: Asked, scope: Scope = scopeOf(asked)) {
  const { year, organization } = asked;
  switch (figure) {
    case 'entries':
      return sumOf(view, figureSet('contests', year, organization, scope), (row) =>
        row.row === 'contest' ? enteredIn(row) : 0,
      );
    case 'headCount':
      return sumOf(view, figureSet('joined', year, organization, scope), (row) =>
        row.row === 'joining' ? row.headCount : 0,
      );
    case 'benefit': {
      let benefit = '0';
      for (const row of rowsIn(view, figureSet('joined', year, organization, scope)))
        if (row.row === 'joining') benefit = changed(benefit, row.benefit);
      return benefit;
    }
    default:
      return view.size(figureSet(figure, year, organization, scope));
  }
}

function sumOf(view: YearReader, set: string, of: (row: YearRow) => number): number {
  let sum = 0;
  for (const row of rowsIn(view, set)) sum += of(row);
  return sum;
}

const pageSize = 1_000;

function* rowsIn(view: YearReader, set: string): Generator<YearRow> {
  for (let page = view.range(set, { limit: pageSize }); page.length > 0;) {
    for (const { row } of page) yield row;
    const last = page[page.length - 1];
    page = last === undefined || page.length < pageSize ? [] : view.range(set, { after: last, limit: pageSize });
  }
}

/** What was held at each level in the area. People and units may stand in several levels, so these do not add up. */
export const figuresByLevel = (view: YearReader, asked: Asked) =>
  levels.map((level) => ({ level, figures: contestFiguresIn(view, asked, `level:${level satisfies Level}`) }));

function contestFiguresIn(view: YearReader, asked: Asked, scope: Scope): ContestFigures {
  const all = contestFigures.map((figure) => [figure, figureOf(view, figure, asked, scope)]);
  return Object.fromEntries(all) as ContestFigures;
}

/** What the organisation runs itself: with those of all directly below it, all there are. */
export const ownFigures = (view: YearReader, asked: Asked) => ({
  competitions: Number(figureOf(view, 'competitions', asked, 'own')),
  contests: Number(figureOf(view, 'contests', asked, 'own')),
});

const shares = [
  { share: 'coverage', zh: '参赛面', en: 'units that take part', part: 'units', of: 'unitsInAll' },
  { share: 'participation', zh: '职工参赛率', en: 'people who take part', part: 'people', of: 'peopleInAll' },
  { share: 'involvement', zh: '职工参与率', en: 'people who enter or propose', part: 'involved', of: 'peopleInAll' },
  { share: 'publication', zh: '结果公布率', en: 'contests with results', part: 'published', of: 'contests' },
  { share: 'proposing', zh: '建议参与率', en: 'heads who proposed', part: 'proposers', of: 'headCount' },
  { share: 'adoption', zh: '采纳率', en: 'adopted of proposed', part: 'adopted', of: 'proposed' },
  { share: 'implementation', zh: '实施率', en: 'implemented of proposed', part: 'implemented', of: 'proposed' },
  { share: 'verification', zh: '效益确认率', en: 'verified of implemented', part: 'verified', of: 'implemented' },
] as const;

const ofCompetitions: readonly string[] = ['coverage', 'participation', 'publication'];

/** Each share from its exact ratio, half-up at the second digit of the per cent. domain-rules 100, 101. */
export function sharesOf(view: YearReader, asked: Asked, figures: Figures): readonly Share[] {
  const known = shares.filter(({ share }) => asked.series === undefined || ofCompetitions.includes(share));
  return known.map(({ part, of, ...told }) => {
    const numerator = { figure: part, value: figures[part] };
    const denominator =
      of === 'unitsInAll' || of === 'peopleInAll'
        ? populationOf(view, of, asked)
        : ({ figure: of, value: figures[of], from: 'counted' } as const);
    if (denominator === undefined) return { ...told, numerator };
    const percent = percentOf(BigInt(numerator.value), BigInt(denominator.value));
    const remark = remarkOn(numerator.value, denominator);
    return { ...told, numerator, denominator, ...(percent === undefined ? {} : { percent }), ...remark };
  });
}

/** A part that is more than the whole is told as it is, with what may be wrong about it. domain-rules 100. */
function remarkOn(part: number, { value, from }: Denominator): Pick<Share, 'remark'> {
  if (part <= value) return {};
  if (from === 'counted') return { remark: { zh: '分子大于分母', en: 'more than all there are' } };
  const zh = '参加数多于填报的总数：请核对总数，或同一单位（人）在报名中是否写法不一';
  const en =
    'more take part than there are said to be: check the total, and whether one is written in two ways in entries';
  return { remark: { zh, en } };
}

/**
 * How many there are in all: as stated for the series, as stated for the organisation, or the sum of all organisations
 * directly below it, when every one of them is known. A sum of some would make a coverage look better than it is.
 */
export function populationOf(view: YearReader, figure: Population, asked: Asked): Denominator | undefined {
  const { organization, year, series } = asked;
  const own = statementRow(view, organization, year)?.stated;
  const stated = own?.[aboutKey(figure, series)] ?? own?.[figure];
  if (stated !== undefined) {
    const { value, source, event } = stated;
    return { figure, value: Number(value), from: 'stated', source, event };
  }
  const of: { organization: string; value: number }[] = [];
  let value = 0;
  for (const row of rowsIn(view, belowSet(organization))) {
    if (row.row !== 'organization') continue;
    const part = populationOf(view, figure, { organization: row.organization, year, series });
    if (part === undefined) return undefined;
    of.push({ organization: row.organization, value: part.value });
    value += part.value;
  }
  return of.length === 0 ? undefined : { figure, value, from: 'below', of };
}
