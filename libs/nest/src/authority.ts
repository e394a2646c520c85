import { Inject, Injectable } from '@nestjs/common';
import {
  accountFold,
  accountPattern,
  accountStream,
  holds,
  organizationFold,
  organizationPattern,
  organizationStream,
} from '@xf/access';
import type { Grant, Role } from '@xf/access';
import type { Call, Principal } from './call';
import { problem } from './problem';
import { RUNTIME, type ApiRuntime } from './runtime-token';
import { TokenReader } from './tokens';

/** Who somebody is and what they may do where, asked of the log itself at every request. */
@Injectable()
export class Authority {
  private readonly paths = new Map<string, readonly string[]>();
  private readonly tokens: TokenReader;

  constructor(@Inject(RUNTIME) private readonly runtime: ApiRuntime) {
    this.tokens = new TokenReader(runtime.engine.vault.secret('tokens'));
  }

  /** Nobody without a header; throws `token-refused` for a token that is not (or no longer) good. */
  async principalOf(authorization: string | undefined): Promise<Principal | undefined> {
    if (authorization === undefined) return undefined;
    const { engine } = this.runtime;
    const token = /^Bearer ([\w.-]{1,2000})$/.exec(authorization)?.[1];
    const claims = token && (await this.tokens.read(token, engine.clock.now()));
    if (!claims || !accountPattern.test(claims.account)) throw refused();
    const { state } = await engine.states.load(engine.store, accountFold, accountStream(claims.account));
    if (state.status !== 'active' || state.passwordVersion !== claims.version) throw refused();
    return { account: claims.account, grants: state.grants };
  }

  /** From the root to the organisation; empty when nobody registered it. */
  async pathOf(organization: string): Promise<readonly string[]> {
    const known = this.paths.get(organization);
    if (known !== undefined) return known;
    if (!organizationPattern.test(organization)) return [];
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, organizationFold, organizationStream(organization));
    if (state.status === 'unknown') return [];
    // An organisation never moves, so its path may be remembered.
    this.paths.set(organization, state.path);
    return state.path;
  }

  /** Whether the caller holds one of the roles at the organisation or above it. */
  async covers(call: Call, organization: string, wanted: readonly Role[]): Promise<boolean> {
    return call.principal !== undefined && holds(call.principal.grants, wanted, await this.pathOf(organization));
  }

  /**
   * Lets pass who holds one of the roles over the organisation. Whoever holds another role there is told so (403);
   * whoever holds none does not learn that the thing exists (404).
   */
  async require(call: Call, organization: string, wanted: readonly Role[]): Promise<Principal> {
    const { principal } = call;
    if (principal === undefined) throw signInNeeded();
    const path = await this.pathOf(organization);
    if (holds(principal.grants, wanted, path)) return principal;
    throw problem(
      principal.grants.some((grant: Grant) => path.includes(grant.organization)) ? 'role-missing' : 'not-found',
    );
  }
}

const challenge = { 'www-authenticate': 'Bearer' };
const refused = () => problem('token-refused', { headers: challenge });
export const signInNeeded = () => problem('sign-in-needed', { headers: challenge });
