import { add, divide, exact, multiply, toDecimal, toParts, whole, ZERO, type Exact } from '@xf/rules';
import { sourceOnly, type Cited } from '../cites';
import type { Pot, QuotaFormula } from './rules';
import { shareOut } from './rules.share';

/** What is shared out, and what every unit states. Figures are plain decimals from 0. */
export type QuotaInputs = {
  readonly seats: readonly { readonly pot: string; readonly seats: number }[];
  readonly units: readonly {
    readonly unit: string;
    readonly figures: readonly { readonly figure: string; readonly value: string }[];
  }[];
  readonly outside: readonly { readonly pot: string; readonly unit: string; readonly seats: number }[];
  /** The control number (控制数): no more than so many in all. domain-rules 22. */
  readonly control?: number;
};

export type AllocatedRow = {
  readonly unit: string;
  readonly pot: string;
  readonly seats: number;
  /** Seats before whole ones were made of them, to two digits; absent outside the base. */
  readonly claim?: string;
  /** It was level with others for the last seat. */
  readonly level: boolean;
};

export type QuotaProblem =
  | { readonly code: 'quota-pot-unknown'; readonly pot: string }
  /** Nobody is given seats of it: it is applied for. */
  | { readonly code: 'quota-pot-applied'; readonly pot: string }
  | { readonly code: 'quota-seats-missing'; readonly pot: string }
  | { readonly code: 'quota-unit-repeated'; readonly unit: string }
  | { readonly code: 'quota-unit-unknown'; readonly unit: string }
  | { readonly code: 'quota-units-missing' }
  | { readonly code: 'quota-figure-missing'; readonly unit: string; readonly figure: string }
  | { readonly code: 'quota-figure-zero'; readonly figure: string }
  | ({ readonly code: 'quota-below-floor'; readonly pot: string; readonly needed: number } & Cited)
  | { readonly code: 'quota-over-control'; readonly control: number; readonly seats: number };

type Allocated = { readonly rows: readonly AllocatedRow[] } | { readonly problem: QuotaProblem };

/** The seats of every unit by a formula; the same inputs always give the same rows. domain-rules 19, 22, 26. */
export function allocate(formula: QuotaFormula, inputs: QuotaInputs): Allocated {
  const problem = wrongInputs(formula, inputs);
  if (problem !== undefined) return { problem };
  const rows: AllocatedRow[] = [];
  for (const pot of formula.pots) {
    const seats = inputs.seats.find((one) => one.pot === pot.pot)?.seats ?? 0;
    rows.push(...allocatePot(pot, inputs.units, seats));
  }
  for (const { unit, pot, seats } of inputs.outside) rows.push({ unit, pot, seats, level: false });
  const seats = rows.reduce((sum, row) => sum + row.seats, 0);
  const { control } = inputs;
  if (control !== undefined && seats > control) return { problem: { code: 'quota-over-control', control, seats } };
  return { rows };
}

function wrongInputs({ pots, outside = [] }: QuotaFormula, inputs: QuotaInputs): QuotaProblem | undefined {
  const { units } = inputs;
  if (units.length === 0) return { code: 'quota-units-missing' };
  const ids = units.map(({ unit }) => unit);
  const again = ids.find((unit, index) => ids.indexOf(unit) < index);
  if (again !== undefined) return { code: 'quota-unit-repeated', unit: again };
  const stray = inputs.seats.find((one) => !pots.some(({ pot }) => pot === one.pot));
  if (stray !== undefined) return { code: 'quota-pot-unknown', pot: stray.pot };
  for (const one of inputs.outside) {
    const found = outside.find(({ pot }) => pot === one.pot);
    if (found === undefined) return { code: 'quota-pot-unknown', pot: one.pot };
    if (found.consecutive !== undefined) return { code: 'quota-pot-applied', pot: one.pot };
    if (!ids.includes(one.unit)) return { code: 'quota-unit-unknown', unit: one.unit };
  }
  for (const { pot, floor, shares, cites } of pots) {
    const seats = inputs.seats.filter((one) => one.pot === pot);
    const [first] = seats;
    if (first === undefined || seats.length > 1) return { code: 'quota-seats-missing', pot };
    const needed = floor * units.length;
    if (first.seats < needed) return { code: 'quota-below-floor', pot, needed, ...sourceOnly(cites) };
    for (const { figure } of shares) {
      const without = units.find(({ figures }) => figures.filter((one) => one.figure === figure).length !== 1);
      if (without !== undefined) return { code: 'quota-figure-missing', unit: without.unit, figure };
      if (toParts(totalOf(units, figure)).n === 0n) return { code: 'quota-figure-zero', figure };
    }
  }
  return undefined;
}

type Units = QuotaInputs['units'];

const figureOf = (unit: Units[number], figure: string): Exact =>
  exact(unit.figures.find((one) => one.figure === figure)?.value ?? '0');

const totalOf = (units: Units, figure: string): Exact =>
  units.reduce((sum, unit) => add(sum, figureOf(unit, figure)), ZERO);

function allocatePot({ pot, method, floor, shares }: Pot, units: Units, seats: number): readonly AllocatedRow[] {
  const weights = shares.map(({ figure, weight }) => ({
    figure,
    weight: exact(weight),
    total: totalOf(units, figure),
  }));
  const parts = units.map((unit) =>
    weights.reduce(
      (sum, { figure, weight, total }) => add(sum, over(multiply(weight, figureOf(unit, figure)), total)),
      ZERO,
    ),
  );
  const fractions = parts.map(toParts);
  const common = fractions.reduce((product, { d }) => (product * d) / gcd(product, d), 1n);
  const whole100 = parts.reduce(add, ZERO);
  const shared = shareOut(
    method,
    units.map(({ unit }, n) => ({ unit, weight: ((fractions[n]?.n ?? 0n) * common) / (fractions[n]?.d ?? 1n) })),
    seats,
    floor,
  );
  return units.map(({ unit }, n) => ({
    unit,
    pot,
    seats: shared.seats.get(unit) ?? 0,
    claim: twoDigits(over(multiply(parts[n] ?? ZERO, whole(seats)), whole100)),
    level: shared.level.includes(unit),
  }));
}

function over(a: Exact, b: Exact): Exact {
  const quotient = divide(a, b);
  if (quotient === undefined) throw new Error('a share of nothing');
  return quotient;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Half-up at the second digit, for reading; seats are made of the exact claim. */
function twoDigits(claim: Exact): string {
  const { n, d } = toParts(claim);
  const hundredths = (n * 200n + d) / (2n * d);
  return toDecimal(over(whole(Number(hundredths)), whole(100)));
}
