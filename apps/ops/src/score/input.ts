import {
  cellProblem,
  entryColumnAt,
  problemOf,
  readEntryRows,
  readScoreRows,
  readTable,
  type BothTexts,
  type EntryColumn,
  type EntryFileRow,
  type FileProblem,
  type ScoreFileRow,
  type Table,
} from '@xf/files';
import type { Rules } from '@xf/rules';
import { vocabularyOf, type Vocabulary } from './words';

export type Files = {
  readonly marks?: string | undefined;
  readonly measurements?: string | undefined;
  readonly entries?: string | undefined;
  readonly sheet?: string | undefined;
  /** Only rows of this contest, when the files hold several. */
  readonly contest?: string | undefined;
};

/** A row of a file, kept so that what is refused later can be shown where it stands. */
export type From = { readonly table: Table; readonly row: number; readonly index?: number };
export type EntryOf = EntryFileRow & { readonly from: From };
export type ScoreOf = Omit<ScoreFileRow, 'criterion'> & { readonly criterion: string; readonly from: From };

export type ScoreInput = {
  readonly entries: readonly EntryOf[];
  readonly scores: readonly ScoreOf[];
  readonly problems: readonly FileProblem[];
  readonly notes: readonly BothTexts[];
};

type Gathering = {
  readonly rules: Rules;
  readonly words: Vocabulary;
  readonly contest: string | undefined;
  readonly entries: Map<string, EntryOf>;
  readonly scores: Map<string, ScoreOf>;
  /** Slots with a mark, by number and criterion. */
  readonly slots: Map<string, readonly string[]>;
  readonly problems: FileProblem[];
  readonly notes: BothTexts[];
  /** True when an entries file says who takes part, so that marks of anybody else are a mistake. */
  readonly listed: boolean;
};

/** Reads the files of one contest and checks every row against the rules; all that is wrong is answered at once. */
export async function readInput(rules: Rules, files: Files): Promise<ScoreInput> {
  const gathering: Gathering = {
    rules,
    words: vocabularyOf(rules.document),
    contest: files.contest,
    entries: new Map(),
    scores: new Map(),
    slots: new Map(),
    problems: [],
    notes: [],
    listed: files.entries !== undefined,
  };
  if (files.entries !== undefined) await gatherEntries(gathering, files.entries, files.sheet);
  for (const file of [files.marks, files.measurements]) {
    if (file !== undefined) await gatherScores(gathering, file, files.sheet);
  }
  const { entries, scores, problems, notes } = gathering;
  return { entries: [...entries.values()], scores: [...scores.values()], problems, notes };
}

async function tableOf({ problems }: Gathering, file: string, sheet: string | undefined): Promise<Table | undefined> {
  const read = await readTable(file, { sheet });
  if (read.ok) return read.table;
  problems.push(...read.problems.map((one) => ({ ...one, zh: `${file}：${one.zh}`, en: `${file}: ${one.en}` })));
  return undefined;
}

async function gatherEntries(gathering: Gathering, file: string, sheet: string | undefined): Promise<void> {
  const table = await tableOf(gathering, file, sheet);
  if (table === undefined) return;
  const { rows, problems, unused } = readEntryRows(table, gathering.words.attributes);
  gathering.problems.push(...problems);
  unusedNote(gathering, file, unused);
  for (const row of ofContest(gathering, table, rows)) {
    const known = gathering.entries.get(row.number);
    if (known === undefined) addEntry(gathering, table, row);
    else gathering.problems.push(at(table, row, 'number', row.number, 'entry-repeated', repeatedEntry(known.row)));
  }
}

const repeatedEntry = (row: number): BothTexts => ({
  zh: `参赛编号与第 ${row} 行重复`,
  en: `row ${row} has the same number`,
});

async function gatherScores(gathering: Gathering, file: string, sheet: string | undefined): Promise<void> {
  const table = await tableOf(gathering, file, sheet);
  if (table === undefined) return;
  const { entries, scores, problems, unused } = readScoreRows(table, gathering.words);
  gathering.problems.push(...problems);
  unusedNote(gathering, file, unused);
  const strangers = new Set<string>();
  for (const row of ofContest(gathering, table, entries)) {
    if (gathering.entries.has(row.number)) mergeEntry(gathering, table, row);
    else if (gathering.listed) {
      strangers.add(row.number);
      const expected = { zh: '参赛名单里没有这个编号', en: 'the entries file has no such number' };
      gathering.problems.push(at(table, row, 'number', row.number, 'entry-unknown', expected));
    } else addEntry(gathering, table, row);
  }
  for (const row of ofContest(gathering, table, scores))
    if (!strangers.has(row.number)) addScore(gathering, table, row);
}

/** Rows of the asked contest; several contests and none asked for is a problem, because numbers repeat across them. */
function ofContest<R extends { readonly contest?: string; readonly row: number }>(
  { contest, problems }: Gathering,
  table: Table,
  rows: readonly R[],
): readonly R[] {
  const named = new Set(rows.flatMap((row) => (row.contest === undefined ? [] : [row.contest])));
  if (contest !== undefined) return named.size === 0 ? rows : rows.filter((row) => row.contest === contest);
  if (named.size <= 1 || problems.some(({ code }) => code === 'contest-not-chosen')) return rows;
  const list = [...named].join('、');
  const zh = `${table.file} 含多个赛项（${list}），请用 --contest 指定一个。`;
  problems.push(
    problemOf('contest-not-chosen', zh, `${table.file} holds several contests (${list}); choose one with --contest.`),
  );
  return rows;
}

function addEntry(gathering: Gathering, table: Table, row: EntryFileRow): void {
  const { rules, entries, problems } = gathering;
  entries.set(row.number, { ...row, from: { table, row: row.row } });
  for (const [name, text] of Object.entries(row.attributes ?? {})) {
    const problem = rules.checkAttribute(name, text);
    if (problem === undefined) continue;
    const index = attributeColumn(gathering.words, table, name);
    problems.push(cellProblem(table, { row: row.row, index, value: text }, `attribute-${problem.code}`, problem));
  }
}

function attributeColumn(words: Vocabulary, table: Table, attribute: string): number | undefined {
  const index = table.header.findIndex((name) => words.attributeOf(name) === attribute);
  return index < 0 ? undefined : index;
}

const told = ['group', 'name', 'unit', 'status', 'reason', 'clause'] as const;

/** What a second file says of an entry adds to the first; it may not contradict it. */
function mergeEntry({ entries, problems }: Gathering, table: Table, row: EntryFileRow): void {
  const known = entries.get(row.number);
  if (known === undefined) return;
  for (const field of told) {
    const [before, now] = [known[field], row[field]];
    if (before === undefined || now === undefined || before === now) continue;
    const where = {
      zh: `${known.from.table.file} 第 ${known.row} 行`,
      en: `${known.from.table.file}, row ${known.row},`,
    };
    const expected = { zh: `${where.zh}写的是“${before}”`, en: `${where.en} says "${before}"` };
    problems.push(at(table, row, field, now, 'entry-contradicts', expected));
  }
  const attributes = { ...row.attributes, ...known.attributes };
  const merged = { ...row, ...known };
  entries.set(row.number, Object.keys(attributes).length === 0 ? merged : { ...merged, attributes });
}

function addScore({ rules, words, scores, slots, problems }: Gathering, table: Table, row: ScoreFileRow): void {
  const criterion = words.criterionOf(row.criterion);
  const cell = { row: row.row, index: row.index, value: row.value };
  if (criterion === undefined) {
    problems.push(cellProblem(table, cell, 'criterion-unknown', unknownCriterion(words, row.criterion)));
    return;
  }
  const of = `${row.number}\n${criterion}`;
  const taken = slots.get(of) ?? [];
  const problem = rules.checkMark(criterion, row.slot, row.value, taken);
  if (problem !== undefined) {
    problems.push(cellProblem(table, cell, problem.code, problem));
    return;
  }
  if (!taken.includes(row.slot)) slots.set(of, [...taken, row.slot]);
  const key = `${of}\n${row.slot}`;
  const known = scores.get(key);
  if (known !== undefined && known.value !== row.value) {
    const where = {
      zh: `${known.from.table.file} 第 ${known.row} 行`,
      en: `${known.from.table.file}, row ${known.row},`,
    };
    const expected = {
      zh: `${where.zh}同一项已有 ${known.value}`,
      en: `${where.en} has ${known.value} for the same mark`,
    };
    problems.push(cellProblem(table, cell, 'score-contradicts', expected));
    return;
  }
  if (known === undefined) scores.set(key, { ...row, criterion, from: { table, row: row.row, index: row.index } });
}

function unknownCriterion({ recorded }: Vocabulary, name: string | undefined): BothTexts {
  const known = recorded.map((one) => `${one.id}（${one.name}）`).join('、');
  return name === undefined
    ? { zh: `须有“项目”一列；规则中的项目：${known}`, en: `a criterion column is needed; the rules have: ${known}` }
    : { zh: `规则中没有项目“${name}”；可用：${known}`, en: `the rules have no criterion "${name}"; known: ${known}` };
}

function at(
  table: Table,
  row: { readonly row: number },
  column: EntryColumn,
  value: string,
  code: string,
  expected: BothTexts,
): FileProblem {
  return cellProblem(table, { row: row.row, index: entryColumnAt(table, column), value }, code, expected);
}

function unusedNote({ notes }: Gathering, file: string, unused: readonly string[]): void {
  if (unused.length === 0) return;
  notes.push({
    zh: `${file}：未使用的列：${unused.join('、')}。`,
    en: `${file}: columns that were not used: ${unused.join(', ')}.`,
  });
}
