import { problemOf, type FileProblem } from './problem';

export type CsvRecord = readonly string[];

const delimiters = [',', ';', '\t'] as const;

/** The delimiter that stands most often outside quotes in the first line that is not blank. */
export function delimiterOf(text: string): string {
  const line = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? '';
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

/** Quotes that cannot be read, and the line where their record begins. */
export class QuotesBroken extends Error {
  override readonly name = 'QuotesBroken';
  constructor(readonly line: number) {
    super(`broken quotes in the record at line ${line}`);
  }
}

/**
 * Splits RFC 4180 text, with any delimiter and any line ends, as it comes in pieces. Blank lines are records too, so that
 * row numbers agree with a spreadsheet's. Lines without quotes, nearly all of any file, are split as a whole.
 */
export class CsvSplitter {
  private rest = '';
  /** Line ends before `rest`. */
  private lines = 0;

  constructor(private readonly delimiter: string) {}

  /** The records that end in this piece; with `last` also one that no line end closes. Throws `QuotesBroken`. */
  push(piece: string, last: boolean): CsvRecord[] {
    const text = this.rest + piece;
    const records: CsvRecord[] = [];
    let at = 0;
    let quote = text.indexOf('"');
    let [lf, cr] = [text.indexOf('\n'), text.indexOf('\r')];
    while (at < text.length) {
      if (lf >= 0 && lf < at) lf = text.indexOf('\n', at);
      if (cr >= 0 && cr < at) cr = text.indexOf('\r', at);
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      const end = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
      if (quote >= 0 && (end < 0 || quote < end)) {
        const next = this.quoted(text, at, last, records);
        if (next === undefined) break;
        at = next;
        continue;
      }
      if (!last && (end < 0 || endsOpen(text, end))) break;
      records.push(text.slice(at, end < 0 ? text.length : end).split(this.delimiter));
      at = end < 0 ? text.length : afterLineEnd(text, end);
    }
    this.rest = text.slice(at);
    this.lines += linesIn(text, at);
    return records;
  }

  /** Takes one record that has quotes; answers where the next one begins, or undefined when it goes on in the next piece. */
  private quoted(text: string, from: number, last: boolean, into: CsvRecord[]): number | undefined {
    const cells: string[] = [];
    for (let at = from; ;) {
      const cell = text[at] === '"' ? this.inQuotes(text, at, last) : this.bare(text, at, last);
      if (cell === 'broken') throw new QuotesBroken(this.lines + linesIn(text, from) + 1);
      if (cell === 'unfinished') return undefined;
      cells.push(cell.text);
      at = cell.end + 1;
      if (text[cell.end] === this.delimiter) continue;
      into.push(cells);
      return cell.end >= text.length ? text.length : afterLineEnd(text, cell.end);
    }
  }

  private inQuotes(text: string, at: number, last: boolean): Cell {
    let close = text.indexOf('"', at + 1);
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    const next = text[close + 1];
    if (!last && (close < 0 || endsOpen(text, close + 1))) return 'unfinished';
    const closed = next === undefined || next === this.delimiter || next === '\n' || next === '\r';
    return close < 0 || !closed ? 'broken' : { text: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
  }

  private bare(text: string, at: number, last: boolean): Cell {
    let end = at;
    while (end < text.length && text[end] !== this.delimiter && text[end] !== '\n' && text[end] !== '\r') {
      if (text[end] === '"') return 'broken';
      end += 1;
    }
    return endsOpen(text, end) && !last ? 'unfinished' : { text: text.slice(at, end), end };
  }
}

type Cell = { readonly text: string; readonly end: number } | 'unfinished' | 'broken';

/** Whether what follows this place decides what stands here: nothing does yet, or a CR that may be half of a CRLF. */
const endsOpen = (text: string, at: number): boolean =>
  at >= text.length || (text[at] === '\r' && at + 1 === text.length);

const afterLineEnd = (text: string, end: number): number =>
  text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;

/** Line ends before a place: LF, or CR where there is no LF at all. */
function linesIn(text: string, before: number): number {
  const sign = text.includes('\n') ? '\n' : '\r';
  let lines = 0;
  for (let at = text.indexOf(sign); at >= 0 && at < before; at = text.indexOf(sign, at + 1)) lines += 1;
  return lines;
}

export function quotesBroken({ line }: QuotesBroken): FileProblem {
  const zh = `第 ${line} 行的双引号不成对：含逗号、引号或换行的内容须整个放在一对双引号内，其中的引号写两个。`;
  const en = `The quotes in line ${line} do not match: a cell with commas, quotes or line breaks stands in one pair of double quotes, and a quote inside it is written twice.`;
  return problemOf('csv-quotes-broken', zh, en, { row: line });
}
