import { Body, Controller, Injectable, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Role } from '@xf/access';
import { masks } from '@xf/lists';
import { Audience, Authority, Caller, Command, Commands, problemOf, Read, Reading, type Call } from '@xf/nest';
import type { PrepareList } from './command';
import { listsFor } from './decide';
import { deniedColumns, preparers } from './rules';
import { ListBody, prepareFrom } from './shell.body';
import { listRefusals as refusals } from './shell.refusals';
import { ListRows, looks, type OnRow } from './shell.rows';
import { ListVersions } from './shell.versions';

/** Looks taken at rows, of those that have to be taken. */
type Progress = { readonly done: number; readonly total: number };

/** How far the lists are that are being prepared, for the one who asked for it. Known to this process alone. */
@Injectable()
export class ListsPreparing {
  private readonly going = new Map<string, Progress>();

  /** Tells of the work while it goes on; what it will come to is what the request states. */
  async during<T>(command: PrepareList, account: string, work: (onRow: OnRow) => Promise<T>): Promise<T> {
    const of = [account, command.organization, command.list].join('/');
    const total = command.stated.reduce((sum, { count }) => sum + count, 0) * looks;
    const progress = { done: 0, total };
    this.going.set(of, progress);
    try {
      return await work(() => {
        progress.done = Math.min(progress.done + 1, total);
      });
    } finally {
      if (this.going.get(of) === progress) this.going.delete(of);
    }
  }

  /** Undefined when nothing is being prepared. */
  progress(organization: string, list: string, account: string): Progress | undefined {
    return this.going.get([account, organization, list].join('/'));
  }
}

const answer = {
  type: 'object',
  required: ['state', 'done', 'total'],
  properties: {
    state: { type: 'string', enum: ['preparing'] },
    done: { type: 'integer', description: '已查看的行次' },
    total: { type: 'integer', description: '写明的数目共需查看的行次：每行排序一次、检查一次' },
  },
};

/** Makes the versions of lists, and tells who waits for a long one how far it is. */
@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/organizations/:organization/lists/:list')
export class ListsPreparingController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    private readonly rows: ListRows,
    private readonly versions: ListVersions,
    private readonly preparing: ListsPreparing,
  ) {}

  @Command('versions', {
    zh: '生成名单的一个版本：筛选、次序、栏目、写明的数目、解禁时刻与截止日期',
    description: '数目不符、姓名重复而无从区分、内容含身份证号或手机号的不生成。越权取用栏目的请求被拒绝并记录。',
    query: [],
  })
  @Audience(...preparers)
  async prepareList(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Body() body: ListBody,
  ): Promise<object> {
    const { account } = await this.authority.require(call, organization, preparers);
    const roles = await this.versions.rolesOver(call, organization);
    const command = prepareFrom(organization, list, body);
    const answer = { organization, list };
    const denied = deniedColumns(roles, command.columns);
    const isRepeated = (await this.commands.repeatOf(call)) !== undefined;
    if (denied.length > 0 || isRepeated) {
      const told = await this.commands.run(call, listsFor({ roles }), command, { refusals, answer });
      if (denied.length > 0) throw problemOf(refusals, { code: 'column-denied', columns: denied });
      return told;
    }
    await this.reading.waitForHead();
    return this.preparing.during(command, account, (onRow) => this.prepare(call, command, { account, roles }, onRow));
  }

  private async prepare(
    call: Call,
    command: PrepareList,
    { account, roles }: { readonly account: string; readonly roles: readonly Role[] },
    onRow: OnRow,
  ): Promise<object> {
    const answer = { organization: command.organization, list: command.list };
    const masked = command.columns.flatMap((one) => masks[one]?.zh ?? []);
    const { looked, gathered } = await this.rows.gather(command, masked, onRow);
    const decider = listsFor({ roles, gathered });
    // Who was honoured, and under which documents, was not known before.
    const unprinted = deniedColumns(roles, command.columns, gathered.limits.personal);
    if (unprinted.length > 0) {
      await this.commands.run(call, decider, command, { refusals, answer });
      throw problemOf(refusals, { code: 'column-denied', columns: unprinted });
    }
    await this.rows.printed({ ...command, ...gathered }, looked, account, onRow);
    return this.commands.run(call, decider, command, { refusals, answer });
  }

  @Read('preparation', { zh: '本人正在生成的名单版本的进度；没有正在生成的，回答 404', answer })
  @Audience(...preparers)
  getListPreparation(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
  ): Promise<object> {
    return this.reading.ask(call, 'list-preparation', async () => {
      const { account } = await this.authority.require(call, organization, preparers);
      const found = this.preparing.progress(organization, list, account);
      if (found === undefined) throw problemOf(refusals, { code: 'preparation-unknown' });
      return { state: 'preparing', ...found };
    });
  }
}
