import { loadRoundDocument } from '../document/rules';
import { committeeRules } from '../testing/committees';
import { roundRules } from '../testing/examples';
import { foundRecusals, type SeatedMember, type Touching } from './rules.grounds';
import { loadCommitteeDocument, quorumOf, votesNeeded, type BallotRules, type CommitteeDocument } from './rules';

const problemsOf = (json: unknown) => {
  const loaded = loadCommitteeDocument(json);
  return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
};
const scoring = {
  ...{ min: '0', max: '100', digits: 1, drop: { highest: 1, lowest: 1 } },
  round: { digits: 2, mode: 'half-up' },
} as const;

describe('committee rules', () => {
  it('are a part of the round document and told within it', () => {
    expect(loadRoundDocument({ ...roundRules, committee: committeeRules }).ok).toBe(true);
    const loaded = loadRoundDocument({ ...roundRules, committee: { ...committeeRules, size: { min: 9, max: 7 } } });
    expect(loaded).toMatchObject({ ok: false, problems: [{ pointer: '/committee/size', code: 'range-reversed' }] });
  });

  it('tell every departure from the form', () => {
    const { size: _size, ...without } = committeeRules;
    expect([...problemsOf({ ...without, steps: ['audit'], quorum: { of: 0, take: 2 }, colour: 1 })].sort()).toEqual([
      ' field-missing',
      '/colour field-unknown',
      '/quorum/of out-of-bounds',
      '/steps/0 not-allowed',
    ]);
  });

  it('tell every problem of meaning at once', () => {
    const { ballot, ...without } = committeeRules;
    const more = { of: 2, take: 2 };
    expect(problemsOf({ ...without, quorum: { of: 2, take: 3 }, steps: ['ballot', 'ballot'] })).toEqual([
      '/ballot field-missing',
      '/quorum fraction-over-one',
      '/steps/1 id-repeated',
    ]);
    expect(
      problemsOf({ ...committeeRules, scoring, ballot: { ...ballot, majority: more, contested: { more: 1 } } }),
    ).toEqual(['/scoring step-missing', '/ballot/majority majority-unreachable', '/ballot/seats field-missing']);
    const reversed = { ...committeeRules, steps: ['scoring', 'ballot'], scoring: { ...scoring, max: '0' } };
    expect(problemsOf(reversed)).toEqual(['/scoring range-reversed']);
  });

  it('domain-rules 42: of 15 members two thirds are 10, rounded up', () => {
    expect(quorumOf(committeeRules, 15)).toBe(10);
    expect([13, 14, 16].map((members) => quorumOf(committeeRules, members))).toEqual([9, 10, 11]);
  });

  it('domain-rules 43: more than half of 10 present are 6, of all 15 members 8; at least half of 10 are 5', () => {
    const half: BallotRules = committeeRules.ballot;
    expect(votesNeeded(half, 10)).toBe(6);
    expect(votesNeeded(half, 15)).toBe(8);
    expect(votesNeeded({ ...half, bound: 'at-least' }, 10)).toBe(5);
    expect(votesNeeded({ ...half, bound: 'at-least' }, 15)).toBe(8);
    expect(votesNeeded({ ...half, bound: 'at-least', majority: { of: 3, take: 2 } }, 15)).toBe(10);
    expect(votesNeeded({ ...half, bound: 'at-least' }, 0)).toBe(1);
  });

  it('domain-rules 44: with 2 of 15 recused the base is 13, the quorum 9 and the majority of all 7', () => {
    const base = 15 - 2;
    expect(quorumOf(committeeRules, base)).toBe(9);
    expect(votesNeeded(committeeRules.ballot, base)).toBe(7);
  });
});

describe('recusals the system finds', () => {
  const member = (over: Partial<SeatedMember> = {}): SeatedMember => ({
    ...{ account: 'li', unit: '市第一医院', organization: 'hospital', path: ['city', 'east', 'hospital'] },
    ...over,
  });
  const nominee = (over: Partial<Touching> = {}): Touching => ({
    ...{ nomination: 'n1', subject: 'p1', unit: '第一机械厂' },
    ...{ paths: [['city', 'east', 'works', 'plant']], nominators: [] },
    ...over,
  });
  const every: CommitteeDocument['recusal'] = ['same-unit', 'parent-unit', 'nominator', 'kin'];
  const grounds = (
    one: SeatedMember,
    other: Touching = nominee(),
    sought: CommitteeDocument['recusal'] = every,
    kin = false,
  ) =>
    foundRecusals([one], [other], { sought, roundPath: ['city', 'east'], isKin: () => kin }).map(
      ({ ground }) => ground,
    );

  it.each<[string, SeatedMember, Touching, readonly string[]]>([
    ['nobody else', member(), nominee(), []],
    ['the nominee', member({ person: 'p1' }), nominee(), ['self']],
    ['one unit, however it is typed', member({ unit: ' 第一 机械厂' }), nominee(), ['same-unit']],
    ['one unit without a name', member(), nominee({ unit: undefined as never }), []],
    [
      'the recommending organisation',
      member({ organization: 'plant', path: [] }),
      nominee(),
      ['same-unit', 'nominator'],
    ],
    [
      'the organisation above',
      member({ organization: 'works', path: ['city', 'east', 'works'] }),
      nominee(),
      ['parent-unit'],
    ],
    [
      'one below',
      member({ organization: 'shop', path: ['city', 'east', 'works', 'plant', 'shop'] }),
      nominee(),
      ['parent-unit'],
    ],
    ['the organisation of the round', member({ organization: 'east', path: ['city', 'east'] }), nominee(), []],
    ['the city above it', member({ organization: 'city', path: ['city'] }), nominee(), []],
    [
      'the round itself recommends',
      member({ organization: 'east', path: [] }),
      nominee({ paths: [['city', 'east']] }),
      [],
    ],
    ['who put it in', member(), nominee({ nominators: ['ma', 'li'] }), ['nominator']],
    ['the winner of a contest', member(), nominee({ paths: [] }), []],
    [
      'the organisation that files what the round itself recommends',
      member({ organization: 'plant', path: [] }),
      nominee({
        paths: [
          ['city', 'east'],
          ['city', 'east', 'plant'],
        ],
      }),
      ['same-unit', 'nominator'],
    ],
    [
      'the organisation above the one that files',
      member({ organization: 'works', path: ['city', 'east', 'works'] }),
      nominee({
        paths: [
          ['city', 'east', 'mill'],
          ['city', 'east', 'works', 'plant'],
        ],
      }),
      ['parent-unit'],
    ],
  ])('domain-rules 44: %s', (_case, one, other, expected) => {
    expect(grounds(one, other)).toEqual(expected);
  });

  it('look for what the document names, and always for the nominee', () => {
    const close = member({ organization: 'plant', path: [], person: 'p1' });
    expect(grounds(close, nominee(), every, true)).toEqual(['self', 'same-unit', 'nominator', 'kin']);
    expect(grounds(close, nominee(), ['kin'], true)).toEqual(['self', 'kin']);
    expect(grounds(close, nominee(), [])).toEqual(['self']);
  });
});
