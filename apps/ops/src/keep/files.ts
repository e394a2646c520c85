import { createHash } from 'node:crypto';
import { createReadStream, existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Stop } from '../io';

/** SHA-256 of a file as hex, read in pieces. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/** An absolute path whose folder is there, with links resolved, so that two paths can be compared. */
export function placeFor(path: string): string {
  const folder = dirname(resolve(path));
  if (existsSync(folder)) return join(realpathSync(folder), basename(path));
  throw new Stop(1, 'folder-missing', `没有这个目录：${folder}`, `There is no such folder: ${folder}`);
}

/** A backup never overwrites: the file in its way may be the only good one. */
export function mustNotExist(path: string): void {
  if (!existsSync(path)) return;
  throw new Stop(1, 'file-exists', `文件已存在，不会覆盖：${path}`, `The file is there already and is kept: ${path}`);
}

export function mustBeFile(path: string): void {
  if (existsSync(path)) return;
  throw new Stop(1, 'file-missing', `没有这个文件：${path}`, `There is no such file: ${path}`);
}
