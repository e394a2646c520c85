import { memoryEventStore, openSqliteEventStore } from '@xf/adapters';
import { eventStoreContract } from '@xf/es/testing';
import { nothingToClean, scratchFolder } from './setups';

eventStoreContract('sqlite', async () => {
  const { folder, cleanup } = scratchFolder();
  return { durable: true, cleanup, open: async (clock) => openSqliteEventStore({ folder, clock }) };
});

eventStoreContract('memory', async () => ({
  durable: false,
  cleanup: nothingToClean,
  open: async (clock) => memoryEventStore(clock),
}));
