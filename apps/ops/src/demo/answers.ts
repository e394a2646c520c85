import type { RuleDocument } from '@xf/rules';
import { tableOf, type StandingLine } from '../score/report';

/** A row of a board as the service answers it. */
export type BoardLine = {
  readonly rank?: number;
  readonly entry: string;
  readonly number: string;
  readonly name?: string;
  readonly unit?: string;
  readonly group?: string;
  readonly status: string;
  readonly total?: string;
  readonly values: Readonly<Record<string, string>>;
  readonly reason?: { readonly code: string; readonly zh: string; readonly en: string };
  readonly decidedBy?: string;
  readonly prize?: string;
};

export type Board = {
  readonly contestName: string;
  readonly boardName: string;
  readonly stateText: string;
  readonly total: number;
  readonly rows: readonly BoardLine[];
};

/** A board as a table for people, with at most so many rows. */
export function boardTable(document: RuleDocument, board: Board, limit: number): readonly string[] {
  const lines = board.rows.slice(0, limit).map(({ number, ...row }): StandingLine => ({
    ...row,
    board: board.boardName,
    entry: number,
  }));
  const title = `${board.contestName} · ${board.boardName} · ${board.stateText}`;
  const [, ...table] = tableOf(document, { board: board.boardName, lines });
  return [`【${title}】 ${board.total} 个参赛项，显示前 ${lines.length} 个`, ...table];
}

/** Who stands elsewhere than before, with both ranks. domain-rules 83. */
export function movedBetween(before: Board, after: Board): readonly string[] {
  const ranks = new Map(before.rows.map(({ entry, rank }) => [entry, rank]));
  return after.rows.flatMap(({ entry, name, number, rank }) => {
    const was = ranks.get(entry);
    if (was === rank) return [];
    const place = (at: number | undefined) => (at === undefined ? '无名次' : `第 ${at} 名`);
    return [`${number} ${name ?? ''}：${place(was)} → ${place(rank)}`];
  });
}

export type Explained = {
  readonly number: string;
  readonly name?: string;
  readonly unit?: string;
  readonly derivation: { readonly zh: readonly string[] };
  readonly places: readonly { readonly board: string; readonly rank?: number; readonly of: number }[];
};

export type Nominations = {
  readonly total: number;
  readonly rows: readonly {
    readonly nomination: string;
    readonly name?: string;
    readonly unit?: string;
    readonly basis: { readonly contestName: string; readonly rank: number; readonly total?: string };
    readonly passedOver: readonly { readonly entry: string; readonly rank: number; readonly zh: string }[];
  }[];
};

export type Said = { readonly zh: string; readonly en: string };

export type Roll = {
  readonly total: number;
  readonly rows: readonly {
    readonly awardTitle: string;
    readonly name: string;
    readonly unit?: string;
    readonly decision: string;
    readonly conferredOn: string;
    readonly plaque?: string;
  }[];
};
