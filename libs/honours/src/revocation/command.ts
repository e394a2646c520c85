import type { YearOff } from '../decision-number';
import type { Day } from '../terms';

export type RevocationCommand = {
  type: 'DecideRevocation';
  revocation: string;
  organization: string;
  award: string;
  cause: string;
  decision: string;
  approvedBy: string;
  decidedOn: Day;
  returnBy?: Day;
  /** How many the decision says it takes back. domain-rules 116. */
  count: number;
  /** The honours listed, by their ids. */
  honours: readonly string[];
};

export type RevocationRejection =
  | { code: 'revocation-exists' }
  | { code: 'honour-repeated'; honour: string }
  | { code: 'count-differs'; stated: number; listed: number }
  | { code: 'decision-unreadable' }
  | YearOff
  | { code: 'rules-not-adopted'; award: string; day: Day }
  | { code: 'cause-unknown'; cause: string; known: readonly string[] }
  | { code: 'keeping-day-unknown'; field: string }
  | { code: 'keeping-day-ahead'; field: string };
