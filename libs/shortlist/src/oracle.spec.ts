import fc from 'fast-check';
import type { Candidate, Clause, LimitClause, ShortlistDocument } from './document';
import { rebuildsMax } from './left-out';
import { shortlist } from './shortlist';

const runs = 2000;
const names = ['a', 'b', 'c'] as const;
const cites = [{ document: '测试通知' }];

type Case = { readonly document: ShortlistDocument; readonly candidates: readonly Candidate[]; readonly seats: number };

const share = fc.constantFrom('10', '20', '25', '33.3', '35', '50', '60', '100');
const some = fc.subarray([...names], { minLength: 1 });
const rounding = fc.constantFrom('ceiling', 'floor', 'half-up');

const amount = fc.oneof(
  share.map((one) => ({ share: one })),
  fc.nat(5).map((persons) => ({ persons })),
);
const limit = fc
  .record(
    {
      kind: fc.constantFrom('floor' as const, 'ceiling' as const),
      amount,
      of: fc.option(some, { nil: undefined }),
      base: fc.constantFrom(undefined, 'quota' as const, 'chosen' as const),
      baseOf: fc.option(some, { nil: undefined }),
      rounding: fc.option(rounding, { nil: undefined }),
      by: fc.constantFrom(undefined, undefined, 'unit'),
      list: fc.constantFrom(undefined, undefined, 'single'),
    },
    { requiredKeys: ['kind', 'amount'] },
  )
  .map(({ amount: own, base, baseOf, ...rest }) => ({
    ...rest,
    ...own,
    ...(baseOf === undefined ? { base } : { baseOf }),
  }));
const pair = fc.record({
  kind: fc.constant('pair' as const),
  of: some,
  backup: some,
  each: fc.integer({ min: 1, max: 2 }),
});
const obligatory = fc.record({
  kind: fc.constant('obligatory' as const),
  candidates: fc.subarray(['0', '1', '2'], { minLength: 1 }),
});

const withoutUndefined = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const cases: fc.Arbitrary<Case> = fc
  .record({
    people: fc.array(
      fc.record({
        merit: fc.constantFrom('1', '2', '2.5', '3', '0'),
        categories: fc.subarray([...names]),
        unit: fc.constantFrom('x', 'y'),
        list: fc.constantFrom('main', 'main', 'main', 'single'),
      }),
      { minLength: 3, maxLength: 8 },
    ),
    clauses: fc.array(fc.oneof({ weight: 5, arbitrary: limit }, pair, obligatory), { maxLength: 4 }),
    seats: fc.integer({ min: 0, max: 6 }),
    single: fc.integer({ min: 0, max: 2 }),
    unused: fc.constantFrom('allowed' as const, 'refused' as const),
    first: fc.constantFrom('seats' as const, 'merit' as const),
    merit: fc.constantFrom('score' as const, 'rank' as const),
  })
  .map(({ people, clauses, seats, single, unused, first, merit }) => ({
    document: withoutUndefined({
      id: 't',
      version: 1,
      title: 't',
      merit,
      seats: { unused, first: merit === 'rank' ? ('seats' as const) : first },
      ties: 'order' as const,
      lists: [
        { id: 'main', title: 'main', seats: 5 },
        { id: 'single', title: 'single', seats: single, singleListed: true },
      ],
      categories: names.map((id) => ({ id, title: id })),
      clauses: clauses.map((clause, at) => ({ id: `k${at}`, title: `k${at}`, cites, ...clause }) as Clause),
    }),
    candidates: people.map((one, at) => ({ id: String(at), ...one })),
    seats,
  }));

/** Persons by which a subset breaks each limit, in the order of the document; the last ones may never be broken. */
type Counts = { readonly soft: readonly { readonly clause: string; readonly short: number }[]; readonly hard: boolean };

const inAny = (one: Candidate, of: readonly string[] | undefined) =>
  of === undefined || of.some((name) => one.categories.includes(name));

function rounded(percent: string, base: number, mode: string): number {
  const [n, d] = [Math.round(Number(percent) * 10) * base, 1000];
  const [low, rest] = [Math.floor(n / d), n % d];
  if (rest === 0 || mode === 'floor') return low;
  return mode === 'ceiling' || 2 * rest >= d ? low + 1 : low;
}

function counts({ document, candidates, seats }: Case, people: readonly Candidate[]): Counts {
  const soft: { clause: string; short: number }[] = [];
  const inList = (list: string | undefined) => people.filter((one) => one.list === (list ?? 'main'));
  for (const clause of document.clauses) {
    const push = (short: number) => soft.push({ clause: clause.id, short: Math.max(0, short) });
    const own = inList(clause.list);
    if (clause.kind === 'obligatory') {
      for (const id of clause.candidates) push(people.some((one) => one.id === id) ? 0 : 1);
    } else if (clause.kind === 'pair') {
      const heads = own.filter((one) => inAny(one, clause.of));
      const backups = own.filter((one) => !heads.includes(one) && inAny(one, clause.backup));
      push(heads.length * (clause.each ?? 1) - backups.length);
    } else {
      const scope = candidates.filter((one) => one.list === (clause.list ?? 'main'));
      const values = clause.by === undefined ? [undefined] : [...new Set(scope.map(({ unit }) => unit))].sort();
      const quota =
        clause.list === undefined ? seats : (document.lists?.find(({ id }) => id === clause.list)?.seats ?? 0);
      for (const value of values) push(shortOf(clause, own, quota, value));
    }
  }
  const [main, single] = [inList('main').length, inList('single').length];
  if (document.seats.unused === 'refused') soft.push({ clause: 'seats', short: Math.max(0, seats - main) });
  const singleSeats = document.lists?.[1]?.seats ?? 0;
  return { soft, hard: main <= Math.min(seats, 5) && single <= singleSeats };
}

function shortOf(clause: LimitClause, own: readonly Candidate[], quota: number, value: string | undefined): number {
  const have = own.filter((one) => inAny(one, clause.of) && (value === undefined || one.unit === value)).length;
  const mode = clause.rounding ?? (clause.kind === 'floor' ? 'ceiling' : 'floor');
  const chosen = own.filter((one) => inAny(one, clause.baseOf)).length;
  const base = clause.baseOf === undefined && clause.base !== 'chosen' ? quota : chosen;
  const bound = clause.share === undefined ? (clause.persons ?? 0) : rounded(clause.share, base, mode);
  return clause.kind === 'floor' ? bound - have : have - bound;
}

type Subset = { readonly bits: string; readonly people: readonly Candidate[]; readonly merit: number } & Counts;

function subsets(one: Case): readonly Subset[] {
  const { candidates, document } = one;
  return Array.from({ length: 2 ** candidates.length }, (_, number) => {
    const bits = number.toString(2).padStart(candidates.length, '0');
    const people = candidates.filter((_person, at) => bits[at] === '1');
    const sum = people.reduce((total, { merit }) => total + Math.round(Number(merit) * 10), 0);
    return { bits, people, merit: document.merit === 'rank' ? -sum : sum, ...counts(one, people) };
  });
}

/** Those of most seats and merit among some subsets, the first of them in front. */
function best({ document }: Case, fitting: readonly Subset[]): readonly Subset[] {
  const seatsOf = ({ people }: Subset) => (document.seats.first === 'seats' ? people.length : 0);
  const seats = Math.max(...fitting.map(seatsOf));
  const most = fitting.filter((one) => seatsOf(one) === seats);
  const merit = Math.max(...most.map((one) => one.merit));
  return most.filter((one) => one.merit === merit).sort((a, b) => (a.bits < b.bits ? 1 : -1));
}

const ids = (people: readonly Candidate[]) => people.map(({ id }) => id);
const fits = ({ soft, hard }: Counts) => hard && soft.every(({ short }) => short === 0);
const tenths = (text: string) => Math.round(Number(text) * 10);

function expectList(
  one: Case,
  all: readonly Subset[],
  result: Extract<Awaited<ReturnType<typeof shortlist>>, { kind: 'list' }>,
) {
  const optimal = best(one, all.filter(fits));
  const list = optimal[0]!;
  expect(result.chosen).toEqual(ids(list.people));
  expect(tenths(result.merit)).toBe(one.document.merit === 'rank' ? -list.merit + 0 : list.merit);
  const tied = one.candidates.filter((_, at) => new Set(optimal.map(({ bits }) => bits[at])).size > 1);
  expect(result.tied).toEqual(ids(tied));
  expectPrices(one, all, list, result.prices);
  expectReasons(all, list, one.candidates, result.leftOut);
  expectSwaps(one, all, list, result.leftOut);
}

type Result = Extract<Awaited<ReturnType<typeof shortlist>>, { kind: 'list' }>;

function expectPrices(one: Case, all: readonly Subset[], list: Subset, prices: Result['prices']) {
  const priceOf = (ids: readonly string[]) => {
    const without = best(
      one,
      all.filter(({ hard, soft }) => hard && soft.every(({ clause, short }) => short === 0 || ids.includes(clause))),
    );
    const moved = (other: Subset) => list.people.filter((x) => !other.people.includes(x)).length;
    const byMerit = one.document.seats.first === 'merit';
    const seats = byMerit ? 0 : without[0]!.people.length - list.people.length;
    const merit = without[0]!.merit - list.merit;
    const isBetter = merit !== 0 || seats !== 0;
    return isBetter ? { seats, merit, moved: Math.min(...without.map(moved)) } : undefined;
  };
  const ids = one.document.clauses.map(({ id }) => id);
  const told = prices.map((price) => [price.clause, ...(price.with ?? [])]);
  const alone = ids.filter((id) => priceOf([id]) !== undefined).map((id) => [id]);
  const groups = told.filter((group) => group.length > 1);
  expect(told).toEqual([...alone, ...groups]);
  for (const [at, { seats, merit, moved }] of prices.entries()) {
    expect({ seats, merit: tenths(merit), moved }).toEqual(priceOf(told[at]!));
  }
  for (const group of groups) {
    for (const id of group) expect(priceOf(group.filter((x) => x !== id))).toBeUndefined();
  }
  // Each stands once, and the rest costs nothing, not even together.
  expect(new Set(told.flat()).size).toBe(told.flat().length);
  expect(priceOf(ids.filter((id) => !told.flat().includes(id)))).toBeUndefined();
  jointPrices += groups.length;
}

let [jointPrices, freeSeats] = [0, 0];

/** Where a seat is free, what would break if somebody took it; elsewhere seats or clauses, never a free seat. */
function expectReasons(all: readonly Subset[], list: Subset, candidates: Case['candidates'], lines: Result['leftOut']) {
  for (const { id, reason, clauses } of lines) {
    const bits = candidates.map((x, at) => (x.id === id ? '1' : list.bits[at])).join('');
    const { hard, soft } = all.find((x) => x.bits === bits)!;
    expect(reason === 'free').toBe(hard);
    if (!hard) continue;
    freeSeats += 1;
    expect(clauses).toEqual([...new Set(soft.filter(({ short }) => short > 0).map(({ clause }) => clause))]);
  }
}

function expectSwaps(one: Case, all: readonly Subset[], list: Subset, lines: Result['leftOut']) {
  const rest = one.candidates.filter((x) => !list.people.includes(x));
  expect(lines.map(({ id }) => id)).toEqual(ids(rest));
  const [exact, none] = [new Map<Candidate, number | undefined>(), [] as Candidate[]];
  for (const person of rest) {
    const fitting = all.filter((x) => fits(x) && x.people.includes(person));
    const asMany = fitting.filter((x) => x.people.length === list.people.length);
    const single = asMany.filter(({ people }) => people.filter((x) => !list.people.includes(x)).length === 1);
    if (single.length === 0) none.push(person);
    const changes = one.document.seats.first === 'seats' ? asMany : fitting;
    const among = single.length > 0 ? single : changes;
    exact.set(person, among.length === 0 ? undefined : list.merit - Math.max(...among.map(({ merit }) => merit)));
  }
  // Of those without a one-for-one swap only some are looked into, those of most merit.
  const better = one.document.merit === 'rank' ? 1 : -1;
  const byMerit = [...none].sort((a, b) => better * (tenths(a.merit) - tenths(b.merit)));
  for (const person of byMerit.slice(rebuildsMax)) exact.set(person, undefined);
  expect(lines.map(({ swap }) => (swap === undefined ? undefined : tenths(swap.merit)))).toEqual(
    rest.map((person) => exact.get(person)),
  );
}

function expectRelaxed(
  one: Case,
  all: readonly Subset[],
  result: Extract<Awaited<ReturnType<typeof shortlist>>, { kind: 'infeasible' }>,
) {
  const possible = all.filter(({ hard }) => hard);
  const sumOf = ({ soft }: Subset) => soft.reduce((sum, { short }) => sum + short, 0);
  const fewest = Math.min(...possible.map(sumOf));
  const vectorOf = ({ soft }: Subset) => soft.map(({ short }) => short);
  const before = (a: readonly number[], b: readonly number[]) => a.findIndex((x, at) => x !== b[at]);
  const vectors = possible.filter((x) => sumOf(x) === fewest).map(vectorOf);
  const least = vectors.reduce((a, b) => {
    const at = before(a, b);
    return at >= 0 && b[at]! < a[at]! ? b : a;
  });
  expect(result.persons).toBe(fewest);
  expect(result.gives.map(({ short }) => short)).toEqual(least.filter((short) => short > 0));
  const fitting = possible.filter((x) => vectorOf(x).every((short, at) => short <= least[at]!));
  expect(result.proposal.chosen).toEqual(ids(best(one, fitting)[0]!.people));
}

describe('the shortlist against every possible list', () => {
  it(`agrees in ${runs} random cases, those that fit and those that do not`, async () => {
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const result = await shortlist(one.document, one.candidates, one.seats);
        kinds.set(result.kind, (kinds.get(result.kind) ?? 0) + 1);
        const all = subsets(one);
        if (result.kind === 'list') expectList(one, all, result);
        else if (result.kind === 'infeasible') {
          expect(all.some(fits)).toBe(false);
          expectRelaxed(one, all, result);
        } else throw new Error(JSON.stringify(result.problems));
      }),
      { numRuns: runs, seed: 20260501 },
    );
    // Both kinds were really met.
    expect(Math.min(kinds.get('list') ?? 0, kinds.get('infeasible') ?? 0)).toBeGreaterThan(runs / 10);
    expect(Math.min(jointPrices, freeSeats)).toBeGreaterThan(runs / 100);
  }, 600_000);
});
