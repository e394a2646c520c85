import type { NewEvent, StoredEvent, StreamName } from '../event';
import type { Clock } from '../ports/clock';
import type { AdoptingEventStore, Append } from '../ports/event-store';

/** One log of its own for one test. */
export type EventStoreSetup = {
  /** Opens the log; after a close, opens the same log again when `durable`. */
  readonly open: (clock: Clock) => Promise<AdoptingEventStore>;
  /** Whether the log is still there after close and open. */
  readonly durable: boolean;
  readonly cleanup: () => Promise<void>;
};

let commands = 0;

/** An event with every meta field set; one new command for each call of `appendOf`. */
export function eventOf(data: NewEvent['data'], command: string, over: Partial<NewEvent> = {}): NewEvent {
  const meta = { actor: 'tester', validAt: 5, fingerprint: `fp-${command}`, correlation: 'chain-1' };
  return { type: 'Happened', version: 1, data, command, ...meta, ...over };
}

export function appendOf(stream: StreamName, expected: number, count = 1, command = `cmd-${(commands += 1)}`): Append {
  return { stream, expected, events: Array.from({ length: count }, (_, n) => eventOf({ n }, command)) };
}

/** A clock whose every reading is one step later. */
export function steppingClock(start: number, step: number): Clock {
  let now = start;
  return { now: () => (now += step) };
}

/** What the groups of a contract share: one log, opened for each test. */
export type World = {
  readonly store: () => AdoptingEventStore;
  readonly everything: () => Promise<readonly StoredEvent[]>;
  readonly start: (clock?: Clock) => Promise<void>;
  readonly setup: () => EventStoreSetup;
  readonly swap: (next: AdoptingEventStore) => void;
};
