import { foldOn, inTurn, type FoldOn } from './as-of';
import type { EventShape } from './codec';
import type { Position, StoredEvent } from './event';
import { sha256 } from './hash';
import type { Frame, FrameOf, Frames } from './ports/frames';
import type { ViewReader } from './ports/views';
import type { Projection } from './projection';

/** Events of a partition between two frames. */
export const framesEvery = 4_000;

export type PastOf<E extends EventShape, Row> = Omit<FoldOn<E, Row>, 'moment' | 'scratch' | 'most'> & {
  readonly frames: Frames;
  readonly partition: string;
  /** @defaultValue `framesEvery` */
  readonly every?: number;
};

/**
 * The rows of a partition as they stood at a position: the nearest frame and the log from there on. Leaves a frame at every
 * place it passes, so what was folded once from far is near the next time.
 */
export function viewFromFrames<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  position: Position,
): Promise<ViewReader<Row>> {
  return inTurn(options.store, options.partition, async () => {
    const { frames, every = framesEvery } = options;
    const { view } = await nearest(options, position);
    for (;;) {
      const last = await foldOn({ ...options, scratch: view, moment: { position }, most: every });
      if (last === undefined) return view;
      await frames.keep(frameOf(options), { view, stamp: stampOf(last) });
    }
  });
}

/**
 * Makes the frames that are due between the last one and `head`. Answers how many events stand behind the last frame then.
 * Reads ahead before it folds: what is not due costs no rows.
 */
export async function makeFrames<E extends EventShape, Row>(options: PastOf<E, Row>, head: Position): Promise<number> {
  const { frames, every = framesEvery } = options;
  const from = frames.newest(frameOf(options), head);
  const ahead = await countFrom(options, from, every);
  if (ahead < every) return ahead;
  const { view } = await nearest(options, head);
  for (;;) {
    const last = await foldOn({ ...options, scratch: view, moment: { position: head }, most: every });
    if (last === undefined) return 0;
    await frames.keep(frameOf(options), { view, stamp: stampOf(last) });
    const rest = await countFrom(options, last.position, every);
    if (rest < every) return rest;
  }
}

async function countFrom<E extends EventShape, Row>(
  { store, partition, slice = 500, pause }: PastOf<E, Row>,
  after: Position,
  most: number,
): Promise<number> {
  let count = 0;
  for (let from = after; count < most;) {
    const limit = Math.min(slice, most - count);
    const page = await store.readAll(from, limit, partition);
    count += page.length;
    from = page[page.length - 1]?.position ?? from;
    if (page.length < limit) break;
    await pause?.();
  }
  return count;
}

/** The frame to begin from. One that was made of another log is no frame, and none of its partition is. */
async function nearest<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  position: Position,
): Promise<Pick<Frame<Row>, 'view'>> {
  const { store, frames, partition } = options;
  const frame = await frames.open<Row>(frameOf(options), position);
  if (frame === undefined) return { view: frames.blank<Row>() };
  const [event] = await store.readAll(frame.view.position() - 1, 1, partition);
  if (event !== undefined && stampOf(event) === frame.stamp) return frame;
  frames.drop(frameOf(options));
  return { view: frames.blank<Row>() };
}

const frameOf = <E extends EventShape, Row>({
  projection: { name, version },
  partition,
}: {
  readonly projection: Projection<E, Row>;
  readonly partition: string;
}): FrameOf => ({ projection: name, version, partition });

/** A log that was put back and went on otherwise has another event there: another command, at another time. */
const stampOf = ({ position, stream, revision, command, fingerprint, recordedAt }: StoredEvent): string =>
  sha256(JSON.stringify([position, stream, revision, command, fingerprint, recordedAt]));
