import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { subjectIdOf } from '@xf/competitions';
import { openNames } from '@xf/es';
import {
  Audience,
  Authority,
  Caller,
  Command,
  Commands,
  DecimalField,
  defined,
  etagOf,
  formatInstant,
  IdField,
  IdNumberField,
  ListField,
  NumberField,
  problem,
  Read,
  Reading,
  RecordedBody,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import type { Role } from '@xf/access';
import { instantOf, proposalRefusals as refusals } from '../shell';
import { proposalIdOf, proposalStream, stages } from '../terms';
import type { ProposalCommand, SubmitProposal } from './command';
import { proposal } from './decide';
import { proposals, type ProposalRow } from './project';
import { campaignRow, proposalPage, proposalRow, rewardOf } from './query';
import { CampaignVisibility } from './shell.visibility';

class ProposerBody {
  @TextField({ zh: '建议人姓名，加密保存', max: 60 })
  name!: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人，不保存', optional: true })
  idNumber?: string;
}

class ProposalBody extends RecordedBody {
  @IdField({ zh: '单位' })
  unit!: string;

  @NumberField({ zh: '建议编号，在单位内唯一' })
  number!: string;

  @IdField({ zh: '类别，见活动文件' })
  kind!: string;

  @TextField({ zh: '建议名称' })
  title!: string;

  @TextField({ zh: '建议内容', max: 4_000, optional: true })
  content?: string;

  @ListField({ zh: '建议人', of: () => ProposerBody, min: 1, max: 50 })
  proposers!: ProposerBody[];
}

class RecordedStepBody extends RecordedBody {}

class DecliningBody extends RecordedBody {
  @TextField({ zh: '不采纳的理由', max: 500 })
  reason!: string;
}

class ClaimBody extends RecordedBody {
  @DecimalField({ zh: '申报的效益，万元' })
  benefit!: string;
}

class VerificationBody extends ClaimBody {
  @TextField({ zh: '依据的文件，如财务证明文号' })
  document!: string;
}

class BenefitCorrectionBody {
  @DecimalField({ zh: '更正后的效益，万元' })
  benefit!: string;

  @TextField({ zh: '依据的文件' })
  document!: string;

  @TextField({ zh: '更正的理由', max: 500 })
  reason!: string;
}

type ProposalStep = Exclude<ProposalCommand, SubmitProposal>;
type Asked = ProposalStep extends infer C
  ? C extends ProposalStep
    ? Omit<C, 'campaign' | 'proposal' | 'at'>
    : never
  : never;

/**
 * A unit's organizers bring in its proposals, carry them out and claim what they brought; the committee over the unit
 * adopts, declines and verifies. Workers have no accounts, so who proposed is what the organizer writes.
 */
@ApiTags('合理化建议')
@ApiBearerAuth()
@Controller('api/campaigns/:campaign')
export class ProposalsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly visibility: CampaignVisibility,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('proposals', { zh: '提出合理化建议' })
  @Audience('organizer')
  async submitProposal(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Body() body: ProposalBody,
  ): Promise<object> {
    await this.visibility.campaign(campaign);
    const { unit, number, kind, title, content, proposers, validAt } = body;
    await this.authority.require(call, unit, ['organizer']);
    const { vault } = this.runtime.engine;
    const people = proposers.map(({ name, idNumber }, index) => ({
      person: subjectIdOf(vault, 'person', { name, idNumber }, `${campaign}/${unit}/${number}/${index}`),
      name,
    }));
    const id = proposalIdOf(campaign, unit, number);
    const on = { campaign, proposal: id, ...defined({ at: instantOf(validAt), content }) };
    const command = { type: 'SubmitProposal', ...on, unit, number, kind, title, proposers: people } as const;
    const answer = { campaign, proposal: id, number };
    return this.commands.run(call, proposal, command, { refusals, validAt, answer });
  }

  @Read('stages/:stage/proposals', {
    zh: '处于某一阶段的建议；organization 只看一个单位',
    query: ['organization', 'limit', 'cursor', 'asOf', 'position', 'validAt', 'minPosition'],
  })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  listProposals(@Caller() call: Call, @Param('campaign') campaign: string, @Param('stage') named: string) {
    return this.reading.ask(call, 'proposals', async () => {
      const { scope } = await this.visibility.scopeFor(call, campaign);
      const stage = stages.find((one) => one === named);
      if (stage === undefined) throw problem('not-found');
      const { limit = 50, cursor } = call.query;
      const view = await this.visibility.view(call, campaign);
      const page = proposalPage(view, campaign, stage, scope, { after: cursor, limit });
      return this.visibility.page(call, page, listed);
    });
  }

  @Read('proposals/:proposal', { zh: '一项建议及其全部经过', query: ['minPosition'] })
  @Audience('organizer', 'committee', 'publicity', 'auditor')
  getProposal(@Caller() call: Call, @Param('campaign') campaign: string, @Param('proposal') id: string) {
    return this.reading.ask(call, 'proposal', async ({ reads, engine }) => {
      await this.visibility.requireOverProposal(call, campaign, id);
      const { revision } = await this.visibility.proposal(campaign, id);
      await this.reading.waitForRevision(proposalStream(campaign, id), revision);
      const view = await reads.at(proposals);
      const [of, row] = [campaignRow(view, campaign), proposalRow(view, campaign, id)];
      if (of === undefined || row === undefined) throw problem('not-found');
      const reward = rewardOf(of, row)?.yuan;
      const history = row.steps.map(({ said, validAt, recordedAt, ...step }) => ({
        ...step,
        validAt: formatInstant(validAt),
        recordedAt: formatInstant(recordedAt),
        ...said,
      }));
      const answer = { ...listed(row), ...defined({ content: row.content, reward }), history, revision };
      const shown = await openNames(engine.vault, answer);
      call.reply.header('etag', etagOf(revision));
      return shown;
    });
  }

  @Command('proposals/:proposal/adoption', { zh: '采纳', ifMatch: true })
  @Audience('committee')
  adoptProposal(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { validAt }: RecordedStepBody,
  ) {
    return this.step(call, campaign, id, 'committee', { type: 'AdoptProposal' }, validAt);
  }

  @Command('proposals/:proposal/declining', { zh: '不采纳，须说明理由', ifMatch: true })
  @Audience('committee')
  declineProposal(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { reason, validAt }: DecliningBody,
  ) {
    return this.step(call, campaign, id, 'committee', { type: 'DeclineProposal', reason }, validAt);
  }

  @Command('proposals/:proposal/implementation', { zh: '实施', ifMatch: true })
  @Audience('organizer')
  implementProposal(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { validAt }: RecordedStepBody,
  ) {
    return this.step(call, campaign, id, 'organizer', { type: 'ImplementProposal' }, validAt);
  }

  @Command('proposals/:proposal/claims', { zh: '申报效益；确认之前不计入任何数字', ifMatch: true })
  @Audience('organizer')
  claimBenefit(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { benefit, validAt }: ClaimBody,
  ) {
    return this.step(call, campaign, id, 'organizer', { type: 'ClaimBenefit', benefit }, validAt);
  }

  @Command('proposals/:proposal/verification', { zh: '确认效益：由实施人、申报人以外的人', ifMatch: true })
  @Audience('committee')
  verifyBenefit(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { benefit, document, validAt }: VerificationBody,
  ) {
    return this.step(call, campaign, id, 'committee', { type: 'VerifyBenefit', benefit, document }, validAt);
  }

  @Command('proposals/:proposal/corrections', {
    zh: '更正已确认的效益，须说明理由，永久可见；公布之后须另一人提出同一更正方才生效',
    ifMatch: true,
  })
  @Audience('committee')
  correctBenefit(
    @Caller() call: Call,
    @Param('campaign') campaign: string,
    @Param('proposal') id: string,
    @Body() { benefit, document, reason }: BenefitCorrectionBody,
  ) {
    return this.step(call, campaign, id, 'committee', { type: 'CorrectBenefit', benefit, document, reason }, undefined);
  }

  private async step(
    call: Call,
    campaign: string,
    id: string,
    role: Role,
    asked: Asked,
    validAt: string | undefined,
  ): Promise<object> {
    await this.visibility.requireOverProposal(call, campaign, id, [role]);
    const command: ProposalCommand = { ...asked, campaign, proposal: id, ...defined({ at: instantOf(validAt) }) };
    const options = { refusals, ifMatch: 'required', validAt, answer: { campaign, proposal: id } } as const;
    return this.commands.run(call, proposal, command, options);
  }
}

/** What a list tells of a proposal. Ids of people are nobody's business. */
function listed({ unit, kind, proposal: id, number, title, proposers, stage, claimed, benefit }: ProposalRow): object {
  const names = proposers.map(({ name }) => ({ name }));
  return { proposal: id, unit, kind, number, title, proposers: names, stage, ...defined({ claimed, benefit }) };
}
