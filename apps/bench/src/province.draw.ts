/** A stream of numbers in [0, 1) that follows from its seed. */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const whole = { contestants: 2_000_000, judges: 20, units: 12_000 };

export type Province = {
  readonly judges: number;
  readonly units: number;
  /** How many contestants each competition has, in the order they were drawn. */
  readonly sizes: readonly number[];
};

const smallest = 100;
/** Of all contestants, so that the largest competition of the whole province has 300,000. */
const largestShare = 0.15;
/** The nearer to 1, the more of the contestants are in few competitions. */
const tail = 1.1;

/** @param scale of the whole province: 0.01 has 20,000 contestants */
export function drawProvince(seed: number, scale: number): Province {
  const chance = chanceOf(seed);
  const contestants = Math.round(whole.contestants * scale);
  const largest = Math.max(smallest, Math.round(contestants * largestShare));
  const sizes: number[] = [];
  for (let left = contestants; left > 0;) {
    const drawn = Math.min(largest, Math.floor(smallest * (1 - chance()) ** (-1 / tail)));
    const size = left - drawn < smallest ? Math.min(left, largest) : drawn;
    sizes.push(size);
    left -= size;
  }
  return { judges: whole.judges, units: Math.max(10, Math.round(whole.units * scale)), sizes };
}

export type Contestant = { readonly competition: number; readonly number: number };

/** Everybody, in the order they are judged: competitions run side by side, large ones for longer. */
export function contestantsOf({ sizes }: Province, seed: number): readonly Contestant[] {
  const chance = chanceOf(seed);
  const all = sizes.flatMap((size, competition) =>
    Array.from({ length: size }, (_, number) => ({ competition, number })),
  );
  for (let n = all.length - 1; n > 0; n--) {
    const other = Math.floor(chance() * (n + 1));
    [all[n], all[other]] = [all[other] as Contestant, all[n] as Contestant];
  }
  return all;
}

export type Mark = { readonly of: Contestant; readonly judge: number; readonly value: string };

/** Every mark once: so many contestants are on stage at a time, and their judges answer in any order. */
export function* marksOf(
  contestants: readonly Contestant[],
  { judges, stages }: { readonly judges: number; readonly stages: number },
  seed: number,
): Generator<Mark> {
  const chance = chanceOf(seed);
  const queue = contestants.values();
  const open: { readonly of: Contestant; readonly left: number[] }[] = [];
  const admit = (): void => {
    const { value } = queue.next();
    if (value !== undefined) open.push({ of: value, left: Array.from({ length: judges }, (_, n) => n) });
  };
  for (let n = 0; n < stages; n++) admit();
  while (open.length > 0) {
    const at = Math.floor(chance() * open.length);
    const stage = open[at] as (typeof open)[number];
    const [judge = 0] = stage.left.splice(Math.floor(chance() * stage.left.length), 1);
    yield { of: stage.of, judge, value: (40 + Math.floor(chance() * 601) / 10).toFixed(1) };
    if (stage.left.length > 0) continue;
    open[at] = open[open.length - 1] as (typeof open)[number];
    open.pop();
    admit();
  }
}

const [dayFrom, dayTo] = [8 * 3_600, 22 * 3_600];
const [peakFrom, peakTo] = [19 * 3_600, 21 * 3_600];
const peakShare = 0.7;
export const peakAt = (peakFrom + peakTo) / 2;

/**
 * Marks a second at a second of the day on which all of them are given: seven tenths in the two hours of the evening, rising
 * evenly to the middle and falling again, the rest evenly from eight to ten.
 */
export function rateAt(second: number, marks: number): number {
  if (second < dayFrom || second >= dayTo) return 0;
  const base = (marks * (1 - peakShare)) / (dayTo - dayFrom);
  if (second < peakFrom || second >= peakTo) return base;
  const half = (peakTo - peakFrom) / 2;
  return base + ((marks * peakShare) / half) * (1 - Math.abs(second - peakAt) / half);
}
