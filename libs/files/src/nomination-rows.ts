import { cellProblem, mapColumns, missingColumn, type ColumnNames } from './columns';
import { isIdNumber } from './id-number';
import { maskIdNumber, type FileProblem } from './problem';
import { foldedName, type Row, type TableHead } from './table';

export const nominationColumns = {
  round: ['评选批次', 'round', '批次', '年度批次'],
  award: ['奖项', 'award', '荣誉', '奖项编号'],
  nomination: ['推荐编号', 'nomination', '编号', '序号'],
  name: ['姓名', 'name', '名称', '姓名/名称'],
  unit: ['单位', 'unit', '所在单位', '工作单位'],
  idNumber: ['身份证号', 'idNumber', '身份证号码', '公民身份号码'],
  recommender: ['推荐单位', 'recommender', '推荐组织'],
  reason: ['推荐理由', 'reason', '理由', '主要事迹', '事迹'],
} as const satisfies Record<string, ColumnNames>;

type Column = keyof typeof nominationColumns;

/** Where a column of nominations stands in a table, by any of its names. */
export function nominationColumnAt(table: TableHead, column: Column): number | undefined {
  const names = new Set<string>(nominationColumns[column].map(foldedName));
  const index = table.header.findIndex((name) => names.has(foldedName(name)));
  return index < 0 ? undefined : index;
}

export type NominationFileRow = { readonly row: number } & { readonly [K in Column]?: string } & {
  readonly award: string;
  readonly name: string;
  readonly reason: string;
};

const needed: readonly Column[] = ['award', 'name', 'reason'];

/** Reads a file of recommendations row by row: award, name and reason in every row. What is wrong goes to `problems`. */
export function nominationRowReader(table: TableHead): {
  readonly read: (row: Row) => NominationFileRow;
  readonly problems: FileProblem[];
  readonly unused: readonly string[];
} {
  const columns = mapColumns(table, nominationColumns);
  const missing = needed.filter((column) => columns.at(column) === undefined);
  const problems = [...columns.problems, ...missing.map((column) => missingColumn(table, nominationColumns[column]))];
  const keys = Object.keys(nominationColumns) as Column[];
  const read = (row: Row): NominationFileRow => {
    for (const column of needed) {
      const index = columns.at(column);
      if (index === undefined || columns.read(row, column) !== undefined) continue;
      const [zh, en] = nominationColumns[column];
      const expected = { zh: `${zh}不能为空`, en: `the ${en} must not be empty` };
      problems.push(cellProblem(table, { row: row.row, index }, `${column}-missing`, expected));
    }
    const idNumber = columns.read(row, 'idNumber')?.toUpperCase();
    if (idNumber !== undefined && !isIdNumber(idNumber)) {
      const at = { row: row.row, index: columns.at('idNumber'), value: maskIdNumber(idNumber) };
      const expected = { zh: '应为 18 位身份证号，校验码须正确', en: 'a valid 18-character ID number is expected' };
      problems.push(cellProblem(table, at, 'id-number-invalid', expected));
    }
    const found = keys.flatMap((key) => {
      const text = key === 'idNumber' ? idNumber : columns.read(row, key);
      return text === undefined ? [] : [[key, text] as const];
    });
    return { award: '', name: '', reason: '', ...Object.fromEntries(found), row: row.row };
  };
  return { read, problems, unused: columns.others.map(({ name }) => name) };
}
