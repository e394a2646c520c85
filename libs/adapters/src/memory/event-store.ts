import { partitionOf } from '@xf/es';
import type { Adopted, AdoptedEvent, AdoptingEventStore, Append, AppendAnswer, Clock, Conflict } from '@xf/es';
import type { JsonObject, KnownCommand, StoredEvent } from '@xf/es';
import { adoptingOf } from '../adopt-call';
import { commandOf } from '../append-call';
import { waiters } from '../beyond';
import { promised } from '../promised';

/** A log that ends with the process: for tests and for calculations that are thrown away. */
export function memoryEventStore(clock: Clock): AdoptingEventStore {
  const content = emptyContent();
  const { log, streams, partitions, commands } = content;
  const waiting = waiters();
  let open = true;

  return {
    append: promised((appends): AppendAnswer => {
      if (!open) throw new Error('the event log is closed');
      const command = commandOf(appends);
      const known = commands.get(command);
      if (known !== undefined) return { kind: 'repeated', command: known };
      const conflict = conflictIn(content, appends);
      if (conflict !== undefined) return conflict;
      const recordedAt = Math.max(log.at(-1)?.recordedAt ?? 0, clock.now());
      // Everything that can fail on odd contents happens before the first push.
      const bodies = appends.map(({ events }) => events.map(({ data }) => copyOf(data)));
      for (const [index, { stream, expected, events }] of appends.entries()) {
        for (const [offset, event] of events.entries()) {
          const data = bodies[index]?.[offset] ?? {};
          const revision = expected + 1 + offset;
          push(content, { ...event, data, position: log.length + 1, stream, revision, recordedAt });
        }
      }
      const { position, stream, revision, fingerprint } = log.at(-1) as StoredEvent;
      commands.set(command, { fingerprint, stream, position, revision });
      waiting.wake(position);
      return { kind: 'appended', position, revision };
    }),
    adopt: promised((events) => {
      if (!open) throw new Error('the event log is closed');
      const answer = adopt(content, events);
      waiting.wake(log.length);
      return answer;
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
    countBehind: promised((after) => {
      return Math.max(0, log.length - Math.max(0, after));
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

type Content = {
  readonly log: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  readonly partitions: Map<string, StoredEvent[]>;
  readonly commands: Map<string, KnownCommand>;
};

const emptyContent = (): Content => ({ log: [], streams: new Map(), partitions: new Map(), commands: new Map() });

const copyOf = (data: JsonObject): JsonObject => JSON.parse(JSON.stringify(data)) as JsonObject;

function conflictIn({ streams }: Content, calls: readonly Pick<Append, 'stream' | 'expected'>[]): Conflict | undefined {
  for (const { stream, expected } of calls) {
    const actual = (streams.get(stream)?.length ?? 0) - 1;
    if (actual !== expected) return { kind: 'conflict', stream, actual };
  }
  return undefined;
}

function adopt(content: Content, events: readonly AdoptedEvent[]): Adopted | Conflict {
  const { log, commands } = content;
  const conflict = conflictIn(content, adoptingOf(events));
  if (conflict !== undefined) return conflict;
  for (const [index, data] of events.map((event) => copyOf(event.data)).entries()) {
    const event = events[index] as AdoptedEvent;
    const recordedAt = Math.max(log.at(-1)?.recordedAt ?? 0, event.recordedAt);
    push(content, { ...event, data, position: log.length + 1, recordedAt });
    const { command, fingerprint, stream, revision } = event;
    commands.set(command, { fingerprint, stream, position: log.length, revision });
  }
  return { kind: 'adopted', position: log.length };
}

function push({ log, streams, partitions }: Content, event: StoredEvent): void {
  log.push(event);
  listIn(streams, event.stream).push(event);
  listIn(partitions, partitionOf(event.stream)).push(event);
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
