import { Module } from '@nestjs/common';
import { AwardsController } from './award/shell';
import { RoundDocumentsController } from './document/shell';
import { ReviewVisibility } from './ballot/shell.seen';
import { ReviewsController } from './ballot/shell';
import { CommitteeController } from './committee/shell';
import { ConferralController } from './conferral/shell';
import { EarlierHonoursController } from './honour/shell';
import { NominationsController } from './nomination/shell';
import { NoticesController } from './notice/shell';
import { ObjectionsController } from './notice/shell.objection';
import { NoticeVisibility } from './notice/shell.seen';
import { QuotaController } from './quota/shell';
import { RollController } from './roll/shell';
import { RoundsController } from './round/shell';
import { RoundVisibility } from './visibility/shell';

@Module({
  controllers: [
    AwardsController,
    RoundDocumentsController,
    RoundsController,
    NominationsController,
    ConferralController,
    EarlierHonoursController,
    RollController,
    NoticesController,
    ObjectionsController,
    QuotaController,
    CommitteeController,
    ReviewsController,
  ],
  providers: [RoundVisibility, NoticeVisibility, ReviewVisibility],
})
export class HonoursModule {}
