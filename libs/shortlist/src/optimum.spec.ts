import fc from 'fast-check';
import { optimum } from './optimum';
import { rowsHold, solved, worth, type Program } from './program';
import { loadSolver, type Solver } from './solver';

const columns = 24;
const all = Array.from({ length: columns }, (_, at) => at);

/** Columns of 0 or 1 under a number of seats, a floor, a ceiling, and a share of some of them, and a weight all have. */
const programs: fc.Arbitrary<Program> = fc
  .record({
    objective: fc.array(fc.integer({ min: -1, max: 8 }), { minLength: columns, maxLength: columns }),
    seats: fc.integer({ min: 0, max: columns }),
    floor: fc.tuple(fc.subarray(all, { minLength: 1 }), fc.nat(8)),
    ceiling: fc.tuple(fc.subarray(all, { minLength: 1 }), fc.nat(6)),
    weights: fc.array(fc.integer({ min: 3, max: 30 }), { minLength: columns, maxLength: columns }),
    capacity: fc.integer({ min: 40, max: 150 }),
    share: fc.record({
      base: fc.subarray(all, { minLength: 6 }),
      of: fc.integer({ min: 2, max: 7 }),
      floor: fc.boolean(),
    }),
  })
  .map(({ objective, seats, floor, ceiling, weights, capacity, share }) => ({
    objective,
    lower: objective.map(() => 0),
    upper: objective.map(() => 1),
    rows: [
      { columns: all, values: all.map(() => 1), upper: seats },
      { columns: floor[0], values: floor[0].map(() => 1), lower: floor[1] },
      { columns: ceiling[0], values: ceiling[0].map(() => 1), upper: ceiling[1] },
      { columns: all, values: weights, upper: capacity },
      {
        columns: share.base,
        values: share.base.map((_, at) => (at % 3 === 0 ? share.of - 1 : -1)),
        ...(share.floor ? { lower: 0 } : { upper: 0 }),
      },
    ],
  }));

describe('the optimum by narrow searches', () => {
  it('is the one of a search over everything, and no other optimum differs in a column it calls settled', async () => {
    const loaded = await loadSolver();
    let [narrowed, cut] = [0, 0];
    const solver: Solver = {
      ...loaded,
      fractional(program, start) {
        cut += start === undefined ? 0 : 1;
        return loaded.fractional(program, start);
      },
    };
    fc.assert(
      fc.property(programs, (program) => {
        const found = optimum(solver, program, { width: 2 });
        const wide = solver.whole(program);
        expect(found === undefined).toBe(wide === undefined);
        if (found === undefined || wide === undefined) return;
        expect(rowsHold(program, found.x)).toBe(true);
        expect([found.value, worth(program, found.x)]).toEqual([worth(program, wide), worth(program, wide)]);
        const settled = all.filter((at) => !found.open.includes(at));
        narrowed += settled.length > 0 ? 1 : 0;
        for (const at of settled) {
          const turned = all.map((column) => (column === at ? 1 - (found.x[at] ?? 0) : undefined));
          const other = solved(solver.whole, program, turned);
          if (other !== undefined) expect(worth(program, other)).toBeLessThan(found.value);
        }
      }),
      { numRuns: 100, seed: 943 },
    );
    expect(narrowed).toBeGreaterThan(30);
    // Programs were cut in two, and those cut again.
    expect(cut).toBeGreaterThan(50);
  }, 300_000);
});
