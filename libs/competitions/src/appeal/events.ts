import { codec, optional, personal, sha256, streamName, text, texts, whole, type StreamName } from '@xf/es';

export const appealStream = (competition: string, appeal: string): StreamName =>
  streamName('appeal', competition, appeal);

/**
 * It follows from the number of the paper in its contest, so the same paper sent twice means the same appeal. Organisations that
 * file for themselves have numbers of their own: none learns from a number that is taken what others have filed.
 */
export const appealIdOf = (competition: string, contest: string, number: string, filer?: string): string =>
  `a${sha256([competition, contest, ...(filer === undefined ? [] : [filer]), number].join('/')).slice(0, 20)}`;

/** Rejected; marks corrected; the entry's score cancelled; the sanction it was about lifted, or the entry's veto where it names none. */
export type Outcome = 'kept' | 'corrected' | 'cancelled' | 'lifted';
export const outcomes: readonly Outcome[] = ['kept', 'corrected', 'cancelled', 'lifted'];

type On = { competition: string; contest: string; appeal: string };

export type AppealFiled = On & {
  type: 'AppealFiled';
  number: string;
  entry: string;
  /** Whose the entry is; the text is sealed under their key. */
  subject: string;
  /** The version of the publication that is appealed against. */
  publication: number;
  /** The sanction the appeal is about, when it is about one. */
  sanction?: string;
  /** On paper that an organizer received, or by the representative's own account. */
  via: 'paper' | 'representative';
  /** Opaque id of the representative. */
  person: string;
  /** Sealed. */
  name: string;
  /** Sealed: people write about people. */
  about: string;
  /** It asks itself that the entry's score be cancelled: whoever decides so is the second person. Absent for all others. */
  asks?: 'cancelled';
  /** How far the entry's stream was: a correction that answers the appeal comes later. */
  entryRevision: number;
  by: string;
};

export type AppealEvent =
  /** It happened when it was received. */
  | AppealFiled
  | (On & { type: 'AppealWithdrawn'; reason: string; by: string })
  | (On & {
      type: 'AppealDecided';
      outcome: Outcome;
      reason: string;
      clause: string;
      /** The corrections it led to, `stream@revision`. */
      corrections: readonly string[];
      by: string;
    });

const on = { competition: text, contest: text, appeal: text };

export const appealCodec = codec<AppealEvent>({
  AppealFiled: {
    version: 1,
    fields: {
      ...on,
      number: text,
      entry: text,
      subject: text,
      publication: whole,
      sanction: optional(text),
      via: text,
      person: text,
      name: personal('person'),
      about: personal('subject'),
      asks: optional(text),
      entryRevision: whole,
      by: text,
    },
  },
  AppealWithdrawn: { version: 1, fields: { ...on, reason: text, by: text } },
  AppealDecided: {
    version: 1,
    fields: { ...on, outcome: text, reason: text, clause: text, corrections: texts, by: text },
  },
});
