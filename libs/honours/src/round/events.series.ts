import { codec, streamName, text, whole, type StreamName } from '@xf/es';

/** The rounds of one organisation: which of them comes next is asked of all of them together. */
export const seriesStream = (organization: string): StreamName => streamName('rounds', organization);

/** Stands in one append with the opening of the round, and happened when that did. */
export type SeriesEvent = { type: 'RoundListed'; organization: string; round: string; year: number };

export const seriesCodec = codec<SeriesEvent>({
  RoundListed: { version: 1, fields: { organization: text, round: text, year: whole } },
});
