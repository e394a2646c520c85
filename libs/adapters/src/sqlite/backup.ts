import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Position } from '@xf/es';

/** Pages of 4 KiB copied before the event loop and the progress bar get their turn. */
const stepPages = 2_000;

export type CopyOptions = {
  readonly from: string;
  /** Must not exist. Readable by this account only, for it may hold keys. */
  readonly to: string;
  readonly progress?: ((done: number, total: number) => void) | undefined;
};

/**
 * A consistent copy of the log or the keys while another process writes them. `headIs` is told the last position of the
 * very state that is copied, 0 for keys. On disk under its name, or not there at all.
 *
 * SQLite's online copy rather than VACUUM INTO: it shows its progress and keeps every page as it is, so that a damaged
 * page is not tidied away. By itself that copy starts again at each commit of another process and would never end
 * beside a busy writer; the open read transaction holds one state fast while the log goes on beside it.
 */
export async function copyDatabase(options: CopyOptions, headIs: (position: Position) => void): Promise<void> {
  const { from, to, progress } = options;
  const part = `${to}.part`;
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    source.exec('BEGIN');
    headIs(headOf(source));
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
    await source.backup(part, {
      progress({ totalPages, remainingPages }) {
        progress?.(totalPages - remainingPages, totalPages);
        return stepPages;
      },
    });
    source.exec('COMMIT');
    flushFile(part);
    renameSync(part, to);
    flushFile(dirname(to));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

/** Also starts the read transaction, which `BEGIN` alone does not. */
function headOf(source: Database.Database): Position {
  const hasEvents = source.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() !== undefined;
  return hasEvents ? (source.prepare('SELECT coalesce(max(pos), 0) FROM events').pluck().get() as Position) : 0;
}

/** Waits until a file is on disk; of a folder, its names: a file is only found again when its folder is flushed too. */
export function flushFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
