import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Database as Connection } from 'better-sqlite3';
import { Outage } from '@xf/es';

/** Another process writes this data folder. Two would give the same position to different events. */
export class DataFolderInUse extends Outage {
  override readonly name = 'DataFolderInUse';
  constructor(
    readonly folder: string,
    readonly pid: number | undefined,
    options?: ErrorOptions,
  ) {
    const who = pid === undefined ? ['另一个进程', 'another process'] : [`进程 ${pid} `, `process ${pid}`];
    super(`数据目录 ${folder} 正被${who[0]}使用。The data folder ${folder} is in use by ${who[1]}.`, options);
  }
}

/**
 * The code of an SQLite error, such as `SQLITE_FULL`; undefined for any other error. By its shape: the native module
 * keeps the error class of whoever loaded it first, so `instanceof` fails for a second copy in the same process.
 */
export function sqliteCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}

/** Whether SQLite says that the file itself is broken or no database, and not merely out of reach. */
export const isDamaged = (error: unknown): error is { readonly message: string } =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '');

/**
 * Holds the folder for this process until the answer is called. The lock is SQLite's own on an empty database: the
 * operating system lets go of it when the process dies in any way, so there is no stale lock to judge. The process id
 * stands in a file beside it, for people to read only.
 */
export function lockFolder(folder: string): () => void {
  const pidFile = join(folder, 'log.lock');
  let lock: Connection | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new Database(join(folder, 'lock.sqlite'), { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (cause) {
    lock?.close();
    if (sqliteCode(cause)?.startsWith('SQLITE_BUSY') === true) {
      throw new DataFolderInUse(resolve(folder), pidIn(pidFile), { cause });
    }
    throw notWritable(resolve(folder), cause);
  }
  return () => {
    lock.close();
  };
}

function notWritable(folder: string, cause: unknown): Outage {
  const { code = 'unknown' } = cause as { readonly code?: string };
  const zh = `数据目录 ${folder} 无法写入（${code}），请检查权限和磁盘。`;
  return new Outage(
    `${zh}The data folder ${folder} cannot be written (${code}); look at its permissions and the disk.`,
    {
      cause,
    },
  );
}

function pidIn(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    // The holder has the lock and has not written its id yet.
    return undefined;
  }
}

/** The file has a format that only a newer program knows. */
export class NewerFile extends Outage {
  override readonly name = 'NewerFile';
  constructor(file: string, found: number, known: number) {
    super(
      `${file} 由更新的程序写入（格式 ${found}），本程序只认识到 ${known}，请升级程序。` +
        `The file was written by a newer program (format ${found}); this one knows up to ${known}. Upgrade it.`,
    );
  }
}

/** Creates the tables of a new file; throws `NewerFile` for one that a newer program wrote. */
export function prepareSchema(db: Connection, version: number, create: string): void {
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > version) throw new NewerFile(db.name, found, version);
  if (found === version) return;
  transactionsOn(db)(() => {
    db.exec(create);
    db.pragma(`user_version = ${version}`);
  });
}

export type InTransaction = <T>(work: () => T) => T;

/**
 * Runs work in one transaction that is committed when the call returns. On any error nothing of it stays, also when
 * SQLite itself has rolled back already (a full disk). What lies with the disk and not with the program is thrown as
 * `FileUnusable`; everything else as it is.
 */
export function transactionsOn(db: Connection): InTransaction {
  const run = db.transaction((work: () => unknown) => work());
  return <T>(work: () => T) => {
    try {
      return run.immediate(work) as T;
    } catch (error) {
      throw unusable(db.name, error) ?? error;
    }
  };
}

/** A database file cannot be written or read now. The same call may be made again once a person has mended it. */
export class FileUnusable extends Outage {
  override readonly name = 'FileUnusable';
  constructor(
    message: string,
    /** SQLite's own, such as `SQLITE_FULL`. */
    readonly code: string,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What is wrong and what to do about it, by the start of SQLite's code. */
const troubles = [
  ['SQLITE_FULL', '磁盘已满', '请腾出空间', 'the disk is full', 'make room'],
  ['SQLITE_IOERR', '磁盘读写出错', '请检查磁盘', 'the disk failed to read or write', 'look at the disk'],
  ['SQLITE_READONLY', '文件只读', '请检查权限和磁盘', 'it is read-only', 'look at its permissions and the disk'],
  ['SQLITE_CANTOPEN', '文件打不开', '请检查权限和路径', 'it cannot be opened', 'look at its permissions and path'],
  ['SQLITE_BUSY', '文件被另一程序占用', '请关闭该程序', 'another program holds it', 'close that program'],
] as const;

function unusable(file: string, cause: unknown): FileUnusable | undefined {
  const code = sqliteCode(cause);
  const trouble = code === undefined ? undefined : troubles.find(([start]) => code.startsWith(start));
  if (code === undefined || trouble === undefined) return undefined;
  const [, zh, mendZh, en, mendEn] = trouble;
  return new FileUnusable(
    `${zh}（${code}）：${file}。${mendZh}，本次未写入任何内容。` +
      `The file cannot be used: ${en} (${code}); ${mendEn}. Nothing was half written.`,
    code,
    { cause },
  );
}
