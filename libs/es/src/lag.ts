import type { FollowerStatus } from './follow';
import type { Clock } from './ports/clock';
import type { EventStore } from './ports/event-store';

export type Lag = {
  /** Events of the log that were not taken in, counted up to `lagCountMax`. */
  readonly events: number;
  /** Age of the oldest of them. */
  readonly seconds: number;
};

/** Counting means reading: positions of a log may have gaps. */
export const lagCountMax = 1_000;

/** How far a follower is behind the log. */
export async function lagOf(
  store: EventStore,
  clock: Clock,
  { position, head }: Pick<FollowerStatus, 'position' | 'head'>,
): Promise<Lag> {
  if (position >= head) return { events: 0, seconds: 0 };
  const missing = await store.readAll(position, lagCountMax);
  const [oldest] = missing;
  const seconds = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest.recordedAt) / 1_000;
  return { events: missing.length, seconds };
}
