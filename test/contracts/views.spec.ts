import { memoryViews, openSqliteViews } from '@xf/adapters';
import { viewsContract } from '@xf/es/testing';
import { nothingToClean, scratchFolder } from './setups';

viewsContract('sqlite', async () => {
  const { folder, cleanup } = scratchFolder();
  return { durable: true, cleanup, open: () => openSqliteViews({ folder }) };
});

viewsContract('memory', async () => ({ durable: false, cleanup: nothingToClean, open: () => memoryViews() }));
