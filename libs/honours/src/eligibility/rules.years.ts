import { yearOf, type Held } from './rules.facts';

/** Which year an honour counts in: that of the day it was conferred on, or of the round. */
export const yearCounts = ['conferral', 'round'] as const;
export type YearCount = (typeof yearCounts)[number];

export const yearGiven = ({ on, roundYear }: Held, count: YearCount = 'conferral'): number =>
  count === 'round' ? (roundYear ?? yearOf(on)) : yearOf(on);
