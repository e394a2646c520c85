import { codec, flag, list, logPosition, optional, personal, record, text, whole } from '@xf/es';
import { personalFields, type Personal } from '../personal';
import type { ReceiverKind } from '../terms';

/** A published result. The publication is named by its place in the log, so the grounds can be recomputed for ever. */
export type ContestBasis = {
  readonly kind: 'contest';
  readonly competition: string;
  readonly competitionName: string;
  readonly contest: string;
  readonly contestName: string;
  readonly board: string;
  readonly rank: number;
  /** How many stood on the board. */
  readonly of: number;
  readonly total?: string;
  readonly entry: string;
  readonly version: number;
  readonly position: number;
};

export type RecommendationBasis = { readonly kind: 'recommendation'; readonly by: string; readonly reason: string };
/** Another honour of the same round that this one follows from. domain-rules 108. */
export type ChainBasis = {
  readonly kind: 'chain';
  readonly award: string;
  readonly awardTitle: string;
  readonly decision: string;
  readonly conferredOn: string;
};
export type Basis = ContestBasis | RecommendationBasis | ChainBasis;

export type PassedOverReason = 'earlier-holder' | 'requirement-not-met' | 'below-pass-mark' | 'erased';

/** An entry that ranked before the winner and did not take the place. No names: ranks, ids and the reason. */
export type PassedOver = {
  readonly entry: string;
  readonly subject: string;
  readonly rank: number;
  readonly reason: PassedOverReason;
  /** The earlier honour, by decision number and day. */
  readonly honour?: string;
  readonly honouredOn?: string;
  /** The attribute that fell short of the award document. */
  readonly attribute?: string;
};

export type NamedMember = { readonly person: string; readonly name: string };

type On = { round: string; award: string; nomination: string };

export type NominationProposed = On &
  Personal & {
    type: 'NominationProposed';
    receiver: ReceiverKind;
    subject: string;
    /** A person told by no ID number. */
    unidentified?: true;
    /** A person's name; sealed. Teams and units carry `title` instead. */
    name?: string;
    title?: string;
    unit?: string;
    members?: readonly NamedMember[];
    basis: Basis;
    passedOver: readonly PassedOver[];
  };

export type RuledOutReason = 'already-holder' | 'honours-decided';

export type NominationEvent =
  | NominationProposed
  /** A winner who cannot have the award after all. Nobody asked, so nobody would read a refusal: it stays visible. */
  | (On & { type: 'NominationRuledOut'; reason: RuledOutReason; decision: string; conferredOn: string })
  | (On & { type: 'NominationWithdrawn'; reason: string })
  /** The name or the unit is written wrong. Once it is on a shortlist a second person confirms. domain-rules 131. */
  | (On &
      Personal & {
        type: 'NominationCorrectionAsked';
        subject: string;
        /** Counted for each nomination. */
        correction: number;
        /** A person's name; sealed. Teams and units carry `title` instead. */
        name?: string;
        title?: string;
        unit?: string;
        reason: string;
        by: string;
      })
  /** One of a team is written wrong: `member` counts from 1. Counted with the other corrections of the nomination. */
  | (On & {
      type: 'NominationMemberCorrectionAsked';
      member: number;
      person: string;
      correction: number;
      /** Sealed under the member's key. */
      name: string;
      reason: string;
      by: string;
    })
  | (On & { type: 'NominationCorrected'; correction: number; by: string });

const on = { round: text, award: text, nomination: text };

/** Fields of every kind of basis; the union's own type says which belong together. */
export const basisField = record({
  kind: text,
  competition: optional(text),
  competitionName: optional(text),
  contest: optional(text),
  contestName: optional(text),
  board: optional(text),
  rank: optional(whole),
  of: optional(whole),
  total: optional(text),
  entry: optional(text),
  version: optional(whole),
  position: optional(logPosition),
  by: optional(text),
  reason: optional(text),
  award: optional(text),
  awardTitle: optional(text),
  decision: optional(text),
  conferredOn: optional(text),
});

export const nominationCodec = codec<NominationEvent>({
  NominationProposed: {
    version: 1,
    fields: {
      ...on,
      receiver: text,
      subject: text,
      unidentified: optional(flag),
      name: optional(personal('subject')),
      title: optional(text),
      unit: optional(text),
      ...personalFields,
      members: optional(list({ person: text, name: personal('person') })),
      basis: basisField,
      passedOver: list({
        entry: text,
        subject: text,
        rank: whole,
        reason: text,
        honour: optional(text),
        honouredOn: optional(text),
        attribute: optional(text),
      }),
    },
  },
  NominationRuledOut: { version: 1, fields: { ...on, reason: text, decision: text, conferredOn: text } },
  NominationWithdrawn: { version: 1, fields: { ...on, reason: text } },
  NominationCorrectionAsked: {
    version: 1,
    fields: {
      ...{ ...on, subject: text, correction: whole },
      ...{ name: optional(personal('subject')), title: optional(text), unit: optional(text), ...personalFields },
      ...{ reason: text, by: text },
    },
  },
  NominationMemberCorrectionAsked: {
    version: 1,
    fields: {
      ...{ ...on, member: whole, person: text, correction: whole },
      name: personal('person'),
      reason: text,
      by: text,
    },
  },
  NominationCorrected: { version: 1, fields: { ...on, correction: whole, by: text } },
});
