import { compare, exact, whole, type Decimal, type Exact } from './exact';
import { meanOf, productOf, spreadOf, sumOf, type Fold } from './folds';
import { count, number, oneOf } from './schema-parts';

type Words = { readonly zh: string; readonly en: string };

/** Picks a stretch of the ordered marks and folds it into one number. */
export type CombinePlan = {
  readonly order: 'value' | 'slot' | 'none';
  readonly from: (count: number) => number;
  readonly to: (count: number) => number;
  readonly fold: Fold;
  /** What the marks left out at either end are called in the explanation. */
  readonly leaves: 'extremes' | 'unused';
  readonly text: Words;
};

export type CombineKind<Options> = {
  /** JSON Schema of each field beside `by`. One name has one form, whatever kinds use it. */
  readonly fields?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  /** What cannot work with at least `fewest` and at most `most` marks. */
  readonly refuse?: (options: Options, fewest: number, most: number) => (Words & { readonly code: string }) | undefined;
  /** Whether the result never falls when one mark rises. */
  readonly rises: boolean;
  /** Whether no marks at all are 0 rather than a missing number. */
  readonly ofNone?: 'zero';
  /** Whether the result says how many marks there are of some sort. */
  readonly counts?: true;
  readonly plan: (options: Options) => CombinePlan;
};

/** Marks that a trim must leave when the document does not say. */
const LEAVE_AT_LEAST = 2;
type End = 'highest' | 'lowest';
type Trim = { readonly dropHighest: number; readonly dropLowest: number; readonly leaveAtLeast?: number };
type Nth = { readonly n: number; readonly from: End };
type Best = Nth & { readonly then: 'sum' | 'mean' };
type Bounded = { readonly atLeast?: Decimal; readonly atMost?: Decimal };

const all = { order: 'none', leaves: 'unused', from: () => 0, to: (marks: number) => marks } as const;
const sorted = { ...all, order: 'value' } as const;
const top = { order: 'value', leaves: 'unused', from: (marks: number) => marks - 1, to: all.to } as const;
const end = oneOf('highest', 'lowest');

const kind = <Options>(entry: CombineKind<Options>): CombineKind<Options> => entry;
/** A kind without fields of its own. */
const bare = (plan: CombinePlan, more: Partial<CombineKind<object>> = {}) =>
  kind<object>({ rises: true, ...more, plan: () => plan });

function withinBounds({ atLeast, atMost }: Bounded): (mark: Exact) => boolean {
  const low = atLeast === undefined ? undefined : exact(atLeast);
  const high = atMost === undefined ? undefined : exact(atMost);
  return (mark) => (!low || compare(mark, low) >= 0) && (!high || compare(mark, high) <= 0);
}

function emptyBounds({ atLeast, atMost }: Bounded) {
  if (atLeast === undefined || atMost === undefined || compare(exact(atLeast), exact(atMost)) <= 0) return undefined;
  return {
    code: 'bounds-contradict',
    zh: `没有成绩能既不低于 ${atLeast} 又不高于 ${atMost}；请改其一`,
    en: `no mark is at least ${atLeast} and at most ${atMost}: change one of them`,
  };
}

function trim(fold: Fold, words: Words): CombineKind<Trim> {
  return {
    fields: { dropHighest: count(0), dropLowest: count(0), leaveAtLeast: count(1) },
    required: ['dropHighest', 'dropLowest'],
    refuse({ dropHighest, dropLowest, leaveAtLeast: needed = LEAVE_AT_LEAST }, fewest) {
      const dropped = dropHighest + dropLowest;
      const left = fewest - dropped;
      if (left >= needed) return undefined;
      return {
        code: 'trim-leaves-too-few',
        zh: `${fewest} 个成绩去掉 ${dropped} 个后只剩 ${Math.max(left, 0)} 个，至少要剩 ${needed} 个`,
        en: `dropping ${dropped} of ${fewest} marks leaves ${Math.max(left, 0)}; at least ${needed} must remain`,
      };
    },
    rises: true,
    plan: ({ dropHighest, dropLowest }) => ({
      order: 'value',
      leaves: 'extremes',
      from: () => dropLowest,
      to: (marks) => marks - dropHighest,
      fold,
      text: {
        zh: `去掉 ${dropHighest} 个最高分、${dropLowest} 个最低分后${words.zh}`,
        en: `${words.en} without the ${dropHighest} highest and ${dropLowest} lowest`,
      },
    }),
  };
}

/**
 * Every way to make one number of the marks of a value: an entry says its fields, what it refuses, what it does and how
 * it is explained. `testing/combine.kinds.ts` holds a second reading of each, without which this does not compile.
 */
export const COMBINES = {
  mean: bare({ ...all, fold: meanOf, text: { zh: '平均', en: 'mean' } }),
  'trimmed-mean': trim(meanOf, { zh: '平均', en: 'mean' }),
  'trimmed-sum': trim(sumOf, { zh: '求和', en: 'sum' }),
  median: bare({
    ...sorted,
    from: (marks) => Math.floor((marks - 1) / 2),
    to: (marks) => Math.floor(marks / 2) + 1,
    fold: meanOf,
    text: { zh: '中位数', en: 'median' },
  }),
  sum: bare({ ...all, fold: sumOf, text: { zh: '合计', en: 'sum' } }, { ofNone: 'zero' }),
  highest: bare({ ...top, fold: sumOf, text: { zh: '取最高', en: 'highest' } }),
  lowest: bare({ ...sorted, to: () => 1, fold: sumOf, text: { zh: '取最低', en: 'lowest' } }),
  nth: kind<Nth>({
    fields: { n: count(1), from: end },
    required: ['n', 'from'],
    refuse: ({ n }, fewest) =>
      n <= fewest
        ? undefined
        : {
            code: 'nth-out-of-reach',
            zh: `第 ${n} 个成绩可能不存在：最少只有 ${fewest} 个`,
            en: `mark number ${n} may not exist: the fewest is ${fewest}`,
          },
    rises: true,
    plan({ n, from }) {
      const first = from === 'highest' ? (marks: number) => marks - n : () => n - 1;
      const text = { zh: `取第 ${n} ${from === 'highest' ? '高' : '低'}`, en: `number ${n} from the ${from}` };
      return { ...sorted, from: first, to: (marks) => first(marks) + 1, fold: sumOf, text };
    },
  }),
  'best-n': kind<Best>({
    fields: { n: count(1), from: end, then: oneOf('sum', 'mean') },
    required: ['n', 'from', 'then'],
    rises: true,
    plan({ n, from, then }) {
      const highest = from === 'highest';
      return {
        order: 'value',
        leaves: 'extremes',
        from: highest ? (marks) => Math.max(0, marks - n) : () => 0,
        to: highest ? (marks) => marks : (marks) => Math.min(n, marks),
        fold: then === 'sum' ? sumOf : meanOf,
        text: {
          zh: `取${highest ? '最高' : '最低'}的 ${n} 个${then === 'sum' ? '求和' : '求平均'}`,
          en: `${then} of the ${from} ${n}`,
        },
      };
    },
  }),
  count: kind<Bounded>({
    fields: { atLeast: number, atMost: number },
    refuse: emptyBounds,
    rises: false,
    ofNone: 'zero',
    counts: true,
    plan(bounds) {
      const isWithin = withinBounds(bounds);
      const fold: Fold = (marks, from, to) => {
        let within = 0;
        for (let i = from; i < to; i += 1) if (isWithin(marks[i] as Exact)) within += 1;
        return whole(within);
      };
      return { ...all, fold, text: { zh: '计个数', en: 'count' } };
    },
  }),
  streak: kind<Bounded>({
    fields: { atLeast: number, atMost: number },
    refuse: emptyBounds,
    rises: false,
    ofNone: 'zero',
    counts: true,
    plan(bounds) {
      const isWithin = withinBounds(bounds);
      const fold: Fold = (marks, from, to) => {
        let start = to;
        while (start > from && isWithin(marks[start - 1] as Exact)) start -= 1;
        return whole(to - start);
      };
      return { ...all, order: 'slot', fold, text: { zh: '计到末次为止连续达到的次数', en: 'in a row up to the last' } };
    },
  }),
  range: bare(
    { ...sorted, fold: spreadOf, text: { zh: '最高与最低之差', en: 'highest minus lowest' } },
    { rises: false },
  ),
  product: bare({ ...all, fold: productOf, text: { zh: '连乘', en: 'product' } }, { rises: false }),
  single: bare(
    { ...all, fold: sumOf, text: { zh: '取值', en: 'the mark' } },
    {
      refuse: (_, __, most) =>
        most <= 1
          ? undefined
          : {
              code: 'not-single',
              zh: `“single” 只能有一个席位，这里最多 ${most} 个`,
              en: `"single" needs exactly one slot, but up to ${most} are allowed`,
            },
    },
  ),
  last: bare({ ...top, order: 'slot', fold: sumOf, text: { zh: '取末次', en: 'last' } }),
};

type Kinds = typeof COMBINES;
type OptionsOf<Kind> = Kind extends CombineKind<infer Options> ? Options : never;
/** How the marks of a value become one number: `by` names an entry of `COMBINES`, beside it stand that entry's fields. */
export type Combine = {
  [By in keyof Kinds]: { readonly by: By } & OptionsOf<Kinds[By]>;
}[keyof Kinds];

/** The entry of a combination, which takes just that combination's fields. */
export const combineKind = ({ by }: Combine): CombineKind<Combine> => COMBINES[by] as unknown as CombineKind<Combine>;
