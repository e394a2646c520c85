import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { memoryViews, openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import {
  viewAsOf,
  type Codec,
  type Engine,
  type EventShape,
  type EventStore,
  type Position,
  type Projection,
  type Vault,
  type ViewReader,
  type When,
} from '@xf/es';
import { engineOf, everyCodec, keysFitLog } from '@xf/runtime';
import { Stop } from './io';

/** The log of a data folder read beside whoever writes it, and the keys to the names in it. */
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

/** Runs `work` over a data folder opened for reading; works while the service runs. */
export async function reading<T>(folder: string, work: (reading: Reading) => Promise<T>): Promise<T> {
  mustExist(folder);
  const store = openSqliteEventStore({ folder, clock: systemClock, readOnly: true });
  const vault = openSqliteVault({ folder });
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

async function positionOf(store: EventStore, when: When): Promise<Position> {
  const head = await store.head();
  const bound = when.recordedAt === undefined ? head : await store.positionAt(when.recordedAt);
  return Math.min(head, bound, when.position ?? head);
}

/** Runs `work` as the one process that writes a data folder. Views catch up when the service starts next. */
export async function writing<T>(folder: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const store = openSqliteEventStore({ folder, clock: systemClock });
  const vault = openSqliteVault({ folder });
  try {
    await keysFitLog({ store, vault });
    return await work(engineOf({ store, vault, clock: systemClock }));
  } finally {
    await store.close();
    await vault.close();
  }
}

/** Throws `Stop` unless the folder holds a log. */
export function mustExist(folder: string): void {
  if (existsSync(join(folder, 'log.sqlite'))) return;
  const path = resolve(folder);
  throw new Stop(3, 'data-folder-missing', `${path} 里没有事件日志。`, `There is no event log in ${path}.`);
}
