import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data folder of its own for one test, and its removal. */
export function scratchFolder(): { readonly folder: string; readonly cleanup: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'xianfeng-'));
  return {
    folder,
    cleanup: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

export const nothingToClean = (): Promise<void> => Promise.resolve();
