import { unpack } from '../sheet-zip';
import { zipped, type ZipEntry } from '../zip-write';

/** A workbook in which the formula of one cell, which holds a text so far, came to an error. */
export async function withError(workbook: Buffer, cell: string, error: string): Promise<Buffer> {
  const files = await unpack(workbook, 10_000_000);
  const entries: ZipEntry[] = [];
  let done = 0;
  for (const [name, content] of files ?? []) {
    const xml = content.toString().replace(new RegExp(`<c r="${cell}"[^>]*>.*?</c>`), () => {
      done += 1;
      return `<c r="${cell}" t="e"><f>1/0</f><v>${error}</v></c>`;
    });
    entries.push({ name, content: [xml] });
  }
  if (done !== 1) throw new Error(`the workbook has ${done} cells ${cell}`);
  const pieces: Buffer[] = [];
  for await (const piece of zipped(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}
