import type { BoardRow, ContestRow } from '@xf/competitions';
import type { RuleDocument } from '@xf/rules';
import { writeCsv } from '@xf/files';
import { textTable } from '../print';
import type { Results } from './play';

export type Format = 'table' | 'csv' | 'json';
export const formats: readonly Format[] = ['table', 'csv', 'json'];

/** One line of a board as it is printed, whatever the format. */
export type StandingLine = {
  readonly board: string;
  readonly group?: string;
  readonly rank?: number;
  readonly entry: string;
  readonly name?: string;
  readonly unit?: string;
  readonly values: Readonly<Record<string, string>>;
  readonly total?: string;
  readonly status: string;
  readonly reason?: { readonly code: string; readonly zh: string; readonly en: string };
  readonly decidedBy?: string;
  readonly prize?: string;
};

/** Puts a board row in the form all formats print. `name` is the readable name, where there is one. */
export function lineOf(
  board: string,
  { row, scored, rank, decidedBy, prize }: BoardRow,
  name: string | undefined,
): StandingLine {
  return {
    board,
    ...(row.group === undefined ? {} : { group: row.group }),
    ...(rank === undefined ? {} : { rank }),
    entry: row.number,
    ...(name === undefined ? {} : { name }),
    ...(row.unit === undefined ? {} : { unit: row.unit }),
    values: scored.values,
    ...(scored.total === undefined ? {} : { total: scored.total }),
    status: row.status,
    ...(scored.reason === undefined
      ? {}
      : { reason: { code: scored.reason.code, zh: scored.reason.zh, en: scored.reason.en } }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(prize === undefined ? {} : { prize }),
  };
}

export type Report = {
  readonly document: RuleDocument;
  readonly hash: string;
  readonly boards: readonly { readonly board: string; readonly lines: readonly StandingLine[] }[];
};

export function reportOf(document: RuleDocument, { contest, boards }: Results, wanted: string): Report {
  const chosen = boards.filter(({ board }) => wanted === 'all' || board === wanted);
  return {
    document,
    hash: contest.rules?.hash ?? '',
    boards: chosen.map(({ board, rows }) => ({ board, lines: rows.map((row) => lineOf(board, row, row.row.title)) })),
  };
}

/** The name of a board for people. */
export function boardName(board: string, contest?: ContestRow): string {
  if (board === 'overall') return '总榜 overall';
  const group = board.slice('group:'.length);
  return contest?.contest.groups.find((one) => one.group === group)?.name ?? group;
}

/** The standings as text in one of the formats; ends with a line break. */
export function printReport(report: Report, format: Format): string {
  if (format === 'json') return `${JSON.stringify(jsonOf(report), undefined, 2)}\n`;
  if (format === 'csv') return writeCsv(csvOf(report));
  return report.boards.map((board) => `${tableOf(report.document, board).join('\n')}\n`).join('\n');
}

const jsonOf = ({ document, hash, boards }: Report) => ({
  rules: { id: document.id, version: document.version, title: document.title, hash },
  boards: boards.map(({ board, lines }) => ({ board, rows: lines })),
});

/** Ids of the values that are printed beside the total, in the document's order. */
const valueIds = (document: RuleDocument): readonly string[] =>
  document.values.map(({ id }) => id).filter((id) => id !== document.total);

function csvOf({ document, boards }: Report): string[][] {
  const ids = valueIds(document);
  const head = [
    'board',
    'group',
    'rank',
    'entry',
    'name',
    'unit',
    ...ids,
    'total',
    'status',
    'reason',
    'decided_by',
    'prize',
  ];
  const rows = boards.flatMap(({ lines }) =>
    lines.map((line) => [
      line.board,
      line.group ?? '',
      line.rank === undefined ? '' : String(line.rank),
      line.entry,
      line.name ?? '',
      line.unit ?? '',
      ...ids.map((id) => line.values[id] ?? ''),
      line.total ?? '',
      line.status,
      line.reason?.zh ?? '',
      line.decidedBy ?? '',
      line.prize ?? '',
    ]),
  );
  return [head, ...rows];
}

const keyNames: Readonly<Record<string, string>> = { total: '总分', lot: '抽签', 'entry-order': '编号顺序' };

/** What people call the key that separated two neighbours. */
export const keyName = ({ values, total }: RuleDocument, key: string): string => {
  const id = key === 'total' ? total : key;
  return values.find((value) => value.id === id)?.name ?? keyNames[key] ?? key;
};

/** A heading and aligned columns; columns with nothing in them are left out. */
export function tableOf(
  document: RuleDocument,
  { board, lines }: Report['boards'][number],
  title = boardName(board),
): readonly string[] {
  const ids = valueIds(document);
  const nameOf = (id: string) => document.values.find((value) => value.id === id)?.name ?? id;
  const { prizes = [] } = document;
  const columns: readonly { readonly head: string; readonly cell: (line: StandingLine) => string | undefined }[] = [
    { head: '名次', cell: ({ rank }) => (rank === undefined ? '—' : String(rank)) },
    { head: '编号', cell: ({ entry }) => entry },
    { head: '名称', cell: ({ name, entry }) => (name === entry ? undefined : name) },
    { head: '单位', cell: ({ unit }) => unit },
    ...ids.map((id) => ({ head: nameOf(id), cell: ({ values }: StandingLine) => values[id] })),
    { head: nameOf(document.total), cell: ({ total }) => total },
    { head: '奖项', cell: ({ prize }) => prizes.find(({ id }) => id === prize)?.name ?? prize },
    { head: '决定项', cell: ({ decidedBy }) => (decidedBy === undefined ? undefined : keyName(document, decidedBy)) },
    { head: '说明', cell: ({ reason }) => reason?.zh },
  ];
  const used = columns.filter(({ cell }) => lines.some((line) => (cell(line) ?? '') !== ''));
  const rows = lines.map((line) => used.map(({ cell }) => cell(line) ?? ''));
  return [`【${title}】 ${document.title}，${lines.length} 行`, ...textTable([used.map(({ head }) => head), ...rows])];
}
