import { foldOn, inTurn, type Folded, type FoldOn, type Moment } from './as-of';
import type { EventShape } from './codec';
import type { Instant, Position, StoredEvent } from './event';
import { sha256 } from './hash';
import type { FrameMark, FrameOf, Frames } from './ports/frames';
import type { View, ViewReader } from './ports/views';
import type { Projection } from './projection';

/** Events of a partition between two frames. */
export const framesEvery = 4_000;

export type PastOf<E extends EventShape, Row> = Omit<FoldOn<E, Row>, 'moment' | 'scratch' | 'most' | 'beyond'> & {
  readonly frames: Frames;
  readonly partition: string;
  /** @defaultValue `framesEvery` */
  readonly every?: number;
};

/**
 * The rows of a partition as they stood at a moment: the nearest frame and the log from there on. Leaves a frame at every
 * place it passes, so what was folded once from far is near the next time.
 *
 * With `validAt`, the last frame that holds nothing later, and of the log from there on only the stretches between two frames
 * in which something had happened by then. Leaves no frames: what they leave out differs from moment to moment.
 */
export function viewFromFrames<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  { position, validAt }: Moment,
): Promise<ViewReader<Row>> {
  return inTurn(options.store, options.partition, async () => {
    if (validAt !== undefined) return viewOfHappened(options, position, validAt);
    const view = await nearest(options, position);
    await foldFramed(options, view, position);
    return view;
  });
}

/** Folds on and keeps a frame at every place where one is due. Answers where the last of them stands, or where it began. */
async function foldFramed<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  view: View<Row>,
  position: Position,
  isEnd: (reached: Position) => Promise<boolean> = () => Promise.resolve(false),
): Promise<void> {
  const { frames, every = framesEvery } = options;
  for (;;) {
    const since = view.position();
    const folded = await foldOn({ ...options, scratch: view, moment: { position }, most: every });
    if (folded === undefined) return;
    await frames.keep(frameOf(options), { view, stamp: stampOf(folded.last), span: spanOf(since, folded) });
    if (await isEnd(folded.last.position)) return;
  }
}

const spanOf = (since: Position, { earliest, latest }: Folded) => ({ since, earliest, latest });

async function viewOfHappened<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  position: Position,
  validAt: Instant,
): Promise<ViewReader<Row>> {
  const { frames } = options;
  const marks = await marksOf(options, position);
  let from: Position = 0;
  for (const mark of marks) {
    if (mark.since !== from || mark.latest > validAt) break;
    from = mark.position;
  }
  const frame = from === 0 ? undefined : await frames.open<Row>(frameOf(options), from);
  const view = frame?.view ?? frames.blank<Row>();
  await foldOn({ ...options, scratch: view, moment: { position, validAt }, beyond: laterThan(marks, validAt) });
  return view;
}

/** Steps over what had not happened by a moment, from frame to frame. */
function laterThan(marks: readonly FrameMark[], validAt: Instant): (reached: Position) => Position {
  let next = 0;
  return (reached) => {
    let at = reached;
    for (; next < marks.length; next++) {
      const mark = marks[next];
      if (mark === undefined || mark.position <= at) continue;
      if (mark.since > at || mark.earliest <= validAt) break;
      at = mark.position;
    }
    return at;
  };
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
  const view = await nearest(options, head);
  let rest = 0;
  await foldFramed(options, view, head, async (reached) => {
    rest = await countFrom(options, reached, every);
    return rest < every;
  });
  return rest < every ? rest : 0;
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

/** The frame to begin from. */
async function nearest<E extends EventShape, Row>(options: PastOf<E, Row>, position: Position): Promise<View<Row>> {
  const { frames } = options;
  const frame = await frames.open<Row>(frameOf(options), position);
  if (frame === undefined) return frames.blank<Row>();
  return (await isOfLog(options, frame.view.position(), frame.stamp)) ? frame.view : frames.blank<Row>();
}

/** All frames to go by. Where the last of them is of this log, so are those before it. */
async function marksOf<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  position: Position,
): Promise<readonly FrameMark[]> {
  const marks = options.frames.marks(frameOf(options), position);
  const last = marks[marks.length - 1];
  return last !== undefined && (await isOfLog(options, last.position, last.stamp)) ? marks : [];
}

/** A frame that was made of another log is no frame, and none of its partition is. */
async function isOfLog<E extends EventShape, Row>(
  options: PastOf<E, Row>,
  position: Position,
  stamp: string,
): Promise<boolean> {
  const { store, frames, partition } = options;
  const [event] = await store.readAll(position - 1, 1, partition);
  const isOwn = event !== undefined && stampOf(event) === stamp;
  if (!isOwn) frames.drop(frameOf(options));
  return isOwn;
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
