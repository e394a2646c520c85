import { isDay, isWeekend, type Day } from './day';

/**
 * What one year departs from Monday to Friday, as the State Council lays it down: days off, and Saturdays and Sundays worked
 * in exchange (调休). Weekends need not be listed among the days off.
 */
export type YearTable = {
  readonly year: number;
  /** Where it is laid down, such as 国办发明电〔2023〕7号. */
  readonly source: string;
  readonly holidays: readonly Day[];
  readonly workdays: readonly Day[];
};

type Year = { readonly source: string; readonly off: ReadonlySet<Day>; readonly on: ReadonlySet<Day> };

/** The years somebody knows. A day of any other year is neither a working day nor none. */
export type Calendar = ReadonlyMap<number, Year>;

export type CalendarProblem = {
  /** JSON Pointer into the table. */
  readonly pointer: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
};

type Loaded =
  | { readonly ok: true; readonly years: readonly YearTable[] }
  | { readonly ok: false; readonly problems: readonly CalendarProblem[] };

const yearMin = 1949;
const yearMax = 9999;
const fields = ['year', 'source', 'holidays', 'workdays'];

/** Checks a table, `[{ year, source, holidays, workdays }]`, and tells everything that is wrong at once. Never throws. */
export function loadYears(json: unknown): Loaded {
  const problems: CalendarProblem[] = [];
  if (!Array.isArray(json)) {
    return { ok: false, problems: [say('', 'wrong-type', '应为年份的列表', 'expected a list of years')] };
  }
  const seen = new Set<number>();
  for (const [index, entry] of json.entries()) {
    const year = checkYear(entry, `/${index}`, problems);
    if (year === undefined) continue;
    if (seen.has(year)) problems.push(say(`/${index}/year`, 'year-repeated', '年份重复', 'this year is listed twice'));
    seen.add(year);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, years: json as readonly YearTable[] };
}

function checkYear(entry: unknown, at: string, problems: CalendarProblem[]): number | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    problems.push(say(at, 'wrong-type', '应为一个年份', 'expected a year'));
    return undefined;
  }
  const { year, source, holidays, workdays } = entry as Partial<Record<keyof YearTable, unknown>>;
  for (const field of Object.keys(entry)) {
    if (fields.includes(field)) continue;
    problems.push(say(`${at}/${field}`, 'field-unknown', `不认识的字段 ${field}`, `unknown field ${field}`));
  }
  if (typeof source !== 'string' || source.trim() === '') {
    problems.push(say(`${at}/source`, 'field-missing', '请写明依据的通知', 'state where it is laid down'));
  }
  if (typeof year !== 'number' || !Number.isInteger(year) || year < yearMin || year > yearMax) {
    problems.push(say(`${at}/year`, 'wrong-type', '应为年份，如 2026', 'expected a year such as 2026'));
    return undefined;
  }
  const off = checkDays(holidays, year, `${at}/holidays`, problems);
  const on = checkDays(workdays, year, `${at}/workdays`, problems);
  for (const [index, day] of on.entries()) {
    const place = `${at}/workdays/${index}`;
    if (!isDay(day)) continue;
    if (!isWeekend(day)) {
      problems.push(say(place, 'not-a-weekend', '不是周六、周日，无须列出', 'a Monday to Friday needs no listing'));
    }
    if (off.includes(day)) {
      problems.push(say(place, 'both-ways', '同一天既放假又上班', 'the day is off and worked at once'));
    }
  }
  return year;
}

function checkDays(value: unknown, year: number, at: string, problems: CalendarProblem[]): readonly Day[] {
  if (!Array.isArray(value)) {
    problems.push(say(at, 'wrong-type', '应为日期的列表', 'expected a list of days'));
    return [];
  }
  const seen = new Set<unknown>();
  for (const [index, day] of value.entries()) {
    const place = `${at}/${index}`;
    if (typeof day !== 'string' || !isDay(day)) {
      problems.push(say(place, 'no-such-day', '应为日期，如 2026-10-01', 'expected a day such as 2026-10-01'));
    } else if (!day.startsWith(`${String(year)}-`)) {
      problems.push(say(place, 'other-year', `不在 ${year} 年`, `not a day of ${year}`));
    } else if (seen.has(day)) {
      problems.push(say(place, 'day-repeated', '日期重复', 'this day is listed twice'));
    }
    seen.add(day);
  }
  return value.filter((day): day is Day => typeof day === 'string');
}

const say = (pointer: string, code: string, zh: string, en: string): CalendarProblem => ({ pointer, code, zh, en });

/** A calendar of checked years; of two tables for a year the later one holds. */
export const calendarOf = (years: readonly YearTable[]): Calendar =>
  new Map(
    years.map(({ year, source, holidays, workdays }) => [
      year,
      { source, off: new Set(holidays), on: new Set(workdays) },
    ]),
  );

/** The years of a table in the place of those of another calendar. */
export const withYears = (calendar: Calendar, years: readonly YearTable[]): Calendar =>
  new Map([...calendar, ...calendarOf(years)]);

/** Whether people work on a day; undefined when nobody knows that year. */
export function isWorkingDay(calendar: Calendar, day: Day): boolean | undefined {
  const year = calendar.get(Number(day.slice(0, 4)));
  if (year === undefined) return undefined;
  return year.on.has(day) || (!year.off.has(day) && !isWeekend(day));
}
