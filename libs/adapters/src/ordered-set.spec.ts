import fc from 'fast-check';
import { orderedSet, type Step } from './ordered-set';

/** The obvious way: count over a plain array. */
function expected(all: readonly string[], sort: string) {
  const before = all.filter((one) => one < sort);
  return { before: before.length, level: all.filter((one) => one === sort).length, stepsBefore: new Set(before).size };
}

const stepsOf = (all: readonly string[]): Step[] => {
  const counts = new Map<string, number>();
  for (const sort of [...all].sort()) counts.set(sort, (counts.get(sort) ?? 0) + 1);
  return [...counts];
};

const sortText = fc.oneof(fc.constantFrom('', 'a', 'b', 'ba', 'c'), fc.integer({ min: 0, max: 300 }).map(String));

describe('ordered set', () => {
  it('agrees with a counted array through any adds, removals and ties', () => {
    const change = fc.record({ sort: sortText, add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sortText, { maxLength: 60 }), fc.array(change, { maxLength: 200 }), (first, changes) => {
        const set = orderedSet(stepsOf(first));
        const all = [...first];
        for (const { sort, add } of changes) {
          const at = all.indexOf(sort);
          if (add) {
            set.add(sort);
            all.push(sort);
          } else if (at >= 0) {
            set.remove(sort);
            all.splice(at, 1);
          }
          expect(set.standing(sort)).toEqual(expected(all, sort));
        }
        expect(set.size()).toBe(all.length);
        for (const sort of new Set([...all, '', 'b', '~'])) expect(set.standing(sort)).toEqual(expected(all, sort));
      }),
    );
  });

  it('agrees over many chunks: filled up, thinned out and filled again', () => {
    let seed = 7;
    // Whole 32-bit products: plain multiplication would round and fall into a short cycle.
    const next = (max: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * max);
    };
    const text = (): string => String(next(6_000)).padStart(6, '0');
    const loaded = Array.from({ length: 3_000 }, text);
    const set = orderedSet(stepsOf(loaded));
    const all = [...loaded];
    const check = (): void => {
      expect(set.size()).toBe(all.length);
      for (let n = 0; n < 50; n++) {
        const sort = n % 2 === 0 ? (all[next(all.length || 1)] ?? '') : text();
        expect(set.standing(sort)).toEqual(expected(all, sort));
      }
    };
    const add = (count: number): void => {
      for (let n = 0; n < count; n++) {
        const sort = text();
        set.add(sort);
        all.push(sort);
      }
    };
    check();
    add(5_000);
    expect(new Set(all).size).toBeGreaterThan(4_000);
    check();
    while (all.length > 10) set.remove(all.splice(next(all.length), 1)[0] ?? '');
    check();
    while (all.length > 0) set.remove(all.pop() ?? '');
    check();
    add(2_000);
    check();
  });

  it('throws when asked to remove what it does not hold', () => {
    const set = orderedSet([['b', 1]]);
    expect(() => set.remove('a')).toThrow('not in the ordered set: a');
    expect(() => set.remove('c')).toThrow('not in the ordered set: c');
    expect(() => orderedSet().remove('a')).toThrow('not in the ordered set: a');
    expect(set.size()).toBe(1);
  });
});
