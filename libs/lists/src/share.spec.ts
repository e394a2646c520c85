import * as fc from 'fast-check';
import { checkPublished } from './published';
import { percentText, pointsOver, shareOf } from './share';

it('domain-rules 29: a share is printed with numerator, denominator and pot', () => {
  const share = shareOf(412, { name: '普通名额991人', size: 991 }, 1);
  expect(share?.percent).toBe('41.6');
  expect(share?.says.zh).toBe('41.6%（412/991，基数：普通名额991人）');
  expect(pointsOver('41.6', 35)).toBe('+6.6');
  expect(pointsOver('34.93', 35)).toBe('−0.07');
  expect(pointsOver('35', 35)).toBe('+0');
});

it('domain-rules 29: rounds half-up from the exact ratio and never twice', () => {
  expect(percentText(285, 800, 2)).toBe('35.63');
  expect(percentText(206, 943, 1)).toBe('21.8');
  expect(percentText(1, 8, 0)).toBe('13');
  expect(percentText(0, 7, 2)).toBe('0.00');
  expect(percentText(7, 7, 1)).toBe('100.0');
});

it('has no share of nothing, and none of more than there is', () => {
  expect(percentText(0, 0, 1)).toBeUndefined();
  expect(shareOf(0, { name: '空', size: 0 }, 1)).toBeUndefined();
  expect(shareOf(8, { name: '七', size: 7 }, 1)).toBeUndefined();
});

it('is never farther from the exact ratio than half of the last digit', () => {
  const size = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(size, fc.nat(1_000_000), fc.integer({ min: 0, max: 4 }), (whole, some, digits) => {
      const part = some % (whole + 1);
      const units = BigInt(percentText(part, whole, digits)!.replace('.', ''));
      const scale = 10n ** BigInt(digits);
      const off = 2n * (units * BigInt(whole) - BigInt(part) * 100n * scale);
      expect(off <= BigInt(whole) && off > -BigInt(whole)).toBe(true);
    }),
  );
});

describe('shares that were printed', () => {
  const medals2024 = {
    name: '2024 产业工人',
    total: 1088,
    singleListed: 145,
    count: 380,
    rule: { kind: 'least', percent: '35' },
  } as const;

  it('domain-rules 19: the pot of 2024 is 943 and not 1,088, by which the rule would seem broken', () => {
    const checked = checkPublished({ ...medals2024, stated: '40.3' });
    expect(checked).toMatchObject({ pot: 943, halfUp: '40.3', differs: false, reached: true });
    expect(checked.potSays).toBe('基数为943（公布1088减单列145），占40.30%；用1088会得34.93%，还会误判为低于35%。');
    expect(checkPublished({ ...medals2024, singleListed: 0 })).toMatchObject({ pot: 1088, reached: false });
  });

  it.each([
    ['2017 非公有制', 800, 0, 285, '35.62', '35.63'],
    ['2022 基层一线', 966, 35, 613, '65.9', '65.8'],
    ['2024 科教人员', 1088, 145, 206, '21.9', '21.8'],
    ['2025 中共党员', 2426, 0, 1986, '81.87', '81.86'],
  ])('domain-rules 29: %s was printed differently from half-up', (name, total, singleListed, count, stated, halfUp) => {
    expect(checkPublished({ name, total, singleListed, count, stated })).toMatchObject({ halfUp, differs: true });
  });

  it.each([
    ['2017 农民工', 694, 0, 77, '11.10'],
    ['2019 班组', 797, 0, 639, '80.2'],
    ['2022 科教人员', 966, 35, 204, '21.9'],
    ['2023 产业工人', 1035, 44, 412, '41.6'],
    ['2024 一线职工', 1088, 145, 236, '25.0'],
  ])('domain-rules 29: %s was printed half-up', (name, total, singleListed, count, stated) => {
    expect(checkPublished({ name, total, singleListed, count, stated })).toMatchObject({
      halfUp: stated,
      differs: false,
    });
  });

  it.each([
    ['至少33.3%', 333, { kind: 'least', percent: '33.3' }, true],
    ['至少33.4%', 333, { kind: 'least', percent: '33.4' }, false],
    ['至多33.3%', 333, { kind: 'most', percent: '33.3' }, true],
    ['至多33.29%', 333, { kind: 'most', percent: '33.29' }, false],
    ['至多332人', 333, { kind: 'most', persons: 332 }, false],
    ['至少333人', 333, { kind: 'least', persons: 333 }, true],
  ] as const)('domain-rules 17, 22: a rule is kept by the exact ratio: %s of 1,000', (name, count, rule, reached) => {
    expect(checkPublished({ name, total: 1000, singleListed: 0, count, rule })).toMatchObject({ reached });
  });
});
