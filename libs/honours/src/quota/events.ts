import {
  codec,
  decimal,
  document,
  flag,
  list,
  optional,
  record,
  streamName,
  text,
  whole,
  type StreamName,
} from '@xf/es';
import type { QuotaFormula } from './rules';
import type { AllocatedRow, QuotaInputs } from './rules.allocate';
import type { Applied } from './rules.outside';
import type { Substitute } from './rules.seats';

export const quotaStream = (round: string, award: string): StreamName => streamName('quota', round, award);

type On = { round: string; award: string };

export type QuotaEvent =
  /** With everything it was worked out from, so that anybody can work it out again. */
  | (On & {
      type: 'QuotaAllocated';
      version: number;
      hash: string;
      formula: QuotaFormula;
      inputs: QuotaInputs;
      inputsHash: string;
      rows: readonly AllocatedRow[];
      by: string;
    })
  /** A unit's candidates in order; replaces the unit's list before it. */
  | (On & {
      type: 'CandidatesRanked';
      unit: string;
      formal: readonly { readonly nomination: string }[];
      substitutes: readonly Substitute[];
      /** Absent where nobody applies outside the quota. */
      outside?: readonly Applied[];
      by: string;
    })
  /** Who left the seat and who took it both stay. */
  | (On & { type: 'SubstitutePromoted'; unit: string; out: string; in: string; from: string; by: string });

const on = { round: text, award: text };

export const quotaCodec = codec<QuotaEvent>({
  QuotaAllocated: {
    version: 1,
    fields: {
      ...on,
      version: whole,
      hash: text,
      formula: document,
      inputs: record({
        seats: list({ pot: text, seats: whole }),
        units: list({ unit: text, figures: list({ figure: text, value: decimal }) }),
        outside: list({ pot: text, unit: text, seats: whole }),
        control: optional(whole),
      }),
      inputsHash: text,
      rows: list({ unit: text, pot: text, seats: whole, claim: optional(decimal), level: flag }),
      by: text,
    },
  },
  CandidatesRanked: {
    version: 2,
    fields: {
      ...on,
      unit: text,
      formal: list({ nomination: text }),
      substitutes: list({ nomination: text, score: optional(decimal) }),
      outside: optional(list({ nomination: text, pot: text, held: list({ award: text, on: text, decision: text }) })),
      by: text,
    },
    // Version 1 knew of nobody outside the quota.
    upcast: { 1: (data) => data },
  },
  SubstitutePromoted: { version: 1, fields: { ...on, unit: text, out: text, in: text, from: text, by: text } },
});
