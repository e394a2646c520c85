import { codec, flag, list, optional, personal, streamName, text, texts, whole, type StreamName } from '@xf/es';
import type { DatedAttribute, PartyName } from '../eligibility/rules.facts';
import type { Day, ReceiverKind } from '../terms';

/**
 * Beside the nomination's own stream: rounds, notices and quotas read who is nominated and whether it stands, thousands at a
 * time, and none of them needs its papers; and a nomination withdrawn by an objection must not race with a paper attached.
 */
export const candidacyStream = (round: string, nomination: string): StreamName =>
  streamName('candidacy', round, nomination);

/** Who holds a level of the chain for one nomination. */
export type Seat = { readonly level: string; readonly organization: string };

/** A bar, or with no day the word that there is none of its kind. */
export type StatedBar = {
  readonly of: PartyName;
  readonly bar: string;
  readonly on?: Day;
  readonly cleared?: Day;
};

export const opinions = ['yes', 'no'] as const;
export type Opinion = (typeof opinions)[number];

type On = { round: string; nomination: string; by: string };

export type CandidacyFiled = On & {
  type: 'CandidacyFiled';
  award: string;
  receiver: ReceiverKind;
  subject: string;
  /** Who nominates: the organisation at the first level. */
  organization: string;
  /** The unit in the register, where it is in it. */
  unit?: string;
  /** The kind of nominee the consultation goes by. */
  kind?: string;
  /** The nominee put themselves forward (自荐). */
  self: boolean;
  /** The levels it takes and who holds each, from the bottom up, as the organisations stood then. */
  seats: readonly Seat[];
  /** Under which it may hold honours from before its unit was renamed. */
  aliases?: readonly string[];
};

export type CandidacyEvent =
  | CandidacyFiled
  /** What the organisation says of nominee and unit, by a paper. What the register knows goes before it. */
  | (On & {
      type: 'FactsStated';
      nominee: readonly DatedAttribute[];
      unit: readonly DatedAttribute[];
      bars: readonly StatedBar[];
      document: string;
    })
  /** Replaces the one of its kind before it. */
  | (On & {
      type: 'MaterialAttached';
      subject: string;
      material: string;
      /** Sealed: those who accept a nomination must read it, and it goes with the nominee's key. */
      text: string;
      characters: number;
      sha256: string;
      /** It is longer than it should be, which the rules let pass. */
      over: boolean;
    })
  | (On & { type: 'ResolutionAttached'; paper: string; number: string; on: Day })
  | (On & {
      type: 'OpinionRecorded';
      subject: string;
      department: string;
      opinion: Opinion;
      on: Day;
      document: string;
      /** It is from after the closing day. domain-rules 130. */
      late: boolean;
      /** Sealed. */
      reason?: string;
    })
  /** One department said no (一票否决). domain-rules 13. */
  | (On & { type: 'Vetoed'; department: string })
  /** The same department took its no back, or it was recorded by mistake. */
  | (On & { type: 'VetoLifted'; department: string })
  | (On & { type: 'SentUp'; from: string; to: string })
  | (On & { type: 'AcceptedAt'; level: string })
  /** Back to the level below, which may change and send it again. */
  | (On & { type: 'ReturnedFrom'; subject: string; level: string; to: string; reason: string });

const on = { round: text, nomination: text, by: text };
const dated = list({ attribute: text, value: text, from: optional(text) });

export const candidacyCodec = codec<CandidacyEvent>({
  CandidacyFiled: {
    version: 1,
    fields: {
      ...on,
      award: text,
      receiver: text,
      subject: text,
      organization: text,
      unit: optional(text),
      kind: optional(text),
      self: flag,
      seats: list({ level: text, organization: text }),
      aliases: optional(texts),
    },
  },
  FactsStated: {
    version: 1,
    fields: {
      ...on,
      nominee: dated,
      unit: dated,
      bars: list({ of: text, bar: text, on: optional(text), cleared: optional(text) }),
      document: text,
    },
  },
  MaterialAttached: {
    version: 1,
    fields: {
      ...on,
      subject: text,
      material: text,
      text: personal('subject'),
      characters: whole,
      sha256: text,
      over: flag,
    },
  },
  ResolutionAttached: { version: 1, fields: { ...on, paper: text, number: text, on: text } },
  OpinionRecorded: {
    version: 1,
    fields: {
      ...on,
      subject: text,
      department: text,
      opinion: text,
      on: text,
      document: text,
      late: flag,
      reason: optional(personal('subject')),
    },
  },
  Vetoed: { version: 1, fields: { ...on, department: text } },
  VetoLifted: { version: 1, fields: { ...on, department: text } },
  SentUp: { version: 1, fields: { ...on, from: text, to: text } },
  AcceptedAt: { version: 1, fields: { ...on, level: text } },
  ReturnedFrom: {
    version: 1,
    fields: { ...on, subject: text, level: text, to: text, reason: personal('subject') },
  },
});
