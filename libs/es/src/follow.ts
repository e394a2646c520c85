import { UnreadableEvent, type Codec, type EventShape } from './codec';
import type { Position, Recorded } from './event';
import type { Engine } from './execute';
import { decodeRecorded, foldBatch } from './fold';
import type { View } from './ports/views';
import type { Projection } from './projection';
import { answer, type Reaction } from './react';

export type Follower = {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  readonly position: () => Position;
  /** Takes in a batch and moves the checkpoint with it. */
  readonly take: (batch: readonly Recorded<EventShape>[], upTo: Position) => Promise<void>;
};

export type FollowerStatus = {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  readonly position: Position;
  readonly head: Position;
  /** Why it stopped, if it did: the event it could not take and what went wrong. */
  readonly halted?: string;
};

export function viewFollower<E extends EventShape, Row>(projection: Projection<E, Row>, view: View<Row>): Follower {
  return {
    name: projection.name,
    kind: 'view',
    position: () => view.position(),
    take: (batch, upTo) => {
      const own = batch.filter((recorded) => projection.codec.knows(recorded.event.type)) as unknown as Recorded<E>[];
      view.commit(foldBatch(projection, view, own), upTo);
      return Promise.resolve();
    },
  };
}

export function reactionFollower<E extends EventShape>(engine: Engine, reaction: Reaction<E>, checkpoint: View<never>): Follower {
  return {
    name: reaction.name,
    kind: 'reaction',
    position: () => checkpoint.position(),
    take: async (batch, upTo) => {
      for (const recorded of batch) {
        if (!reaction.codec.knows(recorded.event.type)) continue;
        await answer(engine, reaction, recorded as unknown as Recorded<E>);
        checkpoint.commit([], recorded.position);
      }
      checkpoint.commit([], upTo);
    },
  };
}

export type FollowOptions = {
  readonly engine: Engine;
  /** Every codec of the program as one: each event is decoded once for all followers. */
  readonly codec: Codec<EventShape>;
  readonly followers: readonly Follower[];
  /** Lets other work of the process run between batches. */
  readonly breathe: () => Promise<void>;
  /** @defaultValue 1,000 */
  readonly batchMax?: number;
};

export type Following = {
  /** Resolves when every follower that runs has reached a position, or the signal says that is long enough. */
  readonly until: (position: Position, signal?: AbortSignal) => Promise<boolean>;
  readonly status: () => Promise<readonly FollowerStatus[]>;
  readonly stop: () => Promise<void>;
};

const idleMs = 1_000;

/**
 * Keeps followers at the head of the log: one read and one decoding for all. A follower that fails on an event halts
 * there and reports it; the others go on. It is tried again when the process starts again.
 */
export function follow(options: FollowOptions): Following {
  const { engine, codec, followers, breathe, batchMax = 1_000 } = options;
  const halted = new Map<string, string>();
  const waiters = new Set<{ readonly position: Position; readonly resolve: (reached: boolean) => void }>();
  let running = true;

  const active = (): readonly Follower[] => followers.filter((follower) => !halted.has(follower.name));
  const reached = (): Position => Math.min(...followers.map((follower) => follower.position()));
  const wake = (): void => {
    const position = reached();
    for (const waiter of waiters) if (waiter.position <= position) waiter.resolve(true);
  };

  const step = async (): Promise<boolean> => {
    const alive = active();
    if (alive.length === 0) return false;
    const from = Math.min(...alive.map((follower) => follower.position()));
    const page = await engine.store.readAll(from, batchMax);
    if (page.length === 0) return false;
    const batch: Recorded<EventShape>[] = [];
    let poison: string | undefined;
    for (const stored of page) {
      try {
        const recorded = decodeRecorded(codec, stored);
        if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
        batch.push(recorded);
      } catch (error) {
        poison = `${stored.stream}@${stored.revision} (position ${stored.position}): ${messageOf(error)}`;
        break;
      }
    }
    const upTo = batch[batch.length - 1]?.position ?? from;
    for (const follower of alive) await feed(follower, batch, upTo, halted);
    if (poison !== undefined) for (const follower of active()) if (follower.position() >= upTo) halted.set(follower.name, poison);
    wake();
    return true;
  };

  const loop = (async () => {
    while (running) {
      const worked = await step();
      await breathe();
      if (!worked && running) await engine.store.waitBeyond(lowest(active()), idleMs);
    }
  })();

  return {
    until: (position, signal) => {
      if (reached() >= position) return Promise.resolve(true);
      return new Promise((resolve) => {
        const waiter = { position, resolve: (ok: boolean) => (waiters.delete(waiter), resolve(ok)) };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => waiter.resolve(false), { once: true });
      });
    },
    status: async () => {
      const head = await engine.store.head();
      return followers.map(({ name, kind, position }) => {
        const why = halted.get(name);
        return { name, kind, position: position(), head, ...(why === undefined ? {} : { halted: why }) };
      });
    },
    stop: async () => {
      running = false;
      for (const waiter of waiters) waiter.resolve(false);
      await loop;
    },
  };
}

const lowest = (followers: readonly Follower[]): Position =>
  followers.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...followers.map((follower) => follower.position()));

async function feed(follower: Follower, batch: readonly Recorded<EventShape>[], upTo: Position, halted: Map<string, string>): Promise<void> {
  const from = follower.position();
  if (from >= upTo) return;
  const news = from === 0 || batch[0] === undefined || from < batch[0].position ? batch : batch.filter((one) => one.position > from);
  try {
    await follower.take(news, upTo);
  } catch (error) {
    const at = news[0];
    halted.set(follower.name, `${at === undefined ? '' : `${at.stream}@${at.revision}: `}${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
