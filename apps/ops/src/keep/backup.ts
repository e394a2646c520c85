import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { copyDatabase } from '@xf/adapters';
import { mustExist, mustNotBeShared } from '../folder';
import { Stop, type ExitCode } from '../io';
import { progressBar, say, type Output } from '../print';
import { fileSha256, mustBeFile, mustNotExist, placeFor } from './files';

export type BackupOptions = {
  readonly data: string;
  /** Where the keys go; they stay where they are when absent. */
  readonly keys: string | undefined;
};

type Copied = { readonly file: string; readonly bytes: number; readonly sha256: string };

/** Copies the log, and on request the keys to another folder, while the service runs. */
export async function backup(output: Output, file: string, { data, keys }: BackupOptions): Promise<ExitCode> {
  mustNotBeShared(
    '请用事件库自己的备份，并另行备份密钥 Redis（docs/operations.md）。',
    "Use the event store's own backup, and back up the Redis of the keys apart from it (docs/operations.md).",
  );
  mustExist(data);
  const to = placeFor(file);
  mustNotExist(to);
  const keysTo = keys === undefined ? undefined : placeForKeys(keys, to, data);
  const head = { position: 0 };
  const log = await copied(output, '备份 log', join(data, 'log.sqlite'), to, (position) => (head.position = position));
  // The keys last: a key is on disk before the event that needs it, so every event of the copy finds its key.
  const keyCopy =
    keysTo === undefined ? undefined : await copied(output, '备份 keys', join(data, 'keys.sqlite'), keysTo);
  const answer = { ok: true, head: head.position, log, ...(keyCopy === undefined ? {} : { keys: keyCopy }) };
  say(output, answer, linesOf(head.position, log, keyCopy));
  return 0;
}

/** Whoever holds both files reads every name, and a key destroyed on request must not live on beside each log copy. */
function placeForKeys(keys: string, log: string, data: string): string {
  const to = placeFor(keys);
  if (dirname(to) === dirname(log)) {
    throw new Stop(
      2,
      'keys-beside-log',
      `密钥不得与日志备份放在同一目录：${dirname(to)}。请另选目录，分开保管。`,
      `The keys must not lie in the folder of the log's copy: ${dirname(to)}. Choose another one and keep them apart.`,
    );
  }
  mustBeFile(join(resolve(data), 'keys.sqlite'));
  mustNotExist(to);
  return to;
}

async function copied(
  output: Output,
  label: string,
  from: string,
  to: string,
  headIs: (position: number) => void = () => undefined,
): Promise<Copied> {
  let bar: ReturnType<typeof progressBar> | undefined;
  const progress = (done: number, total: number): void => (bar ??= progressBar(output, label, total)).at(done);
  try {
    await copyDatabase({ from, to, progress }, (head) => {
      headIs(head);
    });
  } finally {
    bar?.end();
  }
  return { file: to, bytes: statSync(to).size, sha256: await fileSha256(to) };
}

function linesOf(head: number, log: Copied, keys: Copied | undefined): string[] {
  const keyLines =
    keys === undefined
      ? [
          '密钥未备份（没有密钥，姓名等个人信息无法恢复）；用 --keys 备份到另一目录。',
          '  The keys were not copied, and without them no name can be read; --keys copies them to another folder.',
        ]
      : [`密钥：${keys.file}（${keys.bytes} 字节）`, `sha256 ${keys.sha256}`];
  return [
    `已备份到第 ${head} 条记录：${log.file}（${log.bytes} 字节）`,
    `  Backed up to event ${head}.`,
    `sha256 ${log.sha256}`,
    ...keyLines,
  ];
}
