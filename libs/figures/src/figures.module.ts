import { Module } from '@nestjs/common';
import { StatementsController } from './statement/shell';
import { YearFiguresController } from './yearly/shell';

@Module({ controllers: [StatementsController, YearFiguresController] })
export class FiguresModule {}
