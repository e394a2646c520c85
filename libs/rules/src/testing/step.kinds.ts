import type { Verb } from '../step.kinds';
import type { Fraction } from './oracle-numbers';

/** A step with one operand read a second time, and one example by hand: from 7 with 3. */
type ByHand = {
  readonly means: (x: Fraction, y: Fraction) => Fraction;
  /** The operand cannot be 0. */
  readonly notByZero?: true;
  readonly sevenAndThree: string;
};

export const STEPS_BY_HAND: { readonly [verb in Verb]: ByHand } = {
  times: { means: (x, y) => x.mul(y), sevenAndThree: '21' },
  divide: { means: (x, y) => x.div(y), notByZero: true, sevenAndThree: '2.333333333333' },
  plus: { means: (x, y) => x.add(y), sevenAndThree: '10' },
  minus: { means: (x, y) => x.sub(y), sevenAndThree: '4' },
  atLeast: { means: (x, y) => (x.compare(y) < 0 ? y : x), sevenAndThree: '7' },
  atMost: { means: (x, y) => (x.compare(y) < 0 ? x : y), sevenAndThree: '3' },
  distanceFrom: { means: (x, y) => x.sub(y).abs(), sevenAndThree: '4' },
};

export const isVerb = (key: string): key is Verb => Object.hasOwn(STEPS_BY_HAND, key);
