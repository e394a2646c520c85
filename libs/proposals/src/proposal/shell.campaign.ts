import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  Check,
  Command,
  Commands,
  defined,
  DocumentField,
  etagOf,
  formatInstant,
  IdField,
  KeptAnswers,
  problem,
  problemOf,
  Public,
  Read,
  Reading,
  RecordedBody,
  render,
  RUNTIME,
  sendRendered,
  TextField,
  WholeField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { instantOf, proposalRefusals as refusals } from '../shell';
import { campaignStream, headCountMax } from '../terms';
import { campaign, joining } from './decide.campaign';
import { proposals, type CampaignRow, type Publication } from './project';
import { campaignRow } from './query';
import { statisticsOf } from './query.figures';
import { hashCampaignDocument, loadCampaignDocument } from './rules';
import { CampaignVisibility } from './shell.visibility';

class OpeningOfCampaignBody extends RecordedBody {
  @DocumentField({ zh: '活动文件：类别、奖励档次、指标、期间、主办组织' })
  document!: object;
}

class CampaignCheckBody {
  @DocumentField({ zh: '活动文件' })
  document!: object;
}

class JoiningBody extends RecordedBody {
  @IdField({ zh: '单位，即主办组织的下级组织' })
  unit!: string;

  @WholeField({ zh: '职工人数', min: 1, max: headCountMax })
  headCount!: number;

  @TextField({ zh: '更正职工人数的理由', max: 500, optional: true })
  reason?: string;
}

class SummaryPublicationBody extends RecordedBody {
  @TextField({ zh: '再次公布的理由', max: 500, optional: true })
  reason?: string;
}

/** What published summaries may take in memory. */
const keptBytesMax = 4_000_000;

@ApiTags('合理化建议')
@ApiBearerAuth()
@Controller('api')
export class CampaignsController {
  /** A published summary follows from its position, so it is put together once. */
  private readonly summaries = new KeptAnswers<number>(keptBytesMax);

  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: CampaignVisibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Check('campaign-documents/check', { zh: '检查合理化建议活动文件', problems: [401, 403] })
  @Audience('organizer')
  checkCampaignDocument(@Body() { document }: CampaignCheckBody): object {
    const loaded = loadCampaignDocument(document);
    return loaded.ok
      ? { ok: true, hash: hashCampaignDocument(loaded.document), problems: [] }
      : { ok: false, problems: loaded.problems };
  }

  @Command('campaigns', { zh: '开展合理化建议活动：固定活动文件' })
  @Audience('organizer')
  async openCampaign(@Caller() call: Call, @Body() { document: given, validAt }: OpeningOfCampaignBody) {
    const loaded = loadCampaignDocument(given);
    if (!loaded.ok) throw problemOf(refusals, { code: 'campaign-refused', problems: loaded.problems });
    const { document } = loaded;
    await this.authority.require(call, document.organization, ['organizer']);
    const command = { type: 'OpenCampaign', document } as const;
    return this.commands.run(call, campaign, command, { refusals, validAt, answer: { campaign: document.id } });
  }

  @Read('campaigns/:campaign', { zh: '一项活动及其文件', query: ['minPosition'] })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getCampaign(@Caller() call: Call, @Param('campaign') id: string): Promise<object> {
    return this.reading.ask(call, 'campaign', async ({ reads }) => {
      await this.visibility.requireAround(call, id);
      const { revision } = await this.visibility.campaign(id);
      await this.reading.waitForRevision(campaignStream(id), revision);
      const view = await reads.at(proposals);
      const row = campaignRow(view, id);
      if (row === undefined) throw problem('not-found');
      const { organization, hash, document, publications } = row;
      call.reply.header('etag', etagOf(revision));
      const published = publications.map((one) => publicationView(one));
      return {
        campaign: id,
        organization,
        hash,
        document,
        publications: published,
        revision,
        position: view.position(),
      };
    });
  }

  @Command('campaigns/:campaign/units', { zh: '单位参加活动；更正职工人数须说明理由' })
  @Audience('organizer')
  async joinCampaign(@Caller() call: Call, @Param('campaign') id: string, @Body() body: JoiningBody): Promise<object> {
    await this.visibility.requireOverCampaign(call, id, ['organizer']);
    const { unit, headCount, reason, validAt } = body;
    const more = defined({ reason, at: instantOf(validAt) });
    const command = { type: 'JoinCampaign', campaign: id, unit, headCount, ...more } as const;
    return this.commands.run(call, joining, command, { refusals, validAt, answer: { campaign: id, unit } });
  }

  @Command('campaigns/:campaign/publications', { zh: '公布汇总；再次公布须说明理由', ifMatch: true })
  @Audience('organizer')
  async publishSummary(
    @Caller() call: Call,
    @Param('campaign') id: string,
    @Body() { reason, validAt }: SummaryPublicationBody,
  ): Promise<object> {
    await this.visibility.requireOverCampaign(call, id, ['organizer']);
    const command = { type: 'PublishSummary', campaign: id, ...defined({ reason }) } as const;
    const options = { refusals, ifMatch: 'required', validAt, answer: { campaign: id } } as const;
    return this.commands.run(call, campaign, command, options);
  }

  @Read('campaigns/:campaign/summary', { zh: '公布的汇总：只有数字，没有姓名', query: ['minPosition'] })
  @Public()
  getSummary(@Caller() call: Call, @Param('campaign') id: string): Promise<Buffer> {
    return this.reading.ask(call, 'proposal-summary', async ({ reads }) => {
      const row = campaignRow(await reads.at(proposals), id);
      const publication = row?.publications[row.publications.length - 1];
      if (row === undefined || publication === undefined) throw problem('not-found');
      const known = this.summaries.find(id, (position) => position === publication.position);
      const rendered = known?.rendered ?? (await this.summaryOf(row, publication));
      if (known === undefined) this.summaries.keep(id, { rendered, link: undefined, basis: publication.position });
      return sendRendered(call, rendered);
    });
  }

  /** What was published is the past at the publication's position, whatever was recorded since. */
  private async summaryOf({ campaign: id, document }: CampaignRow, publication: Publication) {
    const { position } = publication;
    const view = await this.runtime.reads.at(proposals, { position }, id);
    const { title, titleEn, organization, period } = document;
    const head = { campaign: id, title, ...defined({ titleEn }), organization, period };
    // Versions name what is public; positions would tell how much else was recorded.
    const { position: _position, ...told } = publicationView(publication);
    return render({ ...head, ...told, ...statisticsOf(view, id) }, publication.version);
  }
}

const publicationView = ({ version, position, at }: Publication) => ({ version, position, at: formatInstant(at) });
