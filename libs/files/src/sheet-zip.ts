import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

const endSign = 0x06054b50;
const entrySign = 0x02014b50;
const headerLength = 30;

/** A package holds more than it may once it is unpacked. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/**
 * The files of a ZIP package by name. At most `bytesMax` are unpacked altogether, whatever the package says of itself;
 * more throws `TooMuch`. Undefined when the bytes are no package.
 */
export async function unpack(bytes: Buffer, bytesMax: number): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const files = new Map<string, Buffer>();
  let left = bytesMax;
  try {
    for (const { name, method, data } of entriesOf(bytes)) {
      // One byte of room is asked for: an output limit of none means no limit.
      const content = method === 0 ? data : await inflate(data, { maxOutputLength: left + 1 });
      left -= content.length;
      if (left < 0) throw new TooMuch('unpacks to more than it may');
      files.set(name, content);
    }
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    if ((error as { readonly code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw new TooMuch('one file alone');
    // Anything else is one fact to whoever sent it: these bytes are no package.
    return undefined;
  }
  return files.size === 0 ? undefined : files;
}

/** What may be sent: bytes once they are unpacked, and rows × columns up to the furthest cell, for gaps are filled. */
type WorkbookLimits = { readonly bytesMax: number; readonly areaMax: number };

/** For a workbook that somebody sent; one of a hundred thousand cells takes a third of the bytes. */
const sentLimits: WorkbookLimits = { bytesMax: 20 * 1024 * 1024, areaMax: 1_000_000 };

/** Whether a workbook that somebody sent can be read without more memory than that. What is no package can. */
export async function readsWithin(bytes: Buffer, { bytesMax, areaMax }: WorkbookLimits = sentLimits): Promise<boolean> {
  try {
    const files = await unpack(bytes, bytesMax);
    return [...(files?.values() ?? [])].every((content) => areaOf(content.toString('latin1')) <= areaMax);
  } catch (error) {
    if (error instanceof TooMuch) return false;
    throw error;
  }
}

/**
 * Rows × columns of a sheet by the addresses of its cells; 0 for other parts. Wherever an address may stand it counts, and one
 * that is not plain counts as endless, so that nobody hides one from here that the reader sees.
 */
function areaOf(xml: string): number {
  if (!xml.includes('sheetData')) return 0;
  let [rows, columns] = [0, 0];
  for (const [, address = ''] of xml.matchAll(/(?<![\w:.-])r\s*=\s*["']?([^"'\s>]*)/g)) {
    const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/.exec(address) ?? [];
    if (letters === undefined) {
      if (/\D/.test(address) && /[\d&]/.test(address)) return Number.POSITIVE_INFINITY;
      continue;
    }
    rows = Math.max(rows, Number(row));
    columns = Math.max(columns, columnOf(letters));
  }
  return rows * columns;
}

/** A is 1, Z is 26, AA is 27. */
function columnOf(letters: string): number {
  let column = 0;
  for (let at = 0; at < letters.length; at++) column = column * 26 + letters.charCodeAt(at) - 64;
  return column;
}

type Entry = { readonly name: string; readonly method: number; readonly data: Buffer };

/** By the directory at the end, as every reader finds them. Throws when it points outside. */
function entriesOf(bytes: Buffer): readonly Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || bytes.readUInt32LE(end) !== endSign) return [];
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== entrySign) throw new Error('no entry where one should be');
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const header = bytes.readUInt32LE(at + 42);
    const start = header + headerLength + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const data = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    entries.push({ name, method: bytes.readUInt16LE(at + 10), data });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}
