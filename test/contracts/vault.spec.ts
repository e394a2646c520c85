import { erasureLog } from '@xf/access';
import { fixedClock, memoryEventStore, memoryVault, openSqliteVault } from '@xf/adapters';
import { erasing } from '@xf/es';
import { vaultContract } from '@xf/es/testing';
import { startKeyServer, vaultOn } from '../keys/support';
import type { RedisServer } from '../support/redis';
import { nothingToClean, scratchFolder } from './setups';

vaultContract('sqlite', async () => {
  const { folder, cleanup } = scratchFolder();
  return { durable: true, cleanup, open: async () => openSqliteVault({ folder }) };
});

vaultContract('memory', async () => ({ durable: false, cleanup: nothingToClean, open: async () => memoryVault() }));

vaultContract('memory, with erasures from the log', async () => {
  const store = memoryEventStore(fixedClock(0));
  const open = async () => (await erasing(memoryVault(), store, erasureLog)).vault;
  return { durable: false, cleanup: nothingToClean, open };
});

describe('with a Redis of its own', () => {
  let server: RedisServer;
  let tests = 0;
  beforeAll(async () => {
    server = await startKeyServer();
  });
  afterAll(() => server.stop());

  vaultContract('redis', async () => {
    const prefix = `test${(tests += 1)}:`;
    return { durable: true, cleanup: nothingToClean, open: () => vaultOn(server, { prefix }) };
  });
});
