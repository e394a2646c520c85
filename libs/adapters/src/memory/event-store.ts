import { partitionOf } from '@xf/es';
import type { AppendAnswer, Clock, EventStore, JsonObject, KnownCommand, StoredEvent } from '@xf/es';
import { commandOf } from '../append-call';
import { waiters } from '../beyond';
import { promised } from '../promised';

/** A log that ends with the process: for tests and for calculations that are thrown away. */
export function memoryEventStore(clock: Clock): EventStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const partitions = new Map<string, StoredEvent[]>();
  const commands = new Map<string, KnownCommand>();
  const waiting = waiters();
  let open = true;

  const push = (event: StoredEvent): void => {
    log.push(event);
    listIn(streams, event.stream).push(event);
    listIn(partitions, partitionOf(event.stream)).push(event);
  };

  return {
    append: promised((appends): AppendAnswer => {
      if (!open) throw new Error('the event log is closed');
      const command = commandOf(appends);
      const known = commands.get(command);
      if (known !== undefined) return { kind: 'repeated', command: known };
      for (const { stream, expected } of appends) {
        const actual = (streams.get(stream)?.length ?? 0) - 1;
        if (actual !== expected) return { kind: 'conflict', stream, actual };
      }
      const recordedAt = Math.max(log.at(-1)?.recordedAt ?? 0, clock.now());
      // Everything that can fail on odd contents happens before the first push.
      const bodies = appends.map(({ events }) =>
        events.map(({ data }) => JSON.parse(JSON.stringify(data)) as JsonObject),
      );
      for (const [index, { stream, expected, events }] of appends.entries()) {
        for (const [offset, event] of events.entries()) {
          const data = bodies[index]?.[offset] ?? {};
          const revision = expected + 1 + offset;
          push({ ...event, data, position: log.length + 1, stream, revision, recordedAt });
        }
      }
      const { position, stream, revision, fingerprint } = log.at(-1) as StoredEvent;
      commands.set(command, { fingerprint, stream, position, revision });
      waiting.wake(position);
      return { kind: 'appended', position, revision };
    }),
    readStream: promised((stream, from = 0) => {
      return (streams.get(stream) ?? []).slice(Math.max(0, from));
    }),
    readAll: promised((after, limit, partition) => {
      if (partition === undefined) return log.slice(after, after + limit);
      const events = partitions.get(partition) ?? [];
      const first = countWhile(events, (event) => event.position <= after);
      return events.slice(first, first + limit);
    }),
    findCommand: promised((command) => {
      return commands.get(command);
    }),
    head: promised(() => {
      return log.length;
    }),
    positionAt: promised((instant) => {
      return countWhile(log, (event) => event.recordedAt <= instant);
    }),
    async waitBeyond(after, timeoutMs) {
      if (log.length > after) return true;
      return open ? waiting.wait(after, timeoutMs) : false;
    },
    close: promised(() => {
      open = false;
      waiting.end();
    }),
  };
}

function listIn(lists: Map<string, StoredEvent[]>, name: string): StoredEvent[] {
  let list = lists.get(name);
  if (list === undefined) {
    list = [];
    lists.set(name, list);
  }
  return list;
}

/** How many items at the start hold; those that hold must come first. */
function countWhile(events: readonly StoredEvent[], holds: (event: StoredEvent) => boolean): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const event = events[middle];
    if (event !== undefined && holds(event)) low = middle + 1;
    else high = middle;
  }
  return low;
}
