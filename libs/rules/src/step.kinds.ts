import { absolute, add, compare, divide, multiply, sign, subtract, type Decimal, type Exact } from './exact';
import { apart, greaterOf, lesserOf, minus, over, plus, times, type Interval } from './interval';
import { join, turned, type Sign } from './sign';

/** A number written in the document, or another value of the same entry. */
export type Operand = Decimal | { readonly value: string };
type Words = { readonly zh: string; readonly en: string };
type Fault = Words & { readonly code: string };

/** A step with one operand: a number of the document, or an earlier value of the same entry. */
export type StepKind = Words & {
  readonly act: (x: Exact, y: Exact) => Exact | undefined;
  /** Why `act` may answer `undefined`. */
  readonly fault?: Fault;
  /** What is wrong with a number of the document as operand. */
  readonly refuse?: (y: Exact) => Fault | undefined;
  /** How the result moves when `x` moves so; `y` moves so too, or is a number of this sign. */
  readonly moves: (x: Sign, y: { readonly moves: Sign; readonly constant?: -1 | 0 | 1 }) => Sign;
  /** Between which numbers the result lies; wider than it has to be does no harm. */
  readonly reach: (x: Interval, y: Interval) => Interval;
};

const along: StepKind['moves'] = (x, y) => join(x, y.moves);
/** Only a number of the document has a sign that is known beforehand. */
const turnedBy: StepKind['moves'] = (x, { moves, constant }) => {
  if (constant !== undefined) return turned(x, constant);
  return x === 0 && moves === 0 ? 0 : undefined;
};

/**
 * Every step with one operand: an entry says what it does, how it is explained, how its result moves and how far it reaches.
 * `testing/step.kinds.ts` holds a second reading of each, without which this does not compile.
 */
export const STEPS = {
  times: { zh: '乘以', en: 'times', act: multiply, moves: turnedBy, reach: times },
  divide: {
    zh: '除以',
    en: 'divided by',
    act: divide,
    fault: { code: 'division-by-zero', zh: '除数为零', en: 'division by zero' },
    refuse: (y) =>
      sign(y) === 0 ? { code: 'division-by-zero', zh: '不能除以 0', en: 'cannot divide by 0' } : undefined,
    moves: turnedBy,
    reach: over,
  },
  plus: { zh: '加', en: 'plus', act: add, moves: along, reach: plus },
  minus: { zh: '减', en: 'minus', act: subtract, moves: (x, y) => join(x, turned(y.moves, -1)), reach: minus },
  atLeast: { zh: '不低于', en: 'at least', act: (x, y) => (compare(x, y) < 0 ? y : x), moves: along, reach: greaterOf },
  atMost: { zh: '不高于', en: 'at most', act: (x, y) => (compare(x, y) > 0 ? y : x), moves: along, reach: lesserOf },
  distanceFrom: {
    zh: '与之相差',
    en: 'distance from',
    act: (x, y) => absolute(subtract(x, y)),
    moves: (x, y) => (x === 0 && y.moves === 0 ? 0 : undefined),
    reach: apart,
  },
} satisfies Readonly<Record<string, StepKind>>;

export type Verb = keyof typeof STEPS;

/** The entry and the operand of a step that has one, `undefined` for the steps that hold something else. */
export function operation(
  step: object,
): { readonly verb: Verb; readonly kind: StepKind; readonly operand: Operand } | undefined {
  const [found] = Object.entries(step) as [string, Operand][];
  if (!found || !Object.hasOwn(STEPS, found[0])) return undefined;
  const verb = found[0] as Verb;
  return { verb, kind: STEPS[verb], operand: found[1] };
}
