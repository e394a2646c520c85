import { compare, divide, exact, multiply, subtract, toFixed, whole, ZERO, type Exact } from '@xf/rules';
import { findings, type Finding } from './check';
import type { Candidate, ShortlistDocument } from './document';
import { isAnyOf, isSingleListed, loadField } from './field';

/** People of a category and their share of a base, both of one pot. domain-rules 29. */
export type CategoryFigure = { readonly category: string; readonly title: string } & PotShare;

/** A numerator, the denominator it was divided by, and the per cent of it in text, half-up, with as many digits as are asked for. */
type PotShare = { readonly count: number; readonly base: number; readonly share: string };

/** The ordinary seats, or those of one list. */
export type PotFigures = {
  readonly pot: string;
  readonly title: string;
  readonly singleListed: boolean;
  readonly seats: number;
  readonly chosen: number;
  readonly vacant: number;
  readonly categories: readonly CategoryFigure[];
};

/**
 * How a list stands to one limit; `points` are percentage points above a floor or below a ceiling, zero only where the share
 * is exactly the rule: `actual` and `points` have more digits than asked for where these would hide the difference.
 */
export type LimitFigure = Finding & { readonly title: string; readonly actual?: string; readonly points?: string };

export type Figures = { readonly pots: readonly PotFigures[]; readonly limits: readonly LimitFigure[] };

/**
 * What a report says of a list: counts, and shares with what they are shares of. Single-listed people are in no base but that of
 * their own list. Categories overlap, so shares need not make 100. The base of a category is the people of its pot; that
 * of a clause is what the clause says. Only limits are told; pairs and obligatory people are for `check`. domain-rules 19, 21, 29.
 */
export function figures(
  document: ShortlistDocument,
  chosen: readonly Candidate[],
  seats: number,
  decimals: number,
): Figures {
  const { contested: _contested, ...rest } = document;
  const clauses = document.clauses.filter(({ kind }) => kind === 'floor' || kind === 'ceiling');
  const loaded = loadField({ ...rest, clauses }, chosen, seats);
  if (!loaded.ok) throw new Error(`a list that its document does not take: ${JSON.stringify(loaded.problems[0])}`);
  const all = chosen.map(() => true);
  const lists = document.lists ?? [];
  const ordinary = chosen.filter((one) => !isSingleListed(document, one.list));
  const common = { pot: 'quota', title: '名额内（不含单列）', singleListed: false };
  const titles = new Map(clauses.map(({ id, title }) => [id, title]));
  return {
    pots: [
      potFigures(document, { ...common, seats }, ordinary, decimals),
      ...lists.map(({ id, title, seats: own, singleListed = false }) => {
        const people = chosen.filter((one) => one.list === id);
        return potFigures(document, { pot: id, title, singleListed, seats: own }, people, decimals);
      }),
    ],
    limits: findings(loaded.field, all)
      .filter(({ clause }) => titles.has(clause))
      .map((one) => limitFigure(one, titles.get(one.clause) ?? '', decimals)),
  };
}

function potFigures(
  { categories }: ShortlistDocument,
  pot: Omit<PotFigures, 'chosen' | 'vacant' | 'categories'>,
  people: readonly Candidate[],
  decimals: number,
): PotFigures {
  const base = people.length;
  return {
    ...pot,
    chosen: base,
    vacant: Math.max(0, pot.seats - base),
    categories: categories.map(({ id, title }) => {
      const count = people.filter((one) => isAnyOf(one, [id])).length;
      return { category: id, title, count, base, share: rounded(percentOf(count, base), decimals) };
    }),
  };
}

function limitFigure(one: Finding, title: string, decimals: number): LimitFigure {
  const { have, base, share, kind } = one;
  if (base === undefined || share === undefined) return { ...one, title };
  const actual = percentOf(have, base);
  const points = kind === 'floor' ? subtract(actual, exact(share)) : subtract(exact(share), actual);
  const digits = tellingDigits(actual, exact(share), decimals);
  return { ...one, title, actual: rounded(actual, digits), points: rounded(points, digits) };
}

/** As many digits as are asked for, or the fewest more with which what is not the rule reads as something else. */
function tellingDigits(actual: Exact, rule: Exact, asked: number): number {
  const difference = subtract(actual, rule);
  const readsAs = (value: Exact, other: Exact, digits: number) => compare(exact(rounded(value, digits)), other) === 0;
  let digits = asked;
  if (compare(difference, ZERO) === 0) return digits;
  while (readsAs(difference, ZERO, digits) || readsAs(actual, rule, digits)) digits += 1;
  return digits;
}

const percentOf = (count: number, base: number): Exact =>
  multiply(divide(whole(count), whole(base)) ?? ZERO, whole(100));

/** From the exact ratio, once and half-up, with all its digits: a report prints 25.0 beside 40.3. */
const rounded = (value: Exact, decimals: number): string => toFixed(value, decimals);
