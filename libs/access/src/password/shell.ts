import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of one guess: 2^15 rounds over 8-block memory is 32 MiB and about a tenth of a second. */
type Cost = { readonly N: number; readonly r: number; readonly p: number };
const usual: Cost = { N: 2 ** 15, r: 8, p: 1 };
const hashBytes = 32;
export const saltBytes = 16;
export const passwordMin = 10;
const maxmem = 128 * 1024 * 1024;

/**
 * The stored form of a password: `scrypt$N$r$p$salt$hash`. The parameters travel with it, so that raising them later
 * leaves old accounts able to sign in. `salt` must be 16 bytes nobody used before;
 * `cost` is lower in tests only, which sign in a thousand times.
 */
export async function hashPassword(password: string, salt: Uint8Array, cost: Cost = usual): Promise<string> {
  if (salt.length !== saltBytes) throw new Error(`a salt of ${salt.length} bytes`);
  const hash = await derive(password, salt, cost, hashBytes);
  return ['scrypt', cost.N, cost.r, cost.p, base64(salt), base64(hash)].join('$');
}

/** A hash no password has, to be compared with when the account does not exist: both answers take as long. */
export const nobodysHash = ['scrypt', usual.N, usual.r, usual.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

/** Constant time in the content of both. Throws on a text that `hashPassword` did not make. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) throw new Error('not a stored password');
  const expected = Buffer.from(hash, 'base64url');
  const params = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), params, expected.length);
  return timingSafeEqual(actual, expected);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Written differently by different keyboards, the same password stays the same: NFKC. */
function derive(password: string, salt: Uint8Array, params: Cost, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, { ...params, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** The salt follows from the command's id: nobody can foresee it, and a repeat of the command makes the same hash. */
export function saltOf(secret: Uint8Array, command: string): Uint8Array {
  return createHmac('sha256', secret).update(command).digest().subarray(0, saltBytes);
}
