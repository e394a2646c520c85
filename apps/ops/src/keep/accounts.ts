import { randomBytes, randomUUID } from 'node:crypto';
import {
  account,
  accountPattern,
  hashPassword,
  organization,
  organizationLevels,
  organizationPattern,
  passwordMin,
  roles,
  saltBytes,
  type AccountCommand,
  type OrganizationLevel,
  type Role,
} from '@xf/access';
import { execute, executeAll, untyped } from '@xf/es';
import { writing } from '../folder';
import { Stop, type ExitCode, type Io } from '../io';
import { say, type Output } from '../print';
import { refusalText } from '../refusals';

export type UserOptions = {
  readonly data: string;
  readonly name?: string | undefined;
  /** `role@organization` */
  readonly role: readonly string[];
  readonly passwordStdin: boolean;
  readonly actor: string;
};

/** Creates an account with its roles, all or nothing. The password never stands on the command line. */
export async function addUser(output: Output, id: string, options: UserOptions): Promise<ExitCode> {
  if (!accountPattern.test(id)) {
    const zh = `账号“${id}”应以小写字母开头，由小写字母、数字和下划线组成，2 至 40 位。`;
    throw new Stop(
      2,
      'account-invalid',
      zh,
      `"${id}": lower-case letters, digits and underscores are expected, 2 to 40.`,
    );
  }
  const grants = options.role.map(grantOf);
  const password = await readPassword(output.io, options.passwordStdin);
  if (Array.from(password).length < passwordMin) {
    throw new Stop(
      1,
      'password-short',
      `密码至少 ${passwordMin} 个字符。`,
      `A password has at least ${passwordMin} characters.`,
    );
  }
  const passwordHash = await hashPassword(password, randomBytes(saltBytes));
  const commands: AccountCommand[] = [
    { type: 'CreateAccount', account: id, displayName: options.name ?? id, passwordHash },
    ...grants.map((grant): AccountCommand => ({ type: 'GrantRole', account: id, ...grant })),
  ];
  return writing<ExitCode>(options.data, async (engine) => {
    const items = commands.map((command) => ({ decider: untyped(account), command }));
    const outcome = await executeAll(engine, items, { actor: options.actor, command: `user-add:${randomUUID()}` });
    if (outcome.kind === 'refused') throw refused(outcome.refusals[0]?.rejection ?? { code: 'refused' });
    if (outcome.kind !== 'done') throw busy();
    const held = grants.map(({ role, organization: at }) => `${role}@${at}`);
    say(output, { ok: true, account: id, grants: held, position: outcome.position }, [
      `已创建账号 ${id}${held.length === 0 ? '' : `，角色 ${held.join('、')}`}。`,
      `  Account ${id} created${held.length === 0 ? '' : ` with ${held.join(', ')}`}.`,
    ]);
    return 0;
  });
}

function grantOf(text: string): { readonly role: Role; readonly organization: string } {
  const [role, at, more] = text.split('@');
  const known = roles.find((one) => one === role);
  if (known !== undefined && at !== undefined && more === undefined && organizationPattern.test(at)) {
    return { role: known, organization: at };
  }
  const list = roles.join('、');
  throw new Stop(
    2,
    'role-invalid',
    `“${text}”应写作 角色@组织编号；角色：${list}。`,
    `"${text}" should be role@organization; roles: ${list}.`,
  );
}

const endOfInput = new Set(['\r', '\n', '\u0004']);

/** From a pipe the first line; from a terminal what is typed, unseen. */
async function readPassword({ stdin, stderr }: Io, fromPipe: boolean): Promise<string> {
  const terminal = stdin as Io['stdin'] & { readonly setRawMode?: (on: boolean) => void };
  if (!fromPipe) {
    if (stdin.isTTY !== true) {
      throw new Stop(
        2,
        'password-missing',
        '请用 --password-stdin 从管道传入密码。',
        'Pass the password through a pipe with --password-stdin.',
      );
    }
    stderr.write('密码 password: ');
    terminal.setRawMode?.(true);
  }
  try {
    let typed = '';
    for await (const chunk of stdin) {
      for (const sign of typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')) {
        if (sign === '\u0003') throw new Stop(2, 'interrupted', '已取消。', 'Cancelled.');
        if (endOfInput.has(sign)) return typed;
        typed = sign === '\u007f' ? Array.from(typed).slice(0, -1).join('') : typed + sign;
      }
    }
    return typed;
  } finally {
    if (!fromPipe) {
      terminal.setRawMode?.(false);
      stderr.write('\n');
    }
  }
}

export type OrganizationOptions = {
  readonly data: string;
  readonly name: string;
  readonly level: string;
  readonly parent?: string | undefined;
  readonly actor: string;
};

/** Registers an organisation; the same one again is no change. */
export async function addOrganization(output: Output, id: string, options: OrganizationOptions): Promise<ExitCode> {
  const { name, parent, actor } = options;
  if (!organizationPattern.test(id)) {
    const zh = `组织编号“${id}”应由字母、数字和下划线组成，1 至 40 位。`;
    throw new Stop(2, 'organization-invalid', zh, `"${id}": letters, digits and underscores are expected, 1 to 40.`);
  }
  const level = levelOf(options.level);
  return writing<ExitCode>(options.data, async (engine) => {
    const command = {
      type: 'RegisterOrganization' as const,
      organization: id,
      name,
      level,
      ...(parent === undefined ? {} : { parent }),
    };
    const outcome = await execute(engine, organization, command, { actor, command: `org-add:${randomUUID()}` });
    if (outcome.kind === 'refused') throw refused(outcome.rejection);
    if (outcome.kind !== 'done') throw busy();
    const added = outcome.events.length > 0;
    const lines = added
      ? [`已登记组织 ${id}（${name}）。`, `  Organisation ${id} registered.`]
      : [`组织 ${id} 已存在，未变更。`, `  Organisation ${id} was there already.`];
    say(output, { ok: true, organization: id, added, position: outcome.position }, lines);
    return 0;
  });
}

function levelOf(text: string): OrganizationLevel {
  const level = organizationLevels.find((one) => one === text);
  if (level !== undefined) return level;
  const list = organizationLevels.join('、');
  throw new Stop(2, 'level-invalid', `没有层级 ${text}；可用：${list}。`, `There is no level ${text}; known: ${list}.`);
}

function refused(rejection: { readonly code: string }): Stop {
  const { zh, en } = refusalText(rejection);
  return new Stop(1, rejection.code, `${zh}。`, `${en}.`);
}

const busy = (): Stop => new Stop(3, 'busy', '写入冲突过多，请重试。', 'Too many conflicting writes; try again.');
