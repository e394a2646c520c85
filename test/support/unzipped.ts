import { unpack } from '../../libs/files/src/sheet-zip';

/** The texts of a package (XLSX, DOCX) by their paths inside it. */
export async function unzipped(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const files = await unpack(bytes, 10_000_000);
  if (files === undefined) throw new Error('not a package');
  return Object.fromEntries([...files].map(([name, content]) => [name, content.toString()]));
}
