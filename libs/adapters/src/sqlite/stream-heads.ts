import type { Database as Connection } from 'better-sqlite3';
import { noStream, partitionOf, type Revision, type StreamName } from '@xf/es';

export type StreamHead = { readonly id: number; readonly part: number; readonly rev: Revision };

/** Streams whose ends are kept in memory; beyond that they are looked up again. */
const headsMax = 200_000;

/**
 * Where each stream ends. The writing process is the only one, so what it remembers is what the file holds: a command on a
 * stream it wrote before reads nothing. Ends are not stored, for a row rewritten on every append would double the pages
 * that a commit has to flush.
 */
export class StreamHeads {
  private known = new Map<StreamName, StreamHead>();
  private readonly moved = new Map<StreamName, StreamHead>();
  private readonly find;
  private readonly addStream;
  private readonly findPartition;
  private readonly addPartition;

  constructor(db: Connection) {
    this.find = db.prepare(
      `SELECT id, part, (SELECT max(rev) FROM events WHERE sid = streams.id) AS rev FROM streams WHERE name = ?`,
    );
    this.addStream = db.prepare('INSERT INTO streams (name, part) VALUES (?, ?)');
    this.findPartition = db.prepare('SELECT id FROM partitions WHERE name = ?').pluck();
    this.addPartition = db.prepare('INSERT INTO partitions (name) VALUES (?)');
  }

  /** The end of a stream, also when the running transaction moved it. */
  get(name: StreamName): StreamHead | undefined {
    const head = this.moved.get(name) ?? this.known.get(name);
    if (head !== undefined) return head;
    const found = this.find.get(name) as StreamHead | undefined;
    if (found !== undefined) this.keep(name, found);
    return found;
  }

  /** What the file holds, and not what a running transaction is about to add. */
  committed(name: StreamName): Revision | undefined {
    return this.known.get(name)?.rev;
  }

  /** Moves a stream's end, as `get` answered it, within the running transaction; makes the stream when there is none. */
  move(name: StreamName, from: StreamHead | undefined, by: number): StreamHead {
    const head = from ?? this.create(name);
    const next = { ...head, rev: head.rev + by };
    this.moved.set(name, next);
    return next;
  }

  commit(): void {
    for (const [name, head] of this.moved) this.keep(name, head);
    this.moved.clear();
  }

  rollback(): void {
    this.moved.clear();
  }

  private create(name: StreamName): StreamHead {
    const partition = partitionOf(name);
    const found = this.findPartition.get(partition) as number | undefined;
    const part = found ?? Number(this.addPartition.run(partition).lastInsertRowid);
    return { id: Number(this.addStream.run(name, part).lastInsertRowid), part, rev: noStream };
  }

  private keep(name: StreamName, head: StreamHead): void {
    if (this.known.size >= headsMax) this.known = new Map();
    this.known.set(name, head);
  }
}
