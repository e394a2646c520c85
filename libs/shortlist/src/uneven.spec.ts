import type { Candidate, Clause, ShortlistDocument } from './document';
import { shortlist } from './shortlist';

/** Shares that do not come out even make sums with large coefficients. Of these the solver alone says that nothing fits. */
type Own = Clause extends infer C ? (C extends Clause ? Omit<C, 'cites' | 'id' | 'title'> : never) : never;
type Case = { readonly people: string; readonly seats: number; readonly limits: readonly Own[] };

const twenty: Case = {
  people:
    '89.51 b, 63.72 ad, 10.97 ad, 61.73 bcef, 79.69 e, 33.11 ace, 75.52 e, 38.50 ad, 19.71 ef, 86.06 be, 82.10 ace, ' +
    '38.60 abce, 92.31 acf, 15.87 e, 40.95 abcdf, 4.62 de, 85.78 cef, 62.90 be, 62.90 c, 29.18 cef',
  seats: 12,
  limits: [
    { kind: 'ceiling', of: ['a'], share: '35', base: 'chosen' },
    { kind: 'floor', of: ['f'], share: '14.2857' },
    { kind: 'floor', of: ['b', 'f'], share: '35', base: 'chosen' },
    { kind: 'floor', of: ['a'], share: '35' },
    { kind: 'ceiling', of: ['b', 'd', 'e', 'f'], share: '33.3333', base: 'chosen' },
    { kind: 'pair', of: ['e'], backup: ['d'], each: 1 },
    { kind: 'floor', of: ['a', 'f'], share: '12.5', base: 'chosen' },
    { kind: 'pair', of: ['c'], backup: ['c'], each: 1 },
  ],
};

const sixty: Case = {
  people:
    '21.09 df, 33.80 b, 14.86 bd, 9.87 f, 29.78 bc, 53.11 bf, 5.45 ef, 67.21 bcde, 17.20 c, 42.57 bcdef, 45.24 d, ' +
    '18.80 b, 10.71 be, 66.15 cd, 54.09 bef, 68.97 bf, 21.69 b, 4.13 f, 7.37 bcef, 29.14, 60.01 a, 71.28, 68.84 bf, ' +
    '17.60, 39.92, 32.07 b, 57.82 ce, 12.95 e, 15.80 ac, 32.77 bdf, 35.29 a, 33.04 bf, 11.52 bcdef, 49.03 cd, ' +
    '19.06 adf, 66.20 ac, 73.39, 1.67, 13.36 b, 81.64 abcef, 76.63 bc, 30.84 d, 89.11 f, 43.95 cf, 40.36 abce, ' +
    '74.05 bf, 65.09 abce, 12.06 b, 28.55 abcef, 64.17 bd, 2.96, 40.27 cdef, 51.01 af, 28.42 a, 9.22 be, 79.24 c, ' +
    '63.44 bc, 88.39 df, 37.24 abcd, 74.99 c',
  seats: 24,
  limits: [
    { kind: 'ceiling', of: ['d', 'f'], share: '33.33', baseOf: ['b'] },
    { kind: 'ceiling', of: ['a', 'c', 'e'], share: '33.3333', baseOf: ['f'] },
    { kind: 'pair', of: ['a'], backup: ['a'], each: 1 },
    { kind: 'ceiling', of: ['a', 'b', 'e'], share: '33.3333', rounding: 'half-up' },
  ],
};

const candidatesOf = ({ people }: Case): readonly Candidate[] =>
  people.split(', ').map((text, n) => {
    const [merit = '', categories = ''] = text.split(' ');
    return { id: `c${n}`, merit, categories: Array.from(categories) };
  });

const documentOf = ({ limits }: Case): ShortlistDocument => ({
  ...{ id: 'd', version: 1, title: '名单', merit: 'score', ties: 'order' },
  seats: { unused: 'refused', first: 'merit' },
  categories: Array.from('abcdef', (id) => ({ id, title: id })),
  clauses: limits.map((one, n) => ({ ...one, id: `k${n}`, title: `k${n}`, cites: [{ document: '测试通知' }] })),
});

it.each([
  ['twenty people', twenty, 12],
  ['sixty people', sixty, 7],
] as const)('tells what must give way among %s with uneven shares', async (_, one, persons) => {
  const result = await shortlist(documentOf(one), candidatesOf(one), one.seats);
  if (result.kind !== 'infeasible') throw new Error(result.kind);
  expect(result.persons).toBe(persons);
  expect(result.gives.reduce((sum, { short }) => sum + short, 0)).toBe(persons);
});
