import type { Instant, Position } from '@xf/es';
import type { Scored } from '@xf/rules';
import type { PinnedRules } from '../competition/events';
import type { AmendedPart, ProposedStatus } from '../entry/events';
import type {
  CarriedPoint,
  Contest,
  EntryStatus,
  LeftOut,
  Level,
  Member,
  MovedFrom,
  Origin,
  ReceiverKind,
} from '../terms';

export type Publication = {
  readonly version: number;
  readonly position: Position;
  readonly at: number;
  readonly digest: string;
  readonly reason?: string;
};

/** Rules that count from a position on, and why they replaced those before. */
export type Revision = {
  readonly position: Position;
  readonly at: number;
  readonly hash: string;
  readonly reason: string;
};

/** A contest that too few had entered. */
export type Ended = {
  readonly at: number;
  readonly entered: number;
  readonly needed: number;
  readonly reason: string;
  /** The contest its entries were moved into; absent where it was cancelled. */
  readonly into?: string;
};

/** A correction after a publication that waits for its second person. domain-rules 131. */
export type AwaitedCorrection = {
  readonly entry: string;
  readonly criterion: string;
  readonly slot: string;
  /** Absent where it adds a mark. */
  readonly from?: string;
  /** Absent where it takes one back. */
  readonly to?: string;
  /** Of the proposal, in the entry's stream. */
  readonly revision: number;
};

/** An entry that is to be out, or back, after a publication, and waits for a second person. */
export type AwaitedChange = {
  readonly entry: string;
  readonly to: ProposedStatus;
  readonly clause?: string;
  /** Of the proposal, in the entry's stream. */
  readonly revision: number;
};

/** A name, an attribute, or what an entry carries, that is to be put right after a publication, and waits for a second person. */
export type AwaitedAmendment = {
  readonly entry: string;
  readonly what: AmendedPart;
  /** Of the proposal, in the entry's stream. */
  readonly revision: number;
};

/** What may still change what was published, in the order in which it came. */
export type Awaiting = {
  readonly corrections: readonly AwaitedCorrection[];
  /** Ids of appeals that nobody has decided or withdrawn. */
  readonly appeals: readonly string[];
  /** Absent where there are none. */
  readonly changes?: readonly AwaitedChange[];
  /** Absent where there are none. */
  readonly amendments?: readonly AwaitedAmendment[];
};

export type ContestRow = {
  readonly kind: 'contest';
  readonly competition: string;
  readonly competitionName: string;
  readonly organization: string;
  readonly level: Level;
  readonly contest: Contest;
  readonly rules?: PinnedRules;
  /** Every change of the rules, the first one first. */
  readonly revisions?: readonly Revision[];
  /** The rules were changed in this batch, and the entries are not placed anew yet. Never in a row that is kept. */
  readonly unplaced?: true;
  readonly ended?: Ended;
  /** Who was left out of those who advance; one of them may have come in since. */
  readonly leftOut?: readonly LeftOut[];
  /** When who enters is due. */
  readonly startsAt?: Instant;
  readonly frozenAt?: Position;
  readonly publications: readonly Publication[];
  /** The last event that could change a place on the boards. Not after the last publication: what is public is what is. */
  readonly changedAt: Position;
  readonly awaiting: Awaiting;
};

/** One recorded score: value, revision of its latest event in the entry's stream, position of its first. */
export type Mark = readonly [value: string, revision: number, position: Position];

/** What was put right of an entry after it came in: its name, its attributes, or what it carries, with `from`. */
export type Amended = {
  /** Of the event, in the entry's stream. */
  readonly revision: number;
  readonly reason: string;
  readonly afterPublication: boolean;
  /** Sealed where it is a person's. */
  readonly name?: { readonly was?: string | undefined; readonly is: string };
  readonly carried?: readonly CarriedPoint[];
  readonly from?: { readonly was?: Origin | undefined; readonly is: Origin };
};

export type EntryRow = {
  readonly kind: 'entry';
  readonly competition: string;
  readonly contest: string;
  readonly entry: string;
  readonly number: string;
  readonly group?: string;
  readonly receiver: ReceiverKind;
  readonly subject: string;
  /** Sealed. */
  readonly name?: string;
  readonly title?: string;
  readonly unit?: string;
  readonly members?: readonly Member[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** The place on another board by which it came here. */
  readonly from?: Origin;
  readonly movedFrom?: MovedFrom;
  /** In the order in which it was done; absent where nothing was. */
  readonly amendments?: readonly Amended[];
  readonly submittedAt: Position;
  readonly status: EntryStatus;
  readonly reason?: string;
  readonly clause?: string;
  /** The last check-in. */
  readonly arrival?: { readonly dueAt: Instant; readonly arrivedAt: Instant };
  /** Sanctions that set its total to 0, and why. */
  readonly zeroed?: readonly { readonly sanction: string; readonly reason: string }[];
  /** Values whose marks lie too far apart and stand nevertheless. */
  readonly stands?: readonly string[];
  /** criterion → slot → mark */
  readonly marks: Readonly<Record<string, Readonly<Record<string, Mark>>>>;
  /** What the rules make of the marks; held only where it depends on the whole field, worked out anew elsewhere. */
  readonly scored?: Scored;
};

export type StandingRow = ContestRow | EntryRow;

export const boardSet = (competition: string, contest: string, board: string): string =>
  `board/${competition}/${contest}/${board}`;
export const entriesSet = (competition: string, contest: string): string => `entries/${competition}/${contest}`;
export const contestsSet = 'contests';

type ContestSets = { readonly entries: string; readonly board: (board: string) => string };
const setsOfContests = new WeakMap<ContestRow, ContestSets>();

/** The names of a contest's sets, made once: half a million rows of a rebuild stand in the same few. */
export function setsOf(row: ContestRow): ContestSets {
  const known = setsOfContests.get(row);
  if (known !== undefined) return known;
  const { competition, contest } = row;
  const boards = new Map<string, string>();
  const sets = {
    entries: entriesSet(competition, contest.contest),
    board(board: string): string {
      const name = boards.get(board) ?? boardSet(competition, contest.contest, board);
      boards.set(board, name);
      return name;
    },
  };
  setsOfContests.set(row, sets);
  return sets;
}
