import { decimalText } from './decimal';
import { problemOf, type FileProblem } from './problem';
import { unpack } from './sheet-zip';
import { zipped, type ZipEntry } from './zip-write';

export type Sheet =
  | { readonly ok: true; readonly records: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: FileProblem };

/**
 * Cells of one sheet as text: numbers by their shortest decimal, dates as yyyy-mm-dd, errors as Excel shows them, nothing
 * for empty cells.
 */
export async function parseXlsx(bytes: Buffer, sheet: string | undefined): Promise<Sheet> {
  const sheets = await open(bytes);
  if (sheets === undefined) {
    const zh = '文件不是可读的 .xlsx 工作簿；旧的 .xls 或加密的文件请另存为 .xlsx。';
    const en = 'The file is not a readable .xlsx workbook; save an old .xls or an encrypted one as .xlsx.';
    return { ok: false, problem: problemOf('file-not-a-table', zh, en) };
  }
  const found = sheet === undefined ? sheets[0] : sheets.find((one) => one.sheet === sheet);
  if (found === undefined) {
    const names = sheets.map((one) => one.sheet).join('、');
    const zh = `工作簿里没有工作表“${sheet ?? ''}”，只有：${names}。`;
    const en = `The workbook has no sheet "${sheet ?? ''}"; it has: ${names}.`;
    return { ok: false, problem: problemOf('sheet-unknown', zh, en) };
  }
  return { ok: true, records: found.data.map((row) => row.map(textOf)) };
}

async function open(bytes: Buffer) {
  // Loaded with the first workbook: a program that reads none starts without it.
  const { default: readWorkbook } = await import('read-excel-file/node');
  try {
    return await readWorkbook(await errorsAsTexts(bytes));
  } catch {
    // The reader throws errors of several libraries for what is one fact to the user: these bytes are no workbook.
    return undefined;
  }
}

/** Larger than any workbook that was ever opened; a larger one is no readable one. */
const unpackedMax = 1024 * 1024 * 1024;
/** The type of a cell whose formula came to an error. */
const errorType = /(<(?:\w+:)?c\b[^<>]*?\st\s*=\s*)(?:"e"|'e')/g;

/** The reader takes a cell of an error for an empty one: here it becomes the text that Excel shows. */
async function errorsAsTexts(bytes: Buffer): Promise<Buffer> {
  const files = (await unpack(bytes, unpackedMax)) ?? new Map<string, Buffer>();
  const parts = [...files].filter(([name]) => /\.(?:xml|rels)$/i.test(name));
  const entries: ZipEntry[] = [];
  let found = false;
  for (const [name, content] of parts) {
    const xml = content.toString();
    const told = xml.includes('sheetData') ? xml.replace(errorType, '$1"str"') : xml;
    found ||= told !== xml;
    entries.push({ name, content: [told] });
  }
  if (!found) return bytes;
  const pieces: Buffer[] = [];
  for await (const piece of zipped(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function textOf(cell: unknown): string {
  if (typeof cell === 'number') return decimalText(cell);
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return typeof cell === 'string' ? cell : '';
}
