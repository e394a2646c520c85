import { idNumberProblem, textProblem } from './cells';
import { cellProblem, mapColumns, missingColumn, type ColumnNames } from './columns';
import { problemOf, type BothTexts, type FileProblem } from './problem';
import { foldedName, type Row, type TableHead } from './table';

export const nomineeColumns = {
  name: ['姓名', 'name', '名称', '姓名/名称'],
  unit: ['单位', 'unit', '所在单位', '工作单位'],
  idNumber: ['身份证号', 'idNumber', '身份证号码', '公民身份号码'],
  reason: ['推荐理由', 'reason', '理由'],
  ethnicity: ['民族', 'ethnicity'],
  gender: ['性别', 'gender', 'sex'],
  birthYear: ['出生年份', 'birthYear', '出生年', '出生年月', '出生日期'],
  kind: ['类别', 'kind', '推荐类别', '人员类别'],
  registered: ['单位标识', 'unitId', '统一社会信用代码', '信用代码'],
  document: ['情况依据', 'document', '依据', '证明'],
} as const satisfies Record<string, ColumnNames>;

export type NomineeColumn = keyof typeof nomineeColumns;
export type PartyOfFile = 'nominee' | 'unit';
type Named = { readonly id: string; readonly name: string };
type Asked = { readonly attributes: readonly string[]; readonly bars: readonly string[] };

/** What the rules of the round ask for, each in columns of its own. */
export type NomineeWords = {
  /** A column by the name or the id of each. */
  readonly materials: readonly Named[];
  /** Two columns for each: the number by its name or id, the day by `<name>日期` or `<id>On`. */
  readonly papers: readonly Named[];
  /** Columns called `本人:x` (`nominee:x`) and `单位:x` (`unit:x`). */
  readonly facts: Readonly<Record<PartyOfFile, Asked>>;
};

export type FileFact = { readonly attribute: string; readonly value: string; readonly index: number };
export type FileBar = {
  readonly of: PartyOfFile;
  readonly bar: string;
  /** Absent where the cell says that there is none. */
  readonly on?: string;
  readonly cleared?: string;
  readonly index: number;
};
export type FileMaterial = { readonly material: string; readonly text: string; readonly index: number };
export type FileResolution = {
  readonly paper: string;
  readonly number: string;
  readonly on: string;
  readonly index: number;
  readonly onIndex: number;
};

/** One nominee; `index` says in which column a part stands. */
export type NomineeFileRow = { readonly row: number } & { readonly [C in NomineeColumn]?: string } & {
  readonly name: string;
  readonly reason: string;
  readonly materials: readonly FileMaterial[];
  readonly resolutions: readonly FileResolution[];
  readonly nominee: readonly FileFact[];
  readonly ofUnit: readonly FileFact[];
  readonly bars: readonly FileBar[];
};

export type NomineeRowReader = {
  /** Undefined when something is wrong in the row; what, stands in `problems`. */
  readonly read: (row: Row) => NomineeFileRow | undefined;
  readonly at: (column: NomineeColumn) => number | undefined;
  readonly problems: FileProblem[];
  /** Columns that mean nothing here. */
  readonly unused: readonly string[];
};

const longest: Readonly<Record<Exclude<NomineeColumn, 'idNumber'>, number>> = {
  ...{ name: 100, unit: 200, reason: 2_000, kind: 40, registered: 40, document: 200 },
  ...{ ethnicity: 20, gender: 10, birthYear: 20 },
};
const materialMax = 40_000;
const numberMax = 100;
/** Control characters but line breaks, halves of characters, and what is sealed elsewhere. */
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const nothing = /^(?:无|没有|none|no)$/i;

type Found = {
  readonly materials: readonly (Named & { readonly index: number })[];
  readonly papers: readonly (Named & { readonly index: number | undefined; readonly onIndex: number | undefined })[];
  readonly facts: readonly { readonly of: PartyOfFile; readonly fact: string; readonly index: number }[];
  readonly taken: ReadonlySet<string>;
  readonly problems: readonly FileProblem[];
};

/**
 * Reads a file of nominees of one award row by row: name and reason in every row, papers and facts in columns that the rules
 * of the round name. What is wrong, of the header too, is added to `problems`.
 */
export function nomineeRowReader(table: TableHead, words: NomineeWords): NomineeRowReader {
  const found = columnsOf(table, words);
  const columns = mapColumns(table, nomineeColumns, found.taken);
  const problems: FileProblem[] = [...columns.problems, ...found.problems];
  for (const column of ['name', 'reason'] as const) {
    if (columns.at(column) === undefined) problems.push(missingColumn(table, nomineeColumns[column]));
  }
  if (found.facts.length > 0 && columns.at('document') === undefined) {
    problems.push(missingColumn(table, nomineeColumns.document));
  }
  const complain = (row: Row, index: number | undefined, code: string, expected: BothTexts, value?: string): void => {
    problems.push(
      cellProblem(table, { row: row.row, index, ...(value === undefined ? {} : { value }) }, code, expected),
    );
  };
  const note = (problem: FileProblem | undefined): void => {
    if (problem !== undefined) problems.push(problem);
  };
  const checkText = (row: Row, index: number | undefined, text: string, max: number): void => {
    note(textProblem(table, { row: row.row, index }, text, max));
  };
  const read = (row: Row): NomineeFileRow | undefined => {
    const before = problems.length;
    const cells: { [C in NomineeColumn]?: string } = {};
    for (const column of Object.keys(nomineeColumns) as NomineeColumn[]) {
      const index = columns.at(column);
      const text = columns.read(row, column)?.replaceAll('\r\n', '\n');
      const [zh, en] = nomineeColumns[column];
      if (text === undefined) {
        if (index === undefined || (column !== 'name' && column !== 'reason')) continue;
        complain(row, index, `${column}-missing`, { zh: `${zh}不能为空`, en: `the ${en} must not be empty` });
      } else if (column === 'idNumber') {
        const upper = text.toUpperCase();
        note(idNumberProblem(table, { row: row.row, index }, upper));
        cells[column] = upper;
      } else {
        checkText(row, index, text, longest[column]);
        cells[column] = text;
      }
    }
    const materials = materialsIn(row, found, checkText);
    const resolutions = resolutionsIn(row, found, checkText, complain);
    const facts = factsIn(row, found, words, checkText, complain);
    const states = facts.nominee.length + facts.ofUnit.length + facts.bars.length > 0;
    if (states && cells.document === undefined)
      complain(row, columns.at('document'), 'document-missing', paperExpected);
    if (problems.length > before) return undefined;
    return { name: '', reason: '', ...cells, row: row.row, materials, resolutions, ...facts };
  };
  const unused = columns.others.map(({ name }) => name).filter((name) => !found.taken.has(foldedName(name)));
  return { read, at: columns.at, problems, unused };
}

/** What the rules name goes first: a material may be called what a column is called. */
function columnsOf(table: TableHead, { materials, papers, facts }: NomineeWords): Found {
  const problems: FileProblem[] = [];
  const taken = new Set<string>();
  const at = (...names: readonly string[]): number | undefined => {
    const folded = names.map(foldedName);
    const all = table.header.flatMap((name, index) => (folded.includes(foldedName(name)) ? [index] : []));
    for (const index of all) taken.add(foldedName(table.header[index] ?? ''));
    const [first, second] = all.map((index) => table.header[index] ?? '');
    if (second !== undefined) problems.push(repeated(first ?? '', second));
    return all[0];
  };
  const withMaterials = materials.flatMap((one) => {
    const index = at(one.name, one.id);
    return index === undefined ? [] : [{ ...one, index }];
  });
  const withPapers = papers.map((one) => ({
    ...one,
    index: at(one.name, one.id, `${one.name}编号`),
    onIndex: at(`${one.name}日期`, `${one.id}On`),
  }));
  for (const { name, id, index, onIndex } of withPapers) {
    if ((index === undefined) === (onIndex === undefined)) continue;
    problems.push(missingColumn(table, index === undefined ? [name, id] : [`${name}日期`, `${id}On`]));
  }
  const withFacts = table.header.flatMap((header, index) => {
    const [, party, fact = ''] = /^(本人|nominee|单位|unit)\s*[:：]\s*(\S.*)$/i.exec(header) ?? [];
    if (party === undefined) return [];
    taken.add(foldedName(header));
    const of: PartyOfFile = /^(?:本人|nominee)$/i.test(party) ? 'nominee' : 'unit';
    const asked = [...facts[of].attributes, ...facts[of].bars];
    if (asked.includes(fact)) return [{ of, fact, index }];
    problems.push(notAsked(header, party, asked));
    return [];
  });
  return { materials: withMaterials, papers: withPapers, facts: withFacts, taken, problems };
}

type CheckText = (row: Row, index: number | undefined, text: string, max: number) => void;
type Complain = (row: Row, index: number | undefined, code: string, expected: BothTexts, value?: string) => void;

const cellAt = (row: Row, index: number | undefined): string =>
  index === undefined ? '' : (row.cells[index] ?? '').replaceAll('\r\n', '\n');

function materialsIn(row: Row, { materials }: Found, checkText: CheckText): readonly FileMaterial[] {
  return materials.flatMap(({ id, index }) => {
    const text = cellAt(row, index);
    checkText(row, index, text, materialMax);
    return text === '' ? [] : [{ material: id, text, index }];
  });
}

function resolutionsIn(row: Row, { papers }: Found, checkText: CheckText, complain: Complain): FileResolution[] {
  return papers.flatMap(({ id, index, onIndex }) => {
    const [number, on] = [cellAt(row, index), cellAt(row, onIndex)];
    if (index === undefined || onIndex === undefined || (number === '' && on === '')) return [];
    checkText(row, index, number, numberMax);
    if (number === '') complain(row, index, 'number-missing', numberExpected);
    if (!dayPattern.test(on)) complain(row, onIndex, 'day-invalid', dayExpected, on);
    return [{ paper: id, number, on, index, onIndex }];
  });
}

function factsIn(row: Row, { facts }: Found, words: NomineeWords, checkText: CheckText, complain: Complain) {
  const told: { nominee: FileFact[]; ofUnit: FileFact[]; bars: FileBar[] } = { nominee: [], ofUnit: [], bars: [] };
  for (const { of, fact, index } of facts) {
    const value = cellAt(row, index);
    if (value === '') continue;
    if (words.facts[of].attributes.includes(fact)) {
      checkText(row, index, value, numberMax);
      told[of === 'nominee' ? 'nominee' : 'ofUnit'].push({ attribute: fact, value, index });
      continue;
    }
    const bar = barIn(value);
    if (bar === undefined) complain(row, index, 'bar-invalid', barExpected, value);
    else told.bars.push({ of, bar: fact, ...bar, index });
  }
  return told;
}

/** `无`, the day it happened, or that day and the day it was cleared. */
function barIn(value: string): Pick<FileBar, 'on' | 'cleared'> | undefined {
  if (nothing.test(value)) return {};
  const days = value.split(/\s*[/至]\s*/);
  const [on, cleared] = days;
  if (on === undefined || days.length > 2 || !days.every((day) => dayPattern.test(day))) return undefined;
  return cleared === undefined ? { on } : { on, cleared };
}

const repeated = (first: string, second: string): FileProblem =>
  problemOf(
    'column-repeated',
    `列“${first}”和“${second}”意思相同，请只保留一列。`,
    `The columns "${first}" and "${second}" mean the same; keep one.`,
    { column: second },
  );

function notAsked(header: string, party: string, asked: readonly string[]): FileProblem {
  const known = asked.map((one) => `${party}:${one}`);
  return problemOf(
    'column-not-asked',
    `评选办法不问“${header}”，请删去此列；可填：${known.join('、') || '（无）'}。`,
    `The rules do not ask for "${header}": leave the column out. Allowed: ${known.join(', ') || '(none)'}.`,
    { column: header },
  );
}

const paperExpected: BothTexts = {
  zh: '填报了情况，请写明依据的证明或文件',
  en: 'facts are stated: name the paper they rest on',
};
const numberExpected: BothTexts = { zh: '请填写决议的编号或名称', en: 'state the number or name of the resolution' };
const dayExpected: BothTexts = { zh: '应为日期，如 2026-04-28', en: 'a day such as 2026-04-28 is expected' };
const barExpected: BothTexts = {
  zh: '应为“无”，或发生之日，如 2025-06-10；已了结的写 2025-06-10/2025-12-01',
  en: 'expected 无 (none), or the day it happened, as 2025-06-10; once cleared, 2025-06-10/2025-12-01',
};
