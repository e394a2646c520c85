import { Module } from '@nestjs/common';
import { CompetitionsController } from './competition/shell';
import { EntriesController } from './entry/shell';
import { ScoringController } from './scoring/shell';
import { StandingsController } from './standing/shell';
import { Visibility } from './visibility/shell';

@Module({
  controllers: [CompetitionsController, EntriesController, ScoringController, StandingsController],
  providers: [Visibility],
})
export class CompetitionsModule {}
