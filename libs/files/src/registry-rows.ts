import { idNumberProblem, textProblem } from './cells';
import { cellProblem, mapColumns, missingColumn, type ColumnNames } from './columns';
import type { BothTexts, FileProblem } from './problem';
import type { Row, TableHead } from './table';
import { textBehind } from './write-csv';

export const unitColumns = {
  unit: ['单位标识', 'unit', '统一社会信用代码', '信用代码', 'creditCode'],
  organization: ['所属组织', 'organization', '所属工会', '工会组织'],
  name: ['单位名称', 'name', '名称', '单位'],
  kind: ['单位类别', 'kind', '类别', '单位性质'],
  ownership: ['所有制', 'ownership', '经济类型'],
  industry: ['行业', 'industry', '所属行业'],
  region: ['地区', 'region', '所在地区'],
} as const satisfies Record<string, ColumnNames>;

export const teamColumns = {
  team: ['班组标识', 'team', '班组编号'],
  unit: ['单位标识', 'unit', '统一社会信用代码', '信用代码', '所在单位'],
  name: ['班组名称', 'name', '名称', '班组'],
} as const satisfies Record<string, ColumnNames>;

export const personColumns = {
  person: ['人员标识', 'person'],
  unit: ['单位标识', 'unit', '统一社会信用代码', '信用代码', '所在单位'],
  name: ['姓名', 'name'],
  idNumber: ['身份证号', 'idNumber', '身份证号码', '公民身份号码', '身份证'],
  number: ['工号', 'number', '职工编号'],
  nationality: ['国籍', 'nationality'],
  gender: ['性别', 'gender'],
  ethnicity: ['民族', 'ethnicity'],
  political: ['政治面貌', 'political'],
  cadreRank: ['职务级别', 'cadreRank', '行政级别'],
  category: ['人员类别', 'category'],
  birth: ['出生年月', 'birth', '出生日期', '出生年份'],
  education: ['学历', 'education'],
} as const satisfies Record<string, ColumnNames>;

/** Of a unit, or of a person where one is named. */
export const barColumns = {
  unit: personColumns.unit,
  person: personColumns.person,
  idNumber: personColumns.idNumber,
  number: personColumns.number,
  bar: ['事项编号', 'bar'],
  kind: ['事项种类', 'kind', '种类'],
  on: ['发生日期', 'on', '日期'],
  document: ['依据文件', 'document', '文件'],
  note: ['说明', 'note'],
  clearedOn: ['解除日期', 'clearedOn'],
  clearedBy: ['解除文件', 'clearedBy'],
} as const satisfies Record<string, ColumnNames>;

export type FileAttribute = { readonly attribute: string; readonly value: string; readonly index: number };

export type RegistryFileRow<K extends string> = {
  readonly row: number;
  readonly cells: { readonly [C in K]?: string };
  /** From columns called `属性:x` or `attribute:x`, and where they stand. */
  readonly attributes: readonly FileAttribute[];
};

export type RegistryRowReader<K extends string> = {
  /** Undefined when something is wrong in the row; what, stands in `problems`. */
  readonly read: (row: Row) => RegistryFileRow<K> | undefined;
  readonly at: (column: K) => number | undefined;
  readonly complain: (row: number, column: K, code: string, expected: BothTexts, value?: string) => void;
  readonly problems: FileProblem[];
  readonly unused: readonly string[];
};

const textMax = 200;

/**
 * Reads a file of the register row by row. What is wrong, of the header too, is added to `problems`. Cells of a CSV file may
 * stand behind an apostrophe, see `spreadsheetText`.
 * @param longer characters of columns that may hold more than 200
 */
export function registryRowReader<K extends string>(
  table: TableHead,
  names: Readonly<Record<K, ColumnNames>>,
  needed: readonly NoInfer<K>[],
  longer: { readonly [C in NoInfer<K>]?: number } = {},
): RegistryRowReader<K> {
  const plain = (text: string): string => (table.format === 'csv' ? textBehind(text).trim() : text);
  const columns = mapColumns(table, names);
  const missing = needed.filter((column) => columns.at(column) === undefined);
  const problems = [...columns.problems, ...missing.map((column) => missingColumn(table, names[column]))];
  const own = columns.others.flatMap(({ name, index }) => {
    const attribute = /^(?:属性|attribute)\s*[:：]\s*(.+)$/i.exec(name)?.[1];
    return attribute === undefined ? [] : [{ attribute, index, name }];
  });
  const complain: RegistryRowReader<K>['complain'] = (row, column, code, expected, value) => {
    const at = { row, index: columns.at(column), ...(value === undefined ? {} : { value }) };
    problems.push(cellProblem(table, at, code, expected));
  };
  const note = (problem: FileProblem | undefined): void => {
    if (problem !== undefined) problems.push(problem);
  };
  const keys = Object.keys(names) as K[];
  const read = (row: Row): RegistryFileRow<K> | undefined => {
    const before = problems.length;
    const cells: { [C in K]?: string } = {};
    for (const column of keys) {
      const text = plain(columns.read(row, column) ?? '');
      if (text === '') {
        if (needed.includes(column) && columns.at(column) !== undefined) {
          const [zh, en] = names[column];
          complain(row.row, column, `${column}-missing`, { zh: `${zh}不能为空`, en: `the ${en} must not be empty` });
        }
      } else if (column === 'idNumber') {
        const upper = text.toUpperCase();
        note(idNumberProblem(table, { row: row.row, index: columns.at(column) }, upper));
        cells[column] = upper;
      } else {
        note(textProblem(table, { row: row.row, index: columns.at(column) }, text, longer[column] ?? textMax));
        cells[column] = text;
      }
    }
    const attributes = own.flatMap(({ attribute, index }) => {
      const value = plain(row.cells[index] ?? '');
      if (value !== '') note(textProblem(table, { row: row.row, index }, value, textMax));
      return value === '' ? [] : [{ attribute, value, index }];
    });
    return problems.length === before ? { row: row.row, cells, attributes } : undefined;
  };
  const taken = new Set(own.map(({ name }) => name));
  const unused = columns.others.map(({ name }) => name).filter((name) => !taken.has(name));
  return { read, at: columns.at, complain, problems, unused };
}
