import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audience, Authority, Caller, ChoiceField, Command, Commands, defined, IdField, TextField } from '@xf/nest';
import type { Call } from '@xf/nest';
import { registryRefusals as refusals } from '../shell';
import { AttributesBody, BarBody, ByBody, plainAttributes, RenameBody, SaidBody } from '../shell.fields';
import { unitKinds } from '../terms';
import type { UnitKind } from '../terms';
import { RegistryVisibility } from '../visibility/shell';
import type { UnitCommand } from './command';
import { unit } from './decide';

class UnitBody extends SaidBody {
  @IdField({ zh: '单位标识，如统一社会信用代码' })
  unit!: string;

  @IdField({ zh: '所属工会组织' })
  organization!: string;

  @TextField({ zh: '单位名称' })
  name!: string;

  @ChoiceField({
    zh: '企业、事业单位、机关、社会组织、驻外机构、农业生产单位、村（社区）、个体工商户',
    of: unitKinds,
  })
  kind!: UnitKind;

  @TextField({ zh: '所有制，如国有、民营', max: 40, optional: true })
  ownership?: string;

  @TextField({ zh: '行业', max: 40, optional: true })
  industry?: string;

  @TextField({ zh: '地区', max: 40, optional: true })
  region?: string;
}

class MergerBody extends ByBody {
  @IdField({ zh: '并入的单位' })
  into!: string;
}

@ApiTags('名录')
@ApiBearerAuth()
@Controller('api/registry/units')
export class UnitsController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    private readonly visibility: RegistryVisibility,
  ) {}

  @Command('', { zh: '登记单位' })
  @Audience('organizer')
  async registerUnit(@Caller() call: Call, @Body() body: UnitBody): Promise<object> {
    const { unit: id, organization, name, kind, ownership, industry, region } = body;
    await this.authority.require(call, organization, ['organizer']);
    const attributes = plainAttributes(body.attributes);
    const command = { type: 'RegisterUnit', unit: id, organization, name, kind, attributes } as const;
    const more = defined({ ownership, industry, region });
    return this.commands.run(call, unit, { ...command, ...more }, { refusals, answer: { unit: id } });
  }

  @Command(':unit/names', { zh: '单位更名', ifMatch: 'when-present' })
  @Audience('organizer')
  renameUnit(@Caller() call: Call, @Param('unit') id: string, @Body() { name, on, document }: RenameBody) {
    return this.change(call, { type: 'RenameUnit', unit: id, name, on, document });
  }

  @Command(':unit/merger', { zh: '单位并入另一单位；其受限事项随之转到该单位', ifMatch: 'when-present' })
  @Audience('organizer')
  async mergeUnit(@Caller() call: Call, @Param('unit') id: string, @Body() { into, on, document }: MergerBody) {
    await this.visibility.unit(call, id, ['organizer']);
    await this.visibility.destination(call, into);
    return this.change(call, { type: 'MergeUnit', unit: id, into, on, document });
  }

  @Command(':unit/attributes', { zh: '登记单位属性，包括类别、所有制、行业、地区的变化', ifMatch: 'when-present' })
  @Audience('organizer')
  stateUnitAttributes(@Caller() call: Call, @Param('unit') id: string, @Body() { attributes, on }: AttributesBody) {
    return this.change(call, { type: 'StateUnitAttributes', unit: id, attributes: plainAttributes(attributes), on });
  }

  @Command(':unit/bars', { zh: '登记影响评选的事项：事故、欠薪、欠保等', ifMatch: 'when-present' })
  @Audience('organizer')
  recordUnitBar(@Caller() call: Call, @Param('unit') id: string, @Body() body: BarBody) {
    const { bar, kind, on, document, note } = body;
    const command = { type: 'RecordUnitBar', unit: id, bar, kind, on, document } as const;
    return this.change(call, { ...command, ...defined({ note }) });
  }

  @Command(':unit/bars/:bar/clearing', { zh: '事项解除；记录仍保留', ifMatch: 'when-present' })
  @Audience('organizer')
  clearUnitBar(
    @Caller() call: Call,
    @Param('unit') id: string,
    @Param('bar') bar: string,
    @Body() { on, document }: ByBody,
  ) {
    return this.change(call, { type: 'ClearUnitBar', unit: id, bar, on, document });
  }

  private async change(call: Call, command: UnitCommand): Promise<object> {
    await this.visibility.unit(call, command.unit, ['organizer']);
    return this.commands.run(call, unit, command, { refusals, ifMatch: 'taken', answer: { unit: command.unit } });
  }
}
