import { contestFigures, figureNames, figures as everyFigure, type Figure } from '../terms';
import { figuresByLevel, figuresOf, ownFigures, sharesOf } from './query';
import type { Asked, YearReader } from './query';
import { growthOf } from './query.growth';

/** How what is counted is counted, told with the numbers. */
const notes = [
  {
    zh: '竞赛及其报名计入开赛之年；合理化建议计入活动期间开始之年',
    en: 'a competition and its entries count in the year it was opened, proposals in the year their campaign began',
  },
  {
    zh: '同一人只计一次，按身份证号识别，不按姓名；没有身份证号的，每次报名各计一人',
    en: 'a person counts once, known by ID number and never by name; who entered without one counts at every entry',
  },
  {
    zh: '参赛单位按报名所填名称识别，同名计为一个；退赛、缺席的仍计入报名，另列其数',
    en: 'units are known by the name entries give them; who withdrew or was absent had entered, and is also counted apart',
  },
];

export type Report = ReturnType<typeof reportOf>;

/** All that is told of a year, each figure with where the events behind it are listed. */
export function reportOf(view: YearReader, asked: Required<Asked>) {
  const figures = figuresOf(view, asked);
  return {
    ...asked,
    position: view.position(),
    figures,
    names: Object.fromEntries(everyFigure.map((figure) => [figure, figureNames[figure]])),
    shares: sharesOf(view, asked, figures),
    growth: growthOf(view, asked, figures),
    ...(asked.series === undefined ? { own: ownFigures(view, asked), levels: levelsOf(view, asked) } : {}),
    events: linksOf(asked),
    regions: linkTo(asked, 'regions'),
    notes,
  };
}

function levelsOf(view: YearReader, asked: Asked) {
  return figuresByLevel(view, asked).map(({ level, figures }) => ({
    level,
    figures,
    events: Object.fromEntries(
      contestFigures.map((figure) => [figure, `${linkTo(asked, `figures/${figure}`)}&level=${level}`]),
    ),
  }));
}

/** Where the events behind each figure are listed. */
export const linksOf = (asked: Asked): Readonly<Record<Figure, string>> =>
  Object.fromEntries(everyFigure.map((figure) => [figure, linkTo(asked, `figures/${figure}`)])) as Record<
    Figure,
    string
  >;

function linkTo({ organization, year, series }: Asked, path: string): string {
  const of = series === undefined ? '' : `&series=${series}`;
  return `/api/organizations/${organization}/${path}?year=${year}${of}`;
}
