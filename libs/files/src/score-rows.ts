import { cellProblem, mapColumns, missingColumn, type ColumnNames, type Columns } from './columns';
import { decimalProblem } from './decimal';
import { entryColumns, entryReader, type AttributeNames, type EntryFields, type EntryFileRow } from './entry-rows';
import type { FileProblem } from './problem';
import { foldedName, type Row, type Table, type TableHead } from './table';

/** Columns of a marks or measurements file beside those of an entry. */
export const scoreColumns = {
  ...entryColumns,
  criterion: ['项目', 'criterion', '评分项目', '评分项', '指标', 'component', 'item'],
  slot: ['裁判', 'slot', '评委', '裁判编号', '次序', '轮次', '次数', 'judge', 'attempt'],
  mark: ['分数', 'mark', '评分', '得分', '打分', '数值', '成绩', 'value', 'score', 'points', 'measurement', 'result'],
} as const satisfies Record<string, ColumnNames>;

type ScoreColumn = keyof typeof scoreColumns;

/** The slot of a number for which the file names none. */
export const onlySlot = '1';

export type ScoreFileRow = {
  readonly row: number;
  /** Column of the number, from 0. */
  readonly index: number;
  readonly contest?: string;
  readonly number: string;
  /** As the file calls it: id or name of a value of the rule document; undefined when the document has only one. */
  readonly criterion: string | undefined;
  readonly slot: string;
  readonly value: string;
};

export type ScoreRows = {
  readonly scores: readonly ScoreFileRow[];
  /** One an entry: what the file says about it, and the first row that names it. */
  readonly entries: readonly EntryFileRow[];
  readonly problems: readonly FileProblem[];
  readonly unused: readonly string[];
};

/** What rule documents call their numbers. */
export type ScoreWords = {
  /** Folded ids and names of the values that are recorded. */
  readonly criteria: ReadonlySet<string>;
  readonly attributes: AttributeNames;
};

/** Where the numbers of a row stand, and what each is. */
type Source = { readonly index: number; readonly criterion?: string; readonly slot?: string };
type Shape = {
  readonly columns: Columns<ScoreColumn>;
  readonly sources: readonly Source[];
  readonly unused: readonly string[];
};

/** Reads the rows of a marks file one by one. What is wrong, of the header too, is added to `problems`. */
export type ScoreRowReader = {
  /** The numbers of a row; none when nothing says whose row it is. */
  readonly read: (row: Row) => readonly ScoreFileRow[];
  /** One an entry named so far, where the file says more of entries than their numbers or `everyEntry` was asked for. */
  readonly entries: ReadonlyMap<string, EntryFileRow>;
  readonly problems: FileProblem[];
  readonly unused: readonly string[];
};

/**
 * Understands marks or measurements in any of three shapes: one number a row (criterion, judge, mark); one row a criterion
 * with a column for each judge; one row an entry with a column for each criterion, or for `criterion/judge`. An empty
 * cell is no mark, which is not zero. With `everyEntry` entries are gathered also when rows cannot contradict each other.
 */
export function scoreRowReader(table: TableHead, words: ScoreWords, everyEntry = false): ScoreRowReader {
  const { columns, sources, unused } = shapeOf(table, words);
  const problems = [...columns.problems];
  if (columns.at('number') === undefined && columns.at('name') === undefined) {
    problems.push(missingColumn(table, scoreColumns.number));
  }
  if (sources.length === 0) problems.push(missingColumn(table, scoreColumns.mark));
  const readEntry = entryReader(table, columns, words.attributes, problems);
  const entries = new Map<string, EntryFileRow>();
  const gathers = everyEntry || told.some((column) => columns.at(column) !== undefined);
  const read = (row: Row): readonly ScoreFileRow[] => {
    const scores: ScoreFileRow[] = [];
    const fields = readEntry(row);
    if (fields === undefined) return scores;
    if (gathers) mergeEntry(entries, fields, row, table, columns, problems);
    for (const source of sources) {
      const score = scoreAt(table, columns, row, source, fields, problems);
      if (score !== undefined) scores.push(score);
    }
    return scores;
  };
  return { read, entries, problems, unused };
}

/** Reads a whole file of marks or measurements. Every problem is answered. */
export function readScoreRows(table: Table, words: ScoreWords): ScoreRows {
  const { read, entries, problems, unused } = scoreRowReader(table, words, true);
  const scores: ScoreFileRow[] = [];
  for (const row of table.rows) scores.push(...read(row));
  return { scores, entries: [...entries.values()], problems, unused };
}

function shapeOf(table: TableHead, words: ScoreWords): Shape {
  const attributes = new Set(words.attributes.keys());
  const isLong = mapColumns(table, scoreColumns, attributes).at('criterion') !== undefined;
  // A criterion may be called what a column is called ("成绩"): without a criterion column the document has precedence.
  const wide = isLong ? [] : table.header.filter((name) => words.criteria.has(foldedName(criterionPart(name))));
  const columns = mapColumns(table, scoreColumns, new Set([...attributes, ...wide.map(foldedName)]));
  const others = columns.others.filter(({ name }) => !attributes.has(foldedName(name)));
  const mark = columns.at('mark');
  if (wide.length > 0) {
    const sources = others.filter(({ name }) => wide.includes(name)).map(wideSource);
    return { columns, sources, unused: others.map(({ name }) => name).filter((name) => !wide.includes(name)) };
  }
  if (mark !== undefined) return { columns, sources: [{ index: mark }], unused: others.map(({ name }) => name) };
  if (!isLong) return { columns, sources: [], unused: others.map(({ name }) => name) };
  return { columns, sources: others.map(({ name, index }) => ({ index, slot: name })), unused: [] };
}

const criterionPart = (name: string): string => name.split('/')[0] ?? name;

function wideSource({ name, index }: { readonly name: string; readonly index: number }): Source {
  const slash = name.indexOf('/');
  if (slash < 0) return { index, criterion: name };
  return { index, criterion: name.slice(0, slash).trim(), slot: name.slice(slash + 1).trim() };
}

function scoreAt(
  table: TableHead,
  columns: Columns<ScoreColumn>,
  row: Row,
  source: Source,
  { number, contest }: EntryFields,
  problems: FileProblem[],
): ScoreFileRow | undefined {
  const value = row.cells[source.index] ?? '';
  if (value === '') return undefined;
  const wrong = decimalProblem(value);
  if (wrong !== undefined) {
    problems.push(cellProblem(table, { row: row.row, index: source.index, value }, 'mark-not-a-number', wrong));
    return undefined;
  }
  const criterion = source.criterion ?? columns.read(row, 'criterion');
  if (criterion === undefined && columns.at('criterion') !== undefined) {
    const expected = { zh: '项目不能为空', en: 'the criterion must not be empty' };
    problems.push(cellProblem(table, { row: row.row, index: columns.at('criterion') }, 'criterion-invalid', expected));
    return undefined;
  }
  const slot = source.slot ?? columns.read(row, 'slot') ?? onlySlot;
  return {
    row: row.row,
    index: source.index,
    number,
    criterion,
    slot,
    value,
    ...(contest === undefined ? {} : { contest }),
  };
}

const told = ['group', 'name', 'unit', 'status', 'reason', 'clause'] as const;

/** Rows of one entry may repeat what is known of it or leave it out; they may not say two different things. */
function mergeEntry(
  entries: Map<string, EntryFileRow>,
  fields: EntryFields,
  row: Row,
  table: TableHead,
  columns: Columns<ScoreColumn>,
  problems: FileProblem[],
): void {
  const key = `${fields.contest ?? ''}\n${fields.number}`;
  const known = entries.get(key);
  if (known === undefined) {
    entries.set(key, { ...fields, row: row.row });
    return;
  }
  let news = fields.attributes !== undefined && known.attributes === undefined;
  for (const column of told) {
    const [before, now] = [known[column], fields[column]];
    if (now === undefined || now === before) continue;
    if (before === undefined) {
      news = true;
      continue;
    }
    const expected = {
      zh: `参赛编号 ${fields.number} 在第 ${known.row} 行写的是“${before}”，两处须一致`,
      en: `row ${known.row} says "${before}" for entry ${fields.number}; both must agree`,
    };
    problems.push(
      cellProblem(table, { row: row.row, index: columns.at(column), value: now }, 'entry-contradicts', expected),
    );
  }
  if (news) entries.set(key, { ...fields, ...known });
}
