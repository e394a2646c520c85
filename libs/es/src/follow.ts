import { UnreadableEvent, type Codec, type EventShape } from './codec';
import type { Position, Recorded, StoredEvent } from './event';
import { decodeRecorded } from './fold';
import type { Follower } from './followers';
import type { EventStore } from './ports/event-store';
import { Outage } from './ports/outage';

export type FollowerStatus = {
  readonly name: string;
  readonly kind: Follower['kind'];
  /** How far it was when it was last seen; undefined when it never was. */
  readonly position: Position | undefined;
  readonly head: Position;
  /** Why it stopped, if it did: the event it could not take and what went wrong. */
  readonly halted?: string;
  /** The log could not be read, or the batch not taken in, at the last try; it is being tried again. */
  readonly outage?: string;
  /** Kept by other processes for all. */
  readonly shared?: true;
};

export type FollowOptions = {
  readonly store: EventStore;
  /** Every codec of the program as one: each event is decoded once for all followers. */
  readonly codec: Codec<EventShape>;
  readonly followers: readonly Follower[];
  /** Lets other work of the process run, at least for so many milliseconds. */
  readonly breathe: (ms?: number) => Promise<void>;
  /** @defaultValue 1,000 */
  readonly batchMax?: number;
};

export type Following = {
  /**
   * Resolves to true when every view (or every reaction) has reached a position, and to false when the signal says
   * that is long enough. A halted view never reaches what is behind its halt.
   */
  readonly until: (position: Position, signal?: AbortSignal, kind?: Follower['kind']) => Promise<boolean>;
  readonly status: () => Promise<readonly FollowerStatus[]>;
  readonly stop: () => Promise<void>;
};

const idleMs = 1_000;

/**
 * Keeps followers at the head of the log: one read and one decoding for all. A follower that fails on an event halts
 * right before it and reports it; it is tried again when the process starts again. One that meets an outage (its file has
 * no room) stays where it is, reports that, and is tried again every second until it gets on. The others go on.
 */
export function follow({ store, codec, followers, breathe, batchMax = 1_000 }: FollowOptions): Following {
  const halted = new Map<string, string>();
  let wakeUp: () => void = () => undefined;
  const outages = outagesOf(
    () => breathe(idleMs),
    () => wakeUp(),
  );
  const waiting = waiters(followers);
  const life: { running: boolean; outage?: string } = { running: true };
  const isRunning = (): boolean => life.running;
  const active = (): readonly Follower[] => followers.filter((follower) => !halted.has(follower.name));
  const ready = (): readonly Follower[] => active().filter((follower) => !outages.rests(follower.name));

  /** A log put back from an older copy: what the view holds is not in it, and what comes next would be passed over. */
  const haltStrays = async (): Promise<void> => {
    const head = await store.head();
    for (const one of active()) {
      const position = one.position();
      if (position > head) halted.set(one.name, `at position ${position}, beyond the log's end ${head}: rebuild it`);
    }
  };

  const step = async (): Promise<boolean> => {
    const able = ready();
    const from = lowest(able);
    const page = able.length === 0 ? [] : await store.readAll(from, batchMax);
    if (page.length === 0) return false;
    const { batch, poison } = decodePage(codec, page);
    const upTo = batch[batch.length - 1]?.position ?? from;
    for (const follower of able) {
      const fed = await feed(follower, batch);
      if (fed.halted !== undefined) halted.set(follower.name, fed.halted);
      outages.told(follower.name, fed.outage);
    }
    if (poison !== undefined) for (const one of active()) if (one.position() >= upTo) halted.set(one.name, poison);
    waiting.wake();
    return true;
  };

  /** Ends when the log grows, or when somebody wakes us up. A new promise each time: an old one would keep every wait. */
  const wait = (): Promise<unknown> =>
    new Promise<unknown>((resolve, reject) => {
      wakeUp = () => resolve(undefined);
      store.waitBeyond(lowest(ready()), idleMs).then(resolve, reject);
    });

  const loop = (async () => {
    let isChecked = false;
    while (isRunning()) {
      try {
        if (!isChecked) await haltStrays();
        isChecked = true;
        const worked = await step();
        delete life.outage;
        await breathe();
        if (!worked && isRunning()) await wait();
      } catch (error) {
        life.outage = messageOf(error);
        if (isRunning()) await breathe(idleMs);
      }
    }
  })();

  return {
    until: waiting.until,
    status: async () => {
      const head = await store.head();
      return followers.map((one) => statusOf(one, head, halted.get(one.name), outages.of(one.name) ?? life.outage));
    },
    stop: async () => {
      life.running = false;
      wakeUp();
      waiting.giveUp();
      await loop;
    },
  };
}

function statusOf(follower: Follower, head: Position, halted?: string, outage?: string): FollowerStatus {
  const { name, kind } = follower;
  return {
    ...{ name, kind, position: follower.position(), head },
    ...(halted === undefined ? {} : { halted }),
    ...(outage === undefined ? {} : { outage }),
  };
}

/** Followers that could not take a batch in for reasons outside the program. Each rests for `pause` before the next try. */
function outagesOf(pause: () => Promise<void>, wakeUp: () => void) {
  const reasons = new Map<string, string>();
  const resting = new Set<string>();
  return {
    of: (name: string): string | undefined => reasons.get(name),
    rests: (name: string): boolean => resting.has(name),
    /** How the last batch went: undefined when it was taken in. */
    told(name: string, outage: string | undefined): void {
      reasons.delete(name);
      if (outage === undefined) return;
      reasons.set(name, outage);
      resting.add(name);
      void pause().then(() => {
        resting.delete(name);
        wakeUp();
      });
    },
  };
}

const lowest = (followers: readonly Follower[]): Position =>
  followers.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...followers.map((follower) => follower.position()));

/** Decodes up to the first event this program cannot read. */
function decodePage(codec: Codec<EventShape>, page: readonly StoredEvent[]) {
  const batch: Recorded<EventShape>[] = [];
  for (const stored of page) {
    try {
      const recorded = decodeRecorded(codec, stored);
      if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
      batch.push(recorded);
    } catch (error) {
      return { batch, poison: `${at(stored)}: ${messageOf(error)}` };
    }
  }
  return { batch, poison: undefined };
}

type Fed = { readonly halted?: string; readonly outage?: string };

/** A batch that fails is taken again one by one, so that the halt names the very event and loses nothing before it. */
async function feed(follower: Follower, batch: readonly Recorded<EventShape>[]): Promise<Fed> {
  const from = follower.position();
  const news = batch.filter(({ position }) => position > from);
  const last = news[news.length - 1];
  if (last === undefined) return {};
  try {
    await follower.take(news, last.position);
    return {};
  } catch (error) {
    if (error instanceof Outage) return { outage: error.message };
    if (news.length === 1) return { halted: `${at(last)}: ${messageOf(error)}` };
    for (const one of news) {
      const fed = await feed(follower, [one]);
      if (fed.halted !== undefined || fed.outage !== undefined) return fed;
    }
    return {};
  }
}

type Waiter = {
  readonly position: Position;
  readonly kind: Follower['kind'];
  readonly resolve: (ok: boolean) => void;
};

function waiters(followers: readonly Follower[]) {
  const all = new Set<Waiter>();
  const reached = (kind: Follower['kind']): Position => lowest(followers.filter((follower) => follower.kind === kind));
  return {
    wake: (): void => {
      for (const waiter of all) if (waiter.position <= reached(waiter.kind)) waiter.resolve(true);
    },
    giveUp: (): void => {
      for (const waiter of all) waiter.resolve(false);
    },
    until: (position: Position, signal?: AbortSignal, kind: Follower['kind'] = 'view'): Promise<boolean> => {
      if (reached(kind) >= position) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (ok: boolean): void => {
          all.delete(waiter);
          signal?.removeEventListener('abort', giveUp);
          resolve(ok);
        };
        const giveUp = (): void => {
          settle(false);
        };
        const waiter: Waiter = { position, kind, resolve: settle };
        all.add(waiter);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

const at = (event: Pick<StoredEvent, 'stream' | 'revision' | 'position'>): string =>
  `${event.stream}@${event.revision} (position ${event.position})`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
