import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  ChoiceField,
  Command,
  Commands,
  IdField,
  nextPage,
  Read,
  Reading,
  SignedIn,
  TextField,
} from '@xf/nest';
import type { Call } from '@xf/nest';
import { directory } from '../directory/project';
import { organizationPage } from '../directory/query';
import { accessRefusals } from '../shell';
import { organizationLevels } from '../terms';
import type { OrganizationLevel } from '../terms';
import { organization } from './decide';

class OrganizationBody {
  @IdField({ zh: '组织标识' })
  organization!: string;

  @TextField({ zh: '组织名称' })
  name!: string;

  @ChoiceField({ zh: '层级', of: organizationLevels })
  level!: OrganizationLevel;

  /** Roots of a tree are made by the operator: over HTTP nobody stands above them to allow it. */
  @IdField({ zh: '上级组织' })
  parent!: string;
}

@ApiTags('组织')
@ApiBearerAuth()
@Controller('api/organizations')
export class OrganizationsController {
  constructor(
    private readonly commands: Commands,
    private readonly reading: Reading,
    private readonly authority: Authority,
  ) {}

  @Command('', { zh: '登记下级组织' })
  @Audience('administrator')
  async registerOrganization(@Caller() call: Call, @Body() body: OrganizationBody): Promise<object> {
    const { organization: id, name, level, parent } = body;
    await this.authority.require(call, parent, ['administrator']);
    const command = { type: 'RegisterOrganization', organization: id, name, level, parent } as const;
    return this.commands.run(call, organization, command, { refusals: accessRefusals, answer: { organization: id } });
  }

  @Read('', { zh: '组织列表，上级在前', query: ['limit', 'cursor', 'minPosition'] })
  @SignedIn()
  listOrganizations(@Caller() call: Call): Promise<object> {
    return this.reading.ask(call, 'organizations', async ({ reads }) => {
      const view = await reads.at(directory);
      const { limit = 50, cursor } = call.query;
      const { position, next, ...page } = organizationPage(view, { after: cursor, limit });
      const rows = page.rows.map(({ kind: _kind, ...row }) => row);
      return { position, rows, ...nextPage(call, next && { position, ...next }) };
    });
  }
}
