import { codec, sha256, streamName, text, whole, type StreamName } from '@xf/es';
import type { Series } from './events';

/** Where all meet who would print the same numbers, whichever organisation, award and series they are of. */
export const numbersStream = (prefix: string, year: number): StreamName =>
  streamName('numbers', `~${sha256(`${foldedPrefix(prefix)}/${year}`).slice(0, 32)}`);

/** Two prefixes that read the same are the same, in whatever width and however spaced. */
const foldedPrefix = (prefix: string): string => prefix.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();

/** Stands in one append with the first number of the series; the numbers stay with it for ever. */
export type NumbersEvent = Series & { type: 'NumbersClaimed'; prefix: string };

export const numbersCodec = codec<NumbersEvent>({
  NumbersClaimed: {
    version: 1,
    fields: { organization: text, award: text, series: text, year: whole, prefix: text },
  },
});
