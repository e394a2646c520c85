import { dayNumber, dayOf, daysAfter, dayText, isDay, type Day } from '@xf/calendar';
import { refOf, sha256, streamName, type StreamName } from '@xf/es';
import { hashRuleDocument } from '@xf/rules';
import type { Level, ReceiverKind } from '@xf/competitions';

export { dayNumber, dayOf, daysAfter, dayText, isDay, type Day };
export type { Level, ReceiverKind };

/** A sentence for the reader, Chinese first. */
export type Said = { readonly zh: string; readonly en: string };

export const roundStream = (round: string): StreamName => streamName('round', round);
export const nominationStream = (round: string, nomination: string): StreamName =>
  streamName('nomination', round, nomination);
export const honourStream = (award: string, subject: string): StreamName => streamName('honour', award, subject);

/**
 * The opaque id of a nomination that follows from its grounds: the same winner on the same board means the same
 * nomination, however often the publication is answered.
 */
export const nominationIdOf = (...grounds: readonly string[]): string =>
  `n${hashRuleDocument(grounds).slice('sha256:'.length).slice(0, 20)}`;

/** The opaque id of an honour, from where it was given in the log. */
export const honourIdAt = (at: { readonly stream: StreamName; readonly revision: number }): string =>
  `h${sha256(refOf(at)).slice(0, 20)}`;

/** The same, of one of a receiver's honours of an award. */
export const honourIdOf = (award: string, subject: string, honour: number): string =>
  honourIdAt({ stream: honourStream(award, subject), revision: honour });

/** Text whose order is the order of the numbers. */
export const padded = (number: number, width: number): string => String(number).padStart(width, '0');
