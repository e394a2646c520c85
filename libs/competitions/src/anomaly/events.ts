import { codec, optional, streamName, text, texts, whole, type StreamName } from '@xf/es';

/** One stream a contest: what was settled in it. */
export const anomalyStream = (competition: string, contest: string): StreamName =>
  streamName('anomaly', competition, contest);

/** What may be odd about marks, in the order in which an inbox lists it. */
export const findingKinds = [
  'not-in-rules',
  'out-of-range',
  'off-step',
  'swapped',
  'tenfold',
  'far-slot',
  'far-mark',
  'identical-sheets',
  'identical-judges',
  'all-equal',
  'late',
  'rush',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What a finding stands on. The id follows from it: other marks, another finding. */
export type Grounds = {
  readonly finding: string;
  readonly kind: FindingKind;
  readonly criterion?: string;
  /** Whose marks they are. */
  readonly slots: readonly string[];
  /** The first events of the marks, `stream@revision`; `marks` says of how many. */
  readonly refs: readonly string[];
  readonly marks: number;
};

/** Somebody looked at the paper and found the marks right, or says why they stay. It changes no score. */
export type AnomalySettled = Grounds & {
  type: 'AnomalySettled';
  competition: string;
  contest: string;
  reason: string;
  by: string;
};

export type AnomalyEvent = AnomalySettled;

export const anomalyCodec = codec<AnomalyEvent>({
  AnomalySettled: {
    version: 1,
    fields: {
      competition: text,
      contest: text,
      finding: text,
      kind: text,
      criterion: optional(text),
      slots: texts,
      refs: texts,
      marks: whole,
      reason: text,
      by: text,
    },
  },
});
