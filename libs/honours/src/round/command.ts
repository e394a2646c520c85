import type { Problem } from '@xf/rules';
import type { CandidateProblem } from '@xf/shortlist';
import type { Cited } from '../cites';
import type { Embargoed, EmbargoRejection } from '../embargo';
import type { NominationsBarred } from '../fraud/rules';
import type { Day, Said } from '../terms';
import type { MissingStep } from '../ballot/rules.standing';
import type { Deviation, Omission } from './events';

export type ConfirmShortlist = {
  type: 'ConfirmShortlist';
  round: string;
  award: string;
  nominations: readonly string[];
  omitted: readonly Omission[];
  /** Why everybody open is left off who is neither listed nor in `omitted`. */
  others?: string;
  /** Why somebody is on the list whom the proposal left out. */
  changes?: readonly Omission[];
  /** Why the list is confirmed although it breaks a clause. */
  deviations?: readonly { readonly clause: string; readonly reason: string }[];
};

/** Who cannot be conferred yet: an objection holds him, or he is not through the last notice. */
export type WaitingNominee = {
  readonly nomination: string;
  readonly why: 'held' | 'not-passed';
  /** The first one that they are not through. */
  readonly level: string;
};

export type RoundCommand =
  | {
      type: 'OpenRound';
      round: string;
      organization: string;
      name: string;
      /** The year the honours are given for (评选年度). */
      year: number;
      awards: readonly unknown[];
      rules?: unknown;
    }
  /** Goes with `ProposeNomination`: the round must know every nomination a shortlist has to account for. */
  | { type: 'AnnounceNomination'; round: string; award: string; nomination: string }
  /** Goes with `WithdrawNomination`. Once the award is decided nobody leaves. */
  | { type: 'LeaveRound'; round: string; award: string; nomination: string }
  /** Goes with what shares out or ranks the seats that lists are held to. Once the award is decided they stay. */
  | { type: 'MoveSeats'; round: string; award: string }
  | ConfirmShortlist
  /** Goes with `PromoteSubstitute`: who took the seat of somebody on the list takes his place on it. domain-rules 23. */
  | { type: 'ReplaceOnShortlist'; round: string; award: string; out: string; in: string }
  | ({
      type: 'RecordConferral';
      round: string;
      award: string;
      /** As printed on the decision: 黄工字〔2026〕5号. */
      decision: string;
      conferredOn: Day;
      /** How many honours the decision says it confers. domain-rules 116. */
      count: number;
    } & Embargoed);

/** A clause with its figures: what the list has, and what it needs or may have. */
export type BrokenClause = Omit<Deviation, 'reason'>;

/** Why a list, or a decision on it, is not what the round's document asks for. */
export type HeldRejection =
  | { code: 'quota-missing' }
  | {
      code: 'seats-not-held';
      nominations: readonly { readonly nomination: string; readonly unit?: string; readonly seats?: number }[];
    }
  | { code: 'shortlist-rules-missing' }
  | { code: 'merits-missing'; nominations: readonly string[] }
  | { code: 'shortlist-seats-unknown' }
  | {
      code: 'shortlist-inputs-refused';
      problems: readonly (CandidateProblem & { readonly nomination?: string })[];
    }
  | { code: 'clauses-broken'; broken: readonly BrokenClause[] }
  /** Tied in the proposal, and the list takes some of them: nobody has voted on them again. */
  | { code: 'tie-undecided'; nominations: readonly string[] }
  | { code: 'deviation-idle'; clauses: readonly string[] }
  | { code: 'change-unexplained'; nominations: readonly string[] }
  | { code: 'change-idle'; nominations: readonly string[] }
  | { code: 'not-on-shortlist'; nomination: string }
  | { code: 'notices-not-passed'; level: string; waiting: readonly WaitingNominee[] };

export type RoundRejection =
  | { code: 'round-exists' }
  | { code: 'round-unknown' }
  | { code: 'year-out-of-range' }
  | { code: 'awards-missing' }
  /** `index` is that of the second one. */
  | { code: 'award-repeated'; award: string; index: number }
  | { code: 'award-refused'; index: number; problems: readonly Problem[] }
  | { code: 'round-document-refused'; problems: readonly Problem[] }
  | { code: 'award-not-in-force'; award: string }
  | { code: 'award-not-in-round'; award: string }
  | { code: 'honours-decided'; decision: string }
  | { code: 'nomination-unknown'; nomination: string }
  | { code: 'nomination-repeated'; nomination: string }
  | { code: 'nomination-not-open'; nomination: string; status: string }
  | { code: 'nomination-unaccounted'; nominations: readonly string[] }
  | { code: 'receiver-listed-twice'; nominations: readonly string[] }
  | NominationsBarred
  | { code: 'chain-not-passed'; nominations: readonly string[] }
  /** Accepted at the last level, and lacks since what it was accepted with. */
  | {
      code: 'candidacies-lacking';
      lacking: readonly {
        readonly nomination: string;
        readonly lacks: readonly (Said & { readonly code: string; readonly of: string })[];
      }[];
    }
  | { code: 'reason-missing'; nomination: string }
  /** Of rounds with a committee: who has not come through its steps. */
  | ({ code: 'steps-missing'; missing: readonly MissingStep[] } & Cited)
  /** Who confirms or decides is recused from some on the list. */
  | { code: 'recused-from-list'; account: string; nominations: readonly string[] }
  | { code: 'shortlist-missing' }
  | HeldRejection
  | { code: 'shortlist-empty' }
  | { code: 'decision-unreadable' }
  | { code: 'no-such-day' }
  | { code: 'day-ahead' }
  | EmbargoRejection
  | { code: 'conferred-early'; earliest: Day }
  /** Before the last day of a notice on somebody on the list was over. */
  | { code: 'conferred-in-notice'; until: Day }
  | { code: 'decision-year-off'; from: number; to: number }
  | { code: 'count-differs'; stated: number; listed: number };
