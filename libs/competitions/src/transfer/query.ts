import type { EntryEvent } from '../entry/events';
import type { ContestAt, EntryStatus, Origin, Source, Take } from '../terms';

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
};

/**
 * Entries that carry other points than their source publishes now: it was corrected after they had advanced. What counts in
 * a contest is what was recorded there, so nothing changes by itself, and an organizer is told whom to look at.
 * domain-rules 57, 83.
 */
export function staleOf(taken: readonly Carrying[], through: readonly Carried[]): readonly Stale[] {
  const now = new Map(through.map((one) => [sourceKey(one.from), one]));
  return taken.flatMap(({ entry, number, status, from, attributes = {} }) => {
    const found = from && status === 'competing' ? now.get(sourceKey(from)) : undefined;
    if (from === undefined || found === undefined) return [];
    const other = Object.entries(found.carried).filter(([name, is]) => attributes[name] !== is);
    if (other.length === 0) return [];
    const carried = other.map(([name, is]) => {
      const was = attributes[name];
      return [name, { ...(was === undefined ? {} : { was }), is }] as const;
    });
    const versions = { was: from.version, is: found.from.version };
    return [{ entry, number, versions, carried: Object.fromEntries(carried) }];
  });
}

const sourceKey = ({ competition, contest, entry }: Origin): string => `${competition}/${contest}/${entry}`;

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
};

/** Where there is a mark it was taken back by the source, by a veto or a disqualification say. */
export type NotGiven<T> = { readonly row: T; readonly take: Take; readonly source: Source };

/** What one source has published. */
export type Given = { readonly take: Take; readonly source: Source; readonly totals: ReadonlyMap<string, Origin> };

/** Whether a mark is new, known or a correction is decided by its entry. domain-rules 96. */
export function intakeOf<T extends Marked>(entries: readonly T[], sources: readonly Given[]): Intake<T> {
  const competing = entries.filter(({ status }) => status === 'competing');
  const matched = new Set<T>();
  const marks: Intake<T>['marks'][number][] = [];
  const notGiven: NotGiven<T>[] = [];
  for (const { take, source, totals } of sources) {
    for (const row of competing) {
      const from = totals.get(row.subject);
      if (from === undefined) notGiven.push({ row, take, source });
      else {
        matched.add(row);
        marks.push({ row, take, from });
      }
    }
  }
  const others = competing.filter((row) => !matched.has(row));
  const numbers = others.slice(0, namedMax).map(({ number }) => number);
  return { marks, unmatched: { count: others.length, numbers }, notGiven };
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
