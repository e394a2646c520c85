import type { Role } from '@xf/access';
import type { Position } from '@xf/es';

/**
 * Who looks at a competition. `unit`: whoever sends entrants (an organizer of an organisation below the one that holds it).
 * Roles count over the organisation that holds the competition; whoever has several knows what any of them knows.
 */
export const audiences = ['public', 'unit', 'judge', 'publicity', 'organizer', 'committee', 'auditor'] as const;
export type Audience = (typeof audiences)[number];

/** What there is to know of a contest. docs/visibility.md says what each takes in. */
export const knowledges = [
  'published',
  'pending',
  'own-appeals',
  'working',
  'positions',
  'names',
  'hearings',
  'both-boards',
  'markers',
  'contacts',
  'actors',
] as const;
export type Knowledge = (typeof knowledges)[number];

const everybody = ['published', 'pending'] as const;
const staff = [...everybody, 'working', 'positions'] as const;
const hearing = [...staff, 'names', 'hearings', 'both-boards'] as const;

/**
 * The one place that says who may know what. Judges read numbers until the freeze: they must not know whom they mark.
 * domain-rules 80.
 */
const known: Readonly<Record<Audience, readonly Knowledge[]>> = {
  public: everybody,
  unit: [...everybody, 'own-appeals'],
  judge: [...staff, 'hearings'],
  publicity: [...staff, 'names'],
  organizer: [...hearing, 'markers', 'contacts'],
  committee: hearing,
  auditor: [...hearing, 'markers', 'actors'],
};

export const mayKnow = (audience: Audience, what: Knowledge): boolean => known[audience].includes(what);

/** The roles that let somebody know something. Administrators look after accounts only. */
export const rolesKnowing = (what: Knowledge): readonly Role[] =>
  audiences.filter((one): one is Role & Audience => one !== 'public' && one !== 'unit' && mayKnow(one, what));

type Told = {
  /** To the public and to units, with its number among the publications of the competition in place of a position. */
  readonly public?: readonly string[];
  /** To staff, with position, reference and both times; auditors also read by whom. */
  readonly staff: readonly string[];
};

const on = ['contest', 'entry'] as const;

/**
 * What a feed tells of each event: these fields and no others. Names, free texts and whatever an event may hold one day stay
 * out by themselves. Events that are not named here are told to nobody.
 */
export const feedFields = {
  CompetitionPlanned: { staff: ['contests'] },
  CompetitionReplanned: { staff: ['contests'] },
  CompetitionOpened: { staff: ['rules'] },
  RulesRevised: { staff: ['contest', 'hash'] },
  ContestCancelled: { staff: ['contest'] },
  ContestMerged: { staff: ['contest', 'into'] },
  AdvancingLeftOut: { staff: ['contest'] },
  StartScheduled: { staff: ['contest'] },
  HeadJudgeNamed: { staff: ['contest'] },
  ScoresFrozen: { staff: ['contest'] },
  ResultsPublished: { public: ['contest', 'version', 'digest'], staff: ['contest', 'version', 'digest'] },
  EntrySubmitted: { staff: [...on, 'number', 'group', 'kind'] },
  ScoreRecorded: { staff: [...on, 'criterion', 'slot', 'value'] },
  CorrectionProposed: { staff: [...on, 'criterion', 'slot', 'from', 'to'] },
  ScoreCorrected: { staff: [...on, 'criterion', 'slot', 'from', 'to'] },
  SpreadStands: { staff: [...on, 'criterion'] },
  EntryWithdrawn: { staff: on },
  EntryAbsent: { staff: on },
  EntryCheckedIn: { staff: on },
  EntryDisqualified: { staff: on },
  EntryVetoed: { staff: [...on, 'clause'] },
  EntryZeroed: { staff: on },
  EntryZeroLifted: { staff: on },
  EntryReinstated: { staff: on },
  CorrectionRefused: { staff: [...on, 'criterion', 'slot'] },
  EntryChangeProposed: { staff: [...on, 'to', 'clause'] },
  EntryChangeRefused: { staff: on },
  EntryAmendmentProposed: { staff: on },
  EntryAmended: { staff: on },
  EntryAmendmentRefused: { staff: on },
} as const satisfies Readonly<Record<string, Told>>;

/** What a contest's row says of its publications and of what came after. */
export type Published = {
  readonly publications: readonly { readonly version: number; readonly position: Position }[];
  /** Of the last event that could change a place. */
  readonly changedAt: Position;
  readonly awaiting: {
    readonly corrections: readonly unknown[];
    readonly appeals: readonly unknown[];
    readonly changes?: readonly unknown[];
    readonly amendments?: readonly unknown[];
  };
};

/**
 * Whether something may still change what was published: recorded since, a correction or a change of an entry that waits for
 * its second person, also of its name or of what it carries, an appeal nobody decided. That and no more is for everybody.
 */
export function isPending({ publications, changedAt, awaiting }: Published): boolean {
  const published = publications.at(-1)?.position;
  if (published === undefined) return false;
  const { corrections, appeals, changes = [], amendments = [] } = awaiting;
  return changedAt > published || corrections.length + appeals.length + changes.length + amendments.length > 0;
}
