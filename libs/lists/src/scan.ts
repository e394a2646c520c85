/** What must not stand in anything published. */
export type Leak = 'id-number' | 'phone';

/** Marks nobody sees, and blanks or hyphens people put between the groups of a number. */
const invisible = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;
const between = '[ \\u3000-]?';
const idGrouped = new RegExp(
  `(?<!\\d)[1-9]\\d{5}${between}(?:19|20)\\d{2}${between}(?:0\\d|1[0-2])${between}[0-3]\\d${between}\\d{3}${between}[\\dXx](?![\\dA-Za-z])`,
);
/** Identity numbers of 18 and of 15 digits; bank cards have as many and are as little to be published. */
const longNumber = /(?<!\d)(?:\d{15,19}|\d{17}[Xx])(?![\dA-Za-z])/;
const mobile = new RegExp(`(?<!\\d)(?:(?:\\+|00)?86${between})?1[3-9]\\d${between}\\d{4}${between}\\d{4}(?!\\d)`, 'g');

const folded = (text: string): string => text.normalize('NFKC').replace(invisible, '');

/**
 * Whether a finished text shows an identity number, a bank card or a mobile phone, in whatever digits and with whatever
 * blanks. Masked ones pass. `contacts` are phones to be published on purpose, such as the one for objections.
 * domain-rules 41
 */
export function leakIn(text: string, contacts: readonly string[] = []): Leak | undefined {
  // Nearly every cell has no digits to speak of.
  if (!/\p{Nd}.*\p{Nd}/su.test(text)) return undefined;
  const plain = folded(text);
  if (longNumber.test(plain) || idGrouped.test(plain)) return 'id-number';
  const open = new Set(contacts.map(digitsOf));
  return (plain.match(mobile) ?? []).some((found) => !open.has(digitsOf(found))) ? 'phone' : undefined;
}

const digitsOf = (text: string): string => folded(text).replace(/\D/g, '').slice(-11);
