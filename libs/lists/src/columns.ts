import { maskIdNumber, maskPhone, problemOf, type ColumnNames, type FileProblem } from '@xf/files';
import { isHan, plainName, printName } from './names';
import type { ListRow } from './terms';

/** What a list is made for: 荣誉名册, 公示件, the attachment of a 表彰决定, or work inside the union. */
export type Purpose = 'roll' | 'notice' | 'decision' | 'internal';

export type Column =
  | 'number'
  | 'award'
  | 'name'
  | 'gender'
  | 'ethnicity'
  | 'birthYear'
  | 'unitPost'
  | 'title'
  | 'region'
  | 'decision'
  | 'conferredOn'
  | 'idNumber'
  | 'phone';

/** Names a column has at the head of a file, and those it is found by; the first is printed. */
export const columnNames: Readonly<Record<Column, ColumnNames>> = {
  number: ['序号', 'No.', 'number'],
  award: ['奖项', 'award', '奖项名称', '荣誉称号'],
  name: ['姓名/名称', 'name', '姓名', '名称', '姓名（名称）'],
  gender: ['性别', 'gender'],
  ethnicity: ['民族', 'ethnicity'],
  birthYear: ['出生年份', 'birth year'],
  unitPost: ['单位及职务', 'unit and post', '单位和职务', '单位职务'],
  title: ['专业技术职称', 'professional title', '职称'],
  region: ['地区', 'region', '推荐地区'],
  decision: ['表彰决定文号', 'decision', '文号'],
  conferredOn: ['授予日期', 'conferred on'],
  idNumber: ['身份证号', 'ID number'],
  phone: ['联系电话', 'phone'],
};

/** How a spreadsheet holds a column; what is not named is text. */
export const columnKinds: Readonly<Partial<Record<Column, 'number' | 'date'>>> = {
  number: 'number',
  birthYear: 'number',
  conferredOn: 'date',
};

type PurposeColumns = {
  readonly zh: string;
  readonly en: string;
  readonly usual: readonly Column[];
  readonly alsoAllowed: readonly Column[];
};

const onNotice = ['number', 'award', 'name', 'unitPost'] as const;
const ofPeople = ['ethnicity', 'gender', 'birthYear'] as const;

/** The columns of each purpose. What stands in neither list cannot be printed for it. domain-rules 41, 118 */
export const purposes: Readonly<Record<Purpose, PurposeColumns>> = {
  roll: {
    ...{ zh: '荣誉名册', en: 'roll of honour' },
    usual: [...onNotice, 'decision', 'conferredOn'],
    alsoAllowed: [...ofPeople, 'region'],
  },
  notice: { zh: '公示件', en: 'public notice', usual: onNotice, alsoAllowed: [...ofPeople, 'title', 'region'] },
  decision: {
    ...{ zh: '表彰决定附件', en: 'attachment of a decision' },
    usual: onNotice,
    alsoAllowed: [...ofPeople, 'region'],
  },
  internal: {
    ...{ zh: '内部工作表', en: 'internal working list' },
    usual: [...onNotice, 'gender', 'ethnicity', 'birthYear', 'title', 'region', 'idNumber', 'phone'],
    alsoAllowed: ['decision', 'conferredOn'],
  },
};

/** What is done to a column before anybody sees it; told beside the list. domain-rules 120 */
export const masks: Readonly<Partial<Record<Column, { readonly zh: string; readonly en: string }>>> = {
  idNumber: { zh: '身份证号只留前 6 位和后 4 位', en: 'ID numbers show the first 6 and the last 4' },
  phone: { zh: '电话只留前 3 位和后 4 位', en: 'phones show the first 3 and the last 4' },
};

/** The columns to print, or a problem for each that the purpose does not allow. */
export function columnsFor(purpose: Purpose, asked?: readonly Column[]): readonly Column[] | readonly FileProblem[] {
  const { zh, en, usual, alsoAllowed } = purposes[purpose];
  const allowed = [...usual, ...alsoAllowed];
  const columns = asked ?? usual;
  const problems = columns
    .filter((column) => !allowed.includes(column))
    .map((column) => {
      const [name, english] = columnNames[column];
      const may = (n: 0 | 1) => allowed.map((one) => columnNames[one][n]).join(n === 0 ? '、' : ', ');
      return problemOf(
        'column-not-allowed',
        `${zh}不得印“${name}”，可印：${may(0)}。`,
        `A ${en} must not show "${english}"; it may show: ${may(1)}.`,
        { column: name },
      );
    });
  return problems.length > 0 ? problems : columns;
}

/** What of a row is not in the row itself. */
export type Placed = {
  /** Within its award, from 1. domain-rules 115 */
  readonly number: number;
  /** Whether the year of birth has to stand beside the name. */
  readonly byBirthYear: boolean;
  /** Whether others than the union read it: Han is not printed for them. domain-rules 118 */
  readonly isPublished: boolean;
};

/** The row as it is printed: the text of each column, masked, and of nothing else. */
export const cellsOf = (row: ListRow, placed: Placed, columns: readonly Column[]): readonly string[] =>
  columns.map((column) => cellOf(row, placed, column, columns));

function cellOf(row: ListRow, placed: Placed, column: Column, columns: readonly Column[]): string {
  const { number, byBirthYear, isPublished } = placed;
  switch (column) {
    case 'number':
      return String(number);
    case 'name': {
      const { name, ethnicity, birthYear, kind } = row;
      if (kind !== 'person') return name.trim();
      const marks = {
        ...(ethnicity === undefined || columns.includes('ethnicity') ? {} : { ethnicity }),
        ...(byBirthYear && birthYear !== undefined && !columns.includes('birthYear') ? { birthYear } : {}),
      };
      return printName({ name: plainName(name), ...marks });
    }
    case 'ethnicity':
      return isPublished && isHan(row.ethnicity) ? '' : (row.ethnicity?.trim() ?? '');
    case 'idNumber':
      return maskIdNumber(row.idNumber ?? '');
    case 'phone':
      return maskPhone(row.phone ?? '');
    default:
      return row[column]?.trim() ?? '';
  }
}
