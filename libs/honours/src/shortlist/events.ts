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
  texts,
  whole,
  type StreamName,
} from '@xf/es';

export const shortlistStream = (round: string, award: string): StreamName => streamName('shortlist', round, award);

type On = { round: string; award: string };

/** What a nomination is chosen by: its merit, and what the clauses of its award's shortlist document count. */
export type Stated = {
  readonly nomination: string;
  /** A score or a rank, as the document says. */
  readonly merit: string;
  readonly list?: string;
  readonly categories: readonly string[];
  readonly attributes?: readonly { readonly attribute: string; readonly value: string }[];
};

export type StatedCandidate = Stated & { readonly unit?: string };

/** All that a list was worked out from beside the pinned document. Candidates stand in the order that decides when merit does not. */
export type ShortlistInputs = { readonly seats: number; readonly candidates: readonly StatedCandidate[] };

export type ShortlistEvent =
  /** Statements stand until a later one on the same nomination. */
  | (On & { type: 'MeritsStated'; stated: readonly Stated[]; by: string })
  /** With everything it was worked out from, so that anybody can work it out again. */
  | (On & {
      type: 'ShortlistProposed';
      version: number;
      documentHash: string;
      inputs: ShortlistInputs;
      inputsHash: string;
      /** False: no list meets every clause, and this is the best one once the fewest persons have given way. */
      fits: boolean;
      chosen: readonly string[];
      /** Prices, reasons and swaps, in the form of `ProposedAnswer`. */
      answer: object;
      answerHash: string;
      by: string;
    });

const on = { round: text, award: text };

/** The stored form of a statement; a confirmed list keeps those of its people. */
export const statedFields = {
  nomination: text,
  merit: decimal,
  list: optional(text),
  categories: texts,
  attributes: optional(list({ attribute: text, value: text })),
};

export const shortlistCodec = codec<ShortlistEvent>({
  MeritsStated: { version: 1, fields: { ...on, stated: list(statedFields), by: text } },
  ShortlistProposed: {
    version: 1,
    fields: {
      ...on,
      version: whole,
      documentHash: text,
      inputs: record({ seats: whole, candidates: list({ ...statedFields, unit: optional(text) }) }),
      inputsHash: text,
      fits: flag,
      chosen: texts,
      answer: document,
      answerHash: text,
      by: text,
    },
  },
});
