/** Place of an event in the whole log: 1 for the first event, no gaps in the embedded store. 0 means "before everything". */
export type Position = number;

/** Place of an event in its stream, from 0. `noStream` (-1) is the revision of a stream that does not exist yet. */
export type Revision = number;
export const noStream: Revision = -1;

/** Milliseconds since the epoch, UTC. RFC 3339 at the edges, Asia/Shanghai in what people read. */
export type Instant = number;

/**
 * `category-partition` or `category-partition.local`, for example `entry-c2026.e17`.
 * All streams of one partition (one competition, one campaign) can be read together in log order.
 */
export type StreamName = string;

const streamPattern = /^[a-z]+-[A-Za-z0-9_~]+(?:\.[A-Za-z0-9_~-]+)?$/;

/** Builds a stream name; throws on parts that would not read back, because ids are parsed before they come here. */
export function streamName(category: string, partition: string, local?: string): StreamName {
  const name = local === undefined ? `${category}-${partition}` : `${category}-${partition}.${local}`;
  if (!streamPattern.test(name)) throw new Error(`not a stream name: ${name}`);
  return name;
}

/** The partition a stream belongs to. */
export function partitionOf(stream: StreamName): string {
  const afterCategory = stream.slice(stream.indexOf('-') + 1);
  const dot = afterCategory.indexOf('.');
  return dot < 0 ? afterCategory : afterCategory.slice(0, dot);
}

/** What travels with every event beside its content. */
export type EventMeta = {
  /** Who did it: an account id, or `reaction:<name>`, or `ops:<user>`. */
  readonly actor: string;
  /** When it happened; may be earlier than when it was typed in. */
  readonly validAt: Instant;
  /** The command that caused it. Sending that command again adds nothing. */
  readonly command: string;
  /** Keyed hash of the command's content, to tell a repeat from another command with the same id. */
  readonly fingerprint: string;
  /** The first cause of the whole chain: a request, an import, a job. */
  readonly correlation: string;
  /** The event (`stream@revision`) a reaction answered; absent when a person acted. */
  readonly causation?: string;
};

export type JsonObject = { readonly [key: string]: unknown };

/** An event on its way into the log: `data` is the codec's closed form. */
export type NewEvent = EventMeta & { readonly type: string; readonly version: number; readonly data: JsonObject };

/** An event as the log holds it. */
export type StoredEvent = NewEvent & {
  readonly position: Position;
  readonly stream: StreamName;
  readonly revision: Revision;
  /** When the store took it. Never decreases along the log. */
  readonly recordedAt: Instant;
};

/** A decoded event with its place and time; what folds see. */
export type Recorded<E> = Omit<StoredEvent, 'type' | 'version' | 'data'> & { readonly event: E };

/** A lasting reference to one event that survives a move to another store (positions do not). */
export const refOf = (event: { readonly stream: StreamName; readonly revision: Revision }): string =>
  `${event.stream}@${event.revision}`;
