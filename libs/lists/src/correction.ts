import { problemOf, type FileProblem } from '@xf/files';
import { columnNames, type Column } from './columns';
import { dayInWords } from './days';
import { leaksOf, type Block, type DocumentAnswer } from './document';
import type { CheckedList } from './list';

export type FieldChange = { readonly column: Column; readonly before: string; readonly after: string };

/** A row as it was printed, and where: in the older version, or in the newer one where only that has it. */
export type PrintedRow = {
  readonly award: string;
  readonly number: number;
  readonly texts: Readonly<Partial<Record<Column, string>>>;
};
export type Difference = {
  /** Whether a version was made for work inside: such a difference is read, and not published. */
  readonly internal: boolean;
  readonly added: readonly PrintedRow[];
  readonly removed: readonly PrintedRow[];
  readonly changed: readonly (PrintedRow & { readonly fields: readonly FieldChange[] })[];
};

type Versions = { readonly before: CheckedList; readonly after: CheckedList };

/**
 * What changed from one version of a list to the next, as far as it is printed: rows by their key, fields by the columns
 * both show. A row that only moved, and a number that follows from others, are no change.
 */
export async function differenceOf({ before, after }: Versions): Promise<Difference> {
  const shown = before.columns.filter((column) => column !== 'number' && after.columns.includes(column));
  const [was, is] = [await printedRows(before), await printedRows(after)];
  const changed = [...was].flatMap(([key, row]) => {
    const fields = fieldChanges(row, is.get(key), shown);
    return fields.length === 0 ? [] : [{ ...row, fields }];
  });
  const internal = [before, after].some(({ list }) => list.purpose === 'internal');
  return { internal, added: missingIn(was, is), removed: missingIn(is, was), changed };
}

async function printedRows({ columns, cells }: CheckedList): Promise<ReadonlyMap<string, PrintedRow>> {
  const rows = new Map<string, PrintedRow>();
  const numbers = new Map<string, number>();
  for await (const { key, award, cells: printed } of cells()) {
    const number = (numbers.get(award) ?? 0) + 1;
    numbers.set(award, number);
    const texts = Object.fromEntries(columns.map((column, n) => [column, printed[n] ?? '']));
    rows.set(key, { award, number, texts });
  }
  return rows;
}

const missingIn = (some: ReadonlyMap<string, PrintedRow>, all: ReadonlyMap<string, PrintedRow>) =>
  [...all].flatMap(([key, row]) => (some.has(key) ? [] : [row]));

function fieldChanges(was: PrintedRow, is: PrintedRow | undefined, columns: readonly Column[]): readonly FieldChange[] {
  if (is === undefined) return [];
  return columns.flatMap((column) => {
    const [before = '', after = ''] = [was.texts[column], is.texts[column]];
    return before === after ? [] : [{ column, before, after }];
  });
}

export type Correction = {
  /** Of the list that is corrected. */
  readonly title: string;
  readonly issuer: string;
  /** `2026-04-28` */
  readonly date: string;
};

/** The correction notice (勘误). Refused when nothing printed has changed, of a working list, or where it would show what must not be. */
export function correctionOf({ title, issuer, date }: Correction, difference: Difference): DocumentAnswer {
  const day = dayInWords(date);
  const { internal, added, removed, changed } = difference;
  const problems: FileProblem[] = [];
  if (day === undefined) {
    const zh = `落款日期“${date}”应为 2026-04-28 形式的日期。`;
    problems.push(problemOf('day-invalid', zh, `The date "${date}" should be a day such as 2026-04-28.`));
  }
  if (internal) {
    const zh = '内部工作表不对外勘误：请用公布的两个版本。';
    problems.push(
      problemOf('purpose-other', zh, 'A working list is not corrected in public: take the published versions.'),
    );
  }
  if (added.length + removed.length + changed.length === 0) {
    const zh = '两个版本印出的内容相同，无须勘误。';
    problems.push(problemOf('nothing-changed', zh, 'Both versions print the same; there is nothing to correct.'));
  }
  const changes = changed.map(
    (row) => `${placeOf(row)}${row.texts.name ?? ''}：${row.fields.map(fieldText).join('；')}。`,
  );
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['增加', added.map((row) => `${row.award}，${rowText(row)}。`)],
    ['删去', removed.map((row) => `${placeOf(row)}${rowText(row)}。`)],
    ['更正', changes],
  ];
  const blocks: readonly Block[] = [
    { kind: 'title', text: `关于《${title}》的勘误` },
    ...parts
      .filter(([, lines]) => lines.length > 0)
      .flatMap(([name, lines], n): readonly Block[] => [
        { kind: 'heading', text: `${'一二三'[n] ?? ''}、${name}（${lines.length}处）` },
        ...lines.map((text) => ({ kind: 'text', text }) as const),
      ]),
    { kind: 'right', text: issuer },
    { kind: 'right', text: day ?? '' },
  ];
  problems.push(...leaksOf(blocks));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, blocks };
}

const placeOf = ({ award, number }: PrintedRow): string => `原“${award}”第${number}号，`;

const rowText = ({ texts }: PrintedRow): string =>
  Object.entries(texts)
    .flatMap(([column, text]) => (column === 'award' || column === 'number' || text === '' ? [] : [text]))
    .join('，');

const fieldText = ({ column, before, after }: FieldChange): string =>
  `“${columnNames[column][0]}”由“${before}”改为“${after}”`;
