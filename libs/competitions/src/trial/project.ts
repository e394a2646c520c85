import type { Instant, Place, Projection } from '@xf/es';
import { trialCodec, type RulesTried, type TrialEvent } from './events';

export type TrialRow = Omit<RulesTried, 'type'> & { readonly at: Instant };

export const trialsSet = (competition: string, contest: string): string => `trials/${competition}/${contest}`;

/** Who looked what other rules would change: by contest, in the order in which they looked. */
export const trials: Projection<TrialEvent, TrialRow> = {
  name: 'trials',
  version: 1,
  codec: trialCodec,
  keys: ({ event }) => [`trial/${event.competition}/${event.trial}`],
  fold(row, { event, recordedAt }): TrialRow {
    const { type: _type, ...tried } = event;
    return row ?? { ...tried, at: recordedAt };
  },
  places: (row): readonly Place[] => [
    { set: trialsSet(row.competition, row.contest), sort: String(row.position).padStart(15, '0') },
  ],
};
