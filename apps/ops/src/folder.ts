import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { memoryViews, openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { erasureLog } from '@xf/access';
import {
  erasing,
  positionOf,
  viewAsOf,
  type Codec,
  type Engine,
  type EventShape,
  type EventStore,
  type Projection,
  type Vault,
  type ViewReader,
  type When,
} from '@xf/es';
import { engineOf, everyCodec, keysFitLog, openSharedLog, sharedDeploymentOf } from '@xf/runtime';
import { Stop } from './io';

/** A log read beside whoever writes it, and the keys to the names in it. */
export type Reading = {
  readonly store: EventStore;
  readonly vault: Vault;
  /**
   * A view as it follows from the log, now or at a moment. The views of the running service are its own, so this folds
   * the events; `partition` keeps that to one competition.
   */
  readonly at: <E extends EventShape, Row>(
    projection: Projection<E, Row>,
    when: When,
    partition?: string,
  ) => Promise<ViewReader<Row>>;
};

/** The log of a data folder, or the one that the environment names (EVENTSTORE_URL); then the folder holds an index only. */
async function open(folder: string, readOnly: boolean): Promise<Pick<Engine, 'store' | 'vault'>> {
  const { store, vault } = await openLog(folder, readOnly);
  try {
    return { store, vault: (await erasing(vault, store, erasureLog)).vault };
  } catch (error) {
    await store.close();
    await vault.close();
    throw error;
  }
}

async function openLog(folder: string, readOnly: boolean): Promise<Pick<Engine, 'store' | 'vault'>> {
  const shared = sharedDeploymentOf({ ...process.env, DATA: folder });
  if (shared !== undefined) return openSharedLog({ ...shared, folder: join(shared.folder, 'ops') });
  if (readOnly) mustExist(folder);
  return {
    store: openSqliteEventStore({ folder, clock: systemClock, readOnly }),
    vault: openSqliteVault({ folder }),
  };
}

/** Runs `work` over a log opened for reading; works while the service runs. */
export async function reading<T>(folder: string, work: (reading: Reading) => Promise<T>): Promise<T> {
  const { store, vault } = await open(folder, true);
  try {
    await keysFitLog({ store, vault });
    return await work({
      store,
      vault,
      async at<E extends EventShape, Row>(projection: Projection<E, Row>, when: When, partition?: string) {
        const moment = { position: await positionOf(store, when), validAt: when.validAt };
        const scratch = memoryViews().open<Row>(projection.name, projection.version);
        return viewAsOf(store, everyCodec as unknown as Codec<E>, projection, moment, scratch, partition);
      },
    });
  } finally {
    await store.close();
    await vault.close();
  }
}

/**
 * Runs `work` as the one process that writes a data folder; views catch up when the service starts next. A log that several
 * processes share is written beside them.
 */
export async function writing<T>(folder: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { store, vault } = await open(folder, false);
  try {
    await keysFitLog({ store, vault });
    return await work(engineOf({ store, vault, clock: systemClock }));
  } finally {
    await store.close();
    await vault.close();
  }
}

/** Throws `Stop` while the environment names a log that several processes share; `zh` and `en` say what to do there. */
export function mustNotBeShared(zh: string, en: string): void {
  if ((process.env['EVENTSTORE_URL'] ?? '') === '') return;
  throw new Stop(
    2,
    'log-shared',
    `设了 EVENTSTORE_URL：日志在事件库上，此命令只用于数据目录。${zh}只看数据目录，请去掉 EVENTSTORE_URL 再运行。`,
    `EVENTSTORE_URL is set: the log is on a server, and this verb is for a data folder. ${en} For the folder alone, unset EVENTSTORE_URL.`,
  );
}

/** Throws `Stop` unless the folder holds a log. */
export function mustExist(folder: string): void {
  if (existsSync(join(folder, 'log.sqlite'))) return;
  const path = resolve(folder);
  throw new Stop(3, 'data-folder-missing', `${path} 里没有事件日志。`, `There is no event log in ${path}.`);
}
