import type { Problem } from '@xf/rules';
import type { Day } from '../terms';
import type { MissingStep } from '../ballot/rules.standing';
import type { Omission } from './events';

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
  | {
      type: 'ConfirmShortlist';
      round: string;
      award: string;
      nominations: readonly string[];
      omitted: readonly Omission[];
    }
  | {
      type: 'RecordConferral';
      round: string;
      award: string;
      /** As printed on the decision: 黄工字〔2026〕5号. */
      decision: string;
      conferredOn: Day;
      /** How many honours the decision says it confers. domain-rules 116. */
      count: number;
    };

export type RoundRejection =
  | { code: 'round-exists' }
  | { code: 'round-unknown' }
  | { code: 'year-out-of-range' }
  | { code: 'awards-missing' }
  | { code: 'award-repeated'; award: string }
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
  | { code: 'reason-missing'; nomination: string }
  /** Of rounds with a committee: who has not come through its steps. */
  | { code: 'steps-missing'; missing: readonly MissingStep[] }
  | { code: 'shortlist-missing' }
  | { code: 'shortlist-empty' }
  | { code: 'decision-unreadable' }
  | { code: 'no-such-day' }
  | { code: 'count-differs'; stated: number; listed: number };
