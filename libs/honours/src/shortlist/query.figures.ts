import { figures, type Figures } from '@xf/shortlist';
import { sourceOnly, type Cited } from '../cites';
import { listBase, type ListBase } from '../honour/rules.instant';
import type { StatedCandidate } from './events';
import type { RoundShortlist } from './rules';
import { asCandidates, shortlistOf } from './rules.candidates';

type LimitFigure = Figures['limits'][number];
export type ToldLimit = LimitFigure & Cited & { readonly zh: string; readonly en: string };
export type ListFigures = { readonly pots: Figures['pots']; readonly limits: readonly ToldLimit[] };

const defaultDecimals = 1;

/** The report of a confirmed list under its round's rules; undefined where the round has none for the award. domain-rules 29. */
export function figuresOf(
  part: RoundShortlist | undefined,
  award: string,
  { seats, stated }: { readonly seats?: number; readonly stated?: readonly StatedCandidate[] },
): ListFigures | undefined {
  const rules = shortlistOf(part, award);
  if (rules === undefined || seats === undefined || stated === undefined) return undefined;
  const { pots, limits } = figures(rules.document, asCandidates(stated), seats, part?.decimals ?? defaultDecimals);
  const sources = new Map(rules.document.clauses.map(({ id, cites }) => [id, cites]));
  return { pots, limits: limits.map((one) => ({ ...one, ...words(one), ...sourceOnly(sources.get(one.clause)) })) };
}

/** The year's list with `instant` honours that were given since the one before; all on a list without rules are in its base. */
export function yearList(listed: number, told: ListFigures | undefined, instant: number): ListBase {
  const base = told?.pots[0]?.chosen ?? listed;
  return listBase({ base, singleListed: listed - base }, instant);
}

function words({ title, kind, have, limit, base, actual, points = '0' }: LimitFigure) {
  const [atZh, atEn] = kind === 'floor' ? ['至少', 'at least'] : ['至多', 'at most'];
  const persons = { zh: `${title}：${have} 人，${atZh} ${limit} 人`, en: `${title}: ${have}, ${atEn} ${limit}` };
  if (base === undefined || actual === undefined) return persons;
  if (/^0(\.0*)?$/.test(points)) {
    const figure = `${have}/${base}`;
    return {
      zh: `${title}：${figure}＝${actual}%，恰为规定`,
      en: `${title}: ${figure} = ${actual} %, exactly the rule`,
    };
  }
  const isBroken = points.startsWith('-');
  const [sideZh, sideEn] = (kind === 'floor') !== isBroken ? ['高于', 'above'] : ['低于', 'below'];
  const by = points.replace('-', '');
  return {
    zh: `${title}：${have}/${base}＝${actual}%，${sideZh}规定 ${by} 个百分点`,
    en: `${title}: ${have}/${base} = ${actual} %, ${by} points ${sideEn} the rule`,
  };
}
