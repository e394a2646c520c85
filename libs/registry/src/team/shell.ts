import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Caller, Command, Commands, IdField, TextField } from '@xf/nest';
import type { Call } from '@xf/nest';
import { registryRefusals as refusals } from '../shell';
import { ByBody, OnBody, RenameBody } from '../shell.fields';
import { RegistryVisibility } from '../visibility/shell';
import type { TeamCommand } from './command';
import { team } from './decide';

class TeamBody {
  @IdField({ zh: '班组标识' })
  team!: string;

  @IdField({ zh: '所在单位' })
  unit!: string;

  @TextField({ zh: '班组名称' })
  name!: string;
}

class TransferBody extends ByBody {
  @IdField({ zh: '转入的单位' })
  unit!: string;
}

@ApiTags('名录')
@ApiBearerAuth()
@Controller('api/registry/teams')
export class TeamsController {
  constructor(
    private readonly commands: Commands,
    private readonly visibility: RegistryVisibility,
  ) {}

  @Command('', { zh: '登记班组' })
  @Audience('organizer')
  async registerTeam(@Caller() call: Call, @Body() { team: id, unit, name }: TeamBody): Promise<object> {
    await this.visibility.destination(call, unit);
    return this.commands.run(
      call,
      team,
      { type: 'RegisterTeam', team: id, unit, name },
      { refusals, answer: { team: id } },
    );
  }

  @Command(':team/names', { zh: '班组更名', ifMatch: 'when-present' })
  @Audience('organizer')
  renameTeam(@Caller() call: Call, @Param('team') id: string, @Body() { name, on, document }: RenameBody) {
    return this.change(call, { type: 'RenameTeam', team: id, name, on, document });
  }

  @Command(':team/transfers', { zh: '班组转入另一单位', ifMatch: 'when-present' })
  @Audience('organizer')
  async transferTeam(@Caller() call: Call, @Param('team') id: string, @Body() { unit, on, document }: TransferBody) {
    await this.visibility.team(call, id, ['organizer']);
    await this.visibility.destination(call, unit);
    return this.change(call, { type: 'TransferTeam', team: id, unit, on, document });
  }

  @Command(':team/dissolution', { zh: '撤销班组', ifMatch: 'when-present' })
  @Audience('organizer')
  dissolveTeam(@Caller() call: Call, @Param('team') id: string, @Body() { on }: OnBody) {
    return this.change(call, { type: 'DissolveTeam', team: id, on });
  }

  private async change(call: Call, command: TeamCommand): Promise<object> {
    await this.visibility.team(call, command.team, ['organizer']);
    return this.commands.run(call, team, command, { refusals, ifMatch: 'taken', answer: { team: command.team } });
  }
}
