import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { flushFile } from '@xf/adapters';
import { mustNotBeShared } from '../folder';
import { Stop, type ExitCode } from '../io';
import { note, say, type Output } from '../print';
import { fileSha256, mustBeFile } from './files';
import { linesOfFinding, look } from './verify';

export type RestoreOptions = {
  readonly data: string;
  readonly keys: string | undefined;
  readonly sha256: string | undefined;
};

/** Puts copies of a log and its keys into an empty data folder. Says done only of a log that was looked over. */
export async function restore(output: Output, file: string, options: RestoreOptions): Promise<ExitCode> {
  mustNotBeShared(
    '请按事件库自己的办法恢复，并恢复密钥 Redis（docs/operations.md）。',
    "Put the event store's own backup back, and that of the Redis of the keys (docs/operations.md).",
  );
  const { keys, sha256 } = options;
  const data = resolve(options.data);
  mustBeFile(file);
  if (keys !== undefined) mustBeFile(keys);
  const isNew = !existsSync(data);
  if (!isNew && readdirSync(data).length > 0) {
    throw new Stop(1, 'folder-not-empty', `目录不是空的：${data}`, `The folder is not empty: ${data}`);
  }
  const found = await fileSha256(file);
  if (sha256 !== undefined && sha256.toLowerCase() !== found) throw changed(sha256, found);
  mkdirSync(data, { recursive: true });
  let whole = false;
  try {
    if (keys !== undefined) put(keys, join(data, 'keys.sqlite'));
    put(file, join(data, 'log.sqlite'));
    const outcome = await look(output, { data, quick: false, keys: keys !== undefined });
    if ('finding' in outcome) {
      say(output, { ok: false, finding: outcome.finding }, [
        ...linesOfFinding(outcome.finding),
        '备份有误，未恢复任何文件。',
        '  The copy is not sound; nothing was restored.',
      ]);
      return 4;
    }
    whole = true;
    if (keys === undefined) note(output, withoutKeys);
    const { events, sha256: content } = outcome.verified;
    say(output, { ok: true, data, sha256: found, keys: keys !== undefined, verified: outcome.verified }, [
      `已恢复 ${events} 条记录到 ${data}，核对无误。视图在服务启动时重建。`,
      `  Restored ${events} events and found them sound. Views are rebuilt when the service starts.`,
      `sha256 ${content}`,
    ]);
    return 0;
  } finally {
    // An empty folder can be restored into again; one with half a log must not be started from.
    if (!whole) clear(data, isNew);
  }
}

const withoutKeys = {
  zh: '没有恢复密钥：启动服务前请放入 keys.sqlite，否则已有的姓名等个人信息无法读取。',
  en: 'The keys were not restored: put keys.sqlite in place before the service starts, or no name in the log can be read.',
};

const changed = (wanted: string, found: string): Stop =>
  new Stop(
    4,
    'checksum-differs',
    `文件的 SHA-256 为 ${found}，应为 ${wanted}：文件已变，未恢复。`,
    `The file's SHA-256 is ${found} and should be ${wanted}: it was changed; nothing was restored.`,
  );

/** The name appears only when the whole content is on disk. */
function put(from: string, to: string): void {
  const part = `${to}.part`;
  copyFileSync(from, part);
  flushFile(part);
  renameSync(part, to);
  flushFile(resolve(to, '..'));
}

function clear(data: string, isNew: boolean): void {
  for (const name of readdirSync(data)) rmSync(join(data, name));
  if (isNew) rmSync(data, { recursive: true });
}
