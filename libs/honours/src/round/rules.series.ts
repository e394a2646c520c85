import type { Foldable } from '@xf/es';
import { dayOf, type Day } from '../terms';
import { seriesCodec, type SeriesEvent } from './events.series';

/** `openedOn` is the day in Asia/Shanghai on which the round was opened. */
export type DatedRound = {
  readonly round: string;
  readonly organization: string;
  readonly year: number;
  readonly openedOn: Day;
};

/** The rounds of an organisation in the order in which they were recorded. */
export const seriesFold: Foldable<readonly DatedRound[], SeriesEvent> = {
  name: 'series',
  codec: seriesCodec,
  initial: [],
  evolve: (rounds, { round, organization, year }, validAt) => [
    ...rounds,
    { round, organization, year, openedOn: dayOf(validAt) },
  ],
};
