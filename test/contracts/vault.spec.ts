import { memoryVault, openSqliteVault } from '@xf/adapters';
import { vaultContract } from '@xf/es/testing';
import { nothingToClean, scratchFolder } from './setups';

vaultContract('sqlite', async () => {
  const { folder, cleanup } = scratchFolder();
  return { durable: true, cleanup, open: async () => openSqliteVault({ folder }) };
});

vaultContract('memory', async () => ({ durable: false, cleanup: nothingToClean, open: async () => memoryVault() }));
