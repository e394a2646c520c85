import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Audience,
  Authority,
  Caller,
  ChoiceField,
  Command,
  Commands,
  IdField,
  problem,
  RUNTIME,
  TextField,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { hashPassword, passwordMin, saltOf } from '../password/shell';
import { accessRefusals } from '../shell';
import { accountPattern, accountStream, roles } from '../terms';
import type { Role } from '../terms';
import { account, accountFold } from './decide';

class AccountBody {
  @TextField({
    zh: '账号',
    max: 40,
    pattern: accountPattern,
    expected: {
      zh: '2–40 个小写字母、数字或下划线，以字母开头',
      en: '2 to 40 lower-case letters, digits or underscores, starting with a letter',
    },
  })
  account!: string;

  @TextField({ zh: '显示姓名', max: 60 })
  displayName!: string;

  @TextField({ zh: '初始密码，至少 10 个字符', min: passwordMin, max: 200 })
  password!: string;
}

class GrantBody {
  @ChoiceField({ zh: '角色', of: roles })
  role!: Role;

  @IdField({ zh: '在哪个组织（含其下级）' })
  organization!: string;
}

@ApiTags('账号')
@ApiBearerAuth()
@Controller('api/accounts')
export class AccountsController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Command('', { zh: '开设账号' })
  @Audience('administrator')
  async createAccount(@Caller() call: Call, @Body() body: AccountBody): Promise<object> {
    const { account: id, displayName, password } = body;
    const salt = saltOf(this.runtime.engine.vault.secret('password-salt'), this.commands.idOf(call));
    const passwordHash = await hashPassword(password, salt);
    const command = { type: 'CreateAccount', account: id, displayName, passwordHash } as const;
    return this.commands.run(call, account, command, { refusals: accessRefusals, answer: { account: id } });
  }

  @Command(':account/grants', { zh: '授予角色' })
  @Audience('administrator')
  async grantRole(@Caller() call: Call, @Param('account') id: string, @Body() body: GrantBody): Promise<object> {
    return this.change(call, 'GrantRole', id, body);
  }

  @Command(':account/revocations', { zh: '收回角色，立即生效' })
  @Audience('administrator')
  async revokeRole(@Caller() call: Call, @Param('account') id: string, @Body() body: GrantBody): Promise<object> {
    return this.change(call, 'RevokeRole', id, body);
  }

  @Command(':account/disablement', { zh: '停用账号，立即生效' })
  @Audience('administrator')
  async disableAccount(@Caller() call: Call, @Param('account') id: string): Promise<object> {
    const { engine } = this.runtime;
    if (!accountPattern.test(id)) throw problem('not-found');
    const { state } = await engine.states.load(engine.store, accountFold, accountStream(id));
    const grants = state.status === 'unknown' ? [] : state.grants;
    // Whoever disables an account takes away all it holds, so they must stand above all of it.
    for (const { organization } of grants) await this.authority.require(call, organization, ['administrator']);
    const command = { type: 'DisableAccount', account: id } as const;
    return this.commands.run(call, account, command, { refusals: accessRefusals, answer: { account: id } });
  }

  private async change(call: Call, type: 'GrantRole' | 'RevokeRole', id: string, body: GrantBody): Promise<object> {
    if (!accountPattern.test(id)) throw problem('not-found');
    const { role, organization } = body;
    await this.authority.require(call, organization, ['administrator']);
    const command = { type, account: id, role, organization } as const;
    return this.commands.run(call, account, command, { refusals: accessRefusals, answer: { account: id } });
  }
}
