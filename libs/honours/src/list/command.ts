import type { Role } from '@xf/access';
import type { Column, Purpose } from '@xf/lists';
import type { Instant, Position } from '@xf/es';
import type { Day } from '../terms';
import type { AwardCount, Format } from './events';
import type { Limits, ListFilter, NameOrder } from './rules';

type OnList = { organization: string; list: string };

export type PrepareList = OnList & {
  type: 'PrepareList';
  title: string;
  purpose: Purpose;
  filter: ListFilter;
  names: NameOrder;
  columns: readonly Column[];
  /** How many of each award the text around the list says there are. domain-rules 116. */
  stated: readonly AwardCount[];
  asOf?: Instant;
  embargoUntil?: Instant;
  endsOn?: Day;
};

export type ListCommand =
  | PrepareList
  | (OnList & { type: 'WithdrawList'; version: number; reason: string })
  | (OnList & { type: 'DownloadList'; version: number; format: Format; against?: number });

/**
 * What was read for a list. No part of the command: the same request sent again is the same command, whatever was recorded
 * meanwhile.
 */
export type Gathered = {
  readonly position: Position;
  readonly asOf: Instant;
  readonly counts: readonly AwardCount[];
  readonly rules?: string;
  readonly rowsHash: string;
  readonly masks: readonly string[];
  /** Of the round documents the honours were given under. */
  readonly limits: Limits;
};

/** On whose behalf: the roles held over the organisation. */
export type ListContext = { readonly roles: readonly Role[]; readonly gathered?: Gathered };

export type ListRejection =
  | { code: 'list-empty' }
  | { code: 'count-differs'; differing: readonly { award: string; stated: number; listed: number }[] }
  | { code: 'column-not-held'; columns: readonly Column[] }
  | { code: 'column-not-printed'; columns: readonly Column[] }
  | { code: 'no-such-day' }
  | { code: 'term-over' }
  /** Published, and neither the request nor a document says until when. */
  | { code: 'end-missing' }
  | { code: 'term-long'; last: Day }
  | { code: 'list-unknown' }
  | { code: 'list-over'; endsOn?: Day }
  | { code: 'list-withdrawn' };
