import { Module } from '@nestjs/common';
import { Streams } from '@xf/nest';
import { AnomaliesController } from './anomaly/shell';
import { AppealsController } from './appeal/shell';
import { Filers } from './appeal/shell.filer';
import { CodesController } from './code/shell';
import { CompetitionsController } from './competition/shell';
import { CourseController } from './competition/shell.course';
import { EntriesController } from './entry/shell';
import { FlagController } from './flag/shell';
import { MoneyController } from './flag/shell.money';
import { JudgingController } from './judging/shell';
import { LiveController } from './live/shell';
import { PublicFeed } from './live/shell.public';
import { LogTail } from './live/shell.tail';
import { SanctionsController } from './sanction/shell';
import { ScoringController } from './scoring/shell';
import { SheetsController } from './sheet/shell';
import { SheetDesk } from './sheet/shell.desk';
import { SheetListController } from './sheet/shell.list';
import { StandingsController } from './standing/shell';
import { BothBoardsController } from './standing/shell.both';
import { ChangesController, PlaceChanges } from './standing/shell.changes';
import { TransferController } from './transfer/shell';
import { AdvancementController } from './transfer/shell.advancement';
import { Sources } from './transfer/shell.sources';
import { TrialsController } from './trial/shell';
import { Fields } from './trial/shell.field';
import { Visibility } from './visibility/shell';
import { BoardReading } from './visibility/shell.reading';

@Module({
  controllers: [
    CompetitionsController,
    CourseController,
    CodesController,
    EntriesController,
    ScoringController,
    SheetsController,
    SheetListController,
    StandingsController,
    BothBoardsController,
    ChangesController,
    AppealsController,
    SanctionsController,
    TransferController,
    AdvancementController,
    TrialsController,
    LiveController,
    FlagController,
    MoneyController,
    AnomaliesController,
    JudgingController,
  ],
  providers: [
    Visibility,
    BoardReading,
    PlaceChanges,
    Filers,
    SheetDesk,
    Fields,
    Sources,
    LogTail,
    PublicFeed,
    { provide: Streams, useFactory: () => new Streams() },
  ],
})
export class CompetitionsModule {}
