import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** An event as the double keeps it. */
export type Kept = {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  /** Byte offset in the pretended transaction file; the record is longer than its data. */
  readonly position: number;
  readonly created: number;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly meta: Uint8Array;
};

export type Offered = Pick<Kept, 'id' | 'type' | 'contentType' | 'data' | 'meta'>;

export type Outcome =
  | { readonly kind: 'written'; readonly last: Kept }
  /** The very same events stand there already. */
  | { readonly kind: 'idempotent'; readonly last: Kept }
  | { readonly kind: 'wrong-version'; readonly actual: number }
  | { readonly kind: 'too-large'; readonly max: number };

const overhead = 80;

/** What survives a restart of the double: the records in the order of the log, and the rules by which they get there. */
export class Disk {
  readonly records: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private readonly watchers = new Set<() => void>();
  private end: number;
  private appends = 0;

  constructor(
    /** The server's clock. */
    public now: () => number,
    readonly appendMax = 1024 * 1024,
    begin = 0,
    /** Where the records are kept; without it they live as long as this object. */
    private readonly file?: string,
  ) {
    this.end = begin;
    if (file !== undefined && existsSync(file)) {
      for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') this.take(fromLine(line));
    }
    // A server's log begins with records of its own.
    if (this.records.length === 0) this.note('$epoch');
  }

  of(stream: string): readonly Kept[] {
    return this.streams.get(stream) ?? [];
  }

  /** Explicit revisions only, as the adapter uses them: idempotent wherever the same ids stand behind the expected one. */
  append(stream: string, expected: number, events: readonly Offered[]): Outcome {
    const size = events.reduce((sum, { data, meta, type }) => sum + data.length + meta.length + type.length, 0);
    if (size > this.appendMax) return { kind: 'too-large', max: this.appendMax };
    const kept = this.of(stream);
    const actual = kept.length - 1;
    if (expected > actual) return { kind: 'wrong-version', actual };
    if (expected < actual) {
      const same = events.every(({ id }, n) => kept[expected + 1 + n]?.id === id);
      const last = kept[expected + events.length];
      return same && last !== undefined ? { kind: 'idempotent', last } : { kind: 'wrong-version', actual };
    }
    // Other programs write to the same server.
    if (this.appends++ % 5 === 4) this.note('other-program|x');
    const last = this.put(stream, events).at(-1);
    if (last === undefined) throw new Error('an append without events');
    for (const watcher of this.watchers) watcher();
    return { kind: 'written', last };
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Whether reading may begin at a position: the server knows no place inside a record. */
  isBoundary(position: number): boolean {
    return position === 0 || position === this.end || this.records[this.indexFrom(position)]?.position === position;
  }

  /** Index of the first record at or behind a position. */
  indexFrom(position: number): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private note(stream: string): void {
    const [data, meta] = [new Uint8Array(7), new Uint8Array(0)];
    this.put(stream, [{ id: `note-${this.end}`, type: 'note', contentType: 'application/octet-stream', data, meta }]);
  }

  /** An append is on the disk as a whole or not at all. */
  private put(stream: string, events: readonly Offered[]): readonly Kept[] {
    const first = this.records.length;
    for (const event of events) {
      const revision = this.of(stream).length;
      this.take({ ...event, stream, revision, position: this.end, created: this.now() });
    }
    const added = this.records.slice(first);
    if (this.file !== undefined) appendFileSync(this.file, added.map(toLine).join(''));
    return added;
  }

  private take(record: Kept): void {
    const { stream, type, data, meta } = record;
    const kept = this.streams.get(stream) ?? [];
    this.streams.set(stream, kept);
    this.end = record.position + overhead + stream.length + type.length + data.length + meta.length;
    kept.push(record);
    this.records.push(record);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const toLine = (kept: Kept): string =>
  `${JSON.stringify({ ...kept, data: base64(kept.data), meta: base64(kept.meta) })}\n`;

function fromLine(line: string): Kept {
  const kept = JSON.parse(line) as Kept & { readonly data: unknown; readonly meta: unknown };
  return { ...kept, data: Buffer.from(String(kept.data), 'base64'), meta: Buffer.from(String(kept.meta), 'base64') };
}
