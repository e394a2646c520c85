import { Module } from '@nestjs/common';
import { RegisterFilesController } from './file/shell';
import { PeopleController } from './person/shell';
import { RegistryController } from './register/shell';
import { TeamsController } from './team/shell';
import { UnitsController } from './unit/shell';
import { RegistryVisibility } from './visibility/shell';

@Module({
  controllers: [UnitsController, TeamsController, PeopleController, RegisterFilesController, RegistryController],
  providers: [RegistryVisibility],
})
export class RegistryModule {}
