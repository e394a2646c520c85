import { codec, flag, optional, personal, record, text, whole } from '@xf/es';
import type { DecisionNumber } from '../decision-number';
import { basisField, type Basis } from '../nomination/events';
import type { Day, Level, ReceiverKind } from '../terms';

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
};

export type HonourConferred = Honour & {
  type: 'HonourConferred';
  round: string;
  nomination: string;
  /** The receiver has died (追授): somebody else takes the certificate. domain-rules 107. */
  posthumous?: boolean;
  /** Sealed under the receiver's key: forgetting the receiver forgets the family too. */
  certificateTo?: string;
  basis: Basis;
};

export type HonourEvent =
  | HonourConferred
  /** Given before this system kept the roll. */
  | (Honour & { type: 'HonourRegistered' });

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
};

export const honourCodec = codec<HonourEvent>({
  HonourConferred: {
    version: 1,
    fields: {
      ...honour,
      round: text,
      nomination: text,
      posthumous: optional(flag),
      certificateTo: optional(personal('subject')),
      basis: basisField,
    },
  },
  HonourRegistered: { version: 1, fields: honour },
});
