import { streamName, type Instant, type StreamName } from '@xf/es';
import { hashRuleDocument } from '@xf/rules';
import type { Level, ReceiverKind } from '@xf/competitions';

export type { Level, ReceiverKind };

/** A sentence for the reader, Chinese first. */
export type Said = { readonly zh: string; readonly en: string };

export const roundStream = (round: string): StreamName => streamName('round', round);
export const nominationStream = (round: string, nomination: string): StreamName =>
  streamName('nomination', round, nomination);
export const honourStream = (award: string, subject: string): StreamName => streamName('honour', award, subject);

/**
 * The opaque id of a nomination that follows from its grounds: the same winner on the same board means the same
 * nomination, however often the publication is answered.
 */
export const nominationIdOf = (...grounds: readonly string[]): string =>
  `n${hashRuleDocument(grounds).slice('sha256:'.length).slice(0, 20)}`;

/** A day as people write it, `2026-04-28`; it has no clock time and no time zone. */
export type Day = string;

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether there is such a day in the calendar. */
export function isDay(text: string): boolean {
  const [, year, month, day] = dayPattern.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return (
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month))
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;

/** The day an instant falls on in Asia/Shanghai, which has had no summer time since 1991. */
export function dayOf(instant: Instant): Day {
  let days = Math.floor((instant + shanghaiMs) / dayMs);
  let year = 1970;
  for (let length = yearDays(year); days >= length; length = yearDays(year)) {
    days -= length;
    year += 1;
  }
  let month = 1;
  for (let length = daysIn(year, month); days >= length; length = daysIn(year, month)) {
    days -= length;
    month += 1;
  }
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(days + 1, 2)}`;
}

const yearDays = (year: number): number => 337 + daysIn(year, 2);

/** Text whose order is the order of the numbers. */
export const padded = (number: number, width: number): string => String(number).padStart(width, '0');
