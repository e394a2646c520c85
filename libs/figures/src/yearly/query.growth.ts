import { decimalOf, printDecimal, wholeOf, type Millionths } from '@xf/proposals';
import { grown, type Grown } from '../terms';
import { aboutKey, type SetTarget } from './project';
import { figureOf, statementRow, type Asked, type Figures, type YearReader } from './query';

/** What the year before is known to have been. A statement stands for a year that was not, or not wholly, kept here. */
export type YearBefore =
  | { readonly value: string; readonly from: 'counted' }
  | {
      readonly value: string;
      readonly from: 'stated';
      readonly source: string;
      readonly event: string;
      /** What is counted here for that year all the same. */
      readonly counted: string;
    };

export type Growth = {
  readonly figure: Grown;
  readonly value: string;
  readonly lastYear: YearBefore;
  /** Per cent more than the year before, two digits, half away from zero; absent when there was nothing. */
  readonly percent?: string;
  readonly target?: SetTarget & {
    /** The least value that meets it. Absent for a growth on nothing, which nobody can tell whether it is met. */
    readonly needed?: string;
    readonly met?: boolean;
  };
};

/** A year against the one before and against its targets, compared exactly and never after rounding. domain-rules 103. */
export function growthOf(view: YearReader, asked: Asked, figures: Figures): readonly Growth[] {
  const { organization, year, series } = asked;
  const targets = statementRow(view, organization, year)?.targets;
  return grown
    .filter((figure) => series === undefined || ofCompetitions.has(figure))
    .map((figure) => {
      const value = String(figures[figure]);
      const lastYear = yearBefore(view, figure, asked);
      const percent = percentMore(decimalOf(value), decimalOf(lastYear.value));
      const target = targets?.[aboutKey(figure, series)];
      const reached = target && { ...target, ...judged(target, value, lastYear.value, figure !== 'benefit') };
      return {
        ...{ figure, value, lastYear },
        ...(percent === undefined ? {} : { percent }),
        ...(reached === undefined ? {} : { target: reached }),
      };
    });
}

const ofCompetitions: ReadonlySet<Grown> = new Set(['competitions', 'contests', 'entries', 'units', 'teams', 'people']);

function yearBefore(view: YearReader, figure: Grown, { organization, year, series }: Asked): YearBefore {
  const before = { organization, year: year - 1, series };
  const counted = String(figureOf(view, figure, before));
  const stated = statementRow(view, organization, year - 1)?.stated[aboutKey(figure, series)];
  return stated === undefined ? { value: counted, from: 'counted' } : { ...stated, from: 'stated', counted };
}

const hundred = wholeOf(100);

/** Nothing is divided: what is asked for is a hundred times the least value, and is rounded up only to be shown. */
function judged({ growthPercent, atLeast = '0' }: SetTarget, value: string, lastYear: string, whole: boolean) {
  if (growthPercent !== undefined && decimalOf(lastYear) === 0n) return {};
  const needed =
    growthPercent === undefined
      ? decimalOf(atLeast) * hundred
      : decimalOf(lastYear) * (hundred + decimalOf(growthPercent));
  const unit = hundred * (whole ? wholeOf(1) : 1n);
  const least = ((needed + unit - 1n) / unit) * (whole ? wholeOf(1) : 1n);
  return { needed: printDecimal(least), met: decimalOf(value) * hundred >= needed };
}

/** Per cent more, or less with a minus. */
export function percentMore(now: Millionths, before: Millionths): string | undefined {
  if (before <= 0n) return undefined;
  const more = now - before;
  const size = more < 0n ? -more : more;
  const hundredths = (size * 20_000n + before) / (2n * before);
  const sign = more < 0n && hundredths > 0n ? '-' : '';
  return `${sign}${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
