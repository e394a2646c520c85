import { jwtVerify, SignJWT } from 'jose';
import type { Instant } from '@xf/es';

export const tokenMinutes = 30;

export type TokenClaims = {
  readonly account: string;
  /** See `AccountState.passwordVersion`. */ readonly version: number;
};

export async function issueToken(secret: Uint8Array, { account, version }: TokenClaims, now: Instant): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ pv: version })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(account)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + tokenMinutes * 60)
    .sign(secret);
}

/** Tokens held in memory as good; a bearer makes one in half an hour. */
const goodMax = 10_000;

type Good = { readonly claims: TokenClaims; /** Seconds since 1970: not good from then on. */ readonly end: number };

/** Reads tokens of one secret. A signature found right stays right, so it is checked once; the end is looked at each time. */
export class TokenReader {
  private readonly good = new Map<string, Good>();

  constructor(private readonly secret: Uint8Array) {}

  /** Undefined when the token is not ours, was changed, or is over. Says who signed in, never what they may do. */
  async read(token: string, now: Instant): Promise<TokenClaims | undefined> {
    const known = this.good.get(token);
    if (known !== undefined && Math.floor(now / 1000) < known.end) return known.claims;
    this.good.delete(token);
    const found = await verified(this.secret, token, now);
    if (found === undefined) return undefined;
    if (this.good.size >= goodMax) this.good.delete(this.good.keys().next().value ?? token);
    this.good.set(token, found);
    return found.claims;
  }
}

async function verified(secret: Uint8Array, token: string, now: Instant): Promise<Good | undefined> {
  try {
    const options = { algorithms: ['HS256'], currentDate: new Date(now), requiredClaims: ['sub', 'exp', 'pv'] };
    const { payload } = await jwtVerify(token, secret, options);
    const { sub, pv, exp } = payload as { readonly sub: string; readonly pv: unknown; readonly exp: number };
    return typeof pv === 'number' ? { claims: { account: sub, version: pv }, end: exp } : undefined;
  } catch {
    // jose tells every way a token can be wrong by an error of its own; for the door they are all one.
    return undefined;
  }
}
