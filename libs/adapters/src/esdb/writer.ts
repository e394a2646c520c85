import { setTimeout as sleep } from 'node:timers/promises';
import { noStream, type Position, type Revision, type StreamName } from '@xf/es';
import type { AppendPipe, Landed } from './append-pipe';
import { contentId, type LogNames } from './names';
import { metaOf, proposals, type Offered, type Proposal, type Verdict } from './records';
import type { Reader } from './reader';
import { Slots } from './slots';
import type { Tail } from './tail';

/** Bytes that go into one append. The server's own limit is 1 MiB unless it was raised. */
const appendMax = 900_000;
/** Appends that are on their way at the same time. */
const inFlightMax = 256;
/** Streams up to which a batch takes them in order. */
const inOrderMax = 32;
/** How often, and for how long, somebody looks whether an open batch at the end of a stream has been decided. */
const lookMs = 20;
const lookMax = 150;

/** What goes into one stream. `indexes` are the places of its events in the order of the whole call, where that is another. */
export type Write = {
  readonly stream: StreamName;
  readonly expected: Revision;
  readonly events: readonly Offered[];
  readonly indexes?: readonly number[];
};

export type Written = { readonly kind: 'written'; readonly position: Position; readonly revision: Revision };
/** Nothing counts. `append` is undefined when the batch was declared void by somebody else. */
export type Moved = { readonly kind: 'moved'; readonly append?: Write };

export type WriterParts = {
  readonly pipe: AppendPipe;
  readonly names: LogNames;
  readonly tail: Tail;
  readonly reader: Reader;
  /** Does something that may be done twice, and again while it fails. */
  readonly again: <T>(work: () => Promise<T>) => Promise<T>;
  /** How long a batch that somebody began may stay open before others declare it void. */
  readonly openMaxMs: number;
};

/** Events of one stream that go to the server together. `expected` counts as the server does, `indexes` within the batch. */
type Part = {
  readonly append: Write;
  readonly server: string;
  readonly expected: Revision;
  readonly indexes: readonly number[];
  readonly events: readonly Offered[];
};

/**
 * One append that fits goes to the server as it is and counts when it is there. Everything else is a batch: its events go
 * into their streams first, marked, and count from the moment a verdict is in the log. Whoever meets a batch that stays
 * open declares it void; the first verdict stands.
 */
export class Writer {
  private readonly slots = new Slots(inFlightMax);
  /** When this process first met a batch that was in its way. */
  private readonly met = new Map<string, number>();

  constructor(private readonly parts: WriterParts) {}

  /** Adds everything or nothing. */
  async write(appends: readonly Write[]): Promise<Written | Moved> {
    const [only] = appends;
    const written =
      appends.length === 1 && only !== undefined && only.indexes === undefined ? await this.whole(only) : undefined;
    return written ?? this.batch(appends);
  }

  /** Follows from the content: the same appends make the same batch, in every process. */
  batchId(appends: readonly Write[]): string {
    const parts = partsOf(appends, this.parts.names, this.parts.tail).flat();
    const ids: string[] = [];
    for (const { server, expected, events, indexes } of parts) {
      for (const [n, { id }] of proposals(server, expected, events).entries()) ids[indexes[n] ?? ids.length] = id;
    }
    return contentId(ids);
  }

  /**
   * The revision a stream stands at. Waits a while when a batch is open at its end.
   * @param own a batch that is not waited for, because the caller goes on with it
   */
  async revisionOf(stream: StreamName, own?: string): Promise<Revision> {
    const { names, reader, tail, openMaxMs } = this.parts;
    const server = names.toServer(stream);
    for (let look = 0; ; look++) {
      const last = await reader.last(server);
      if (last === undefined) return noStream;
      await tail.reach(last.position);
      const { batch: id } = metaOf(last);
      const open = id !== undefined && tail.history.batch(id)?.kind === 'open';
      if (!open || id === own || look === lookMax) return tail.history.lastRevision(server, last.revision, id);
      const since = this.met.get(id) ?? performance.now();
      this.met.set(id, since);
      if (performance.now() - since >= openMaxMs) await this.decide(id, { kind: 'void' });
      else await sleep(lookMs);
    }
  }

  private async whole(append: Write): Promise<Written | Moved | undefined> {
    const { names, reader, tail } = this.parts;
    const server = names.toServer(append.stream);
    const expected = tail.history.toServer(server, append.expected, true);
    const events = proposals(server, expected, append.events);
    if (events.length > 1 && sizeOf(events) > appendMax) return undefined;
    const landed = await this.send(server, expected, events);
    if (landed.kind === 'elsewhere') return { kind: 'moved', append };
    const position = landed.position ?? (await reader.positionOf(server, expected + events.length));
    return { kind: 'written', position, revision: append.expected + events.length };
  }

  private async batch(appends: readonly Write[]): Promise<Written | Moved> {
    const parts = partsOf(appends, this.parts.names, this.parts.tail);
    const count = appends.reduce((sum, { events }) => sum + events.length, 0);
    const last = lastOf(parts.flat(), count);
    if (last === undefined) throw new Error('append: no events');
    if (count > appendMax) throw new Error(`append: ${count} events in one call`);
    const id = this.batchId(appends);
    const { earliest, moved } = await this.place(parts, id);
    if (moved !== undefined || earliest === undefined) {
      if (earliest !== undefined) await this.decide(id, { kind: 'void' });
      return { kind: 'moved', append: moved ?? last.part.append };
    }
    const at = await this.decide(id, {
      kind: 'committed',
      // The events of one append follow each other, so those of the earliest begin before all others.
      from: await this.parts.reader.positionOf(earliest.part.server, earliest.part.expected + 1),
      events: count,
      command: last.event.command,
      fingerprint: last.event.fingerprint,
      last: { stream: last.part.append.stream, revision: last.part.expected + last.part.events.length },
      room: '.'.repeat(count),
    });
    if (at === undefined) return { kind: 'moved' };
    const { append } = last.part;
    return { kind: 'written', position: at + count - 1, revision: append.expected + append.events.length };
  }

  /** Puts the events of a batch into their streams. Answers where it begins, or an append whose stream has moved on. */
  private async place(parts: readonly (readonly Part[])[], id: string): Promise<Placed> {
    // Few streams are taken one after the other and in one order, so that of two such batches one goes through.
    const ordered = parts.toSorted((a, b) => ((a[0]?.server ?? '') < (b[0]?.server ?? '') ? -1 : 1));
    const placed: Placed = {};
    const queue = ordered.values();
    const work = async (): Promise<void> => {
      for (const ofStream of queue) {
        for (const part of ofStream) if (placed.moved === undefined) await this.placePart(part, id, placed);
      }
    };
    await Promise.all(Array.from({ length: parts.length <= inOrderMax ? 1 : inFlightMax }, work));
    return placed;
  }

  private async placePart(part: Part, id: string, placed: Placed): Promise<void> {
    const { server, expected, events, indexes, append } = part;
    const landed = await this.send(server, expected, proposals(server, expected, events, { id, indexes }));
    if (landed.kind === 'elsewhere') {
      placed.moved = append;
      return;
    }
    const last = landed.position ?? (await this.parts.reader.positionOf(server, expected + events.length));
    if (placed.earliest === undefined || last < placed.earliest.last) placed.earliest = { part, last };
  }

  /** Puts a verdict into the log, or learns the one that is there. Answers the position of the events, if they count. */
  private async decide(id: string, verdict: Verdict): Promise<Position | undefined> {
    const { names, reader, tail } = this.parts;
    const server = names.verdictOf(id);
    const data = JSON.stringify(verdict);
    const event = { id: contentId([server, data]), type: `batch-${verdict.kind}`, data, meta: '{}' };
    const landed = await this.send(server, noStream, [event]);
    this.met.delete(id);
    if (landed.kind === 'landed' && verdict.kind === 'committed' && landed.position !== undefined)
      return landed.position;
    await tail.reach(await reader.positionOf(server, 0));
    const batch = tail.history.batch(id);
    return batch?.kind === 'committed' ? batch.at : undefined;
  }

  private send(server: string, expected: Revision, events: readonly Proposal[]): Promise<Landed> {
    const { again, pipe } = this.parts;
    return this.slots.run(() => again(() => pipe.append(server, expected, events)));
  }
}

type Placed = { earliest?: { readonly part: Part; readonly last: Position }; moved?: Write };

const sizeOf = (events: readonly Proposal[]): number =>
  events.reduce((sum, { data, meta }) => sum + Buffer.byteLength(data) + Buffer.byteLength(meta) + 100, 0);

/** The appends of a batch, those of one stream in a list of their own, each small enough for the server. */
function partsOf(appends: readonly Write[], names: LogNames, { history }: Tail): readonly (readonly Part[])[] {
  let count = 0;
  return appends.map((append): readonly Part[] => {
    const server = names.toServer(append.stream);
    const before = history.toServer(server, append.expected, true);
    const parts: Part[] = [];
    let [start, size] = [0, 0];
    const cut = (end: number): void => {
      const events = append.events.slice(start, end);
      const indexes = append.indexes?.slice(start, end) ?? events.map((_event, n) => count + start + n);
      parts.push({ append, server, expected: before + start, indexes, events });
      [start, size] = [end, 0];
    };
    for (const [n, event] of append.events.entries()) {
      const bytes = Buffer.byteLength(JSON.stringify(event)) + 200;
      if (n > start && size + bytes > appendMax) cut(n);
      size += bytes;
    }
    cut(append.events.length);
    count += append.events.length;
    return parts;
  });
}

/** The last event of a batch: it ends its stream's part, because events of one stream keep their order. */
function lastOf(parts: readonly Part[], count: number): { readonly part: Part; readonly event: Offered } | undefined {
  const part = parts.find(({ indexes }) => indexes.at(-1) === count - 1);
  const event = part?.events.at(-1);
  return part === undefined || event === undefined ? undefined : { part, event };
}
