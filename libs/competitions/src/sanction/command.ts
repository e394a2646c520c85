import type { Problem } from '@xf/rules';
import type { ContestRefusal, HeadJudgeRefusal } from '../terms';
import type { Deduction } from './events';

type On = { competition: string; sanction: string };

export type RecordSanction = On & {
  type: 'RecordSanction';
  contest: string;
  /** The number of the paper, unique in its contest. */
  number: string;
  /** A type from the list of the rule document. */
  kind: string;
  /** At least one of `entry` and `person`; what changes a score or a place needs the entry. */
  entry?: string;
  person?: string;
  name?: string;
  reason: string;
  clause: string;
  deduction?: Deduction;
};

export type SanctionCommand =
  | RecordSanction
  /** By an account that is a judge where the contest is held; by its head judge where the rules say so. */
  | (On & { type: 'SignSanction' })
  /** On an appeal that was decided so. */
  | (On & { type: 'LiftSanction'; reason: string; appeal: string });

export type SanctionRejection =
  | ContestRefusal
  | { code: 'entry-unknown' }
  | { code: 'entry-not-competing'; status: string }
  | { code: 'score-refused'; problem: Problem }
  /** The place of the deduction has a mark already. */
  | { code: 'score-exists'; value: string }
  | { code: 'sanction-unknown' }
  | { code: 'sanction-exists' }
  | { code: 'sanction-kind-unknown'; kind: string; known: readonly string[] }
  | { code: 'sanction-target-missing'; effect: string }
  | { code: 'deduction-misplaced'; effect: string }
  | { code: 'deduction-unknown'; criterion: string; known: readonly string[] }
  | { code: 'sanction-not-pending'; status: string }
  | { code: 'sanction-lifted' }
  | HeadJudgeRefusal
  | { code: 'signer-recorded-it' };
