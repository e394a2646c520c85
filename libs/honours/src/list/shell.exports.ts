import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import { Audience, Caller, Check, Command, Commands, Read, Reading } from '@xf/nest';
import type { Call } from '@xf/nest';
import { listsFor } from './decide';
import { listStaff } from './rules';
import { DownloadBody } from './shell.body';
import { listFile, sendFile } from './shell.files';
import { ListMaking } from './shell.making';
import { listRefusals as refusals } from './shell.refusals';
import { ListVersions } from './shell.versions';

const makingAnswer = {
  type: 'object',
  required: ['export', 'format', 'state', 'done', 'total'],
  properties: {
    export: { type: 'string', description: '导出标识，用于查看进度与取文件' },
    format: { type: 'string' },
    state: { type: 'string', enum: ['checking', 'ready'] },
    done: { type: 'integer', description: '已查看的行次' },
    total: { type: 'integer', description: '共需查看的行次：每行排序一次、检查一次' },
  },
};

/** Lists that take longer than a request should: asked for, looked after, and fetched when they are ready. */
@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/organizations/:organization/lists/:list/versions/:version/exports')
export class ListExportsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly versions: ListVersions,
    private readonly making: ListMaking,
  ) {}

  @Check('', {
    zh: '开始导出名单的一个版本；已在进行的不重复开始，回答其进度',
    description: '进度与文件在受理的进程中，半小时内可取。多个 api 进程时，同一导出的请求须到同一进程。',
    answer: makingAnswer,
    status: 202,
    problems: [401, 403, 404, 503],
  })
  @Audience(...listStaff)
  async exportList(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { format }: DownloadBody,
  ): Promise<object> {
    const { account, found } = await this.versions.given(call, organization, list, version);
    return this.making.begin(found, format, account);
  }

  @Read(':export', { zh: '导出的进度；名单不能印出的，回答全部问题', answer: makingAnswer })
  @Audience(...listStaff)
  getListExport(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Param('export') id: string,
  ): Promise<object> {
    return this.reading.ask(call, 'list-export', async () => {
      const { account, found } = await this.versions.given(call, organization, list, version);
      return this.making.progress(found, account, id);
    });
  }

  @Command(':export/file', {
    zh: '取备妥的导出文件；先记录何人下载何版本何格式，再给出文件',
    query: [],
    status: 200,
    type: 'application/octet-stream',
  })
  @Audience(...listStaff)
  async downloadListExport(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Param('export') id: string,
  ): Promise<Readable> {
    const { account, roles, found } = await this.versions.given(call, organization, list, version);
    const { checked, format } = this.making.ready(found, account, id);
    const file = await listFile(checked, format);
    const command = { type: 'DownloadList', organization, list, version: found.version, format } as const;
    await this.commands.run(call, listsFor({ roles }), command, { refusals });
    return sendFile(call, `${list}-${version}.${format}`, file);
  }
}
