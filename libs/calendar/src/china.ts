import published from 'chinese-days/dist/chinese-days.json';
import { version } from 'chinese-days/package.json';
import { calendarOf, type Calendar, type YearTable } from './calendar';

const source = `chinese-days ${version}（国务院办公厅历年放假安排）`;

/** A year counts as known when its National Day is in it: the package lists whole years, and lists them when they are published. */
function publishedYears(): readonly YearTable[] {
  const off = Object.keys(published.holidays);
  const on = Object.keys(published.workdays);
  const years = off.filter((day) => day.endsWith('-10-01')).map((day) => Number(day.slice(0, 4)));
  return years
    .sort((a, b) => a - b)
    .map((year) => {
      const within = (day: string) => day.startsWith(`${year}-`);
      return { year, source, holidays: off.filter(within).sort(), workdays: on.filter(within).sort() };
    });
}

/** Working days as published for the years that the installed package knows, 2004 and later. */
export const chinaYears: readonly YearTable[] = publishedYears();
export const china: Calendar = calendarOf(chinaYears);
