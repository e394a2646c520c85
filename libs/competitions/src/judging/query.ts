import { subtract, toDecimal, type Exact } from '@xf/rules';
import type { MarkedContest } from '../marks';
import { kendall, ofTau } from './query.agreement';
import { ofDifference, ofMean, type Interval } from './query.intervals';
import { comparedIn, meanDifference, panelsOf, ranksOf, toNumber, type Compared, type Panel } from './query.panels';
import { spreadOf } from './query.spread';

/** Entries that a judge and another marked, under which no figure is told. */
export const comparedMin = 10;
/** Entries of the judge's own unit, and of other units, under which no preference is told. */
export const unitMin = 5;

/** How an interval came about. All are meant to hold the true figure in 95 cases of 100. */
export type Method = 'student-t-95' | 'welch-95' | 'jackknife-95' | 'binomial-95';

/** Why there is no figure. */
export type Unknown = {
  readonly unknown: 'too-few' | 'no-variation' | 'unit-unknown';
  /** How many there are, of the kind that is too few. */
  readonly entries?: number;
  readonly needed?: number;
};

export type Figure =
  | {
      readonly value: string;
      readonly low: string;
      readonly high: string;
      readonly interval: Method;
      readonly entries: number;
    }
  | Unknown;

/** A judge in one criterion. Points of different criteria are not added up: they are points of different scales. */
export type CriterionFigures = {
  readonly criterion: string;
  readonly name: string;
  /** Marks that count. */
  readonly marks: number;
  /** Mean of the differences from the mean of the other judges, in points; above 0 is milder. */
  readonly severity: Figure;
  /** Standard deviation as a part of that of the other judges; 1 is as wide as theirs. */
  readonly spread: Figure;
  /** Kendall's tau-b with the mean of the other judges; 1 is the same order. */
  readonly agreement: Figure;
  /** Mean difference for entries of the judge's own unit less that for all others, in points. */
  readonly ownUnit: Figure;
};

export type JudgeFigures = { readonly slot: string; readonly criteria: readonly CriterionFigures[] };

/** Everybody who marked a judged criterion, by name of the slot and by nothing else. */
export function judgesOf({ criteria, marks }: MarkedContest): readonly string[] {
  const judged = new Set(criteria.filter(({ kind }) => kind === 'judged').map(({ id }) => id));
  const slots = new Set<string>();
  for (const { criterion, slot, late } of marks) if (!late && judged.has(criterion)) slots.add(slot);
  return [...slots].sort();
}

/**
 * What the marks say of judges. `unitsOf` answers the names of the units a judge belongs to; undefined where that is not
 * known. Means are exact, everything else follows from them by the same steps everywhere, and nothing is left to chance.
 */
export function figuresOf(
  contest: MarkedContest,
  slots: readonly string[],
  unitsOf: (slot: string) => ReadonlySet<string> | undefined,
): readonly JudgeFigures[] {
  const panels = panelsOf(contest);
  return slots.map((slot) => ({
    slot,
    criteria: panels.flatMap((panel): readonly CriterionFigures[] => {
      const marks = panel.bySlot.get(slot)?.length ?? 0;
      return marks === 0 ? [] : [inCriterion(panel, slot, marks, unitsOf(slot))];
    }),
  }));
}

function inCriterion(
  panel: Panel,
  slot: string,
  marks: number,
  units: ReadonlySet<string> | undefined,
): CriterionFigures {
  const { id, name } = panel.criterion;
  const compared = comparedIn(panel, slot);
  const ownUnit = preference(compared, units);
  const head = { criterion: id, name, marks };
  if (compared.length < comparedMin) {
    const tooFew: Unknown = { unknown: 'too-few', entries: compared.length, needed: comparedMin };
    return { ...head, severity: tooFew, spread: tooFew, agreement: tooFew, ownUnit };
  }
  const differences = compared.map(({ difference }) => toNumber(difference));
  const mean = meanDifference(compared);
  return {
    ...head,
    severity: figure(toDecimal(mean), ofMean(differences, toNumber(mean)), 'student-t-95', compared.length),
    spread: spreadFigure(panel, slot, compared),
    agreement: agreementFigure(compared),
    ownUnit,
  };
}

function spreadFigure(panel: Panel, slot: string, compared: readonly Compared[]): Figure {
  const found = spreadOf(panel, slot, new Set(compared.map(({ entry }) => entry.entry)));
  return figure(found?.ratio.toFixed(4) ?? '', found, 'jackknife-95', compared.length);
}

function agreementFigure(compared: readonly Compared[]): Figure {
  const [own, others] = [compared.map(({ mark }) => mark), compared.map((one) => one.others)];
  const found = kendall(ranksOf(own), ranksOf(others));
  const interval = found && ofTau(found);
  return figure(
    found?.tau.toFixed(4) ?? '',
    interval,
    interval?.by === 'binomial' ? 'binomial-95' : 'jackknife-95',
    compared.length,
  );
}

function preference(compared: readonly Compared[], units: ReadonlySet<string> | undefined): Figure {
  if (units === undefined) return { unknown: 'unit-unknown' };
  const isOwn = ({ entry }: Compared): boolean => entry.unit !== undefined && units.has(entry.unit);
  // An entry that names no unit may be of the judge's own as well as of another.
  const own = compared.filter(isOwn);
  const rest = compared.filter((one) => one.entry.unit !== undefined && !isOwn(one));
  const fewer = Math.min(own.length, rest.length);
  if (fewer < unitMin) return { unknown: 'too-few', entries: fewer, needed: unitMin };
  const value: Exact = subtract(meanDifference(own), meanDifference(rest));
  const [a, b] = [own, rest].map((list) => list.map(({ difference }) => toNumber(difference))) as [number[], number[]];
  return figure(toDecimal(value), ofDifference(a, b, toNumber(value)), 'welch-95', own.length);
}

/** Bounds are rounded outwards to four digits. */
function figure(value: string, interval: Interval | undefined, method: Method, entries: number): Figure {
  if (interval === undefined) return { unknown: 'no-variation', entries };
  const low = Math.floor(interval.low * 1e4) / 1e4;
  const high = Math.ceil(interval.high * 1e4) / 1e4;
  return { value, low: low.toFixed(4), high: high.toFixed(4), interval: method, entries };
}
