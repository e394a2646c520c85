import type { Problem } from '@xf/rules';
import type { Day } from '../terms';

export type AdoptionCommand = {
  type: 'AdoptAwardRules';
  organization: string;
  award: string;
  document: unknown;
  /** The first day on which this wording holds. */
  from: Day;
};

export type AdoptionRejection =
  | { code: 'award-refused'; problems: readonly Problem[] }
  | { code: 'award-differs'; document: string }
  | { code: 'adoption-day-unknown' }
  /** A wording holds from a later day already; what was decided by it must not change. */
  | { code: 'adoption-backdated'; from: Day };
