import { Option, type Command } from 'commander';
import type { Io } from '../io';
import { migrate, parts, storeKinds, type Part, type StoreKind } from '../migrate/migrate';
import { dataOption, jsonOption, settled, verb, type OnFolder, type Settle } from './settle';

type MigrateFlags = OnFolder & {
  readonly from: StoreKind;
  readonly to: StoreKind;
  readonly url?: string;
  readonly log?: string;
  readonly only?: Part;
};

const storeOption = (flags: string, zh: string, en: string): Option =>
  new Option(flags, `${zh} / ${en}`).choices(storeKinds).makeOptionMandatory();

/** Adds the verb that moves a log to another store. */
export function addMigrateVerb(root: Command, io: Io, settle: Settle): void {
  verb(
    root,
    'migrate',
    '把事件日志和个人密钥迁到另一种存储并逐条核对；中断后可再次运行；须先停止服务 / move the log and the keys of persons to another store and compare both; run it again after an interruption; stop the service first',
  )
    .addOption(storeOption('--from <store>', '源：sqlite 为数据目录，esdb 为 EventStoreDB', 'source'))
    .addOption(
      storeOption('--to <store>', '目标，须为空或是未完成的迁移', 'target: empty, or a move that was cut short'),
    )
    .option('--url <url>', '事件库连接串，亦可用 EVENTSTORE_URL / connection string, or EVENTSTORE_URL')
    .option('--log <name>', '事件库中的日志名，亦可用 EVENTSTORE_LOG，默认 xianfeng / name of the log there')
    .addOption(
      new Option(
        '--only <part>',
        '只迁 log 日志或 keys 密钥；密钥的 Redis 由环境变量 KEYS_REDIS_URL 给出 / only the log or the keys; KEYS_REDIS_URL says where keys are',
      ).choices(parts),
    )
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async ({ from, to, data, json, only, ...server }: MigrateFlags) =>
      settled(io, json, settle, async (output) => {
        const { EVENTSTORE_URL: url, EVENTSTORE_LOG: log = 'xianfeng' } = io.env;
        // Only from the environment: everybody on the machine sees a command line, and this may hold a password.
        const { KEYS_REDIS_URL: keysUrl, KEYS_REPLICAS: keyReplicas } = io.env;
        return migrate(output, { from, to, data, only, url, log, keysUrl, keyReplicas, ...server });
      }),
    );
}
