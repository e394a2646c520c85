import { cellProblem, mapColumns, missingColumn, type ColumnNames, type Columns } from './columns';
import { isIdNumber } from './id-number';
import { maskIdNumber, maskPhone, type BothTexts, type FileProblem } from './problem';
import { foldedName, type Row, type Table, type TableHead } from './table';

export type FileStatus = 'competing' | 'withdrawn' | 'absent' | 'disqualified' | 'vetoed';
export type FileKind = 'person' | 'team' | 'unit';

/** Columns of an entries file. The same columns may stand in a marks file, to tell who the marks belong to. */
export const entryColumns = {
  competition: ['竞赛', 'competition', '比赛', '竞赛编号'],
  contest: ['赛项', 'contest', '工种', '赛项编号'],
  number: ['参赛编号', 'number', '编号', '选手编号', '参赛号', '号码', 'no', 'entry', 'entry_id', 'start_no', 'bib'],
  group: ['组别', 'group', '分组', '小组', 'class'],
  kind: ['类别', 'kind', '参赛类别', 'receiver'],
  name: ['姓名', 'name', '名称', '姓名/名称', '选手', '班组', 'entrant', 'competitor', 'contestant', 'team'],
  unit: ['单位', 'unit', '所在单位', '工作单位', '参赛单位', 'organization'],
  idNumber: ['身份证号', 'idNumber', '身份证号码', '公民身份号码', '身份证'],
  phone: ['电话', 'phone', '手机', '手机号', '联系电话', 'mobile'],
  members: ['成员', 'members', '队员', '成员名单'],
  status: ['状态', 'status', '参赛状态'],
  reason: ['原因', 'reason', '理由', '状态说明'],
  clause: ['否决条款', 'clause', '条款', 'veto'],
} as const satisfies Record<string, ColumnNames>;

export type EntryColumn = keyof typeof entryColumns;

/** Where a column of entries stands in a table, by any of its names. */
export function entryColumnAt(table: TableHead, column: EntryColumn): number | undefined {
  const names = new Set<string>(entryColumns[column].map(foldedName));
  const index = table.header.findIndex((name) => names.has(foldedName(name)));
  if (index >= 0) return index;
  return column === 'number' ? entryColumnAt(table, 'name') : undefined;
}

/** Folded column name → name of an attribute that a rule document asks of entries. */
export type AttributeNames = ReadonlyMap<string, string>;

export type EntryFields = {
  readonly competition?: string;
  readonly contest?: string;
  readonly number: string;
  readonly group?: string;
  readonly kind?: FileKind;
  readonly name?: string;
  readonly unit?: string;
  readonly idNumber?: string;
  readonly phone?: string;
  readonly members?: readonly string[];
  readonly status?: FileStatus;
  readonly reason?: string;
  readonly clause?: string;
  readonly attributes?: Readonly<Record<string, string>>;
};

export type EntryFileRow = EntryFields & { readonly row: number };

export type EntryRows = {
  readonly rows: readonly EntryFileRow[];
  readonly problems: readonly FileProblem[];
  /** Columns that nothing was read from. */
  readonly unused: readonly string[];
};

const kinds = new Map<string, FileKind>([
  ...['person', '个人', '选手', '人'].map((word) => [word, 'person'] as const),
  ...['team', '班组', '团队', '集体', '队'].map((word) => [word, 'team'] as const),
  ...['unit', '单位', '企业'].map((word) => [word, 'unit'] as const),
]);

const statuses = new Map<string, FileStatus>([
  ...['competing', 'ranked', '参赛', '正常', '在赛'].map((word) => [word, 'competing'] as const),
  ...['withdrawn', '退赛', '弃权'].map((word) => [word, 'withdrawn'] as const),
  ...['absent', '缺考', '缺席', '缺赛'].map((word) => [word, 'absent'] as const),
  ...['disqualified', '取消', '取消资格', '取消成绩', 'dsq'].map((word) => [word, 'disqualified'] as const),
  ...['vetoed', '一票否决', '否决'].map((word) => [word, 'vetoed'] as const),
]);

const kindExpected: BothTexts = {
  zh: '应为 个人、班组 或 单位',
  en: 'person, team or unit is expected',
};
const statusExpected: BothTexts = {
  zh: '应为 参赛、退赛、缺考、取消 或 一票否决',
  en: 'competing, withdrawn, absent, disqualified or vetoed is expected',
};
const idExpected: BothTexts = {
  zh: '应为 18 位身份证号，末位校验码须正确；Excel 中该列须为“文本”格式，否则末位会丢失',
  en: 'an 18-character ID number with a right check character is expected; keep the column as text in Excel, or the last digits are lost',
};
const phoneExpected: BothTexts = {
  zh: '应为电话号码：5 至 20 位数字，可带 +、- 和空格',
  en: 'a phone number is expected: 5 to 20 digits, with +, - and spaces allowed',
};

/** Reads the rows of an entries file one by one. What is wrong, of the header too, is added to `problems`. */
export type EntryRowReader = {
  /** Undefined when nothing says whose row it is. */
  readonly read: (row: Row) => EntryFileRow | undefined;
  readonly problems: FileProblem[];
  /** Columns that nothing is read from. */
  readonly unused: readonly string[];
};

/** `number` (or, without such a column, `name`) must be there. */
export function entryRowReader(table: TableHead, attributes: AttributeNames): EntryRowReader {
  const columns = mapColumns(table, entryColumns, new Set(attributes.keys()));
  const problems = [...columns.problems];
  if (columns.at('number') === undefined && columns.at('name') === undefined) {
    problems.push(missingColumn(table, entryColumns.number));
  }
  const fieldsOf = entryReader(table, columns, attributes, problems);
  const read = (row: Row): EntryFileRow | undefined => {
    const fields = fieldsOf(row);
    return fields === undefined ? undefined : { ...fields, row: row.row };
  };
  const unused = columns.others.map(({ name }) => name).filter((name) => attributeOf(name, attributes) === undefined);
  return { read, problems, unused };
}

/** Reads a whole entries file. Every problem is answered. */
export function readEntryRows(table: Table, attributes: AttributeNames = new Map()): EntryRows {
  const { read, problems, unused } = entryRowReader(table, attributes);
  const rows = table.rows.flatMap((row) => read(row) ?? []);
  return { rows, problems, unused };
}

/** Reads the entry columns of one row; undefined when nothing says whose row it is. Adds what is wrong to `problems`. */
export function entryReader(
  table: TableHead,
  columns: Columns<EntryColumn>,
  attributes: AttributeNames,
  problems: FileProblem[],
): (row: Row) => EntryFields | undefined {
  const key: EntryColumn = columns.at('number') === undefined ? 'name' : 'number';
  const own = columns.others.flatMap(({ name, index }) => {
    const attribute = attributeOf(name, attributes);
    return attribute === undefined ? [] : [{ attribute, index }];
  });
  const complain = (row: Row, column: EntryColumn, value: string | undefined, expected: BothTexts): void => {
    const at = { row: row.row, index: columns.at(column), ...(value === undefined ? {} : { value }) };
    problems.push(cellProblem(table, at, `${kebab(column)}-invalid`, expected));
  };
  const word = <T>(
    row: Row,
    column: EntryColumn,
    words: ReadonlyMap<string, T>,
    expected: BothTexts,
  ): T | undefined => {
    const text = columns.read(row, column);
    if (text === undefined) return undefined;
    const found = words.get(foldedName(text));
    if (found === undefined) complain(row, column, text, expected);
    return found;
  };
  return (row) => {
    const number = columns.read(row, key);
    if (number === undefined) {
      const [zh, en] = entryColumns[key];
      if (columns.at(key) !== undefined) {
        complain(row, key, undefined, { zh: `${zh}不能为空`, en: `the ${en} must not be empty` });
      }
      return undefined;
    }
    const idNumber = columns.read(row, 'idNumber')?.toUpperCase();
    if (idNumber !== undefined && !isIdNumber(idNumber)) complain(row, 'idNumber', maskIdNumber(idNumber), idExpected);
    const phone = columns.read(row, 'phone');
    if (phone !== undefined && !isPhone(phone)) complain(row, 'phone', maskPhone(phone), phoneExpected);
    const members = columns
      .read(row, 'members')
      ?.split(/[;；、\n]/)
      .flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
    return defined({
      number,
      competition: columns.read(row, 'competition'),
      contest: columns.read(row, 'contest'),
      group: columns.read(row, 'group'),
      kind: word(row, 'kind', kinds, kindExpected),
      name: columns.read(row, 'name'),
      unit: columns.read(row, 'unit'),
      idNumber,
      phone,
      members,
      status: word(row, 'status', statuses, statusExpected),
      reason: columns.read(row, 'reason'),
      clause: columns.read(row, 'clause'),
      attributes: own.length === 0 ? undefined : attributesOf(row, own),
    });
  };
}

/** A column called `属性:x` or `attribute:x` holds the attribute `x`, whether rules ask for it or awards do. */
function attributeOf(column: string, attributes: AttributeNames): string | undefined {
  const named = /^(?:属性|attribute)\s*[:：]\s*(.+)$/i.exec(column)?.[1];
  return named ?? attributes.get(foldedName(column));
}

function attributesOf(row: Row, own: readonly { readonly attribute: string; readonly index: number }[]) {
  const found = own.flatMap(({ attribute, index }) => {
    const text = row.cells[index] ?? '';
    return text === '' ? [] : [[attribute, text] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

const isPhone = (text: string): boolean => /^\+?[\d -]+$/.test(text) && /^\d{5,20}$/.test(text.replace(/\D/g, ''));
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The record without its absent fields. */
function defined<T extends Record<string, unknown>>(fields: T): Defined<T> {
  const present: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as Defined<T>;
}
