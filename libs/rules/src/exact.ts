/**
 * Exact rational numbers. No result ever passes through a binary fraction.
 *
 * A number is n/d with d > 0. While both fit a safe integer they are plain numbers, which costs no more than integer
 * arithmetic; on overflow the pair is reduced and, if it still does not fit, kept as BigInt. Fractions are not kept in
 * lowest terms: reducing each sum would cost more than the sum, so equality is always asked through `compare`.
 */
type Small = { readonly n: number; readonly d: number };
type Big = { readonly n: bigint; readonly d: bigint };
export type Exact = Small | Big;

/** A plain decimal, best written as a string; a JSON number is taken by its shortest text. */
export type Decimal = string | number;

export type RoundingMode = 'half-up' | 'half-down' | 'half-even' | 'up' | 'down' | 'ceiling' | 'floor';

const MAX = Number.MAX_SAFE_INTEGER;
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, digits) => Number(`1e${digits}`));
/** Digits that a number which a document computes may have, above and below the fraction line. */
export const DIGITS_MAX = 300;
const LONG = 10n ** BigInt(DIGITS_MAX);
/** Digits printed after the point for a number whose decimal expansion does not end. */
export const PERIODIC_DIGITS = 12;

export const ZERO: Exact = { n: 0, d: 1 };
export const ONE: Exact = { n: 1, d: 1 };

function isSmall(x: Exact): x is Small {
  return typeof x.n === 'number';
}

function isSafe(n: number): boolean {
  return n <= MAX && n >= -MAX;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function fromBig(n: bigint, d: bigint): Exact {
  const common = gcd(n, d);
  return common > 1n ? reduced(n / common, d / common) : reduced(n, d);
}

function reduced(rn: bigint, rd: bigint): Exact {
  const fits = rn <= MAX && rn >= -MAX && rd <= MAX;
  return fits ? { n: Number(rn), d: Number(rd) } : { n: rn, d: rd };
}

/** A whole number; throws when it is not one, which would be a bug of the caller. */
export function whole(n: number): Exact {
  if (!Number.isSafeInteger(n)) throw new Error(`not a whole number: ${n}`);
  return { n, d: 1 };
}

/** Reads a plain decimal (`-12.50`); `undefined` for anything else: exponents, spaces, full-width digits, `.5`, `05`. */
export function parseExact(text: string): Exact | undefined {
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  const { length } = text;
  if (length === first) return undefined;
  if (length - first > 15) return parseLong(text);
  let n = 0;
  let point = -1;
  for (let i = first; i < length; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) n = n * 10 + digit;
    else if (digit === -2 && point < 0 && i > first) point = i;
    else return undefined;
  }
  if (point === length - 1) return undefined;
  if (text.charCodeAt(first) === 48 && length - first > 1 && point !== first + 1) return undefined;
  return { n: first === 1 ? 0 - n : n, d: point < 0 ? 1 : (POWERS_OF_TEN[length - 1 - point] as number) };
}

function parseLong(text: string): Exact | undefined {
  const match = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const n = BigInt((match[2] ?? '') + fraction);
  return fromBig(match[1] === '-' ? -n : n, 10n ** BigInt(fraction.length));
}

/** Reads a decimal that has been checked before; throws on anything else. */
export function exact(value: Decimal): Exact {
  const parsed = parseExact(typeof value === 'string' ? value : String(value));
  if (!parsed) throw new Error(`not a plain decimal: ${value}`);
  return parsed;
}

export function add(a: Exact, b: Exact): Exact {
  if (isSmall(a) && isSmall(b)) {
    if (a.d === b.d) {
      const n = a.n + b.n;
      if (isSafe(n)) return { n, d: a.d };
    } else {
      const wide = a.d > b.d ? a : b;
      const narrow = a.d > b.d ? b : a;
      // Decimals of different length share the longer one's denominator: no growth, no reduction needed.
      const divides = wide.d % narrow.d === 0;
      const left = wide.n * (divides ? 1 : narrow.d);
      const right = narrow.n * (divides ? wide.d / narrow.d : wide.d);
      const d = divides ? wide.d : wide.d * narrow.d;
      if (isSafe(left) && isSafe(right) && isSafe(left + right) && d <= MAX) return { n: left + right, d };
    }
  }
  const [an, ad, bn, bd] = [BigInt(a.n), BigInt(a.d), BigInt(b.n), BigInt(b.d)];
  return fromBig(an * bd + bn * ad, ad * bd);
}

export function negate(x: Exact): Exact {
  return isSmall(x) ? { n: 0 - x.n, d: x.d } : { n: -x.n, d: x.d };
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, negate(b));
}

export function multiply(a: Exact, b: Exact): Exact {
  if (isSmall(a) && isSmall(b)) {
    const n = a.n * b.n;
    const d = a.d * b.d;
    if (isSafe(n) && d <= MAX) return { n, d };
  }
  return fromBig(BigInt(a.n) * BigInt(b.n), BigInt(a.d) * BigInt(b.d));
}

/** a / b, or `undefined` when b is zero. */
export function divide(a: Exact, b: Exact): Exact | undefined {
  if (isZero(b)) return undefined;
  const positive = b.n > 0;
  const inverse = isSmall(b)
    ? { n: positive ? b.d : 0 - b.d, d: positive ? b.n : 0 - b.n }
    : { n: positive ? b.d : -b.d, d: positive ? b.n : -b.n };
  return multiply(a, inverse);
}

export function isZero(x: Exact): boolean {
  return sign(x) === 0;
}

export function sign(x: Exact): -1 | 0 | 1 {
  if (x.n > 0) return 1;
  return x.n < 0 ? -1 : 0;
}

/** Negative when a < b, zero when equal, positive when a > b. */
export function compare(a: Exact, b: Exact): number {
  if (isSmall(a) && isSmall(b)) {
    if (a.d === b.d) return a.n - b.n;
    const left = a.n * b.d;
    const right = b.n * a.d;
    if (isSafe(left) && isSafe(right)) return left - right;
  }
  const difference = BigInt(a.n) * BigInt(b.d) - BigInt(b.n) * BigInt(a.d);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

export function absolute(x: Exact): Exact {
  return sign(x) < 0 ? negate(x) : x;
}

/** x to a whole power; `undefined` for zero to a negative power. */
export function power(x: Exact, exponent: number): Exact | undefined {
  if (exponent < 0 && isZero(x)) return undefined;
  const base = exponent < 0 ? (divide(ONE, x) as Exact) : x;
  const times = Math.abs(exponent);
  if (isSmall(base)) {
    let [n, d] = [1, 1];
    for (let i = times; i > 0; i -= 1) [n, d] = [n * base.n, d * base.d];
    if (isSafe(n) && d <= MAX) return { n, d };
  }
  // Powers of what has no factor in common have none either.
  const { n: above, d: below } = toParts(base);
  return reduced(above ** BigInt(times), below ** BigInt(times));
}

/** Whether the numerator or the denominator, in lowest terms, has more than `DIGITS_MAX` digits. */
export function isTooLong(x: Exact): boolean {
  return !isSmall(x) && (isLong(x.n) || isLong(x.d));
}

export function isLong(n: bigint): boolean {
  return n >= LONG || n <= -LONG;
}

/** Whether the magnitude grows by one, given how the remainder stands to one half. */
function growsAway(mode: RoundingMode, negative: boolean, half: number, odd: boolean): boolean {
  switch (mode) {
    case 'half-up':
      return half >= 0;
    case 'half-down':
      return half > 0;
    case 'half-even':
      return half > 0 || (half === 0 && odd);
    case 'up':
      return true;
    case 'down':
      return false;
    case 'ceiling':
      return !negative;
    case 'floor':
      return negative;
  }
}

/**
 * The multiple of `quantum` (> 0) that the mode chooses. `half-up` and `half-down` speak of magnitude (ties away from
 * zero or towards it), `up` and `down` likewise; `ceiling` and `floor` speak of the number line.
 */
export function roundToMultiple(x: Exact, quantum: Exact, mode: RoundingMode): Exact {
  if (isSmall(x) && isSmall(quantum)) {
    const n = x.n * quantum.d;
    const d = x.d * quantum.n;
    if (isSafe(n) && d <= MAX) {
      // The remainder of safe integers is exact, hence so is the quotient after subtracting it.
      const rest = n % d;
      let times = (n - rest) / d;
      if (rest !== 0) {
        const half = 2 * Math.abs(rest) - d;
        if (growsAway(mode, n < 0, half, times % 2 !== 0)) times += n < 0 ? -1 : 1;
      }
      const product = times * quantum.n;
      if (isSafe(product)) return { n: product + 0, d: quantum.d };
    }
  }
  const n = BigInt(x.n) * BigInt(quantum.d);
  const d = BigInt(x.d) * BigInt(quantum.n);
  const rest = n % d;
  let times = n / d;
  if (rest !== 0n) {
    const twice = 2n * (rest < 0n ? -rest : rest);
    const half = twice === d ? 0 : twice > d ? 1 : -1;
    if (growsAway(mode, n < 0n, half, times % 2n !== 0n)) times += n < 0n ? -1n : 1n;
  }
  return fromBig(times * BigInt(quantum.n), BigInt(quantum.d));
}

/** 10^-digits, digits 0..12. */
export function quantumOf(digits: number): Exact {
  const d = POWERS_OF_TEN[digits];
  if (d === undefined || digits > 12) throw new Error(`digits out of 0..12: ${digits}`);
  return { n: 1, d };
}

/** Exactly `digits` digits after the point; a number with more is rounded half-up first. */
export function toFixed(x: Exact, digits: number): string {
  if (isSmall(x) && digits <= 15) {
    const d = POWERS_OF_TEN[digits] as number;
    const n = x.d === d ? x.n : undefined;
    if (n !== undefined) return place(n < 0, String(Math.abs(n)), digits);
  }
  const scaled = roundToMultiple(multiply(x, fromBig(10n ** BigInt(digits), 1n)), ONE, 'half-up');
  const n = BigInt(scaled.n) / BigInt(scaled.d);
  return place(n < 0n, String(n < 0n ? -n : n), digits);
}

function place(negative: boolean, digitsText: string, digits: number): string {
  const minus = negative ? '-' : '';
  if (digits === 0) return minus + digitsText;
  const padded = digitsText.length > digits ? digitsText : digitsText.padStart(digits + 1, '0');
  return `${minus}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** Digits after the point of the shortest exact decimal, or `undefined` when it never ends. */
export function decimalPlaces(x: Exact): number | undefined {
  if (isSmall(x)) {
    const digits = POWERS_OF_TEN.indexOf(x.d);
    if (digits === 0) return 0;
    if (digits > 0) {
      let places = digits;
      for (let n = x.n; places > 0 && n % 10 === 0; n /= 10) places -= 1;
      return places;
    }
  }
  let rest = BigInt(x.d) / gcd(BigInt(x.n), BigInt(x.d));
  let twos = 0;
  let fives = 0;
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : undefined;
}

/** The shortest exact decimal; twelve digits, rounded half-up, when the expansion never ends. */
export function toDecimal(x: Exact): string {
  if (isSmall(x) && x.d === 1) return String(x.n);
  const places = decimalPlaces(x);
  return toFixed(x, places ?? PERIODIC_DIGITS);
}

/** Numerator and denominator in lowest terms. */
export function toParts(x: Exact): { readonly n: bigint; readonly d: bigint } {
  const common = gcd(BigInt(x.n), BigInt(x.d));
  return { n: BigInt(x.n) / common, d: BigInt(x.d) / common };
}

/** n/d for d other than zero. */
export function fromParts(n: bigint, d: bigint): Exact {
  if (d === 0n) throw new Error('denominator is zero');
  return d > 0n ? fromBig(n, d) : fromBig(-n, -d);
}
