import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file piece by piece beside its place and puts it there when it is whole: what fails on the way leaves nothing
 * behind, and an earlier file as it was.
 */
export async function saveAs(
  path: string,
  pieces: Iterable<Buffer | string> | AsyncIterable<Buffer | string>,
): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(pieces, createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
