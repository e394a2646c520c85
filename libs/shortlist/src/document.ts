import type { Citation } from '@xf/rules';

/** A decimal in text, such as `35` or `0.5`. */
export type DecimalText = string;
export type ShareRounding = 'ceiling' | 'floor' | 'half-up';

/** A clause that says where it is from. */
type Cited = { readonly cites?: readonly Citation[] };
type Named = { readonly id: string; readonly title: string; readonly titleEn?: string };

/** How much: a share in percent of a base, or persons (控制数). domain-rules 17, 18, 22. */
export type Amount = { readonly share?: DecimalText; readonly persons?: number };

type ClauseBase = Named & {
  readonly cites: readonly Citation[];
  /** Only candidates of this list count, and its seats are the quota; without it all that are not single-listed. */
  readonly list?: string;
};

/** At least or at most so many of those who are in any of the categories; everybody where none is named. */
export type LimitClause = ClauseBase &
  Amount & {
    readonly kind: 'floor' | 'ceiling';
    readonly of?: readonly string[];
    /**
     * What a share is a share of: the seats that may be given, or the people chosen; single-listed lists are in no base
     * but their own. domain-rules 19.
     */
    readonly base?: 'quota' | 'chosen';
    /** The share is one of those chosen of these categories (县处级 of organ people). domain-rules 20. */
    readonly baseOf?: readonly string[];
    readonly rounding?: ShareRounding;
    /** One limit for each value of an attribute (`unit` is always one), instead of one for all. */
    readonly by?: string;
    /** Limits of single values, before the common one. */
    readonly amounts?: Readonly<Record<string, Amount>>;
    /** Limits of values as a formula allots the quota among them. domain-rules 26. */
    readonly allot?: readonly AllotPart[];
  };

/** One part of a quota formula: its weight in percent, and each value's size. */
export type AllotPart = { readonly weight: DecimalText; readonly sizes: Readonly<Record<string, DecimalText>> };

/** Each person of `of` needs `each` people of `backup` who are not themselves of `of`. domain-rules 25. */
export type PairClause = ClauseBase & {
  readonly kind: 'pair';
  readonly of: readonly string[];
  readonly backup: readonly string[];
  readonly each?: number;
  readonly by?: string;
};

/** These candidates are on the list. domain-rules 28. */
export type ObligatoryClause = ClauseBase & { readonly kind: 'obligatory'; readonly candidates: readonly string[] };

export type Clause = LimitClause | PairClause | ObligatoryClause;

export type SeatList = Named &
  Cited & {
    readonly seats: number;
    /** Single-listed (单列): its people are outside the quota and every common base. domain-rules 19. */
    readonly singleListed?: boolean;
  };

/** The rules of one shortlist. Shares, bases, roundings, what comes first: all of it differs by notice and is data. */
export type ShortlistDocument = Named & {
  readonly version: number;
  readonly note?: string;
  /** Scores: higher is better; ranks: lower is better. */
  readonly merit: 'score' | 'rank';
  readonly seats: Cited & {
    /** Whether seats may stay empty (宁缺毋滥). domain-rules 16. */
    readonly unused: 'allowed' | 'refused';
    /** What is made as large as possible first. */
    readonly first: 'seats' | 'merit';
  };
  /** 差额: so many more candidates than seats. domain-rules 27. */
  readonly contested?: Cited & { readonly more: number };
  /** Equal merit at the last seat: the earlier candidate, or a new ballot among the tied. domain-rules 47. */
  readonly ties: 'order' | 'ballot';
  readonly base?: 'quota' | 'chosen';
  readonly rounding?: Cited & { readonly floor?: ShareRounding; readonly ceiling?: ShareRounding };
  readonly lists?: readonly SeatList[];
  readonly categories: readonly Named[];
  /** Further facts of a candidate by which limits may be laid down: region, industry. */
  readonly attributes?: readonly Named[];
  readonly clauses: readonly Clause[];
  /** Where the words are from that have no place of their own to say it. */
  readonly clauseCites?: { readonly [F in 'merit' | 'ties' | 'base']?: readonly Citation[] };
};

/** Someone who may be chosen. Candidates have an order, which decides between equally good lists. */
export type Candidate = {
  readonly id: string;
  readonly name?: string;
  readonly unit?: string;
  readonly list?: string;
  readonly merit: DecimalText;
  readonly categories: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
};

export type Texts = { readonly zh: string; readonly en: string };
