import type { HeldKey, KeyStore } from '../key-store';
import { promised } from '../promised';
import { destroyKeys, findKeys, makeKeys } from './key-calls';
import { vaultServer, type RedisVaultOptions } from './vault-server';

/**
 * The keys of `openRedisVault` as bytes. The server does not know whose they are, only a digest: whoever asks has to
 * know the subjects. Calls throw `Outage` as those of the vault do.
 */
export function openRedisKeys(options: RedisVaultOptions): KeyStore {
  const server = vaultServer(options);
  return {
    master: () => server.master(),
    adoptMaster: (master) => server.begin(master),
    find: async (subjects) => findKeys(await server.link(), subjects),
    async adopt(keys) {
      if (keys.length === 0) return [];
      const link = await server.link();
      const subjects = keys.map(({ subject }) => subject);
      const held = await makeKeys(
        link,
        subjects,
        keys.map(({ key }) => key),
      );
      await link.confirmed();
      return held as readonly HeldKey[];
    },
    async destroy(subjects) {
      if (subjects.length === 0) return;
      const link = await server.link();
      await destroyKeys(link, subjects);
      await link.confirmed();
    },
    wiped: async () => (await server.link()).rewritten(),
    close: promised(() => {
      server.close();
    }),
  };
}
