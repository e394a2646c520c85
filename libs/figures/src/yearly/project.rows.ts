import type { Level } from '@xf/competitions';
import type { Position } from '@xf/es';
import type { Figure, Grown, Stated } from '../terms';

export type OrganizationRow = {
  readonly row: 'organization';
  readonly organization: string;
  readonly name: string;
  readonly level: string;
  readonly parent?: string;
  readonly path: readonly string[];
};

/** A competition counts in the year in which it was opened (Asia/Shanghai, valid time), whenever its contests end. */
export type CompetitionRow = {
  readonly row: 'competition';
  readonly competition: string;
  readonly name: string;
  readonly organization: string;
  readonly level: Level;
  readonly series?: string;
  readonly year?: number;
  readonly at: Position;
  readonly events: readonly string[];
};

export type ContestRow = {
  readonly row: 'contest';
  readonly competition: string;
  readonly contest: string;
  readonly name: string;
  readonly at: Position;
  /** Boards on which an entry of each group stands; `''` for entries without a group. */
  readonly boards: Readonly<Record<string, readonly string[]>>;
  readonly minimum?: { readonly count: number; readonly otherwise: 'cancel' | 'merge' | 'no-awards' };
  /** By group. Entries that came behind the freeze are not among them. */
  readonly entered: Readonly<Record<string, number>>;
  /** How many of them had entered a contest that was merged into this one, where they are counted. */
  readonly moved?: number;
  readonly ended?: readonly [how: 'cancelled' | 'merged', event: string];
  readonly frozen?: readonly [at: Position, event: string];
  readonly publications: readonly string[];
  readonly events: readonly string[];
};

/** Where somebody entered: the first entry in a contest, and how many there. */
export type Entered = {
  readonly competition: string;
  readonly contest: string;
  readonly event: string;
  readonly at: Position;
  readonly entries: number;
};

/** Whose proposal it was, by a unit in a campaign. */
export type Proposed = { readonly campaign: string; readonly unit: string; readonly event: string };

/** A person by their opaque id, a team by its own, or a unit by the name entries give it. */
export type EntrantRow = {
  readonly row: 'person' | 'team' | 'unit';
  /** A unit's name; the others have none here. */
  readonly name?: string;
  readonly place: string;
  readonly entered: readonly Entered[];
  readonly proposed: readonly Proposed[];
};

/** An entry that withdrew or was absent, until it is reinstated. */
export type LeftRow = {
  readonly row: 'left';
  readonly competition: string;
  readonly contest: string;
  readonly at: Position;
  readonly event: string;
};

/** A campaign counts in the year in which its period begins. */
export type CampaignRow = { readonly row: 'campaign'; readonly campaign: string; readonly year: number };

export type JoiningRow = {
  readonly row: 'joining';
  readonly campaign: string;
  readonly unit: string;
  readonly at: Position;
  readonly headCount: number;
  /** Verified, in 万元. */
  readonly benefit: string;
  readonly events: readonly string[];
  readonly benefitEvents: readonly string[];
};

export type Step = 'proposed' | 'adopted' | 'declined' | 'implemented' | 'verified';

export type ProposalRow = {
  readonly row: 'proposal';
  readonly campaign: string;
  readonly unit: string;
  readonly proposal: string;
  readonly number: string;
  readonly title: string;
  readonly steps: { readonly [S in Step]?: readonly [at: Position, event: string] };
};

export type StatedFigure = { readonly value: string; readonly source: string; readonly event: string };
export type SetTarget = {
  readonly growthPercent?: string;
  readonly atLeast?: string;
  readonly source: string;
  readonly event: string;
};

/** What an organisation stated about a year; keys are figure, or `figure/series`. */
export type StatementRow = {
  readonly row: 'statement';
  readonly stated: Readonly<Record<string, StatedFigure>>;
  readonly targets: Readonly<Record<string, SetTarget>>;
};

export type YearRow =
  | OrganizationRow
  | CompetitionRow
  | ContestRow
  | EntrantRow
  | LeftRow
  | CampaignRow
  | JoiningRow
  | ProposalRow
  | StatementRow;

/** All of a year, what was held at one level, what belongs to one series, or what the organisation itself ran. */
export type Scope = '*' | 'own' | `level:${Level}` | `series:${string}`;

export const organizationKey = (organization: string): string => `organization/${organization}`;
export const competitionKey = (competition: string): string => `competition/${competition}`;
export const contestKey = (competition: string, contest: string): string => `contest/${competition}/${contest}`;
export const campaignKey = (campaign: string): string => `campaign/${campaign}`;
export const statementKey = (organization: string, year: number): string => `statement/${organization}/${year}`;
export const aboutKey = (figure: Stated | Grown, series: string | undefined): string =>
  series === undefined ? figure : `${figure}/${series}`;

/** Organisations directly below one, by id. */
export const belowSet = (organization: string): string => `below/${organization}`;
/** What a figure of an organisation's area in a year counts, in the order in which it came about. */
export const figureSet = (figure: Figure, year: number, organization: string, scope: Scope): string =>
  `${figure}/${year}/${organization}/${scope}`;
