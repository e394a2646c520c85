import { committeeRules } from '../testing/committees';
import type { BallotRules } from '../committee/rules';
import type { Count } from './events';
import { ballotOf, differences, wrongCounts, type Electorate } from './rules.count';
import { isOnScale, scoreOf } from './rules.scoring';

type Polled = Count & Electorate;
const polled = (nomination: string, yes: number, over: Partial<Polled> = {}): Polled => {
  const { members = 15, recused = 0, present = 10 } = over;
  const papers = { out: present, in: present, no: present - yes, abstain: 0, invalid: 0 };
  return { nomination, yes, members, recused, present, ...papers, ...over };
};
const outcomes = (items: readonly Polled[], seats?: number, rules: BallotRules = committeeRules.ballot) => {
  const { items: counted, again } = ballotOf(committeeRules, rules, items, seats);
  return { of: counted.map(({ outcome }) => outcome), again };
};
const all: BallotRules = { ...committeeRules.ballot, base: 'all' };

describe('a ballot', () => {
  it('domain-rules 43: 7 yes of 10 present pass of those present and fail of all 15, who need 8', () => {
    expect(outcomes([polled('n1', 7)])).toEqual({ of: ['passed'], again: undefined });
    expect(outcomes([polled('n1', 7)], undefined, all)).toEqual({ of: ['failed'], again: undefined });
    expect(outcomes([polled('n1', 8)], undefined, all).of).toEqual(['passed']);
    expect(outcomes([polled('n1', 5), polled('n2', 6)]).of).toEqual(['failed', 'passed']);
  });

  it('domain-rules 44: 2 recused of 15 leave a base of 13, of which 7 are the majority', () => {
    const { items } = ballotOf(committeeRules, all, [polled('n1', 7, { recused: 2, present: 9 })], undefined);
    expect(items).toMatchObject([{ members: 15, recused: 2, quorum: 9, needed: 7, outcome: 'passed' }]);
    expect(outcomes([polled('n1', 6, { recused: 2, present: 9 })], undefined, all).of).toEqual(['failed']);
  });

  it('domain-rules 46: every nominee is decided on its own: 12 nominees, 10 voters, 120 decisions', () => {
    const nominees = Array.from({ length: 12 }, (_, n) => polled(`n${n}`, n < 8 ? 10 : 0));
    const { items } = ballotOf(committeeRules, committeeRules.ballot, nominees, undefined);
    expect(items.reduce((sum, { yes, no, abstain, invalid }) => sum + yes + no + abstain + invalid, 0)).toBe(120);
    expect(items.filter(({ outcome }) => outcome === 'passed')).toHaveLength(8);
  });

  it('domain-rules 47: of 10 seats, ranks 10 and 11 with 8 votes each go to a new ballot for one seat', () => {
    const nominees = Array.from({ length: 12 }, (_, n) => polled(`n${n + 1}`, n < 9 ? 10 : n < 11 ? 8 : 7));
    expect(outcomes(nominees, 10)).toEqual({
      of: [...Array.from({ length: 9 }, () => 'passed'), 'tied', 'tied', 'beyond-seats'],
      again: { nominations: ['n10', 'n11'], seats: 1 },
    });
  });

  it('domain-rules 47: is not repeated where the line falls between two numbers of votes, or nothing is too many', () => {
    expect(outcomes([polled('n1', 9), polled('n2', 8), polled('n3', 8)], 3)).toEqual({
      of: ['passed', 'passed', 'passed'],
      again: undefined,
    });
    expect(outcomes([polled('n1', 9), polled('n2', 8), polled('n3', 7)], 2)).toEqual({
      of: ['passed', 'passed', 'beyond-seats'],
      again: undefined,
    });
    // Two who have no majority are tied for nothing.
    expect(outcomes([polled('n1', 9), polled('n2', 4), polled('n3', 4)], 2)).toEqual({
      of: ['passed', 'failed', 'failed'],
      again: undefined,
    });
    expect(outcomes([polled('n1', 8), polled('n2', 8), polled('n3', 8)], 2)).toEqual({
      of: ['tied', 'tied', 'tied'],
      again: { nominations: ['n1', 'n2', 'n3'], seats: 2 },
    });
  });
});

describe('counts', () => {
  const count = (over: Partial<Count> = {}): Count => ({
    ...{ nomination: 'n1', out: 10, in: 10, yes: 7, no: 2, abstain: 1, invalid: 0 },
    ...over,
  });
  const wrong = (...counts: readonly Count[]) =>
    wrongCounts(['n1', 'n2'], counts, () => ({ members: 15, recused: 0, present: 10 })).map(
      ({ index, what, expected, stated }) => [index, what, expected, stated],
    );

  it('domain-rules 46: add up to the papers taken in, which are not more than went out to those who may vote', () => {
    const other = count({ nomination: 'n2' });
    expect(wrong(count(), other)).toEqual([]);
    expect(wrong(count({ in: 9, no: 1 }), count({ nomination: 'n2', out: 9, in: 9, abstain: 0 }))).toEqual([]);
    expect(wrong(count({ yes: 8 }), other)).toEqual([[0, 'votes-differ', 10, 11]]);
    expect(wrong(count({ out: 9 }), other)).toEqual([[0, 'papers-back', 9, 10]]);
    expect(wrong(count({ out: 11 }), other)).toEqual([[0, 'papers-out', 10, 11]]);
  });

  it('tell everything that is wrong at once, also who is missing, strange or listed twice', () => {
    const stranger = count({ nomination: 'n9' });
    expect(wrong(stranger, count({ yes: 6, in: 11 }), count())).toEqual([
      [0, 'count-unasked', undefined, undefined],
      [1, 'votes-differ', 11, 9],
      [1, 'papers-back', 10, 11],
      [2, 'count-repeated', undefined, undefined],
      [3, 'count-missing', undefined, undefined],
    ]);
  });

  it('differ side by side', () => {
    expect(
      differences([count(), count({ nomination: 'n2' })], [count(), count({ nomination: 'n2', yes: 6, no: 3 })]),
    ).toEqual([
      { nomination: 'n2', field: 'yes', first: 7, second: 6 },
      { nomination: 'n2', field: 'no', first: 2, second: 3 },
    ]);
  });
});

describe('scoring', () => {
  const rules = {
    ...{ min: '0', max: '10', digits: 1, drop: { highest: 1, lowest: 1 }, passAt: '9.00' },
    round: { digits: 2, mode: 'half-up' },
  } as const;

  it('takes the mean without the extremes, and lets pass what the rounded number reaches', () => {
    const scores = ['9.1', '8.7', '9.4', '8.9', '9.0', '9.3', '8.2'];
    expect(scoreOf(scores, rules)).toEqual({ total: '9.00', passed: true });
    expect(scoreOf(scores, { ...rules, passAt: '9.01' })).toEqual({ total: '9.00', passed: false });
    expect(scoreOf(['9.4', '9.4', '9.0', '8.8', '8.8'], rules)).toEqual({ total: '9.07', passed: true });
    expect(scoreOf(['9.4', '8.0'], rules)).toBeUndefined();
    expect(scoreOf(['1'], rules)).toBeUndefined();
    // 8.996… is printed as 9.00, and a number on paper never disagrees with its verdict.
    const fine = { ...rules, digits: 2, drop: { highest: 0, lowest: 0 } };
    expect(scoreOf(['8.99', '9', '9'], fine)).toEqual({ total: '9.00', passed: true });
    const { passAt: _passAt, ...open } = rules;
    expect(scoreOf(['1', '2', '3'], open)).toEqual({ total: '2.00', passed: true });
  });

  it('knows its scale', () => {
    expect(['0', '10', '9.5', '9.50'].map((score) => isOnScale(score, rules))).toEqual([true, true, true, true]);
    expect(['-0.1', '10.1', '9.55'].map((score) => isOnScale(score, rules))).toEqual([false, false, false]);
  });
});
