import type { ViewReader } from '@xf/es';
import { advancing, carried, type RankedRow } from '@xf/rules';
import { rulesOf } from '../competition/rules';
import type { ContestRow, EntryRow, Publication, StandingRow } from './project';
import type { Ambiguous, ExceptProblem, Origin, Total } from '../terms';
import { boardsOfContest, wholeBoard, type BoardRow } from './query';

/** Why nothing can be taken from where a contest takes its entries or marks. */
export type TransferRefusal =
  | { readonly code: 'transfer-source-missing' | 'advance-clause-missing' | 'nothing-stale' }
  | { readonly code: 'except-refused'; readonly problems: readonly ExceptProblem[] }
  | { readonly code: 'totals-ambiguous'; readonly entries: readonly Ambiguous[] }
  | { readonly code: 'source-not-published'; readonly sources: readonly string[] }
  /** `totals` are published in the sources, and none is of one of the `entries`; without them nobody advances. */
  | { readonly code: 'nothing-to-take'; readonly entries?: number; readonly totals?: number };

/** A contest as it was published. */
export type Published = {
  readonly view: ViewReader<StandingRow>;
  readonly contest: ContestRow;
  readonly publication: Publication;
};

/** Somebody who goes on, with what they take along. */
export type Advanced = {
  readonly row: EntryRow;
  readonly from: Origin;
  /** Points carried over, under the names the next stage asks for. domain-rules 57. */
  readonly carried: Readonly<Record<string, string>>;
};

export type Advancement = {
  readonly through: readonly Advanced[];
  /** Entries of these boards that stay behind. */
  readonly left: number;
  /** Entries across the cut whose fate the rule for ties decided. domain-rules 56. */
  readonly tied: readonly string[];
};

/**
 * Who goes on from a published contest, each once: who is inside the cut of the board the rules name, or without one of any
 * board, as the margins of each board's cut tell it. Undefined when the rules do not speak of going on. domain-rules 53, 56.
 */
export function advancementOf(source: Published): Advancement | undefined {
  const { contest } = source;
  const advance = contest.rules && rulesOf(contest.rules).document.process?.advance;
  if (advance === undefined) return undefined;
  const through = new Map<string, Advanced>();
  const entered = new Set<string>();
  const [sure, atCut] = [new Set<string>(), new Set<string>()];
  for (const board of advance.board === undefined ? boardsOfContest(contest) : [advance.board]) {
    const rows = wholeBoard(source.view, contest, board);
    const told = advancing(rows.map(rankedOf), advance);
    const [goes, ties] = [new Set(told.through), new Set(told.tied)];
    for (const one of rows) {
      const id = one.row.entry;
      entered.add(id);
      if (ties.has(id)) atCut.add(id);
      else if (goes.has(id)) sure.add(id);
      const from = goes.has(id) && !through.has(id) ? originOf(source, board, one) : undefined;
      if (from !== undefined) through.set(id, { row: one.row, from, carried: carried(one.scored, advance) });
    }
  }
  // Where another board lets somebody through, no tie decided about them.
  const tied = [...atCut].filter((id) => !sure.has(id));
  return { through: [...through.values()], left: entered.size - through.size, tied };
}

/** Published totals by who has them, one for each of their entries: a subject that was not ranked has none. */
export function totalsOf(source: Published): ReadonlyMap<string, readonly Total[]> {
  const totals = new Map<string, Total[]>();
  const told = new Set<string>();
  for (const board of boardsOfContest(source.contest)) {
    for (const one of wholeBoard(source.view, source.contest, board)) {
      const from = originOf(source, board, one);
      // A total is the same on every board of its contest; the first board names the place.
      if (from === undefined || told.has(from.entry)) continue;
      told.add(from.entry);
      const { subject, number } = one.row;
      totals.set(subject, [...(totals.get(subject) ?? []), { number, from }]);
    }
  }
  return totals;
}

const rankedOf = ({ scored, rank, decidedBy, prize }: BoardRow): RankedRow => ({
  ...scored,
  ...(rank === undefined ? {} : { rank }),
  ...(decidedBy === undefined ? {} : { decidedBy }),
  ...(prize === undefined ? {} : { prize }),
});

function originOf({ publication }: Published, board: string, { row, rank, scored }: BoardRow): Origin | undefined {
  if (rank === undefined || scored.total === undefined) return undefined;
  const { competition, contest, entry } = row;
  return { competition, contest, entry, board, version: publication.version, rank, total: scored.total };
}
