import { setImmediate } from 'node:timers/promises';
import { Pace } from './shell.pace';

const long = Array.from({ length: 30_011 }, (_, n) => ({ key: String((n * 7_919) % 997), n }));
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : Number(a.key > b.key));

/** How often others had their turn while the work went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  const state = { turns: 0, isDone: false };
  void work.finally(() => (state.isDone = true));
  for (; !state.isDone; state.turns++) await setImmediate();
  return state.turns;
}

describe('long work in slices', () => {
  it('sorts as an array does, equal ones in their order', async () => {
    for (const length of [0, 1, 2, 1_000, 1_001, 3_000, long.length]) {
      const rows = long.slice(0, length);
      expect(await new Pace().sorted(rows, byKey)).toEqual(rows.toSorted(byKey));
    }
  });

  it.each([
    ['slow, after each run and each thousand merged', 0.1, 7],
    ['quick, not at all', 0.000_01, 1],
  ])('lets others have their turn while it sorts: when that is %s', async (_, msToCompare, turns) => {
    let compared = 0;
    const pace = new Pace(() => compared * msToCompare);
    const sorted = pace.sorted(long.slice(0, 2_500), (a, b) => {
      compared += 1;
      return byKey(a, b);
    });
    // Whoever looks on has one turn in any case: when the work is done.
    expect(await turnsDuring(sorted)).toBe(turns);
  });
});
