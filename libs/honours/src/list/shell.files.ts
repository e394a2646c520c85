import { Readable } from 'node:stream';
import {
  columnNames,
  correctionOf,
  csvOf,
  decisionOf,
  differenceOf,
  docxOf,
  jsonOf,
  listDocumentOf,
  xlsxOf,
  xlsxProblem,
  type CheckedList,
} from '@xf/lists';
import { problemOf, workbookType, type Call } from '@xf/nest';
import type { Format } from './events';
import { listRefusals } from './shell.refusals';

type File = {
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: AsyncIterable<Buffer | string> | Iterable<Buffer | string>;
};
type Versions = { readonly before: CheckedList; readonly after: CheckedList };

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A list as a file, written piece by piece while it is sent. Throws `list-refused` when it does not fit the format. */
export async function listFile(checked: CheckedList, format: Format): Promise<File> {
  switch (format) {
    case 'csv':
      return { type: 'text/csv; charset=utf-8', headers: declared(checked), pieces: csvOf(checked) };
    case 'json':
      return { type: 'application/json; charset=utf-8', pieces: jsonOf(checked) };
    case 'xlsx': {
      const unfit = xlsxProblem(checked);
      if (unfit !== undefined) throw problemOf(listRefusals, { code: 'list-refused', problems: [unfit] });
      return { type: workbookType, pieces: xlsxOf(checked) };
    }
    case 'docx':
      return word(await listDocumentOf(checked), checked.list.title);
  }
}

/** Which cells are not what is stored: how many, and the first hundred by their addresses. domain-rules 117 */
const declared = ({ neutralised: { count, first } }: CheckedList): Readonly<Record<string, string>> => ({
  'x-neutralised-count': String(count),
  ...(count === 0 ? {} : { 'x-neutralised-cells': first.join(',') }),
});

/** A 勘误 as a Word file. */
export async function correctionFile(
  said: { readonly title: string; readonly issuer: string; readonly date: string },
  versions: Versions,
): Promise<File> {
  return word(correctionOf(said, await differenceOf(versions)), said.title);
}

/** The decision a list was given by, with the list as its attachments; number and day are those of its honours. */
export async function decisionFile(
  said: { readonly title: string; readonly issuer: string; readonly body: readonly string[] },
  { numbers, date }: { readonly numbers: readonly string[]; readonly date: string },
  checked: CheckedList,
): Promise<File> {
  const [number = '', ...more] = numbers;
  if (more.length > 0) throw problemOf(listRefusals, { code: 'decisions-several', decisions: numbers });
  return word(await decisionOf({ ...said, number, date }, checked), said.title);
}

/** What changed, by the names the columns have on paper. */
export async function differenceTold(versions: Versions): Promise<object> {
  const { added, removed, changed } = await differenceOf(versions);
  const fields = (row: (typeof changed)[number]) =>
    row.fields.map(({ column, before, after }) => ({ column, name: columnNames[column][0], before, after }));
  return { added, removed, changed: changed.map((row) => ({ ...row, fields: fields(row) })) };
}

async function word(answer: ReturnType<typeof correctionOf>, title: string): Promise<File> {
  if (!answer.ok) throw problemOf(listRefusals, { code: 'list-refused', problems: answer.problems });
  return { type: wordType, pieces: [await docxOf(answer.blocks, title)] };
}

/** The answer of a route. What fails on the way cuts the connection, so nobody takes half a list for a whole one. */
export function sendFile(call: Call, name: string, { type, headers = {}, pieces }: File): Readable {
  const disposition = `attachment; filename="${name}"`;
  call.reply.headers({
    ...headers,
    'content-type': type,
    'content-disposition': disposition,
    'cache-control': 'no-store',
  });
  return Readable.from(pieces);
}
