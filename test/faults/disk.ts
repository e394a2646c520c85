import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type SmallDisk = {
  readonly folder: string;
  /** Takes what is left of it, to the last byte. */
  readonly fill: () => void;
  readonly makeSpace: () => void;
  readonly remove: () => void;
};

/** A disk of so many megabytes; undefined where this account may not mount one. */
export function smallDisk(folder: string, megabytes: number): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => {
      fillWith(ballast);
    },
    makeSpace: () => {
      rmSync(ballast);
    },
    remove: () => void execFileSync('umount', [folder], { stdio: 'ignore' }),
  };
}

function fillWith(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = 65_536; size >= 1;) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}
