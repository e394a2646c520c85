import type { Candidate, ShortlistDocument } from './document';
import { figures } from './figures';

const cites = [{ document: '评选通知', clause: '三' }];
const named = (...ids: readonly string[]) => ids.map((id) => ({ id, title: id }));
const floor = { kind: 'floor', cites } as const;
const document: ShortlistDocument = {
  id: 'd',
  version: 1,
  title: '名单',
  merit: 'score',
  seats: { unused: 'allowed', first: 'seats' },
  ties: 'order',
  base: 'chosen',
  contested: { more: 1 },
  categories: named('产业工人', '农民工', '企业负责人', '非公'),
  lists: [
    { id: 'ordinary', title: '普通', seats: 943 },
    { id: 'single', title: '单列', seats: 150, singleListed: true },
  ],
  clauses: [
    { ...floor, id: 'industrial', title: '产业工人', of: ['产业工人'], share: '35' },
    { ...floor, id: 'private', title: '非公', of: ['非公'], share: '35' },
    { ...floor, id: 'one', title: '必有', kind: 'obligatory', candidates: ['somebody'] },
    { id: 'heads', title: '企业负责人', kind: 'ceiling', of: ['企业负责人'], persons: 52, cites },
  ],
};
let made = 0;
const people = (count: number, categories: readonly string[], list = 'ordinary'): readonly Candidate[] =>
  Array.from({ length: count }, () => {
    made += 1;
    return { id: `p${made}`, merit: '80', categories, list };
  });

describe('the figures of a list', () => {
  /** The medals of 2024: 1088, of which 145 single-listed; all figures but that of the private sector are printed ones. */
  const medals = [
    ...people(172, ['产业工人', '农民工']),
    ...people(208, ['产业工人']),
    ...people(45, ['企业负责人']),
    ...people(412, ['非公']),
    ...people(106, []),
    ...people(145, ['产业工人'], 'single'),
  ];
  const told = figures(document, medals, 943, 1);

  it('domain-rules 19: the base of 2024 is 943 without the 145 single-listed, and 380 of it pass', () => {
    expect(told.limits[0]).toMatchObject({ have: 380, base: 943, actual: '40.3', points: '5.3', short: 0 });
    expect(told.pots).toMatchObject([
      { pot: 'quota', singleListed: false, seats: 943, chosen: 943, vacant: 0 },
      { pot: 'ordinary', chosen: 943 },
      { pot: 'single', singleListed: true, seats: 150, chosen: 145, vacant: 5 },
    ]);
  });

  it('domain-rules 21: who is in two categories is counted in both', () => {
    expect(told.pots[0]?.categories.slice(0, 2)).toEqual([
      { category: '产业工人', title: '产业工人', count: 380, base: 943, share: '40.3' },
      { category: '农民工', title: '农民工', count: 172, base: 943, share: '18.2' },
    ]);
    expect(told.pots[2]?.categories[0]).toMatchObject({ count: 145, base: 145, share: '100.0' });
  });

  it('domain-rules 22: of 52 by the control number 45 are used', () => {
    expect(told.limits[2]).toMatchObject({ clause: 'heads', kind: 'ceiling', have: 45, limit: 52, short: 0 });
  });

  it('domain-rules 29: 412 of 991 are 41.6 %, 6.6 points over 35, rounded half-up from the exact ratio', () => {
    const list = [...people(412, ['非公']), ...people(579, [])];
    expect(figures(document, list, 991, 1).limits[1]).toMatchObject({ actual: '41.6', points: '6.6', base: 991 });
    expect(figures(document, list, 991, 2).limits[1]).toMatchObject({ actual: '41.57', points: '6.57' });
    expect(figures(document, people(40, ['非公']), 40, 1).limits[0]).toMatchObject({ actual: '0.0', points: '-35.0' });
  });

  it('domain-rules 29: tells a share that is nearly the rule with as many digits as show the difference', () => {
    const half = (share: string, kind: 'floor' | 'ceiling', have: number, of: number) => {
      const clauses = [{ id: 'half', title: '产业工人', of: ['产业工人'], share, kind, cites }];
      const list = [...people(have, ['产业工人']), ...people(of - have, [])];
      const [limit] = figures({ ...document, clauses }, list, of, 1).limits;
      return [limit?.actual, limit?.points];
    };
    expect(half('50', 'floor', 1199, 2399)).toEqual(['49.98', '-0.02']);
    expect(half('50', 'floor', 1200, 2399)).toEqual(['50.02', '0.02']);
    expect(half('50', 'ceiling', 1200, 2399)).toEqual(['50.02', '-0.02']);
    expect(half('50', 'floor', 9999, 20000)).toEqual(['49.995', '-0.005']);
    expect(half('33.3333', 'floor', 1, 3)).toEqual(['33.33333', '0.00003']);
    // Half-up, 49.95 would read as the rule itself.
    expect(half('50', 'floor', 999, 2000)).toEqual(['49.95', '-0.05']);
    expect(half('50', 'floor', 1200, 2400)).toEqual(['50.0', '0.0']);
    expect(half('50', 'floor', 1100, 2400)).toEqual(['45.8', '-4.2']);
  });

  it('tells of an empty list that nobody is on it', () => {
    expect(figures(document, [], 10, 1).pots[0]).toMatchObject({ chosen: 0, vacant: 10 });
  });
});
