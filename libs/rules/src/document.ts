import type { Citation } from './cites';
import type { Combine } from './combine.kinds';
import type { Decimal, RoundingMode } from './exact';
import type { Operand, Verb } from './step.kinds';

export type { Operand };

export type Better = 'higher' | 'lower';
/** Numbering of shared places, shown by how four entries with a tie in second place are numbered. */
export type RankMethod = '1224' | '1334' | '1223' | '1234';
export type Within = 'group' | 'all';

export type Rounding =
  { readonly digits: number; readonly mode: RoundingMode } | { readonly to: Decimal; readonly mode: RoundingMode };

export type Bounds = {
  readonly atLeast?: Operand;
  readonly atMost?: Operand;
  readonly above?: Operand;
  readonly below?: Operand;
  readonly equals?: Operand;
};

export type BandedCombine = Combine & { readonly marks: { readonly from: number; readonly to?: number } };
export type Missing = 'unranked' | 'zero' | 'skip' | { readonly take: Decimal };
export type MarkKind = 'judged' | 'measured' | 'deduction' | 'bonus';

/** How a list of marks, one a slot, becomes one number. */
export type Pooling = {
  readonly slots?: { readonly min?: number; readonly max: number };
  readonly round?: Rounding;
  readonly each?: readonly Step[];
  readonly combine?: Combine | readonly BandedCombine[];
  readonly missing?: Missing;
};
export type Range = { readonly min: Decimal; readonly max: Decimal; readonly step?: Decimal };
export type Marks = Pooling & { readonly kind: MarkKind; readonly range: Range };
export type MarksOf = Pick<Pooling, 'round' | 'each' | 'combine' | 'missing'> & { readonly value: string };
export type Sheets = Pooling & { readonly of: readonly Part[] };
export type Part = { readonly value: string; readonly factor?: Decimal };
export type Weighted = { readonly value: string; readonly weight: Decimal };
export type Attribute = { readonly name: string; readonly range?: Range; readonly missing?: Missing };
export type FieldStatistic = {
  readonly of: string;
  readonly by: 'highest' | 'lowest' | 'mean' | 'median' | 'sum' | 'count';
  readonly within: Within;
};

export type BandRow = { readonly from?: Decimal; readonly to?: Decimal; readonly gives: Decimal | readonly Step[] };
export type Bands = {
  readonly bounds: '[)' | '(]' | '[]';
  readonly unit?: Decimal;
  readonly rows: readonly BandRow[];
  readonly below?: Decimal;
  readonly above?: Decimal;
};
export type RankStep = {
  readonly better: Better;
  readonly method: RankMethod | 'average';
  readonly within: Within;
  readonly unrankedAtOrBelow?: Decimal;
  readonly unrankedGives?: Decimal;
  readonly then?: readonly Step[];
};

/** A step of `STEPS`: a verb with its operand. */
type Operation = { [V in Verb]: { readonly [verb in V]: Operand } }[Verb];

export type Step =
  | Operation
  | { readonly round: Rounding }
  | { readonly power: number }
  | { readonly negate: true }
  | { readonly bands: Bands }
  | {
      readonly when: Bounds & { readonly value?: string };
      readonly then?: readonly Step[];
      readonly else?: readonly Step[];
    }
  | { readonly rank: RankStep };

/** Exactly one of these is present in a value. */
export type Sources = {
  readonly marks?: Marks;
  readonly marksOf?: MarksOf;
  readonly sheets?: Sheets;
  readonly attribute?: Attribute;
  readonly constant?: Decimal;
  readonly sum?: readonly Part[];
  readonly weightedMean?: readonly Weighted[];
  readonly mean?: readonly string[];
  readonly median?: readonly string[];
  readonly highest?: readonly string[];
  readonly lowest?: readonly string[];
  readonly product?: readonly string[];
  readonly firstOf?: readonly string[];
  readonly bestN?: {
    readonly of: readonly string[];
    readonly n: number;
    readonly from: 'highest' | 'lowest';
    readonly then: 'sum' | 'mean';
  };
  readonly field?: FieldStatistic;
};

export type Role = 'criterion' | 'component' | 'total' | 'tie';
export type Value = Sources & {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly role: Role;
  readonly steps?: readonly Step[];
  readonly round?: Rounding;
};

export type Tie = { readonly value: string; readonly better: Better } | { readonly by: 'lot' };
export type Ranking = {
  readonly better: Better;
  readonly method: RankMethod;
  readonly ties?: readonly Tie[];
  readonly tolerance?: Decimal;
  readonly tiesWithinTolerance?: boolean;
};

export type Requirement = {
  readonly value: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly atLeast?: Decimal;
  readonly atMost?: Decimal;
  readonly above?: Decimal;
  readonly below?: Decimal;
  readonly percentOf?: Decimal;
  readonly otherwise: 'unranked' | 'no-prize';
};

/** All conditions that a prize states must hold; the first prize of the list that fits is the one given. */
export type Prize = {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly ranks?: { readonly from: number; readonly to: number };
  readonly share?: Decimal;
  readonly of?: 'ranked' | 'entered';
  readonly round?: 'floor' | 'half-up' | 'ceiling';
  readonly ties?: 'share' | 'cut';
  readonly counted?: 'after-earlier' | 'from-top';
  readonly value?: string;
  readonly atLeast?: Decimal;
  readonly atMost?: Decimal;
  readonly above?: Decimal;
  readonly below?: Decimal;
};

/** Who goes on to the next stage; domain-rules 56, 57. */
export type Cut =
  | { readonly by: 'rank'; readonly to: number }
  | {
      readonly by: 'share';
      readonly percent: Decimal;
      readonly of: 'ranked' | 'entered';
      readonly round: 'floor' | 'half-up' | 'ceiling';
    }
  | { readonly by: 'score'; readonly atLeast?: Decimal; readonly atMost?: Decimal };
export type Advance = {
  /** `overall` or `group:<id>`; without it every board has its own cut, and whoever is inside any of them goes on. */
  readonly board?: string;
  readonly cut: Cut;
  readonly ties?: 'enter' | 'leave';
  readonly carry?: readonly { readonly value: string; readonly as: string }[];
};

/** Yuan for a place or a prize; a negative amount is owed. Of the lines that fit, the first pays, `cumulative` ones besides. */
export type Money = {
  readonly board?: string;
  readonly ranks?: { readonly from: number; readonly to: number };
  readonly prize?: string;
  readonly amount: Decimal;
  readonly cumulative?: true;
};

/** How a competition is held around its scores. */
export type Process = {
  readonly minimumEntrants?: { readonly count: number; readonly otherwise: 'cancel' | 'merge' | 'no-awards' };
  readonly entriesPerUnit?: number;
  /** One where the document does not say; people who are known by an ID number alone. */
  readonly entriesPerPerson?: number;
  readonly onePersonOneTeam?: true;
  readonly absentAfterMinutes?: number;
  readonly advance?: Advance;
  readonly remark?: readonly { readonly value: string; readonly spread: Decimal }[];
  readonly appeals?: { readonly windowMinutes: number; readonly answerMinutes?: number };
  readonly sanctions?: readonly {
    readonly id: string;
    readonly name: string;
    readonly nameEn?: string;
    readonly effect: 'warning' | 'deduct' | 'zero' | 'disqualify';
  }[];
  /** What only the head judge (裁判长) does; domain-rules 65, 86. */
  readonly headJudge?: {
    /** Values whose marks stand in the head judge's slot and no other. */
    readonly values?: readonly string[];
    readonly sanctions?: true;
    readonly spreads?: true;
  };
  readonly anonymous?: true;
  readonly money?: readonly Money[];
  /** Whoever would be paid on several boards of the contest, or of several contests, has the highest alone. domain-rules 94. */
  readonly moneyOnce?: 'contest' | 'competition';
  /** The winners of a period are those with `prize`; without it, the first place. */
  readonly flag?: { readonly keepsFor: 'period' | 'most-wins'; readonly prize?: string };
};

export type RuleDocument = {
  readonly $schema?: string;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly titleEn?: string;
  readonly note?: string;
  readonly cites: readonly Citation[];
  readonly values: readonly Value[];
  readonly total: string;
  readonly ranking: Ranking;
  readonly vetoes?: readonly { readonly id: string; readonly name: string; readonly nameEn?: string }[];
  readonly boards: { readonly groups: boolean; readonly overall: boolean | { readonly groups: readonly string[] } };
  readonly prizes?: readonly Prize[];
  readonly requirements?: readonly Requirement[];
  readonly process?: Process;
};
