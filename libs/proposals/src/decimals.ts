/**
 * Exact decimals with up to six digits after the point, held as whole millionths. A benefit in 万元 is then exact to the
 * fen, and no sum passes through a binary fraction.
 */
export type Millionths = bigint;

const one = 1_000_000n;
const pattern = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/;

/** Undefined for anything but a plain decimal of at most fifteen digits before and six after the point. */
export function parseDecimal(text: string): Millionths | undefined {
  const [, minus, whole, fraction = ''] = pattern.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const size = BigInt(whole) * one + BigInt(fraction.padEnd(6, '0'));
  return minus === '-' ? -size : size;
}

/** Reads a decimal that has been checked before; throws on anything else. */
export function decimalOf(text: string): Millionths {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`not a decimal: ${text}`);
  return parsed;
}

export const wholeOf = (count: number): Millionths => BigInt(count) * one;

/** The shortest text of the number. */
export function printDecimal(value: Millionths): string {
  const size = value < 0n ? -value : value;
  const fraction = String(size % one)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size / one}${fraction === '' ? '' : `.${fraction}`}`;
}

/** `a + b - c`, as texts. */
export const changed = (a: string, b: string, c = '0'): string =>
  printDecimal(decimalOf(a) + decimalOf(b) - decimalOf(c));

/** The share in per cent, half-up at the second digit, from the exact ratio of two numbers from 0; of nothing there is none. */
export function percentOf(part: bigint, whole: bigint): string | undefined {
  if (whole === 0n) return undefined;
  const hundredths = (part * 20_000n + whole) / (2n * whole);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
