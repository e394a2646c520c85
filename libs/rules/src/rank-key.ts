import type { EntryInput } from './contracts';
import { decimalPlaces, exact, negate, sign, toFixed, toParts, type Exact } from './exact';

/**
 * Rank keys: text whose byte order is the order of the numbers, of any size and sign, equal for equal numbers.
 *
 * An atom is one number: a character for sign and length of the whole part, then the digits, then `.`. Reversing the
 * direction replaces each character by its mirror image in the alphabet and `.` by `~`, so both directions are exact.
 * Every atom holds exactly one of `.` and `~`, at its end; that is what tells the parts of a key apart.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LAST = ALPHABET.length - 1;
/** Whole parts longer than this write their length in three more characters. */
const SHORT_LENGTH_MAX = 27;
/** Digits after the point written as they are; anything finer follows as a continued fraction. */
const PLAIN_DIGITS_MAX = 24;
const MIDDLE = 31;
export const MISSING_ATOM = '~';
export const RANKED = '0';
export const UNRANKED = '1';

const DIGIT_MIRROR = '9876543210';

function lengthCode(length: number, negative: boolean): string {
  const mark = (n: number) => ALPHABET[n] as string;
  if (length <= SHORT_LENGTH_MAX) return mark(negative ? MIDDLE - 1 - length : MIDDLE + length);
  const base = ALPHABET.length;
  const digits = [Math.floor(length / base / base), Math.floor(length / base) % base, length % base];
  if ((digits[0] as number) > LAST) throw new Error(`number too long for a rank key: ${length} digits`);
  return negative
    ? mark(MIDDLE - 2 - SHORT_LENGTH_MAX) + digits.map((digit) => mark(LAST - digit)).join('')
    : mark(MIDDLE + 1 + SHORT_LENGTH_MAX) + digits.map(mark).join('');
}

function mirrorDigits(digits: string): string {
  let mirrored = '';
  for (let i = 0; i < digits.length; i += 1) mirrored += DIGIT_MIRROR[digits.charCodeAt(i) - 48] as string;
  return mirrored;
}

/**
 * The text of one number; `descending` puts the larger number first. The body is written for the magnitude and
 * mirrored once when exactly one of "negative" and "descending" holds.
 */
export function numberAtom(x: Exact, descending: boolean): string {
  const places = decimalPlaces(x);
  if (places !== undefined && places <= PLAIN_DIGITS_MAX) return decimalAtom(toFixed(x, places), descending);
  const negative = sign(x) < 0;
  const { n, d } = toParts(x);
  const size = negative ? -n : n;
  const scale = 10n ** BigInt(PLAIN_DIGITS_MAX);
  const wholePart = (size / d).toString();
  const fine = (size % d) * scale;
  const digits = (fine / d).toString().padStart(PLAIN_DIGITS_MAX, '0');
  const flip = negative !== descending;
  const head = wholePart === '0' ? '' : wholePart;
  const body = head + digits;
  // `0` marks that more follows; mirrored it is `9`. Both stand above `.` and below `~`.
  const tail = continued(fine % d, d, flip);
  return lengthCode(head.length, flip) + (flip ? `${mirrorDigits(body)}9` : `${body}0`) + tail;
}

/** For a terminating decimal, straight from its shortest text. */
function decimalAtom(text: string, descending: boolean): string {
  const negative = text.charCodeAt(0) === 45;
  const point = text.indexOf('.');
  const start = negative ? 1 : 0;
  const end = point < 0 ? text.length : point;
  const bare = end - start === 1 && text.charCodeAt(start) === 48;
  const length = bare ? 0 : end - start;
  let digits = bare ? '' : text.slice(start, end);
  if (point >= 0) digits += text.slice(point + 1);
  else digits = trimZeros(digits);
  const flip = negative !== descending;
  // Zero has no sign: written as the smallest non-negative number, or its mirror image.
  return flip ? `${lengthCode(length, true)}${mirrorDigits(digits)}~` : `${lengthCode(length, false)}${digits}.`;
}

/** The number that an atom at the start of a text was made of; `undefined` where it is none or not a short decimal. */
export function readDecimalAtom(text: string, descending: boolean): Exact | undefined {
  const code = ALPHABET.indexOf(text.charAt(0));
  const flip = code < MIDDLE;
  const length = flip ? MIDDLE - 1 - code : code - MIDDLE;
  const written = /^[0-9]*(?=[.~])/.exec(text.slice(1))?.[0];
  if (code < 0 || length > SHORT_LENGTH_MAX || written === undefined) return undefined;
  const digits = (flip ? mirrorDigits(written) : written).padEnd(length, '0');
  // A number that does not end, or ends later, goes on behind its plain digits.
  if (digits.length - length > PLAIN_DIGITS_MAX) return undefined;
  const whole = length === 0 ? '0' : digits.slice(0, length);
  const fraction = digits.slice(length);
  const size = exact(fraction === '' ? whole : `${whole}.${fraction}`);
  return flip === descending ? size : negate(size);
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}

/**
 * r/d in (0, 1) as 1/(a1 + 1/(a2 + …)): a larger term makes the fraction smaller at odd places and larger at even
 * ones, so every other term is mirrored; the end of the list stands for an infinite term.
 */
function continued(r: bigint, d: bigint, flip: boolean): string {
  let [low, high] = [r, d];
  let text = '';
  let mirrored = !flip;
  for (; low !== 0n; mirrored = !mirrored) {
    const term = (high / low).toString();
    text += lengthCode(term.length, mirrored) + (mirrored ? mirrorDigits(term) : term);
    [low, high] = [high % low, low];
  }
  return text + (mirrored ? '.' : '~');
}

/** Entry number, then entry id: digits compare as numbers, so that 9 comes before 10. */
export function entryOrderAtom(input: Pick<EntryInput, 'entry' | 'number'>): string {
  return `${naturalText(input.number ?? '')}-${naturalText(input.entry)}.`;
}

function naturalText(text: string): string {
  let out = '';
  for (const run of text.match(/[0-9]+|[^0-9]+/g) ?? []) {
    if (/^[0-9]/.test(run)) {
      const digits = run.replace(/^0+/, '');
      out += `0${lengthCode(digits.length, false)}${digits}${lengthCode(run.length - digits.length, true)}`;
    } else {
      out += '1';
      for (let i = 0; i < run.length; i += 1) out += run.charCodeAt(i).toString(16).padStart(4, '0');
      out += '-';
    }
  }
  return out;
}

/** Which part of two keys differs first: 0 is the total; `undefined` when the keys are equal. */
export function firstDifference(a: string, b: string): number | undefined {
  let part = 0;
  for (let i = 0; i < a.length || i < b.length; i += 1) {
    if (a[i] !== b[i]) return part;
    if (a[i] === '.' || a[i] === '~') part += 1;
  }
  return undefined;
}

/** What follows the ranked flag and the total: the tie keys of one row. */
export function tiePart(key: string): string {
  return key.slice(key.search(/[.~]/) + 1);
}
