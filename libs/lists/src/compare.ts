import {
  cellAddress,
  cellProblem,
  mapColumns,
  missingColumn,
  problemOf,
  textBehind,
  type BothTexts,
  type FileProblem,
  type Row,
  type TableHead,
} from '@xf/files';
import { columnNames, type Column } from './columns';
import type { Printed } from './list';
import { readName } from './names';
import { leakIn } from './scan';
import type { ReceiverKind, Refused } from './terms';

/** What a list prints of a receiver and a correction may change. */
export type CorrectedField = 'name' | 'unitPost' | 'ethnicity' | 'gender' | 'birthYear';

/** A cell of a file that says something else than the list. A name's cell holds up to three fields. */
export type CellChange = {
  readonly field: CorrectedField;
  readonly column: string;
  readonly row: number;
  readonly cell: string;
  /** As the list printed it; empty where it printed nothing. */
  readonly was: string;
  readonly now: string;
};
export type ReceiverChange = { readonly key: string; readonly changes: readonly CellChange[] };

type PrintedList = {
  readonly columns: readonly Column[];
  readonly rows: readonly Printed[];
  readonly kindOf: (key: string) => ReceiverKind;
  /** How a list prints who was erased. They come last in their award, so an older file has other numbers. */
  readonly erasedName: string;
};
type File = TableHead & { readonly rows: readonly Row[] };
type Place = { readonly row: number; readonly index: number };

/**
 * What a file changes of the list it was exported from: rows by award and number where the list has both, else in their order;
 * receivers in the order of the file. Refused with everything that is no correction of what is printed: rows more or less, columns
 * that are gone, and cells that follow from something else. An unchanged file changes nothing, of either format.
 */
export function changesIn(
  table: File,
  list: PrintedList,
): { readonly ok: true; readonly changed: readonly ReceiverChange[]; readonly unused: readonly string[] } | Refused {
  const columns = mapColumns(table, columnNames);
  // Rows are told apart by names where somebody was erased.
  const needed: readonly Column[] = [...new Set<Column>(['name', ...list.columns])];
  const missing = needed.filter((column) => columns.at(column) === undefined);
  const extra = (Object.keys(columnNames) as Column[]).filter(
    (column) => columns.at(column) !== undefined && !list.columns.includes(column),
  );
  const problems: FileProblem[] = [
    ...columns.problems,
    ...missing.map((column) => missingColumn(table, columnNames[column])),
    ...extra.map((column) => extraColumn(table.header[columns.at(column) ?? 0] ?? '')),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const text = (row: Row, column: Column): string => {
    const cell = columns.read(row, column) ?? '';
    return table.format === 'csv' ? textBehind(cell) : cell;
  };
  const erased = list.rows.filter(({ key, cells }) => list.kindOf(key) === 'person' && isErased(cells, list)).length;
  const told = table.rows.filter((row) => text(row, 'name') === list.erasedName).length;
  if (erased !== told) return { ok: false, problems: [erasedSince] };
  const changed: ReceiverChange[] = [];
  for (const { row, printed } of matched(table, list, text, problems)) {
    const changes: CellChange[] = [];
    for (const [n, column] of list.columns.entries()) {
      const index = columns.at(column) ?? 0;
      const [was, now] = [printed.cells[n] ?? '', text(row, column)];
      for (const change of cellChanges(column, list.kindOf(printed.key), { was, now })) {
        const wrong = faultIn(table, { row: row.row, index }, column, change);
        if (wrong !== undefined) problems.push(wrong);
        else if ('field' in change) {
          const at = { column: table.header[index] ?? '', row: row.row, cell: cellAddress(index, row.row) };
          changes.push({ ...change, ...at });
        }
      }
    }
    if (changes.length > 0) changed.push({ key: printed.key, changes });
  }
  const unused = columns.others.map(({ name }) => name);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, changed, unused };
}

/** Each row of the file with the one of the list that it was. Rows that are none of it, or stand twice, or are gone, are problems. */
function matched(
  { rows }: File,
  list: PrintedList,
  text: (row: Row, column: Column) => string,
  problems: FileProblem[],
): readonly { readonly row: Row; readonly printed: Printed }[] {
  const [award, number] = [list.columns.indexOf('award'), list.columns.indexOf('number')];
  const isNumbered = award >= 0 && number >= 0;
  const idOf = (cells: readonly string[], at: number) =>
    isNumbered ? `${cells[award] ?? ''}\u001f${cells[number] ?? ''}` : String(at);
  const open = new Map(list.rows.map((printed, at) => [idOf(printed.cells, at), { printed, at }]));
  const seen = new Set<string>();
  const found: { readonly row: Row; readonly printed: Printed }[] = [];
  for (const [at, row] of rows.entries()) {
    const id = isNumbered ? `${text(row, 'award')}\u001f${text(row, 'number')}` : String(at);
    const one = open.get(id);
    if (one !== undefined) found.push({ row, printed: one.printed });
    else problems.push(seen.has(id) ? rowTwice(row.row) : rowUnlisted(row.row, isNumbered));
    open.delete(id);
    if (one !== undefined) seen.add(id);
  }
  for (const { at } of open.values()) problems.push(rowGone(at + 2));
  return found;
}

const isErased = (cells: readonly string[], { columns, erasedName }: PrintedList): boolean =>
  cells[columns.indexOf('name')] === erasedName;

type Change = { readonly was: string; readonly now: string } & ({ readonly field: CorrectedField } | object);

const corrected: readonly Column[] = ['unitPost', 'ethnicity', 'gender', 'birthYear'] satisfies CorrectedField[];

function cellChanges(
  column: Column,
  kind: ReceiverKind,
  { was, now }: { was: string; now: string },
): readonly Change[] {
  if (column !== 'name') {
    if (was.trim() === now) return [];
    return [corrected.includes(column) ? { field: column as CorrectedField, was, now } : { was, now }];
  }
  if (kind !== 'person') return was.trim() === now ? [] : [{ field: 'name', was, now }];
  const [before, after] = [readName(was), readName(now)];
  return (['name', 'ethnicity', 'birthYear'] as const).flatMap((field) => {
    const [one = '', other = ''] = [before[field], after[field]];
    return one === other ? [] : [{ field, was: one, now: other }];
  });
}

/** Why a changed cell is no correction; what it says is repeated nowhere. */
function faultIn(table: TableHead, at: Place, column: Column, change: Change): FileProblem | undefined {
  if (leakIn(change.now) !== undefined) return cellProblem(table, at, 'number-shown', numberShown);
  if (!('field' in change)) return cellProblem(table, at, 'cell-fixed', fixed[column] ?? fixedHere);
  return change.now === '' ? cellProblem(table, at, 'cell-cleared', cleared) : undefined;
}

const numberShown: BothTexts = {
  zh: '名单上不写身份证号、手机号或银行卡号，请删去',
  en: 'an ID, phone or card number has no place on a list; take it out',
};
const cleared: BothTexts = {
  zh: '更正不能清空内容，请填写应印的内容；是汉族的写“汉族”',
  en: 'a correction does not clear a cell: state what it should read; 汉族 where the person is Han',
};
const fixedHere: BothTexts = {
  zh: '此栏由其他内容得出，不在名单上更正，请恢复原样',
  en: 'this column follows from something else and is not corrected on a list; put back what stood there',
};
const fixed: Readonly<Partial<Record<Column, BothTexts>>> = {
  decision: {
    zh: '授予决定不更正：撤销荣誉（POST /api/honour-revocations）后按正确的决定重新登记',
    en: 'the decision is not corrected: revoke the honour (POST /api/honour-revocations) and record it by the right one',
  },
  conferredOn: {
    zh: '授予日期不更正：撤销荣誉（POST /api/honour-revocations）后按正确的日期重新登记',
    en: 'the day is not corrected: revoke the honour (POST /api/honour-revocations) and record it with the right one',
  },
};

const erasedSince = problemOf(
  'export-stale',
  '导出之后有人依申请删除了个人信息，行的次序已变：请重新下载此版，在新文件上改。',
  'Somebody was erased since the export and the rows have other numbers: download the version again and change that file.',
);

function extraColumn(name: string): FileProblem {
  const zh = `此版名单没有“${name}”一栏：请删去，或生成带此栏的一版再改。`;
  return problemOf(
    'column-extra',
    zh,
    `This version has no column "${name}": leave it out, or prepare one that has it.`,
    {
      column: name,
    },
  );
}

function rowUnlisted(row: number, isNumbered: boolean): FileProblem {
  const by = isNumbered ? { zh: '奖项和序号', en: 'award and number' } : { zh: '行的先后', en: 'the order of rows' };
  const zh = `第 ${row} 行不在此版名单上（按${by.zh}核对）：名单不从文件加人，请登记或授予荣誉后重新生成。`;
  const en = `Row ${row} is not on this version of the list (matched by ${by.en}): nobody is added by a file; record the honour and prepare the list anew.`;
  return problemOf('row-unlisted', zh, en, { row });
}

const rowTwice = (row: number): FileProblem =>
  problemOf('row-repeated', `第 ${row} 行在文件中已出现过。`, `Row ${row} stands in the file already.`, { row });

function rowGone(row: number): FileProblem {
  const zh = `导出时的第 ${row} 行不见了：删行不会取消荣誉，取消请用 POST /api/honour-revocations。`;
  const en = `What was row ${row} is gone: no honour ends by a deleted row; POST /api/honour-revocations takes one back.`;
  return problemOf('row-gone', zh, en, { row });
}
