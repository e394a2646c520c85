import type { Day, YearTable } from '@xf/calendar';
import { codec, document, flag, list, optional, personal, record, streamName, text, texts, whole } from '@xf/es';
import type { Instant, StreamName } from '@xf/es';
import { sha256 } from '@xf/es';
import type { NoticeDocument } from './rules';

/** All notices of a round stand in one stream: whether a level may begin depends on every notice of the level before. */
export const noticeStream = (round: string): StreamName => streamName('notice', round);

/** It follows from the number of the paper in its round, so the same paper sent twice means the same objection. */
export const objectionIdOf = (round: string, number: string): string =>
  `o${sha256(`${round}/objection/${number}`).slice(0, 20)}`;

/** From the posting to the closing minute, with every day that was counted. */
export type Window = {
  readonly postedOn: Day;
  readonly days: readonly Day[];
  /** The last minute in which an objection is in time, as the instant it begins. */
  readonly closesAt: Instant;
  /** The last day on which the text may be read by the public. */
  readonly shownUntil: Day;
};

/** What is told of a nominee beside what the nomination says; sealed under the nominee's key. */
export type Detail = { readonly subject: string; readonly field: string; readonly value: string };
export type NoticeEntry = {
  readonly nomination: string;
  readonly award: string;
  readonly subject: string;
  readonly details: readonly Detail[];
};

export const objectors = ['person', 'unit', 'anonymous'] as const;
export type Objector = (typeof objectors)[number];
export const ways = ['letter', 'call', 'visit', 'electronic'] as const;
export type Way = (typeof ways)[number];
/** The nominee stays, or stays in another form and needs a new notice, or is out. domain-rules 38. */
export const outcomes = ['kept', 'adjusted', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

type InRound = { round: string };
type OnNotice = InRound & { notice: string };
type OnObjection = OnNotice & { objection: string; nomination: string };

export type NoticeOpened = OnNotice & {
  type: 'NoticeOpened';
  /** Who posts it. */
  organization: string;
  level: string;
  title: string;
  text: string;
  entries: readonly NoticeEntry[];
  window: Window;
  by: string;
};

export type ObjectionFiled = OnObjection & {
  type: 'ObjectionFiled';
  /** Of the paper, unique in its round. */
  number: string;
  /** The nominee; what is said about them is sealed under their key. */
  subject: string;
  way: Way;
  from: Objector;
  /** Opaque id of who objects. */
  person: string;
  /** Sealed. */
  name?: string;
  /** Sealed. */
  contact?: string;
  /** Sealed. */
  about: string;
  postmark?: Day;
  /** It came after the closing minute. domain-rules 33. */
  late: boolean;
  /** It holds the nominee until it is settled. */
  blocking: boolean;
  /** The last minute for a signed answer; only of one that holds the nominee, where the working days are known. */
  answerBy?: Instant;
  /** It was recorded on a later day than it was received: the last minute to record its signed answer, where that is after `answerBy`. */
  recordBy?: Instant;
  by: string;
};

/** The last minute for the signed answer to an objection that was recorded before anybody could count it. */
export type CountedTerm = { readonly objection: string; readonly answerBy: Instant };

export type NoticeEvent =
  | (InRound & { type: 'NoticeRulesPinned'; hash: string; document: NoticeDocument; by: string })
  /** The holidays of a year that neither the document nor the software knew, and the terms that could be counted then. */
  | (InRound & { type: 'NoticeYearAdded'; table: YearTable; terms: readonly CountedTerm[]; by: string })
  | NoticeOpened
  | (OnNotice & { type: 'NoticeClosed'; by: string })
  /** It runs anew with the same text. */
  | (OnNotice & { type: 'NoticeReopened'; reason: string; window: Window; by: string })
  /**
   * A correction to what the nominee is called, counted by the nomination, that was made after a notice listed them. `anew`: those
   * notices told another name or unit and count no more; otherwise it was a slip of the pen.
   */
  | (InRound & { type: 'NomineeCorrected'; nomination: string; correction: number; anew: boolean; by: string })
  /** It happened when it was received. */
  | ObjectionFiled
  /** The signed answer. */
  | (OnObjection & {
      type: 'ObjectionVerified';
      subject: string;
      /** Sealed. */
      finding: string;
      signer: string;
      /** Sealed. */
      signedBy: string;
      signedOn: Day;
      /** Number of the answer. */
      document: string;
      by: string;
    })
  | (OnObjection & { type: 'ObjectionResolved'; outcome: Outcome; reason: string; by: string })
  /** No signed answer came by the last minute for it. domain-rules 37. */
  | (OnObjection & { type: 'NominationAbandoned'; answerBy: Instant });

const onNotice = { round: text, notice: text };
const onObjection = { ...onNotice, objection: text, nomination: text };
const window = record({ postedOn: text, days: texts, closesAt: whole, shownUntil: text });

export const noticeCodec = codec<NoticeEvent>({
  NoticeRulesPinned: { version: 1, fields: { round: text, hash: text, document, by: text } },
  NoticeYearAdded: {
    version: 1,
    fields: { round: text, table: document, terms: list({ objection: text, answerBy: whole }), by: text },
  },
  NoticeOpened: {
    version: 1,
    fields: {
      ...onNotice,
      organization: text,
      level: text,
      title: text,
      text,
      entries: list({
        nomination: text,
        award: text,
        subject: text,
        details: list({ subject: text, field: text, value: personal('subject') }),
      }),
      window,
      by: text,
    },
  },
  NoticeClosed: { version: 1, fields: { ...onNotice, by: text } },
  NoticeReopened: { version: 1, fields: { ...onNotice, reason: text, window, by: text } },
  NomineeCorrected: { version: 1, fields: { round: text, nomination: text, correction: whole, anew: flag, by: text } },
  ObjectionFiled: {
    version: 1,
    fields: {
      ...onObjection,
      number: text,
      subject: text,
      way: text,
      from: text,
      person: text,
      name: optional(personal('person')),
      contact: optional(personal('person')),
      about: personal('subject'),
      postmark: optional(text),
      late: flag,
      blocking: flag,
      answerBy: optional(whole),
      recordBy: optional(whole),
      by: text,
    },
  },
  ObjectionVerified: {
    version: 1,
    fields: {
      ...onObjection,
      subject: text,
      finding: personal('subject'),
      signer: text,
      signedBy: personal('signer'),
      signedOn: text,
      document: text,
      by: text,
    },
  },
  ObjectionResolved: { version: 1, fields: { ...onObjection, outcome: text, reason: text, by: text } },
  NominationAbandoned: { version: 1, fields: { ...onObjection, answerBy: whole } },
});
