import { Module } from '@nestjs/common';
import { AdoptionController } from './adoption/shell';
import { AwardsController } from './award/shell';
import { ReviewsController } from './ballot/shell';
import { ReviewVisibility } from './ballot/shell.seen';
import { CertificatesController } from './certificate/shell';
import { CandidaciesController } from './chain/shell';
import { NomineeFilesController } from './chain/shell.file';
import { ManyCandidaciesController } from './chain/shell.many';
import { CandidacyVisibility } from './chain/shell.seen';
import { CommitteeController } from './committee/shell';
import { ConferralController } from './conferral/shell';
import { RoundDocumentsController } from './document/shell';
import { ErasingController } from './erasing/shell';
import { HonourCorrectionsController } from './honour/shell.correction';
import { EarlierHonoursController } from './honour/shell';
import { HonourRegister } from './honour/shell.found';
import { InstantHonoursController } from './honour/shell.instant';
import { HonourRegisterController } from './honour/shell.register';
import { ListsController } from './list/shell';
import { ListFilesController } from './list/shell.import';
import { ListExportsController } from './list/shell.exports';
import { ListMaking } from './list/shell.making';
import { ListsPreparing, ListsPreparingController } from './list/shell.preparing';
import { PublicListsController } from './list/shell.public';
import { ListRows } from './list/shell.rows';
import { ListVersions } from './list/shell.versions';
import { NominationsController } from './nomination/shell';
import { NominationCorrectionsController } from './nomination/shell.correction';
import { StandingsReading, WhyNotController } from './nomination/shell.why-not';
import { NoticesController } from './notice/shell';
import { NoticeDocumentsController } from './notice/shell.document';
import { ObjectionsController } from './notice/shell.objection';
import { NoticeVisibility } from './notice/shell.seen';
import { QuotaController } from './quota/shell';
import { RevocationsController } from './revocation/shell';
import { RollController } from './roll/shell';
import { RoundsController } from './round/shell';
import { ShortlistsController } from './shortlist/shell';
import { RoundFiguresController } from './shortlist/shell.figures';
import { RoundVisibility } from './visibility/shell';
import { Naming } from './visibility/shell.naming';

export { listFileChanges } from './list/shell.compare';

@Module({
  controllers: [
    AwardsController,
    RoundDocumentsController,
    RoundsController,
    NominationsController,
    WhyNotController,
    ConferralController,
    EarlierHonoursController,
    RollController,
    NoticesController,
    ObjectionsController,
    QuotaController,
    CommitteeController,
    ReviewsController,
    AdoptionController,
    InstantHonoursController,
    HonourRegisterController,
    RevocationsController,
    CertificatesController,
    ShortlistsController,
    RoundFiguresController,
    ListsController,
    ListExportsController,
    ListsPreparingController,
    PublicListsController,
    ListFilesController,
    ErasingController,
    CandidaciesController,
    NomineeFilesController,
    ManyCandidaciesController,
    NominationCorrectionsController,
    NoticeDocumentsController,
    HonourCorrectionsController,
  ],
  providers: [
    RoundVisibility,
    StandingsReading,
    NoticeVisibility,
    ReviewVisibility,
    HonourRegister,
    CandidacyVisibility,
    Naming,
    ListRows,
    ListVersions,
    ListMaking,
    ListsPreparing,
  ],
})
export class HonoursModule {}
