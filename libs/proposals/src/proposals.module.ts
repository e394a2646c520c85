import { Module } from '@nestjs/common';
import { ProposalsController } from './proposal/shell';
import { CampaignsController } from './proposal/shell.campaign';
import { FiguresController } from './proposal/shell.figures';
import { CampaignVisibility } from './proposal/shell.visibility';

@Module({
  controllers: [CampaignsController, ProposalsController, FiguresController],
  providers: [CampaignVisibility],
})
export class ProposalsModule {}
