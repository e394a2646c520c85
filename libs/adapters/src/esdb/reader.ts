import type { Instant, KnownCommand, Position, Revision, StoredEvent, StreamName } from '@xf/es';
import type { Committed } from './history-tables';
import type { Link } from './link';
import type { LogNames } from './names';
import { countedEvent, orderedReader, type Ordered, type OrderedParts } from './ordered';
import { readStreamLast, readStreamPage } from './reading';
import { metaOf, type ServerRecord } from './records';
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
  readonly countBehind: (after: Position) => Promise<number>;
  /** Position of a record, by its place on the server. */
  readonly positionOf: (server: string, revision: number) => Promise<Position>;
  /** The last record of a stream, by its name on the server, whether it counts or not. */
  readonly last: (server: string) => Promise<ServerRecord | undefined>;
};

export type ReaderParts = OrderedParts & {
  readonly leader: Link;
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

  /** The verdict on a batch, if there is one, is in the history. */
  const settled = async (id: string): Promise<void> => {
    if ((history.batch(id)?.kind ?? 'open') !== 'open') return;
    const verdict = await last(names.verdictOf(id));
    if (verdict !== undefined) await tail.reach(verdict.position);
  };

  return {
    last,
    async all(after, limit, partition) {
      const place = history.batchAt(after)?.at ?? (places.has(after) ? after : history.placeBefore(after));
      const events = await inOrder({ from: place, after, limit, partition });
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
          const meta = metaOf(record);
          if (meta.batch !== undefined) await settled(meta.batch);
          const event = countedEvent(names, tail, record, meta);
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
        const after = position === 0 ? from - 1 : position;
        const page = await inOrder({ from: history.batchAt(from)?.at ?? from, after, limit: pageSize });
        for (const event of page) {
          if (event.recordedAt > instant) return position;
          position = event.position;
        }
        if (page.length < pageSize) return position;
        from = position;
      }
    },

    countBehind: (after) => countBehind(parts, inOrder, after),

    positionOf: (server, revision) =>
      again(async () => {
        const [record] = await readStreamPage(leader, server, revision, { count: 1, idleMs });
        if (record === undefined) throw new Error(`${server}: nothing at revision ${revision} yet`);
        return record.position;
      }),
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
    const [event] = await inOrder({ from: batch?.at ?? candidate, after: candidate - 1, limit: 1 });
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

/** From the last place at which the history knows the count, which is near. */
async function countBehind({ tail: { history } }: ReaderParts, inOrder: Ordered, after: Position): Promise<number> {
  const { pos, before } = history.countedBefore(after);
  let counted = before;
  for (let last = pos - 1; last < after;) {
    const from = last < pos ? pos : (history.batchAt(last)?.at ?? last);
    const page = await inOrder({ from, after: last, limit: pageSize });
    counted += page.filter(({ position }) => position <= after).length;
    if (page.length < pageSize) break;
    last = page.at(-1)?.position ?? after;
  }
  return Math.max(0, history.count - counted);
}
