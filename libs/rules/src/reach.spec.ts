import * as fc from 'fast-check';
import { compare, exact, toDecimal } from './exact';
import { reachesOf } from './reach';
import { drawDocument, drawField } from './testing/random-competition';
import { documentOf, half2, rulesOf } from './testing/samples';

const judged = (id: string, max: string, more: object = {}) => ({
  id,
  marks: { kind: 'judged', range: { min: '0', max }, ...more },
});

/** `0..100`, an end that is not known left out. */
function reachOf(values: readonly object[]): string {
  const { document } = rulesOf(documentOf(values as never));
  const { low, high } = reachesOf(document).get(document.total) ?? { low: undefined, high: undefined };
  return `${low ? toDecimal(low) : ''}..${high ? toDecimal(high) : ''}`;
}

const last = (source: object) => ({ id: 'total', round: half2, ...source });
const [a, b] = [judged('a', '60'), judged('b', '40')];
const five = { slots: { min: 3, max: 5 } };

describe('between which numbers a value lies', () => {
  it.each([
    ['a sum', [a, b, last({ sum: [{ value: 'a' }, { value: 'b' }] })], '0..100'],
    ['a difference', [a, b, last({ sum: [{ value: 'a' }, { value: 'b', factor: '-1' }] })], '-40..60'],
    [
      'weights',
      [
        a,
        b,
        last({
          weightedMean: [
            { value: 'a', weight: '50' },
            { value: 'b', weight: '50' },
          ],
        }),
      ],
      '0..50',
    ],
    ['five judges, their mean', [last(judged('total', '10', { ...five, combine: { by: 'mean' } }))], '0..10'],
    ['three to five judges, their sum', [last(judged('total', '10', { ...five, combine: { by: 'sum' } }))], '0..50'],
    [
      'the sum without two of them',
      [last(judged('total', '10', { ...five, combine: { by: 'trimmed-sum', dropHighest: 1, dropLowest: 0 } }))],
      '0..40',
    ],
    ['how many reach a bound', [last(judged('total', '10', { ...five, combine: { by: 'count' } }))], '0..5'],
    ['a start value less faults', [a, last({ constant: '100', steps: [{ minus: { value: 'a' } }] })], '40..100'],
    ['a cap', [a, last({ sum: [{ value: 'a' }], steps: [{ atMost: '50' }] })], '0..50'],
    [
      'a rank',
      [a, last({ sum: [{ value: 'a' }], steps: [{ rank: { better: 'higher', method: '1224', within: 'all' } }] })],
      '1..',
    ],
    ['what nobody can tell', [a, last({ constant: '1', steps: [{ divide: { value: 'a' } }] })], '..'],
  ])('%s', (_, values, expected) => {
    expect(reachOf(values)).toBe(expected);
  });

  it('never leaves out a number that random marks give', () => {
    const told = { inside: 0, ends: 0 };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const document = drawDocument(g);
        const reaches = reachesOf(document);
        for (const { values } of rulesOf(document).scoreField(drawField(g, document))) {
          for (const [id, shown] of Object.entries(values)) {
            const { low, high } = reaches.get(id) ?? { low: undefined, high: undefined };
            const x = exact(shown);
            told.inside += 1;
            if (low) expect([id, shown, compare(low, x) <= 0]).toEqual([id, shown, true]);
            if (high) expect([id, shown, compare(high, x) >= 0]).toEqual([id, shown, true]);
            told.ends += (low ? 1 : 0) + (high ? 1 : 0);
          }
        }
      }),
      { numRuns: 250, endOnFailure: true },
    );
    // A reach without ends would leave out nothing either.
    expect(told.ends).toBeGreaterThan(told.inside);
  });
});
