import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  embeddedBoards,
  memoryEventStore,
  memoryVault,
  memoryViews,
  openSqliteEventStore,
  openSqliteVault,
  openSqliteViews,
  systemClock,
} from '@xf/adapters';
import {
  follow,
  Outage,
  reactionFollower,
  sha256,
  StateCache,
  unionOf,
  viewAsOf,
  viewFollower,
  type Clock,
  type Codec,
  type Engine,
  type EventShape,
  type EventStore,
  type Follower,
  type Following,
  type Position,
  type Projection,
  type Reaction,
  type Reads,
  type Vault,
  type View,
  type ViewReader,
  type Views,
  type When,
} from '@xf/es';
import { accessCodec, directory } from '@xf/access';
import { standingCodec, standings } from '@xf/competitions';
import { honoursCodec, nominations, proposeWinners, roll } from '@xf/honours';

/** Every event of the product: what a log may hold. A view that meets anything else halts. */
export const everyCodec: Codec<EventShape> = unionOf<EventShape>(
  accessCodec as never,
  standingCodec as never,
  honoursCodec as never,
);

export type AnyProjection = Projection<EventShape, unknown>;

/** Every view of the product, in the order they are listed to operators. */
export const everyProjection: readonly AnyProjection[] = [directory, standings, nominations, roll].map(
  (projection) => projection as unknown as AnyProjection,
);

export type Runtime = {
  readonly engine: Engine;
  readonly views: Views;
  readonly reads: Reads;
  readonly following: Following;
  /** Something the operator should read at start: a view file that had to be thrown away, for example. */
  readonly notices: readonly string[];
  readonly close: () => Promise<void>;
};

type Ports = { readonly store: EventStore; readonly vault: Vault; readonly views: Views; readonly clock: Clock };

/** Puts something between the system and its ports that keeps their promises: counts them, say. */
type Around = (ports: Ports) => Ports;
const asIs: Around = (ports) => ports;

export type RuntimeOptions = { readonly folder: string; readonly clock?: Clock; readonly around?: Around };

/** Opens the embedded system in a data folder: log, keys and views, with everything caught up in the background. */
export function openRuntime({ folder, clock = systemClock, around = asIs }: RuntimeOptions): Runtime {
  const store = openSqliteEventStore({ folder, clock });
  const vault = openSqliteVault({ folder });
  const views = openSqliteViews({ folder });
  return assemble(around({ store, vault, views, clock }), views.notice === undefined ? [] : [views.notice]);
}

/** The same system in memory, for a competition that is played once and thrown away. */
export function throwawayRuntime(clock: Clock = systemClock, around: Around = asIs): Runtime {
  return assemble(around({ store: memoryEventStore(clock), vault: memoryVault(), views: memoryViews(), clock }), []);
}

/** What the engine needs of the ports, without views or followers. */
export function engineOf({ store, vault, clock }: Omit<Ports, 'views'>): Engine {
  const secret = vault.secret('command-fingerprint').toString('hex');
  return {
    store,
    vault,
    clock,
    states: new StateCache(),
    fingerprint: (content) => {
      let digest = secret;
      for (const piece of content) digest = sha256(digest + piece);
      return digest.slice(0, 32);
    },
  };
}

/** Events looked at to see whether the keys are those of the log. */
const lookedAtMax = 500;

/**
 * Throws an `Outage` when the key file is not the one the log was written with: every name would be unreadable, and new
 * people would get keys in a file that belongs elsewhere.
 */
export async function keysFitLog({ store, vault }: Pick<Engine, 'store' | 'vault'>): Promise<void> {
  const events = await store.readAll(0, lookedAtMax);
  const sealed = /sealed:1:[^"\\]+/.exec(JSON.stringify(events.map(({ data }) => data)))?.[0];
  if (sealed === undefined) return;
  try {
    await vault.reveal([sealed]);
  } catch (cause) {
    const zh = '密钥文件 keys.sqlite 与事件日志 log.sqlite 不是一套，请恢复与日志配套的密钥备份。';
    throw new Outage(`${zh}The key file does not belong to this log; restore the one that was backed up with it.`, {
      cause,
    });
  }
}

function assemble(ports: Ports, notices: readonly string[]): Runtime {
  const { store, vault, views } = ports;
  const engine = engineOf(ports);
  const live = new Map<string, View<unknown>>(
    everyProjection.map((one) => [one.name, views.open<unknown>(one.name, one.version)]),
  );
  const reads = readsOf(engine, live, () => following);
  const followers: Follower[] = everyProjection.map((one) => viewFollower(one, viewOf(live, one.name)));
  for (const reaction of reactions(engine, reads)) {
    followers.push(reactionFollower(engine, reaction, views.open<never>(`reaction-${reaction.name}`, 1)));
  }
  const following: Following = follow({ store, codec: everyCodec, followers, breathe });
  return {
    engine,
    views,
    reads,
    following,
    notices,
    close: async () => {
      await following.stop();
      await store.close();
      views.close();
      await vault.close();
    },
  };
}

const reactions = (engine: Engine, reads: Reads): readonly Reaction<EventShape>[] => [
  proposeWinners(engine, reads) as unknown as Reaction<EventShape>,
];

const viewOf = (live: ReadonlyMap<string, View<unknown>>, name: string): View<unknown> => {
  const view = live.get(name);
  if (view === undefined) throw new Error(`${name}: not a view of this program`);
  return view;
};

const breathe = (ms = 0): Promise<void> => (ms === 0 ? setImmediate() : setTimeout(ms));

const pastMax = 16;

function readsOf(engine: Engine, live: ReadonlyMap<string, View<unknown>>, following: () => Following): Reads {
  const past = new Map<string, Promise<ViewReader<unknown>>>();
  const store = engine.store;

  const positionOf = async (when: When): Promise<Position> => {
    const head = await store.head();
    const bound = when.recordedAt === undefined ? head : await store.positionAt(when.recordedAt);
    return Math.min(head, bound, when.position ?? head);
  };

  const reached = (position: Position, timeoutMs: number): Promise<boolean> =>
    following().until(position, AbortSignal.timeout(timeoutMs));

  return {
    head: () => store.head(),
    live: (projection) => embeddedBoards(viewOf(live, projection.name) as View<never>, reached),
    async at<E extends EventShape, Row>(projection: Projection<E, Row>, when: When = {}, partition?: string) {
      const { position, recordedAt, validAt } = when;
      if (position === undefined && recordedAt === undefined && validAt === undefined) {
        return viewOf(live, projection.name) as ViewReader<Row>;
      }
      const moment = { position: await positionOf(when), validAt };
      const key = JSON.stringify([projection.name, partition, moment]);
      const known = past.get(key);
      if (known !== undefined) return (await known) as ViewReader<Row>;
      const scratch = memoryViews().open<Row>(projection.name, projection.version);
      const folded = viewAsOf(store, everyCodec as unknown as Codec<E>, projection, moment, scratch, partition);
      past.set(key, folded);
      folded.catch(() => past.delete(key));
      if (past.size > pastMax) past.delete(past.keys().next().value ?? key);
      return folded;
    },
    reached,
  };
}
