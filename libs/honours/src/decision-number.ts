import type { Instant } from '@xf/es';
import { dayOf, padded, type Day } from './terms';

/** The number of a conferral decision (文号): 唐工字〔2023〕25号. domain-rules 105. */
export type DecisionNumber = { readonly issuer: string; readonly year: number; readonly number: number };

const pattern = /^(\S*?[^\s\d〔[(（【])[〔[(（【](\d{4})[〕\])）】]([1-9]\d{0,5})号$/;

/**
 * Reads a decision number with 〔〕 or any of the brackets people type instead; spaces do not count. Undefined when it
 * has no issuer, no year of four digits, or a number that starts with zero.
 */
export function parseDecisionNumber(text: string): DecisionNumber | undefined {
  const [, issuer, year, number] = pattern.exec(text.replace(/\s/g, '')) ?? [];
  if (issuer === undefined || year === undefined || number === undefined) return undefined;
  return { issuer, year: Number(year), number: Number(number) };
}

/** The official form, always with 〔〕. */
export const printDecisionNumber = ({ issuer, year, number }: DecisionNumber): string =>
  `${issuer}〔${year}〕${number}号`;

/** Orders decisions of one issuer by year and number. */
export const decisionSort = ({ issuer, year, number }: DecisionNumber): string =>
  `${issuer}/${padded(year, 4)}/${padded(number, 6)}`;

export const sameDecision = (a: DecisionNumber, b: DecisionNumber): boolean => decisionSort(a) === decisionSort(b);

export type YearOff = { code: 'decision-year-off'; from: number; to: number };

/**
 * Why a decision cannot have decided what counts from a day: it is numbered in the year of that day, or in the next one when
 * it was printed after New Year, and in no year to come.
 */
export function yearOff({ year }: DecisionNumber, day: Day, now: Instant): YearOff | undefined {
  const from = yearOf(day);
  const to = Math.min(from + 1, yearOf(dayOf(now)));
  return year < from || year > to ? { code: 'decision-year-off', from, to } : undefined;
}

const yearOf = (day: Day): number => Number(day.slice(0, 4));
