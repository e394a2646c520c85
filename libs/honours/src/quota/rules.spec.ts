import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { loadQuotaFormula, type QuotaFormula } from './rules';
import { allocate, type QuotaInputs } from './rules.allocate';
import { nextSubstitute, type Ranked } from './rules.seats';
import { shareOut, type Share } from './rules.share';

const formula: QuotaFormula = {
  id: 'quota',
  version: 1,
  title: '名额分配办法',
  cites: [{ document: '市总工会通知' }],
  pots: [
    {
      pot: 'main',
      name: '基数内',
      method: 'largest-remainder',
      floor: 0,
      shares: [
        { figure: 'employees', name: '在岗职工', weight: '50' },
        { figure: 'output', name: '规上工业增加值', weight: '50' },
      ],
    },
  ],
  outside: [{ pot: 'single', name: '单列' }],
  substitutes: 1,
  crossUnit: true,
};
const unit = (id: string, employees: string, output: string) => ({
  unit: id,
  figures: [
    { figure: 'employees', value: employees },
    { figure: 'output', value: output },
  ],
});
const inputs: QuotaInputs = {
  seats: [{ pot: 'main', seats: 50 }],
  units: [unit('A', '372', '37.2'), unit('B', '341', '34.1'), unit('C', '287', '28.7')],
  outside: [],
};
const over = (more: Partial<QuotaInputs>): QuotaInputs => ({ ...inputs, ...more });
const told = (more: Partial<QuotaInputs> = {}, by: QuotaFormula = formula) => {
  const result = allocate(by, over(more));
  return 'problem' in result ? result.problem : result.rows.map((row) => [row.unit, row.pot, row.seats, row.claim]);
};
const shares = (...weights: readonly number[]): readonly Share[] =>
  weights.map((weight, n) => ({ unit: `u${n}`, weight: BigInt(weight) }));
const listed = (...asked: Parameters<typeof shareOut>) => [...shareOut(...asked).seats.values()];

describe('a quota by formula', () => {
  it('domain-rules 26: fifty seats by shares of 37.2, 34.1 and 28.7 are 19, 17 and 14', () => {
    expect(told()).toEqual([
      ['A', 'main', 19, '18.6'],
      ['B', 'main', 17, '17.05'],
      ['C', 'main', 14, '14.35'],
    ]);
  });

  it('domain-rules 26: two shares with different parts count by their weights', () => {
    // (3/4 × 50 + 1/5 × 50) of 100 of 10 seats is 4.75.
    const units = [unit('A', '300', '2'), unit('B', '100', '8')];
    expect(told({ seats: [{ pot: 'main', seats: 10 }], units })).toEqual([
      ['A', 'main', 5, '4.75'],
      ['B', 'main', 5, '5.25'],
    ]);
    const [pot] = formula.pots;
    const [one, other] = pot!.shares;
    const heavier = {
      ...formula,
      pots: [
        {
          ...pot!,
          shares: [
            { ...one!, weight: '80' },
            { ...other!, weight: '20' },
          ],
        },
      ],
    };
    expect(told({ seats: [{ pot: 'main', seats: 10 }], units }, heavier)).toEqual([
      ['A', 'main', 6, '6.4'],
      ['B', 'main', 4, '3.6'],
    ]);
  });

  it('domain-rules 19: single-listed seats stand outside the base', () => {
    expect(told({ outside: [{ pot: 'single', unit: 'C', seats: 3 }] })).toEqual([
      ['A', 'main', 19, '18.6'],
      ['B', 'main', 17, '17.05'],
      ['C', 'main', 14, '14.35'],
      ['C', 'single', 3, undefined],
    ]);
  });

  it('domain-rules 22: the control number is a bound of all seats', () => {
    const outside = [{ pot: 'single', unit: 'C', seats: 3 }];
    expect(told({ outside, control: 53 })).toHaveLength(4);
    expect(told({ outside, control: 52 })).toEqual({ code: 'quota-over-control', control: 52, seats: 53 });
  });

  it('tells what is missing in the inputs', () => {
    const [a, b] = inputs.units;
    expect(told({ seats: [] })).toEqual({ code: 'quota-seats-missing', pot: 'main' });
    expect(told({ seats: [...inputs.seats, { pot: 'x', seats: 1 }] })).toEqual({ code: 'quota-pot-unknown', pot: 'x' });
    expect(told({ units: [] })).toEqual({ code: 'quota-units-missing' });
    expect(told({ units: [a!, b!, a!] })).toEqual({ code: 'quota-unit-repeated', unit: 'A' });
    expect(told({ units: [a!, { unit: 'B', figures: b!.figures.slice(1) }] })).toEqual({
      ...{ code: 'quota-figure-missing', unit: 'B', figure: 'employees' },
    });
    expect(told({ units: [unit('A', '0', '1')] })).toEqual({ code: 'quota-figure-zero', figure: 'employees' });
    expect(told({ outside: [{ pot: 'single', unit: 'Z', seats: 1 }] })).toEqual({
      ...{ code: 'quota-unit-unknown', unit: 'Z' },
    });
    expect(told({ outside: [{ pot: 'main', unit: 'A', seats: 1 }] })).toEqual({
      code: 'quota-pot-unknown',
      pot: 'main',
    });
    const floored = { ...formula, pots: [{ ...formula.pots[0]!, floor: 20 }] };
    expect(told({}, floored)).toEqual({ code: 'quota-below-floor', pot: 'main', needed: 60 });
  });

  it('a formula tells everything that is wrong at once', () => {
    const [pot] = formula.pots;
    const problemsOf = (json: unknown) => {
      const loaded = loadQuotaFormula(json);
      return loaded.ok ? [] : loaded.problems.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    expect(problemsOf(formula)).toEqual([]);
    expect(problemsOf({ ...formula, pots: [{ ...pot, method: 'lot', floor: -1 }] })).toEqual([
      '/pots/0/method not-allowed',
      '/pots/0/floor out-of-bounds',
    ]);
    const zero = { ...pot, shares: [{ ...pot!.shares[0], weight: '0.0' }] };
    expect(problemsOf({ ...formula, pots: [pot, zero], outside: [{ pot: 'main', name: 'x' }] })).toEqual([
      '/pots/1/pot id-repeated',
      '/pots/1/shares weights-zero',
      '/outside/0/pot id-repeated',
    ]);
  });
});

describe('sharing out', () => {
  it('differs by method, as the known example of 100 seats shows', () => {
    const votes = shares(47_000, 16_000, 15_800, 12_000, 6_100, 3_100);
    expect(listed('largest-remainder', votes, 10)).toEqual([5, 2, 1, 1, 1, 0]);
    expect(listed('dhondt', votes, 10)).toEqual([5, 2, 2, 1, 0, 0]);
    expect(listed('sainte-lague', votes, 10)).toEqual([4, 2, 2, 1, 1, 0]);
  });

  it('gives every unit its floor and shares the rest anew', () => {
    expect(listed('largest-remainder', shares(90, 8, 1, 1), 10, 1)).toEqual([7, 1, 1, 1]);
    expect(listed('dhondt', shares(90, 8, 0, 0), 4, 1)).toEqual([1, 1, 1, 1]);
    expect(listed('largest-remainder', shares(0, 5, 0), 4, 1)).toEqual([1, 2, 1]);
    expect(() => shareOut('dhondt', shares(1, 1), 1, 1)).toThrow('cannot be shared');
  });

  it('says who was level for the last seat; the order of the list decides', () => {
    for (const method of ['largest-remainder', 'dhondt', 'sainte-lague'] as const) {
      const shared = shareOut(method, shares(5, 5), 3);
      expect([[...shared.seats.values()], shared.level]).toEqual([
        [2, 1],
        ['u0', 'u1'],
      ]);
      expect(shareOut(method, shares(5, 5), 4).level).toEqual([]);
      expect(shareOut(method, shares(6, 5, 4), 4).level).toEqual([]);
    }
  });

  const asked = record({
    weights: array(integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 7 }).filter((all) =>
      all.some((one) => one > 0),
    ),
    seats: integer({ min: 0, max: 40 }),
  });

  /** By the wording: one seat after another to whoever has the highest quotient, the first of the list among equals. */
  function seatBySeat(step: number, all: readonly Share[], seats: number, floor: number) {
    const had = all.map(() => floor);
    let level: string[] = [];
    for (let left = seats - floor * all.length; left > 0; left -= 1) {
      const quotients = all.map(({ weight }, n) => [weight, BigInt(had[n]! * step + 1)] as const);
      const isBelow = ([w, d]: readonly [bigint, bigint], [x, e]: readonly [bigint, bigint]) => w * e < x * d;
      const best = all.flatMap((_, n) => (quotients.some((other) => isBelow(quotients[n]!, other)) ? [] : [n]));
      had[best[0]!]! += 1;
      level = best.length > 1 ? best.map((n) => all[n]!.unit) : [];
    }
    return { had, level };
  }

  it('domain-rules 26: divisors give each seat to the highest quotient, as counting seat by seat does', () => {
    assert(
      property(asked, integer({ min: 0, max: 3 }), constantFrom('dhondt', 'sainte-lague'), (one, floor, method) => {
        const all = shares(...one.weights);
        const seats = one.seats + floor * all.length;
        const shared = shareOut(method, all, seats, floor);
        const plain = seatBySeat(method === 'dhondt' ? 1 : 2, all, seats, floor);
        expect({ had: [...shared.seats.values()], level: shared.level }).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('domain-rules 26: largest remainders give all seats away, each unit its claim rounded down or up', () => {
    assert(
      property(asked, ({ weights, seats }) => {
        const total = weights.reduce((sum, one) => sum + one, 0);
        const given = listed('largest-remainder', shares(...weights), seats);
        expect(given.reduce((sum, one) => sum + one, 0)).toBe(seats);
        for (const [n, got] of given.entries()) {
          const claim = weights[n]! * seats;
          expect(got).toBeGreaterThanOrEqual(Math.floor(claim / total));
          expect(got).toBeLessThanOrEqual(Math.ceil(claim / total));
        }
      }),
    );
  });

  it('domain-rules 26: with a floor all seats are given away and nobody is below it', () => {
    const method = constantFrom('largest-remainder' as const, 'dhondt' as const, 'sainte-lague' as const);
    assert(
      property(asked, method, integer({ min: 0, max: 3 }), ({ weights, seats }, by, floor) => {
        const all = seats + floor * weights.length;
        const given = listed(by, shares(...weights), all, floor);
        expect(given.reduce((sum, one) => sum + one, 0)).toBe(all);
        expect(Math.min(...given)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  it.each([
    ['dhondt', 1],
    ['sainte-lague', 2],
  ] as const)('domain-rules 26: %s takes the largest of all quotients, as a slow count finds them', (method, step) => {
    assert(
      property(asked, ({ weights, seats }) => {
        const quotients = weights.flatMap((weight, index) =>
          Array.from({ length: seats }, (_, n) => ({ index, top: weight, bottom: n * step + 1 })),
        );
        quotients.sort((a, b) => b.top * a.bottom - a.top * b.bottom || a.index - b.index);
        const slow = weights.map(() => 0);
        for (const { index } of quotients.slice(0, seats)) slow[index]! += 1;
        expect(listed(method, shares(...weights), seats)).toEqual(slow);
      }),
    );
  });
});

describe('substitutes', () => {
  const ranked = (id: string, formal: string, ...substitutes: readonly (readonly [string, string?])[]): Ranked => ({
    unit: id,
    formal: formal === '' ? [] : formal.split(' '),
    substitutes: substitutes.map(([nomination, score]) =>
      score === undefined ? { nomination } : { nomination, score },
    ),
  });
  const standing = (gone: string) => (nomination: string) => !gone.split(' ').includes(nomination);

  it('domain-rules 23: the first that still stands takes the seat, and when none is left it stays empty', () => {
    const qujing = [ranked('q', 'a b c', ['d'])];
    expect(nextSubstitute(qujing, 'q', standing('a'), false)).toEqual({ nomination: 'd', from: 'q' });
    const after = [ranked('q', 'd b c', ['d'])];
    expect(nextSubstitute(after, 'q', standing('a b'), false)).toBeUndefined();
    expect(nextSubstitute([ranked('q', 'a', ['d'], ['e'])], 'q', standing('a d'), false)).toEqual({
      ...{ nomination: 'e', from: 'q' },
    });
  });

  it('domain-rules 24: then the best of the next ones of the other units, where the formula lets them', () => {
    const all = [
      ranked('q', 'a', ['b']),
      ranked('r', 'c', ['d', '89.5'], ['x', '99']),
      ranked('s', 'e', ['f', '100']),
      ranked('t', 'g', ['h']),
    ];
    expect(nextSubstitute(all, 'q', standing('a b'), true)).toEqual({ nomination: 'f', from: 's' });
    expect(nextSubstitute(all, 'q', standing('a b f'), true)).toEqual({ nomination: 'd', from: 'r' });
    expect(nextSubstitute(all, 'q', standing('a b f d x'), true)).toEqual({ nomination: 'h', from: 't' });
    expect(nextSubstitute(all, 'q', standing('a b f d x h'), true)).toBeUndefined();
    expect(nextSubstitute(all, 'q', standing('a b'), false)).toBeUndefined();
    const level = [ranked('q', 'a'), ranked('r', 'c', ['d', '9']), ranked('s', 'e', ['f', '9.0'])];
    expect(nextSubstitute(level, 'q', standing('a'), true)).toEqual({ nomination: 'd', from: 'r' });
  });
});
