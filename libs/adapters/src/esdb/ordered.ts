import type { Position, StoredEvent } from '@xf/es';
import { readingAhead, type PageOf } from './ahead';
import type { Committed } from './history-tables';
import type { Link } from './link';
import type { LogNames } from './names';
import { flowAll, readAllPage } from './reading';
import { dataOf, metaOf, type RecordMeta, type ServerRecord } from './records';
import type { Tail } from './tail';

const pageSize = 1_000;

/** Up to `limit` events behind `after`, read from the record at `from` on. */
export type Ordered = (
  from: Position,
  after: Position,
  limit: number,
  partition?: string,
) => Promise<readonly StoredEvent[]>;

export type OrderedParts = {
  readonly reads: Link;
  readonly names: LogNames;
  readonly tail: Tail;
  readonly idleMs: number;
  /** Does something that reads, and again while it fails. */
  readonly again: <T>(work: () => Promise<T>) => Promise<T>;
};

/** What is asked of one reading, and the events of batches it has met without their verdict. */
type Scan = {
  readonly start: Position;
  readonly after: Position;
  readonly partition: string | undefined;
  readonly prefixes: readonly string[];
  readonly held: Map<string, Member[]>;
};
type Member = readonly [record: ServerRecord, meta: RecordMeta];

/** Reads the log in the order of its events; those of a batch stand together at the place of its verdict. */
export function orderedReader({ reads, names, tail, idleMs, again }: OrderedParts): Ordered {
  const pageOf = readingAhead(
    (from, prefixes, count) => again(() => readAllPage(reads, from, prefixes, { count, idleMs })),
    (from, prefixes, count, each) => flowAll(reads, from, prefixes, { count, idleMs }, each),
  );
  const unfolded = unfolding(names, tail, pageOf);

  return async (start, after, limit, partition) => {
    const known = unfolded.ready(start, after, limit, partition);
    if (known !== undefined) return known;
    const prefixes = partition === undefined ? names.everything : names.partition(partition);
    const scan: Scan = { start, after, partition, prefixes, held: new Map() };
    const found: StoredEvent[] = [];
    let [from, passed] = [start, start - 1];
    let most = Math.min(pageSize, limit);
    for (;;) {
      const count = most + 1;
      const page = await pageOf(from, prefixes, count);
      const last = page.at(-1);
      if (last !== undefined) await tail.reach(last.position);
      const before = found.length;
      for (const record of page) {
        if (record.position <= passed) continue;
        passed = record.position;
        const added = unfolded.addedBy(record, scan);
        for (const event of added instanceof Promise ? await added : added) {
          const isAsked = partition === undefined || names.toServer(event.stream).startsWith(prefixes[0] ?? '');
          if (isAsked && event.position > Math.max(after, found.at(-1)?.position ?? 0)) found.push(event);
          if (found.length === limit) return found;
        }
      }
      if (last === undefined || page.length < count) return found;
      from = last.position;
      // Records that added nothing are those of batches; thousands may follow each other.
      most = found.length === before ? pageSize : Math.min(pageSize, limit - found.length);
    }
  };
}

/** Turns records into events. A log that was moved here is all batches, so the events of the last one stay at hand. */
function unfolding(names: LogNames, tail: Tail, pageOf: PageOf) {
  type Unfolded = {
    readonly at: Position;
    readonly partition: string | undefined;
    readonly events: readonly StoredEvent[];
  };
  let unfolded: Unfolded | undefined;
  const atHand = (at: Position, partition: string | undefined): readonly StoredEvent[] | undefined =>
    unfolded?.at === at && unfolded.partition === partition ? unfolded.events : undefined;

  /** The events of a batch stand in their streams between its first one and its verdict. */
  const membersOf = async (batch: Committed, id: string, prefixes: readonly string[]): Promise<readonly Member[]> => {
    const members: Member[] = [];
    for (let from = batch.from; from < batch.at;) {
      const page = await pageOf(from, prefixes, pageSize);
      for (const record of page) {
        const isNew = record.position > from || from === batch.from;
        const meta = isNew && names.batchOf(record.stream) === undefined ? metaOf(record) : undefined;
        if (meta?.batch === id) members.push([record, meta]);
      }
      from = page.length < pageSize ? batch.at : (page.at(-1)?.position ?? batch.at);
    }
    return members;
  };

  const eventsOf = async (batch: Committed, id: string, scan: Scan): Promise<readonly StoredEvent[]> => {
    const { start, after, partition, prefixes, held } = scan;
    const met = held.get(id);
    held.delete(id);
    if (batch.at + batch.events - 1 <= after) return [];
    const known = atHand(batch.at, partition);
    if (known !== undefined) return known;
    // A reading that began before them has met them all.
    const members = start <= batch.from ? (met ?? []) : await membersOf(batch, id, prefixes);
    const events = members.flatMap(([record, meta]) => countedEvent(names, tail, record, meta) ?? []);
    if (partition === undefined && events.length !== batch.events)
      throw new Error(`batch ${id}: ${events.length} of its ${batch.events} events`);
    events.sort((a, b) => a.position - b.position);
    unfolded = { at: batch.at, partition, events };
    return events;
  };

  return {
    /** What follows `after` in the batch at `start`, when that is at hand and is all that is asked. */
    ready(start: Position, after: Position, limit: number, partition?: string): readonly StoredEvent[] | undefined {
      const rest = atHand(start, partition)?.filter(({ position }) => position > after) ?? [];
      return rest.length >= limit ? rest.slice(0, limit) : undefined;
    },

    /** What a record of the log adds at its place: nothing, an event, or a batch. */
    addedBy(record: ServerRecord, scan: Scan): readonly StoredEvent[] | Promise<readonly StoredEvent[]> {
      const id = names.batchOf(record.stream);
      if (id !== undefined) {
        const batch = tail.history.batch(id);
        if (batch?.kind === 'committed' && batch.at === record.position) return eventsOf(batch, id, scan);
        scan.held.delete(id);
        return [];
      }
      const meta = metaOf(record);
      if (meta.batch !== undefined) {
        const held = scan.held.get(meta.batch);
        if (held === undefined) scan.held.set(meta.batch, [[record, meta]]);
        else held.push([record, meta]);
        return [];
      }
      const event = countedEvent(names, tail, record, meta);
      return event === undefined ? [] : [event];
    },
  };
}

/** The event that a record of a stream stands for; none while its batch is open, or when that came to nothing. */
export function countedEvent(
  names: LogNames,
  { history }: Tail,
  record: ServerRecord,
  meta: RecordMeta,
): StoredEvent | undefined {
  const place = {
    type: record.type,
    data: dataOf(record),
    stream: names.toStream(record.stream) ?? record.stream,
    revision: history.toRevision(record.stream, record.revision),
  };
  if (meta.batch === undefined) {
    const { position, created } = record;
    // Into the object that was parsed for this one: to copy it takes longer than to parse it.
    return Object.assign(meta, place, { position, recordedAt: history.timeOf(position, created) });
  }
  const { batch: id, index = 0, ...rest } = meta;
  const batch = history.batch(id);
  if (batch?.kind !== 'committed') return undefined;
  const position = batch.at + index;
  const recordedAt = meta.recordedAt === undefined ? batch.time : history.timeOf(position, meta.recordedAt);
  return { ...rest, ...place, position, recordedAt };
}
