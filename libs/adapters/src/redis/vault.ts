import { SubjectErased } from '@xf/es';
import type { Vault } from '@xf/es';
import type { HeldKey } from '../key-store';
import { promised } from '../promised';
import { assertSealable, newKey, newKeys, openText, parseSealed, sealText, secretsFrom } from '../sealing';
import { destroyKeys, findKeys, makeKeys } from './key-calls';
import { joined, vaultServer, type RedisVaultOptions } from './vault-server';

/**
 * Keys of persons in a Redis of their own, shared by several processes. Nothing is kept here beyond a call, so a key that
 * one process destroys is gone for all of them with the next call. Throws `Outage` unless the server writes every key to
 * disk before it answers and leaves no other copy of it on disk.
 *
 * A call that fails with `Outage` may have been carried out; repeating it is safe. `destroy` resolves when the key is in no
 * file of the server any more.
 */
export async function openRedisVault(options: RedisVaultOptions): Promise<Vault> {
  const server = vaultServer(options);
  const master = await server.begin(newKey()).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const { pseudonym, secret } = secretsFrom(master);
  const condemned = new Set<string>();
  /** A process that starts destroys all that the log lists: in few calls, and then in one writing of the file. */
  const buried = joined(async () => {
    const subjects = [...condemned];
    condemned.clear();
    const link = await server.link();
    await destroyKeys(link, subjects);
    await link.confirmed();
  });
  return {
    pseudonym,
    secret,
    async seal(items) {
      for (const item of items) assertSealable(item);
      const link = await server.link();
      const subjects = [...new Set(items.map(({ subject }) => subject))];
      const keys = bySubject(subjects, await makeKeys(link, subjects, newKeys(subjects.length)));
      if (keys.size > 0) await link.confirmed();
      return items.map((item) => {
        const key = keys.get(item.subject);
        if (key === undefined) throw new Error(`no key for ${item.subject}`);
        if (key === 'erased') throw new SubjectErased(item.subject);
        return sealText(key, item);
      });
    },
    async reveal(sealed) {
      const all = sealed.map(parseSealed);
      const subjects = [...new Set(all.map(({ subject }) => subject))];
      const keys = bySubject(subjects, await findKeys(await server.link(), subjects));
      return all.map((parts) => {
        const key = keys.get(parts.subject);
        if (key === undefined) throw new Error(`no key was ever made for ${parts.subject}`);
        return key === 'erased' ? undefined : openText(key, parts);
      });
    },
    async destroy(subject) {
      condemned.add(subject);
      await buried();
      await (await server.link()).rewritten();
    },
    async erasures() {
      const [erasures] = await (await server.link()).run('count');
      return Number(erasures);
    },
    close: promised(() => {
      server.close();
    }),
  };
}

const bySubject = (
  subjects: readonly string[],
  keys: readonly (HeldKey | undefined)[],
): ReadonlyMap<string, HeldKey | undefined> => new Map(subjects.map((subject, n) => [subject, keys[n]]));
