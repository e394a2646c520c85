import { Body, Controller, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { revealOne } from '@xf/es';
import {
  admits,
  Authority,
  Caller,
  Check,
  Command,
  Commands,
  Door,
  formatInstant,
  issueToken,
  problem,
  Public,
  Read,
  RUNTIME,
  SignedIn,
  TextField,
  Throttle,
  tokenMinutes,
} from '@xf/nest';
import type { ApiRuntime, Call } from '@xf/nest';
import { account, accountFold } from '../account/decide';
import type { AccountState } from '../account/decide';
import { hashPassword, nobodysHash, passwordMin, saltOf, verifyPassword } from '../password/shell';
import { accessRefusals } from '../shell';
import { accountPattern, accountStream } from '../terms';

class SignInBody {
  @TextField({ zh: '账号', max: 200 })
  account!: string;

  @TextField({ zh: '密码', max: 200 })
  password!: string;
}

class PasswordBody {
  @TextField({ zh: '现密码', max: 200 })
  current!: string;

  @TextField({ zh: '新密码，至少 10 个字符', min: passwordMin, max: 200 })
  password!: string;
}

type Active = Extract<AccountState, { readonly status: 'active' | 'disabled' }>;

@ApiTags('登录')
@Controller('api')
export class SessionsController {
  constructor(
    private readonly commands: Commands,
    private readonly authority: Authority,
    private readonly throttle: Throttle,
    private readonly door: Door,
    @Inject(RUNTIME) private readonly runtime: ApiRuntime,
  ) {}

  @Check('sessions', { zh: '登录，取得 30 分钟有效的令牌', problems: [401, 429] })
  @Public()
  async signIn(@Caller() call: Call, @Body() body: SignInBody): Promise<object> {
    const state = await this.proven(call, body.account, body.password);
    const { engine } = this.runtime;
    const now = engine.clock.now();
    const claims = { account: body.account, version: state.passwordVersion };
    const token = await issueToken(engine.vault.secret('tokens'), claims, now);
    return { token, tokenType: 'Bearer', expiresAt: formatInstant(now + tokenMinutes * 60_000) };
  }

  @Read('me', { zh: '我是谁，有哪些角色，可以使用哪些接口' })
  @ApiBearerAuth()
  @SignedIn()
  async whoAmI(@Caller() call: Call): Promise<object> {
    const { account: id = '', grants = [] } = call.principal ?? {};
    const state = await this.stateOf(id);
    const places = grants.map(async (grant) => ({ ...grant, path: await this.authority.pathOf(grant.organization) }));
    const displayName = state && (await revealOne(this.runtime.engine.vault, state.displayName));
    const routes = this.door.routes
      .filter(({ audience }) => admits(audience, grants))
      .map(({ operation }) => operation);
    return { account: id, displayName, grants: await Promise.all(places), routes: routes.sort() };
  }

  @Command('me/password', { zh: '修改自己的密码；此前的令牌随即失效' })
  @ApiBearerAuth()
  @SignedIn()
  async changePassword(@Caller() call: Call, @Body() body: PasswordBody): Promise<object> {
    const id = call.principal?.account ?? '';
    // A repeat cannot prove the old password again: it is no longer the password.
    if ((await this.commands.repeatOf(call)) === undefined) await this.proven(call, id, body.current);
    const salt = saltOf(this.runtime.engine.vault.secret('password-salt'), this.commands.idOf(call));
    const passwordHash = await hashPassword(body.password, salt);
    const command = { type: 'ChangePassword', account: id, passwordHash } as const;
    return this.commands.run(call, account, command, { refusals: accessRefusals, answer: { account: id } });
  }

  private async stateOf(id: string): Promise<Active | undefined> {
    if (!accountPattern.test(id)) return undefined;
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, accountFold, accountStream(id));
    return state.status === 'unknown' ? undefined : state;
  }

  /** The account, when the password is right. Takes as long, and says the same, when there is no such account. */
  private async proven(call: Call, id: string, password: string): Promise<Active> {
    const [accountKey, addressKey] = [`account:${id}`, `address:${call.address}`];
    const seconds = this.throttle.lockedFor([accountKey, addressKey]);
    if (seconds !== undefined) throw problem('too-many-attempts', { headers: { 'retry-after': String(seconds) } });
    this.throttle.failed([accountKey, addressKey]);
    const state = await this.stateOf(id);
    const hash = state && (await revealOne(this.runtime.engine.vault, state.passwordHash));
    const right = await verifyPassword(password, hash ?? nobodysHash);
    if (!right || state?.status !== 'active') throw problem('sign-in-refused');
    this.throttle.succeeded(accountKey);
    this.throttle.takeBack(addressKey);
    return state;
  }
}
