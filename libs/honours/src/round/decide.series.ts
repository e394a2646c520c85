import { accept, noChange, untyped, type BatchItem, type Decider } from '@xf/es';
import { seriesStream, type SeriesEvent } from './events.series';
import { seriesFold, type DatedRound } from './rules.series';

type ListRound = { type: 'ListRound'; organization: string; round: string; year: number };

const series: Decider<readonly DatedRound[], ListRound, SeriesEvent, never> = {
  ...seriesFold,
  stream: ({ organization }) => seriesStream(organization),
  decide({ organization, round, year }, rounds) {
    if (rounds.some((one) => one.round === round)) return noChange;
    return accept({ type: 'RoundListed', organization, round, year });
  },
};

/** Goes beside the opening of a round. */
export function listing({ organization, round, year }: Omit<ListRound, 'type'>): BatchItem {
  const command: ListRound = { type: 'ListRound', organization, round, year };
  return { decider: untyped(series), command };
}
