import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDamaged, openLogCheck, openVaultReader, type LogCheck, type LogRow, type VaultReader } from '@xf/adapters';
import { canonicalJson, inspect, partitionOf, type Inspection, type JsonObject } from '@xf/es';
import { everyCodec } from '@xf/runtime';
import { mustExist, mustNotBeShared } from '../folder';
import type { ExitCode } from '../io';
import { progressBar, say, textTable, type Output } from '../print';

export type VerifyOptions = {
  readonly data: string;
  /** Pages only, without their indexes. */
  readonly quick: boolean;
  /** Whether sealed fields are opened with the keys of the folder. */
  readonly keys: boolean;
};

/** The first thing wrong with a log. */
export type Finding = {
  readonly code: string;
  readonly position?: number;
  readonly stream?: string;
  readonly zh: string;
  readonly en: string;
};

export type Verified = {
  readonly events: number;
  readonly streams: number;
  readonly partitions: number;
  readonly commands: number;
  readonly types: Readonly<Record<string, number>>;
  readonly sealed: number;
  /** Sealed fields whose key was destroyed on request. */
  readonly erased: number;
  /** Over the canonical content of all events in order: equal for two copies of one log. */
  readonly sha256: string;
};

type Outcome = { readonly finding: Finding } | { readonly verified: Verified };

const pageMax = 2_000;

/** Walks the whole log and says the first thing that is wrong, or what there is. Works while the service runs. */
export async function verify(output: Output, options: VerifyOptions): Promise<ExitCode> {
  mustNotBeShared(
    '事件库自行核对其文件；ops migrate 逐条核对两份日志。',
    'A server checks its own files; ops migrate compares two logs event by event.',
  );
  mustExist(options.data);
  const outcome = await look(output, options);
  if ('finding' in outcome) {
    say(output, { ok: false, finding: outcome.finding }, linesOfFinding(outcome.finding));
    return 4;
  }
  say(output, { ok: true, keys: options.keys, ...outcome.verified }, linesOf(outcome.verified));
  return 0;
}

/** Looks a data folder over; a damaged file is a finding too. Throws when the log or the keys are out of reach. */
export async function look(output: Output, { data, quick, keys }: VerifyOptions): Promise<Outcome> {
  let log: LogCheck | undefined;
  let vault: ReturnType<typeof openVaultReader> | undefined;
  try {
    log = openLogCheck({ folder: data });
    if (log === undefined) return { finding: damaged('没有事件日志的表', 'the tables of an event log are not there') };
    vault = keys && existsSync(join(data, 'keys.sqlite')) ? openVaultReader({ folder: data }) : undefined;
    return await walk(output, log, { quick, reveal: keys ? revealer(vault) : undefined });
  } catch (error) {
    if (isDamaged(error)) return { finding: damaged(error.message, error.message) };
    throw error;
  } finally {
    vault?.close();
    log?.close();
  }
}

type Reveal = (sealed: string) => string | undefined;

const revealer = (vault: Pick<VaultReader, 'reveal'> | undefined): Reveal => {
  if (vault !== undefined) return (sealed) => vault.reveal(sealed);
  return () => {
    throw new Error('there is no key file');
  };
};

const damaged = (zh: string, en: string): Finding => ({
  code: 'file-damaged',
  zh: `日志文件已损坏：${zh}。请从备份恢复。`,
  en: `The log file is damaged: ${en}. Restore it from a backup.`,
});

type Walk = { readonly quick: boolean; readonly reveal: Reveal | undefined };

async function walk(output: Output, log: LogCheck, { quick, reveal }: Walk): Promise<Outcome> {
  const [broken] = log.damage(quick);
  if (broken !== undefined) return { finding: damaged(broken, broken) };
  const stream = log.brokenStream();
  const tally = newTally();
  const bar = progressBar(output, 'verify', log.head);
  try {
    for (let after = 0; after < log.head;) {
      const page = log.page(after, pageMax);
      // One row further tells where the last command of the page ends.
      const next = log.page(page.at(-1)?.position ?? after, 1)[0];
      for (const [index, row] of page.entries()) {
        const wrong = wrongWith(row, tally, log, page[index + 1] ?? next, reveal);
        if (wrong !== undefined && (stream === undefined || wrong.position <= stream.position)) {
          return { finding: { position: wrong.position, stream: row.stream ?? '?', ...wrong.text } };
        }
        if (stream !== undefined && row.position >= stream.position) return { finding: revisionFinding(stream) };
      }
      after = page.at(-1)?.position ?? log.head;
      bar.at(after);
      await new Promise(setImmediate);
    }
  } finally {
    bar.end();
  }
  const { hash, types, ...rest } = tally;
  const sorted = Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { events, commands, sealed, erased } = rest;
  return { verified: { events, ...log.counts(), commands, types: sorted, sealed, erased, sha256: hash.digest('hex') } };
}

type Tally = {
  readonly hash: Hash;
  readonly types: Map<string, number>;
  events: number;
  commands: number;
  sealed: number;
  erased: number;
  recordedAt: number;
};

const newTally = (): Tally => ({
  hash: createHash('sha256'),
  types: new Map(),
  events: 0,
  commands: 0,
  sealed: 0,
  erased: 0,
  recordedAt: 0,
});

type Said = Pick<Finding, 'code' | 'zh' | 'en'>;
type Wrong = { readonly position: number; readonly text: Said };
const said = (code: string, zh: string, en: string): Said => ({ code, zh, en });

/** What is wrong with one row, seen after the ones before it; adds it to the tally when nothing is. */
function wrongWith(
  row: LogRow,
  tally: Tally,
  log: LogCheck,
  next: LogRow | undefined,
  reveal: Reveal | undefined,
): Wrong | undefined {
  const expected = tally.events + 1;
  if (row.position !== expected) return { position: expected, text: missing(expected) };
  const data = jsonOf(row.data);
  const text =
    placeOf(row, tally) ??
    (data === undefined ? said('data-not-json', '内容不是 JSON 对象', 'the content is no JSON object') : undefined) ??
    contentOf(inspect(everyCodec, { ...row, data: data ?? {} }), tally, reveal) ??
    (next?.command === row.command ? undefined : commandOf(row, log));
  if (text !== undefined) return { position: row.position, text };
  tally.events += 1;
  tally.recordedAt = row.recordedAt;
  if (next?.command !== row.command) tally.commands += 1;
  tally.types.set(row.type, (tally.types.get(row.type) ?? 0) + 1);
  const { streamPartition: _same, ...content } = row;
  tally.hash.update(`${canonicalJson({ ...content, data })}\n`);
  return undefined;
}

const missing = (position: number): Said =>
  said(
    'position-missing',
    `缺少第 ${position} 条记录：位置应从 1 起连续`,
    `event ${position} is missing: positions count from 1 without gaps`,
  );

function placeOf({ stream, partition, streamPartition, recordedAt }: LogRow, tally: Tally): Said | undefined {
  if (stream === null) return said('stream-missing', '所属事件流未登记', 'the stream it belongs to is not listed');
  const belongs = partitionOf(stream);
  if (partition !== belongs || streamPartition !== belongs) {
    return said(
      'partition-wrong',
      `分区应为 ${belongs}，记作 ${partition ?? '（无）'}（流：${streamPartition ?? '（无）'}）`,
      `its partition should be ${belongs} and is ${partition ?? '(none)'} (of the stream: ${streamPartition ?? '(none)'})`,
    );
  }
  if (recordedAt >= tally.recordedAt) return undefined;
  return said(
    'time-decreases',
    '记录时间早于前一条：按时间查询会出错',
    'it was recorded before the event in front of it: reading as of a time goes wrong',
  );
}

const contents: Readonly<Record<Exclude<Inspection['kind'], 'sound'>, (why: string) => Said>> = {
  'unknown-type': (why) =>
    said('type-unknown', `本程序不认识事件类型 ${why}`, `this program knows no event type ${why}`),
  unreadable: (why) => said('event-unreadable', `无法解读：${why}`, `it cannot be read: ${why}`),
  form: (why) => said('form-wrong', `不合封闭字段表：${why}`, `it does not keep to its closed list of fields: ${why}`),
  'not-sealed': (why) => said('not-sealed', `个人信息字段 ${why} 未加密`, `the personal field ${why} is not sealed`),
};

function contentOf(found: Inspection, tally: Tally, reveal: Reveal | undefined): Said | undefined {
  if (found.kind !== 'sound') return contents[found.kind](found.why);
  for (const { field, text } of found.sealed) {
    try {
      if (reveal !== undefined && reveal(text) === undefined) tally.erased += 1;
      tally.sealed += 1;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return said(
        'seal-broken',
        `个人信息字段 ${field} 无法解密：${why}`,
        `the personal field ${field} does not open: ${why}`,
      );
    }
  }
  return undefined;
}

/** The command index must lead to the last event of every command, or a repeated request would be carried out twice. */
function commandOf({ command, position }: LogRow, log: LogCheck): Said | undefined {
  const found = log.findCommand(command)?.position;
  if (found === position) return undefined;
  const at = found === undefined ? ['找不到', 'not found'] : [`指向第 ${found} 条`, `found at ${found}`];
  return said(
    'command-index',
    `命令 ${command} 的索引${at[0] ?? ''}，应指向第 ${position} 条：重复请求可能再次执行`,
    `command ${command} is ${at[1] ?? ''} and ends at ${position}: a repeated request might be carried out twice`,
  );
}

const revisionFinding = ({ position, stream, expected, found }: NonNullable<ReturnType<LogCheck['brokenStream']>>) => ({
  ...{ position, stream },
  ...said(
    'revision-wrong',
    `版本号应为 ${expected}，记作 ${found}：流内版本应从 0 起连续`,
    `its revision should be ${expected} and is ${found}: revisions of a stream count from 0 without gaps`,
  ),
});

function jsonOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

export function linesOfFinding({ position, stream, zh, en }: Finding): string[] {
  const where =
    position === undefined
      ? ['', '']
      : [`第 ${position} 条（${stream ?? '?'}）：`, `Event ${position} (${stream ?? '?'}): `];
  return [`${where[0] ?? ''}${zh}`, `  ${where[1] ?? ''}${en}`];
}

function linesOf({ events, streams, partitions, commands, types, sealed, erased, sha256 }: Verified): string[] {
  return [
    `日志完好：${events} 条记录，${streams} 个流，${partitions} 个分区，${commands} 个命令。`,
    `  The log is sound: ${events} events, ${streams} streams, ${partitions} partitions, ${commands} commands.`,
    `个人信息 ${sealed} 项均已加密，其中 ${erased} 项密钥已依申请销毁。`,
    `  ${sealed} personal fields, all sealed; the keys of ${erased} were destroyed on request.`,
    ...textTable(Object.entries(types).map(([type, count]) => [type, String(count)])),
    `sha256 ${sha256}`,
  ];
}
