import * as fc from 'fast-check';
import { absolute, compare, decimalPlaces, exact, fromParts } from './exact';
import { entryOrderAtom, firstDifference, MISSING_ATOM, numberAtom, readDecimalAtom } from './rank-key';

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const near = fc.bigInt(-30n, 30n);
const huge = fc.bigInt(-(10n ** 70n), 10n ** 70n);
const denominator = fc.oneof(
  fc.constantFrom(1n, 2n, 3n, 7n, 10n, 100n, 10n ** 24n, 3n * 10n ** 24n),
  fc.bigInt(1n, 10n ** 40n),
);

describe('rank keys', () => {
  it('order and equality of the text are those of the numbers, in both directions', () => {
    fc.assert(
      fc.property(fc.oneof(near, huge), denominator, fc.oneof(near, huge), denominator, (an, ad, bn, bd) => {
        const [a, b] = [fromParts(an, ad), fromParts(bn, bd)];
        const expected = Math.sign(compare(a, b));
        expect(order(numberAtom(a, false), numberAtom(b, false))).toBe(expected);
        expect(order(numberAtom(a, true), numberAtom(b, true))).toBe(expected === 0 ? 0 : -expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('parts numbers that agree in their first forty digits', () => {
    const close = fc.tuple(fc.bigInt(-5n, 5n), fc.bigInt(1n, 20n));
    fc.assert(
      fc.property(close, close, ([an, ad], [bn, bd]) => {
        const at = ([n, d]: readonly [bigint, bigint]) => fromParts(10n ** 40n * d + n * 3n, 3n * d * 10n ** 40n);
        const [a, b] = [at([an, ad]), at([bn, bd])];
        expect(order(numberAtom(a, false), numberAtom(b, false))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps ASCII, ends each atom once, and puts a missing number last', () => {
    for (const text of ['0', '-1', '89.85', '1000000', '-0.000001']) {
      for (const descending of [true, false]) {
        const atom = numberAtom(exact(text), descending);
        expect(atom).toMatch(/^[0-9A-Za-z]+[.~]$/);
        expect(order(atom, MISSING_ATOM)).toBe(-1);
      }
    }
    expect(numberAtom(exact('89.85'), true).length).toBeLessThanOrEqual(6);
  });

  it('gives back the number of an atom, whatever follows it, unless its decimals do not end', () => {
    const told = { read: 0, none: 0 };
    fc.assert(
      fc.property(fc.oneof(near, huge), denominator, fc.boolean(), (n, d, descending) => {
        const x = fromParts(n, d);
        const read = readDecimalAtom(`${numberAtom(x, descending)}93.7~`, descending);
        const places = decimalPlaces(x) ?? Infinity;
        const isPlain = places <= 24 && compare(absolute(x), exact(`1${'0'.repeat(27)}`)) < 0;
        expect(read === undefined ? undefined : compare(read, x)).toBe(isPlain ? 0 : undefined);
        if (read === undefined) told.none += 1;
        else told.read += 1;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(told.read, told.none)).toBeGreaterThan(300);
    expect(readDecimalAtom(MISSING_ATOM, true)).toBeUndefined();
    // What follows its plain digits is written in digits too.
    expect(readDecimalAtom(numberAtom(fromParts(1n, 3n * 10n ** 44n), false), false)).toBeUndefined();
  });

  it('names the first part that differs', () => {
    const [a, b] = [numberAtom(exact('5'), true), numberAtom(exact('6'), false)];
    expect(firstDifference(`0${a}${a}`, `0${a}${b}`)).toBe(1);
    expect(firstDifference(`0${a}`, `0${b}`)).toBe(0);
    expect(firstDifference(`0${a}${MISSING_ATOM}${a}`, `0${a}${MISSING_ATOM}${b}`)).toBe(2);
    expect(firstDifference(a, a)).toBeUndefined();
  });

  it('orders entry numbers as numbers: 9 before 10, B2 before B10', () => {
    const key = (number: string, entry = 'x') => entryOrderAtom({ number, entry });
    expect(order(key('9'), key('10'))).toBe(-1);
    expect(order(key('B2'), key('B10'))).toBe(-1);
    expect(order(key('1', 'e2'), key('1', 'e10'))).toBe(-1);
    expect(order(key('01'), key('1'))).not.toBe(0);
    expect(key('甲1')).toMatch(/^[\x21-\x7e]+$/);
  });
});
