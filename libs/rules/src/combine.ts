import type { BandedCombine, Combine } from './document';
import { add, compare, divide, exact, multiply, subtract, whole, type Exact } from './exact';
import type { Text } from './row';

/** Picks a stretch of the ordered marks and folds it into one number. */
export type CombinePlan = {
  readonly order: 'value' | 'slot' | 'none';
  readonly from: (count: number) => number;
  readonly to: (count: number) => number;
  readonly fold: (marks: readonly Exact[], from: number, to: number) => Exact;
  /** What the marks left out at either end are called in the explanation. */
  readonly leaves: 'extremes' | 'unused';
  readonly text: Text;
};

export function sumOf(marks: readonly Exact[], from: number, to: number): Exact {
  let sum = marks[from] as Exact;
  for (let i = from + 1; i < to; i += 1) sum = add(sum, marks[i] as Exact);
  return sum;
}

export function meanOf(marks: readonly Exact[], from: number, to: number): Exact {
  return divide(sumOf(marks, from, to), whole(to - from)) as Exact;
}

function productOf(marks: readonly Exact[], from: number, to: number): Exact {
  let product = marks[from] as Exact;
  for (let i = from + 1; i < to; i += 1) product = multiply(product, marks[i] as Exact);
  return product;
}

function spreadOf(marks: readonly Exact[], from: number, to: number): Exact {
  return subtract(marks[to - 1] as Exact, marks[from] as Exact);
}

function countWithin(combine: Extract<Combine, { by: 'count' }>): CombinePlan['fold'] {
  const low = combine.atLeast === undefined ? undefined : exact(combine.atLeast);
  const high = combine.atMost === undefined ? undefined : exact(combine.atMost);
  return (marks, from, to) => {
    let count = 0;
    for (let i = from; i < to; i += 1) {
      const mark = marks[i] as Exact;
      if ((!low || compare(mark, low) >= 0) && (!high || compare(mark, high) <= 0)) count += 1;
    }
    return whole(count);
  };
}

const all = { from: () => 0, to: (count: number) => count };
const top = { from: (count: number) => count - 1, to: (count: number) => count };

function bestPlan(combine: Extract<Combine, { by: 'best-n' }>): CombinePlan {
  const highest = combine.from === 'highest';
  const { n } = combine;
  return {
    order: 'value',
    from: highest ? (count) => Math.max(0, count - n) : () => 0,
    to: highest ? (count) => count : (count) => Math.min(n, count),
    fold: combine.then === 'sum' ? sumOf : meanOf,
    leaves: 'extremes',
    text: {
      zh: `取${highest ? '最高' : '最低'}的 ${n} 个${combine.then === 'sum' ? '求和' : '求平均'}`,
      en: `${combine.then} of the ${highest ? 'highest' : 'lowest'} ${n}`,
    },
  };
}

export function compileCombine(combine: Combine): CombinePlan {
  const plain = { order: 'none', leaves: 'unused' } as const;
  const sorted = { order: 'value', leaves: 'unused' } as const;
  switch (combine.by) {
    case 'mean':
      return { ...plain, ...all, fold: meanOf, text: { zh: '平均', en: 'mean' } };
    case 'sum':
      return { ...plain, ...all, fold: sumOf, text: { zh: '合计', en: 'sum' } };
    case 'product':
      return { ...plain, ...all, fold: productOf, text: { zh: '连乘', en: 'product' } };
    case 'single':
      return { ...plain, ...all, fold: sumOf, text: { zh: '取值', en: 'the mark' } };
    case 'count':
      return { ...plain, ...all, fold: countWithin(combine), text: { zh: '计个数', en: 'count' } };
    case 'last':
      return { order: 'slot', leaves: 'unused', ...top, fold: sumOf, text: { zh: '取末次', en: 'last' } };
    case 'range':
      return { ...sorted, ...all, fold: spreadOf, text: { zh: '最高与最低之差', en: 'highest minus lowest' } };
    case 'highest':
      return { ...sorted, ...top, fold: sumOf, text: { zh: '取最高', en: 'highest' } };
    case 'lowest':
      return { ...sorted, from: () => 0, to: () => 1, fold: sumOf, text: { zh: '取最低', en: 'lowest' } };
    case 'median':
      return {
        ...sorted,
        from: (count) => Math.floor((count - 1) / 2),
        to: (count) => Math.floor(count / 2) + 1,
        fold: meanOf,
        text: { zh: '中位数', en: 'median' },
      };
    case 'nth': {
      const { n } = combine;
      const from = combine.from === 'highest' ? (count: number) => count - n : () => n - 1;
      const text = {
        zh: `取第 ${n} ${combine.from === 'highest' ? '高' : '低'}`,
        en: `number ${n} from the ${combine.from}`,
      };
      return { ...sorted, from, to: (count) => from(count) + 1, fold: sumOf, text };
    }
    case 'best-n':
      return bestPlan(combine);
    case 'trimmed-mean':
    case 'trimmed-sum': {
      const { dropHighest, dropLowest } = combine;
      const isMean = combine.by === 'trimmed-mean';
      return {
        order: 'value',
        leaves: 'extremes',
        from: () => dropLowest,
        to: (count) => count - dropHighest,
        fold: isMean ? meanOf : sumOf,
        text: {
          zh: `去掉 ${dropHighest} 个最高分、${dropLowest} 个最低分后${isMean ? '平均' : '求和'}`,
          en: `${isMean ? 'mean' : 'sum'} without the ${dropHighest} highest and ${dropLowest} lowest`,
        },
      };
    }
  }
}

/** The plan for a number of marks; `undefined` when no band speaks of it. */
export function compileCombines(
  combine: Combine | readonly BandedCombine[],
): (count: number) => CombinePlan | undefined {
  if (!Array.isArray(combine)) {
    const plan = compileCombine(combine as Combine);
    return () => plan;
  }
  const bands = (combine as readonly BandedCombine[]).map((band) => ({
    from: band.marks.from,
    to: band.marks.to ?? Infinity,
    plan: compileCombine(band),
  }));
  return (count) => bands.find((band) => count >= band.from && count <= band.to)?.plan;
}

/** J2 before J10: runs of digits compare as numbers, everything else by code unit. */
export function compareSlots(a: string, b: string): number {
  const left = a.match(/[0-9]+|[^0-9]+/g) ?? [];
  const right = b.match(/[0-9]+|[^0-9]+/g) ?? [];
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    const byNumber = /^[0-9]/.test(x) && /^[0-9]/.test(y) ? Number(x) - Number(y) : 0;
    return byNumber || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}

/** Insertion sort of two parallel lists: there are about ten marks, and this keeps them without allocating pairs. */
export function sortMarks(slots: string[], marks: Exact[], raw: string[], order: 'value' | 'slot'): void {
  for (let i = 1; i < marks.length; i += 1) {
    const mark = marks[i] as Exact;
    const slot = slots[i] as string;
    const text = raw[i] as string;
    let j = i - 1;
    while (j >= 0) {
      const after = order === 'value' ? compare(marks[j] as Exact, mark) : compareSlots(slots[j] as string, slot);
      if (after <= 0) break;
      marks[j + 1] = marks[j] as Exact;
      slots[j + 1] = slots[j] as string;
      raw[j + 1] = raw[j] as string;
      j -= 1;
    }
    marks[j + 1] = mark;
    slots[j + 1] = slot;
    raw[j + 1] = text;
  }
}
