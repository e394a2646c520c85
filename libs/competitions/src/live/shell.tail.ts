import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Outage, partitionOf, type Position, type StoredEvent } from '@xf/es';
import { RUNTIME, type ApiRuntime } from '@xf/nest';

export const pageMax = 500;
/** Events of a partition kept for listeners who are near the end; who is further behind reads the log. */
const keptMax = 2_000;
const idleMs = 1_000;

/** One connection's ear on a partition. */
export type Listener = {
  /** The tail has given out everything up to here. */
  readonly upTo: () => Position;
  /** Up to `pageMax` events behind a position; undefined when that is further back than what is kept. */
  readonly since: (after: Position) => readonly StoredEvent[] | undefined;
  /** Position of the partition's next event behind `after`, or of a later one; undefined when the signal says enough. */
  readonly beyond: (after: Position, signal: AbortSignal) => Promise<Position | undefined>;
  readonly close: () => void;
};

type Channel = {
  listeners: number;
  /** Everything behind here is in `kept`. */
  from: Position;
  last: Position;
  kept: StoredEvent[];
  /** Why nothing more will come. */
  failure?: unknown;
  readonly waiting: Set<() => void>;
};

/** Reads the end of the log once for all connections of the process, while there are any. */
@Injectable()
export class LogTail implements OnModuleDestroy {
  private readonly channels = new Map<string, Channel>();
  private position: Position = 0;
  private starting: Promise<void> | undefined;
  private loop: Promise<void> = Promise.resolve();
  private stop = new AbortController();

  constructor(@Inject(RUNTIME) private readonly runtime: ApiRuntime) {}

  /** Partitions somebody listens to. */
  count(): number {
    return this.channels.size;
  }

  async listen(partition: string): Promise<Listener> {
    const channel = this.join(partition);
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      channel.listeners -= 1;
      if (channel.listeners > 0 || this.channels.get(partition) !== channel) return;
      this.channels.delete(partition);
      if (this.channels.size === 0) this.rest();
    };
    try {
      await (this.starting ??= this.start());
    } catch (error) {
      close();
      throw error;
    }
    return {
      upTo: () => this.position,
      since: (after) => (after < channel.from ? undefined : behind(channel.kept, after)),
      beyond: (after, signal) => beyond(channel, after, signal),
      close,
    };
  }

  async onModuleDestroy(): Promise<void> {
    this.rest();
    await this.loop;
  }

  private join(partition: string): Channel {
    let channel = this.channels.get(partition);
    if (channel === undefined) {
      // Before the start the position is not known; `start` sets it.
      channel = { listeners: 0, from: this.position, last: 0, kept: [], waiting: new Set() };
      this.channels.set(partition, channel);
    }
    channel.listeners += 1;
    return channel;
  }

  private async start(): Promise<void> {
    try {
      const head = await this.runtime.engine.store.head();
      this.position = head;
      for (const channel of this.channels.values()) channel.from = head;
    } catch (error) {
      this.starting = undefined;
      throw error;
    }
    this.stop = new AbortController();
    const { signal } = this.stop;
    const before = this.loop;
    this.loop = before.then(() => this.run(signal));
  }

  private rest(): void {
    this.starting = undefined;
    this.stop.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.step(signal);
      } catch (error) {
        if (!(error instanceof Outage)) {
          this.fail(error);
          return;
        }
        await sleep(idleMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async step(signal: AbortSignal): Promise<void> {
    const { store } = this.runtime.engine;
    const page = await store.readAll(this.position, pageMax);
    if (signal.aborted) return;
    const last = page.at(-1);
    if (last === undefined) {
      await unlessAborted(store.waitBeyond(this.position, idleMs), signal);
      return;
    }
    this.position = last.position;
    for (const event of page) {
      const channel = this.channels.get(partitionOf(event.stream));
      if (channel === undefined) continue;
      channel.kept.push(event);
      channel.last = event.position;
    }
    for (const channel of this.channels.values()) {
      trim(channel);
      wakeAll(channel);
    }
  }

  /** Every connection gets the error; whoever listens anew starts anew. */
  private fail(error: unknown): void {
    const failed = [...this.channels.values()];
    this.channels.clear();
    this.rest();
    for (const channel of failed) {
      channel.failure = error;
      wakeAll(channel);
    }
  }
}

const wakeAll = ({ waiting }: Channel): void => {
  for (const wake of [...waiting]) wake();
};

function trim(channel: Channel): void {
  const { kept } = channel;
  if (kept.length <= keptMax) return;
  // Half of them, so that this is done now and then and not with every event.
  const dropped = kept.splice(0, kept.length - keptMax / 2);
  channel.from = dropped.at(-1)?.position ?? channel.from;
}

function behind(kept: readonly StoredEvent[], after: Position): readonly StoredEvent[] {
  // Readers are near the end.
  const start = kept.findLastIndex(({ position }) => position <= after) + 1;
  return kept.slice(start, start + pageMax);
}

function beyond(channel: Channel, after: Position, signal: AbortSignal): Promise<Position | undefined> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const isOver = channel.failure !== undefined || signal.aborted;
      if (!isOver && channel.last <= after) return;
      channel.waiting.delete(look);
      signal.removeEventListener('abort', look);
      if (signal.aborted) resolve(undefined);
      else if (channel.failure !== undefined) reject(asError(channel.failure));
      else resolve(channel.last);
    };
    channel.waiting.add(look);
    signal.addEventListener('abort', look);
    look();
  });
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(typeof thrown));

/** What the work answers; undefined when the signal says enough first. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let giveUp: () => void = () => undefined;
  const enough = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
  });
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([work, enough]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Ends early when the signal says so. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Tries until there is an answer, through outages as well; undefined when the signal says enough. */
export async function patiently<T>(work: () => Promise<T | undefined>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      const found = await unlessAborted(work(), signal);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
    }
    await rest(idleMs, signal);
  }
  return undefined;
}
