import type { Instant } from '@xf/es';
import type { Contest, ContestRefusal, LeftOut, Level } from '../terms';
import type { Problem } from '@xf/rules';

/** What the boards show that may be in the way of a freeze or a publication; left out where it is not. */
export type InTheWay = {
  /** Numbers of entries whose judges must mark again. */
  held?: readonly string[];
  /** How many have entered, where these are too few. */
  entered?: number;
};

export type CompetitionCommand =
  | {
      type: 'PlanCompetition';
      competition: string;
      organization: string;
      name: string;
      level: Level;
      contests: readonly Contest[];
      /** Honours rounds that take their nominees from this competition's results. */
      rounds: readonly string[];
      /** What is held again year after year and at several levels under one id: 安康杯, say. Figures are told for it alone. */
      series?: string;
    }
  | { type: 'OpenCompetition'; competition: string; rules: readonly { contest: string; document: unknown }[] }
  /** The rules change while the contest runs: what was recorded is scored anew. */
  | { type: 'ReviseRules'; competition: string; contest: string; document: unknown; reason: string }
  /** Too few have entered. `entered` is how many, as the boards show it. */
  | { type: 'CancelContest'; competition: string; contest: string; entered: number; reason: string }
  /** Its entries are moved into another contest of the competition in the same append. */
  | {
      type: 'MergeContest';
      competition: string;
      contest: string;
      into: string;
      entered: number;
      /** Each entry of the other contest has its code already, and one that came now would never have any. */
      drawn: boolean;
      reason: string;
    }
  /** Who goes on and does not come in, each with a reason. */
  | { type: 'LeaveOutAdvancing'; competition: string; contest: string; left: readonly LeftOut[] }
  | { type: 'ScheduleStart'; competition: string; contest: string; startsAt: Instant }
  | { type: 'NameHeadJudge'; competition: string; contest: string; account: string }
  | ({
      type: 'FreezeScores';
      competition: string;
      contest: string;
      /** Numbers of sheets that were typed and do not count yet; left out where there are none. */
      sheets?: readonly string[];
    } & InTheWay)
  | ({
      type: 'PublishResults';
      competition: string;
      contest: string;
      /** What is published: a digest of the standings as the publisher saw them. */
      digest: string;
      /** Needed from the second publication on: why it is published again. */
      reason?: string;
    } & InTheWay);

export type CompetitionRejection =
  | ContestRefusal
  | { code: 'competition-exists' }
  | { code: 'competition-open' }
  | { code: 'contest-repeated'; contest: string }
  | { code: 'contests-missing' }
  | { code: 'group-repeated'; contest: string; group: string }
  /** A contest takes from one that is not in the plan, or from itself. */
  | { code: 'source-unknown'; contest: string; source: string }
  /** Two sources would be marked in one place, each over the other. */
  | { code: 'take-repeated'; contest: string; criterion: string; slot: string; sources: readonly string[] }
  /** What advances from one contest of the plan could never come into another. */
  | { code: 'plan-misfit'; problems: readonly Problem[] }
  | { code: 'rules-missing'; contest: string }
  | { code: 'rules-refused'; contest: string; problems: readonly Problem[] }
  | { code: 'remark-open'; entries: readonly string[] }
  | { code: 'sheets-open'; sheets: readonly string[] }
  | { code: 'entrants-too-few'; entered: number; needed: number; otherwise: string }
  /** The rules do not let the contest end so, or enough have entered. */
  | { code: 'ending-not-allowed'; entered: number; needed?: number }
  | { code: 'merge-target-unfit'; into: string }
  | { code: 'merge-target-drawn'; into: string }
  /** The document keeps its id, and its version is not above the one that counts. */
  | { code: 'version-not-newer'; id: string; version: number; counts: number }
  /** What every entry was taken by cannot change under them. */
  | { code: 'revision-too-late'; parts: readonly string[] }
  | { code: 'scores-frozen' }
  | { code: 'scores-not-frozen' }
  | { code: 'reason-missing' };
