import type { Contest, ContestRefusal, Level } from '../terms';
import type { Problem } from '@xf/rules';

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
  | { type: 'FreezeScores'; competition: string; contest: string }
  | {
      type: 'PublishResults';
      competition: string;
      contest: string;
      /** What is published: a digest of the standings as the publisher saw them. */
      digest: string;
      /** Needed from the second publication on: why it is published again. */
      reason?: string;
    };

export type CompetitionRejection =
  | ContestRefusal
  | { code: 'competition-exists' }
  | { code: 'competition-open' }
  | { code: 'contest-repeated'; contest: string }
  | { code: 'contests-missing' }
  | { code: 'group-repeated'; contest: string; group: string }
  /** A contest takes from one that is not in the plan, or from itself. */
  | { code: 'source-unknown'; contest: string; source: string }
  | { code: 'rules-missing'; contest: string }
  | { code: 'rules-refused'; contest: string; problems: readonly Problem[] }
  | { code: 'scores-frozen' }
  | { code: 'scores-not-frozen' }
  | { code: 'reason-missing' };
