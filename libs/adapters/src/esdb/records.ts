import type { EventMeta, Instant, JsonObject, NewEvent, Revision, StreamName } from '@xf/es';
import { contentId } from './names';

/** An event as the server holds it. */
export type ServerRecord = {
  readonly stream: string;
  readonly revision: number;
  /** Commit position, a byte offset in the server's log: grows, with gaps. */
  readonly position: number;
  /** The server's clock, in milliseconds. */
  readonly created: number;
  readonly type: string;
  readonly data: Buffer;
  readonly meta: Buffer;
};

/** An event on its way to the server. */
export type Proposal = { readonly id: string; readonly type: string; readonly data: string; readonly meta: string };

/**
 * What stands beside the content of an event. `batch` and `index` when the event counts only if its batch does;
 * `recordedAt` when another log recorded it, and then it does not take the server's time nor its batch's command.
 */
export type RecordMeta = EventMeta & {
  readonly version: number;
  readonly batch?: string;
  readonly index?: number;
  readonly recordedAt?: Instant;
};

/** An event for the log; one that another log recorded brings its time. */
export type Offered = NewEvent & { readonly recordedAt?: Instant };

/** What a batch comes to; the only event of its stream, so the first one decides. */
export type Verdict =
  | { readonly kind: 'void' }
  | {
      readonly kind: 'committed';
      /** Position of its first event. */
      readonly from: number;
      readonly events: number;
      /** Of its last event. */
      readonly command: string;
      readonly fingerprint: string;
      /** Where its last event stands, counted as the server does. */
      readonly last: { readonly stream: StreamName; readonly revision: Revision };
      /** The events take the positions that follow the verdict's own, so it must be longer than they are many. */
      readonly room: string;
    };

const parsed = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

export const dataOf = (record: ServerRecord): JsonObject => parsed(record.data) as JsonObject;
export const metaOf = (record: ServerRecord): RecordMeta => parsed(record.meta) as RecordMeta;
export const verdictOf = (record: ServerRecord): Verdict => parsed(record.data) as Verdict;

export function metaText({ type: _type, data: _data, ...meta }: Offered, batch?: string, index?: number): string {
  return JSON.stringify(batch === undefined ? meta : { ...meta, batch, index });
}

/** @param server name of the stream on the server; @param expected revision before, counted as the server does */
export function proposals(
  server: string,
  expected: Revision,
  events: readonly Offered[],
  batch?: { readonly id: string; readonly indexes: readonly number[] },
): readonly Proposal[] {
  return events.map((event, n) => {
    const data = JSON.stringify(event.data);
    const meta = metaText(event, batch?.id, batch?.indexes[n]);
    return { id: contentId([server, String(expected + 1 + n), event.type, data, meta]), type: event.type, data, meta };
  });
}
