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

/** Undefined when the token is not ours, was changed, or is over. Says who signed in, never what they may do. */
export async function readToken(secret: Uint8Array, token: string, now: Instant): Promise<TokenClaims | undefined> {
  try {
    const options = { algorithms: ['HS256'], currentDate: new Date(now), requiredClaims: ['sub', 'exp', 'pv'] };
    const { payload } = await jwtVerify(token, secret, options);
    const { sub, pv } = payload as { readonly sub: string; readonly pv: unknown };
    return typeof pv === 'number' ? { account: sub, version: pv } : undefined;
  } catch {
    // jose tells every way a token can be wrong by an error of its own; for the door they are all one.
    return undefined;
  }
}
