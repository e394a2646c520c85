import type { Instant, NewEvent, Position, Revision, StoredEvent, StreamName } from '../event';

export type Append = {
  readonly stream: StreamName;
  /** The revision the writer saw last; `noStream` (-1) when the stream must not exist yet. */
  readonly expected: Revision;
  readonly events: readonly NewEvent[];
};

export type Appended = { readonly kind: 'appended'; readonly position: Position; readonly revision: Revision };
export type Conflict = { readonly kind: 'conflict'; readonly stream: StreamName; readonly actual: Revision };
/** The command id is in the log already. */
export type Repeated = { readonly kind: 'repeated'; readonly command: KnownCommand };
export type AppendAnswer = Appended | Conflict | Repeated;

export type KnownCommand = {
  readonly fingerprint: string;
  readonly stream: StreamName;
  /** Of the last event the command wrote. */
  readonly position: Position;
  readonly revision: Revision;
};

/**
 * The log. An append that has been answered with `appended` is on disk (fsync) and is never lost or changed.
 *
 * Guarantees for every adapter: revisions of a stream count 0, 1, 2 …; positions only grow; readers see events in
 * position order and never see half of an append; a conflict is a value, an outage throws.
 */
export interface EventStore {
  /**
   * Adds all the events of all the appends, or none. The events of one call carry one command id; when the log holds
   * that id already, nothing is added and the answer is `repeated`. `position` and `revision` are those of the last
   * event of the last append. Where several processes write one log, one command id sent at the same moment on different
   * streams may be taken twice; on one stream never. Throws `EventTooLarge` for an event that no log takes.
   */
  append(appends: readonly Append[]): Promise<AppendAnswer>;
  /** Events of one stream from a revision (0 by default), oldest first. Unknown stream: none. */
  readStream(stream: StreamName, from?: Revision): Promise<readonly StoredEvent[]>;
  /**
   * Up to `limit` events after a position, oldest first. Fewer than `limit` (also none) means the end of the log was
   * reached. `after` may be any number, also where no event stands. With `partition`, only events of that partition.
   */
  readAll(after: Position, limit: number, partition?: string): Promise<readonly StoredEvent[]>;
  findCommand(command: string): Promise<KnownCommand | undefined>;
  /** Position of the last event; 0 for an empty log. */
  head(): Promise<Position>;
  /** Position of the last event recorded at or before an instant; 0 if none. */
  positionAt(recordedAt: Instant): Promise<Position>;
  /** How many events stand after a position, which may be any number; it costs the same however many they are. */
  countBehind(after: Position): Promise<number>;
  /** Resolves when the log reaches beyond `after`, or when the time is over; answers whether it did. */
  waitBeyond(after: Position, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** An event that another log recorded: all of it but its position, which means nothing elsewhere. */
export type AdoptedEvent = Omit<StoredEvent, 'position'>;
export type Adopted = { readonly kind: 'adopted'; readonly position: Position };

/** A log that can take over what another one recorded: for moving a log to another store, and for nothing else. */
export interface AdoptingEventStore extends EventStore {
  /**
   * Adds events in the order given, all or none, as they were recorded: stream, revision, time and command stay, positions
   * are this log's own. The events of a command come in one call; that the log does not hold the command yet is for the
   * caller to know. What was recorded before this log's last event takes that one's time, for times never decrease; so does
   * whatever is appended later while the clock is behind. `position` is that of the last event. Throws when the revisions
   * given for a stream do not follow each other.
   */
  adopt(events: readonly AdoptedEvent[]): Promise<Adopted | Conflict>;
}
