import {
  openEsdbEventStore,
  openRedisKeys,
  openSqliteEventStore,
  openSqliteKeys,
  redisAddressOf,
  systemClock,
  type KeyStore,
  type ListedKeyStore,
} from '@xf/adapters';
import type { AdoptingEventStore } from '@xf/es';
import { mustExist } from '../folder';
import { Stop, type ExitCode } from '../io';
import { progressBar, say, type Output } from '../print';
import type { Common } from './compare';
import { compareKeys, moveKeys, type KeysHeld } from './keys';
import { moveLog, startOf, verifiedLog } from './log';
import type { Moved } from './move';
import { erasedIn, subjectsInLog, subjectsListed, type Subjects } from './subjects';

export const storeKinds = ['sqlite', 'esdb'] as const;
export type StoreKind = (typeof storeKinds)[number];
export const parts = ['log', 'keys'] as const;
export type Part = (typeof parts)[number];

export type MigrateOptions = {
  readonly from: StoreKind;
  readonly to: StoreKind;
  readonly data: string;
  /** Connection string of the server. Never shown: it may hold a password. */
  readonly url: string | undefined;
  /** Which log of the server. */
  readonly log: string;
  /** Without it, both. */
  readonly only: Part | undefined;
  /** Connection string of the Redis that holds keys beside the server's log. Never shown. */
  readonly keysUrl: string | undefined;
  /** Replicas that must hold a key before it counts as moved. */
  readonly keyReplicas: string | undefined;
};

/** Nobody else writes the target: what a killed run left open there need not be waited for. */
const openBatchMs = 1_000;

type Logs = {
  readonly source: AdoptingEventStore;
  readonly target: AdoptingEventStore;
};
type Keys = {
  readonly source: KeyStore;
  readonly target: KeyStore;
  /** The one of the two that is in the folder. */
  readonly folder: ListedKeyStore;
};
type Both = Logs & { readonly keys: Keys | undefined };

/**
 * Moves the log of a data folder to a server, or back, with the keys of persons, and compares both to the last event and
 * key. Keys go first, so that no event stands without the key it needs. Cut short at any moment, it goes on when it is run
 * again. The source is only read, except that a key is destroyed there which is destroyed in the target.
 */
export async function migrate(output: Output, options: MigrateOptions): Promise<ExitCode> {
  assertUsable(options);
  const { from, data, only } = options;
  if (from === 'sqlite') mustExist(data);
  // Whichever side the folder is, its lock is held to the end.
  const folder = openSqliteEventStore({ folder: data, clock: systemClock });
  try {
    const done = await onBoth(options, folder, async (both) => {
      const start = only === 'keys' ? undefined : await startOf(output, both.source, both.target);
      const without = both.keys && (await movedKeys(output, options, both, both.keys));
      const moved = start === undefined ? undefined : await moveLog(output, both.source, both.target, start);
      return { without, moved };
    });
    // Opened anew: what is compared is what another process sees.
    await onBoth(options, folder, async (both) => {
      const common = done.moved && (await verifiedLog(output, both.source, both.target));
      const held = both.keys && (await verifiedKeys(output, options, both, both.keys));
      sayDone(output, options, { ...done, common, held });
    });
    return 0;
  } finally {
    await folder.close();
  }
}

function assertUsable({ from, to, url = '', log, only, keysUrl = '', keyReplicas = '0' }: MigrateOptions): void {
  if (from === to) throw new Stop(2, 'same-store', '--from 与 --to 相同。', '--from and --to are the same store.');
  if (url === '')
    throw new Stop(2, 'url-missing', '须给出 --url 或 EVENTSTORE_URL。', 'Give --url, or EVENTSTORE_URL.');
  if (!/^[a-z][a-z0-9]{0,39}$/.test(log)) {
    throw new Stop(
      2,
      'log-name',
      '日志名应为小写字母和数字，以字母开头。',
      'A log is named in lower-case letters and digits, a letter first.',
    );
  }
  if (only === 'log') return;
  if (keysUrl === '') {
    throw new Stop(
      2,
      'keys-url-missing',
      '须设 KEYS_REDIS_URL，个人密钥随日志一起迁移；只迁日志请加 --only log，此后姓名无法读取。',
      'Set KEYS_REDIS_URL: keys of persons move with the log. With --only log they stay, and names cannot be read there.',
    );
  }
  if (!/^[0-5]$/.test(keyReplicas)) {
    throw new Stop(2, 'keys-replicas', 'KEYS_REPLICAS 应为 0–5 的整数。', 'KEYS_REPLICAS: a whole number from 0 to 5.');
  }
}

async function onBoth<T>(
  options: MigrateOptions,
  folder: AdoptingEventStore,
  work: (both: Both) => Promise<T>,
): Promise<T> {
  const { from, url = '', log } = options;
  const closers: (() => Promise<void>)[] = [];
  try {
    const server = openEsdbEventStore({ url, log, openBatchMs });
    closers.push(() => server.close());
    const keys = options.only === 'log' ? undefined : openKeys(options, closers);
    const logs = from === 'sqlite' ? { source: folder, target: server } : { source: server, target: folder };
    return await work({ ...logs, keys });
  } finally {
    for (const close of closers) await close();
  }
}

function openKeys(options: MigrateOptions, closers: (() => Promise<void>)[]): Keys {
  const { from, data, log, keysUrl = '', keyReplicas } = options;
  const server = openRedisKeys({
    redis: redisAddressOf('KEYS_REDIS_URL', keysUrl),
    replicas: Number(keyReplicas ?? 0),
    // Where the service looks for the keys of this log.
    prefix: `xf:${log}:keys:`,
  });
  closers.push(() => server.close());
  const folder = openSqliteKeys({ folder: data, create: from !== 'sqlite' });
  closers.push(() => folder.close());
  return from === 'sqlite' ? { source: folder, target: server, folder } : { source: server, target: folder, folder };
}

/** The Redis does not know whose keys it holds: on the way back the log says who there is. */
const subjectsOf = ({ from }: MigrateOptions, { source }: Logs, { folder }: Keys): Promise<Subjects> =>
  from === 'sqlite' ? subjectsListed(folder) : subjectsInLog(source);

async function movedKeys(output: Output, options: MigrateOptions, logs: Logs, keys: Keys): Promise<string | undefined> {
  const erased = [...new Set([...(await erasedIn(logs.source)), ...(await erasedIn(logs.target))])];
  const subjects = await subjectsOf(options, logs, keys);
  const bar = progressBar(output, '迁移密钥 move keys', subjects.total);
  try {
    return await moveKeys(keys.source, keys.target, subjects, erased, bar.at);
  } finally {
    bar.end();
  }
}

async function verifiedKeys(output: Output, options: MigrateOptions, logs: Logs, keys: Keys): Promise<KeysHeld> {
  const compared = async (subjects: Subjects): Promise<KeysHeld> => {
    const bar = progressBar(output, '核对密钥 verify keys', subjects.total);
    try {
      return await compareKeys(keys.source, keys.target, subjects, bar.at);
    } finally {
      bar.end();
    }
  };
  // Nobody the log names is left out; then everybody is counted once.
  if (options.from !== 'sqlite') await compared(await subjectsInLog(logs.source));
  return compared(await subjectsListed(keys.folder));
}

type Done = {
  readonly moved: Moved | undefined;
  readonly common: Common | undefined;
  readonly held: KeysHeld | undefined;
  readonly without: string | undefined;
};

function sayDone(output: Output, { from, to }: MigrateOptions, { moved, common, held, without }: Done): void {
  const keys = held && { ...held, without: without ?? null };
  say(output, { ok: true, from, to, ...(moved && common && logAnswer(moved, common)), ...(keys && { keys }) }, [
    ...(moved && common ? logLines(from, to, moved, common) : []),
    ...(held ? keyLines(held, without) : []),
  ]);
}

function logAnswer(moved: Moved, { events, streams, commands, sha256, last }: Common): object {
  const heads = { source: last.source, target: last.target };
  return { events, added: moved.events, references: moved.references, streams, commands, heads, sha256 };
}

const logLines = (from: string, to: string, moved: Moved, { events, streams, commands, sha256 }: Common): string[] => [
  `已迁移 ${events} 条记录（本次写入 ${moved.events} 条），逐条、逐流核对一致：${streams} 个流，${commands} 个命令。`,
  `  Moved ${events} events (${moved.events} of them now). Both logs are the same: ${streams} streams, ${commands} commands.`,
  `记录中引用日志位置的 ${moved.references} 处已换成新位置。`,
  `  ${moved.references} references to places in the log now name the new places.`,
  `${from} sha256 ${sha256.source}`,
  `${to} sha256 ${sha256.target}`,
];

const keyLines = ({ people, destroyed }: KeysHeld, without: string | undefined): string[] => [
  `已迁移 ${people} 人的密钥（其中 ${destroyed} 人已删除），主密钥与逐人密钥核对一致。`,
  `  Moved the keys of ${people} persons (${destroyed} of them erased). Both sides hold the same, master secret included.`,
  ...(without === undefined
    ? []
    : [
        `源密钥库中没有 ${without} 等人的密钥，其姓名迁移前后均无法读取。`,
        `  The source has no key for ${without} or more: such names can be read neither there nor here.`,
      ]),
];
