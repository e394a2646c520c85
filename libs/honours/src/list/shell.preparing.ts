import { Controller, Injectable, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Authority, Caller, problemOf, Read, Reading, type Call } from '@xf/nest';
import type { PrepareList } from './command';
import { preparers } from './rules';
import { listRefusals as refusals } from './shell.refusals';
import { looks, type OnRow } from './shell.rows';

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

/** Looked at by who waits for a version of a long list. */
@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/organizations/:organization/lists/:list/preparation')
export class ListsPreparingController {
  constructor(
    private readonly reading: Reading,
    private readonly authority: Authority,
    private readonly preparing: ListsPreparing,
  ) {}

  @Read('', { zh: '本人正在生成的名单版本的进度；没有正在生成的，回答 404', answer })
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
