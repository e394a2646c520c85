import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openSqliteEventStore, systemClock } from '@xf/adapters';
import { Stop } from '../io';

const marker = '.xianfeng-demo';

/**
 * Makes the data folder of a demo, empty but for a marker that says who made it. Only what carries the marker is wiped;
 * any other folder with something in it is left alone, and so is one that a process is using.
 */
export async function prepareFolder(folder: string): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, marker))) {
      const path = resolve(folder);
      throw new Stop(
        2,
        'data-folder-not-empty',
        `${path} 里已有内容，且不是演示所建，未作改动。请用 --data 指定一个空目录。`,
        `${path} is not empty and no demo made it; nothing was touched. Choose an empty folder with --data.`,
      );
    }
    // Whoever holds the folder is told apart by its lock, which opening the log for writing takes.
    await openSqliteEventStore({ folder, clock: systemClock }).close();
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, marker), 'Made by `npm run demo`, which wipes this folder when it runs again.\n');
}
