import type { Instant } from '@xf/es';
import type { ContestRefusal } from '../terms';
import type { AppealFiled, Outcome } from './events';

type On = { competition: string; appeal: string };

export type FileAppeal = On & {
  type: 'FileAppeal';
  contest: string;
  /** The number of the paper, unique in its contest. */
  number: string;
  entry: string;
  /** The version appealed against; the last one when it is left out. */
  publication?: number;
  sanction?: string;
  via: AppealFiled['via'];
  person: string;
  name: string;
  about: string;
  /** What it asks for, where that is to end the entry. */
  asks?: 'cancelled';
  /** When a paper was received, if earlier than now. */
  receivedAt?: Instant;
};

export type DecideAppeal = On & {
  type: 'DecideAppeal';
  outcome: Outcome;
  reason: string;
  clause: string;
  /** The corrections of the entry that answer the appeal, `stream@revision`; for `corrected` only. */
  corrections: readonly string[];
};

export type AppealCommand = FileAppeal | (On & { type: 'WithdrawAppeal'; reason: string }) | DecideAppeal;

export type AppealRejection =
  | ContestRefusal
  | { code: 'entry-unknown' }
  | { code: 'appeals-not-taken' }
  | { code: 'publication-unknown'; publication: number; published: number }
  | { code: 'appeal-early' }
  | { code: 'appeal-late'; until: Instant }
  | { code: 'appeal-exists' }
  | { code: 'appeal-unknown' }
  | { code: 'appeal-closed'; status: string }
  | { code: 'sanction-unknown' }
  | { code: 'sanction-lifted' }
  | { code: 'own-appeal' }
  | { code: 'judge-concerned' }
  | { code: 'corrections-missing' }
  | { code: 'corrections-misplaced' }
  | { code: 'correction-unnamed'; correction: string }
  | { code: 'sanction-not-appealed' };
