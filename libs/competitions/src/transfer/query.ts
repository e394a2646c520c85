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
