import { mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Outage, type Position } from '@xf/es';

/** Up to where each subscription has been told. */
export interface Cursors {
  /** Undefined for a subscription that was never told anything. Throws `Outage` when it cannot be read. */
  get(subscription: string): Promise<Position | undefined>;
  /**
   * Resolves when it is on disk; throws `Outage` when it cannot be written. A cursor never goes back: a position before the
   * one that is kept changes nothing, for whoever comes with it has been overtaken.
   */
  put(subscription: string, position: Position): Promise<void>;
}

/**
 * Cursors in a file of their own: views may be deleted at any time, and receivers must not be told everything again for
 * that. Written whole and put in the place of the old one, so a crash leaves one of the two. For one process.
 */
export function openCursorFile(path: string): Cursors {
  mkdirSync(dirname(path), { recursive: true });
  const positions = new Map<string, Position>(Object.entries(readCursors(path)));
  let last: Promise<void> = Promise.resolve();
  return {
    get: (subscription) => Promise.resolve(positions.get(subscription)),
    put(subscription, position) {
      const work = last.then(async () => {
        if (position <= (positions.get(subscription) ?? -1)) return;
        await writeCursors(path, { ...Object.fromEntries(positions), [subscription]: position });
        positions.set(subscription, position);
      });
      last = work.catch(() => undefined);
      return work;
    },
  };
}

function readCursors(path: string): Record<string, Position> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Position>;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Outage('推送进度文件无法读取。The file of webhook cursors cannot be read.', { cause });
  }
}

async function writeCursors(path: string, positions: Record<string, Position>): Promise<void> {
  const fresh = `${path}.new`;
  try {
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(JSON.stringify(positions));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (cause) {
    throw new Outage('推送进度无法写入磁盘。The webhook cursors cannot be written to disk.', { cause });
  }
}
