import type { Place, Rules, Scored } from './contracts';
import { insiderOf, type CutLine } from './cut-line';

type Sized = -1 | 0 | 1;
/** How a place differs from the recorded one: in positions from the top, and in levels above it. */
type Shift = { readonly by: Sized; readonly steps: Sized };
/** Rows from `start` up to `end` share a key; none where the key is a new one. */
type Level = { readonly key: string; readonly start: number; readonly end: number };
/** One row leaves a level, or comes to one, or both; `size` is by how many more are ranked then. */
type Step = { readonly out: Level | undefined; readonly into: Level | undefined; readonly size: Sized };

const stays: Shift = { by: 0, steps: 0 };

/**
 * Answers whether who is inside a line changes when one row of a board becomes another, and nothing else does. Whoever stands
 * between the old place and the new one moves by one position; whether that matters is counted once for all rows. So an
 * answer costs two searches, where ranking the board again costs the board. For documents without a tolerance.
 */
export function changerOf(rules: Rules, board: readonly Scored[], line: CutLine) {
  const base = baseOf(rules, board, line);
  return (from: Scored, to: Scored): boolean => {
    const out = from.ranked ? base.levelFor(from.key) : undefined;
    const into = to.ranked ? base.levelFor(to.key) : undefined;
    const step: Step = { out, into, size: (Number(to.ranked) - Number(from.ranked)) as Sized };
    const self = base.indexOf(from.entry);
    const wasInside = self !== undefined && base.inside[self] === true;
    const isInside = into !== undefined && base.isInside(ownPlace(base, step, into, to), step.size);
    if (isInside !== wasInside) return true;
    return out?.key !== into?.key && othersChange(base, step, self);
  };
}

type Base = ReturnType<typeof baseOf>;

function baseOf(rules: Rules, board: readonly Scored[], line: CutLine) {
  const { method } = rules.document.ranking;
  const rows = board.filter(({ ranked }) => ranked).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const keys = rows.map(({ key }) => key);
  const { levels, steps } = levelsOf(keys);
  const insiders = [-1, 0, 1].map((by) => insiderOf(rules, line, { ranked: rows.length + by, entered: board.length }));
  const isInside = (place: Place, size: Sized): boolean => insiders[size + 1]?.(place) === true;
  const placeOf = (row: Scored, first: number, last: number, before: number): Place => {
    return { row, first, last, rank: method === '1334' ? last : method === '1223' ? before + 1 : first };
  };
  const isInsideAt = (i: number, { by, steps: more }: Shift, size: Sized): boolean => {
    const { start, end } = levels[i] as Level;
    return isInside(placeOf(rows[i] as Scored, start + 1 + by, end + by, (steps[i] as number) + more), size);
  };
  const inside = rows.map((_, i) => isInsideAt(i, stays, 0));
  const at = new Map(rows.map(({ entry }, i) => [entry, i]));
  const counted = new Map<string, Int32Array>();
  return {
    rows,
    inside,
    isInside,
    placeOf,
    indexOf: (entry: string) => at.get(entry),
    levelFor(key: string): Level {
      const start = lowerBound(keys, key);
      return keys[start] === key ? (levels[start] as Level) : { key, start, end: start };
    },
    stepsBefore(index: number): number {
      return steps[index] ?? (rows.length === 0 ? 0 : (steps[rows.length - 1] as number) + 1);
    },
    /** How many rows before each index change sides when all of them are shifted so. */
    changesUpTo(shift: Shift, size: Sized): Int32Array {
      const name = `${shift.by} ${shift.steps} ${size}`;
      const known = counted.get(name);
      if (known) return known;
      const sums = new Int32Array(rows.length + 1);
      for (let i = 0; i < rows.length; i += 1)
        sums[i + 1] = (sums[i] as number) + Number(isInsideAt(i, shift, size) !== inside[i]);
      counted.set(name, sums);
      return sums;
    },
  };
}

/** How rows from an index on are shifted; `level` when they are those of one of the step's two levels. */
function shiftAt({ out, into }: Step, index: number, level?: Level): Shift {
  const behindOut = out !== undefined && level !== out && out.end <= index;
  const behindInto =
    into !== undefined && level !== into && into.end <= index && (level === undefined || into.key < level.key);
  const closed = behindOut && out.end - out.start === 1;
  const opened = behindInto && into.start === into.end;
  return {
    by: (Number(behindInto) - Number(behindOut)) as Sized,
    steps: (Number(opened) - Number(closed)) as Sized,
  };
}

function ownPlace(base: Base, step: Step, level: Level, row: Scored): Place {
  const isSame = step.out?.key === level.key;
  const { by, steps } = isSame ? stays : shiftAt(step, level.start, level);
  const last = isSame ? level.end : level.end + by + 1;
  return base.placeOf(row, level.start + by + 1, last, base.stepsBefore(level.start) + steps);
}

/** Whether anybody but the row itself changes sides: stretches between the two levels by their counts, then the levels. */
function othersChange(base: Base, step: Step, self: number | undefined): boolean {
  const { out, into, size } = step;
  const levels = [out, into].filter((level) => level !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1));
  let done = 0;
  for (const level of [...levels, undefined]) {
    const sums = base.changesUpTo(shiftAt(step, done), size);
    if ((sums[level?.start ?? base.rows.length] as number) > (sums[done] as number)) return true;
    if (level === undefined) break;
    const { by, steps } = shiftAt(step, level.start, level);
    const last = level.end + by + (level === into ? 1 : -1);
    const before = base.stepsBefore(level.start) + steps;
    for (let i = level.start; i < level.end; i += 1) {
      if (i === self) continue;
      const place = base.placeOf(base.rows[i] as Scored, level.start + 1 + by, last, before);
      if (base.isInside(place, size) !== base.inside[i]) return true;
    }
    done = level.end;
  }
  return false;
}

/** For each row the level it stands on, and how many levels come before. */
function levelsOf(keys: readonly string[]): { readonly levels: readonly Level[]; readonly steps: readonly number[] } {
  const levels: Level[] = [];
  const steps: number[] = [];
  for (let start = 0, step = 0; start < keys.length; step += 1) {
    const key = keys[start] as string;
    let end = start + 1;
    while (keys[end] === key) end += 1;
    const level = { key, start, end };
    for (; start < end; start += 1) {
      levels.push(level);
      steps.push(step);
    }
  }
  return { levels, steps };
}

function lowerBound(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
