import { userInfo } from 'node:os';
import { DataFolderInUse } from '@xf/adapters';
import { EventTooLarge, Outage } from '@xf/es';
import { Stop, type ExitCode, type Io } from './io';
import { say, type Output } from './print';

/** Runs a verb and turns what stops it into words and an exit code. */
export async function run(output: Output, verb: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await verb();
  } catch (error) {
    const stop = stopOf(error);
    if (stop === undefined) throw error;
    const { code, zh, en } = stop;
    if (output.json) say(output, { ok: false, code, zh, en }, []);
    else output.io.stderr.write(`${zh}\n${en === '' ? '' : `  ${en}\n`}`);
    return stop.exitCode;
  }
}

/** Outages and mistakes a user can mend; undefined for a bug, which must stay loud. */
function stopOf(error: unknown): Stop | undefined {
  if (error instanceof Stop) return error;
  if (error instanceof DataFolderInUse) {
    const who = error.pid === undefined ? '另一个进程' : `进程 ${error.pid} `;
    const zh = `数据目录正被${who}使用：${error.folder}`;
    return new Stop(
      3,
      'data-folder-in-use',
      zh,
      `The data folder is in use by ${error.pid === undefined ? 'another process' : `process ${error.pid}`}: ${error.folder}`,
    );
  }
  if (error instanceof EventTooLarge) {
    const zh = '一次登记的内容过多（超过约 1 MB），未记录任何内容。请分成几次。';
    return new Stop(1, 'event-too-large', zh, 'More than can be recorded at once (about 1 MB); do it in parts.');
  }
  if (error instanceof Outage) {
    // One text in both languages: the Chinese part ends at the last full stop of its own.
    const end = error.message.lastIndexOf('。') + 1;
    return new Stop(3, 'outage', error.message.slice(0, end), error.message.slice(end));
  }
  if (!isSystemError(error)) return undefined;
  const path = error.path ?? '';
  if (error.code === 'ENOENT')
    return new Stop(1, 'file-missing', `没有这个文件：${path}`, `There is no such file: ${path}`);
  if (error.code === 'EISDIR')
    return new Stop(1, 'file-is-folder', '给出的是目录，不是文件。', 'A folder was given where a file is needed.');
  if (/^(E[A-Z]+|SQLITE_.*)$/.test(error.code)) {
    return new Stop(
      3,
      'outage',
      `读写失败（${error.code}）：${error.message}`,
      `Reading or writing failed (${error.code}).`,
    );
  }
  return undefined;
}

type SystemError = { readonly code: string; readonly message: string; readonly path?: string };

/** Told by its fields: errors of the file system and of SQLite share no class. */
function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

/** Who stands in the log for what this program does. */
export function actorOf({ env }: Io, named: string | undefined): string {
  return `ops:${named ?? env['USER'] ?? userInfo().username}`;
}
