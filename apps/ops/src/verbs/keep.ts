import type { Command } from 'commander';
import { organizationLevels, roles } from '@xf/access';
import type { Io } from '../io';
import { addOrganization, addUser } from '../keep/accounts';
import { backup } from '../keep/backup';
import { erasePerson } from '../keep/erase';
import { rebuild } from '../keep/rebuild';
import { restore } from '../keep/restore';
import { verify } from '../keep/verify';
import { actorOf } from '../run';
import { actorOption, dataOption, jsonOption, settled, verb, type OnFolder, type Settle } from './settle';

type RebuildFlags = OnFolder & { readonly promote?: boolean };
type BackupFlags = OnFolder & { readonly keys?: string };
type RestoreFlags = BackupFlags & { readonly sha256?: string };
type VerifyFlags = OnFolder & { readonly quick?: boolean; readonly keys: boolean };
type UserFlags = OnFolder & {
  readonly name?: string;
  readonly role: readonly string[];
  readonly passwordStdin?: boolean;
  readonly actor?: string;
};
type OrganizationFlags = OnFolder & {
  readonly name: string;
  readonly level: string;
  readonly parent?: string;
  readonly actor?: string;
};

type EraseFlags = OnFolder & {
  readonly person: string;
  readonly organization: string;
  readonly reason: string;
  readonly ground: string;
  readonly second: string;
  readonly actor?: string;
};

/** Adds the verbs that keep a data folder. */
export function addKeepVerbs(root: Command, io: Io, settle: Settle): void {
  addCopyVerbs(root, io, settle);
  addOwningVerbs(root, io, settle);
  addEraseVerb(root, io, settle);
}

/** These work while the service runs, or on a folder nobody uses yet. */
function addCopyVerbs(root: Command, io: Io, settle: Settle): void {
  verb(root, 'backup', '备份事件日志；服务可照常运行 / back up the log, also while the service runs')
    .argument('<file>', '备份文件 / the copy')
    .option('--keys <file>', '同时备份密钥，须在另一目录 / the keys too, into another folder')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (file: string, { keys, data, json }: BackupFlags) =>
      settled(io, json, settle, async (output) => backup(output, file, { data, keys })),
    );

  verb(root, 'restore', '从备份恢复到空目录并核对 / restore a backup into an empty folder and verify it')
    .argument('<file>', '备份文件 / the copy')
    .option('--keys <file>', '密钥的备份 / the copy of the keys')
    .option('--sha256 <hex>', '备份时给出的校验值 / checksum told by backup')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (file: string, { keys, sha256, data, json }: RestoreFlags) =>
      settled(io, json, settle, async (output) => restore(output, file, { data, keys, sha256 })),
    );

  verb(root, 'verify', '核对整个事件日志；服务可照常运行 / check the whole log, also while the service runs')
    .option('--quick', '不核对数据库索引 / leave out the database indexes')
    .option('--no-keys', '不用密钥解开个人信息 / do not open sealed fields')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async ({ quick = false, keys, data, json }: VerifyFlags) =>
      settled(io, json, settle, async (output) => verify(output, { data, quick, keys })),
    );
}

/** These need the folder to themselves. */
function addOwningVerbs(root: Command, io: Io, settle: Settle): void {
  verb(root, 'rebuild', '重建视图并逐字节核对 / rebuild views and compare them byte by byte')
    .argument('<view>', '视图名或 all / a view, or all')
    .option('--promote', '有差异时换用重建的视图 / replace the live view when it differs')
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (wanted: string, { promote = false, data, json }: RebuildFlags) =>
      settled(io, json, settle, async (output) => rebuild(output, wanted, { data, promote })),
    );

  const user = verb(root, 'user', '账号 / accounts');
  verb(user, 'add', '创建账号；密码由提示或管道输入 / create an account; the password is prompted for or piped in')
    .argument('<account>', '账号 / account')
    .option('--name <name>', '显示名 / display name')
    .option('--role <role@organization...>', `角色@组织，可多个；角色 / roles: ${roles.join('、')}`, [])
    .option('--password-stdin', '从标准输入读密码 / read the password from stdin')
    .addOption(actorOption())
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (account: string, { name, role, passwordStdin = false, actor, data, json }: UserFlags) =>
      settled(io, json, settle, async (output) =>
        addUser(output, account, { data, name, role, passwordStdin, actor: actorOf(io, actor) }),
      ),
    );

  const org = verb(root, 'org', '组织 / organisations');
  verb(org, 'add', '登记组织 / register an organisation')
    .argument('<organization>', '组织编号 / id')
    .requiredOption('--name <name>', '名称 / name')
    .requiredOption('--level <level>', `层级 / level: ${organizationLevels.join('、')}`)
    .option('--parent <organization>', '上级组织 / organisation above')
    .addOption(actorOption())
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async (id: string, { actor, data, json, name, level, parent }: OrganizationFlags) =>
      settled(io, json, settle, async (output) =>
        addOrganization(output, id, { data, name, level, parent, actor: actorOf(io, actor) }),
      ),
    );
}

function addEraseVerb(root: Command, io: Io, settle: Settle): void {
  verb(root, 'erase', '依申请删除一人的个人信息，不可恢复 / erase a person on request, for good')
    .requiredOption(
      '--person <where>',
      'entry:竞赛/参赛项、nomination:批次/提名、objection:批次/异议、signature:批次/异议、registered:名录人员，或 - 从标准输入读身份证号 / whom, or - for an ID number on stdin',
    )
    .requiredOption('--organization <organization>', '受理的组织 / the organisation that was asked')
    .requiredOption('--reason <text>', '理由，不写个人信息 / why, without personal data')
    .requiredOption('--ground <text>', '法律依据 / by which law')
    .requiredOption('--second <name>', '同意的第二人 / the second person who consents')
    .addOption(actorOption())
    .addOption(dataOption(io))
    .addOption(jsonOption())
    .action(async ({ actor, second, json, ...options }: EraseFlags) =>
      settled(io, json, settle, async (output) =>
        erasePerson(output, { ...options, actor: actorOf(io, actor), second: actorOf(io, second) }),
      ),
    );
}
