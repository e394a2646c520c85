import type { Codec, EventShape } from './codec';
import { UnreadableEvent } from './codec';
import type { Instant, Position, Recorded } from './event';
import { decodeRecorded, foldBatch } from './fold';
import type { EventStore } from './ports/event-store';
import type { View, ViewReader } from './ports/views';
import type { Projection } from './projection';

/**
 * A moment on both time axes. `position` bounds what was recorded ("what did the committee see on Tuesday?");
 * `validAt` leaves out what happened later ("what was true on 31 March, as known then or now?").
 */
export type Moment = { readonly position: Position; readonly validAt?: Instant | undefined };

const batchMax = 2_000;

/**
 * The view as it stood at a moment, folded from the log by the very code that keeps the live view.
 * `partition` reads only that partition's events; right for every projection whose asked rows come from one partition.
 */
export async function viewAsOf<E extends EventShape, Row>(
  store: EventStore,
  codec: Codec<E>,
  projection: Projection<E, Row>,
  moment: Moment,
  scratch: View<Row>,
  partition?: string,
): Promise<ViewReader<Row>> {
  let after = 0;
  for (;;) {
    const page = await store.readAll(after, batchMax, partition);
    const batch: Recorded<E>[] = [];
    for (const stored of page) {
      if (stored.position > moment.position) break;
      if (moment.validAt !== undefined && stored.validAt > moment.validAt) continue;
      const recorded = decodeRecorded(codec, stored);
      if (recorded === undefined) throw new UnreadableEvent(`${stored.type}: no codec knows this event type`);
      if (projection.codec.knows(stored.type)) batch.push(recorded);
    }
    const last = page[page.length - 1];
    scratch.commit(foldBatch(projection, scratch, batch), Math.min(last?.position ?? after, moment.position));
    if (last === undefined || last.position >= moment.position || page.length < batchMax) break;
    after = last.position;
  }
  return scratch;
}
