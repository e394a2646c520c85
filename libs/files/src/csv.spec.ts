import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvSplitter, delimiterOf, QuotesBroken } from './csv';

const split = (pieces: readonly string[], delimiter = ','): readonly (readonly string[])[] => {
  const splitter = new CsvSplitter(delimiter);
  return [...pieces.flatMap((piece) => splitter.push(piece, false)), ...splitter.push('', true)];
};
const inPieces = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size));

const cell = fc.string({ unit: fc.constantFrom('a', '张', ',', ';', '"', '\n', '\r', ' '), maxLength: 5 });
const written = (text: string, quoted: boolean): string =>
  quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

describe('splitting CSV', () => {
  it('reads back whatever was written, cut into pieces of any size, with any line ends', () => {
    const table = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 4 }), { minLength: 1 });
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(table, lineEnd, fc.integer({ min: 1, max: 9 }), fc.boolean(), (rows, end, size, closed) => {
        const lines = rows.map((row) => row.map(([text, quoted]) => written(text, quoted)).join(','));
        const text = lines.join(end) + (closed || lines.at(-1) === '' ? end : '');
        expect(split(inPieces(text, size))).toEqual(rows.map((row) => row.map(([content]) => content)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('splits any text as csv-parse does, and finds fault where it does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '张', ',', '"', '\n', ' '), maxLength: 14 });
    const theirs = (from: string): readonly (readonly string[])[] | 'broken' => {
      try {
        return parse(from, { relax_column_count: true, skip_empty_lines: false, record_delimiter: '\n' });
      } catch {
        return 'broken';
      }
    };
    const ours = (from: string, size: number) => {
      try {
        return split(inPieces(from, size));
      } catch (error) {
        if (error instanceof QuotesBroken) return 'broken';
        throw error;
      }
    };
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (from, size) => {
        expect(ours(from, size)).toEqual(theirs(from));
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps blank lines, so that rows are numbered as a spreadsheet numbers them', () => {
    expect(split(['a,b\n\n', '1,2\n'])).toEqual([['a', 'b'], [''], ['1', '2']]);
  });

  it.each([
    ['never closed', 'a,b\n1,"2\n3,4\n', 2],
    ['closed before the end of the cell', 'a,b\n1,2\n"3"x,4\n', 3],
    ['opened inside a cell', 'a,b\n"1\n1",2\n3"4",5\n', 4],
  ])('names the line of quotes that are %s, however it is cut', (_name, text, line) => {
    for (let size = 1; size <= text.length; size++) {
      expect(() => split(inPieces(text, size))).toThrow(new QuotesBroken(line));
    }
  });

  it('takes the delimiter that stands most often outside quotes', () => {
    expect(['a,b', 'a;b', 'a\tb\tc,d', '"a,b,c";d;e'].map(delimiterOf)).toEqual([',', ';', '\t', ';']);
  });
});
