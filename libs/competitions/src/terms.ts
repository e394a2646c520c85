import { sha256, streamName, type StreamName, type Vault } from '@xf/es';

/** Ids people choose or see in addresses: letters, digits, underscore; 1 to 40. */
export const idPattern = /^[A-Za-z0-9_]{1,40}$/;

/** Signs of an entry's number: 40 as it is typed, and behind its competition and contest where several sources send up. */
export const entryNumberMax = 122;

/** Who receives an honour and so who may enter: a person (选手), a team (班组), a unit (单位). domain-rules 1. */
export type ReceiverKind = 'person' | 'team' | 'unit';
export const receiverKinds: readonly ReceiverKind[] = ['person', 'team', 'unit'];

/** 国家 – 省 – 市 – 县区 – 基层. */
export type Level = 'national' | 'province' | 'city' | 'district' | 'unit';
export const levels: readonly Level[] = ['national', 'province', 'city', 'district', 'unit'];

/** The unit a competition's entries are grouped by on boards of their own (分组). */
export type Group = { readonly group: string; readonly name: string };

/** Another contest, of this competition unless one is named. */
export type ContestAt = { readonly competition?: string; readonly contest: string };

/** A period's or stage's published total, taken over as a mark. */
export type Take = ContestAt & { readonly criterion: string; readonly slot: string };

/** One trade or event of a competition (工种 / 赛项), with its own entries, rule document and boards. */
export type Contest = {
  readonly contest: string;
  readonly name: string;
  readonly receiver: ReceiverKind;
  readonly groups: readonly Group[];
  /** Contests whose advancing entries come in here: the stage before, or contests of the level below. */
  readonly from?: readonly ContestAt[];
  /** Contests whose published totals are marks here: the months of a year, say. */
  readonly takes?: readonly Take[];
};

/** A published total and the number of the entry that has it. */
export type Total = { readonly number: string; readonly from: Origin };

/** An entry that may get one of several totals of its entrant, or share one, and the numbers these have in `contest`. */
export type Ambiguous = { readonly number: string; readonly contest: string; readonly numbers: readonly string[] };

/** Where an entry or a mark comes from: a place on a published board. domain-rules 56, 57. */
export type Origin = {
  readonly competition: string;
  readonly contest: string;
  readonly entry: string;
  readonly board: string;
  /** The publication. */
  readonly version: number;
  readonly rank: number;
  readonly total: string;
};

/** A point that an entry carries from where it came: what it was, where it carried one of that name, and what it is. */
export type CarriedPoint = { readonly name: string; readonly from?: string; readonly to: string };

/** Somebody who goes on and was left out, under the number they would have had, and why. */
export type LeftOut = { readonly number: string; readonly from: Origin; readonly reason: string };

/** Where somebody comes from, whichever publication says so. */
export const sourceKey = ({ competition, contest, entry }: Pick<Origin, 'competition' | 'contest' | 'entry'>): string =>
  `${competition}/${contest}/${entry}`;

/** Why somebody cannot be left out of those who advance; `row` of the list, from 0. */
export type ExceptProblem = {
  readonly row: number;
  readonly what: 'unknown' | 'entered' | 'repeated';
  readonly number: string;
};

/** The publication of a source that gives a mark, or gives it no longer. domain-rules 96. */
export type Source = Pick<Origin, 'competition' | 'contest' | 'version'>;

/** The contest an entry was moved from, which too few had entered, and its entry there. domain-rules 51. */
export type MovedFrom = { readonly contest: string; readonly entry: string };

export type Member = { readonly person: string; readonly name: string };

export const competitionStream = (competition: string): StreamName => streamName('competition', competition);
export const entryStream = (competition: string, entry: string): StreamName => streamName('entry', competition, entry);

/**
 * The opaque id of an entry. It follows from the entry's number in its contest, so the same sheet sent twice means the
 * same entry; it says nothing about the person.
 */
export function entryIdOf(competition: string, contest: string, number: string): string {
  return `e${sha256(`${competition}/${contest}/${number}`).slice(0, 20)}`;
}

/** A name of a team or unit as it is compared: without blanks, full-width letters and digits as plain ones. */
export const foldedName = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '');

/**
 * The opaque id of who enters or receives, told from every way in by the same rule: a person is known by the ID number, a
 * team or unit by its name within its unit. A person without a number is only who stands in this very `place`, for people
 * are never merged by name. Blanks and width of letters do not tell names apart: 红星 厂 is 红星厂. domain-rules 121.
 */
export function subjectIdOf(
  vault: Pick<Vault, 'pseudonym'>,
  kind: ReceiverKind,
  who: { readonly name: string; readonly unit?: string | undefined; readonly idNumber?: string | undefined },
  place: string,
): string {
  if (kind !== 'person') return vault.pseudonym(kind, `${foldedName(who.unit ?? '')}\n${foldedName(who.name)}`);
  return vault.pseudonym('person', who.idNumber ?? place);
}

export type EntryStatus = 'competing' | 'withdrawn' | 'absent' | 'disqualified' | 'vetoed';

/** The rule document keeps something for the head judge: another one, or nobody was named yet. */
export type HeadJudgeRefusal = { readonly code: 'head-judge-needed'; readonly headJudge?: string };

/** Judges know codes alone: what a judge gives is taken by code, or the code is whose mark it shows. domain-rules 80. */
export type CodesOnly = { readonly code: 'codes-only'; readonly criterion: string };

/** Why nothing can be done in a contest now. */
export type ContestRefusal =
  /** It was cancelled, or its entries went into another contest. */
  | { readonly code: 'contest-ended'; readonly contest: string; readonly into?: string }
  | { readonly code: 'competition-unknown' }
  | { readonly code: 'competition-not-open' }
  | { readonly code: 'contest-unknown'; readonly contest: string };

/** Key of a contest's row in the standings. */
export const contestKey = (competition: string, contest: string): string => `contest/${competition}/${contest}`;
/** Key of an entry's row in the standings. */
export const entryKey = (competition: string, entry: string): string => `entry/${competition}/${entry}`;

/** 91.5 in a sheet and 91.50 in a file are one mark. */
export const sameNumber = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

type Seed = Pick<Origin, 'rank' | 'total'>;

/** Whether two publications place an entry alike where it comes from. */
export const isSameSeed = (was: Seed, is: Seed): boolean => was.rank === is.rank && sameNumber(was.total, is.total);

/** The points that an entry would carry otherwise than it does. */
export function changedPoints(
  attributes: Readonly<Record<string, string>>,
  carried: Readonly<Record<string, string>>,
): readonly CarriedPoint[] {
  return Object.entries(carried).flatMap(([name, to]) => {
    const from = attributes[name];
    if (from === undefined) return [{ name, to }];
    return sameNumber(from, to) ? [] : [{ name, from, to }];
  });
}
