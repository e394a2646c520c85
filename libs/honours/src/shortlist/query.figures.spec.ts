import { shortlistRules } from '../testing/examples';
import { figuresOf } from './query.figures';

/** What is told of half of the list being from the front line, with so many of so many. */
function toldOf(frontline: number, listed: number) {
  const stated = Array.from({ length: listed }, (_, n) => ({
    ...{ nomination: `n${n}`, merit: '90', list: 'ordinary' },
    categories: n < frontline ? ['frontline'] : [],
  }));
  const part = { awards: [{ award: 'medal', document: shortlistRules }] };
  const { zh, en } = figuresOf(part, 'medal', { seats: listed, stated })!.limits[0]!;
  return [zh, en];
}

it('domain-rules 29: a share is told to be above or below a rule by something, or to be the rule', () => {
  expect(toldOf(1199, 2399)).toEqual([
    '一线职工不低于50%：1199/2399＝49.98%，低于规定 0.02 个百分点',
    '一线职工不低于50%: 1199/2399 = 49.98 %, 0.02 points below the rule',
  ]);
  expect(toldOf(2, 3)[0]).toBe('一线职工不低于50%：2/3＝66.7%，高于规定 16.7 个百分点');
  expect(toldOf(2, 4)).toEqual([
    '一线职工不低于50%：2/4＝50.0%，恰为规定',
    '一线职工不低于50%: 2/4 = 50.0 %, exactly the rule',
  ]);
});
