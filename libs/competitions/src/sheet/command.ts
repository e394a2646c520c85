import type { Problem } from '@xf/rules';
import type { CodesOnly, ContestRefusal } from '../terms';
import type { Cell, SheetRow } from './events';

type On = { competition: string; contest: string; sheet: string };

export type IssueSheet = On & {
  type: 'IssueSheet';
  slot: string;
  criteria: readonly string[];
  rows: readonly SheetRow[];
  double: boolean;
  /** The place in the log at which the entries were read. */
  position: number;
};

/** What is typed in, all of it or a part; an empty cell is left out. */
export type KeySheet = On & { type: 'KeySheet'; check: string; values: readonly Cell[] };

/** A cell without a value stays empty. */
export type Settled = Omit<Cell, 'value'> & { readonly value?: string };
export type SettleSheet = On & { type: 'SettleSheet'; reason: string; values: readonly Settled[] };

/** One that was issued by mistake, for a wrong slot say, or that nobody can finish any more. */
export type WithdrawSheet = On & { type: 'WithdrawSheet'; reason: string };

export type SheetCommand = IssueSheet | KeySheet | SettleSheet | WithdrawSheet;

/** A mark as organizers type it, and the sheet it stands on. */
export type SheetMark = {
  type: 'RecordScore';
  competition: string;
  contest: string;
  sheet: string;
  entry: string;
  criterion: string;
  slot: string;
  value: string;
  /** It comes from the settling of two typings, so it need not equal the first one. */
  settled: boolean;
};

/** A cell of a sheet: its row and column on paper, from 0, and how the sheet calls them. */
export type Place = {
  readonly row: number;
  readonly column: number;
  readonly key: string;
  readonly criterion: string;
};
export type WrongCell = Place & { readonly value?: string; readonly problem: Omit<Problem, 'pointer'> };
/** The same cell as it is known and as it comes; undefined is an empty cell. */
export type Differing = Place & { readonly there: string | undefined; readonly here: string | undefined };

export type SheetRejection =
  | ContestRefusal
  | { code: 'scores-frozen' }
  | { code: 'reason-missing' }
  /** Codes stand on sheets of a contest whose rules say that judges know codes alone. */
  | { code: 'not-anonymous' }
  | CodesOnly
  | { code: 'score-refused'; problem: Problem }
  | { code: 'sheet-unknown' }
  /** The number stands for another sheet. */
  | { code: 'sheet-exists' }
  | { code: 'sheet-empty' }
  | { code: 'sheet-repeats'; what: readonly string[] }
  | { code: 'sheet-too-large'; cells: number; max: number }
  | { code: 'sheet-rows-refused'; numbers: readonly string[] }
  | { code: 'sheet-check-wrong' }
  | { code: 'sheet-cells-refused'; cells: readonly WrongCell[] }
  | { code: 'sheet-conflict'; cells: readonly Differing[] }
  /** Two typings differ and wait to be settled. */
  | { code: 'sheet-differs'; cells: readonly Differing[] }
  | { code: 'sheet-settled' }
  | { code: 'sheet-withdrawn' };
