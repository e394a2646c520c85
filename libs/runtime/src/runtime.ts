import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  memoryEventStore,
  memoryVault,
  memoryViews,
  openSqliteEventStore,
  openSqliteFrames,
  openSqliteVault,
  openSqliteViews,
  systemClock,
} from '@xf/adapters';
import { erasureLog } from '@xf/access';
import { standings } from '@xf/competitions';
import {
  erasing,
  follow,
  reactionFollower,
  viewFollower,
  type Clock,
  type Engine,
  type Follower,
  type Following,
  type Frames,
  type Reads,
  type View,
  type Views,
} from '@xf/es';
import { asIs, engineOf, type Around, type Ports } from './engine';
import { frameMaker } from './past';
import { everyCodec, everyProjection, everyReaction } from './product';
import { readsOf, viewIn } from './reads';

export type Runtime = {
  readonly engine: Engine;
  readonly views: Views;
  readonly reads: Reads;
  readonly following: Following;
  /** Something the operator should read at start: a view file that had to be thrown away, for example. */
  readonly notices: readonly string[];
  readonly close: () => Promise<void>;
};

export type RuntimeOptions = { readonly folder: string; readonly clock?: Clock; readonly around?: Around };

/** Opens the embedded system in a data folder: log, keys and views, with everything caught up in the background. */
export async function openRuntime({ folder, clock = systemClock, around = asIs }: RuntimeOptions): Promise<Runtime> {
  const store = openSqliteEventStore({ folder, clock });
  const vault = openSqliteVault({ folder });
  const views = openSqliteViews({ folder });
  const frames = openSqliteFrames({ folder });
  const ports = around({ store, vault, views, clock });
  try {
    return await assemble(ports, views.notice === undefined ? [] : [views.notice], frames);
  } catch (error) {
    frames.close();
    await closePorts(ports);
    throw error;
  }
}

/** The same system in memory, for a competition that is played once and thrown away. */
export function throwawayRuntime(clock: Clock = systemClock, around: Around = asIs): Promise<Runtime> {
  return assemble(around({ store: memoryEventStore(clock), vault: memoryVault(), views: memoryViews(), clock }), []);
}

async function assemble(ports: Ports, notices: readonly string[], frames?: Frames): Promise<Runtime> {
  const { store, views } = ports;
  const { vault, follower: erasures } = await erasing(ports.vault, store, erasureLog);
  const engine = engineOf({ ...ports, vault });
  const live = new Map<string, View<unknown>>(
    everyProjection.map((one) => [one.name, views.open<unknown>(one.name, one.version)]),
  );
  const reached: Reads['reached'] = (position, timeoutMs) => following.until(position, AbortSignal.timeout(timeoutMs));
  const reads = readsOf(store, { views: live, shared: new Map(), reached, frames });
  const past = frames === undefined ? undefined : frameMaker(store, frames);
  // Beside the view and not beside the erasures: those begin where the log ends now, and what was imported while nothing
  // ran would have no frames until somebody asked.
  const followers: Follower[] = everyProjection.map((one) => {
    const follower = viewFollower(one, viewIn(live, one.name));
    return one.name === standings.name ? (past?.beside(follower) ?? follower) : follower;
  });
  for (const reaction of everyReaction(engine, reads)) {
    followers.push(reactionFollower(engine, reaction, views.open<never>(`reaction-${reaction.name}`, 1)));
  }
  followers.push(erasures);
  const following: Following = follow({ store, codec: everyCodec, followers, breathe });
  return {
    engine,
    views,
    reads,
    following,
    notices,
    close: async () => {
      await following.stop();
      await past?.stop();
      frames?.close();
      await closePorts(ports);
    },
  };
}

export async function closePorts({ store, vault, views }: Ports): Promise<void> {
  await store.close();
  views.close();
  await vault.close();
}

export const breathe = (ms = 0): Promise<void> => (ms === 0 ? setImmediate() : setTimeout(ms));
