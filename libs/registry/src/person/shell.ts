import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Caller,
  Command,
  Commands,
  defined,
  IdField,
  IdNumberField,
  NumberField,
  problem,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { personIdOf } from '../identity';
import { registryRefusals as refusals } from '../shell';
import { AttributesBody, BarBody, ByBody, OnBody, plainAttributes, RenameBody, SaidBody } from '../shell.fields';
import { RegistryVisibility } from '../visibility/shell';
import type { PersonCommand } from './command';
import { person } from './decide';

class PersonBody extends SaidBody {
  @IdField({ zh: '所在单位' })
  unit!: string;

  @TextField({ zh: '姓名', max: 100 })
  name!: string;

  @IdNumberField({ zh: '身份证号，只用来识别同一人，不保存；没有时填工号', optional: true })
  idNumber?: string;

  @NumberField({ zh: '工号；没有身份证号时用来识别', optional: true })
  number?: string;
}

class MoveBody extends OnBody {
  @IdField({ zh: '调入的单位' })
  unit!: string;

  @TextField({ zh: '依据的文件', optional: true })
  document?: string;
}

@ApiTags('名录')
@ApiBearerAuth()
@Controller('api/registry/people')
export class PeopleController {
  constructor(
    private readonly commands: Commands,
    private readonly visibility: RegistryVisibility,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '登记人员；同名者以身份证号或工号区分，从不按姓名合并' })
  @Audience('organizer')
  async registerPerson(@Caller() call: Call, @Body() body: PersonBody): Promise<object> {
    const { unit, name } = body;
    await this.visibility.destination(call, unit);
    const id = personIdOf(this.runtime.engine.vault, body);
    if (id === undefined) throw identityMissing();
    const attributes = plainAttributes(body.attributes);
    const command = { type: 'RegisterPerson', person: id, name, unit, attributes } as const;
    return this.commands.run(call, person, command, { refusals, answer: { person: id } });
  }

  @Command(':person/names', { zh: '人员更名', ifMatch: 'when-present' })
  @Audience('organizer')
  renamePerson(@Caller() call: Call, @Param('person') id: string, @Body() { name, on, document }: RenameBody) {
    return this.change(call, { type: 'RenamePerson', person: id, name, on, document });
  }

  @Command(':person/moves', { zh: '人员调动', ifMatch: 'when-present' })
  @Audience('organizer')
  async movePerson(@Caller() call: Call, @Param('person') id: string, @Body() { unit, on, document }: MoveBody) {
    await this.visibility.person(call, id, ['organizer']);
    await this.visibility.destination(call, unit);
    return this.change(call, { type: 'MovePerson', person: id, unit, on, ...defined({ document }) });
  }

  @Command(':person/attributes', { zh: '登记人员属性：国籍、职务级别、人员类别等', ifMatch: 'when-present' })
  @Audience('organizer')
  statePersonAttributes(@Caller() call: Call, @Param('person') id: string, @Body() { attributes, on }: AttributesBody) {
    return this.change(call, {
      type: 'StatePersonAttributes',
      person: id,
      attributes: plainAttributes(attributes),
      on,
    });
  }

  @Command(':person/bars', { zh: '登记影响评选的事项', ifMatch: 'when-present' })
  @Audience('organizer')
  recordPersonBar(@Caller() call: Call, @Param('person') id: string, @Body() body: BarBody) {
    const { bar, kind, on, document, note } = body;
    const command = { type: 'RecordPersonBar', person: id, bar, kind, on, document } as const;
    return this.change(call, { ...command, ...defined({ note }) });
  }

  @Command(':person/bars/:bar/clearing', { zh: '事项解除；记录仍保留', ifMatch: 'when-present' })
  @Audience('organizer')
  clearPersonBar(
    @Caller() call: Call,
    @Param('person') id: string,
    @Param('bar') bar: string,
    @Body() { on, document }: ByBody,
  ) {
    return this.change(call, { type: 'ClearPersonBar', person: id, bar, on, document });
  }

  private async change(call: Call, command: PersonCommand): Promise<object> {
    await this.visibility.person(call, command.person, ['organizer']);
    return this.commands.run(call, person, command, { refusals, ifMatch: 'taken', answer: { person: command.person } });
  }
}

const identityMissing = () =>
  problem('body-invalid', {
    errors: [
      {
        pointer: '/idNumber',
        code: 'identity-missing',
        zh: '请填写身份证号或工号：同名者不能按姓名区分',
        en: 'state idNumber or number: people of one name are not told apart by it',
      },
    ],
  });
