import { memberPage, type Position, type ViewReader } from '@xf/es';
import { correctionLines, explainStatus, groundsOf, passedOverLines } from './query.say';
import type { Said } from '../terms';
import {
  nominationKey,
  nominationsSet,
  roundKey,
  roundsSet,
  type AwardRow,
  type HonoursRow,
  type NominationRow,
  type RoundRow,
} from './project';

type Reader = ViewReader<HonoursRow>;
type Cursor = { readonly sort: string; readonly key: string };

/** Rounds, latest year first. */
export const roundsOf = (view: Reader): readonly RoundRow[] =>
  view.range(roundsSet, { limit: Number.MAX_SAFE_INTEGER }).flatMap(({ row }) => (row.kind === 'round' ? [row] : []));

export function roundRow(view: Reader, round: string): RoundRow | undefined {
  const row = view.get(roundKey(round));
  return row?.kind === 'round' ? row : undefined;
}

export function nominationRow(view: Reader, round: string, nomination: string): NominationRow | undefined {
  const row = view.get(nominationKey(round, nomination));
  return row?.kind === 'nomination' ? row : undefined;
}

export type NominationPage = {
  readonly position: Position;
  readonly total: number;
  readonly rows: readonly NominationRow[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Cursor;
};

/** One page of an award's nominations but the hidden ones: winners by contest, board and rank, then recommendations as they came. */
export function nominationsOf(
  view: Reader,
  round: string,
  award: string,
  options: { after?: Cursor | undefined; limit: number; hidden?: ReadonlySet<string> },
): NominationPage {
  const set = nominationsSet(round, award);
  const { after, limit, hidden = new Set() } = options;
  // Enough for a whole page however many of them are hidden; the cursor names the last one that is shown.
  const page = memberPage(view, set, { after, limit: limit + hidden.size });
  const visible = page.members.filter(({ row }) => row.kind === 'nomination' && !hidden.has(row.nomination));
  const members = visible.slice(0, limit);
  const rows = members.flatMap(({ row }) => (row.kind === 'nomination' ? [row] : []));
  const last = members[members.length - 1];
  const answer = { position: page.position, total: view.size(set), rows };
  const isMore = page.next !== undefined || visible.length > members.length;
  return isMore && last !== undefined ? { ...answer, next: { sort: last.sort, key: last.key } } : answer;
}

/** Every nomination of an award, for a shortlist or a conferral. */
export const allNominationsOf = (view: Reader, round: string, award: string): readonly NominationRow[] =>
  nominationsOf(view, round, award, { limit: Number.MAX_SAFE_INTEGER - 1 }).rows;

export type NominationExplanation = {
  readonly row: NominationRow;
  readonly award: AwardRow;
  readonly position: Position;
  /** What became of it. */
  readonly outcome: Said;
  /** Result or recommendation, clause, who was passed over, outcome; in this order. */
  readonly lines: readonly Said[];
};

/**
 * Why somebody is nominated and what became of it: result → clause → passed over → shortlist → decision.
 * @param isOut whether the award's decision may be known; who may not know it reads of no shortlist either
 */
export function explainNomination(
  view: Reader,
  round: string,
  nomination: string,
  isOut: (award: AwardRow) => boolean = () => true,
): NominationExplanation | undefined {
  const found = nominationRow(view, round, nomination);
  const award = roundRow(view, round)?.awards.find((one) => one.award === found?.award);
  if (found === undefined || award === undefined) return undefined;
  const isTold = found.status === 'withdrawn' || isOut(award);
  const row = isTold ? found : asProposed(found);
  const outcome = isTold ? explainStatus(row, award) : notOutYet;
  const lines = [
    ...groundsOf(row, award),
    ...passedOverLines(row.passedOver, award.document),
    ...correctionLines(row),
    outcome,
  ];
  return { row, award, position: view.position(), outcome, lines };
}

const notOutYet: Said = { zh: '已提名，结果尚未公布', en: 'Nominated; the outcome is not out yet' };

function asProposed({ reason: _reason, decision: _decision, conferredOn: _on, ...row }: NominationRow): NominationRow {
  return { ...row, status: 'proposed' };
}
