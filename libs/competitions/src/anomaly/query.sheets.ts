import { groupedBy } from '../marks';
import { bySlot, chanceOfEqual, marksOf, type Cell, type Column, type Found } from './query.columns';

/** Of fewer criteria, or among fewer sheets, equal ones say nothing. */
const criteriaMin = 3;
const sheetsMin = 10;
/** How many equal pairs chance may be expected to make, at most, before one is told. */
const expectedMax = 0.001;

type Sheet = readonly Cell[];

/** Entries whom one judge gave the same marks all through, where chance hardly does. */
export function identicalSheets(columns: readonly Column[]): readonly Found[] {
  const judged = columns.filter(({ criterion }) => criterion.kind === 'judged');
  if (judged.length < criteriaMin) return [];
  const cells = judged.flatMap((column) => column.cells);
  return [...bySlot(cells)].flatMap(([slot, own]) => {
    const sheets = [...groupedBy(own, ({ mark }) => mark.entry.entry).values()].filter(
      (sheet) => sheet.length === judged.length,
    );
    if (sheets.length < sheetsMin) return [];
    return copiesOf(sheets, judged.length).map((copies) => copyFound(slot, copies));
  });
}

/** Groups of equal sheets; none where chance may have made them. */
function copiesOf(sheets: readonly Sheet[], width: number): readonly (readonly Sheet[])[] {
  const all = Array.from({ length: width }, (_, n) => n);
  const groups = [...groupedBy(sheets, (sheet) => keyOf(sheet, all)).values()].filter(({ length }) => length > 1);
  const equal = pairsIn(groups);
  if (equal === 0 || groups[0]?.length === sheets.length) return [];
  const pairsEqualIn = (places: readonly number[]) =>
    pairsIn([...groupedBy(sheets, (sheet) => keyOf(sheet, places)).values()]) - equal;
  const fromScale = all.map((n) => chanceOfEqual(sheets.map((sheet) => sheet[n]?.x ?? 0)));
  const prior = sum(fromScale) / all.length;
  return expectedPairs(sheets.length, all, prior, pairsEqualIn) <= expectedMax ? groups : [];
}

/**
 * How many pairs chance would make equal. A good entry is good throughout, so the marks of a sheet hang together: after
 * the first criterion it counts with the share of pairs equal in one that are equal in another too. Where few are equal
 * in any, as on a fine scale, that share is nothing to go by, and `prior` says what the scale alone lets expect.
 */
function expectedPairs(
  sheets: number,
  all: readonly number[],
  prior: number,
  pairsEqualIn: (places: readonly number[]) => number,
): number {
  const [equal, both] = [[], []] as [number[], number[]];
  for (const one of all) {
    equal.push(pairsEqualIn([one]));
    for (const other of all) if (other !== one) both.push(pairsEqualIn([one, other]));
  }
  const given = sum(equal) * (all.length - 1) + 1;
  const next = Math.min((sum(both) + 1) / given, Math.max((sum(both) + prior) / given, prior));
  return Math.min(Math.max(...equal) + 1, (sheets * (sheets - 1)) / 2) * next ** (all.length - 1);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const keyOf = (sheet: Sheet, places: readonly number[]): string => places.map((n) => sheet[n]?.x ?? '').join(' ');
const pairsIn = (groups: readonly (readonly unknown[])[]): number =>
  sum(groups.map(({ length }) => (length * (length - 1)) / 2));

function copyFound(slot: string, copies: readonly Sheet[]): Found {
  const numbers = copies.map(([cell]) => cell?.mark.entry.number ?? '').sort();
  const marks = (copies[0] ?? []).map(({ mark }) => `${mark.criterion} ${mark.value}`);
  const shown = numbers.slice(0, 10);
  return {
    kind: 'identical-sheets',
    marks: marksOf(copies.flat()),
    zh: `${slot} 给 ${copies.length} 个参赛项（${shown.join('、')}${numbers.length > shown.length ? '等' : ''}）的 ${marks.length} 项分数完全相同：${marks.join('，')}`,
    en: `${slot} gave ${copies.length} entries (${shown.join(', ')}${numbers.length > shown.length ? ', …' : ''}) the same ${marks.length} marks: ${marks.join(', ')}`,
  };
}
