import { Module } from '@nestjs/common';
import { AccountsController } from './account/shell';
import { OrganizationsController } from './organization/shell';
import { SessionsController } from './session/shell';

@Module({ controllers: [SessionsController, OrganizationsController, AccountsController] })
export class AccessModule {}
