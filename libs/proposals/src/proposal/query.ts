import { memberPage, type Cursor, type Position, type ViewReader } from '@xf/es';
import type { Board, Figure, Stage } from '../terms';
import {
  boardSet,
  campaignKey,
  figureSet,
  proposalKey,
  stageSet,
  steppedBy,
  unitKey,
  type CampaignRow,
  type CountedFigure,
  type ProposalRow,
  type ProposalsRow,
  type Scope,
  type UnitRow,
} from './project';
import { rewardFor, type RewardBand } from './rules';

export type ProposalsReader = ViewReader<ProposalsRow>;
export type PageOptions = { readonly after?: Cursor | undefined; readonly limit: number };

export type Page<T> = {
  readonly position: Position;
  readonly total: number;
  readonly rows: readonly T[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

export function campaignRow(view: ProposalsReader, campaign: string): CampaignRow | undefined {
  const row = view.get(campaignKey(campaign));
  return row?.row === 'campaign' ? row : undefined;
}

export function unitRow(view: ProposalsReader, campaign: string, unit: string): UnitRow | undefined {
  const row = view.get(unitKey(campaign, unit));
  return row?.row === 'unit' ? row : undefined;
}

export function proposalRow(view: ProposalsReader, campaign: string, proposal: string): ProposalRow | undefined {
  const row = view.get(proposalKey(campaign, proposal));
  return row?.row === 'proposal' ? row : undefined;
}

/** Proposals at a stage now, in the order in which they were proposed. */
export const proposalPage = (
  view: ProposalsReader,
  campaign: string,
  stage: Stage,
  scope: Scope,
  options: PageOptions,
): Page<ProposalRow> =>
  pageOf(view, stageSet(campaign, stage, scope), options, ({ row }) => (row.row === 'proposal' ? row : undefined));

export type BoardRow = { readonly rank: number; readonly unit: UnitRow };

/** Units from the best; equals share a rank and the next rank counts them all. */
export function boardPage(view: ProposalsReader, campaign: string, board: Board, options: PageOptions): Page<BoardRow> {
  const set = boardSet(campaign, board);
  return pageOf(view, set, options, ({ row, sort }) =>
    row.row === 'unit' ? { rank: view.standing(set, sort).before + 1, unit: row } : undefined,
  );
}

/** What a figure counts, one by one, with the events that make it count. */
export type Evidence = {
  readonly events: readonly string[];
  readonly unit?: string;
  readonly headCount?: number;
  readonly proposal?: string;
  readonly kind?: string;
  readonly number?: string;
  readonly title?: string;
  readonly benefit?: string;
};

/** The events behind a figure. Those of `benefit` are the verifications and their corrections. */
export const evidencePage = (
  view: ProposalsReader,
  campaign: string,
  figure: Figure,
  scope: Scope,
  options: PageOptions,
): Page<Evidence> =>
  pageOf(view, figureSet(campaign, countedBy(figure), scope), options, ({ row }) => evidenceOf(row, figure));

const countedBy = (figure: Figure): CountedFigure =>
  figure === 'benefit' ? 'verified' : figure === 'headCount' ? 'joined' : figure;

function evidenceOf(row: ProposalsRow, figure: Figure): Evidence | undefined {
  switch (row.row) {
    case 'unit':
      return { events: row.events, unit: row.unit, headCount: row.tally.headCount };
    case 'person':
      return { events: row.events };
    case 'proposal': {
      const { unit, proposal, kind, number, title, benefit } = row;
      const types = figure === 'benefit' ? ['BenefitVerified', 'BenefitCorrected'] : typesOf(figure);
      const events = row.steps.filter(({ type }) => types.includes(type)).map(({ event }) => event);
      const amount = figure === 'benefit' && benefit !== undefined ? { benefit } : {};
      return { events, unit, proposal, kind, number, title, ...amount };
    }
    default:
      return undefined;
  }
}

const typesOf = (figure: Figure): readonly string[] => (figure in steppedBy ? [steppedBy[figure as Stage]] : []);

/** What a proposal earns by the pinned document, once its benefit is verified. */
export const rewardOf = ({ document }: CampaignRow, { benefit }: ProposalRow): RewardBand | undefined =>
  benefit === undefined ? undefined : rewardFor(document, benefit);

type Found = { readonly row: ProposalsRow; readonly sort: string };

function pageOf<T>(
  view: ProposalsReader,
  set: string,
  options: PageOptions,
  told: (member: Found) => T | undefined,
): Page<T> {
  const { members, ...page } = memberPage(view, set, options);
  return { ...page, total: view.size(set), rows: members.flatMap((member) => told(member) ?? []) };
}
