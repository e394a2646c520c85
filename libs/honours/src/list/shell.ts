import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import type { Role } from '@xf/access';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  defined,
  formatInstant,
  problemOf,
  Read,
  Reading,
  RUNTIME,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { numberOf } from '../shell.correction';
import { knowers } from '../visibility/rules';
import { listsFor, versionOf, type ListsState } from './decide';
import { listCodec, listsStream, type ListPrepared } from './events';
import { isShownTo, listStaff, readerOf, sentAtOnceMax, standingOf } from './rules';
import { DecisionDocumentBody, DownloadBody, ListCorrectionBody, ListWithdrawalBody } from './shell.body';
import { correctionFile, decisionFile, differenceTold, listFile, sendFile } from './shell.files';
import { listRefusals as refusals } from './shell.refusals';
import { ListRows } from './shell.rows';
import { ListVersions } from './shell.versions';

@ApiTags('名单')
@ApiBearerAuth()
@Controller('api/organizations/:organization/lists')
export class ListsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
    private readonly rows: ListRows,
    private readonly versions: ListVersions,
  ) {}

  @Read('', { zh: '本组织的名单及其版本；未解禁的只有主办、评选和审计人员看得到', query: ['minPosition'] })
  @Audience(...listStaff)
  listPreparedLists(@Caller() call: Call, @Param('organization') organization: string): Promise<object> {
    return this.reading.ask(call, 'lists', async () => {
      const { state, shown } = await this.versions.seen(call, organization);
      const rows = [...state].map(([list, versions]) => ({ list, versions: versions.filter(shown).map(this.told) }));
      return { rows: rows.filter(({ versions }) => versions.length > 0) };
    });
  }

  @Command(':list/versions/:version/downloads', {
    zh: '下载名单的一个版本；先记录何人下载何版本何格式，再给出文件',
    description: `超过 ${sentAtOnceMax} 行的，请用 exports。`,
    query: [],
    ends: true,
    status: 200,
    type: 'application/octet-stream',
  })
  @Audience(...listStaff)
  async downloadList(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { format }: DownloadBody,
  ): Promise<Readable> {
    const { account, roles, found } = await this.versions.given(call, organization, list, version);
    if (found.total > sentAtOnceMax)
      throw problemOf(refusals, { code: 'list-long', total: found.total, most: sentAtOnceMax });
    const checked = await this.rows.printed(found, await this.rows.again(found), account);
    const file = await listFile(checked, format);
    const command = { type: 'DownloadList', organization, list, version: found.version, format } as const;
    await this.commands.run(call, listsFor({ roles }), command, { refusals });
    return sendFile(call, `${list}-${version}.${format}`, file);
  }

  @Command(':list/versions/:version/withdrawal', {
    zh: '撤回名单的一个版本：宣传人员与公众不再看到，文件不再提供；更早的版本未撤回的，公众又看到它',
    query: [],
  })
  @Audience('organizer')
  async withdrawList(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { reason }: ListWithdrawalBody,
  ): Promise<object> {
    await this.authority.require(call, organization, ['organizer']);
    const command = { type: 'WithdrawList', organization, list, version: numberOf(version), reason } as const;
    return this.commands.run(call, listsFor({ roles: [] }), command, { refusals, answer: { organization, list } });
  }

  @Command(':list/versions/:version/corrections', {
    zh: '勘误：与先前版本相比的增、删、改，Word 文件；下载同样记录',
    query: [],
    ends: true,
    status: 200,
    type: 'application/octet-stream',
  })
  @Audience(...listStaff)
  async downloadListCorrection(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { before, issuer, date }: ListCorrectionBody,
  ): Promise<Readable> {
    const { account, roles, found, state } = await this.versions.given(call, organization, list, version);
    const command = { type: 'DownloadList', organization, list, version: found.version, format: 'docx' } as const;
    const versions = await this.two(state, list, before, found, account, roles);
    const file = await correctionFile({ title: found.title, issuer, date }, versions);
    await this.commands.run(call, listsFor({ roles }), { ...command, against: before }, { refusals });
    return sendFile(call, `${list}-${before}-${version}.docx`, file);
  }

  @Command(':list/versions/:version/decision-documents', {
    zh: '表彰决定：Word 文件，名单为附件，文号与日期取自所授荣誉；下载同样记录',
    query: [],
    ends: true,
    status: 200,
    type: 'application/octet-stream',
  })
  @Audience(...listStaff)
  async downloadDecision(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Body() { title, body, issuer }: DecisionDocumentBody,
  ): Promise<Readable> {
    const { account, roles, found } = await this.versions.given(call, organization, list, version);
    const looked = await this.rows.again(found);
    const checked = await this.rows.printed(found, looked, account);
    const file = await decisionFile({ title, body, issuer }, looked.decided, checked);
    const command = { type: 'DownloadList', organization, list, version: found.version, format: 'docx' } as const;
    await this.commands.run(call, listsFor({ roles }), command, { refusals });
    return sendFile(call, `${list}-${version}-decision.docx`, file);
  }

  @Read(':list/versions/:version/since/:before', {
    zh: '两个版本之间增、删、改了什么，只就印出的内容',
    query: ['minPosition'],
  })
  @Audience(...listStaff)
  compareListVersions(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
    @Param('version') version: string,
    @Param('before') before: string,
  ): Promise<object> {
    return this.reading.ask(call, 'list-difference', async () => {
      const { account, roles, found, state } = await this.versions.wanted(call, organization, list, version);
      const versions = await this.two(state, list, numberOf(before), found, account, roles);
      return { list, from: numberOf(before), to: found.version, ...(await differenceTold(versions)) };
    });
  }

  @Read(':list/downloads', { zh: '何人何时下载了哪个版本，以及被拒绝的请求', query: ['minPosition'] })
  @Audience(...knowers.downloads)
  listDownloads(
    @Caller() call: Call,
    @Param('organization') organization: string,
    @Param('list') list: string,
  ): Promise<object> {
    return this.reading.ask(call, 'list-downloads', async ({ engine }) => {
      await this.authority.require(call, organization, knowers.downloads);
      const stored = await engine.store.readStream(listsStream(organization));
      const rows = stored.flatMap((one) => {
        const event = listCodec.decode(one);
        if (event?.list !== list || event.type === 'ListPrepared' || event.type === 'ListWithdrawn') return [];
        const { type, organization: _organization, list: _list, ...said } = event;
        return [{ kind: type === 'ListDenied' ? 'denied' : 'downloaded', ...said, at: formatInstant(one.recordedAt) }];
      });
      return { organization, list, rows };
    });
  }

  private async two(
    state: ListsState,
    list: string,
    before: number,
    after: ListPrepared,
    by: string,
    roles: readonly Role[],
  ) {
    const older = versionOf(state, list, before);
    if (older === undefined || !isShownTo(readerOf(roles), older, this.runtime.engine.clock.now()))
      throw problemOf(refusals, { code: 'list-unknown' });
    const printed = async (version: ListPrepared) => this.rows.printed(version, await this.rows.again(version), by);
    return { before: await printed(older), after: await printed(after) };
  }

  private readonly told = (version: ListPrepared): object => {
    const { type: _type, organization: _organization, list: _list, ...said } = version;
    const { asOf, embargoUntil, endsOn } = version;
    return {
      ...said,
      asOf: formatInstant(asOf),
      ...(embargoUntil === undefined ? {} : { embargoUntil: formatInstant(embargoUntil) }),
      standing: standingOf(defined({ embargoUntil, endsOn }), this.runtime.engine.clock.now()),
    };
  };
}
