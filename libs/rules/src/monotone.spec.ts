import type { RuleDocument } from './document';
import type { CutLine } from './index';
import { isMonotone } from './monotone';
import { documentOf, half2, measured, rulesOf } from './testing/samples';

const rank: CutLine = { board: 'overall', kind: 'rank', to: 3 };
const advance: CutLine = { board: 'overall', kind: 'advance' };
const prize: CutLine = { board: 'overall', kind: 'prize', prize: 'p2' };
const sum = [{ value: 'a' }, { value: 'b' }];
const judges = (combine: object, more: object = {}) => ({
  id: 'a',
  marks: { kind: 'judged', range: { min: '0', max: '10' }, slots: { min: 3, max: 5 }, combine, ...more },
});
const trimmed = { by: 'trimmed-mean', dropHighest: 1, dropLowest: 1, leaveAtLeast: 1 };
type Json = Record<string, unknown>;
const document = (a: Json, total: Json = {}, rest: Json = {}): RuleDocument =>
  rulesOf(documentOf([a, measured('b'), { id: 'total', sum, round: half2, ...total }], rest)).document;
const steps = (...list: readonly object[]) => document(measured('a', { steps: list }));
const ranking = (more: object) => ({ ranking: { better: 'higher', method: '1224', ...more } });
const prizes = (...list: readonly object[]) => ({
  prizes: list.map((item, i) => ({ id: `p${i + 1}`, name: `${i}`, ...item })),
});
const plain = (rest: Json = {}) => document(measured('a'), {}, rest);
const bar = (otherwise: string, more: object = { atLeast: '5' }) => ({
  requirements: [{ value: 'total', name: '及格', otherwise, ...more }],
});
const product = { id: 'total', product: ['a', 'b'], round: half2 };
const half = { share: '50', of: 'ranked' };

describe('marks that move their entry one way only', () => {
  it.each([
    ['a plain sum', plain(), rank],
    ['a trimmed mean', document(judges(trimmed)), rank],
    ['a deduction', steps({ times: '-1' }, { plus: '100' }, { atLeast: '0' }, { round: half2 }), rank],
    ['a lower total that is better', plain(ranking({ better: 'lower' })), rank],
    ['a tie key that pulls the same way', plain(ranking({ ties: [{ value: 'a', better: 'higher' }] })), rank],
    ['a pass mark', plain(bar('unranked')), rank],
    ['prizes one after another', plain(prizes({ ranks: { from: 1, to: 1 } }, { ranks: { from: 2, to: 3 } })), prize],
    ['prizes by share', plain(prizes({ share: '10' }, half)), prize],
    ['a prize with a bound', plain(prizes({ ranks: { from: 1, to: 1 }, atLeast: '9' }, half)), prize],
    ['a score to reach', plain({ process: { advance: { cut: { by: 'score', atLeast: '5' } } } }), advance],
    [
      'a condition on another value',
      document(measured('a'), { steps: [{ when: { value: 'b', above: '1' }, then: [{ plus: '1' }] }] }),
      rank,
    ],
  ])('%s', (_, given, line) => {
    expect(isMonotone(given, line, 'a')).toBe(true);
  });

  it.each([
    ['a tolerance', plain(ranking({ tolerance: '2' })), rank],
    ['ranks without gaps', plain(ranking({ method: '1223' })), rank],
    [
      'prizes by ranks without gaps',
      plain({ ...ranking({ method: '1223' }), ...prizes({ ranks: { from: 1, to: 1 } }, half) }),
      prize,
    ],
    ['a tie key that pulls the other way', plain(ranking({ ties: [{ value: 'a', better: 'lower' }] })), rank],
    ['an upper bound', plain(bar('unranked', { atMost: '5' })), rank],
    ['a share of the ranked whose number moves', plain({ ...bar('unranked'), ...prizes(half, half) }), prize],
    [
      'a cut by such a share',
      plain({
        ...bar('unranked'),
        process: { advance: { cut: { by: 'share', percent: '50', of: 'ranked', round: 'floor' } } },
      }),
      advance,
    ],
    ['prizes with a hole', plain(prizes({ ranks: { from: 1, to: 1 } }, { ranks: { from: 3, to: 3 } })), prize],
    ['a prize that ends above', plain(prizes(half, { atMost: '5' })), prize],
    ['the spread of the marks', document(judges({ by: 'range' })), rank],
    ['a count of the marks', document(judges({ by: 'count', atLeast: '5' })), rank],
    ['marks that are turned', document(judges({ by: 'mean' }, { each: [{ distanceFrom: '5' }] })), rank],
    ['a distance', steps({ distanceFrom: '45' }), rank],
    ['a square', steps({ power: 2 }), rank],
    ['a condition on the number', steps({ when: { above: '5' }, then: [{ minus: '9' }] }), rank],
    [
      'a table',
      steps({
        bands: {
          bounds: '[)',
          rows: [
            { to: '5', gives: '9' },
            { from: '5', gives: '1' },
          ],
        },
      }),
      rank,
    ],
    ['a product', rulesOf(documentOf([measured('a'), measured('b'), product])).document, rank],
    ['a factor that moves too', document(measured('a'), { steps: [{ times: { value: 'b' } }] }), rank],
    ['a part taken away again', document(measured('a'), { steps: [{ minus: { value: 'a' } }] }), rank],
  ])('not %s', (_, given, line) => {
    expect(isMonotone(given, line, 'a')).toBe(false);
  });
});
