import type { Problem } from '@xf/rules';
import type { ContestRefusal } from '../terms';

export type TrialCommand = {
  type: 'TryRules';
  competition: string;
  contest: string;
  trial: string;
  /** Of the draft. */
  hash: string;
};

export type TrialRejection = ContestRefusal | { code: 'draft-refused'; problems: readonly Problem[] };
