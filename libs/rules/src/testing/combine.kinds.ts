import type { Combine } from '../combine.kinds';
import { chance, int, pick, type Draw } from './draw';
import { average, middle, num, productBy, rising, total, type Fraction } from './oracle-numbers';

type By = Combine['by'];
type Options<B extends By> = Omit<Extract<Combine, { readonly by: B }>, 'by'>;
export type SlotMark = { readonly slot: string; readonly mark: Fraction };

/** A kind of combination read a second time, how random competitions draw it, and one example by hand. */
type ByHand<B extends By> = {
  /** Marks as recorded, in any order, at least one; `undefined` where it gets too long a number. */
  readonly means: (marks: readonly SlotMark[], options: Options<B>) => Fraction | undefined;
  readonly ofNone?: 'zero';
  /** Fields that suit any number of marks from `fewest` to `most`; `undefined` when there are none. */
  readonly draw: (g: Draw, fewest: number, most: number) => Options<B> | undefined;
  /** Marks of J1, J2, … and what they give. */
  readonly shows: { readonly with: Options<B>; readonly marks: string; readonly gives: string };
};

const list = (marks: readonly SlotMark[]) => marks.map(({ mark }) => mark);
const up = (marks: readonly SlotMark[]) => rising(list(marks));
const down = (marks: readonly SlotMark[]) => up(marks).reverse();
const nothing = () => ({});
const end = (g: Draw) => pick(g, ['highest', 'lowest'] as const);

const inSlotOrder = (marks: readonly SlotMark[]) =>
  [...marks].sort((a, b) => Number(a.slot.slice(1)) - Number(b.slot.slice(1))).map(({ mark }) => mark);

const within = (
  mark: Fraction,
  { atLeast, atMost }: { readonly atLeast?: string | number; readonly atMost?: string | number },
) =>
  (atLeast === undefined || mark.compare(num(atLeast)) >= 0) &&
  (atMost === undefined || mark.compare(num(atMost)) <= 0);

function drawTrim(g: Draw, fewest: number) {
  if (fewest < 2) return undefined;
  const drop = Math.min(fewest - 1, int(g, 1, 2));
  const dropHighest = int(g, 0, drop);
  return { dropHighest, dropLowest: drop - dropHighest, leaveAtLeast: 1 };
}

const kept = (marks: readonly SlotMark[], { dropHighest, dropLowest }: Options<'trimmed-mean'>) =>
  up(marks).slice(dropLowest).reverse().slice(dropHighest);

const seven = '9.1 8.7 9.4 8.9 9 9.3 8.2';

export const COMBINES_BY_HAND: { readonly [B in By]: ByHand<B> } = {
  mean: { means: (marks) => average(list(marks)), draw: nothing, shows: { with: {}, marks: '9 8 7', gives: '8' } },
  'trimmed-mean': {
    means: (marks, options) => average(kept(marks, options)),
    draw: drawTrim,
    shows: { with: { dropHighest: 1, dropLowest: 1 }, marks: seven, gives: '9' },
  },
  'trimmed-sum': {
    means: (marks, options) => total(kept(marks, options)),
    draw: drawTrim,
    shows: { with: { dropHighest: 1, dropLowest: 1 }, marks: seven, gives: '45' },
  },
  median: { means: (marks) => middle(list(marks)), draw: nothing, shows: { with: {}, marks: '1 7 3 4', gives: '3.5' } },
  sum: {
    means: (marks) => total(list(marks)),
    ofNone: 'zero',
    draw: nothing,
    shows: { with: {}, marks: '9 8 7', gives: '24' },
  },
  highest: {
    means: (marks) => down(marks)[0],
    draw: nothing,
    shows: { with: {}, marks: '5 10 3', gives: '10' },
  },
  lowest: {
    means: (marks) => up(marks)[0],
    draw: nothing,
    shows: { with: {}, marks: '5 10 3', gives: '3' },
  },
  nth: {
    means: (marks, { n, from }) => (from === 'highest' ? down(marks) : up(marks))[n - 1],
    draw: (g, fewest) => ({ n: int(g, 1, fewest), from: end(g) }),
    shows: { with: { n: 2, from: 'highest' }, marks: '5 10 3', gives: '5' },
  },
  'best-n': {
    means(marks, { n, from, then }) {
      const best = (from === 'highest' ? down(marks) : up(marks)).slice(0, n);
      return then === 'sum' ? total(best) : average(best);
    },
    draw: (g) => ({ n: int(g, 1, 3), from: end(g), then: pick(g, ['sum', 'mean'] as const) }),
    shows: { with: { n: 3, from: 'highest', then: 'mean' }, marks: '93 93 93 80', gives: '93' },
  },
  count: {
    means: (marks, bounds) => num(list(marks).filter((mark) => within(mark, bounds)).length),
    ofNone: 'zero',
    draw: (g) => ({ atLeast: '2', ...(chance(g, 50) ? { atMost: '8' } : {}) }),
    shows: { with: { atLeast: '90' }, marks: '92 89 90', gives: '2' },
  },
  streak: {
    means(marks, bounds) {
      const latest = inSlotOrder(marks).reverse();
      const broken = latest.findIndex((mark) => !within(mark, bounds));
      return num(broken < 0 ? latest.length : broken);
    },
    ofNone: 'zero',
    draw: (g) => ({ atLeast: '2', ...(chance(g, 50) ? { atMost: '8' } : {}) }),
    shows: { with: { atLeast: '95' }, marks: '96 90 95 97 98', gives: '3' },
  },
  range: {
    means: (marks) => (down(marks)[0] as Fraction).sub(up(marks)[0] as Fraction),
    draw: nothing,
    shows: { with: {}, marks: '5 10 3', gives: '7' },
  },
  product: {
    means: (marks) => productBy(list(marks)),
    draw: nothing,
    shows: { with: {}, marks: '2 3 4', gives: '24' },
  },
  single: {
    means: (marks) => total(list(marks)),
    draw: (_, __, most) => (most === 1 ? {} : undefined),
    shows: { with: {}, marks: '7', gives: '7' },
  },
  last: {
    means: (marks) => inSlotOrder(marks).reverse()[0],
    draw: nothing,
    shows: { with: {}, marks: '5 10 3', gives: '3' },
  },
};

export const byHand = ({ by }: Combine) => COMBINES_BY_HAND[by] as unknown as ByHand<By>;

/** What the marks of one value, of which there is at least one, make together. */
export const combined = (combine: Combine, marks: readonly SlotMark[]): Fraction | undefined =>
  byHand(combine).means(marks, combine);

export function drawCombine(g: Draw, fewest: number, most: number): Combine {
  const kinds = Object.keys(COMBINES_BY_HAND) as By[];
  for (;;) {
    const by = pick(g, kinds);
    const options = COMBINES_BY_HAND[by].draw(g, fewest, most);
    if (options !== undefined) return { by, ...options } as Combine;
  }
}
