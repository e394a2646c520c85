import fc from 'fast-check';
import { changed, parseDecimal, percentOf, printDecimal } from './decimals';

describe('decimals', () => {
  it('domain-rules 101: 8186 of 13 660 is 59.93 %, half-up at the second digit', () => {
    expect(percentOf(8_186n, 13_660n)).toBe('59.93');
    expect([percentOf(1n, 8n), percentOf(1n, 800n), percentOf(1n, 20_000n), percentOf(99n, 2_000_000n)]).toEqual([
      '12.50',
      '0.13',
      '0.01',
      '0.00',
    ]);
  });

  it('domain-rules 100: 10 230 of 12 000 units is a coverage of 85.25 %, and nothing of nothing has none', () => {
    expect(percentOf(10_230n, 12_000n)).toBe('85.25');
    expect(percentOf(0n, 0n)).toBeUndefined();
  });

  it('domain-rules 102: 5038 + 1794 + 5611 is 12 443', () => {
    expect([5_038, 1_794, 5_611].map(String).reduce((sum, one) => changed(sum, one))).toBe('12443');
  });

  it('adds what binary fractions do not', () => {
    expect(changed('0.1', '0.2')).toBe('0.3');
    expect(changed('0.3', '0.1', '0.4')).toBe('0');
    expect(changed('999999999.999999', '0.000001')).toBe('1000000000');
  });

  it.each(['', '.5', '5.', '1e3', '１', '0.0000001', '1234567890123456', ' 1', '1,000'])('does not read %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('prints what it reads back', () => {
    const any = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(fc.property(any, (value) => expect(parseDecimal(printDecimal(value))).toBe(value)));
  });
});
