import type { Command } from 'commander';
import { organizationLevels, roles } from '@xf/access';
import type { Io } from '../io';
import { addOrganization, addUser } from '../keep/accounts';
import { rebuild } from '../keep/rebuild';
import { actorOf } from '../run';
import { actorOption, dataOption, jsonOption, settled, verb, type OnFolder, type Settle } from './settle';

type RebuildFlags = OnFolder & { readonly promote?: boolean };
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

/** Adds the verbs that keep a data folder; they need it to themselves. */
export function addKeepVerbs(root: Command, io: Io, settle: Settle): void {
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
