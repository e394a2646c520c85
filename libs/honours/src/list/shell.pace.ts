import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** After so long the process does its other work. */
const sliceMs = 10;
/** Sorted in one go. */
const runLength = 1_000;

/** Long work in slices, so that others are answered meanwhile. */
export class Pace {
  private began: number;

  /** @param now milliseconds of a clock that only moves on */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.began = now();
  }

  async rest(): Promise<void> {
    if (this.now() - this.began < sliceMs) return;
    await setImmediate();
    this.began = this.now();
  }

  /** As `toSorted`: equal ones keep their order. */
  async sorted<T>(rows: readonly T[], compare: (a: T, b: T) => number): Promise<readonly T[]> {
    let runs: T[][] = [];
    for (let at = 0; at < rows.length; at += runLength) {
      runs.push(rows.slice(at, at + runLength).sort(compare));
      await this.rest();
    }
    while (runs.length > 1) {
      const longer: T[][] = [];
      for (let n = 0; n < runs.length; n += 2)
        longer.push(await this.merged(runs[n] ?? [], runs[n + 1] ?? [], compare));
      runs = longer;
    }
    return runs[0] ?? [];
  }

  private async merged<T>(first: readonly T[], second: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
    const all: T[] = [];
    let [i, j] = [0, 0];
    while (i < first.length || j < second.length) {
      const [a, b] = [first[i], second[j]];
      if (j >= second.length || (i < first.length && compare(a as T, b as T) <= 0)) {
        all.push(a as T);
        i += 1;
      } else {
        all.push(b as T);
        j += 1;
      }
      if (all.length % runLength === 0) await this.rest();
    }
    return all;
  }
}
