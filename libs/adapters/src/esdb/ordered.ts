import type { Position, StoredEvent } from '@xf/es';
import { readingAhead, type PageOf } from './ahead';
import type { Committed, Run } from './history-tables';
import type { Link } from './link';
import type { LogNames } from './names';
import { flowAll, readAllPage } from './reading';
import { dataOf, metaOf, type RecordMeta, type ServerRecord } from './records';
import type { Tail } from './tail';

const pageSize = 1_000;

export type Asked = {
  /** The record from which to read on. */
  readonly from: Position;
  readonly after: Position;
  readonly limit: number;
  readonly partition?: string | undefined;
};

/** Up to `limit` events behind `after`, as far as the history goes. */
export type Ordered = (asked: Asked) => Promise<readonly StoredEvent[]>;

export type OrderedParts = {
  readonly reads: Link;
  readonly names: LogNames;
  readonly tail: Tail;
  readonly idleMs: number;
  /** Does something that reads, and again while it fails. */
  readonly again: <T>(work: () => Promise<T>) => Promise<T>;
};

/** One stretch of the log that is read, and the events of batches met in it without their verdict. */
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
    (from, prefixes, count, until) =>
      again(async () => {
        const page = await readAllPage(reads, from, prefixes, { count, idleMs, until });
        if (page.length === count || (page.at(-1)?.position ?? -1) >= until) return page;
        throw new Error('this node of the event store is behind what was read before');
      }),
    (from, prefixes, count, until, each) => flowAll(reads, from, prefixes, { count, idleMs, until }, each),
  );
  const unfolded = unfolding(names, tail, pageOf);

  /** Adds what is asked of a stretch; answers whether that is all that was asked. */
  const fill = async (found: StoredEvent[], { last: until }: Run, scan: Scan, limit: number): Promise<boolean> => {
    const { start, after, partition, prefixes } = scan;
    let [from, passed] = [start, start - 1];
    let most = Math.min(pageSize, limit - found.length);
    for (;;) {
      const count = most + 1;
      const page = await pageOf(from, prefixes, count, until);
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
          if (found.length === limit) return true;
        }
      }
      if (last === undefined || last.position >= until) return false;
      from = last.position;
      // Records that added nothing are those of batches; thousands may follow each other.
      most = found.length === before ? pageSize : Math.min(pageSize, limit - found.length);
    }
  };

  return async ({ after, limit, partition, ...asked }) => {
    const known = unfolded.ready(asked.from, after, limit, partition);
    if (known !== undefined) return known;
    const { history } = tail;
    const prefixes = partition === undefined ? names.everything : names.partition(partition);
    // To find the records of a partition, the server looks at those of all others as well.
    const next = (behind: Position): Run | undefined =>
      partition === undefined ? history.wholeBehind(behind) : history.runBehind(partition, behind);
    const found: StoredEvent[] = [];
    let { from } = asked;
    for (let run = next(after); run !== undefined; run = next(run.end)) {
      const start = Math.max(from, run.first);
      if (await fill(found, run, { start, after, partition, prefixes, held: new Map() }, limit)) break;
      from = run.last;
      // A history that begins anew knows less for a while.
      await tail.reach(run.end);
    }
    return found;
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
      const page = await pageOf(from, prefixes, pageSize, batch.at);
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
