import type { RuleDocument } from './document';

/** What is wrong and where (JSON pointer), for a reader of either language. */
export type Problem = { readonly pointer: string; readonly code: string; readonly zh: string; readonly en: string };

export type EntryStatus =
  | { readonly kind: 'competing' }
  /** Judges lie too far apart: no score until they have marked again. `reason` names the marks. */
  | { readonly kind: 'held'; readonly reason: string; readonly clause?: undefined }
  | {
      readonly kind: 'withdrawn' | 'absent' | 'disqualified' | 'vetoed';
      readonly reason: string;
      /** The id of the document's veto clause, when one was applied. */
      readonly clause?: string;
    };

/** Recorded numbers of one entry: marks by value id, then by slot; all decimals as text. */
export type EntryInput = {
  readonly entry: string;
  readonly group?: string;
  readonly number?: string;
  readonly status: EntryStatus;
  readonly marks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Why the total is 0 whatever was marked: by a signed sanction. It is ranked with that. domain-rules 86. */
  readonly zeroed?: string;
};

export type UnrankedReason = {
  readonly code: 'held' | 'withdrawn' | 'absent' | 'disqualified' | 'vetoed' | 'value-missing' | 'requirement';
  readonly zh: string;
  readonly en: string;
  /** The value that is missing or fails. */
  readonly value?: string;
};

export type Scored = {
  readonly entry: string;
  readonly group?: string;
  /** Printed numbers by value id; a missing value is left out. */
  readonly values: Readonly<Record<string, string>>;
  readonly total?: string;
  readonly ranked: boolean;
  readonly reason?: UnrankedReason;
  /** Sortable ASCII text: smaller stands higher on the board, equal means tied; unranked entries follow ranked ones. */
  readonly key: string;
  /** Names of the requirements that the entry does not meet. */
  readonly failed: readonly string[];
};

export type RankedRow = Scored & {
  readonly rank?: number;
  /** The key that separates this row from the one above it; absent when they share a place. */
  readonly decidedBy?: string;
  readonly prize?: string;
};

/** A shared place: its rank, and the first and last position from the top that it takes. */
export type Place = { readonly row: Scored; readonly rank: number; readonly first: number; readonly last: number };
export type BoardSize = { readonly ranked: number; readonly entered: number };

export type MarkFate = 'kept' | 'dropped-highest' | 'dropped-lowest' | 'not-used';

export type DerivationLine = {
  readonly zh: string;
  readonly en: string;
  readonly before?: string;
  readonly after?: string;
};

export type ValueDerivation = {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly role: string;
  /** Marks as recorded; `counted` differs from `mark` when the document rounds or adjusts each mark first. */
  readonly marks: readonly {
    readonly slot: string;
    readonly mark: string;
    readonly counted: string;
    readonly fate: MarkFate;
  }[];
  readonly uses: readonly string[];
  readonly lines: readonly DerivationLine[];
  readonly printed?: string;
  readonly missing?: { readonly code: string; readonly zh: string; readonly en: string };
};

export type Derivation = {
  readonly entry: string;
  readonly rules: { readonly id: string; readonly version: number; readonly hash: string };
  readonly values: readonly ValueDerivation[];
  readonly scored: Scored;
  /** Ready to print, one line each. */
  readonly zh: readonly string[];
  readonly en: readonly string[];
};

export interface Rules {
  readonly document: RuleDocument;
  readonly hash: string;
  /** True when some value needs the whole field (ranks or statistics), so that `score` alone cannot answer. */
  readonly fieldSteps: boolean;
  /** Scores one entry independently of the others; throws when `fieldSteps`. */
  score(input: EntryInput): Scored;
  /** Scores a whole field, in the order given, for any document. */
  scoreField(inputs: readonly EntryInput[]): Scored[];
  /**
   * What ranks and prizes read of an entry that was scored before, from its key: place and total, no other values, no
   * reason. `undefined` when the key does not tell: prizes look at more, or the total is no decimal that ends.
   */
  fromKey(entry: Pick<EntryInput, 'entry' | 'group' | 'status'>, key: string): Scored | undefined;
  /** Why this mark cannot be recorded, or `undefined` when it can. `taken`: the slots of the value that have a mark already. */
  checkMark(value: string, slot: string, mark: string, taken?: readonly string[]): Problem | undefined;
  /** Why this attribute cannot be recorded, or `undefined` when it can (`lot` is always known). */
  checkAttribute(name: string, text: string): Problem | undefined;
  /**
   * The key that puts `better` before `worse`: `total`, a tie value's id, `lot`, `entry-order`; `undefined` when they
   * share the place. With a tolerance the pair is judged alone; only `rankBoard` knows where a group of equals ends.
   */
  decidedBy(better: Scored, worse: Scored): string | undefined;
  /** Rows of one board in board order, with rank and prize. Rows with equal keys keep the order given. */
  rankBoard(rows: readonly Scored[]): RankedRow[];
  /** The prize of one place, for documents without a tolerance: what `rankBoard` says, without the whole board. */
  prizeGiver(size: BoardSize): (place: Place) => string | undefined;
  /** All ranked keys are smaller than this text, all others are not: how many precede it is how many are ranked. */
  readonly rankedEnd: string;
  /** Boards on which an entry of this group stands: `group:<id>`, `overall`. */
  boardsOf(group: string | undefined): readonly string[];
  /** How every number came about. `field` is needed when `fieldSteps`, and must then contain the entry. */
  explain(input: EntryInput, field?: readonly EntryInput[]): Derivation;
}
