import * as fc from 'fast-check';
import { Fraction } from 'fraction.js';
import {
  add,
  compare,
  divide,
  exact,
  fromParts,
  multiply,
  parseExact,
  roundToMultiple,
  subtract,
  toDecimal,
  toFixed,
  toParts,
  type Exact,
} from './exact';
import { roundTo } from './testing/oracle-numbers';

const parts = (x: Exact) => `${toParts(x).n}/${toParts(x).d}`;
const shown = (x: InstanceType<typeof Fraction>) => `${x.s * x.n}/${x.d}`;
/** Numbers that stay small, and numbers that leave the safe integers. */
const integer = fc.oneof(fc.bigInt(-1000n, 1000n), fc.bigInt(-(10n ** 25n), 10n ** 25n));
const pair = fc.tuple(integer, fc.oneof(fc.bigInt(1n, 1000n), fc.bigInt(1n, 10n ** 20n)));

describe('exact arithmetic', () => {
  it('agrees with an independent rational on sums, products, quotients and order', () => {
    fc.assert(
      fc.property(pair, pair, ([an, ad], [bn, bd]) => {
        const [a, b] = [fromParts(an, ad), fromParts(bn, bd)];
        const [x, y] = [new Fraction(an, ad), new Fraction(bn, bd)];
        expect(parts(add(a, b))).toBe(shown(x.add(y)));
        expect(parts(subtract(a, b))).toBe(shown(x.sub(y)));
        expect(parts(multiply(a, b))).toBe(shown(x.mul(y)));
        expect(Math.sign(compare(a, b))).toBe(Math.sign(x.compare(y)));
        const quotient = divide(a, b);
        expect(quotient && parts(quotient)).toBe(bn === 0n ? undefined : shown(x.div(y)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['half-up', 'half-down', 'half-even', 'up', 'down', 'ceiling', 'floor'] as const)(
    'rounds %s like an independent rational',
    (mode) => {
      const tie = fc.tuple(fc.bigInt(-5000n, 5000n), fc.constantFrom(1n, 2n, 8n, 40n, 200n, 2000n, 3n, 7n));
      fc.assert(
        fc.property(
          fc.oneof(tie, pair),
          fc.constantFrom('1', '0.1', '0.01', '0.25', '0.000001', '5', '0.3'),
          ([n, d], to) => {
            const actual = roundToMultiple(fromParts(n, d), exact(to), mode);
            expect(parts(actual)).toBe(shown(roundTo(new Fraction(n, d), { to, mode })));
          },
        ),
        { numRuns: 1000 },
      );
    },
  );

  it('reads back every decimal that it prints', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 12 }), (n, digits) => {
        const x = fromParts(n, 10n ** BigInt(digits));
        expect(parts(exact(toDecimal(x)))).toBe(parts(x));
        expect(parts(exact(toFixed(x, digits)))).toBe(parts(x));
      }),
    );
  });

  it.each([
    'NaN',
    '1e5',
    ' 9',
    '9 ',
    '９',
    '',
    '-',
    '.5',
    '5.',
    '05',
    '+5',
    '1.2.3',
    '0x1',
    'Infinity',
    '1,5',
    '00',
    '-01.5',
  ])('refuses %j', (text) => {
    expect(parseExact(text)).toBeUndefined();
  });

  it.each(['0', '-0.5', '9.25', '10', '0.05', '12345678901234567890.123456789', '9007199254740993'])(
    'reads %s and prints it the same',
    (text) => {
      expect(toDecimal(exact(text))).toBe(text);
    },
  );

  it('prints a rounded value with its digits and a minus only before a number other than zero', () => {
    expect(toFixed(exact('9'), 2)).toBe('9.00');
    expect(toFixed(exact('-0.004'), 2)).toBe('0.00');
    expect(toFixed(exact('-0.05'), 2)).toBe('-0.05');
    expect(toDecimal(fromParts(-1n, 3n))).toBe('-0.333333333333');
  });
});
