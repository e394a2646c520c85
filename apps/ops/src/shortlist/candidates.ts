import {
  cellProblem,
  decimalProblem,
  foldedName,
  mapColumns,
  missingColumn,
  problemOf,
  readTable,
  type BothTexts,
  type ColumnNames,
  type FileProblem,
  type Row,
  type Table,
} from '@xf/files';
import type { Candidate, CandidateProblem, ShortlistDocument } from '@xf/shortlist';

const columns = {
  id: ['编号', 'id', '候选人编号', '序号', 'number', 'candidate'],
  name: ['姓名', 'name', '名称'],
  unit: ['单位', 'unit', '推荐单位', '所在单位', 'organization'],
  list: ['名单', 'list', '奖项', 'award'],
  merit: ['成绩', 'merit', '得分', '总分', '分数', '名次', '票数', 'score', 'total', 'rank', 'votes'],
  categories: ['类别', 'categories', '人员类别', '身份', 'category'],
} as const satisfies Record<string, ColumnNames>;

const separators = /[、;；,，|]/;
const marks: Readonly<Record<string, boolean>> = {
  是: true,
  '√': true,
  '1': true,
  yes: true,
  true: true,
  否: false,
  '0': false,
  no: false,
  false: false,
  '': false,
};

/** Candidates with the rows they stand in, so that what is refused later is shown where it stands. */
export type CandidateFile = {
  readonly table: Table;
  readonly candidates: readonly Candidate[];
  readonly rows: readonly number[];
  readonly unused: readonly string[];
};

export type ReadCandidates =
  | { readonly ok: true; readonly file: CandidateFile }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Columns whose names the document gives: one for each attribute, and any number of yes-or-no ones for categories. */
type Named = { readonly attributes: ReadonlyMap<number, string>; readonly categories: ReadonlyMap<number, string> };

/** Reads candidates: a row each, in the order that decides between equals. Every problem of the file is answered. */
export async function readCandidates(file: string, document: ShortlistDocument): Promise<ReadCandidates> {
  const read = await readTable(file);
  if (!read.ok) return read;
  const { table } = read;
  const named = namedColumns(table, document);
  const taken = new Set(
    [...named.attributes.keys(), ...named.categories.keys()].map((at) => foldedName(table.header[at] ?? '')),
  );
  const found = mapColumns(table, columns, taken);
  const problems: FileProblem[] = [...found.problems];
  for (const key of ['id', 'merit'] as const)
    if (found.at(key) === undefined) problems.push(missingColumn(table, columns[key]));
  const known = categoryNames(document);
  const candidates = table.rows.map((row): Candidate => {
    const [id, merit] = [found.read(row, 'id') ?? '', found.read(row, 'merit') ?? ''];
    const say = (index: number | undefined, value: string, code: string, expected: BothTexts) =>
      problems.push(cellProblem(table, { row: row.row, index, value }, code, expected));
    if (found.at('id') !== undefined && id === '') {
      say(found.at('id'), id, 'id-missing', { zh: '编号不能为空', en: 'the id must not be empty' });
    }
    const wrong = found.at('merit') === undefined ? undefined : decimalProblem(merit);
    if (wrong !== undefined) say(found.at('merit'), merit, 'merit-invalid', wrong);
    const texts = {
      name: found.read(row, 'name'),
      unit: found.read(row, 'unit'),
      list: listOf(document, found.read(row, 'list')),
    };
    const own = (found.read(row, 'categories') ?? '').split(separators).map((one) => one.trim());
    return {
      id,
      merit,
      ...withoutAbsent(texts),
      categories: [
        ...new Set([
          ...own.filter((one) => one !== '').map((one) => known.get(foldedName(one)) ?? one),
          ...marked(row, named, say),
        ]),
      ],
      attributes: Object.fromEntries([...named.attributes].map(([at, id]) => [id, row.cells[at] ?? ''])),
    };
  });
  const unused = found.others.filter(({ index }) => !named.attributes.has(index) && !named.categories.has(index));
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        file: { table, candidates, rows: table.rows.map(({ row }) => row), unused: unused.map(({ name }) => name) },
      };
}

type Texts = Readonly<Record<'name' | 'unit' | 'list', string | undefined>>;

const withoutAbsent = ({ name, unit, list }: Texts) => ({
  ...(name === undefined ? {} : { name }),
  ...(unit === undefined ? {} : { unit }),
  ...(list === undefined ? {} : { list }),
});

function namedColumns(table: Table, document: ShortlistDocument): Named {
  const byName = (all: readonly { readonly id: string; readonly title: string }[]) => {
    const ids = new Map(all.flatMap(({ id, title }) => [id, title].map((name) => [foldedName(name), id] as const)));
    return new Map(
      table.header.flatMap((name, at) => {
        const id = ids.get(foldedName(name));
        return id === undefined ? [] : [[at, id] as const];
      }),
    );
  };
  return { attributes: byName(document.attributes ?? []), categories: byName(document.categories) };
}

const categoryNames = ({ categories }: ShortlistDocument): ReadonlyMap<string, string> =>
  new Map(
    categories.flatMap(({ id, title, titleEn }) =>
      [id, title, titleEn ?? id].map((name) => [foldedName(name), id] as const),
    ),
  );

/** The id of a list named by its id or its title; any other text stays, to be refused where lists are known. */
function listOf({ lists = [] }: ShortlistDocument, text: string | undefined): string | undefined {
  if (text === undefined) return lists.length === 1 ? lists[0]?.id : undefined;
  return lists.find(({ id, title }) => [id, title].some((name) => foldedName(name) === foldedName(text)))?.id ?? text;
}

function marked(
  row: Row,
  { categories }: Named,
  say: (index: number, value: string, code: string, expected: BothTexts) => unknown,
): readonly string[] {
  return [...categories].flatMap(([at, id]) => {
    const text = row.cells[at] ?? '';
    const mark = marks[text.toLowerCase()];
    if (mark === undefined) say(at, text, 'mark-invalid', { zh: '须为“是”或“否”', en: 'yes or no is expected' });
    return mark === true ? [id] : [];
  });
}

/** Where in the file a problem of a candidate stands. */
export function problemAt({ table, rows }: CandidateFile, problem: CandidateProblem): FileProblem {
  const { index, field, attribute, value, code, zh, en } = problem;
  if (index === undefined) return problemOf(code, `${zh}。`, `${en}.`);
  const names: readonly string[] = field === undefined || field === 'attributes' ? [attribute ?? ''] : columns[field];
  const folded = new Set(names.map(foldedName));
  const column = table.header.findIndex((name) => folded.has(foldedName(name)));
  const at = {
    row: rows[index] ?? 0,
    index: column < 0 ? undefined : column,
    ...(value === undefined ? {} : { value }),
  };
  return cellProblem(table, at, code, { zh, en });
}

/** The ids in a file of those chosen by hand. */
export async function readChosen(
  file: string,
): Promise<{ readonly ids: readonly string[]; readonly problems: readonly FileProblem[] }> {
  const read = await readTable(file);
  if (!read.ok) return { ids: [], problems: read.problems };
  const found = mapColumns(read.table, { id: columns.id });
  if (found.at('id') === undefined) return { ids: [], problems: [missingColumn(read.table, columns.id)] };
  return { ids: read.table.rows.flatMap((row) => found.read(row, 'id') ?? []), problems: found.problems };
}
