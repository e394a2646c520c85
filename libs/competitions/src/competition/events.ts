import { codec, document, list, optional, record, text, texts, whole, type Instant } from '@xf/es';
import type { Contest, LeftOut, Level } from '../terms';

type Plan = {
  competition: string;
  organization: string;
  name: string;
  level: Level;
  contests: readonly Contest[];
  rounds: readonly string[];
  series?: string;
};

/** A rule document as it was when the competition opened; replays use it for ever, whatever is written later. */
export type PinnedRules = { readonly contest: string; readonly hash: string; readonly document: object };

/** Too few had entered. domain-rules 51. */
type Ending = { competition: string; contest: string; entered: number; needed: number; reason: string };

export type CompetitionEvent =
  | ({ type: 'CompetitionPlanned' } & Plan)
  /** The plan was changed before opening; this one replaces it. */
  | ({ type: 'CompetitionReplanned' } & Plan)
  | { type: 'CompetitionOpened'; competition: string; rules: readonly PinnedRules[] }
  /** From here on these rules count, also for what was recorded before. */
  | ({ type: 'RulesRevised'; competition: string; reason: string } & PinnedRules)
  | ({ type: 'ContestCancelled' } & Ending)
  /** Its entries stand in the other contest, and say where they come from. */
  | ({ type: 'ContestMerged'; into: string } & Ending)
  /** Who goes on by what was published and does not come in; one of them who is entered later is in. domain-rules 56. */
  | { type: 'AdvancingLeftOut'; competition: string; contest: string; left: readonly LeftOut[] }
  /** When who enters is due, unless their heat has a time of its own; a later one replaces it. */
  | { type: 'StartScheduled'; competition: string; contest: string; startsAt: Instant }
  /** The head judge (裁判长) of a contest from here on. */
  | { type: 'HeadJudgeNamed'; competition: string; contest: string; account: string; by: string }
  | { type: 'ScoresFrozen'; competition: string; contest: string }
  | {
      type: 'ResultsPublished';
      competition: string;
      contest: string;
      /** 1 for the first publication; corrections are published as 2, 3 … and nothing is ever unpublished. */
      version: number;
      digest: string;
      reason?: string;
      rounds: readonly string[];
    };

const origin = { competition: text, contest: text, entry: text, board: text, version: whole, rank: whole, total: text };
const ending = { competition: text, contest: text, entered: whole, needed: whole, reason: text };
const contestAt = { competition: optional(text), contest: text };

const plan = {
  competition: text,
  organization: text,
  name: text,
  level: text,
  contests: list({
    contest: text,
    name: text,
    receiver: text,
    groups: list({ group: text, name: text }),
    from: optional(list(contestAt)),
    takes: optional(list({ ...contestAt, criterion: text, slot: text })),
  }),
  rounds: texts,
  series: optional(text),
};

export const competitionCodec = codec<CompetitionEvent>({
  CompetitionPlanned: { version: 1, fields: plan },
  CompetitionReplanned: { version: 1, fields: plan },
  CompetitionOpened: {
    version: 1,
    fields: { competition: text, rules: list({ contest: text, hash: text, document }) },
  },
  RulesRevised: { version: 1, fields: { competition: text, contest: text, hash: text, document, reason: text } },
  ContestCancelled: { version: 1, fields: ending },
  ContestMerged: { version: 1, fields: { ...ending, into: text } },
  AdvancingLeftOut: {
    version: 1,
    fields: { competition: text, contest: text, left: list({ number: text, from: record(origin), reason: text }) },
  },
  StartScheduled: { version: 1, fields: { competition: text, contest: text, startsAt: whole } },
  HeadJudgeNamed: { version: 1, fields: { competition: text, contest: text, account: text, by: text } },
  ScoresFrozen: { version: 1, fields: { competition: text, contest: text } },
  ResultsPublished: {
    version: 1,
    fields: { competition: text, contest: text, version: whole, digest: text, reason: optional(text), rounds: texts },
  },
});
