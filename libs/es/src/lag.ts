import type { FollowerStatus } from './follow';
import type { Clock } from './ports/clock';
import type { EventStore } from './ports/event-store';

export type Lag = {
  /** Events of the log that were not taken in. */
  readonly events: number;
  /** Age of the oldest of them. */
  readonly seconds: number;
};

/** How far a follower is behind the log; undefined when nobody knows where it is. */
export async function lagOf(
  store: EventStore,
  clock: Clock,
  { position, head }: Pick<FollowerStatus, 'position' | 'head'>,
): Promise<Lag | undefined> {
  if (position === undefined) return undefined;
  if (position >= head) return { events: 0, seconds: 0 };
  const [oldest] = await store.readAll(position, 1);
  const seconds = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest.recordedAt) / 1_000;
  return { events: await store.countBehind(position), seconds };
}
