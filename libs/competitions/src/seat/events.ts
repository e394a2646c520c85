import { codec, sha256, streamName, text, type StreamName } from '@xf/es';

/** Who has only so many places in a contest: a unit (domain-rules 50), a member of teams (domain-rules 95). */
export type SeatHolder = 'unit' | 'person';

export const seatStream = (competition: string, holder: string): StreamName => streamName('seat', competition, holder);

/** Opaque id of a holder in one contest. A unit is known by its name, however it is spaced or spelt in width. */
export function seatHolderOf(contest: string, of: SeatHolder, who: string): string {
  const known = of === 'unit' ? who.normalize('NFKC').replace(/\s+/gu, '') : who;
  return `h${sha256(`${contest}/${of}/${known}`).slice(0, 20)}`;
}

type On = { competition: string; contest: string; holder: string; entry: string };

/** Entries of one holder in one contest, in one stream: that is where two entries made at once meet. */
export type SeatEvent = (On & { type: 'SeatTaken'; of: SeatHolder; number: string }) | (On & { type: 'SeatLeft' });

const on = { competition: text, contest: text, holder: text, entry: text };

export const seatCodec = codec<SeatEvent>({
  SeatTaken: { version: 1, fields: { ...on, of: text, number: text } },
  SeatLeft: { version: 1, fields: on },
});
