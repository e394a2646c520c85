import { CsvError, parse } from 'csv-parse/sync';
import { problemOf, type FileProblem } from './problem';

export type Records =
  | { readonly ok: true; readonly records: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: FileProblem };

const delimiters = [',', ';', '\t'] as const;

/** The delimiter that stands most often outside quotes in the first line that is not blank. */
function delimiterOf(text: string): string {
  const line = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? '';
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

/** Reads RFC 4180 text, also with `;` or tabs, with any line ends. Blank lines are kept so that row numbers agree. */
export function parseCsv(text: string): Records {
  try {
    const records = parse(text, { delimiter: delimiterOf(text), relax_column_count: true });
    return { ok: true, records };
  } catch (error) {
    if (error instanceof CsvError) return { ok: false, problem: brokenAt(error) };
    throw error;
  }
}

function brokenAt(error: CsvError): FileProblem {
  const line: unknown = error['lines'];
  const at = typeof line === 'number' ? { zh: `第 ${line} 行`, en: `line ${line}` } : { zh: '文件', en: 'the file' };
  const zh = `${at.zh}附近的双引号不成对：含逗号、引号或换行的内容须整个放在一对双引号内，其中的引号写两个。`;
  const en = `The quotes near ${at.en} do not match: a cell with commas, quotes or line breaks stands in one pair of double quotes, and a quote inside it is written twice.`;
  return problemOf('csv-quotes-broken', zh, en, typeof line === 'number' ? { row: line } : {});
}
