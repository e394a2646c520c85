type Day = { readonly year: number; readonly month: number; readonly day: number };

/** Undefined for anything but a day of the calendar such as `2026-04-28`. */
function partsOf(text: string): Day | undefined {
  const [, y, m, d] = /^([12]\d{3})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  return y !== undefined && day >= 1 && day <= (lengthsOf(year)[month - 1] ?? 0) ? { year, month, day } : undefined;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthsOf = (year: number): readonly number[] => [
  ...[31, isLeap(year) ? 29 : 28, 31, 30, 31, 30],
  ...[31, 31, 30, 31, 30, 31],
];

/** `2026年4月28日`; undefined for anything but a day such as `2026-04-28`. */
export function dayInWords(text: string): string | undefined {
  const parts = partsOf(text);
  return parts && `${parts.year}年${parts.month}月${parts.day}日`;
}

/** `2018年4月20日17:00`; undefined for anything but a moment in Shanghai such as `2018-04-20T17:00+08:00`. */
export function momentInWords(text: string): string | undefined {
  const [, day = '', time = ''] =
    /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d(?:\.\d+)?)?\+08:00$/.exec(text) ?? [];
  const words = dayInWords(day);
  return words && words + time;
}

/** The number Excel has for a day from March 1900 on; undefined for earlier ones and for what is no day. */
export function excelDay(text: string): number | undefined {
  const parts = partsOf(text);
  if (parts === undefined || text < '1900-03-01') return undefined;
  const before = parts.year - 1;
  const years = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const months = lengthsOf(parts.year).slice(0, parts.month - 1);
  return years + months.reduce((sum, length) => sum + length, 0) + parts.day - daysBefore1900;
}

/** Days from 1 January of the year 1 to 30 December 1899, which is Excel's day 0 by later days; both counted. */
const daysBefore1900 = 693_594;
