/** A day as people write it, `2026-04-28`; it has no clock time and no time zone. */
export type Day = string;

/** Milliseconds since the epoch, UTC. */
type Instant = number;

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const clockPattern = /^([01]\d|2[0-3]):([0-5]\d)$/;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Asia/Shanghai has had no summer time since 1991. */
const shanghaiMs = 8 * 3_600_000;
/** Days from the first of March of the year 0 to 1970-01-01. */
const toEpoch = 719_468;

/** Whether there is such a day in the calendar. */
export function isDay(text: string): boolean {
  const [, year, month, day] = dayPattern.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return Number(month) >= 1 && Number(month) <= 12 && dayText(dayNumber(text)) === text;
}

/** Days since 1970-01-01. Throws on what is not written as a day. */
export function dayNumber(day: Day): number {
  const [, y, m, d] = dayPattern.exec(day) ?? [];
  if (y === undefined) throw new Error(`not a day: ${day}`);
  // Years begin in March here, so that the day a leap year adds is the last one.
  const year = Number(y) - (Number(m) <= 2 ? 1 : 0);
  const month = (Number(m) + 9) % 12;
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leaps + Math.floor((153 * month + 2) / 5) + Number(d) - 1 - toEpoch;
}

/** The day of a number; undoes `dayNumber`. */
export function dayText(number: number): Day {
  const days = number + toEpoch;
  const era = Math.floor(days / 146_097);
  const inEra = days - era * 146_097;
  const years = inEra - Math.floor(inEra / 1_460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096);
  const ofYear = Math.floor(years / 365);
  const inYear = inEra - (365 * ofYear + Math.floor(ofYear / 4) - Math.floor(ofYear / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = ofYear + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The day that comes `days` later. */
export const daysAfter = (day: Day, days: number): Day => dayText(dayNumber(day) + days);

/** Saturday or Sunday. */
export function isWeekend(day: Day): boolean {
  const weekday = (((dayNumber(day) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** The day an instant falls on in Asia/Shanghai. */
export const dayOf = (instant: Instant): Day => dayText(Math.floor((instant + shanghaiMs) / dayMs));

/** The minute an instant falls in, in Asia/Shanghai: 2026-05-01 09:00. */
export const minuteText = (instant: Instant): string =>
  `${dayOf(instant)} ${clockOf((((instant + shanghaiMs) % dayMs) + dayMs) % dayMs)}`;

function clockOf(ofDay: number): string {
  const minutes = Math.floor(ofDay / minuteMs);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Whether a text is a clock time from 00:00 to 23:59. */
export const isClock = (text: string): boolean => clockPattern.test(text);

/**
 * The minute of a day in Asia/Shanghai, as the instant it begins; without a clock time the last minute of the day. Throws on
 * what is not a day or a clock time.
 */
export function minuteAt(day: Day, clock = '23:59'): Instant {
  const [, hour, minute] = clockPattern.exec(clock) ?? [];
  if (hour === undefined) throw new Error(`not a clock time: ${clock}`);
  return dayNumber(day) * dayMs - shanghaiMs + (Number(hour) * 60 + Number(minute)) * minuteMs;
}

/** Whether something came after a minute was over: a term told to the minute lasts to the end of it. domain-rules 33. */
export const isAfterMinute = (at: Instant, minute: Instant): boolean =>
  Math.floor(at / minuteMs) > Math.floor(minute / minuteMs);
