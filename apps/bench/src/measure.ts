import { performance } from 'node:perf_hooks';

/** One line of the result: ours against a named ceiling or peer, measured in the same run. */
export type Figure = {
  readonly what: string;
  readonly ours: number;
  readonly against: string;
  readonly theirs: number;
  readonly unit: string;
  /** ours / theirs for rates; theirs / ours for durations: higher is better in both. */
  readonly ratio: number;
  readonly bar: number;
};

export type Bench = {
  readonly name: string;
  readonly run: (scale: Scale) => Promise<readonly Figure[]>;
};

export type Scale = { readonly quick: boolean; readonly folder: string; readonly say: (line: string) => void };

export async function timed<T>(work: () => Promise<T> | T): Promise<{ readonly ms: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
};

let roundsMax = Infinity;

/** A quick run shows that everything works: more rounds would only make its figures steadier. */
export function limitRounds(most: number): void {
  roundsMax = most;
}

/** Runs two contestants in turns, so that a noisy neighbour slows both; answers the medians of their rates. */
export async function inTurns(rounds: number, ours: () => Promise<number>, theirs: () => Promise<number>) {
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < Math.min(rounds, roundsMax); round++) {
    b.push(await theirs());
    a.push(await ours());
  }
  return { ours: median(a), theirs: median(b) };
}

/** `writers` loops that each wait for their own answer before they go on; answers calls a second. */
export async function concurrently(
  writers: number,
  calls: number,
  call: (n: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let n = next++; n < calls; n = next++) await call(n);
  };
  const { ms } = await timed(() => Promise.all(Array.from({ length: writers }, loop)));
  return (calls / ms) * 1000;
}
