import { codec, flag, list, optional, personal, record, text, unionOf, whole } from '@xf/es';
import type { DecisionNumber } from '../decision-number';
import type { Embargoed } from '../embargo';
import { basisField, type Basis } from '../nomination/events';
import { personalFields, type Personal } from '../personal';
import type { Day, Level, ReceiverKind } from '../terms';
import { keepingCodec, type KeepingEvent } from './events.keeping';

/** What is personal of it is sealed. */
type Honour = {
  award: string;
  /** What the award was called when it was given. */
  awardTitle: string;
  level: Level;
  organization: string;
  receiver: ReceiverKind;
  subject: string;
  /** A person's name; sealed. Teams and units carry `title` instead. */
  name?: string;
  title?: string;
  unit?: string;
  decision: DecisionNumber;
  conferredOn: Day;
  plaque?: string;
} & Personal;

export type HonourConferred = Honour &
  Embargoed & {
    type: 'HonourConferred';
    round: string;
    nomination: string;
    /** The receiver has died (追授): somebody else takes the certificate. domain-rules 107. */
    posthumous?: boolean;
    /** Sealed under the receiver's key: forgetting the receiver forgets the family too. */
    certificateTo?: string;
    basis: Basis;
  };

/** Given at once and outside a round (即时授予), to stand single-listed on the list of a year. domain-rules 106. */
export type InstantHonourConferred = Honour & {
  type: 'InstantHonourConferred';
  reason: string;
  /** The wording of the award it was given by. */
  hash: string;
  /** The year whose list takes it, outside the base that shares are counted on. */
  listYear: number;
  posthumous?: boolean;
  /** Sealed under the receiver's key. */
  certificateTo?: string;
};

/** Given, in whichever way. */
export type HonourGivenEvent =
  | HonourConferred
  | InstantHonourConferred
  /** Given before this system kept the roll. */
  | (Honour & { type: 'HonourRegistered' });

/** The receiver is erased, and a law keeps the name on these honours: it is sealed anew under a key for this alone. */
export type HonourNameKept = {
  type: 'HonourNameKept';
  award: string;
  subject: string;
  keeper: string;
  name: string;
  ground: string;
  /** Places in this stream of the honours that keep it. */
  honours: readonly { readonly revision: number }[];
};

export type HonourEvent = HonourGivenEvent | HonourNameKept | KeepingEvent;

const honour = {
  award: text,
  awardTitle: text,
  level: text,
  organization: text,
  receiver: text,
  subject: text,
  name: optional(personal('subject')),
  title: optional(text),
  unit: optional(text),
  decision: record({ issuer: text, year: whole, number: whole }),
  conferredOn: text,
  plaque: optional(text),
  ...personalFields,
};

const givenCodec = codec<HonourGivenEvent>({
  HonourConferred: {
    version: 1,
    fields: {
      ...honour,
      round: text,
      nomination: text,
      posthumous: optional(flag),
      certificateTo: optional(personal('subject')),
      embargoUntil: optional(whole),
      basis: basisField,
    },
  },
  HonourRegistered: { version: 1, fields: honour },
  InstantHonourConferred: {
    version: 1,
    fields: {
      ...honour,
      reason: text,
      hash: text,
      listYear: whole,
      posthumous: optional(flag),
      certificateTo: optional(personal('subject')),
    },
  },
});

const nameCodec = codec<HonourNameKept>({
  HonourNameKept: {
    version: 1,
    fields: {
      ...{ award: text, subject: text, keeper: text, name: personal('keeper'), ground: text },
      honours: list({ revision: whole }),
    },
  },
});

export const honourCodec = unionOf<HonourEvent>(givenCodec as never, nameCodec as never, keepingCodec as never);
