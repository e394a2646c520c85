import type { EntryEvent } from '../entry/events';
import {
  changedPoints,
  isSameSeed,
  sourceKey,
  type Ambiguous,
  type ExceptProblem,
  type ContestAt,
  type EntryStatus,
  type LeftOut,
  type Origin,
  type Source,
  type Take,
  type Total,
} from '../terms';

/**
 * Numbers that the entries of several sources get where they advance to: their own, behind what tells the sources apart,
 * for both may have a number 1. The competition does where every source is of another one, the contest where all are of
 * the competition itself; otherwise it takes both. domain-rules 56.
 */
export function numbersFrom(sources: readonly ContestAt[], own: string): (source: ContestAt, number: string) => string {
  if (sources.length < 2) return (_source, number) => number;
  const competitions = sources.map(({ competition = own }) => competition);
  if (new Set(competitions).size === sources.length)
    return ({ competition = own }, number) => `${competition}-${number}`;
  if (competitions.every((one) => one === own)) return ({ contest }, number) => `${contest}-${number}`;
  return ({ competition = own, contest }, number) => `${competition}-${contest}-${number}`;
}

type Taken = { readonly entry: string; readonly number: string; readonly status: EntryStatus; readonly from?: Origin };

/**
 * Entries that advanced by an earlier publication and would not by the last one, and compete all the same: who was
 * disqualified or passed since. Nobody takes them out but an organizer, with a reason. domain-rules 56.
 */
export function noLongerThrough<T extends Taken>(
  taken: readonly T[],
  source: Required<ContestAt>,
  through: ReadonlySet<string>,
): readonly T[] {
  return taken.filter(({ status, from }) => {
    const ofSource = from?.competition === source.competition && from.contest === source.contest;
    return ofSource && status === 'competing' && !through.has(from.entry);
  });
}

type Carrying = Taken & { readonly attributes?: Readonly<Record<string, string>> };
type Carried = { readonly from: Origin; readonly carried: Readonly<Record<string, string>> };

/** An entry that advanced by an earlier publication, and what of it the last publication tells otherwise. */
export type Stale = {
  readonly entry: string;
  readonly number: string;
  /** The publication it came in by, and the last one. */
  readonly versions: { readonly was: number; readonly is: number };
  /** Points by their name; without `was` where it carried none of that name. */
  readonly carried: Readonly<Record<string, { readonly was?: string; readonly is: string }>>;
  /** Its place where it comes from; absent where that is as it was. */
  readonly place?: { readonly was: Seed; readonly is: Seed };
  /** The place by which it would come in now. */
  readonly from: Origin;
};

type Seed = Pick<Origin, 'rank' | 'total'>;

/**
 * Entries that carry other points than their source publishes now, or came by another place: it was corrected after they had
 * advanced. What counts in a contest is what was recorded there, so nothing changes by itself; an organizer replaces it.
 * domain-rules 57, 83.
 */
export function staleOf(taken: readonly Carrying[], through: readonly Carried[]): readonly Stale[] {
  const now = new Map(through.map((one) => [sourceKey(one.from), one]));
  return taken.flatMap(({ entry, number, status, from, attributes = {} }) => {
    const found = from && status === 'competing' ? now.get(sourceKey(from)) : undefined;
    if (from === undefined || found === undefined || found.from.version <= from.version) return [];
    const points = changedPoints(attributes, found.carried);
    const isMoved = !isSameSeed(from, found.from);
    if (points.length === 0 && !isMoved) return [];
    const carried: Record<string, { readonly was?: string; readonly is: string }> = {};
    for (const { name, from: was, to: is } of points) carried[name] = { ...(was === undefined ? {} : { was }), is };
    const versions = { was: from.version, is: found.from.version };
    const place = isMoved ? { place: { was: seedOf(from), is: seedOf(found.from) } } : {};
    return [{ entry, number, versions, carried, ...place, from: found.from }];
  });
}

const seedOf = ({ rank, total }: Origin): Seed => ({ rank, total });

type Going = Carried & { readonly row: { readonly entry: string; readonly number: string } };
type Cut<T> = { readonly through: readonly T[]; readonly left: number; readonly tied: readonly string[] };

/** Who goes on from all sources of a contest, and how that differs from who stands in it. */
export type Coming<T> = {
  /** Each with the number it has where it advances to. */
  readonly through: readonly (T & { readonly number: string })[];
  readonly told: {
    readonly through: number;
    readonly left: number;
    readonly tied: number;
    readonly noLongerThrough: readonly { readonly entry: string; readonly number: string; readonly from?: Origin }[];
    readonly stale: readonly Stale[];
    /** Who was left out before, with the reason. */
    readonly leftOut: readonly LeftOut[];
  };
  /** Who is not in yet, and was not left out with a reason. */
  readonly missing: readonly { readonly number: string; readonly from: Origin }[];
};

/** Sources in the order of the plan; `taken` is who stands in the contest. domain-rules 56, 57. */
export function comingTo<T extends Going>(
  given: readonly { readonly source: ContestAt; readonly cut: Cut<T> }[],
  own: string,
  numberOf: (source: ContestAt, number: string) => string,
  taken: readonly Carrying[],
  leftOut: readonly LeftOut[] = [],
): Coming<T> {
  const through = given.flatMap(({ source, cut }) =>
    cut.through.map((one) => ({ ...one, number: numberOf(source, one.row.number) })),
  );
  const gone = given.flatMap(({ source, cut }) =>
    noLongerThrough(taken, { competition: own, ...source }, new Set(cut.through.map(({ row }) => row.entry))),
  );
  const known = new Set(taken.flatMap(({ from }) => (from === undefined ? [] : [sourceKey(from)])));
  const without = leftOut.filter(({ from }) => !known.has(sourceKey(from)));
  const told = {
    through: through.length,
    left: given.reduce((sum, { cut }) => sum + cut.left, 0),
    tied: given.reduce((sum, { cut }) => sum + cut.tied.length, 0),
    noLongerThrough: gone.map(({ entry, number, from }) => ({
      entry,
      number,
      ...(from === undefined ? {} : { from }),
    })),
    stale: staleOf(taken, through),
    leftOut: without,
  };
  const out = new Set(without.map(({ from }) => sourceKey(from)));
  const missing = through.filter(({ from }) => !known.has(sourceKey(from)) && !out.has(sourceKey(from)));
  return { through, told, missing: missing.map(({ number, from }) => ({ number, from })) };
}

/** Who is not to come in, as it was asked for. */
export type Except = { readonly number: string; readonly reason: string };

/** Splits who goes on into who comes in and who is left out; with what is wrong in the list, all of it at once. */
export function withoutExcept<T extends { readonly number: string; readonly from: Origin }>(
  through: readonly T[],
  except: readonly Except[],
  taken: readonly Taken[],
): { readonly coming: readonly T[]; readonly left: readonly LeftOut[]; readonly problems: readonly ExceptProblem[] } {
  const going = new Map(through.map((one) => [one.number, one]));
  const inside = new Set(taken.flatMap(({ from }) => (from === undefined ? [] : [sourceKey(from)])));
  const left = new Map<string, LeftOut>();
  const problems: ExceptProblem[] = [];
  for (const [row, { number, reason }] of except.entries()) {
    const found = going.get(number);
    if (found === undefined) problems.push({ row, what: 'unknown', number });
    else if (inside.has(sourceKey(found.from))) problems.push({ row, what: 'entered', number });
    else if (left.has(number)) problems.push({ row, what: 'repeated', number });
    else left.set(number, { number, from: found.from, reason });
  }
  return { coming: through.filter(({ number }) => !left.has(number)), left: [...left.values()], problems };
}

/** What an organizer does about who advanced otherwise than now; nothing where nothing is to be done. */
export function adviceOn({ told, missing }: Pick<Coming<unknown>, 'told' | 'missing'>): readonly BothTexts[] {
  const advice: BothTexts[] = [];
  if (told.noLongerThrough.length > 0)
    advice.push({
      zh: 'noLongerThrough 所列已不再晋级而仍在参赛：请逐个退赛（entries/{entry}/withdrawal）；成绩冻结之后取消成绩（entries/{entry}/disqualification）',
      en: 'those in noLongerThrough would not advance now and still compete: withdraw each (entries/{entry}/withdrawal), or disqualify it once scores are frozen (entries/{entry}/disqualification)',
    });
  if (missing.length > 0)
    advice.push({
      zh: 'missing 所列现已晋级而未报名：请再次接收晋级者（advancement）',
      en: 'those in missing advance now and have not entered: take the advancement again (advancement)',
    });
  if (told.stale.length > 0)
    advice.push({
      zh: 'stale 所列带入的积分或名次已被来源更正：请更正带入的积分（advancement/renewal）',
      en: 'what those in stale carry was corrected where they come from: renew it (advancement/renewal)',
    });
  return advice;
}

type BothTexts = { readonly zh: string; readonly en: string };

/** Numbers of entries that an answer names. */
const namedMax = 50;

type Marked = {
  readonly number: string;
  readonly subject: string;
  readonly status: EntryStatus;
  readonly marks: Readonly<Record<string, Readonly<Record<string, readonly [value: string, ...rest: unknown[]]>>>>;
};

/** What the published sources of a contest give its entries. */
export type Intake<T> = {
  readonly marks: readonly { readonly row: T; readonly take: Take; readonly from: Origin }[];
  /** Competing entries to whom no source gives anything, and the first of their numbers. */
  readonly unmatched: { readonly count: number; readonly numbers: readonly string[] };
  /** Places where a source gives a competing entry nothing, with a mark or without one. */
  readonly notGiven: readonly NotGiven<T>[];
  /** Entries of one entrant that no number tells apart: while there are any, nothing is to be taken. */
  readonly ambiguous: readonly Ambiguous[];
};

/** Where there is a mark it was taken back by the source, by a veto or a disqualification say. */
export type NotGiven<T> = { readonly row: T; readonly take: Take; readonly source: Source };

/** What one source has published. */
export type Given = {
  readonly take: Take;
  readonly source: Source;
  readonly totals: ReadonlyMap<string, readonly Total[]>;
};

/**
 * Whether a mark is new, known or a correction is decided by its entry. Who has entered several times, there or here, gets the
 * total of the entry under the same number. domain-rules 96.
 */
export function intakeOf<T extends Marked>(entries: readonly T[], sources: readonly Given[]): Intake<T> {
  const competing = entries.filter(({ status }) => status === 'competing');
  const matched = new Set<T>();
  const marks: Intake<T>['marks'][number][] = [];
  const notGiven: NotGiven<T>[] = [];
  const ambiguous: Ambiguous[] = [];
  const own = new Map<string, string[]>();
  for (const { subject, number } of competing) own.set(subject, [...(own.get(subject) ?? []), number]);
  for (const { take, source, totals } of sources) {
    for (const row of competing) {
      const theirs = totals.get(row.subject) ?? [];
      const found = totalFor(row, theirs, own.get(row.subject) ?? []);
      if (found === 'ambiguous') {
        const numbers = theirs.map(({ number }) => number);
        ambiguous.push({ number: row.number, contest: take.contest, numbers });
      } else if (found === undefined) notGiven.push({ row, take, source });
      else {
        matched.add(row);
        marks.push({ row, take, from: found.from });
      }
    }
  }
  const others = competing.filter((row) => !matched.has(row));
  const numbers = others.slice(0, namedMax).map(({ number }) => number);
  return { marks, unmatched: { count: others.length, numbers }, notGiven, ambiguous };
}

/** `own`: the numbers of all entries of the same entrant here. */
function totalFor(
  { number }: Marked,
  totals: readonly Total[],
  own: readonly string[],
): Total | 'ambiguous' | undefined {
  if (totals.length + own.length <= 2) return totals[0];
  const same = totals.find((one) => one.number === number);
  if (same !== undefined) return same;
  return totals.every((one) => own.includes(one.number)) ? undefined : 'ambiguous';
}

/**
 * Whether a source gave the value that stands, told by the event it stands on: what a person recorded, or corrected since, is
 * theirs, and no source takes it back.
 */
export function isGivenBy({ competition, contest }: Source, event: EntryEvent | undefined): boolean {
  const from =
    event?.type === 'ScoreRecorded' ? event.from : event?.type === 'ScoreCorrected' ? event.source : undefined;
  return from?.competition === competition && from.contest === contest;
}

/** Corrections that one answer names. */
const proposedMax = 100;

/** Corrections that wait for a second person, by the numbers of their entries: all counted, the first ones named. domain-rules 131. */
export function proposedIn(
  events: readonly { readonly event: { readonly type: string } }[],
  entries: readonly { readonly entry: string; readonly number: string }[],
) {
  const numbers = new Map(entries.map(({ entry, number }) => [entry, number]));
  const all = events.flatMap(({ event }) => (isProposed(event) ? [event] : []));
  const rows = all.slice(0, proposedMax).map(({ entry, criterion, slot, from, to }) => ({
    ...{ entry, number: numbers.get(entry), criterion, slot },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }));
  return { total: all.length, rows };
}

type Proposed = Extract<EntryEvent, { type: 'CorrectionProposed' }>;
const isProposed = (event: { readonly type: string }): event is Proposed => event.type === 'CorrectionProposed';
