import { combineKind, type Combine, type CombinePlan } from './combine.kinds';
import type { BandedCombine } from './document';
import { compare, type Exact } from './exact';

const compileCombine = (combine: Combine): CombinePlan => combineKind(combine).plan(combine);

/** The plan for a number of marks; `undefined` when no band speaks of it. */
export function compileCombines(
  combine: Combine | readonly BandedCombine[],
): (count: number) => CombinePlan | undefined {
  if (!Array.isArray(combine)) {
    const plan = compileCombine(combine as Combine);
    return () => plan;
  }
  const bands = (combine as readonly BandedCombine[]).map((band) => ({
    from: band.marks.from,
    to: band.marks.to ?? Infinity,
    plan: compileCombine(band),
  }));
  return (count) => bands.find((band) => count >= band.from && count <= band.to)?.plan;
}

/** J2 before J10: runs of digits compare as numbers, everything else by code unit. */
export function compareSlots(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [endA, endB] = [endOfRun(a, i), endOfRun(b, j)];
    const [x, y] = [a.slice(i, endA), b.slice(j, endB)];
    if (x !== y) {
      const byNumber = isDigit(x, 0) && isDigit(y, 0) ? Number(x) - Number(y) : 0;
      return byNumber || (x < y ? -1 : 1);
    }
    [i, j] = [endA, endB];
  }
  return a.length - i - (b.length - j);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Behind the digits, or behind all that are none, which begin at `from`. */
function endOfRun(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && isDigit(text, end) === isDigit(text, from)) end += 1;
  return end;
}

/** Insertion sort of two parallel lists: there are about ten marks, and this keeps them without allocating pairs. */
export function sortMarks(slots: string[], marks: Exact[], raw: string[], order: 'value' | 'slot'): void {
  for (let i = 1; i < marks.length; i += 1) {
    const mark = marks[i] as Exact;
    const slot = slots[i] as string;
    const text = raw[i] as string;
    let j = i - 1;
    while (j >= 0) {
      const after = order === 'value' ? compare(marks[j] as Exact, mark) : compareSlots(slots[j] as string, slot);
      if (after <= 0) break;
      marks[j + 1] = marks[j] as Exact;
      slots[j + 1] = slots[j] as string;
      raw[j + 1] = raw[j] as string;
      j -= 1;
    }
    marks[j + 1] = mark;
    slots[j + 1] = slot;
    raw[j + 1] = text;
  }
}
