import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { standings } from '@xf/competitions';
import {
  framesEvery,
  makeFrames,
  partitionOf,
  type EventShape,
  type EventStore,
  type Follower,
  type Frames,
  type Projection,
} from '@xf/es';
import { everyCodec } from './product';

/** Events or rows between two rests. */
const slice = 100;
/** A process whose timers come later than this has other work. */
const lateMs = 10;

export type FrameMaker = {
  /** A follower that tells the maker of what it takes in. */
  readonly beside: (follower: Follower) => Follower;
  /** Resolves when nothing is due. */
  readonly idle: () => Promise<void>;
  /** Begins no slice any more, and waits for the one under way, a second at most. */
  readonly stop: () => Promise<void>;
};

class Stopped extends Error {}

/**
 * Makes the frames of the standings as the log grows: one partition at a time, in slices, each followed by a rest as long
 * as itself, and by a longer one while the process is late with other work.
 */
export function frameMaker(store: EventStore, frames: Frames, every = framesEvery): FrameMaker {
  const projection = standings as unknown as Projection<EventShape, unknown>;
  /** Events behind the last frame. A partition is not in it until somebody looked how many there are. */
  const behind = new Map<string, number>();
  const due = new Set<string>();
  const ended = new AbortController();
  let working: Promise<void> | undefined;
  let began = performance.now();

  const pause = async (): Promise<void> => {
    const took = performance.now() - began;
    for (let rest = took; ;) {
      const asleep = performance.now();
      await sleep(rest, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted) throw new Stopped();
      const late = performance.now() - asleep - rest;
      if (late < lateMs) break;
      rest = Math.min(late * restTimes, restMaxMs);
    }
    began = performance.now();
  };

  const work = async (): Promise<void> => {
    for (const partition of due) {
      due.delete(partition);
      try {
        const head = await store.head();
        const left = await makeFrames(
          { store, codec: everyCodec, projection, partition, frames, every, slice, pause },
          head,
        );
        behind.set(partition, left);
      } catch (error) {
        // The log cannot be read, or holds what this program cannot: whoever follows it says so. Looked at again later.
        behind.delete(partition);
        if (error instanceof Stopped || ended.signal.aborted) return;
      }
    }
  };

  const start = (): void => {
    working ??= work().finally(() => {
      working = undefined;
      if (due.size > 0 && !ended.signal.aborted) start();
    });
  };

  const saw = (stream: string, type: string): void => {
    const partition = partitionOf(stream);
    const before = behind.get(partition);
    // The first event of a partition since the start: nobody knows yet how many stand behind its last frame.
    if (before === undefined && !projection.codec.knows(type)) return;
    const now = (before ?? every) + 1;
    behind.set(partition, now);
    if (now >= every) due.add(partition);
  };

  return {
    beside: (follower) => ({
      ...follower,
      take: async (batch, upTo) => {
        await follower.take(batch, upTo);
        if (ended.signal.aborted) return;
        for (const { stream, event } of batch) saw(stream, event.type);
        if (due.size > 0) start();
      },
    }),
    idle: async () => {
      while (working !== undefined) await working;
    },
    stop: async () => {
      ended.abort();
      // Frames are made again from the log: what a slow read of it holds up is left.
      const late = new AbortController();
      await Promise.race([working, sleep(stopMs, undefined, { signal: late.signal })]);
      late.abort();
    },
  };
}

const stopMs = 1_000;
const restTimes = 4;
const restMaxMs = 1_000;
