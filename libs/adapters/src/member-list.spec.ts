import fc from 'fast-check';
import { memberList } from './member-list';

const member = fc.record({ sort: fc.constantFrom('1', '2', '3'), key: fc.integer({ min: 0, max: 999 }).map(String) });
const textOf = ({ sort, key }: { readonly sort: string; readonly key: string }): string => `${sort} ${key}`;

describe('member list', () => {
  it('agrees with a sorted array, over several chunks and after removals', () => {
    const members = fc.uniqueArray(member, { selector: textOf, minLength: 1, maxLength: 2_000, size: 'max' });
    fc.assert(
      fc.property(
        members,
        member,
        fc.integer({ min: 1, max: 1_500 }),
        fc.integer({ min: 0, max: 9 }),
        (all, cursor, limit, keep) => {
          const list = memberList();
          for (const one of all) list.add(one);
          const left = all.filter((_, index) => index % 10 < keep);
          for (const [index, one] of all.entries()) if (index % 10 >= keep) list.remove(one);
          const sorted = left.map(textOf).sort();
          const after = sorted.filter((text) => text > textOf(cursor));
          const before = sorted.filter((text) => text < textOf(cursor));
          expect(list.after(undefined, Infinity).map(textOf)).toEqual(sorted);
          expect(list.after(cursor, limit).map(textOf)).toEqual(after.slice(0, limit));
          expect(list.before(cursor, limit).map(textOf)).toEqual(before.slice(-limit));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('throws when asked to remove what it does not hold', () => {
    const list = memberList();
    expect(() => list.remove({ sort: '1', key: 'a' })).toThrow('not in the member list: 1 a');
    list.add({ sort: '1', key: 'b' });
    expect(() => list.remove({ sort: '1', key: 'a' })).toThrow('not in the member list: 1 a');
  });
});
