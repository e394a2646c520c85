import { codec, optional, record, streamName, text, whole, type StreamName } from '@xf/es';
import type { RemovalKind } from '../award/rules.keeping';
import type { DecisionNumber } from '../decision-number';
import type { Day } from '../terms';

export const revocationStream = (revocation: string): StreamName => streamName('revocation', revocation);

/** One decision that takes back one honour or many; each honour's own stream says so too. domain-rules 109, 110. */
export type RevocationEvent = {
  type: 'RevocationDecided';
  revocation: string;
  organization: string;
  award: string;
  kind: RemovalKind;
  cause: string;
  causeTitle: string;
  decision: DecisionNumber;
  approvedBy: string;
  decidedOn: Day;
  returnBy?: Day;
  count: number;
  by: string;
};

export const revocationCodec = codec<RevocationEvent>({
  RevocationDecided: {
    version: 1,
    fields: {
      revocation: text,
      organization: text,
      award: text,
      kind: text,
      cause: text,
      causeTitle: text,
      decision: record({ issuer: text, year: whole, number: whole }),
      approvedBy: text,
      decidedOn: text,
      returnBy: optional(text),
      count: whole,
      by: text,
    },
  },
});
