import type { Database as Connection } from 'better-sqlite3';
import type { KnownCommand, Position } from '@xf/es';

/**
 * Finds the last event of a command. Ids are random, so an index kept up with every append would touch one page for each;
 * instead the latest commands stand in memory (read back from the log at open) and go into the table in sorted batches.
 * The table holds a short hash; the event itself says whether it is the command.
 * @param recentMax commands kept in memory until they are put into the table together
 */
export class CommandIndex {
  private readonly recent = new Map<string, Position>();
  private readonly fresh = new Map<string, Position>();
  private readonly candidates;
  private readonly event;
  private readonly insert;
  private readonly note;

  constructor(
    db: Connection,
    private readonly recentMax = 20_000,
  ) {
    this.candidates = db.prepare('SELECT pos FROM commands WHERE hash = ?').pluck();
    this.event = db.prepare(
      `SELECT e.cmd AS id, e.fp AS fingerprint, s.name AS stream, e.pos AS position, e.rev AS revision
       FROM events e JOIN streams s ON s.id = e.sid WHERE e.pos = ?`,
    );
    const tail = db.prepare(
      'SELECT cmd, max(pos) AS pos FROM events WHERE pos > (SELECT coalesce(max(pos), 0) FROM indexed) GROUP BY cmd',
    );
    for (const row of tail.iterate()) {
      const { cmd, pos } = row as { cmd: string; pos: Position };
      this.recent.set(cmd, pos);
    }
    this.insert = db.readonly ? undefined : db.prepare('INSERT OR IGNORE INTO commands (hash, pos) VALUES (?, ?)');
    this.note = db.readonly ? undefined : db.prepare('INSERT OR REPLACE INTO indexed (id, pos) VALUES (1, ?)');
  }

  find(id: string): KnownCommand | undefined {
    const pos = this.fresh.get(id) ?? this.recent.get(id);
    if (pos !== undefined) return this.read(id, pos);
    for (const candidate of this.candidates.all(hashOf(id)) as Position[]) {
      const found = this.read(id, candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Within the running transaction. */
  add(id: string, pos: Position): void {
    this.fresh.set(id, pos);
    const kept = this.stored ? 0 : this.recent.size;
    if (kept + this.fresh.size < this.recentMax) return;
    this.store(pos);
  }

  commit(): void {
    if (this.stored) {
      this.recent.clear();
      this.stored = false;
    }
    for (const [id, pos] of this.fresh) this.recent.set(id, pos);
    this.fresh.clear();
  }

  rollback(): void {
    this.stored = false;
    this.fresh.clear();
  }

  private stored = false;

  private store(upTo: Position): void {
    // What this transaction has put there already is not put there again.
    const kept = this.stored ? [] : this.recent;
    const rows = [...kept, ...this.fresh].map(([id, pos]) => [hashOf(id), pos] as const);
    rows.sort((a, b) => a[0] - b[0]);
    for (const row of rows) this.insert?.run(...row);
    this.note?.run(upTo);
    this.stored = true;
    this.fresh.clear();
  }

  private read(id: string, pos: Position): KnownCommand | undefined {
    const found = this.event.get(pos) as (KnownCommand & { readonly id: string }) | undefined;
    if (found?.id !== id) return undefined;
    const { fingerprint, stream, position, revision } = found;
    return { fingerprint, stream, position, revision };
  }
}

/** Spreads ids over 52 bits. It need not resist anyone: two ids that meet are told apart by their events. */
function hashOf(id: string): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let n = 0; n < id.length; n++) {
    const code = id.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) + (a >>> 15);
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff);
}
