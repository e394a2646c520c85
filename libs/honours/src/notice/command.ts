import type { Day } from '@xf/calendar';
import type { Instant } from '@xf/es';
import type { Problem } from '@xf/rules';
import type { Objector, Outcome, Way } from './events';

type InRound = { round: string };
type OnNotice = InRound & { notice: string };
type OnObjection = OnNotice & { objection: string };

export type ListedNominee = {
  readonly nomination: string;
  readonly details: readonly { readonly field: string; readonly value: string }[];
};

export type OpenNotice = OnNotice & {
  type: 'OpenNotice';
  organization: string;
  level: string;
  title: string;
  text: string;
  postedOn: Day;
  nominees: readonly ListedNominee[];
};

export type FileObjection = OnObjection & {
  type: 'FileObjection';
  number: string;
  nomination: string;
  way: Way;
  from: Objector;
  person: string;
  name?: string;
  contact?: string;
  /** The paper of a unit bears its seal. */
  sealed: boolean;
  about: string;
  /** When it was received, if earlier than now. */
  receivedAt?: Instant;
  postmark?: Day;
};

export type VerifyObjection = OnObjection & {
  type: 'VerifyObjection';
  finding: string;
  signer: string;
  signedBy: string;
  signedOn: Day;
  document: string;
};

export type ResolveObjection = OnObjection & { type: 'ResolveObjection'; outcome: Outcome; reason: string };

export type NoticeCommand =
  | (InRound & { type: 'PinNoticeRules'; document: unknown })
  /** The holidays of a year that nobody knew when the rules were pinned. */
  | (InRound & { type: 'AddNoticeYear'; table: unknown })
  | OpenNotice
  | (OnNotice & { type: 'CloseNotice' })
  | (OnNotice & { type: 'ReopenNotice'; postedOn: Day; reason: string })
  | FileObjection
  | VerifyObjection
  | ResolveObjection
  /** Sent when a signed answer is overdue; by nobody in particular. */
  | (OnObjection & { type: 'AbandonNomination' });

export type NoticeRejection =
  | { code: 'round-unknown' }
  | { code: 'notice-rules-refused'; problems: readonly Problem[] }
  | { code: 'notice-rules-of-round' }
  | { code: 'notices-begun' }
  | { code: 'notice-rules-missing' }
  | { code: 'notice-exists' }
  | { code: 'notice-unknown' }
  | { code: 'level-unknown'; level: string; levels: readonly string[] }
  | { code: 'level-not-passed'; level: string; nominations: readonly string[] }
  /** Posted by an organisation that has no say on these nominees at this level. */
  | { code: 'level-of-others'; level: string; nominations: readonly string[] }
  | { code: 'reopened-early'; until: Day }
  | { code: 'notice-empty' }
  | { code: 'nomination-unknown'; nomination: string }
  | { code: 'nomination-repeated'; nomination: string }
  | { code: 'nomination-not-open'; nomination: string; status: string }
  | { code: 'nomination-listed'; nominations: readonly string[] }
  | { code: 'nomination-not-listed'; nomination: string }
  | { code: 'field-not-shown'; field: string; fields: readonly string[] }
  | { code: 'text-holds-id'; pointers: readonly string[] }
  | { code: 'no-such-notice-day'; field: string }
  | { code: 'notice-day-ahead'; field: string }
  | { code: 'calendar-year-unknown'; year: number }
  | { code: 'calendar-year-refused'; problems: readonly Problem[] }
  | { code: 'calendar-year-known'; year: number }
  | { code: 'notice-running'; until: Instant }
  | { code: 'notice-not-open' }
  | { code: 'notice-not-closed' }
  | { code: 'objection-exists' }
  | { code: 'objection-unknown' }
  | { code: 'objection-closed'; status: string }
  | { code: 'objection-early'; postedOn: Day }
  | { code: 'objector-incomplete'; missing: readonly string[] }
  | { code: 'postmark-misplaced' }
  | { code: 'objection-verified' }
  | { code: 'objection-unverified' }
  | { code: 'answer-early'; receivedOn: Day }
  | { code: 'answer-late'; until: Instant }
  | { code: 'answer-not-due' }
  | { code: 'own-verification' };
