import { codec, decimal, flag, list, optional, streamName, text, texts, whole, type StreamName } from '@xf/es';
import type { FoundRecusal } from '../committee/rules.grounds';
import type { Step } from '../committee/rules';

/** All sessions of a round's committee: whether a nomination may come before one depends on every session before it. */
export const reviewStream = (round: string): StreamName => streamName('review', round);

/** What the papers of one nominee say. Numbers alone: no paper, no order of papers and nobody who voted. domain-rules 45. */
export type Count = {
  readonly nomination: string;
  /** Papers handed out. */
  readonly out: number;
  /** Papers taken in. */
  readonly in: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly invalid: number;
};

/** `tied` for the last seats: a new ballot decides. `beyond-seats`: enough votes, and others had more. */
export type BallotOutcome = 'passed' | 'failed' | 'tied' | 'beyond-seats';

/** A count with what it was held against, as it was at that moment. */
export type CountedItem = Count & {
  readonly members: number;
  readonly recused: number;
  /** In the room and not recused. */
  readonly present: number;
  readonly quorum: number;
  /** The fewest yes votes that pass. */
  readonly needed: number;
  readonly outcome: BallotOutcome;
};

export type ItemOutcome = 'passed' | 'failed' | 'beyond-seats' | 'undecided';
export type ItemResult = { readonly nomination: string; readonly outcome: ItemOutcome; readonly total?: string };

type InSession = { round: string; session: string };
type Minutes = {
  version: number;
  /** As printed on the minutes. */
  number: string;
  /** SHA-256 of the signed text, in hex. */
  hash: string;
  signers: readonly string[];
};

export type SessionOpened = InSession & {
  type: 'SessionOpened';
  kind: Step;
  /** In the order in which they are taken. */
  items: readonly { readonly nomination: string; readonly award: string }[];
  /** Accounts of the members in the room. */
  present: readonly string[];
  /** Who counts and who watches (计票人、监票人); of a ballot only. */
  tellers?: readonly string[];
  /** How many may be chosen; of a ballot on an award with seats. */
  seats?: number;
  by: string;
};

export type ReviewEvent =
  | SessionOpened
  | (InSession & { type: 'RecusalFound' } & FoundRecusal)
  | (InSession & { type: 'AuditDecided'; nomination: string; passed: boolean; reason: string; by: string })
  | (InSession & {
      type: 'ScoresRecorded';
      member: string;
      scores: readonly { readonly nomination: string; readonly score: string }[];
    })
  /** What one teller counted. It counts for nothing until the other one has counted the same. */
  | (InSession & { type: 'BallotTallied'; ballot: number; teller: string; counts: readonly Count[] })
  | (InSession & { type: 'BallotCounted'; ballot: number; tellers: readonly string[]; items: readonly CountedItem[] })
  /** Among those who are tied for the last seats, and nobody else. domain-rules 47. */
  | (InSession & { type: 'ReBallotOpened'; ballot: number; nominations: readonly string[]; seats: number })
  | (InSession & { type: 'SessionClosed'; results: readonly ItemResult[]; by: string })
  | (InSession & { type: 'MinutesRecorded' } & Minutes)
  /** The latest holds; the earlier ones stay. domain-rules 49. */
  | (InSession & { type: 'MinutesReplaced'; reason: string } & Minutes);

const inSession = { round: text, session: text };
const count = { nomination: text, out: whole, in: whole, yes: whole, no: whole, abstain: whole, invalid: whole };
const minutes = { version: whole, number: text, hash: text, signers: texts };

export const reviewCodec = codec<ReviewEvent>({
  SessionOpened: {
    version: 1,
    fields: {
      ...inSession,
      kind: text,
      items: list({ nomination: text, award: text }),
      present: texts,
      tellers: optional(texts),
      seats: optional(whole),
      by: text,
    },
  },
  RecusalFound: { version: 1, fields: { ...inSession, member: text, nomination: text, ground: text } },
  AuditDecided: { version: 1, fields: { ...inSession, nomination: text, passed: flag, reason: text, by: text } },
  ScoresRecorded: {
    version: 1,
    fields: { ...inSession, member: text, scores: list({ nomination: text, score: decimal }) },
  },
  BallotTallied: { version: 1, fields: { ...inSession, ballot: whole, teller: text, counts: list(count) } },
  BallotCounted: {
    version: 1,
    fields: {
      ...inSession,
      ballot: whole,
      tellers: texts,
      items: list({
        ...count,
        members: whole,
        recused: whole,
        present: whole,
        quorum: whole,
        needed: whole,
        outcome: text,
      }),
    },
  },
  ReBallotOpened: { version: 1, fields: { ...inSession, ballot: whole, nominations: texts, seats: whole } },
  SessionClosed: {
    version: 1,
    fields: {
      ...inSession,
      results: list({ nomination: text, outcome: text, total: optional(decimal) }),
      by: text,
    },
  },
  MinutesRecorded: { version: 1, fields: { ...inSession, ...minutes } },
  MinutesReplaced: { version: 1, fields: { ...inSession, ...minutes, reason: text } },
});
