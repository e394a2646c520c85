import type { Criterion, MarkedContest, MarkedEntry, RecordedMark } from '../marks';

/** Chance that a seed gives again: numbers from 0 up to 1. */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A draw of the standard bell curve. */
export const bell = (chance: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

export type Size = {
  readonly entries: number;
  readonly judges: number;
  readonly criteria: number;
  /** Digits after the point. */
  readonly digits: number;
  /** Standard deviations: of entries, of judges' severity, and of everything else. */
  readonly entry: number;
  readonly severity: number;
  readonly noise: number;
  /** How often a mark is three times as far off as the others. */
  readonly wild: number;
};

const size: Size = { entries: 30, judges: 5, criteria: 5, digits: 1, entry: 6, severity: 1.5, noise: 2.5, wild: 0 };

const units = ['第一机械厂', '第二纺织厂', '公交公司'];

/** Judges J1… mark entries E001… in criteria c1… from 0 to 100, entry by entry, as at a real contest. No mark is odd. */
export function randomContest(seed: number, over: Partial<Size> = {}): MarkedContest {
  const { entries, judges, criteria, digits, entry: entrySd, severity, noise, wild } = { ...size, ...over };
  const chance = chanceFrom(seed);
  const range = { min: '0', max: '100', ...(digits === 0 ? { step: '1' } : {}) };
  const columns = Array.from({ length: criteria }, (_, n): Criterion => {
    return { id: `c${n + 1}`, name: `第${n + 1}项`, kind: 'judged', range };
  });
  const severities = Array.from({ length: judges }, () => severity * bell(chance));
  const marks: RecordedMark[] = [];
  for (let e = 1; e <= entries; e++) {
    const number = `E${String(e).padStart(3, '0')}`;
    const one: MarkedEntry = { entry: `e${e}`, number, unit: units[e % units.length] ?? '' };
    const quality = 78 + entrySd * bell(chance);
    for (const { id } of columns) {
      const level = quality + entrySd * 0.5 * bell(chance);
      for (let j = 1; j <= judges; j++) {
        const off = noise * bell(chance) * (wild > 0 && chance() < wild ? 3 : 1);
        const drawn = level + (severities[j - 1] ?? 0) + off;
        const value = Math.min(100, Math.max(0, drawn)).toFixed(digits);
        const position = marks.length + 1;
        const ref = `entry-c.e${e}@${position}`;
        marks.push({ entry: one, criterion: id, slot: `J${j}`, value, ref, position, late: false });
      }
    }
  }
  return { competition: 'c', contest: 'turning', frozenAt: marks.length + 1, criteria: columns, marks };
}

/** The contest with other values: undefined leaves a mark as it is. */
export function remarked(
  contest: MarkedContest,
  valueOf: (mark: RecordedMark, all: readonly RecordedMark[]) => string | undefined,
): MarkedContest {
  const marks = contest.marks.map((mark) => {
    const value = valueOf(mark, contest.marks);
    return value === undefined ? mark : { ...mark, value };
  });
  return { ...contest, marks };
}
