import type { Instant, Position, Revision } from '@xf/es';
import { metaOf, verdictOf, type ServerRecord, type Verdict } from './records';
import type { LogNames } from './names';

/** A batch that counts. Its events take the positions from `at` on and share one time. */
export type Committed = Omit<Extract<Verdict, { kind: 'committed' }>, 'room'> & {
  readonly at: Position;
  readonly time: Instant;
};
type Open = { readonly kind: 'open'; readonly places: { readonly server: string; readonly revision: number }[] };
export type Batch = Open | Committed | { readonly kind: 'void' };

/** Events between two marks: what is read to find a moment between them. */
const markEvery = 512;

/**
 * What follows from the whole log and cannot be asked of the server: which batches count, where a command stands, and the
 * time of an event when the server's clock went back. A fold over the log's records in their order, so every process
 * comes to the same.
 */
export class History {
  /** Position of the last record folded. */
  upTo: Position = 0;
  /** Position of the last event that counts. */
  head: Position = 0;
  private latest: Instant = 0;
  private count = 0;
  private nextMark = 0;
  private previous = '';
  private readonly steps: { readonly from: Position; readonly at: Instant }[] = [];
  private readonly marks: { readonly position: Position; readonly at: Instant }[] = [];
  private readonly commands = new Map<number, Position | Position[]>();
  private readonly batches = new Map<string, Batch>();
  private readonly committed: Committed[] = [];
  private readonly dead = new Map<string, number[]>();

  constructor(private readonly names: LogNames) {}

  fold(record: ServerRecord): void {
    if (record.position <= this.upTo) return;
    this.upTo = record.position;
    const batch = this.names.batchOf(record.stream);
    if (batch !== undefined) {
      this.settle(batch, record);
      return;
    }
    const meta = metaOf(record);
    if (meta.batch !== undefined) {
      this.waitFor(meta.batch, record);
      return;
    }
    this.add(record.position, record.position, record.created, 1, meta.command);
  }

  /** When an event was recorded: the server's time, held where the server's clock went back. */
  timeOf(position: Position, created: Instant): Instant {
    const step = lastAtOrBelow(this.steps, position, ({ from }) => from);
    return Math.max(created, step?.at ?? 0);
  }

  /** The last known place that was recorded at or before an instant; what is left to read from there is short. */
  markBefore(instant: Instant): Position {
    return lastAtOrBelow(this.marks, instant, ({ at }) => at)?.position ?? 0;
  }

  /** The last known place of an event at or before a position; 0 for the start of the log. */
  placeBefore(position: Position): Position {
    return lastAtOrBelow(this.marks, position, (mark) => mark.position)?.position ?? 0;
  }

  batch(id: string): Batch | undefined {
    return this.batches.get(id);
  }

  /** The batch whose events take a position, if it is one of these. */
  batchAt(position: Position): Committed | undefined {
    const batch = lastAtOrBelow(this.committed, position, ({ at }) => at);
    return batch !== undefined && position < batch.at + batch.events ? batch : undefined;
  }

  /** Where events of a command may stand, the oldest first; the event says whether it is the command. */
  candidates(command: string): readonly Position[] {
    const known = this.commands.get(shortHash(command));
    if (known === undefined) return [];
    return typeof known === 'number' ? [known] : known;
  }

  /** The revision on the server at which a stream's revision stands, and with `end` the last one before what follows it. */
  toServer(server: string, revision: Revision, end = false): number {
    let found = revision;
    for (const dead of this.dead.get(server) ?? []) if (dead <= (end ? found + 1 : found)) found += 1;
    return found;
  }

  /** The revision of an event that counts, from its place on the server. */
  toRevision(server: string, revision: number): Revision {
    let before = 0;
    for (const dead of this.dead.get(server) ?? []) if (dead <= revision) before += 1;
    return revision - before;
  }

  /** The last revision of a stream that counts, from the place of its last record on the server. */
  lastRevision(server: string, last: number, open?: string): Revision {
    const batch = open === undefined ? undefined : this.batches.get(open);
    if (batch?.kind !== 'open') return this.toRevision(server, last);
    const places = batch.places.filter((place) => place.server === server).map(({ revision }) => revision);
    return this.toRevision(server, Math.min(last + 1, ...places) - 1);
  }

  private add(first: Position, last: Position, created: Instant, events: number, command: string): void {
    if (created < this.latest && (this.steps.at(-1)?.at ?? 0) < this.latest) {
      this.steps.push({ from: first, at: this.latest });
    }
    this.latest = Math.max(this.latest, created);
    if (this.count >= this.nextMark) {
      this.marks.push({ position: first, at: this.latest });
      this.nextMark = this.count + markEvery;
    }
    this.count += events;
    this.head = last;
    this.note(command, last);
  }

  /** The events of one append follow each other: the last of them is where its command is found. */
  private note(command: string, position: Position): void {
    const key = shortHash(command);
    const known = this.commands.get(key);
    const again = this.previous === command;
    this.previous = command;
    if (known === undefined || (typeof known === 'number' && again)) this.commands.set(key, position);
    else if (typeof known === 'number') this.commands.set(key, [known, position]);
    else if (again) known[known.length - 1] = position;
    else known.push(position);
  }

  private waitFor(id: string, { stream, revision }: ServerRecord): void {
    const batch = this.batches.get(id);
    if (batch === undefined) this.batches.set(id, { kind: 'open', places: [{ server: stream, revision }] });
    else if (batch.kind === 'open') batch.places.push({ server: stream, revision });
    else this.bury(stream, revision);
  }

  private settle(id: string, record: ServerRecord): void {
    // Only the first event of the stream decides.
    if (record.revision !== 0) return;
    const verdict = verdictOf(record);
    const open = this.batches.get(id);
    if (verdict.kind === 'void') {
      for (const { server, revision } of open?.kind === 'open' ? open.places : []) this.bury(server, revision);
      this.batches.set(id, verdict);
      return;
    }
    const { room: _room, ...rest } = verdict;
    this.add(record.position, record.position + verdict.events - 1, record.created, verdict.events, verdict.command);
    const batch: Committed = { ...rest, at: record.position, time: this.latest };
    this.batches.set(id, batch);
    this.committed.push(batch);
  }

  private bury(server: string, revision: number): void {
    const dead = this.dead.get(server);
    if (dead === undefined) this.dead.set(server, [revision]);
    else dead.push(revision);
    dead?.sort((a, b) => a - b);
  }
}

/** The last item whose key is not above a value; keys never decrease. */
function lastAtOrBelow<T>(items: readonly T[], value: number, key: (item: T) => number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && key(item) <= value) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/** Spreads ids over 52 bits. It need not resist anyone: two ids that meet are told apart by their events. */
function shortHash(id: string): number {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let n = 0; n < id.length; n++) {
    const code = id.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0xcc9e2d51) + (a >>> 13);
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff);
}
