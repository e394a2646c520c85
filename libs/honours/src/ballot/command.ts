import type { Cited } from '../cites';
import type { Step } from '../committee/rules';
import type { Count } from './events';
import type { CountDifference, WrongCount } from './rules.count';
import type { MissingStep } from './rules.standing';

type InRound = { round: string };
type InSession = InRound & { session: string };
type SignedMinutes = { number: string; hash: string; signers: readonly string[] };

export type OpenSession = InSession & {
  type: 'OpenSession';
  kind: Step;
  nominations: readonly string[];
  present: readonly string[];
  tellers?: readonly string[];
  /** The accounts that put nominations in, as the log names them. */
  nominators: readonly { readonly nomination: string; readonly account: string }[];
};
export type DecideAudits = InSession & {
  type: 'DecideAudits';
  decisions: readonly { readonly nomination: string; readonly passed: boolean; readonly reason: string }[];
};
/** By the member. */
export type RecordScores = InSession & {
  type: 'RecordScores';
  scores: readonly { readonly nomination: string; readonly score: string }[];
};
/** By one of the tellers. */
export type CountBallot = InSession & { type: 'CountBallot'; ballot: number; counts: readonly Count[] };

export type ReviewCommand =
  | OpenSession
  | DecideAudits
  | RecordScores
  | CountBallot
  | (InSession & { type: 'CloseSession' } & SignedMinutes)
  | (InSession & { type: 'ReplaceMinutes'; reason: string } & SignedMinutes)
  /** Goes beside a list and the decision on it: adds nothing, and refuses who did not come through, and who is recused from them. */
  | (InRound & { type: 'CheckReviewed'; nominations: readonly string[] });

type Named = { nominations: readonly string[] };

export type ReviewRejection =
  | { code: 'round-unknown' }
  | { code: 'committee-rules-missing' }
  | { code: 'committee-missing' }
  | { code: 'session-exists' }
  | { code: 'session-unknown' }
  | { code: 'session-closed' }
  | { code: 'session-open' }
  | { code: 'session-of-another-kind'; kind: Step }
  | ({ code: 'step-unknown'; steps: readonly Step[] } & Cited)
  | { code: 'session-empty' }
  | ({ code: 'items-repeated' } & Named)
  | ({ code: 'items-not-open' } & Named)
  | ({ code: 'items-in-session' } & Named)
  | ({ code: 'items-not-in-session' } & Named)
  | ({ code: 'steps-missing'; missing: readonly MissingStep[] } & Cited)
  /** Who confirms or decides has no part in some of them. */
  | ({ code: 'recused-from-list'; account: string } & Named)
  | { code: 'not-members'; accounts: readonly string[] }
  | ({ code: 'quorum-missed'; items: readonly { nomination: string; present: number; quorum: number }[] } & Cited)
  | { code: 'tellers-wrong' }
  | { code: 'tellers-recused'; accounts: readonly string[] }
  | { code: 'awards-mixed'; awards: readonly string[] }
  | ({ code: 'seats-taken'; seats: number } & Cited)
  | ({ code: 'not-contested'; candidates: number; seats: number; more: number } & Cited)
  | ({ code: 'reasons-missing' } & Named)
  | { code: 'member-recused'; numbers: readonly number[] }
  | ({ code: 'scores-off-scale'; indexes: readonly number[]; min: string; max: string; digits: number } & Cited)
  | ({ code: 'scores-exist' } & Named)
  | { code: 'not-a-teller' }
  | { code: 'ballot-not-running'; running?: number }
  | { code: 'counts-wrong'; problems: readonly WrongCount[] }
  | { code: 'counts-differ'; differences: readonly CountDifference[] }
  | { code: 'signers-wrong' }
  /** With the places of the items that each has no part in, counted from 1. */
  | { code: 'signers-recused'; signers: readonly { readonly account: string; readonly numbers: readonly number[] }[] };
