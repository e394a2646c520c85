import type { Instant, KnownCommand, Position, Revision, StoredEvent, StreamName } from '@xf/es';
import type { Committed } from './history';
import type { Link } from './link';
import type { LogNames } from './names';
import { readAllPage, readStreamLast, readStreamPage } from './reading';
import { dataOf, metaOf, type ServerRecord } from './records';
import type { Tail } from './tail';

const pageSize = 1_000;
/** Positions at which pages ended, kept because whoever follows the log reads on from there. */
const placesMax = 1_000;

export type Reader = {
  /** The events of a stream that count. The leader is asked, so that what is decided on them is fresh. */
  readonly stream: (stream: StreamName, from: Revision) => Promise<readonly StoredEvent[]>;
  readonly all: (after: Position, limit: number, partition?: string) => Promise<readonly StoredEvent[]>;
  readonly command: (command: string) => Promise<KnownCommand | undefined>;
  readonly positionAt: (instant: Instant) => Promise<Position>;
  /** Position of a record, by its place on the server. */
  readonly positionOf: (server: string, revision: number) => Promise<Position>;
  /** The last record of a stream, by its name on the server, whether it counts or not. */
  readonly last: (server: string) => Promise<ServerRecord | undefined>;
};

export type ReaderParts = {
  readonly leader: Link;
  readonly reads: Link;
  readonly names: LogNames;
  readonly tail: Tail;
  readonly idleMs: number;
  /** Does something that reads, and again while it fails. */
  readonly again: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told of the positions that were handed out. */
  readonly saw: (position: Position) => void;
};

/** Reads the log as its events count: those of a batch stand together, at the place of its verdict. */
export function reader(parts: ReaderParts): Reader {
  const { leader, names, tail, idleMs, again, saw } = parts;
  const { history } = tail;
  const inOrder = orderedReader(parts);
  // The server reads from the place of a record only, and a position may be anything in between.
  const places = new Set<Position>();

  const streamPage = (server: string, from: number, count: number): Promise<ServerRecord[]> =>
    again(() => readStreamPage(leader, server, from, { count, idleMs }));

  const last: Reader['last'] = (server) => again(() => readStreamLast(leader, server, idleMs));

  /** The verdict on a record's batch, if there is one, is in the history. */
  const settled = async (record: ServerRecord): Promise<void> => {
    const id = metaOf(record).batch;
    if (id === undefined || (history.batch(id)?.kind ?? 'open') !== 'open') return;
    const verdict = await last(names.verdictOf(id));
    if (verdict !== undefined) await tail.reach(verdict.position);
  };

  return {
    last,
    async all(after, limit, partition) {
      const place = history.batchAt(after)?.at ?? (places.has(after) ? after : history.placeBefore(after));
      const events = await inOrder(place, after, limit, partition);
      const last = events.at(-1);
      if (last !== undefined) places.add(last.position);
      if (places.size > placesMax) places.delete(places.values().next().value ?? 0);
      return events;
    },

    async stream(name, from) {
      const server = names.toServer(name);
      const found: StoredEvent[] = [];
      let next = history.toServer(server, Math.max(0, from));
      for (;;) {
        const page = await streamPage(server, next, pageSize);
        const last = page.at(-1);
        if (last === undefined) break;
        saw(last.position);
        await tail.reach(last.position);
        for (const record of page) {
          await settled(record);
          const event = countedEvent(names, tail, record);
          if (event !== undefined && event.revision >= from) found.push(event);
        }
        if (page.length < pageSize) break;
        next = last.revision + 1;
      }
      return found;
    },

    command: (id) => knownCommand(parts, inOrder, id),

    async positionAt(instant) {
      let position = 0;
      let from = history.markBefore(instant);
      for (;;) {
        const page = await inOrder(history.batchAt(from)?.at ?? from, position === 0 ? from - 1 : position, pageSize);
        for (const event of page) {
          if (event.recordedAt > instant) return position;
          position = event.position;
        }
        if (page.length < pageSize) return position;
        from = position;
      }
    },

    positionOf: (server, revision) =>
      again(async () => {
        const [record] = await readStreamPage(leader, server, revision, { count: 1, idleMs });
        if (record === undefined) throw new Error(`${server}: nothing at revision ${revision} yet`);
        return record.position;
      }),
  };
}

/** Up to `limit` events behind `after`, read from the record at `from` on. */
type Ordered = (from: Position, after: Position, limit: number, partition?: string) => Promise<readonly StoredEvent[]>;

function orderedReader({ reads, names, tail, idleMs, again }: ReaderParts): Ordered {
  const pageOf = (from: Position, prefixes: readonly string[], count: number): Promise<ServerRecord[]> =>
    again(() => readAllPage(reads, from, prefixes, { count, idleMs }));
  let unfolded: { readonly batch: Committed; readonly events: readonly StoredEvent[] } | undefined;

  /** The events of a batch stand in their streams between its first one and its verdict. */
  const eventsOf = async (batch: Committed, id: string): Promise<readonly StoredEvent[]> => {
    if (unfolded?.batch === batch) return unfolded.events;
    const events: StoredEvent[] = [];
    let from = batch.from;
    while (from < batch.at) {
      const page = await pageOf(from, names.everything, pageSize);
      for (const record of page) {
        const isNew = record.position > from || from === batch.from;
        if (!isNew || names.batchOf(record.stream) !== undefined || metaOf(record).batch !== id) continue;
        const event = countedEvent(names, tail, record);
        if (event !== undefined) events.push(event);
      }
      from = page.at(-1)?.position ?? batch.at;
    }
    if (events.length !== batch.events) throw new Error(`batch ${id}: ${events.length} of its ${batch.events} events`);
    events.sort((a, b) => a.position - b.position);
    unfolded = { batch, events };
    return events;
  };

  /** What a record of the log adds at its place: nothing, an event, or a batch. */
  const addedBy = async (record: ServerRecord): Promise<readonly StoredEvent[]> => {
    const id = names.batchOf(record.stream);
    if (id !== undefined) {
      const batch = tail.history.batch(id);
      return batch?.kind === 'committed' && batch.at === record.position ? eventsOf(batch, id) : [];
    }
    const event = metaOf(record).batch === undefined ? countedEvent(names, tail, record) : undefined;
    return event === undefined ? [] : [event];
  };

  return async (start, after, limit, partition) => {
    const prefixes = partition === undefined ? names.everything : names.partition(partition);
    const found: StoredEvent[] = [];
    let from = start;
    for (;;) {
      const count = Math.min(pageSize, limit - found.length) + 1;
      const page = await pageOf(from, prefixes, count);
      const last = page.at(-1);
      if (last !== undefined) await tail.reach(last.position);
      for (const record of page) {
        for (const event of await addedBy(record)) {
          const isAsked = partition === undefined || names.toServer(event.stream).startsWith(prefixes[0] ?? '');
          if (isAsked && event.position > Math.max(after, found.at(-1)?.position ?? 0)) found.push(event);
          if (found.length === limit) return found;
        }
      }
      if (last === undefined || page.length < count) return found;
      from = last.position;
    }
  };
}

/** The event that a record of a stream stands for; none while its batch is open, or when that came to nothing. */
function countedEvent(names: LogNames, { history }: Tail, record: ServerRecord): StoredEvent | undefined {
  const { batch: id, index = 0, ...meta } = metaOf(record);
  const batch = id === undefined ? undefined : history.batch(id);
  if (id !== undefined && batch?.kind !== 'committed') return undefined;
  return {
    ...meta,
    type: record.type,
    data: dataOf(record),
    stream: names.toStream(record.stream) ?? record.stream,
    revision: history.toRevision(record.stream, record.revision),
    position: batch?.kind === 'committed' ? batch.at + index : record.position,
    recordedAt: batch?.kind === 'committed' ? batch.time : history.timeOf(record.position, record.created),
  };
}

async function knownCommand(
  { names, tail }: ReaderParts,
  inOrder: Ordered,
  id: string,
): Promise<KnownCommand | undefined> {
  for (const candidate of tail.history.candidates(id)) {
    const batch = tail.history.batchAt(candidate);
    if (batch?.command === id) return knownBatch(names, tail, batch);
    const [event] = batch === undefined ? await inOrder(candidate, candidate - 1, 1) : [];
    if (event?.command !== id) continue;
    const { fingerprint, stream, position, revision } = event;
    return { fingerprint, stream, position, revision };
  }
  return undefined;
}

function knownBatch(names: LogNames, { history }: Tail, batch: Committed): KnownCommand {
  const { stream } = batch.last;
  return {
    fingerprint: batch.fingerprint,
    stream,
    position: batch.at + batch.events - 1,
    revision: history.toRevision(names.toServer(stream), batch.last.revision),
  };
}
