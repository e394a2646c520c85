/** From where to where, with 95 in 100. */
export type Interval = { readonly low: number; readonly high: number };

const z = 1.959963984540054;

/** The 97.5th percentile of Student's t: a series in 1/df, right to three digits from four degrees of freedom on. */
export function studentT(df: number): number {
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduceRight((sum, term) => sum / df + term, 0);
}

/** Sum of squares around the mean; nothing but 0 where all numbers are equal. */
export function squares(numbers: readonly number[]): number {
  if (numbers.every((one) => one === numbers[0])) return 0;
  let total = 0;
  for (const one of numbers) total += one;
  const mean = total / numbers.length;
  let sum = 0;
  for (const one of numbers) sum += (one - mean) ** 2;
  return sum;
}

/** Of a mean, by Student's t. Undefined where all numbers are equal: then nothing is known of how they vary. */
export function ofMean(numbers: readonly number[], mean: number): Interval | undefined {
  const n = numbers.length;
  const error = Math.sqrt(squares(numbers) / (n - 1) / n);
  return around(mean, studentT(n - 1) * error);
}

/** Of the difference of two means, by Welch. Undefined where neither group varies. */
export function ofDifference(a: readonly number[], b: readonly number[], difference: number): Interval | undefined {
  const [va, vb] = [a, b].map((one) => squares(one) / (one.length - 1) / one.length) as [number, number];
  if (!(va + vb > 0)) return undefined;
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return around(difference, studentT(df) * Math.sqrt(va + vb));
}

/** By the jackknife: from what the figure would be without each entry in turn. Undefined where no entry matters. */
export function byJackknife(figure: number, without: readonly number[]): Interval | undefined {
  const n = without.length;
  const error = Math.sqrt(((n - 1) / n) * squares(without));
  return Number.isFinite(error) ? around(figure, studentT(n - 1) * error) : undefined;
}

const around = (centre: number, reach: number): Interval | undefined =>
  reach > 0 ? { low: centre - reach, high: centre + reach } : undefined;
