import type { Clock, Instant } from '@xf/es';

export const systemClock: Clock = { now: () => Date.now() };

export type FixedClock = Clock & {
  /** Moves the clock; a negative step moves it backwards, as a corrected system clock does. */
  readonly advance: (ms: number) => void;
};

/** A clock that stands still until it is moved. */
export function fixedClock(start: Instant): FixedClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
