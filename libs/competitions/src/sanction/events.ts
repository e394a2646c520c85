import { codec, decimal, optional, personal, record, sha256, streamName, text, type StreamName } from '@xf/es';
import type { SanctionType } from '../competition/rules';

export const sanctionStream = (competition: string, sanction: string): StreamName =>
  streamName('sanction', competition, sanction);

/** It follows from the number of the paper in its contest, so the same paper sent twice means the same sanction. */
export const sanctionIdOf = (competition: string, contest: string, number: string): string =>
  `s${sha256(`${competition}/${contest}/${number}`).slice(0, 20)}`;

type On = { competition: string; contest: string; sanction: string };

/** Marks taken off: a mark of a deduction of the rule document. */
export type Deduction = { readonly criterion: string; readonly slot: string; readonly value: string };

export type SanctionRecorded = On & {
  type: 'SanctionRecorded';
  number: string;
  /** The id of the type in the pinned rule document, and what that type did then. */
  kind: string;
  effect: SanctionType['effect'];
  entry?: string;
  /** Opaque id of who is sanctioned, where that is a person. */
  person?: string;
  /** Sealed. */
  name?: string;
  reason: string;
  clause: string;
  deduction?: Deduction;
  by: string;
};

export type SanctionEvent =
  /** Without any effect until a judge signs it. domain-rules 86. */
  | SanctionRecorded
  /** What it does to its entry is recorded with it, as the entry's own events. */
  | (On & { type: 'SanctionSigned'; judge: string })
  | (On & { type: 'SanctionLifted'; reason: string; appeal: string; by: string });

const on = { competition: text, contest: text, sanction: text };

export const sanctionCodec = codec<SanctionEvent>({
  SanctionRecorded: {
    version: 1,
    fields: {
      ...on,
      number: text,
      kind: text,
      effect: text,
      entry: optional(text),
      person: optional(text),
      name: optional(personal('person')),
      reason: text,
      clause: text,
      deduction: optional(record({ criterion: text, slot: text, value: decimal })),
      by: text,
    },
  },
  SanctionSigned: { version: 1, fields: { ...on, judge: text } },
  SanctionLifted: { version: 1, fields: { ...on, reason: text, appeal: text, by: text } },
});
